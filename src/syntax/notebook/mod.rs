//! Jupyter notebooks: their code as one module, and where it stands in the file.
//!
//! The text of a notebook is that of its code cells one after another, as one module, and after
//! that its other texts: prose, and what was printed. A place in a notebook is a place in this text;
//! [`Notebook::place`] says in which cell that is, [`Notebook::raw_range`] where in the file.
//!
//! Must not know: rules, Mistral, files on disk.

mod edit;
mod format;
mod json;
mod magic;
mod map;
#[cfg(test)]
mod tests;

use super::{Language, SyntaxTree};
use crate::text::{Document, Encoding, TextRange};
use format::{Format, Multiline, RawCell};
use magic::Command;
use map::SourceMap;
use std::path::Path;

/// Of a text that was printed, only so many bytes are looked at.
const MAX_OUTPUT: usize = 64 << 10;

/// A notebook.
pub struct Notebook {
    raw: Document,
    document: Document,
    /// The code as it is parsed: the beginning of the document, with what is not in the language
    /// blanked.
    code: Document,
    language: Language,
    parts: Vec<Part>,
    map: SourceMap,
    environment: Vec<EnvWrite>,
    foreign: Vec<(TextRange, OtherText)>,
    trouble: Option<String>,
}

/// One text of a notebook.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// The cell it belongs to; all cells are counted, from 0.
    pub cell: u32,
    /// What it is.
    pub kind: PartKind,
    /// Its bytes in the notebook's text.
    pub range: TextRange,
    /// Where it begins in the file; `None` if it could not be written to.
    raw: Option<usize>,
    /// What stands in the file between two of its lines, if they are strings of their own: from the
    /// quote that ends the one to the quote that begins the other.
    separator: Option<Box<str>>,
}

/// What a text of a notebook is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PartKind {
    /// Code of the notebook's language, a part of the module.
    Code,
    /// Code of another language: the cell has a magic or a kernel of its own.
    Foreign,
    /// Text for people.
    Prose,
    /// What the cell printed: the text of this number among those, from 0.
    Output(u32),
}

/// A text in a notebook that is not of its language.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OtherText {
    /// A shell runs it: `!curl …`, the cell of `%%bash`.
    Shell,
    /// Code of another language, or a file that is written: the cell of `%%html`, `%%writefile`.
    Foreign,
    /// Text for people.
    Prose,
    /// What a cell printed.
    Output,
}

/// A variable that `%env` sets; without `Debug`, for it may hold a key.
#[derive(Clone, PartialEq, Eq)]
pub struct EnvWrite {
    /// The bytes of its name in the notebook's text.
    pub name: TextRange,
    /// The bytes of its value, if that is written out.
    pub value: Option<TextRange>,
}

/// A place in a notebook, as people count: lines and columns from 1, columns in characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct CellPlace {
    /// The cell; all cells are counted, from 0.
    pub cell: u32,
    /// The number of the output, from 0, if it is in one.
    pub output: Option<u32>,
    /// The line of the cell's source, or of the output.
    pub line: u32,
    /// The column.
    pub column: u32,
}

impl Notebook {
    /// Whether a file of this name holds a notebook.
    pub fn is_named(path: &Path) -> bool {
        path.extension()
            .is_some_and(|extension| extension == "ipynb")
    }

    /// Reads the text of a notebook's file, as far as it is one.
    pub fn read(raw: Document) -> Self {
        let format = format::read(raw.text());
        let language = language(&format);
        let mut builder = Builder::new(raw.text());
        for (index, cell) in (0..).zip(&format.cells) {
            let own = cell.language.as_deref().map(language_of);
            let spoken = match own {
                Some(own) if own != language => None,
                _ => language,
            };
            builder.cell(index, cell, spoken);
        }
        for (index, cell) in (0..).zip(&format.cells) {
            builder.others(index, cell);
        }
        let trouble = trouble(&raw, &format);
        let Builder {
            text,
            code,
            parts,
            map,
            environment,
            foreign,
            ..
        } = builder;
        Self {
            document: Document::new(text),
            code: Document::new(code),
            language: language.unwrap_or(Language::Python),
            parts,
            map,
            environment,
            foreign,
            trouble,
            raw,
        }
    }

