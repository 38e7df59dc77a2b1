//! What a fix that can be applied does.

use super::*;

#[test]
fn a_key_moves_to_its_new_place() {
    let (sandbox, fix) = project_with_key();
    let outcome = sandbox.apply(std::slice::from_ref(&fix));
    assert_eq!(outcome.applied, [0]);
    let names = [".env", ".gitignore", "app.ts", "config/example/.env"];
    let files: Vec<_> = outcome
        .files
        .iter()
        .map(|path| path.to_path_buf())
        .collect();
    assert_eq!(files, names.map(|name| sandbox.path(name)));
    assert_eq!(sandbox.read(".gitignore"), "dist\n.env\n");
    assert_eq!(sandbox.read(".env"), format!("MISTRAL_API_KEY={KEY}\n"));
    assert_eq!(sandbox.read("config/example/.env"), "MISTRAL_API_KEY=\n");
    let source = "const key = process.env.MISTRAL_API_KEY\n";
    assert_eq!(sandbox.read("app.ts"), source);
    let no_temporary_files = sandbox.snapshot().len() == 6;
    assert!(no_temporary_files);
}

#[test]
fn memory_and_disk_agree() {
    let (sandbox, fix) = project_with_key();
    let texts = apply_in_memory(&fix.edits, |path| sandbox.checked.get(path).cloned()).unwrap();
    sandbox.apply(&[fix]);
    assert_eq!(texts.len(), 4);
    for (path, text) in texts {
        assert_eq!(fs::read_to_string(path).unwrap(), text);
    }
}

#[test]
fn fixes_of_one_file_are_applied_together() {
    let sandbox = Sandbox::new(&[("a", "one two three")]);
    let outcome = sandbox.apply(&[
        fix(vec![sandbox.replace("a", "three", "3")]),
        fix(vec![sandbox.replace("a", "one", "first")]),
        fix(vec![sandbox.replace("a", "two", "2")]),
    ]);
    assert_eq!(outcome.applied, [0, 1, 2]);
    assert_eq!(sandbox.read("a"), "first 2 3");
}

#[test]
fn two_keys_do_not_race_for_one_env_file() {
    let sandbox = Sandbox::new(&[(".env", "A=1\n"), ("a", "x"), ("b", "y")]);
    let outcome = sandbox.apply(&[
        fix(vec![
            sandbox.insert(".env", 4, "K=x\n"),
            sandbox.replace("a", "x", "env.K"),
        ]),
        fix(vec![
            sandbox.insert(".env", 4, "L=y\n"),
            sandbox.replace("b", "y", "env.L"),
        ]),
    ]);
    assert_eq!((outcome.applied, outcome.deferred), (vec![0], vec![1]));
    assert_eq!(sandbox.read(".env"), "A=1\nK=x\n");
    assert_eq!(sandbox.read("b"), "y");
}

#[test]
fn what_two_fixes_share_is_written_once() {
    let sandbox = Sandbox::new(&[("a", "k"), ("b", "k"), (".gitignore", "")]);
    let shared = [
        sandbox.insert(".gitignore", 0, ".env\n"),
        sandbox.create("new/.env", "K=k\n", true),
    ];
    let with = |edit: FileEdit| fix([&shared[..], &[edit]].concat());
    let outcome = sandbox.apply(&[
        with(sandbox.replace("a", "k", "env")),
        with(sandbox.replace("b", "k", "env")),
    ]);
    assert_eq!(outcome.applied, [0, 1]);
    assert_eq!(sandbox.read(".gitignore"), ".env\n");
    assert_eq!(sandbox.read("a") + &sandbox.read("b"), "envenv");
}

#[test]
fn a_fix_for_display_is_passed_over() {
    let sandbox = Sandbox::new(&[("a", "x")]);
    let mut shown = fix(vec![sandbox.replace("a", "x", "y")]);
    shown.applicability = Applicability::DisplayOnly;
    let outcome = sandbox.apply(&[shown]);
    assert!(outcome.applied.is_empty() && outcome.deferred.is_empty());
    assert!(outcome.failed.is_empty());
    assert_eq!(sandbox.read("a"), "x");
}

#[test]
fn a_byte_order_mark_and_line_endings_stay() {
    let sandbox = Sandbox::new(&[("a", "\u{feff}one\r\ntwo")]);
    sandbox.apply(&[fix(vec![sandbox.insert("a", 0, "import os\n")])]);
    assert_eq!(sandbox.read("a"), "\u{feff}import os\r\none\r\ntwo");
}

#[test]
fn a_byte_order_mark_that_was_not_read_stays() {
    let mut sandbox = Sandbox::new(&[("a", "\u{feff}one")]);
    sandbox.checked.insert(sandbox.path("a"), "one".into());
    let outcome = sandbox.apply(&[
        fix(vec![sandbox.insert("a", 0, "zero ")]),
        fix(vec![sandbox.insert("a", 3, " two")]),
    ]);
    assert_eq!(outcome.applied, [0, 1]);
    assert_eq!(sandbox.read("a"), "\u{feff}zero one two");
}

#[test]
fn a_fix_that_changes_nothing_writes_nothing() {
    let sandbox = Sandbox::new(&[("a", "x")]);
    let modified = |name| {
        fs::metadata(sandbox.path(name))
            .unwrap()
            .modified()
            .unwrap()
    };
    let before = modified("a");
    let outcome = sandbox.apply(&[fix(vec![sandbox.replace("a", "x", "x")])]);
    assert_eq!(outcome.applied, [0]);
    assert_eq!(modified("a"), before);
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    fn mode(sandbox: &Sandbox, name: &str) -> u32 {
        let metadata = fs::metadata(sandbox.path(name)).unwrap();
        metadata.permissions().mode() & 0o777
    }

    #[test]
    fn permissions_stay_and_private_files_are_their_owners() {
        let (sandbox, fix) = project_with_key();
        fs::set_permissions(sandbox.path("app.ts"), PermissionsExt::from_mode(0o755)).unwrap();
        fs::write(sandbox.path("usual"), "").unwrap();
        sandbox.apply(&[fix]);
        assert_eq!(mode(&sandbox, "app.ts"), 0o755);
        assert_eq!(mode(&sandbox, ".env"), 0o600);
        let usual = mode(&sandbox, "usual");
        assert_eq!(mode(&sandbox, "config/example/.env"), usual);
    }

    #[test]
    fn a_link_within_the_roots_stays_a_link() {
        let mut sandbox = Sandbox::new(&[("real", "one two")]);
        symlink(sandbox.path("real"), sandbox.path("link")).unwrap();
        let text = sandbox.checked[&sandbox.path("real")].clone();
        sandbox.checked.insert(sandbox.path("link"), text);
        let outcome = sandbox.apply(&[
            fix(vec![sandbox.replace("link", "one", "1")]),
            fix(vec![sandbox.replace("real", "two", "2")]),
        ]);
        assert_eq!(outcome.applied, [0, 1]);
        assert_eq!(sandbox.read("real"), "1 2");
        assert!(sandbox.path("link").is_symlink());
    }

    #[test]
    fn a_root_may_be_reached_by_a_link() {
        let sandbox = Sandbox::new(&[("real/a", "x")]);
        symlink(sandbox.path("real"), sandbox.path("root")).unwrap();
        let fix = fix(vec![sandbox.insert("root/a", 0, "y")]);
        let outcome = apply(&[&fix], &[sandbox.path("root")], |_| Some("x".into()));
        assert_eq!(outcome.applied, [0]);
        assert_eq!(sandbox.read("real/a"), "yx");
    }
}
