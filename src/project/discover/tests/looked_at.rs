//! What is looked at, and what is passed over or noted.

use super::*;

#[test]
fn only_files_that_mention_mistral_are_parsed_but_env_files_always() {
    let tree = tree(&[
        ("a.ts", b"from '@MISTRALAI/mistralai'"),
        ("b.ts", b"nothing"),
        ("c.txt", RELEVANT),
        ("empty.py", b""),
        (".env", b"KEY=1"),
    ]);
    let seen = discover(&tree, &["."]);
    assert_eq!(seen.files, [".env", "a.ts"]);
    assert!(seen.notes.is_empty());
}

#[test]
fn ignored_files_and_those_of_tools_are_passed_over_unless_they_are_env_files() {
    let tree = tree(&[
        (".gitignore", b"/out/\n*.gen.ts\n.env*\n"),
        ("a.ts", RELEVANT),
        ("a.gen.ts", RELEVANT),
        ("out/b.ts", RELEVANT),
        ("out/.env.production", b"KEY=1"),
        (".hidden/c.ts", RELEVANT),
        (".hidden/.env", b"KEY=1"),
        (".next/d.ts", RELEVANT),
        (".next/.env", b"KEY=1"),
        (".env.local", b"KEY=1"),
        ("node_modules/x/d.ts", RELEVANT),
        ("node_modules/x/.env", b"KEY=1"),
        (".venv/.env", b"KEY=1"),
        (".git/.env", b"KEY=1"),
    ]);
    let seen = discover(&tree, &["."]);
    assert_eq!(
        seen.files,
        [
            ".env.local",
            ".hidden/.env",
            ".hidden/c.ts",
            ".next/.env",
            "a.ts",
            "out/.env.production"
        ]
    );
}

#[test]
fn what_is_named_is_looked_at_whatever_excludes_it() {
    let files: &[(&str, &[u8])] = &[
        (".gitignore", b"gen/"),
        ("windbreak.toml", b"exclude = ['vendor/', 'x.ts']"),
        ("gen/a.ts", RELEVANT),
        ("vendor/b.ts", RELEVANT),
        ("vendor/deep/c.ts", RELEVANT),
        ("x.ts", RELEVANT),
        ("node_modules/d.ts", RELEVANT),
    ];
    let tree = tree(files);
    assert!(discover(&tree, &["."]).files.is_empty());
    assert_eq!(discover(&tree, &["gen"]).files, ["gen/a.ts"]);
    assert_eq!(
        discover(&tree, &["vendor"]).files,
        ["vendor/b.ts", "vendor/deep/c.ts"]
    );
    let named = ["x.ts", "vendor/b.ts", "node_modules/d.ts", "."];
    let seen = discover(&tree, &named);
    assert_eq!(seen.files, ["node_modules/d.ts", "vendor/b.ts", "x.ts"]);
    assert_eq!(
        discover_with(&tree, &named, true).files,
        ["node_modules/d.ts"]
    );
    assert!(discover_with(&tree, &["vendor"], true).files.is_empty());
}

#[test]
fn what_is_not_text_is_noted_if_it_mentions_mistral() {
    let utf16: Vec<u8> = "\u{feff}// mistral"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let tree = tree(&[
        ("bom.ts", b"\xef\xbb\xbf// mistral"),
        ("binary.py", b"\0mistral"),
        ("binary-other.py", b"\0"),
        ("latin1.py", b"# mistral\n# caf\xe9"),
        ("latin1-other.py", b"# caf\xe9"),
        ("utf16.ts", &utf16),
    ]);
    let seen = discover(&tree, &["."]);
    assert_eq!(seen.files, ["bom.ts"]);
    assert_eq!(
        seen.notes,
        [
            "binary.py: was skipped: it is binary",
            "latin1.py: was skipped: line 2 is not UTF-8; save it as UTF-8",
            "utf16.ts: was skipped: it is in UTF-16; save it as UTF-8",
        ]
    );
}

#[test]
fn large_files_are_noted_and_not_read() {
    let large = vec![b' '; (4 << 20) + 1];
    let tree = tree(&[("large.ts", &large), ("large.env", &large)]);
    let seen = discover(&tree, &["."]);
    assert_eq!(seen.files, ["large.env"]);
    assert_eq!(
        seen.notes,
        ["large.ts: was skipped: it is larger than 4 MiB"]
    );
}

#[test]
fn a_named_path_that_cannot_be_read_is_told_from_one_come_across() {
    let tree = tree(&[("a.ts", RELEVANT), ("notes.txt", b"")]);
    let seen = discover(&tree, &["gone.ts", "a.ts", "notes.txt"]);
    assert_eq!(seen.files, ["a.ts"]);
    assert_eq!(seen.unreadable.len(), 1);
    assert!(seen.unreadable[0].starts_with("gone.ts: cannot be read: "));
    assert_eq!(
        seen.notes,
        ["notes.txt: is in no language that windbreak reads"]
    );
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_unless_named() {
    use std::os::unix::fs::symlink;
    let outside = tree(&[("x.ts", RELEVANT), (".env", b"KEY=1")]);
    let tree = tree(&[("a.ts", RELEVANT)]);
    symlink(outside.path(), tree.path().join("folder")).unwrap();
    symlink(outside.path().join("x.ts"), tree.path().join("x.ts")).unwrap();
    symlink(outside.path().join(".env"), tree.path().join(".env")).unwrap();
    symlink("gone", tree.path().join("dangling.ts")).unwrap();
    let seen = discover(&tree, &["."]);
    assert_eq!((seen.files, seen.notes), (vec!["a.ts".to_owned()], vec![]));
    assert_eq!(discover(&tree, &["x.ts"]).files, ["x.ts"]);
}

#[test]
fn data_files_are_kept_that_mention_mistral_and_may_hold_a_key() {
    let tree = tree(&[
        (".gitignore", b"secrets.toml"),
        ("config.yaml", b"mistral: key!"),
        ("other.yaml", b"openai: key!"),
        ("about.md", b"All about Mistral."),
        ("secrets.toml", b"mistral_key = 1"),
        (".vscode/mcp.json", b"{\"mistral\": \"key!\"}"),
        (".github/workflows/ci.yml", b"MISTRAL: key!"),
        ("package.json", b"{\"@mistralai/mistralai\": 1}"),
        ("package-lock.json", b"{\"react\": 1}"),
        (
            "data/big.json",
            &[&b"mistral key!"[..], &vec![b' '; 5 << 20]].concat(),
        ),
        ("data/other.json", &vec![b' '; 5 << 20]),
        ("index.vue", b"<script>mistral</script>"),
        ("picture.json", b"mistral key! \0\0"),
    ]);
    let seen = discover(&tree, &["."]);
    assert_eq!(
        seen.files,
        [
            ".github/workflows/ci.yml",
            ".vscode/mcp.json",
            "config.yaml",
            "index.vue",
            "package.json"
        ]
    );
    let notes = [
        "data/big.json: was skipped: it is larger than 4 MiB",
        "picture.json: was skipped: it is binary",
    ];
    assert_eq!(seen.notes, notes);
    let named = ["secrets.toml", "about.md"];
    assert_eq!(discover(&tree, &named).files, ["about.md", "secrets.toml"]);
}
