use super::range::Range;
use crate::catalog::Version;
use crate::project::{Configs, Project, SourceFile};
use crate::syntax::Language;
use crate::text::Document;
use std::path::Path;

/// The version that `file` is run with among `files`; of the TypeScript or Python package.
fn version(files: &[(&str, &str)], file: &str) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    for (path, text) in files {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let path = root.join(file);
    let language = Language::of_path(&path).unwrap();
    let file = SourceFile::parse(path.into(), language, Document::new(""));
    let project = Project::new(vec![root], [], Configs::default());
    let package = match language {
        Language::Python => "mistralai",
        _ => "@mistralai/mistralai",
    };
    project.version(&file, package).map(|it| it.to_string())
}

#[track_caller]
fn is(files: &[(&str, &str)], file: &str, expected: &str) {
    assert_eq!(version(files, file).as_deref(), Some(expected), "{files:?}");
}

const NODE: &str = r#"{ "dependencies": { "@mistralai/mistralai": "^1.3.0" } }"#;

#[test]
fn reckons_with_the_lowest_of_a_closed_range() {
    let version = |text: &str| Range::of(text).version().map(|it| it.to_string());
    for (text, expected) in [
        ("1.5.0", "1.5.0"),
        ("==1.5.0", "1.5.0"),
        ("^1.3.0", "1.3.0"),
        ("~1.3", "1.3.0"),
        ("1.x", "1.0.0"),
        ("==1.2.*", "1.2.0"),
        ("~=1.2", "1.2.0"),
        (">=1.0,<2", "1.0.0"),
        (">= 1.0, < 2", "1.0.0"),
        ("1.0.0 - 1.9.9", "1.0.0"),
        ("^0.5.0 || ^1.1.0", "1.1.0"),
        ("npm:@mistralai/mistralai@^1.4.0", "1.4.0"),
    ] {
        assert_eq!(version(text).as_deref(), Some(expected), "{text}");
    }
    for text in [
        "*",
        "latest",
        "",
        ">=1.0",
        "workspace:*",
        "git+https://x.y/z",
    ] {
        assert_eq!(version(text), None, "{text}");
    }
    assert!(Range::of("<1.0").version().unwrap() < Version::new(1, 0, 0));
    assert!(Range::of("<1.0").version().unwrap() > Version::new(0, 999, 0));
}

#[test]
fn a_range_allows_what_lies_in_it() {
    for (range, inside, outside) in [
        ("^1.3.0", "1.99.0", "2.0.0"),
        ("^0.5.0", "0.5.9", "0.6.0"),
        ("~1.3.1", "1.3.9", "1.4.0"),
        ("~=1.2", "1.9.0", "2.0.0"),
        ("~=1.2.3", "1.2.9", "1.3.0"),
        ("<=1.5.0", "1.5.0", "1.5.1"),
        ("1", "1.9.9", "2.0.0"),
    ] {
        let range = Range::of(range);
        assert!(range.allows(inside.parse().unwrap()), "{range:?} {inside}");
        assert!(
            !range.allows(outside.parse().unwrap()),
            "{range:?} {outside}"
        );
    }
}

#[test]
fn a_lock_file_beats_the_range() {
    for (name, lock) in [
        (
            "package-lock.json",
            "{ \"lockfileVersion\": 3, \"packages\": { \"\": {},\n \"node_modules/@mistralai/mistralai\": {\n \"version\": \"1.5.2\" } } }",
        ),
        (
            "package-lock.json",
            "{ \"lockfileVersion\": 1, \"dependencies\": {\n \"@mistralai/mistralai\": {\n \"version\": \"1.5.2\" } } }",
        ),
        (
            "pnpm-lock.yaml",
            "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      '@mistralai/mistralai':\n        specifier: ^1.3.0\n        version: 1.5.2(zod@3.24.1)\n\npackages:\n",
        ),
        (
            "pnpm-lock.yaml",
            "lockfileVersion: 5.4\n\ndependencies:\n  '@mistralai/mistralai': 1.5.2\n\npackages:\n",
        ),
        (
            "yarn.lock",
            "# yarn lockfile v1\n\n\n\"@mistralai/mistralai@^1.3.0\":\n  version \"1.5.2\"\n",
        ),
        (
            "yarn.lock",
            "__metadata:\n  version: 8\n\n\"@mistralai/mistralai@npm:^1.3.0\":\n  version: 1.5.2\n",
        ),
        (
            "bun.lock",
            "{ \"packages\": {\n \"@mistralai/mistralai\": [\"@mistralai/mistralai@1.5.2\", \"\", {}, \"sha512\"],\n } }",
        ),
    ] {
        is(&[("package.json", NODE), (name, lock)], "src/a.ts", "1.5.2");
    }
    let python = "[project]\ndependencies = [\"mistralai[agents]>=1.0\"]\n";
    for (name, lock) in [
        (
            "uv.lock",
            "[[package]]\nname = \"mistralai\"\nversion = \"1.5.2\"\n",
        ),
        (
            "poetry.lock",
            "[[package]]\nname = \"mistralai\"\nversion = \"1.5.2\"\n",
        ),
        (
            "Pipfile.lock",
            r#"{"default": {"mistralai": {"version": "==1.5.2"}}}"#,
        ),
    ] {
        is(
            &[("pyproject.toml", python), (name, lock)],
            "app/a.py",
            "1.5.2",
        );
    }
}

