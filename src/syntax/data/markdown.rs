//! Texts for people: code between fences, and comments.

use super::{Data, Format, line_end, next_line};
use crate::syntax::Language;
use crate::text::TextRange;

/// Code between fences.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fence {
    /// The code.
    pub range: TextRange,
    /// The language it says it is in, if it is one that is read.
    pub language: Option<Language>,
}

/// Reads a text.
pub(super) fn read(data: &mut Data, text: &str) {
    let mut start = 0;
    while start < text.len() {
        let end = line_end(text, start);
        let line = &text[start..end];
        start = match opening(line) {
            Some(mark) => fence(data, text, start, mark),
            None => comments(data, text, start, end),
        };
    }
}

/// What a line begins a fence with: its marks.
fn opening(line: &str) -> Option<&str> {
    // Those in lists and quotations are further in.
    let line = line.trim_start_matches([' ', '\t', '>']);
    let mark = line
        .chars()
        .next()
        .filter(|mark| matches!(mark, '`' | '~'))?;
    let length = line.len() - line.trim_start_matches(mark).len();
    let is_inline = mark == '`' && line[length..].contains('`');
    (length >= 3 && !is_inline).then(|| &line[..length])
}

/// Reads the fence that begins on the line at `start`, and gives the line after it.
fn fence(data: &mut Data, text: &str, start: usize, mark: &str) -> usize {
    let first = line_end(text, start);
    let info = text[start..first].trim_start_matches([' ', '\t', '>']);
    let word = info[mark.len()..]
        .trim_start()
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '{' | ':'))
        .next()
        .unwrap_or_default();
    let language = language(word);
    let content = next_line(text, start);
    let mut at = content;
    while at < text.len() {
        let line = text[at..line_end(text, at)].trim_start_matches([' ', '\t', '>']);
        if line.starts_with(mark) && line.trim_end().trim_start_matches(&mark[..1]).is_empty() {
            break;
        }
        at = next_line(text, at);
    }
    let range = TextRange::new(content, at);
    data.fences.push(Fence { range, language });
    if let Some(format) = language.and_then(Language::format) {
        embed(data, format, text, range);
    }
    next_line(text, at)
}

/// Adds what a data file between fences holds.
fn embed(data: &mut Data, format: Format, text: &str, range: TextRange) {
    let inner = Data::read(format, &text[range.as_range()]);
    let moved =
        |it: TextRange| TextRange::new(it.start() + range.start(), it.end() + range.start());
    let offset = data.entries.len();
    for entry in inner.entries {
        let id = data.push(entry.name, entry.parent.map(|parent| parent + offset));
        if let Some(value) = entry.value {
            data.set(id, moved(value), entry.style);
        }
    }
    let aliases = inner.aliases.into_iter();
    data.aliases
        .extend(aliases.map(|(alias, target)| (alias + offset, target + offset)));
    data.comments.extend(inner.comments.into_iter().map(moved));
}

/// Reads the comments that begin on a line, and gives the line after the last.
fn comments(data: &mut Data, text: &str, start: usize, end: usize) -> usize {
    let mut at = start;
    while let Some(found) = text[at..end.max(at)].find("<!--") {
        let begin = at + found;
        let close = text[begin..].find("-->").map(|length| begin + length + 3);
        // One that does not end, ends with its line.
        at = close.unwrap_or(end);
        data.comments.push(TextRange::new(begin, at));
        if close.is_none() {
            break;
        }
    }
    next_line(text, at.max(start))
}

/// The language that a word after a fence means.
fn language(word: &str) -> Option<Language> {
    match word.to_ascii_lowercase().as_str() {
        "ts" | "typescript" | "mts" | "cts" => Some(Language::TypeScript),
        "tsx" => Some(Language::Tsx),
        "js" | "javascript" | "jsx" | "mjs" | "cjs" | "node" => Some(Language::JavaScript),
        "py" | "python" | "python3" | "pycon" | "ipython" => Some(Language::Python),
        word => Format::of_word(word).map(Language::Data),
    }
}
