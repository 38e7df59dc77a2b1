//! TOML: tables, dotted names, strings of several lines.

use super::quoted::{Quotes, Strings};
use super::{Data, EntryId, Style, comment_in, flow, line_end, next_line, skip_blanks};
use crate::text::TextRange;

/// Reads a text.
pub(super) fn read(data: &mut Data, text: &str) {
    let mut reader = Reader {
        text,
        data,
        quotes: Quotes::default(),
        table: None,
    };
    let mut start = 0;
    while start < text.len() {
        start = reader.line(start);
    }
}

struct Reader<'t, 'd> {
    text: &'t str,
    data: &'d mut Data,
    quotes: Quotes,
    table: Option<EntryId>,
}

impl Reader<'_, '_> {
    /// Reads what begins on the line at `start`, and gives the next line.
    fn line(&mut self, start: usize) -> usize {
        let end = line_end(self.text, start);
        let start = skip_blanks(self.text, start, end);
        let next = next_line(self.text, start);
        let content = &self.text[start..end];
        if content.starts_with('#') {
            comment_in(self.data, self.text, start);
            return next;
        }
        if let Some(rest) = content.strip_prefix('[') {
            let name = rest.trim_start_matches('[');
            let name = name.split(']').next().unwrap_or_default();
            self.table = self.path(name, None);
            if let Some(close) = content.rfind(']') {
                comment_in(self.data, self.text, start + close + 1);
            }
            return next;
        }
        let Some(at) = separator(content) else {
            return next;
        };
        let entry = self.path(&content[..at], self.table);
        let Some(entry) = entry else { return next };
        let value = skip_blanks(self.text, start + at + 1, end);
        self.value(entry, value)
    }

    /// Entries for the parts of a dotted name, one in another; gives the innermost.
    fn path(&mut self, name: &str, mut parent: Option<EntryId>) -> Option<EntryId> {
        for part in name.split('.') {
            let part = part.trim().trim_matches(['"', '\'']);
            parent = Some(self.data.push(Some(part.into()), parent));
        }
        parent
    }

    /// Reads the value at `start`, and gives the next line.
    fn value(&mut self, entry: EntryId, start: usize) -> usize {
        let text = self.text;
        let content = &text[start..line_end(text, start)];
        let after = match content.as_bytes().first() {
            Some(b'"' | b'\'') => {
                let is_long = content.starts_with("\"\"\"") || content.starts_with("'''");
                let (range, after) = match is_long {
                    true => lines(text, start),
                    false => self.quotes.string(
                        text,
                        start,
                        Strings {
                            lines: false,
                            escapes: false,
                        },
                    ),
                };
                let style = match (is_long, content.starts_with('"')) {
                    (true, _) => Style::Block,
                    (_, true) => Style::Double,
                    _ => Style::Single,
                };
                self.data.set(entry, range, style);
                after
            }
            Some(b'{' | b'[') => {
                flow::read(self.data, text, start, Some(entry), flow::Dialect::Toml)
            }
            _ => {
                let value = content.split('#').next().unwrap_or_default();
                let length = value.trim_end().len();
                let range = TextRange::new(start, start + length);
                self.data.set(entry, range, Style::Plain);
                start + value.len()
            }
        };
        comment_in(self.data, text, after);
        next_line(text, after)
    }
}

/// Where the `=` stands that ends the name at the beginning of a line.
fn separator(line: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in line.bytes().enumerate() {
        match (byte, quote) {
            (b'"' | b'\'', None) => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            (b'=', None) => return Some(at),
            _ => {}
        }
    }
    None
}

/// The content of a string with three quotes, and where what follows it begins. One that does not
/// end, ends with its line.
pub(super) fn lines(text: &str, start: usize) -> (TextRange, usize) {
    let quotes = &text[start..start + 3];
    let content = start + 3;
    match text[content..].find(quotes) {
        Some(length) => {
            let end = content + length;
            (TextRange::new(content, end), end + 3)
        }
        None => {
            let end = line_end(text, content);
            (TextRange::new(content, end), end)
        }
    }
}
