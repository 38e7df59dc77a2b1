//! Writes that fail half way.

use super::*;
use std::cell::Cell;
use std::io;

/// Writes to disk unless the function it holds, which is called with the path first, fails.
struct Hooked<F>(F);

impl<F: Fn(&Path) -> io::Result<()>> Writer for Hooked<F> {
    fn replace(&self, path: &Path, text: &str) -> io::Result<()> {
        (self.0)(path).and_then(|()| Disk::REAL.replace(path, text))
    }

    fn create(&self, path: &Path, text: &str, private: bool) -> io::Result<()> {
        (self.0)(path).and_then(|()| Disk::REAL.create(path, text, private))
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        (self.0)(path).and_then(|()| Disk::REAL.create_folder(path))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        (self.0)(path).and_then(|()| Disk::REAL.remove(path))
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        (self.0)(path).and_then(|()| Disk::REAL.remove_folder(path))
    }
}

/// Fails at the writes, counted from 0, that `fails` names; those that undo others count too.
fn failing(fails: impl Fn(usize) -> bool) -> impl Writer {
    let writes = Cell::new(0);
    Hooked(
        move |_: &Path| match fails(writes.replace(writes.get() + 1)) {
            true => Err(io::ErrorKind::StorageFull.into()),
            false => Ok(()),
        },
    )
}

/// How many writes it takes to move the key: four files and two folders.
const WRITES: usize = 6;

#[test]
fn a_fix_that_fails_leaves_nothing() {
    for nth in 0..WRITES {
        let (sandbox, fix) = project_with_key();
        let before = sandbox.snapshot();
        let mut outcome = sandbox.apply_with(&failing(|write| write == nth), &[fix]);
        assert_eq!(before, sandbox.snapshot(), "after failing write {nth}");
        let (_, error) = outcome.failed.pop().unwrap();
        assert!(matches!(error.kind, ApplyErrorKind::Full));
        assert!(error.left.is_empty());
    }
    let (sandbox, fix) = project_with_key();
    let outcome = sandbox.apply_with(&failing(|write| write == WRITES), &[fix]);
    assert_eq!(outcome.applied, [0]);
}

/// From the `nth` write on all fail, as if windbreak had been killed.
#[test]
fn a_key_is_never_lost_and_never_in_a_file_that_git_sees() {
    for nth in 0..WRITES {
        let (sandbox, fix) = project_with_key();
        let outcome = sandbox.apply_with(&failing(|write| write >= nth), &[fix]);
        assert_eq!(outcome.failed[0].1.left.len(), nth);
        let env = fs::read_to_string(sandbox.path(".env")).unwrap_or_default();
        assert!(sandbox.read("app.ts").contains(KEY) || env.contains(KEY));
        assert!(env.is_empty() || sandbox.read(".gitignore").contains(".env"));
    }
}

/// The source was written, a later file failed, and the source cannot be put back: the key must
/// stay in the env file, though that could be taken back.
#[test]
fn what_a_stuck_file_needs_stays() {
    let (sandbox, mut fix) = project_with_key();
    fix.edits.push(sandbox.create("last", "x", false));
    let stuck = failing(|write| write == WRITES || write == WRITES + 1);
    let mut outcome = sandbox.apply_with(&stuck, &[fix]);
    let (_, error) = outcome.failed.pop().unwrap();
    assert_eq!(error.path, sandbox.path("last"));
    assert_eq!(error.left.last(), Some(&sandbox.path("app.ts")));
    assert!(sandbox.read(".env").contains(KEY));
    let message = error.to_string();
    assert!(message.contains("could not be put back"), "{message}");
    assert!(!message.contains(KEY));
}

#[test]
fn a_file_that_somebody_changed_in_between_is_not_put_back() {
    let (sandbox, fix) = project_with_key();
    let meddled = Hooked(|path: &Path| {
        if !path.ends_with("app.ts") {
            return Ok(());
        }
        fs::write(sandbox.path(".env"), "OTHER=1\n")?;
        Err(io::ErrorKind::StorageFull.into())
    });
    let outcome = sandbox.apply_with(&meddled, &[fix]);
    let left = &outcome.failed[0].1.left;
    assert_eq!(*left, [sandbox.path(".gitignore"), sandbox.path(".env")]);
    assert_eq!(sandbox.read(".env"), "OTHER=1\n");
    assert_eq!(sandbox.read(".gitignore"), "dist\n.env\n");
    assert!(!sandbox.path("config").exists());
}

