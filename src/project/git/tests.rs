use super::{GitStatus, Repository};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder with these files; `.git/index` is made of the paths it holds, one a line.
fn tree(files: &[(&str, &str)]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        match path.ends_with(".git/index") {
            true => fs::write(path, index(2, text)).unwrap(),
            false => fs::write(path, text).unwrap(),
        }
    }
    (folder, root)
}

/// An index of this version with these paths, one a line.
fn index(version: u32, paths: &str) -> Vec<u8> {
    let paths: Vec<_> = paths.lines().collect();
    let mut bytes = b"DIRC".to_vec();
    bytes.extend(version.to_be_bytes());
    bytes.extend(u32::try_from(paths.len()).unwrap().to_be_bytes());
    let mut before = "";
    for path in paths {
        let start = bytes.len();
        let is_folder = path.ends_with('/');
        let mode: u32 = if is_folder { 0o040_000 } else { 0o100_644 };
        bytes.extend([0; 24]);
        bytes.extend(mode.to_be_bytes());
        bytes.extend([0; 12 + 20]);
        bytes.extend([0, 0]);
        if version == 4 {
            let same = before
                .bytes()
                .zip(path.bytes())
                .take_while(|(a, b)| a == b)
                .count();
            bytes.push(u8::try_from(before.len() - same).unwrap());
            bytes.extend(path[same..].bytes());
            bytes.push(0);
            before = path;
        } else {
            bytes.extend(path.bytes());
            let length = bytes.len() - start;
            bytes.extend(std::iter::repeat_n(0, 8 - length % 8));
        }
    }
    bytes
}

fn status(root: &Path, path: &str) -> GitStatus {
    let path = root.join(path);
    Repository::around(&path)
        .expect("there is a repository")
        .status(&path)
}

fn decides(status: &GitStatus) -> Option<(bool, &str)> {
    let line = status.ignored.as_ref()?;
    Some((line.ignores, &line.pattern))
}

const HEAD: (&str, &str) = (".git/HEAD", "ref: refs/heads/main\n");

#[test]
fn without_a_repository_there_is_none() {
    let (_folder, root) = tree(&[("app/.env", "")]);
    let around = Repository::around(&root.join("app/.env"));
    assert!(around.is_none_or(|it| !it.work_tree.starts_with(&root)));
}

#[test]
fn the_nearest_line_decides() {
    let (_folder, root) = tree(&[
        HEAD,
        (".gitignore", ".env\nlogs/\n!logs/.env\n"),
        ("app/.gitignore", "!.env\n"),
        (".git/info/exclude", "*.local\n"),
    ]);
    assert_eq!(decides(&status(&root, ".env")), Some((true, ".env")));
    assert_eq!(decides(&status(&root, "web/.env")), Some((true, ".env")));
    assert_eq!(decides(&status(&root, "app/.env")), Some((false, "!.env")));
    assert_eq!(
        decides(&status(&root, ".env.local")),
        Some((true, "*.local"))
    );
    assert_eq!(decides(&status(&root, ".env.production")), None);
    // Nothing in a folder that is ignored can be taken out again.
    assert_eq!(decides(&status(&root, "logs/.env")), Some((true, "logs/")));
    assert_eq!(
        status(&root, "app/.env").ignored.unwrap().file,
        root.join("app/.gitignore")
    );
}

#[test]
fn an_inner_repository_has_its_own_lines() {
    let (_folder, root) = tree(&[
        HEAD,
        (".gitignore", ".env\n"),
        ("inner/.git/HEAD", "ref: refs/heads/main\n"),
    ]);
    assert_eq!(decides(&status(&root, "inner/.env")), None);
}

#[test]
fn a_worktree_points_to_its_repository() {
    let (_folder, root) = tree(&[
        ("main/.git/HEAD", "ref: refs/heads/main\n"),
        ("main/.git/info/exclude", ".env\n"),
        ("main/.git/config", "[core]\n\texcludesFile = \"lines\"\n"),
        ("main/.git/worktrees/other/HEAD", "ref: refs/heads/other\n"),
        ("main/.git/worktrees/other/commondir", "../..\n"),
        ("other/.git", "gitdir: ../main/.git/worktrees/other\n"),
        ("other/lines", "*.secret\n"),
    ]);
    fs::write(
        root.join("main/.git/worktrees/other/index"),
        index(2, ".env.production"),
    )
    .unwrap();
    let production = status(&root, "other/.env.production");
    assert!(production.tracked && production.ignored.is_none());
    assert_eq!(decides(&status(&root, "other/.env")), Some((true, ".env")));
    assert_eq!(
        decides(&status(&root, "other/a.secret")),
        Some((true, "*.secret"))
    );
    assert!(!status(&root, "main/.env.production").tracked);
}

#[test]
fn reads_all_forms_of_the_index() {
    let paths = ".env\n.env.example\napps/\nsrc/a/b.ts\nsrc/a/c.ts\nsrc/main.ts";
    for version in [2, 3, 4] {
        let (_folder, root) = tree(&[HEAD]);
        fs::write(root.join(".git/index"), index(version, paths)).unwrap();
        let tracked = |path| status(&root, path).tracked;
        for path in [".env", "src/a/c.ts", "src/main.ts", "apps/web/.env"] {
            assert!(tracked(path), "{path}, version {version}");
        }
        for path in [".env.local", "src", "src/a", "env", "src/.env"] {
            assert!(!tracked(path), "{path}, version {version}");
        }
    }
}

#[test]
fn an_index_that_is_cut_short_or_nonsense_tracks_nothing_more() {
    let whole = index(4, ".a\n.env\n.env.local");
    for length in 0..whole.len() {
        let (_folder, root) = tree(&[HEAD]);
        fs::write(root.join(".git/index"), &whole[..length]).unwrap();
        assert!(!status(&root, "other").tracked);
    }
}
