//! Data files and texts: which values stand under which names, and what is a comment. Read by their
//! lines, not by a grammar: such files are templates, excerpts and half-written as often as not, and
//! one broken line must not take the next with it. The time it takes is in proportion to the bytes.
//!
//! Must not know: what any name or value means.

mod flow;
mod format;
mod ini;
mod markdown;
mod quoted;
mod shell;
#[cfg(test)]
mod tests;
mod toml;
mod yaml;

pub use format::Format;
pub use markdown::Fence;
pub use shell::{Quoting, quoting_at, statement_at};

use crate::text::TextRange;
use smol_str::SmolStr;

/// The number of an entry.
pub type EntryId = usize;

/// What a data file holds.
#[derive(Default)]
pub struct Data {
    entries: Vec<Entry>,
    comments: Vec<TextRange>,
    /// The entries whose value is that of another: `*anchor`.
    aliases: Vec<(EntryId, EntryId)>,
    fences: Vec<Fence>,
}

/// A value and what it stands under; without `Debug`, for it may hold a key.
pub struct Entry {
    /// Its name; `None` for an element of a list.
    pub name: Option<SmolStr>,
    /// The mapping or list that it is a part of.
    pub parent: Option<EntryId>,
    /// The bytes of its value without quotes; `None` if it holds other entries, or nothing.
    pub value: Option<TextRange>,
    /// How the value is written.
    pub style: Style,
}

/// How a value is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Style {
    /// Without quotes.
    #[default]
    Plain,
    /// The same between brackets, where more has a meaning.
    PlainInBrackets,
    /// Within `"`.
    Double,
    /// Within `'`.
    Single,
    /// As lines of their own.
    Block,
}

impl Data {
    /// Reads a text.
    pub fn read(format: Format, text: &str) -> Self {
        let mut data = Self::default();
        match format {
            Format::Json => {
                flow::read(&mut data, text, 0, None, flow::Dialect::Json);
            }
            Format::Yaml => yaml::read(&mut data, text),
            Format::Toml => toml::read(&mut data, text),
            Format::Ini => ini::read(&mut data, text),
            Format::Docker => shell::read(&mut data, text, true),
            Format::Shell => shell::read(&mut data, text, false),
            Format::Markdown => markdown::read(&mut data, text),
            Format::Lock => {}
        }
        data
    }

    /// Its entries, those with other entries before what they hold.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// An entry.
    ///
    /// # Panics
    ///
    /// If there is none of this number.
    pub fn entry(&self, id: EntryId) -> &Entry {
        &self.entries[id]
    }

    /// Its comments, in order of place.
    pub fn comments(&self) -> &[TextRange] {
        &self.comments
    }

    /// The code between fences in a text.
    pub fn fences(&self) -> &[Fence] {
        &self.fences
    }

    /// The entry whose value holds the byte at `offset`.
    pub fn at(&self, offset: usize) -> Option<EntryId> {
        // Values are in order of place, but those that hold others have none.
        let holds = |entry: &Entry| entry.value.is_some_and(|value| value.contains(offset));
        self.entries.iter().position(holds)
    }

    /// The entries that have the value of another by its anchor.
    pub fn aliases_of(&self, id: EntryId) -> impl Iterator<Item = EntryId> {
        let of = move |(_, target): &&(EntryId, EntryId)| *target == id;
        self.aliases.iter().filter(of).map(|(alias, _)| *alias)
    }

    /// The comment around the byte at `offset`.
    pub fn comment_at(&self, offset: usize) -> Option<TextRange> {
        let after = self
            .comments
            .partition_point(|range| range.start() <= offset);
        let before = self.comments[..after].last().copied();
        before.filter(|range| range.contains(offset))
    }

    fn push(&mut self, name: Option<SmolStr>, parent: Option<EntryId>) -> EntryId {
        self.entries.push(Entry {
            name,
            parent,
            value: None,
            style: Style::Plain,
        });
        self.entries.len() - 1
    }

    fn set(&mut self, id: EntryId, value: TextRange, style: Style) {
        self.entries[id].value = Some(value);
        self.entries[id].style = style;
    }
}

/// The end of the line of the byte at `offset`, without what ends it.
fn line_end(text: &str, offset: usize) -> usize {
    let end = text[offset..]
        .find('\n')
        .map_or(text.len(), |at| offset + at);
    match text[offset..end].ends_with('\r') {
        true => end - 1,
        false => end,
    }
}

/// The start of the line after the one of the byte at `offset`.
fn next_line(text: &str, offset: usize) -> usize {
    text[offset..]
        .find('\n')
        .map_or(text.len(), |at| offset + at + 1)
}

/// The first byte at or after `offset` that is no blank; at most `end`.
fn skip_blanks(text: &str, offset: usize, end: usize) -> usize {
    let rest = &text[offset..end];
    end - rest.trim_start_matches([' ', '\t']).len()
}

/// Notes the comment that the rest of a line may be.
fn comment_in(data: &mut Data, text: &str, offset: usize) {
    let end = line_end(text, offset);
    let start = skip_blanks(text, offset, end);
    if text[start..end].starts_with('#') {
        data.comments.push(TextRange::new(start, end));
    }
}
