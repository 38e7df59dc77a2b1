//! What cannot be applied, seen before anything is written.

use super::*;
use ApplyErrorKind::*;

#[test]
fn files_outside_the_roots_are_left_alone() {
    let outside = Sandbox::new(&[("a", "x")]);
    let mut sandbox = Sandbox::new(&[("b", "x")]);
    sandbox.checked.extend(outside.checked.clone());
    let error = sandbox.refused(vec![
        sandbox.replace("b", "x", "y"),
        outside.insert("a", 0, "y"),
    ]);
    assert!(matches!(error.kind, OutsideRoots));
    assert_eq!(error.path, outside.path("a"));
    let error = sandbox.refused(vec![outside.create("new/a", "y", false)]);
    assert!(matches!(error.kind, OutsideRoots));
    let error = sandbox.refused(vec![sandbox.create("gone/../../a", "y", false)]);
    assert!(matches!(error.kind, OutsideRoots));
    assert_eq!(outside.read("a"), "x");
}

#[test]
fn a_folder_beside_a_root_is_not_in_it() {
    let sandbox = Sandbox::new(&[("root/a", "x"), ("root2/a", "x")]);
    let fix = fix(vec![sandbox.insert("root2/a", 0, "y")]);
    let outcome = apply(&[&fix], &[sandbox.path("root")], |_| Some("x".into()));
    assert!(matches!(outcome.failed[0].1.kind, OutsideRoots));
}

#[test]
fn a_file_that_changed_since_is_left_alone() {
    let sandbox = Sandbox::new(&[("a", "x"), ("b", "x")]);
    fs::write(sandbox.path("b"), "xx").unwrap();
    let error = sandbox.refused(vec![
        sandbox.replace("a", "x", "y"),
        sandbox.replace("b", "x", "y"),
    ]);
    assert!(matches!(error.kind, Changed));
    let path = sandbox.path("b");
    assert_eq!(
        error.to_string(),
        format!(
            "cannot write {}: it has changed since it was checked; check again, then fix again",
            path.display()
        )
    );
}

#[test]
fn a_file_that_was_never_checked_is_left_alone() {
    let sandbox = Sandbox::new(&[]);
    fs::write(sandbox.path("a"), "x").unwrap();
    let error = sandbox.refused(vec![sandbox.insert("a", 0, "y")]);
    assert!(matches!(error.kind, Changed));
}

#[test]
fn a_file_that_is_gone_does_not_come_back() {
    let sandbox = Sandbox::new(&[("a", "x")]);
    fs::remove_file(sandbox.path("a")).unwrap();
    let error = sandbox.refused(vec![sandbox.insert("a", 0, "y")]);
    assert!(matches!(error.kind, Missing));
}

#[test]
fn a_file_that_exists_is_not_created() {
    let sandbox = Sandbox::new(&[("a", "x"), (".env", "A=1\n")]);
    let error = sandbox.refused(vec![
        sandbox.replace("a", "x", "y"),
        sandbox.create(".env", "B=2\n", true),
    ]);
    assert!(matches!(error.kind, Exists));
}

#[test]
fn a_read_only_file_is_left_alone() {
    let sandbox = Sandbox::new(&[("a", "x")]);
    let mut permissions = fs::metadata(sandbox.path("a")).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(sandbox.path("a"), permissions).unwrap();
    let error = sandbox.refused(vec![sandbox.insert("a", 0, "y")]);
    assert!(matches!(error.kind, ReadOnlyFile));
}

#[test]
fn a_file_in_another_encoding_is_left_alone() {
    let mut sandbox = Sandbox::new(&[]);
    fs::write(sandbox.path("a"), b"caf\xe9").unwrap();
    sandbox
        .checked
        .insert(sandbox.path("a"), "caf\u{fffd}".into());
    let error = sandbox.refused(vec![sandbox.insert("a", 0, "y")]);
    assert!(matches!(error.kind, NotUtf8));
}

#[test]
fn a_folder_is_not_a_file() {
    let sandbox = Sandbox::new(&[("folder/a", "x")]);
    let error = sandbox.refused(vec![sandbox.insert("folder", 0, "y")]);
    assert!(matches!(error.kind, NotAFile));
}

#[test]
fn a_fix_that_does_not_fit_is_refused() {
    let sandbox = Sandbox::new(&[("a", "x")]);
    let error = sandbox.refused(vec![sandbox.insert("a", 9, "y")]);
    assert!(matches!(error.kind, Unfit));
    let twice = vec![sandbox.insert("a", 0, "y"), sandbox.insert("a", 1, "z")];
    assert!(matches!(sandbox.refused(twice).kind, Unfit));
}

#[test]
fn one_fix_that_fails_does_not_stop_the_others() {
    let sandbox = Sandbox::new(&[("a", "x"), ("b", "x")]);
    fs::write(sandbox.path("a"), "changed").unwrap();
    let outcome = sandbox.apply(&[
        fix(vec![
            sandbox.replace("b", "x", "y"),
            sandbox.replace("a", "x", "y"),
        ]),
        fix(vec![sandbox.replace("b", "x", "z")]),
    ]);
    assert_eq!((outcome.applied, outcome.failed.len()), (vec![1], 1));
    assert_eq!(sandbox.read("b"), "z");
}

#[test]
fn in_memory_the_same_is_refused() {
    let sandbox = Sandbox::new(&[("a", "x")]);
    let text_of = |path: &Path| sandbox.checked.get(path).cloned();
    let refused = |edit| apply_in_memory(&[edit], text_of).unwrap_err().kind;
    assert!(matches!(refused(sandbox.insert("b", 0, "y")), Missing));
    assert!(matches!(refused(sandbox.insert("a", 9, "y")), Unfit));
    assert!(matches!(refused(sandbox.create("a", "y", false)), Exists));
}

#[cfg(unix)]
mod links {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_link_that_leads_out_is_not_followed() {
        let outside = Sandbox::new(&[("a", "x")]);
        let mut sandbox = Sandbox::new(&[]);
        symlink(outside.path("a"), sandbox.path("file")).unwrap();
        symlink(outside.path(""), sandbox.path("folder")).unwrap();
        symlink(outside.path("nowhere"), sandbox.path("broken")).unwrap();
        for name in ["file", "folder/a"] {
            sandbox.checked.insert(sandbox.path(name), "x".into());
            let error = sandbox.refused(vec![sandbox.insert(name, 0, "y")]);
            assert!(matches!(error.kind, OutsideRoots));
        }
        for name in ["folder/new", "broken", "broken/new"] {
            let error = sandbox.refused(vec![sandbox.create(name, "y", false)]);
            assert!(matches!(error.kind, OutsideRoots));
        }
        assert_eq!(outside.snapshot().len(), 1);
        assert_eq!(outside.read("a"), "x");
    }
}
