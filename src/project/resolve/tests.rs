mod aliases;
mod packages;
mod python;

use crate::project::{Configs, Project};
use crate::syntax::Language;
use std::path::PathBuf;
use tempfile::TempDir;

/// Files on disk that a project reaches; none is parsed.
struct Tree {
    folder: TempDir,
    project: Project,
}

impl Tree {
    /// The files, each empty unless it has a text.
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        for (path, text) in files {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let project = Project::new(vec![root], [], Configs::default());
        Self { folder, project }
    }

    /// Empty files, and some with a text.
    fn of(paths: &[&str], texts: &[(&str, &str)]) -> Self {
        let empty = paths.iter().map(|path| (*path, ""));
        Self::new(&empty.chain(texts.iter().copied()).collect::<Vec<_>>())
    }

    fn root(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap()
    }

    /// What a module means in a file, as a path below the root.
    fn locate(&self, from: &str, module: &str) -> Option<String> {
        let from = self.root().join(from);
        let language = Language::of_path(&from).unwrap();
        let found = self.project.locate(&from, language, module)?;
        let below = found.strip_prefix(self.root()).unwrap();
        Some(below.to_str().unwrap().replace('\\', "/"))
    }

    #[track_caller]
    fn holds(&self, cases: &[(&str, &str, &str)]) {
        for (from, module, expected) in cases {
            let expected = (!expected.is_empty()).then(|| (*expected).to_owned());
            assert_eq!(self.locate(from, module), expected, "{module} in {from}");
        }
    }
}

#[test]
fn relative_modules_are_found_with_and_without_their_extension() {
    let tree = Tree::of(
        &[
            "a.ts",
            "lib/index.ts",
            "lib/b.tsx",
            "lib/c.js",
            "lib/typed.mts",
            "both.ts",
            "both/index.ts",
        ],
        &[],
    );
    tree.holds(&[
        ("a.ts", "./lib", "lib/index.ts"),
        ("a.ts", "./lib/b", "lib/b.tsx"),
        ("a.ts", "./lib/b.js", "lib/b.tsx"),
        ("a.ts", "./lib/c.js", "lib/c.js"),
        ("a.ts", "./lib/typed.mjs", "lib/typed.mts"),
        ("a.ts", "./lib/c?raw", "lib/c.js"),
        ("lib/b.tsx", "..", ""),
        ("lib/b.tsx", "../a", "a.ts"),
        ("lib/b.tsx", ".", "lib/index.ts"),
        ("a.ts", "./both", "both.ts"),
        ("a.ts", "./none", ""),
        ("a.ts", "./lib/none.json", ""),
        ("a.ts", "lib/c", ""),
        ("a.ts", "node:fs", ""),
        ("a.ts", "https://esm.sh/x", ""),
    ]);
}

#[test]
fn nothing_outside_the_root_and_no_dependency_is_found() {
    let tree = Tree::of(
        &[
            "app/a.ts",
            "node_modules/x/index.js",
            "app/.venv/m.py",
            "app/a.py",
        ],
        &[],
    );
    let outside = tree.root().parent().unwrap().join("windbreak-outside.ts");
    std::fs::write(&outside, "").unwrap();
    tree.holds(&[
        ("app/a.ts", "../../windbreak-outside", ""),
        ("app/a.ts", "../node_modules/x", ""),
        ("app/a.ts", "x", ""),
        ("app/a.py", ".venv.m", ""),
    ]);
    std::fs::remove_file(outside).unwrap();
}

#[test]
#[cfg(unix)]
fn links_are_not_followed() {
    let tree = Tree::of(&["app/a.ts", "other/secret.ts"], &[]);
    std::os::unix::fs::symlink(tree.root().join("other"), tree.root().join("app/link")).unwrap();
    std::os::unix::fs::symlink(
        tree.root().join("other/secret.ts"),
        tree.root().join("app/file.ts"),
    )
    .unwrap();
    tree.holds(&[
        ("app/a.ts", "./file", ""),
        ("app/a.ts", "../other/secret", "other/secret.ts"),
    ]);
}

#[test]
fn a_file_that_was_not_parsed_is_read_when_it_is_asked_for() {
    let tree = Tree::of(
        &[],
        &[("config.ts", "export const model = 'x';"), ("bin.ts", "\0")],
    );
    let from = crate::project::SourceFile::parse(
        tree.root().join("a.ts").into(),
        Language::TypeScript,
        crate::text::Document::new(""),
    );
    let file = tree.project.resolve(&from, "./config").unwrap();
    assert_eq!(file.facts.exports.len(), 1);
    let again = tree
        .project
        .clone()
        .resolve(&from, "./config")
        .map(std::ptr::from_ref);
    assert_eq!(again, Some(std::ptr::from_ref(file)));
    assert!(tree.project.resolve(&from, "./bin").is_none());
    assert_eq!(tree.project.files().count(), 0);
}
