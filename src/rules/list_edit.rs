//! Taking an item out of a list in source text: an argument, a property, a line.

use super::code_style as style;
use crate::flow::ExprAt;
use crate::text::TextRange;

/// The bytes to delete so that the argument or property `name`, whose value is at `value`, is gone
/// with the comma that sets it apart; `None` if it is not written in the usual way.
pub(super) fn remove_item(value: ExprAt<'_>, name: &str) -> Option<TextRange> {
    let text = value.file.document.text();
    let range = value.range();
    // `name: value`, `name=value`, `"name": value`, or `name` alone.
    let before = text[..range.start()].trim_end();
    let start = match before.strip_suffix(':').or(before.strip_suffix('=')) {
        Some(before) => {
            let quoted = before.trim_end();
            let bare = quoted.trim_end_matches(['"', '\'']);
            bare.strip_suffix(name)?.trim_end_matches(['"', '\'']).len()
        }
        None if &text[range.as_range()] == name => range.start(),
        None => return None,
    };
    let line = text[..start].trim_end();
    let after = text[range.end()..].trim_start_matches([' ', '\t']);
    let gap = text[range.end()..].len() - after.len();
    if line.ends_with(',') && !after.starts_with('/') && !after.starts_with('#') {
        return Some(TextRange::new(line.len() - 1, range.end()));
    }
    if !line.ends_with(['(', '{']) {
        return None;
    }
    // The first: the comma behind it goes with it, and the space that follows on the line.
    let end = match after.strip_prefix(',') {
        Some(rest) => {
            let spaces = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            let newline = ["\n", "\r\n"]
                .iter()
                .any(|it| rest[spaces..].starts_with(it));
            let whole_line = newline && text[line.len()..start].contains('\n');
            let end = range.end() + gap + 1 + if whole_line { 0 } else { spaces };
            return Some(match whole_line {
                true => TextRange::new(before_line(text, start)?, end),
                false => TextRange::new(start, end),
            });
        }
        None => range.end(),
    };
    Some(TextRange::new(start, end))
}

/// The offset of what ends the line before that of the byte at `offset`.
fn before_line(text: &str, offset: usize) -> Option<usize> {
    let newline = text[..offset].rfind('\n')?;
    let has_return = text[..newline].ends_with('\r');
    Some(newline - usize::from(has_return))
}

/// The line that the byte at `offset` is in, with its end.
pub(super) fn whole_line(text: &str, offset: usize) -> TextRange {
    TextRange::new(
        style::line_start(text, offset),
        style::line_after(text, offset),
    )
}