    /// The text: the code of all cells, then the other texts.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The code as it is parsed: as long as the code in the text, with magics blanked.
    pub fn code(&self) -> &Document {
        &self.code
    }

    /// The text of the file.
    pub fn raw(&self) -> &Document {
        &self.raw
    }

    /// The language of its code.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The tree of its code.
    pub fn parse(&self) -> SyntaxTree {
        SyntaxTree::parse(self.language, &self.code)
    }

    /// Why not all of it was looked at, if so.
    pub fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }

    /// Its texts, in order of place in its text.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The variables that `%env` sets, in order.
    pub fn environment(&self) -> &[EnvWrite] {
        &self.environment
    }

    /// The texts that are not in the language of the notebook, those inside its code first.
    pub fn other_texts(&self) -> impl Iterator<Item = (TextRange, OtherText)> {
        let parts = self.parts.iter().filter_map(|part| {
            let kind = match part.kind {
                PartKind::Code => return None,
                PartKind::Foreign => OtherText::Foreign,
                PartKind::Prose => OtherText::Prose,
                PartKind::Output(_) => OtherText::Output,
            };
            Some((part.range, kind))
        });
        self.foreign.iter().copied().chain(parts)
    }

    /// The part that the byte at `offset` lies in or ends.
    pub fn part_at(&self, offset: usize) -> Option<&Part> {
        let after = self
            .parts
            .partition_point(|part| part.range.start() <= offset);
        self.parts.get(after.saturating_sub(1))
    }

    /// The cell, line and column of the byte at `offset` of the text.
    pub fn place(&self, offset: usize) -> Option<CellPlace> {
        let part = self.part_at(offset)?;
        let offset = offset.min(part.range.end());
        let first = self.document.position(part.range.start(), Encoding::Utf32);
        let place = self.document.position(offset, Encoding::Utf32);
        Some(CellPlace {
            cell: part.cell,
            output: match part.kind {
                PartKind::Output(output) => Some(output),
                _ => None,
            },
            line: place.line - first.line + 1,
            column: place.column + 1,
        })
    }

    /// Where a range of the text stands in the file; of one that lies in several cells, the first
    /// piece.
    pub fn raw_range(&self, range: TextRange) -> TextRange {
        let Some(part) = self.part_at(range.start()) else {
            return TextRange::empty(0);
        };
        let end = range.end().min(part.range.end());
        let begin = part.raw.unwrap_or(0);
        let start = match self.map.before(range.start()) {
            Some(start) => start,
            None if range.start() > part.range.start() => {
                self.map.after(range.start()).unwrap_or(begin)
            }
            None => begin,
        };
        match self.map.after(end) {
            Some(end) if range.start() < range.end() && start <= end => TextRange::new(start, end),
            _ => TextRange::empty(start),
        }
    }
}

/// A notebook in the making.
struct Builder<'a> {
    raw: &'a str,
    text: String,
    code: String,
    parts: Vec<Part>,
    map: SourceMap,
    environment: Vec<EnvWrite>,
    /// Texts in the code that are not in the language.
    foreign: Vec<(TextRange, OtherText)>,
    /// Which cells have code, by number.
    has_code: Vec<bool>,
}

impl<'a> Builder<'a> {
    fn new(raw: &'a str) -> Self {
        Self {
            raw,
            text: String::new(),
            code: String::new(),
            parts: Vec::new(),
            map: SourceMap::default(),
            environment: Vec::new(),
            foreign: Vec::new(),
            has_code: Vec::new(),
        }
    }

    /// Adds the code of a cell, if it has some in the `language`.
    fn cell(&mut self, index: u32, cell: &RawCell, language: Option<Language>) {
        let language = language.filter(|_| cell.is_code);
        self.has_code.push(language.is_some());
        let (Some(source), Some(language)) = (&cell.source, language) else {
            return;
        };
        let start = self.text.len();
        self.add(index, PartKind::Code, source);
        let text = &self.text[start..];
        if language != Language::Python {
            self.code.push_str(text);
            return self.separate("");
        }
        let python = magic::python(text);
        self.code.push_str(&python.code);
        for command in python.commands {
            self.command(start, command);
        }
        self.separate(&python.closing);
    }

