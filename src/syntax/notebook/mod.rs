//! Jupyter notebooks: their code as one module, and where it stands in the file.
//!
//! The text of a notebook is that of its code cells one after another, as one module, and after
//! that its other texts: prose, and what was printed. A place in a notebook is a place in this text;
//! [`Notebook::place`] says in which cell that is, [`Notebook::raw_range`] where in the file.
//!
//! Must not know: rules, Mistral, files on disk.

mod build;
mod edit;
mod format;
mod json;
mod magic;
mod map;
#[cfg(test)]
mod tests;

use super::{Language, SyntaxTree};
use crate::text::{Document, Encoding, TextRange};
use map::SourceMap;
use std::path::Path;
use std::sync::Arc;

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
    /// Whether the file is JSON; if not, it is the text itself.
    is_json: bool,
}

/// The text of a cell that is open in an editor.
#[derive(Clone)]
pub struct CellText {
    /// Whether it is code.
    pub is_code: bool,
    /// The language the editor says it is in, if it is one that is parsed.
    pub language: Option<Language>,
    /// The text.
    pub text: Arc<str>,
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

impl Part {
    /// A range of the notebook's text as it lies in this part alone; what is outside is left out.
    pub fn within(&self, range: TextRange) -> TextRange {
        let place = |offset: usize| {
            let offset = offset.clamp(self.range.start(), self.range.end());
            offset - self.range.start()
        };
        TextRange::new(place(range.start()), place(range.end()))
    }
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
        build::of_file(raw)
    }

    /// The notebook that these cells make, as an editor has them: its file is its text.
    pub fn of_cells(cells: &[CellText]) -> Self {
        build::of_cells(cells)
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
