//! Every single operation on the disk failing, one run after another.

use super::*;
use std::cell::{Cell, RefCell};
use std::io;

/// The operations it takes to move the key, in their order.
fn operations() -> Vec<Operation> {
    let (sandbox, fix) = project_with_key();
    let seen = RefCell::new(Vec::new());
    let note = |operation, _: &Path| {
        seen.borrow_mut().push(operation);
        Ok(())
    };
    let outcome = sandbox.apply_with(&Disk::failing(&note), &[fix]);
    assert_eq!(outcome.applied, [0]);
    seen.into_inner()
}

/// Applies the fix while `fails` says, by number, which operations fail with `kind`.
fn with_faults(
    sandbox: &Sandbox,
    fix: &Fix,
    kind: io::ErrorKind,
    fails: impl Fn(usize) -> bool,
) -> Applied {
    let count = Cell::new(0);
    let hook = |_, _: &Path| match fails(count.replace(count.get() + 1)) {
        true => Err(kind.into()),
        false => Ok(()),
    };
    sandbox.apply_with(&Disk::failing(&hook), std::slice::from_ref(fix))
}

fn key_is_somewhere(sandbox: &Sandbox) -> bool {
    let env = fs::read_to_string(sandbox.path(".env")).unwrap_or_default();
    sandbox.read("app.ts").contains(KEY) || env.contains(KEY)
}

#[test]
fn all_kinds_of_operations_are_needed_but_removal() {
    use Operation::*;
    let needed = operations();
    for operation in [Temporary, Write, Permissions, Sync, Rename, Folder] {
        assert!(needed.contains(&operation), "{operation:?}");
    }
    assert!(!needed.contains(&Remove));
}

#[test]
fn whichever_operation_fails_nothing_is_left_of_the_fix() {
    let kinds = [
        io::ErrorKind::StorageFull,
        io::ErrorKind::PermissionDenied,
        io::ErrorKind::ReadOnlyFilesystem,
        io::ErrorKind::QuotaExceeded,
    ];
    for (nth, operation) in operations().into_iter().enumerate() {
        for kind in kinds {
            let (sandbox, fix) = project_with_key();
            let before = sandbox.snapshot();
            let mut outcome = with_faults(&sandbox, &fix, kind, |n| n == nth);
            // The snapshot holds names too: no temporary file stays.
            assert_eq!(before, sandbox.snapshot(), "{operation:?}, {kind:?}");
            let (_, error) = outcome.failed.pop().unwrap();
            assert!(error.left.is_empty());
            let message = error.to_string();
            let names_file = message.contains(&*error.path.display().to_string());
            assert!(names_file && message.contains("; "), "{message}");
            assert!(!message.contains(KEY), "{message}");
        }
    }
}

/// From an operation on, everything fails, undoing too: as if windbreak had been killed there.
#[test]
fn after_an_end_at_any_operation_the_key_is_somewhere_and_git_ignores_it() {
    for nth in 0..operations().len() {
        let (sandbox, fix) = project_with_key();
        with_faults(&sandbox, &fix, io::ErrorKind::Other, |n| n >= nth);
        assert!(key_is_somewhere(&sandbox), "after {nth}");
        let env = fs::read_to_string(sandbox.path(".env")).unwrap_or_default();
        assert!(env.is_empty() || sandbox.read(".gitignore").contains(".env"));
        let source = sandbox.read("app.ts");
        let is_whole = source.contains(KEY) || source.ends_with("process.env.MISTRAL_API_KEY\n");
        assert!(is_whole, "{source}");
    }
}

/// Two operations fail: one of the fix, and one of undoing it.
#[test]
fn a_fault_while_undoing_loses_no_key_either() {
    let operations = operations();
    let renames = operations.iter().enumerate();
    let renames = renames.filter(|(_, operation)| **operation == Operation::Rename);
    for (first, _) in renames {
        for second in first + 1..first + operations.len() {
            let (sandbox, fix) = project_with_key();
            let full = io::ErrorKind::StorageFull;
            let outcome = with_faults(&sandbox, &fix, full, |n| n == first || n == second);
            assert!(key_is_somewhere(&sandbox), "{first} and {second}");
            let error = &outcome.failed[0].1;
            let env = sandbox.path(".env");
            assert!(!env.exists() || error.left.contains(&env), "{error}");
        }
    }
}

#[test]
fn a_full_disk_is_said_with_what_to_do() {
    let (sandbox, fix) = project_with_key();
    let full = io::ErrorKind::StorageFull;
    let outcome = with_faults(&sandbox, &fix, full, |n| n == 1);
    let message = outcome.failed[0].1.to_string();
    assert!(message.contains("the disk is full"), "{message}");
    assert!(message.contains("make room"), "{message}");
}
