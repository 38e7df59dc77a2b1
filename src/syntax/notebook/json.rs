//! Reading JSON in one pass, with the places of its strings, as far as it goes: what is broken ends
//! the reading, and what came before counts.

use crate::text::TextRange;
use std::borrow::Cow;

/// How deep values are read that lie in one another. What is deeper is passed over all the same.
const MAX_DEPTH: usize = 16;

/// A reader of one JSON text.
pub(super) struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    broken: Option<usize>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let at = if text.starts_with('\u{feff}') { 3 } else { 0 };
        Self {
            text,
            at,
            depth: 0,
            broken: None,
        }
    }

    /// The byte at which the text stops being JSON, if it does.
    pub(super) fn broken(&self) -> Option<usize> {
        self.broken
    }

    /// The source between two bytes.
    pub(super) fn source(&self, range: TextRange) -> &'a str {
        &self.text[range.as_range()]
    }

    /// Says that nothing more than white space should follow.
    pub(super) fn end(&mut self) {
        if self.next_byte().is_some() {
            self.fail();
        }
    }

    /// Reads an object, `member` the value after each name. A value that is no object is passed
    /// over.
    pub(super) fn object(&mut self, mut member: impl FnMut(&mut Self, &str)) {
        self.within(b'{', b'}', |reader| {
            let Some(name) = reader.string() else {
                return reader.fail();
            };
            if reader.next_byte() != Some(b':') {
                return reader.fail();
            }
            reader.at += 1;
            member(reader, &unescaped(reader.source(name)));
        });
    }

    /// Reads an array, `item` each value. A value that is no array is passed over.
    pub(super) fn array(&mut self, item: impl FnMut(&mut Self)) {
        self.within(b'[', b']', item);
    }

    /// Whether the next value begins with this byte.
    pub(super) fn is_next(&mut self, byte: u8) -> bool {
        self.next_byte() == Some(byte)
    }

    /// Reads a string: what stands between its quotes. A value of another kind is passed over.
    pub(super) fn string(&mut self) -> Option<TextRange> {
        if self.next_byte() != Some(b'"') {
            self.skip();
            return None;
        }
        let start = self.at + 1;
        let mut at = start;
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(at) {
                Some(b'"') => break,
                Some(b'\\') => at += 2,
                Some(_) => at += 1,
                None => {
                    self.fail();
                    return None;
                }
            }
        }
        self.at = at + 1;
        Some(TextRange::new(start, at))
    }

    /// Passes a value over.
    pub(super) fn skip(&mut self) {
        let bytes = self.text.as_bytes();
        let mut open = 0_usize;
        loop {
            let Some(byte) = self.next_byte() else {
                return self.fail();
            };
            match byte {
                b'"' => {
                    if self.string().is_none() {
                        return;
                    }
                }
                b'{' | b'[' => {
                    open += 1;
                    self.at += 1;
                }
                b'}' | b']' if open > 0 => {
                    open -= 1;
                    self.at += 1;
                }
                b',' | b':' if open > 0 => self.at += 1,
                b'-' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                    let is_part = |byte: &&u8| {
                        byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.')
                    };
                    self.at += bytes[self.at..].iter().take_while(is_part).count();
                }
                _ => return self.fail(),
            }
            if open == 0 {
                return;
            }
        }
    }

    fn within(&mut self, opening: u8, closing: u8, mut item: impl FnMut(&mut Self)) {
        if self.next_byte() != Some(opening) || self.depth == MAX_DEPTH {
            return self.skip();
        }
        self.depth += 1;
        self.at += 1;
        loop {
            match self.next_byte() {
                None => {
                    self.fail();
                    break;
                }
                Some(byte) if byte == closing => {
                    self.at += 1;
                    break;
                }
                Some(b',') => self.at += 1,
                Some(_) => {
                    let before = self.at;
                    item(self);
                    if self.at == before {
                        self.fail();
                    }
                }
            }
        }
        self.depth -= 1;
    }

    /// The next byte that is no white space; nothing after something broken.
    fn next_byte(&mut self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let blank = rest.iter().take_while(|byte| byte.is_ascii_whitespace());
        self.at += blank.count();
        self.text.as_bytes().get(self.at).copied()
    }

    /// The text is broken here: there is nothing more to read.
    fn fail(&mut self) {
        self.broken.get_or_insert(self.at.min(self.text.len()));
        self.at = self.text.len();
    }
}

