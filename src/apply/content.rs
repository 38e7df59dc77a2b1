//! What a change makes of a text.

use super::{ApplyError, ApplyErrorKind};
use crate::finding::{FileChange, FileEdit};
use crate::text::{TextEdit, TextEdits, TextRange};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The byte order mark, as it is read from a file in UTF-8.
pub(super) const BOM: &str = "\u{feff}";

/// The files that `edits` change or create, with the text they come to hold; nothing is written.
///
/// `text_of` gives the text of a file that exists.
///
/// # Errors
///
/// As [`super::apply`] would: an edited file that does not exist, a created one that does, edits
/// that do not fit.
pub fn apply_in_memory<T: AsRef<str>>(
    edits: &[FileEdit],
    text_of: impl Fn(&Path) -> Option<T>,
) -> Result<BTreeMap<PathBuf, String>, ApplyError> {
    let mut files = BTreeMap::new();
    for FileEdit { path, change } in edits {
        let text = match (change, text_of(path)) {
            (FileChange::Create { text, .. }, None) => Ok(text.clone()),
            (FileChange::Create { .. }, Some(_)) => Err(ApplyErrorKind::Exists),
            (FileChange::Edit(edits), Some(text)) => edited(text.as_ref(), edits),
            (FileChange::Edit(_), None) => Err(ApplyErrorKind::Missing),
        };
        let text = text.map_err(|kind| ApplyError::new(&**path, kind))?;
        if files.insert(path.to_path_buf(), text).is_some() {
            return Err(ApplyError::new(&**path, ApplyErrorKind::Unfit));
        }
    }
    Ok(files)
}

/// `text` with the edits made: a byte order mark stays in front, and new lines end as most lines
/// of the text do.
pub(super) fn edited(text: &str, edits: &TextEdits) -> Result<String, ApplyErrorKind> {
    if !edits.fits(text) {
        return Err(ApplyErrorKind::Unfit);
    }
    let body = if text.starts_with(BOM) { BOM.len() } else { 0 };
    let crlf = uses_crlf(text);
    let adapted = edits.iter().map(|edit| TextEdit {
        range: TextRange::new(edit.range.start().max(body), edit.range.end().max(body)),
        new_text: match crlf {
            true => edit.new_text.replace("\r\n", "\n").replace('\n', "\r\n"),
            false => edit.new_text.clone(),
        },
    });
    let adapted = TextEdits::new(adapted.collect()).map_err(|_| ApplyErrorKind::Unfit)?;
    Ok(adapted.apply(text))
}

/// Whether most lines end with `\r\n`.
fn uses_crlf(text: &str) -> bool {
    let crlf = text.matches("\r\n").count();
    crlf > text.matches('\n').count() - crlf
}

#[cfg(test)]
mod tests {
    use super::*;

    fn insert(text: &str, offset: usize, new: &str) -> String {
        edited(text, &TextEdit::insert(offset, new).into()).unwrap()
    }

    #[test]
    fn new_lines_end_as_most_lines_do() {
        assert_eq!(insert("a\r\nb\r\nc\n", 3, "x\n"), "a\r\nx\r\nb\r\nc\n");
        assert_eq!(insert("a\r\n", 3, "x\r\ny\n"), "a\r\nx\r\ny\r\n");
        assert_eq!(insert("a\nb\nc\r\n", 2, "x\n"), "a\nx\nb\nc\r\n");
        assert_eq!(insert("a\r\nb\n", 0, "x\n"), "x\na\r\nb\n");
        assert_eq!(insert("", 0, "x\n"), "x\n");
    }

    #[test]
    fn a_byte_order_mark_stays_in_front() {
        assert_eq!(insert("\u{feff}b", 0, "a"), "\u{feff}ab");
        assert_eq!(insert("\u{feff}b", 3, "a"), "\u{feff}ab");
        let whole = TextEdit::replace(TextRange::new(0, 4), "c");
        assert_eq!(edited("\u{feff}b", &whole.into()).unwrap(), "\u{feff}c");
    }

    #[test]
    fn edits_that_do_not_fit_are_refused() {
        let past_the_end = TextEdit::insert(3, "x").into();
        assert!(matches!(
            edited("ab", &past_the_end),
            Err(ApplyErrorKind::Unfit)
        ));
    }
}
