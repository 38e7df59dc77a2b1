//! `check --fix` and `check --diff` on folders, as their users see them.

mod sandbox;

use sandbox::{client, folder, key, read, text, windbreak};
use std::fs;
use std::path::Path;

/// All files below a folder with their texts.
fn files(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push((
                path.display().to_string(),
                fs::read_to_string(&path).unwrap(),
            )),
        }
    }
    found.sort();
    found
}

#[test]
fn a_patch_on_standard_output_holds_no_key_and_says_what_it_leaves_out() {
    let key = key(0);
    let folder = folder(&[("app.ts", &client(&key)), (".gitignore", "dist\n")]);
    let before = files(folder.path());
    let output = windbreak(&folder, &["check", "--diff"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout), "");
    let said = text(&output.stderr);
    assert!(said.contains("the fix of 1 finding is left out"), "{said}");
    assert!(said.contains("`--output FILE`"), "{said}");
    assert!(!said.contains(&key[4..28]));
    assert_eq!(before, files(folder.path()));
}

#[test]
fn a_patch_in_a_file_is_its_owners_and_holds_all() {
    let keys = [key(0), key(1)];
    let folder = folder(&[("a.ts", &client(&keys[0])), ("b.ts", &client(&keys[1]))]);
    fs::write(folder.path().join("fix.patch"), "old").unwrap();
    let output = windbreak(&folder, &["check", "--diff", "--output", "fix.patch"]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(said.contains("Would fix 2 findings."), "{said}");
    assert!(said.contains("`fix.patch` holds a key; only you may read it"));
    let patch = read(&folder, "fix.patch");
    assert!(keys.iter().all(|key| patch.contains(&format!("={key}\n"))));
    assert!(patch.contains("--- /dev/null\n+++ b/.env\n@@ -0,0 +1,2 @@\n"));
    assert!(!folder.path().join(".env").exists());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(folder.path().join("fix.patch"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        let output = windbreak(&folder, &["check", "--diff", "--output", "/dev/stdout"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(!text(&output.stdout).contains(&keys[0][4..28]));
    }
}

#[test]
fn without_anything_to_fix_there_is_no_patch() {
    let folder = folder(&[("a.ts", "import '@mistralai/mistralai';\n")]);
    let output = windbreak(&folder, &["check", "--diff"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(&output.stdout), "");
    assert_eq!(text(&output.stderr), "Would fix nothing.\n");
    let both = windbreak(&folder, &["check", "--diff", "--fix"]);
    assert_eq!(both.status.code(), Some(2));
}

#[test]
fn fixing_ends_as_the_patch_foretells() {
    let sources = [client(&key(0)), client(&key(1)).replace('\n', "\r\n")];
    let given = [
        ("a.ts", &*sources[0]),
        ("lib/b.ts", &sources[1]),
        ("package.json", "{}"),
    ];
    let (shown, fixed) = (folder(&given), folder(&given));
    windbreak(&shown, &["check", "--diff", "--output", "fix.patch"]);
    let output = windbreak(&fixed, &["check", "--fix"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(&output.stdout), "Fixed 2 findings, none remains.\n");
    let patch = read(&shown, "fix.patch");
    for name in [".env", ".env.example", ".gitignore", "a.ts", "lib/b.ts"] {
        for line in read(&fixed, name).split_inclusive('\n') {
            let in_patch = [format!("\n+{line}"), format!("\n {line}")];
            assert!(
                in_patch.iter().any(|line| patch.contains(line)),
                "{name}: {line}"
            );
        }
    }
}

#[test]
fn what_cannot_be_written_is_named_and_the_rest_is_fixed() {
    let keys = [key(0), key(1)];
    let folder = folder(&[("a.ts", &client(&keys[0])), ("b.ts", &client(&keys[1]))]);
    let read_only = folder.path().join("a.ts");
    let mut permissions = fs::metadata(&read_only).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&read_only, permissions).unwrap();
    let output = windbreak(&folder, &["check", "--fix", "--format", "concise"]);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert_eq!(
        said,
        "error: could not fix a.ts: it is read-only; make the file writable, then fix again\n"
    );
    let shown = text(&output.stdout);
    assert!(
        shown.contains("Fixed 1 finding, 1 remains: 1 error"),
        "{shown}"
    );
    assert!(read(&folder, "a.ts").contains(&keys[0]));
    assert!(!read(&folder, "b.ts").contains(&keys[1]));
    assert!(!read(&folder, ".env").contains(&keys[0]));
}
