//! YAML, by its indentation.

use super::quoted::{Quotes, Strings};
use super::{Data, EntryId, Style, comment_in, flow, line_end, next_line, skip_blanks};
use crate::text::TextRange;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// Reads a text.
pub(super) fn read(data: &mut Data, text: &str) {
    let mut reader = Reader {
        text,
        data,
        quotes: Quotes::default(),
        open: Vec::new(),
        anchors: FxHashMap::default(),
    };
    let mut start = 0;
    while start < text.len() {
        start = reader.line(start);
    }
}

/// An entry that what stands further to the right belongs to.
struct Level {
    column: usize,
    is_item: bool,
    entry: EntryId,
}

struct Reader<'t, 'd> {
    text: &'t str,
    data: &'d mut Data,
    quotes: Quotes,
    open: Vec<Level>,
    anchors: FxHashMap<&'t str, EntryId>,
}

impl Reader<'_, '_> {
    /// Reads what begins on the line at `line`, and gives the next line.
    fn line(&mut self, line: usize) -> usize {
        let end = line_end(self.text, line);
        let mut start = skip_blanks(self.text, line, end);
        let next = next_line(self.text, line);
        let content = &self.text[line..end];
        if content.starts_with("---") || content.starts_with("...") {
            self.open.clear();
            start = skip_blanks(self.text, line + 3, end);
        }
        if self.text[start..end].starts_with('#') {
            comment_in(self.data, self.text, start);
            return next;
        }
        // `- - name: value` is a list in a list.
        while is_item(&self.text[start..end]) {
            let entry = self.open(start - line, true, None);
            start = skip_blanks(self.text, start + 1, end);
            let rest = &self.text[start..end];
            let is_whole = rest.is_empty() || rest.starts_with('#');
            if is_whole || !is_item(rest) && self.name(start, end).is_none() {
                return self.value(entry, start);
            }
        }
        match self.name(start, end) {
            Some((name, value)) => {
                let column = start - line;
                let entry = self.open(column, false, Some(name));
                let value = skip_blanks(self.text, value, end);
                self.value(entry, value)
            }
            None => next,
        }
    }

    /// A new entry at a column, in what is open around it.
    fn open(&mut self, column: usize, is_item: bool, name: Option<SmolStr>) -> EntryId {
        let belongs = |level: &Level| match is_item {
            true => level.column < column || level.column == column && !level.is_item,
            false => level.column < column,
        };
        while self.open.last().is_some_and(|level| !belongs(level)) {
            self.open.pop();
        }
        let parent = self.open.last().map(|level| level.entry);
        let entry = self.data.push(name, parent);
        self.open.push(Level {
            column,
            is_item,
            entry,
        });
        entry
    }

    /// The name that begins at `start`, and where what follows its colon begins.
    fn name(&mut self, start: usize, end: usize) -> Option<(SmolStr, usize)> {
        let bytes = &self.text.as_bytes()[..end];
        let is_colon = |at: usize| {
            let next = bytes.get(at + 1);
            bytes.get(at) == Some(&b':') && next.is_none_or(|byte| matches!(byte, b' ' | b'\t'))
        };
        match bytes.get(start)? {
            b'"' | b'\'' => {
                let (content, after) = self.quotes.string(self.text, start, ONE_LINE);
                let colon = skip_blanks(self.text, after.min(end), end);
                is_colon(colon).then(|| (self.text[content.as_range()].into(), colon + 1))
            }
            b'{' | b'[' | b'#' | b'|' | b'>' => None,
            _ => {
                let colon = (start..end).find(|&at| {
                    is_colon(at) || bytes[at] == b'#' && bytes[at - 1].is_ascii_whitespace()
                })?;
                let name = self.text[start..colon].trim_end();
                (bytes[colon] == b':').then(|| (name.into(), colon + 1))
            }
        }
    }

    /// Reads the value of the entry opened last, at `start`, and gives the next line.
    fn value(&mut self, entry: EntryId, start: usize) -> usize {
        let text = self.text;
        let end = line_end(text, start);
        let mut start = start;
        while text[start..end].starts_with(['&', '!']) {
            let word = text[start..end].split([' ', '\t']).next().unwrap_or("");
            if let Some(anchor) = word.strip_prefix('&') {
                self.anchors.insert(anchor, entry);
            }
            start = skip_blanks(text, start + word.len(), end);
        }
        let after = match text.as_bytes()[start..end].first() {
            None | Some(b'#') => start,
            Some(b'|' | b'>') => return self.block(entry, start),
            Some(b'{' | b'[') => {
                flow::read(self.data, text, start, Some(entry), flow::Dialect::Yaml)
            }
            Some(quote @ (b'"' | b'\'')) => {
                let style = match quote {
                    b'"' => Style::Double,
                    _ => Style::Single,
                };
                let (range, after) = self.quotes.string(text, start, SEVERAL_LINES);
                self.data.set(entry, range, style);
                after
            }
            Some(b'*') => {
                let name = text[start + 1..end].split([' ', '\t']).next();
                let target = self.anchors.get(name.unwrap_or_default());
                self.data
                    .aliases
                    .extend(target.map(|target| (entry, *target)));
                start + 1 + name.map_or(0, str::len)
            }
            Some(_) => {
                let content = &text[start..end];
                let length = content.find(" #").unwrap_or(content.len());
                let length = content.find("\t#").unwrap_or(length).min(length);
                let value = content[..length].trim_end();
                let range = TextRange::new(start, start + value.len());
                self.data.set(entry, range, Style::Plain);
                start + length
            }
        };
        comment_in(self.data, text, after);
        next_line(text, after)
    }

    /// Reads the lines of a block after `|` or `>`.
    fn block(&mut self, entry: EntryId, start: usize) -> usize {
        let text = self.text;
        let first = next_line(text, start);
        let mut next = first;
        let mut last = first;
        // Its lines stand further to the right than what it is the value of.
        let least = self.open.last().map_or(0, |level| level.column + 1);
        while next < text.len() {
            let end = line_end(text, next);
            let content = skip_blanks(text, next, end);
            let is_blank = content == end;
            if !is_blank && content - next < least {
                break;
            }
            if !is_blank {
                last = end;
            }
            next = next_line(text, next);
        }
        let range = TextRange::new(first.min(last), last);
        self.data.set(entry, range, Style::Block);
        next
    }
}

const ONE_LINE: Strings = Strings {
    lines: false,
    escapes: false,
};
const SEVERAL_LINES: Strings = Strings {
    lines: true,
    escapes: false,
};

/// Whether a line goes on with an element of a list.
fn is_item(rest: &str) -> bool {
    rest == "-" || rest.starts_with("- ") || rest.starts_with("-\t")
}
