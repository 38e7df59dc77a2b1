//! Which fixes go together.

use crate::finding::{Applicability, FileChange, FileEdit, Fix};
use crate::text::TextEdits;

/// Fixes taken together as if they were one.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// The fixes that are part of it, by index.
    pub chosen: Vec<usize>,
    /// The fixes that conflict with one of those, by index.
    pub deferred: Vec<usize>,
    /// What the chosen fixes do together, no path twice, in the order that each fix gives as far as
    /// they agree.
    pub edits: Vec<FileEdit>,
}

/// Takes the fixes together, the first of those that conflict; those for display only are passed
/// over.
///
/// Two fixes conflict if they change the same bytes of a file, insert at the same place, insert at
/// the edge of what the other replaces, or create the same file. What both do in the same way is no
/// conflict and is done once.
pub fn merge(fixes: &[&Fix]) -> Merged {
    let mut merged = Merged::default();
    for (n, fix) in fixes.iter().enumerate() {
        if fix.applicability == Applicability::DisplayOnly {
            continue;
        }
        match add(&mut merged.edits, fix) {
            Some(()) => merged.chosen.push(n),
            None => merged.deferred.push(n),
        }
    }
    merged
}

/// Adds the edits of `fix`; if they conflict, gives `None` and adds nothing.
///
/// A file that only the fix names goes in front of the next one it names that was there, so that
/// what the fix does earlier still comes earlier.
fn add(edits: &mut Vec<FileEdit>, fix: &Fix) -> Option<()> {
    let joined: Option<Vec<_>> = fix
        .edits
        .iter()
        .filter_map(|edit| position(edits, edit).map(|n| (n, edit)))
        .map(|(n, edit)| Some((n, both(&edits[n].change, &edit.change)?)))
        .collect();
    for (n, change) in joined? {
        edits[n].change = change;
    }
    let mut place = edits.len();
    for edit in fix.edits.iter().rev() {
        match position(edits, edit) {
            Some(n) => place = n,
            None => edits.insert(place, edit.clone()),
        }
    }
    Some(())
}

fn position(edits: &[FileEdit], edit: &FileEdit) -> Option<usize> {
    edits.iter().position(|other| other.path == edit.path)
}

/// Two changes of one file as one; `None` if they conflict.
pub(super) fn both(first: &FileChange, second: &FileChange) -> Option<FileChange> {
    match (first, second) {
        (FileChange::Edit(first), FileChange::Edit(second)) => {
            both_edits(first, second).map(FileChange::Edit)
        }
        _ => (first == second).then(|| first.clone()),
    }
}

fn both_edits(first: &TextEdits, second: &TextEdits) -> Option<TextEdits> {
    let new: Vec<_> = second
        .iter()
        .filter(|edit| first.iter().all(|other| other != *edit))
        .collect();
    let conflict = new
        .iter()
        .any(|edit| first.iter().any(|other| other.range.intersects(edit.range)));
    if conflict {
        return None;
    }
    TextEdits::new(first.iter().chain(new).cloned().collect()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{TextEdit, TextRange};
    use std::path::Path;

    fn insert(path: &str, offset: usize, text: &str) -> FileEdit {
        change(
            path,
            FileChange::Edit(TextEdit::insert(offset, text).into()),
        )
    }

    fn replace(path: &str, start: usize, end: usize, text: &str) -> FileEdit {
        let edit = TextEdit::replace(TextRange::new(start, end), text);
        change(path, FileChange::Edit(edit.into()))
    }

    fn create(path: &str, text: &str, private: bool) -> FileEdit {
        let text = text.to_owned();
        change(path, FileChange::Create { text, private })
    }

    fn change(path: &str, change: FileChange) -> FileEdit {
        FileEdit {
            path: Path::new(path).into(),
            change,
        }
    }

    fn merged(fixes: &[&[FileEdit]]) -> Merged {
        let fixes: Vec<_> = fixes
            .iter()
            .map(|edits| Fix {
                title: "Mend it".to_owned(),
                applicability: Applicability::Safe,
                edits: edits.to_vec(),
            })
            .collect();
        merge(&fixes.iter().collect::<Vec<_>>())
    }

    #[test]
    fn fixes_of_different_places_go_together() {
        let both = merged(&[&[replace("/a", 0, 3, "x")], &[replace("/a", 3, 5, "y")]]);
        assert_eq!((both.chosen, both.edits.len()), (vec![0, 1], 1));
    }

    #[test]
    fn the_first_of_two_that_conflict_is_chosen() {
        let conflicts = [
            [replace("/a", 0, 3, "x"), replace("/a", 2, 5, "y")],
            [insert("/a", 4, "x"), insert("/a", 4, "y")],
            [insert("/a", 3, "x"), replace("/a", 0, 3, "y")],
            [create("/a", "x", true), create("/a", "y", true)],
            [create("/a", "x", true), create("/a", "x", false)],
            [create("/a", "x", true), insert("/a", 0, "x")],
        ];
        for [first, second] in conflicts {
            let merged = merged(&[
                std::slice::from_ref(&first),
                &[second, insert("/b", 0, "z")],
            ]);
            assert_eq!((merged.chosen, merged.deferred), (vec![0], vec![1]));
            assert_eq!(merged.edits, [first]);
        }
    }

    #[test]
    fn what_two_fixes_do_in_the_same_way_is_done_once() {
        let same = [insert("/a", 0, "import os\n"), create("/.env", "K=", true)];
        let mut other = same.to_vec();
        other.push(insert("/b", 0, "z"));
        let merged = merged(&[&same, &other]);
        assert_eq!((merged.chosen, merged.edits), (vec![0, 1], other));
    }

    #[test]
    fn each_fixs_order_is_kept() {
        let order = |fixes: &[&[FileEdit]]| -> Vec<String> {
            let edits = merged(fixes).edits;
            edits
                .iter()
                .map(|edit| edit.path.display().to_string())
                .collect()
        };
        let first = [
            insert("/ignore", 0, "i"),
            insert("/env", 0, "e"),
            insert("/a", 0, "a"),
        ];
        let second = [
            insert("/env", 0, "e"),
            insert("/example", 0, "x"),
            insert("/b", 0, "b"),
        ];
        assert_eq!(
            order(&[&first, &second]),
            ["/ignore", "/env", "/a", "/example", "/b"]
        );
        assert_eq!(
            order(&[&second, &first]),
            ["/ignore", "/env", "/example", "/b", "/a"]
        );
    }
}
