use super::*;
use crate::finding::Confidence;
use std::fs;
use tempfile::TempDir;

static KEY: RuleMeta = RuleMeta {
    id: "hardcoded-key",
    summary: "",
    level: Level::Error,
    confidence: Confidence::High,
    in_tests: true,
    fixable: false,
    docs: "",
};

/// A folder with these files, which counts as a repository.
fn tree(files: &[(&str, &str)]) -> TempDir {
    let tree = TempDir::new().unwrap();
    fs::create_dir(tree.path().join(".git")).unwrap();
    for (name, text) in files {
        let path = tree.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    tree
}

fn load(tree: &TempDir, root: &str) -> Result<Configs, Vec<ConfigError>> {
    let root = tree.path().join(root);
    Configs::load(&[root], ConfigSource::Nearest, &[&KEY], &[])
}

fn error(tree: &TempDir) -> String {
    let errors = load(tree, "").err().expect("the configuration is wrong");
    let prefix = format!("{}/", tree.path().display());
    let messages: Vec<_> = errors.iter().map(ToString::to_string).collect();
    messages.join("\n").replace(&prefix, "")
}

fn level(configs: &Configs, tree: &TempDir, file: &str) -> Level {
    configs.settings_for(&tree.path().join(file)).level(&KEY)
}

const HINT: &str = "rules.hardcoded-key = 'hint'";
const INFO: &str = "rules.hardcoded-key = 'info'";

#[test]
fn the_nearest_file_above_wins() {
    let tree = tree(&[
        ("windbreak.toml", HINT),
        (
            "a/pyproject.toml",
            "[tool.windbreak]\nrules.hardcoded-key = 'info'",
        ),
        ("b/pyproject.toml", "[tool.other]"),
        ("c/.windbreak.toml", INFO),
        ("c/windbreak.toml", HINT),
    ]);
    let mut configs = load(&tree, "b/deeper").unwrap();
    for folder in ["a", "b", "c"] {
        let file = tree.path().join(folder).join("x/y.ts");
        assert_eq!(configs.add_above(&file), []);
    }
    assert_eq!(level(&configs, &tree, "x.ts"), Level::Hint);
    assert_eq!(level(&configs, &tree, "a/x/y.ts"), Level::Info);
    assert_eq!(level(&configs, &tree, "b/x.ts"), Level::Hint);
    assert_eq!(level(&configs, &tree, "c/x.ts"), Level::Info);
    let file = configs.file_for(&tree.path().join("c/x.ts")).unwrap();
    assert!(file.ends_with("c/.windbreak.toml"));
}

#[test]
fn a_file_above_the_repository_does_not_count() {
    let outer = tree(&[("windbreak.toml", HINT), ("inner/.git/HEAD", "")]);
    let configs = load(&outer, "inner").unwrap();
    assert_eq!(level(&configs, &outer, "inner/x.ts"), Level::Error);
}

#[test]
fn a_named_file_holds_for_all_and_no_file_for_none() {
    let tree = tree(&[("windbreak.toml", HINT), ("ci/strict.toml", INFO)]);
    let root = tree.path().to_owned();
    let named = ConfigSource::File {
        path: root.join("ci/strict.toml"),
        relative_to: root.clone(),
    };
    let configs = Configs::load(std::slice::from_ref(&root), named, &[&KEY], &[]).unwrap();
    assert_eq!(level(&configs, &tree, "x.ts"), Level::Info);
    let configs = Configs::load(&[root], ConfigSource::Defaults, &[&KEY], &[]).unwrap();
    assert_eq!(level(&configs, &tree, "x.ts"), Level::Error);
}

#[test]
fn extend_builds_on_another_file_of_the_project() {
    let tree = tree(&[
        (
            "base.toml",
            "exclude = ['gen/']\nrules.hardcoded-key = 'hint'",
        ),
        (
            "app/windbreak.toml",
            "extend = '../base.toml'\nexclude = ['tmp/']",
        ),
    ]);
    let configs = load(&tree, "app").unwrap();
    assert_eq!(level(&configs, &tree, "app/x.ts"), Level::Hint);
    for (path, excluded) in [
        ("gen/x.ts", false),
        ("app/gen/x.ts", true),
        ("app/tmp/x.ts", true),
        ("app/x.ts", false),
    ] {
        let path = tree.path().join(path);
        assert_eq!(configs.is_excluded(&path, tree.path()), excluded);
    }
}

#[test]
fn extend_goes_neither_in_circles_nor_out_of_the_project() {
    let circle = tree(&[
        ("windbreak.toml", "extend = 'a.toml'"),
        ("a.toml", "extend = 'windbreak.toml'"),
    ]);
    assert_eq!(
        error(&circle),
        "a.toml:1:10: `windbreak.toml` extends this file, which extends it"
    );
    let outside = tree(&[]);
    fs::write(outside.path().join("other.toml"), HINT).unwrap();
    let name = outside.path().join("other.toml");
    let inside = tree(&[("windbreak.toml", &format!("extend = {name:?}"))]);
    assert!(error(&inside).ends_with("lies outside the project and may not be extended"));
    let missing = tree(&[("windbreak.toml", "extend = 'gone.toml'")]);
    assert!(error(&missing).starts_with("windbreak.toml:1:10: cannot read `gone.toml`"));
}

#[test]
fn an_error_names_file_line_and_column() {
    let tree = tree(&[("windbreak.toml", "# é\n[rules]\nhardcoded-keys = 'off'")]);
    assert_eq!(
        error(&tree),
        "windbreak.toml:3:1: there is no rule `hardcoded-keys`; did you mean `hardcoded-key`?"
    );
}
