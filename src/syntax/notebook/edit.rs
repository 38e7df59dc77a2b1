//! From edits of a notebook's text to edits of its file.

use super::json::escaped;
use super::{Notebook, Part, PartKind};
use crate::text::{TextEdit, TextEdits, TextRange};

impl Notebook {
    /// The edits of the file that edit the text so; everything else in the file stays as it is.
    /// `None` if one of them is not of a single cell's code.
    pub fn raw_edits(&self, edits: &TextEdits) -> Option<TextEdits> {
        let raw = edits.iter().map(|edit| self.raw_edit(edit));
        TextEdits::new(raw.collect::<Option<_>>()?).ok()
    }

    fn raw_edit(&self, edit: &TextEdit) -> Option<TextEdit> {
        let part = self.part_at(edit.range.start())?;
        if !part.range.contains_range(edit.range) || part.kind != PartKind::Code {
            return self.at_end_of_code(edit);
        }
        let (start, end) = (edit.range.start(), edit.range.end());
        let is_last = end == part.range.end();
        if edit.range.is_empty() {
            let at = self.raw_offset(part, start)?;
            return Some(TextEdit::insert(
                at,
                self.in_file(part, &edit.new_text, is_last),
            ));
        }
        let raw_end = self.map.after(end)?;
        let next = self.map.before(end).filter(|_| !is_last);
        let ends_string = next.is_none_or(|next| next > raw_end);
        let ends_line = edit.new_text.ends_with('\n');
        let raw_end = match next {
            // What follows in the next string becomes part of this one.
            Some(next) if ends_string && !ends_line => next,
            _ => raw_end,
        };
        let range = TextRange::new(self.map.before(start)?, raw_end);
        Some(TextEdit::replace(
            range,
            self.in_file(part, &edit.new_text, ends_string),
        ))
    }

    /// A text as it stands in the file; `ends_string` says that nothing follows it in its string.
    fn in_file(&self, part: &Part, text: &str, ends_string: bool) -> String {
        match self.is_json {
            true => in_json(part, text, ends_string),
            false => text.to_owned(),
        }
    }

    /// Where something is put in.
    fn raw_offset(&self, part: &Part, offset: usize) -> Option<usize> {
        match offset < part.range.end() {
            true => self.map.before(offset),
            false if part.range.is_empty() => part.raw,
            false => self.map.after(offset),
        }
    }

    /// A whole line that is put in after the last one of a cell which has no line break at its end.
    fn at_end_of_code(&self, edit: &TextEdit) -> Option<TextEdit> {
        let line = edit
            .new_text
            .strip_suffix('\n')
            .filter(|_| edit.range.is_empty())?;
        let offset = edit.range.start();
        let part = self.part_at(offset)?;
        if part.kind != PartKind::Code || part.range.end() + 1 != offset {
            return None;
        }
        let end = self.raw_offset(part, part.range.end())?;
        Some(TextEdit::insert(
            end,
            self.in_file(part, &format!("\n{line}"), true),
        ))
    }
}

/// A text as it stands in the file, a string for each line if that is how the cell is written;
/// `ends_string` says that nothing follows it in its string.
fn in_json(part: &Part, text: &str, ends_string: bool) -> String {
    let Some(separator) = &part.separator else {
        return escaped(text);
    };
    let mut source = String::new();
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        source.push_str(&escaped(line));
        if line.ends_with('\n') && !(ends_string && lines.peek().is_none()) {
            source.push_str(separator);
        }
    }
    source
}
