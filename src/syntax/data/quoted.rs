//! Where quoted values end.

use crate::text::TextRange;

/// How far the end of a string is looked for over lines.
const MAX_LENGTH: usize = 64 << 10;

/// Finds the ends of strings, and remembers where there are none: each byte is looked at a few times,
/// however many quotes are left open.
#[derive(Default)]
pub(super) struct Quotes {
    /// Up to where there is no `"` or `'` that ends one begun in front of it.
    barren: [usize; 2],
}

/// Which strings a format has.
#[derive(Clone, Copy)]
pub(super) struct Strings {
    /// Whether they go on over lines.
    pub(super) lines: bool,
    /// Whether `'` has escapes too; if not, `''` may stand for one.
    pub(super) escapes: bool,
}

impl Quotes {
    /// The content of the string that begins at `start`, and where what follows it begins. One that
    /// does not end, ends with its line.
    pub(super) fn string(
        &mut self,
        text: &str,
        start: usize,
        strings: Strings,
    ) -> (TextRange, usize) {
        let quote = text.as_bytes()[start];
        let escapes = quote == b'"' || strings.escapes;
        let line = super::line_end(text, start);
        let barren = &mut self.barren[usize::from(quote == b'\'')];
        let limit = match strings.lines && start >= *barren {
            true => text.len().min(start + MAX_LENGTH),
            false => line,
        };
        if let Some(end) = end(&text.as_bytes()[..limit], start + 1, quote, escapes) {
            return (TextRange::new(start + 1, end), end + 1);
        }
        if limit > line {
            *barren = limit;
        }
        let line = line.max(start + 1);
        (TextRange::new(start + 1, line), line)
    }
}

/// Where the quote stands that ends a string whose content begins at `at`.
fn end(bytes: &[u8], mut at: usize, quote: u8, escapes: bool) -> Option<usize> {
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if escapes => at += 1,
            // `''` is one of them.
            byte if byte == quote && !escapes && bytes.get(at + 1) == Some(&quote) => at += 1,
            byte if byte == quote => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}
