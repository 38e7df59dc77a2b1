//! What stands between brackets: JSON, and the flow style of YAML, and TOML's arrays and inline tables.

use super::quoted::{Quotes, Strings};
use super::{Data, EntryId, Style, line_end};
use crate::text::TextRange;
use smol_str::SmolStr;

/// Whose brackets they are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Json,
    Yaml,
    Toml,
}

/// A bracket that is open.
struct Frame {
    entry: Option<EntryId>,
    /// The name read last, whose value is to come.
    name: Option<SmolStr>,
}

struct Reader<'t, 'd> {
    text: &'t str,
    data: &'d mut Data,
    dialect: Dialect,
    quotes: Quotes,
    frames: Vec<Frame>,
}

/// Reads what begins at `start` into the entry `under`: all of a JSON text, or a pair of brackets of
/// the others. Returns where it ended.
pub(super) fn read(
    data: &mut Data,
    text: &str,
    start: usize,
    under: Option<EntryId>,
    dialect: Dialect,
) -> usize {
    let mut reader = Reader {
        text,
        data,
        dialect,
        quotes: Quotes::default(),
        frames: vec![Frame {
            entry: under,
            name: None,
        }],
    };
    let mut at = start;
    if dialect != Dialect::Json {
        at += 1;
    }
    while at < text.len() {
        at = reader.step(at);
        if reader.frames.is_empty() {
            break;
        }
    }
    at
}

impl Reader<'_, '_> {
    /// Reads one thing at `at`, and gives where the next begins.
    fn step(&mut self, at: usize) -> usize {
        let byte = self.text.as_bytes()[at];
        match byte {
            b'"' | b'\'' => self.string(at),
            b'{' | b'[' => {
                let entry = self.push();
                self.frames.push(Frame {
                    entry: Some(entry),
                    name: None,
                });
                at + 1
            }
            b'}' | b']' => {
                let is_last = self.frames.len() == 1;
                if !is_last || self.dialect != Dialect::Json {
                    self.frames.pop();
                }
                at + 1
            }
            b',' => {
                self.forget_name();
                at + 1
            }
            b'/' if self.dialect == Dialect::Json => self.slash(at),
            b'#' if self.dialect != Dialect::Json && self.is_after_blank(at) => {
                self.comment(at, line_end(self.text, at))
            }
            _ if byte.is_ascii_whitespace() || self.is_separator(at) => at + 1,
            _ => self.bare(at),
        }
    }

    fn forget_name(&mut self) {
        if let Some(frame) = self.frames.last_mut() {
            frame.name = None;
        }
    }

    fn is_after_blank(&self, at: usize) -> bool {
        let before = self.text.as_bytes()[..at].last();
        before.is_none_or(|byte| byte.is_ascii_whitespace() || b",[{".contains(byte))
    }

    fn is_separator(&self, at: usize) -> bool {
        let byte = self.text.as_bytes()[at];
        match self.dialect {
            Dialect::Toml => byte == b'=',
            _ => byte == b':',
        }
    }

    /// A comment from `start` to `end`.
    fn comment(&mut self, start: usize, end: usize) -> usize {
        self.data.comments.push(TextRange::new(start, end));
        end
    }

    /// A comment, or a stray `/`.
    fn slash(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        if rest.starts_with("//") {
            return self.comment(at, line_end(self.text, at));
        }
        if let Some(content) = rest.strip_prefix("/*") {
            let length = content.find("*/").map_or(rest.len(), |end| end + 4);
            return self.comment(at, at + length);
        }
        at + 1
    }

    fn string(&mut self, at: usize) -> usize {
        let triple = &self.text[at..(at + 3).min(self.text.len())];
        let is_triple = self.dialect == Dialect::Toml && matches!(triple, "\"\"\"" | "'''");
        let (content, end) = match is_triple {
            true => super::toml::lines(self.text, at),
            false => {
                let strings = Strings {
                    lines: self.dialect == Dialect::Yaml,
                    escapes: self.dialect == Dialect::Json,
                };
                self.quotes.string(self.text, at, strings)
            }
        };
        let style = match self.text.as_bytes()[at] {
            b'"' => Style::Double,
            _ => Style::Single,
        };
        self.token(content, end, style)
    }

    /// A name or a value without quotes.
    fn bare(&mut self, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let ends = |offset: usize| match bytes[offset] {
            b',' | b']' | b'}' | b'\n' | b'\r' => true,
            b'[' | b'{' | b'"' => self.dialect == Dialect::Json,
            b'=' => self.dialect == Dialect::Toml,
            b'#' => self.dialect != Dialect::Json && self.is_after_blank(offset),
            b':' if self.dialect == Dialect::Yaml => {
                let next = bytes.get(offset + 1);
                next.is_none_or(|byte| byte.is_ascii_whitespace() || b",]}".contains(byte))
            }
            b':' => self.dialect == Dialect::Json,
            _ => false,
        };
        let end = (at + 1..bytes.len())
            .find(|&offset| ends(offset))
            .unwrap_or(bytes.len());
        let content = self.text[at..end].trim_end();
        let range = TextRange::new(at, at + content.len());
        self.token(range, end, Style::PlainInBrackets)
    }

    /// A name, if what separates it from a value follows; else a value.
    fn token(&mut self, content: TextRange, end: usize, style: Style) -> usize {
        let rest = &self.text[end..];
        let rest = rest.trim_start_matches([' ', '\t', '\n', '\r']);
        let next = self.text.len() - rest.len();
        if next < self.text.len() && self.is_separator(next) {
            let name = self.text[content.as_range()].into();
            if let Some(frame) = self.frames.last_mut() {
                frame.name = Some(name);
            }
            return next + 1;
        }
        let entry = self.push();
        self.data.set(entry, content, style);
        end
    }

    /// A new entry in the bracket that is open.
    fn push(&mut self) -> EntryId {
        let frame = self.frames.last_mut();
        let (name, parent) = frame.map_or((None, None), |it| (it.name.take(), it.entry));
        self.data.push(name, parent)
    }
}