/// The second fix finds its key written by the first, unless somebody took it away again.
#[test]
fn what_an_earlier_fix_did_is_looked_at_again() {
    let sandbox = Sandbox::new(&[("a", "k"), ("b", "k")]);
    let meddled = Hooked(|path: &Path| match path.ends_with("a") {
        true => fs::write(sandbox.path(".env"), ""),
        false => Ok(()),
    });
    let [first, second] = ["a", "b"].map(|name| {
        let env = sandbox.create(".env", "K=k\n", true);
        fix(vec![env, sandbox.replace(name, "k", "env.K")])
    });
    let outcome = sandbox.apply_with(&meddled, &[first, second]);
    assert_eq!(outcome.applied, [0]);
    assert!(matches!(outcome.failed[0].1.kind, ApplyErrorKind::Changed));
    assert_eq!(sandbox.read("b"), "k");
}

#[test]
fn a_file_that_appears_in_between_is_not_overwritten() {
    let (sandbox, fix) = project_with_key();
    let meddled = Hooked(|path: &Path| match path.ends_with(".gitignore") {
        true => fs::write(sandbox.path(".env"), "OTHER=1\n"),
        false => Ok(()),
    });
    let outcome = sandbox.apply_with(&meddled, &[fix]);
    assert!(matches!(outcome.failed[0].1.kind, ApplyErrorKind::Exists));
    assert_eq!(sandbox.read(".env"), "OTHER=1\n");
    assert_eq!(sandbox.read(".gitignore"), "dist\n");
}

#[test]
fn a_file_that_changes_in_between_is_not_overwritten() {
    let (sandbox, fix) = project_with_key();
    let meddled = Hooked(|path: &Path| match path.ends_with(".gitignore") {
        true => fs::write(sandbox.path("app.ts"), "saved meanwhile"),
        false => Ok(()),
    });
    let outcome = sandbox.apply_with(&meddled, &[fix]);
    let error = &outcome.failed[0].1;
    assert!(matches!(error.kind, ApplyErrorKind::Changed));
    assert_eq!(sandbox.read("app.ts"), "saved meanwhile");
    assert!(!sandbox.path(".env").exists());
}

#[test]
fn a_fix_that_fails_takes_back_nothing_of_an_earlier_one() {
    let sandbox = Sandbox::new(&[("a", "one two"), ("b", "x")]);
    let fixes = [
        fix(vec![sandbox.replace("a", "one", "1")]),
        fix(vec![
            sandbox.replace("a", "two", "2"),
            sandbox.replace("b", "x", "y"),
        ]),
        fix(vec![sandbox.replace("a", "two", "zwei")]),
    ];
    let outcome = sandbox.apply_with(&failing(|write| write == 2), &fixes);
    assert_eq!(outcome.applied, [0, 2]);
    assert_eq!(sandbox.read("a"), "1 zwei");
    assert_eq!(sandbox.read("b"), "x");
}

#[test]
fn a_folder_that_may_not_be_written_to_is_said_to_be_so() {
    let sandbox = Sandbox::new(&[("a", "x")]);
    let denied = Hooked(|_: &Path| Err(io::ErrorKind::PermissionDenied.into()));
    let outcome = sandbox.apply_with(&denied, &[fix(vec![sandbox.insert("a", 0, "y")])]);
    let error = &outcome.failed[0].1;
    assert!(matches!(error.kind, ApplyErrorKind::ReadOnlyFolder));
    assert!(error.to_string().contains("make the folder writable"));
}

/// For root no folder is read-only, so there is nothing to see for root.
#[cfg(unix)]
#[test]
fn a_read_only_folder_is_left_alone() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::new(&[("folder/a", "x"), ("b", "x")]);
    let folder = sandbox.path("folder");
    fs::set_permissions(&folder, PermissionsExt::from_mode(0o555)).unwrap();
    let is_root = fs::write(folder.join("probe"), "").is_ok();
    if !is_root {
        let error = sandbox.refused(vec![
            sandbox.replace("b", "x", "y"),
            sandbox.insert("folder/a", 0, "y"),
        ]);
        assert!(matches!(error.kind, ApplyErrorKind::ReadOnlyFolder));
    }
    fs::set_permissions(&folder, PermissionsExt::from_mode(0o755)).unwrap();
}
