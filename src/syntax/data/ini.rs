//! Lines of `name = value` under `[sections]`.

use super::{Data, EntryId, Style, line_end, next_line, skip_blanks};
use crate::text::TextRange;

/// Reads a text.
pub(super) fn read(data: &mut Data, text: &str) {
    let mut section = None;
    let mut start = 0;
    while start < text.len() {
        line(data, text, start, &mut section);
        start = next_line(text, start);
    }
}

fn line(data: &mut Data, text: &str, start: usize, section: &mut Option<EntryId>) {
    let end = line_end(text, start);
    let start = skip_blanks(text, start, end);
    let content = &text[start..end];
    if content.starts_with(['#', ';', '!']) || content.starts_with("//") {
        data.comments.push(TextRange::new(start, end));
        return;
    }
    if let Some(rest) = content.strip_prefix('[') {
        let name = rest.split(']').next().unwrap_or_default().trim();
        *section = Some(data.push(Some(name.into()), None));
        return;
    }
    let Some(at) = content.find(['=', ':']) else {
        return;
    };
    let name = content[..at].trim().trim_matches(['"', '\'']);
    let name = name.strip_prefix("export ").unwrap_or(name).trim();
    let entry = data.push(Some(name.into()), *section);
    let value = skip_blanks(text, start + at + 1, end);
    let (range, style) = value_in(data, text, value, end);
    data.set(entry, range, style);
}

/// The value at the end of a line, without quotes and without a comment behind it.
fn value_in(data: &mut Data, text: &str, start: usize, end: usize) -> (TextRange, Style) {
    let content = &text[start..end];
    let quote = content
        .chars()
        .next()
        .filter(|quote| matches!(quote, '"' | '\''));
    if let Some(quote) = quote
        && let Some(length) = content[1..].find(quote)
    {
        super::comment_in(data, text, start + length + 2);
        let style = match quote {
            '"' => Style::Double,
            _ => Style::Single,
        };
        return (TextRange::new(start + 1, start + 1 + length), style);
    }
    let marks = [" #", "\t#", " ;", "\t;"];
    let comment = marks.iter().filter_map(|mark| content.find(mark)).min();
    if let Some(at) = comment {
        data.comments.push(TextRange::new(start + at + 1, end));
    }
    let value = content[..comment.unwrap_or(content.len())].trim_end();
    (TextRange::new(start, start + value.len()), Style::Plain)
}
