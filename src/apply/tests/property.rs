//! Fixes chosen at random.

use super::*;
use proptest::prelude::*;

const FILES: [(&str, &str); 2] = [("a", "0123456789"), ("b", "zero\r\none\r\n")];

/// An edit as file, start, length and new text.
type RandomEdit = (usize, usize, usize, String);

fn random_fixes() -> impl Strategy<Value = Vec<Vec<RandomEdit>>> {
    let edit = (0..3usize, 0..10usize, 0..3usize, "[xy\n]{0,2}");
    let fix = prop::collection::vec(edit, 1..3);
    prop::collection::vec(fix, 1..6)
}

/// The edits as a fix; a second edit of a file is left out, and the third file is created.
fn to_fix(sandbox: &Sandbox, edits: &[RandomEdit]) -> Fix {
    let mut file_edits: Vec<FileEdit> = Vec::new();
    for (file, start, len, text) in edits {
        let edit = match FILES.get(*file) {
            None => sandbox.create("new", text, false),
            Some((name, _)) => {
                let range = TextRange::new(*start, (start + len).min(10));
                sandbox.edit(name, TextEdit::replace(range, text.as_str()))
            }
        };
        if file_edits.iter().all(|other| other.path != edit.path) {
            file_edits.push(edit);
        }
    }
    fix(file_edits)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn on_disk_is_what_merging_foretells(fixes in random_fixes()) {
        let sandbox = Sandbox::new(&FILES);
        let fixes: Vec<_> = fixes.iter().map(|edits| to_fix(&sandbox, edits)).collect();
        let merged = merge(&fixes.iter().collect::<Vec<_>>());
        let text_of = |path: &Path| sandbox.checked.get(path).cloned();
        let expected = apply_in_memory(&merged.edits, text_of).unwrap();

        let outcome = sandbox.apply(&fixes);
        prop_assert!(outcome.failed.is_empty());
        prop_assert_eq!(outcome.applied, merged.chosen);
        prop_assert_eq!(outcome.deferred, merged.deferred);
        for (path, text) in expected {
            prop_assert_eq!(fs::read_to_string(path).unwrap(), text);
        }
    }
}