    /// Notes what a magic in the cell that begins at `start` does.
    fn command(&mut self, start: usize, command: Command) {
        let range =
            |range: std::ops::Range<usize>| TextRange::new(start + range.start, start + range.end);
        match command {
            Command::Shell(at) => self.foreign.push((range(at), OtherText::Shell)),
            Command::Foreign(at) => self.foreign.push((range(at), OtherText::Foreign)),
            Command::SetEnv { name, value } => self.environment.push(EnvWrite {
                name: range(name),
                value: value.map(range),
            }),
        }
    }

    /// Ends a cell's code, and what it leaves open. The line between keeps a comment at the end of
    /// one cell from speaking of the next.
    fn separate(&mut self, closing: &str) {
        for text in [&mut self.text, &mut self.code] {
            text.push('\n');
            text.push_str(closing);
            text.push('\n');
        }
    }

    /// Adds what is not code of the language.
    fn others(&mut self, index: u32, cell: &RawCell) {
        if let Some(source) = &cell.source
            && self.has_code.get(index as usize) != Some(&true)
        {
            let kind = match cell.is_code {
                true => PartKind::Foreign,
                false => PartKind::Prose,
            };
            self.add(index, kind, source);
            self.text.push('\n');
        }
        for (number, output) in (0..).zip(&cell.outputs) {
            self.add(index, PartKind::Output(number), output);
            self.text.push('\n');
        }
    }

    fn add(&mut self, cell: u32, kind: PartKind, source: &Multiline) {
        let start = self.text.len();
        for string in &source.strings {
            if matches!(kind, PartKind::Output(_)) && self.text.len() - start > MAX_OUTPUT {
                break;
            }
            let (text, map) = (&mut self.text, &mut self.map);
            json::pieces(&self.raw[string.as_range()], |piece, raw| {
                let at = text.len();
                text.push_str(piece);
                let raw = TextRange::new(string.start() + raw.start, string.start() + raw.end);
                map.push(TextRange::new(at, text.len()), raw);
            });
        }
        let separator = match kind {
            PartKind::Code => separator(self.raw, source),
            _ => None,
        };
        self.parts.push(Part {
            cell,
            kind,
            range: TextRange::new(start, self.text.len()),
            raw: source.strings.first().map(|first| first.start()),
            separator,
        });
    }
}

/// What stands between two strings of a list, as the list has it or its one string suggests.
fn separator(raw: &str, source: &Multiline) -> Option<Box<str>> {
    let (first, second) = match source.strings.as_slice() {
        [first, second, ..] => (first, Some(second)),
        [first] if source.is_list => (first, None),
        _ => return None,
    };
    if let Some(second) = second {
        return Some(raw[first.end()..second.start()].into());
    }
    let before = &raw[..first.start() - 1];
    let blank = &before[before.trim_end().len()..];
    Some(format!("\",{blank}\"").into())
}

/// The language of a notebook's code; `None` if it is none that is parsed. A notebook that does not
/// say is in Python, as they were before they could say.
fn language(format: &Format) -> Option<Language> {
    match (&format.language, &format.kernel) {
        (Some(language), _) => language_of(language),
        (None, Some(kernel)) => language_of(kernel),
        (None, None) => Some(Language::Python),
    }
}

/// The language of this name, or that a kernel of this name runs.
fn language_of(name: &str) -> Option<Language> {
    match name {
        "typescript" | "deno" | "tslab" => Some(Language::TypeScript),
        "javascript" | "jslab" | "node" => Some(Language::JavaScript),
        name if name.contains("python") || name.starts_with("conda") => Some(Language::Python),
        _ => None,
    }
}

/// What is wrong with the file of a notebook.
fn trouble(raw: &Document, format: &Format) -> Option<String> {
    if let Some(broken) = format.broken {
        let line = raw.position(broken, Encoding::Utf8).line + 1;
        return Some(match format.cells.is_empty() {
            true => format!("is not a notebook that can be read: line {line} is not JSON"),
            false => format!("was looked at only in part: line {line} is not JSON"),
        });
    }
    (!format.has_cells)
        .then(|| "is not a notebook that can be read: it has no list of cells".to_owned())
}
