//! Making a notebook of its file, or of the cells that an editor has.

use super::format::{self, Format, Multiline, RawCell};
use super::magic::{self, Command};
use super::map::SourceMap;
use super::{CellText, EnvWrite, Notebook, OtherText, Part, PartKind, json};
use crate::syntax::Language;
use crate::text::{Document, Encoding, TextRange};

/// Of a text that was printed, only so many bytes are looked at.
const MAX_OUTPUT: usize = 64 << 10;

/// The notebook whose file has this text.
pub(super) fn of_file(raw: Document) -> Notebook {
    let file = raw.text_arc();
    let format = format::read(&file);
    let language = language(&format);
    let mut builder = Builder::default();
    let speaks = |cell: &RawCell| {
        let own = cell.language.as_deref().map(language_of);
        language.filter(|_| cell.is_code && own.is_none_or(|own| own == language))
    };
    for (index, cell) in (0..).zip(&format.cells) {
        if let (Some(language), Some(source)) = (speaks(cell), &cell.source) {
            builder.code(index, language, Source::Json(&file, source));
        }
    }
    for (index, cell) in (0..).zip(&format.cells) {
        if let (None, Some(source)) = (speaks(cell), &cell.source) {
            builder.other(
                index,
                kind_of_other(cell.is_code),
                Source::Json(&file, source),
            );
        }
        for (number, output) in (0..).zip(&cell.outputs) {
            builder.other(index, PartKind::Output(number), Source::Json(&file, output));
        }
    }
    let trouble = trouble(&raw, &format);
    Notebook {
        trouble,
        ..builder.finish(Some(raw), language)
    }
}

/// The notebook that these cells make.
pub(super) fn of_cells(cells: &[CellText]) -> Notebook {
    let code = cells.iter().filter(|cell| cell.is_code);
    let language = code.into_iter().find_map(|cell| cell.language);
    let mut builder = Builder::default();
    let speaks = |cell: &CellText| language.filter(|_| cell.is_code && cell.language == language);
    for (index, cell) in (0..).zip(cells) {
        if let Some(language) = speaks(cell) {
            builder.code(index, language, Source::Cell(&cell.text));
        }
    }
    for (index, cell) in (0..).zip(cells) {
        if speaks(cell).is_none() {
            builder.other(index, kind_of_other(cell.is_code), Source::Cell(&cell.text));
        }
    }
    builder.finish(None, language)
}

fn kind_of_other(is_code: bool) -> PartKind {
    match is_code {
        true => PartKind::Foreign,
        false => PartKind::Prose,
    }
}

/// Where a text is from.
#[derive(Clone, Copy)]
enum Source<'a> {
    /// These strings of a file.
    Json(&'a str, &'a Multiline),
    /// An editor.
    Cell(&'a str),
}

/// A notebook in the making.
#[derive(Default)]
struct Builder {
    text: String,
    code: String,
    parts: Vec<Part>,
    map: SourceMap,
    environment: Vec<EnvWrite>,
    /// Texts in the code that are not in the language.
    foreign: Vec<(TextRange, OtherText)>,
}

impl Builder {
    /// Adds the code of the cell of this number, which `write` writes; what is none of the language
    /// is blanked where it is parsed.
    fn code(&mut self, cell: u32, language: Language, source: Source<'_>) {
        let start = self.text.len();
        self.add(cell, PartKind::Code, source);
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

    /// Adds a text that is not code of the language.
    fn other(&mut self, cell: u32, kind: PartKind, source: Source<'_>) {
        self.add(cell, kind, source);
        self.text.push('\n');
    }

    fn add(&mut self, cell: u32, kind: PartKind, source: Source<'_>) {
        let start = self.text.len();
        let (raw, separator) = match source {
            Source::Cell(text) => {
                self.text.push_str(text);
                let range = TextRange::new(start, self.text.len());
                self.map.push(range, range);
                (Some(start), None)
            }
            Source::Json(file, lines) => {
                let limit = match kind {
                    PartKind::Output(_) => MAX_OUTPUT,
                    _ => usize::MAX,
                };
                self.strings(file, lines, limit);
                let separator = (kind == PartKind::Code).then(|| separator(file, lines));
                let first = lines.strings.first();
                (first.map(|first| first.start()), separator.flatten())
            }
        };
        self.parts.push(Part {
            cell,
            kind,
            range: TextRange::new(start, self.text.len()),
            raw,
            separator,
        });
    }

    fn strings(&mut self, file: &str, lines: &Multiline, limit: usize) {
        let start = self.text.len();
        for string in &lines.strings {
            if self.text.len() - start > limit {
                break;
            }
            let (text, map) = (&mut self.text, &mut self.map);
            json::pieces(&file[string.as_range()], |piece, raw| {
                let at = text.len();
                text.push_str(piece);
                let raw = TextRange::new(string.start() + raw.start, string.start() + raw.end);
                map.push(TextRange::new(at, text.len()), raw);
            });
        }
    }

    fn finish(self, raw: Option<Document>, language: Option<Language>) -> Notebook {
        let document = Document::new(self.text);
        Notebook {
            is_json: raw.is_some(),
            raw: raw.unwrap_or_else(|| document.clone()),
            document,
            code: Document::new(self.code),
            language: language.unwrap_or(Language::Python),
            parts: self.parts,
            map: self.map,
            environment: self.environment,
            foreign: self.foreign,
            trouble: None,
        }
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