#[test]
fn a_package_of_a_workspace_is_looked_up_under_its_own_name() {
    let lock = "importers:\n\n  packages/a:\n    dependencies:\n      '@mistralai/mistralai':\n        specifier: ^0.5.0\n        version: 0.5.0\n\n  packages/b:\n    dependencies:\n      '@mistralai/mistralai':\n        specifier: ^1.3.0\n        version: 1.7.1\n";
    let files = [
        (
            "packages/a/package.json",
            r#"{"dependencies": {"@mistralai/mistralai": "^0.5.0"}}"#,
        ),
        ("packages/b/package.json", NODE),
        ("pnpm-lock.yaml", lock),
    ];
    is(&files, "packages/a/src/x.ts", "0.5.0");
    is(&files, "packages/b/src/x.ts", "1.7.1");
}

#[test]
fn a_lock_file_of_another_project_does_not_count() {
    let lock =
        "{ \"packages\": { \"node_modules/@mistralai/mistralai\": { \"version\": \"0.5.0\" } } }";
    let files = [("package-lock.json", lock), ("demo/package.json", NODE)];
    is(&files, "demo/a.ts", "1.3.0");
}

#[test]
fn what_is_installed_counts_without_a_lock_file() {
    let installed = (
        "node_modules/@mistralai/mistralai/package.json",
        r#"{"version": "1.6.0"}"#,
    );
    is(&[("package.json", NODE), installed], "a.ts", "1.6.0");
    let wheel = (
        ".venv/lib/python3.12/site-packages/mistralai-1.2.5.dist-info/METADATA",
        "",
    );
    is(&[wheel], "a.py", "1.2.5");
}

#[test]
fn reads_every_kind_of_python_manifest() {
    for (name, text) in [
        ("requirements.txt", "fastapi\nmistralai==1.2.0  # pinned\n"),
        (
            "requirements-dev.txt",
            "MistralAI[agents]~=1.2.0; python_version > '3.9'\n",
        ),
        (
            "requirements/base.txt",
            "mistralai==1.2.0 --hash=sha256:00\n",
        ),
        ("constraints.txt", "mistralai==1.2.0\n"),
        (
            "pyproject.toml",
            "[project]\ndependencies = ['mistralai>=1.2,<2']\n",
        ),
        (
            "pyproject.toml",
            "[tool.poetry.dependencies]\nmistralai = '^1.2'\n",
        ),
        (
            "pyproject.toml",
            "[tool.poetry.group.ai.dependencies]\nmistralai = { version = '^1.2' }\n",
        ),
        (
            "pyproject.toml",
            "[dependency-groups]\nai = ['mistralai~=1.2']\n",
        ),
        (
            "pyproject.toml",
            "[project.optional-dependencies]\nai = ['mistralai (>=1.2,<2)']\n",
        ),
        ("Pipfile", "[packages]\nmistralai = '==1.2.0'\n"),
        (
            "setup.cfg",
            "[options]\ninstall_requires =\n    mistralai>=1.2,<2\n",
        ),
        ("setup.py", "setup(install_requires=['mistralai==1.2.0'])\n"),
    ] {
        is(&[(name, text)], "pkg/a.py", "1.2.0");
    }
}

#[test]
fn says_nothing_where_nothing_is_said() {
    assert_eq!(version(&[], "a.ts"), None);
    assert_eq!(version(&[("package.json", "{ not json")], "a.ts"), None);
    assert_eq!(version(&[("package.json", NODE)], "a.py"), None);
    assert_eq!(
        version(&[("requirements.txt", "mistralai-azure==1.0\n")], "a.py"),
        None
    );
    let (outside, inside) = (Path::new("package.json"), "x/a.ts");
    assert_eq!(version(&[(outside.to_str().unwrap(), "[]")], inside), None);
}