/// What a string means, of which `source` stands between the quotes.
pub(super) fn unescaped(source: &str) -> Cow<'_, str> {
    if !source.contains('\\') {
        return source.into();
    }
    let mut text = String::with_capacity(source.len());
    pieces(source, |piece, _| text.push_str(piece));
    text.into()
}

/// Hands `take` what a string means piece by piece, with the bytes of `source` that say it: runs of
/// plain text as they are, and each escape.
pub(super) fn pieces(source: &str, mut take: impl FnMut(&str, std::ops::Range<usize>)) {
    let mut at = 0;
    while at < source.len() {
        let plain = source[at..].find('\\').map_or(source.len(), |n| at + n);
        if plain > at {
            take(&source[at..plain], at..plain);
        }
        if plain == source.len() {
            return;
        }
        let (meaning, len) = escape(&source[plain..]);
        take(meaning.encode_utf8(&mut [0; 4]), plain..plain + len);
        at = plain + len;
    }
}

/// What the escape at the start of `source` means, and how many bytes it has. One that means
/// nothing stands for itself.
fn escape(source: &str) -> (char, usize) {
    let Some(letter) = source[1..].chars().next() else {
        return ('\\', 1);
    };
    let simple = match letter {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'u' => return unicode(source),
        other => other,
    };
    (simple, 1 + letter.len_utf8())
}

fn unicode(source: &str) -> (char, usize) {
    let unit = |at: usize| u32::from_str_radix(source.get(at..at + 4)?, 16).ok();
    let Some(first) = unit(2) else {
        return ('u', 2);
    };
    if (0xd800..0xdc00).contains(&first)
        && source.get(6..8) == Some("\\u")
        && let Some(second @ 0xdc00..0xe000) = unit(8)
    {
        let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
        return (char::from_u32(code).unwrap_or('\u{fffd}'), 12);
    }
    (char::from_u32(first).unwrap_or('\u{fffd}'), 6)
}

/// `text` as it stands in a JSON string, without the quotes.
pub(super) fn escaped(text: &str) -> String {
    let mut source = String::with_capacity(text.len() + text.len() / 16);
    for c in text.chars() {
        match c {
            '"' => source.push_str("\\\""),
            '\\' => source.push_str("\\\\"),
            '\n' => source.push_str("\\n"),
            '\r' => source.push_str("\\r"),
            '\t' => source.push_str("\\t"),
            '\u{8}' => source.push_str("\\b"),
            '\u{c}' => source.push_str("\\f"),
            '\0'..'\u{20}' => source.push_str(&format!("\\u{:04x}", u32::from(c))),
            _ => source.push(c),
        }
    }
    source
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(text: &str) -> (Vec<String>, Option<usize>) {
        let mut reader = Reader::new(text);
        let mut found = Vec::new();
        reader.object(|reader, name| match reader.is_next(b'[') {
            true => reader.array(|reader| {
                let string = reader.string();
                found.extend(string.map(|range| unescaped(reader.source(range)).into_owned()));
            }),
            false => {
                found.push(name.to_owned());
                reader.skip();
            }
        });
        reader.end();
        (found, reader.broken())
    }

    #[test]
    fn reads_strings_and_passes_the_rest_over() {
        let text = r#"{"a": {"x": [1, -2.5e3, {"y": null}]}, "b": ["\n\u00e9\ud83d\ude00\"\\\/", 3, "z"], }"#;
        assert_eq!(
            strings(text),
            (vec!["a".into(), "\né😀\"\\/".into(), "z".into()], None)
        );
    }

    #[test]
    fn what_came_before_a_break_counts() {
        for (text, found, broken) in [
            (r#"{"a": 1, "b": ["x", "#, vec!["a", "x"], 20),
            (r#"{"a": 1, <<<<<<< HEAD"#, vec!["a"], 9),
            (r#"{"a": 1} }"#, vec!["a"], 9),
            (r#"{"b": ["x"  "#, vec!["x"], 12),
            ("", vec![], 0),
            ("{", vec![], 1),
        ] {
            let (got, at) = strings(text);
            assert_eq!(
                (got, at),
                (
                    found.iter().map(|s| (*s).to_owned()).collect(),
                    Some(broken)
                ),
                "{text}"
            );
        }
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = format!("{{\"a\": {}", "[".repeat(1 << 20));
        assert_eq!(strings(&deep).1, Some(deep.len()));
    }

    #[test]
    fn malformed_escapes_stand_for_themselves() {
        assert_eq!(unescaped(r"a\q\u12\ud800x"), "aqu12\u{fffd}x");
        assert_eq!(unescaped("a\\"), "a\\");
        assert_eq!(unescaped("\\é"), "é");
    }
}
