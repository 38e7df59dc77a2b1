//! The texts that findings are in, as they may be shown.

use super::masking::{Hidden, Redactor, mask};
use crate::finding::{Finding, Location, Secret};
use crate::project::Project;
use crate::syntax::{CellPlace, Notebook};
use crate::text::{Document, Encoding, TextRange};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;
use std::path::{Component, Path};
use std::rc::Rc;
use std::sync::Arc;

/// The texts that findings are in, with all secrets of a run masked.
pub struct Sources<'a> {
    project: &'a Project,
    /// Paths are shown relative to this folder.
    base: &'a Path,
    hidden: FxHashMap<Arc<Path>, Vec<Hidden>>,
    redactor: Redactor,
    read: RefCell<FxHashMap<Arc<Path>, Option<Rc<Source>>>>,
}

/// One text.
pub(super) struct Source {
    /// As it is: for positions only.
    document: Document,
    /// The cells of a notebook.
    notebook: Option<Arc<Notebook>>,
    /// As it may be shown: masked, and byte for byte as long.
    pub(super) masked: Arc<str>,
}

/// Line and column, both from 1; columns count characters. In a notebook they are of a cell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Place {
    pub(super) cell: Option<Cell>,
    pub(super) line: u32,
    pub(super) column: u32,
}

/// A cell of a notebook, or something that it printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Cell {
    /// Its number among all cells, from 0.
    pub(super) index: u32,
    /// The number of what it printed, from 0.
    pub(super) output: Option<u32>,
}

/// The beginning of a file.
const START: Place = Place {
    cell: None,
    line: 1,
    column: 1,
};

/// The mark some editors put at the start of a file. It is no character of the first line.
const BYTE_ORDER_MARK: char = '\u{feff}';

impl<'a> Sources<'a> {
    /// The texts of `project` that `findings` are in. These must be all findings of the run,
    /// whether they are shown or not: what one of them calls a secret, no line shows.
    pub fn new(project: &'a Project, base: &'a Path, findings: &[Finding]) -> Self {
        let mut sources = Self {
            project,
            base,
            hidden: FxHashMap::default(),
            redactor: Redactor::default(),
            read: RefCell::default(),
        };
        let mut secrets = Vec::new();
        for finding in findings {
            sources.hide(finding, &mut secrets);
        }
        sources.redactor = Redactor::new(&secrets);
        // What was read so far was masked without knowing all secrets.
        sources.read.take();
        sources
    }

    fn hide(&mut self, finding: &Finding, secrets: &mut Vec<Secret>) {
        let texts: Vec<_> = finding.secrets.iter().map(|at| self.text_at(at)).collect();
        let distinct: FxHashSet<_> = texts.iter().flatten().collect();
        let is_piece = distinct.len() > 1;
        for location in &finding.secrets {
            let hidden = self.hidden.entry(location.path.clone()).or_default();
            hidden.push(Hidden {
                range: location.range,
                is_piece,
            });
        }
        if is_piece {
            let joined: String = texts.iter().flatten().map(String::as_str).collect();
            secrets.push(Secret::new(joined));
        }
        secrets.extend(texts.into_iter().flatten().map(Secret::new));
    }

    fn text_at(&self, location: &Location) -> Option<String> {
        let source = self.source(&location.path)?;
        let text = source.document.text();
        let start = text.floor_char_boundary(location.range.start());
        let end = text.ceil_char_boundary(location.range.end());
        Some(text[start..end].to_owned())
    }

    /// Whether no secret of the run, and nothing of the shape of one, stands in `text`.
    pub fn is_clear(&self, text: &str) -> bool {
        self.redactor.occurrences(text).is_empty()
    }

    /// `text` with every known secret masked.
    pub(super) fn redact<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.redactor.redact(text)
    }

    /// The text of the file at `path`; `None` if it cannot be read.
    pub(super) fn source(&self, path: &Arc<Path>) -> Option<Rc<Source>> {
        if let Some(known) = self.read.borrow().get(path) {
            return known.clone();
        }
        let source = self.load(path).map(Rc::new);
        self.read.borrow_mut().insert(path.clone(), source.clone());
        source
    }

    fn load(&self, path: &Path) -> Option<Source> {
        let (document, notebook) = match self.project.file(path) {
            Some(file) => (file.document.clone(), file.notebook.clone()),
            None => (Document::new(self.project.read(path)?), None),
        };
        let mut hidden = self.hidden.get(path).cloned().unwrap_or_default();
        hidden.extend(self.redactor.occurrences(document.text()));
        let masked = mask(document.text(), &hidden).into();
        Some(Source {
            document,
            notebook,
            masked,
        })
    }

    /// Where a location starts and ends, in its cell if it is in a notebook; the start of the
    /// file, if it cannot be read.
    pub(super) fn places(&self, location: &Location) -> (Place, Place) {
        match self.source(&location.path) {
            Some(source) => source.places(location.range),
            None => (START, START),
        }
    }

    /// Where a location starts and ends in the file on disk, whose lines are others than those of
    /// a notebook's cells.
    pub(super) fn raw_places(&self, location: &Location) -> (Place, Place) {
        let source = self.source(&location.path);
        match source.as_ref().and_then(|source| source.notebook.as_ref()) {
            Some(notebook) => raw_places(notebook.raw(), notebook.raw_range(location.range)),
            None => self.places(location),
        }
    }

    /// Where the range of an edit starts and ends in the file on disk.
    pub(super) fn edit_places(&self, location: &Location) -> (Place, Place) {
        let source = self.source(&location.path);
        match source.as_ref().and_then(|source| source.notebook.as_ref()) {
            Some(notebook) => raw_places(notebook.raw(), location.range),
            None => self.places(location),
        }
    }

    /// The path of a place and the cell, if it is in one, as people read it.
    pub(super) fn path_of(&self, path: &Path, place: Place) -> String {
        let path = self.path(path);
        match place.cell {
            Some(cell) => format!("{path}:{cell}"),
            None => path,
        }
    }

    /// What the workspace is called: the working directory's name.
    pub(super) fn workspace(&self) -> String {
        let name = self.base.file_name().unwrap_or(self.base.as_os_str());
        name.to_string_lossy().into_owned()
    }

    /// A path as it is shown: relative to the working directory, with `/`, on one line.
    pub(super) fn path(&self, path: &Path) -> String {
        let shown = relative(path, self.base);
        match shown.contains(char::is_control) {
            true => shown.replace(char::is_control, "\u{fffd}"),
            false => shown,
        }
    }
}

impl Source {
    fn places(&self, range: TextRange) -> (Place, Place) {
        (self.place(range.start()), self.place(range.end()))
    }

    fn place(&self, offset: usize) -> Place {
        if let Some(place) = self
            .notebook
            .as_ref()
            .and_then(|notebook| notebook.place(offset))
        {
            return place.into();
        }
        let position = self.document.position(offset, Encoding::Utf32);
        let is_marked = position.line == 0 && self.starts_with_mark();
        Place {
            cell: None,
            line: position.line + 1,
            column: position.column.saturating_sub(u32::from(is_marked)) + 1,
        }
    }

    fn starts_with_mark(&self) -> bool {
        self.document.text().starts_with(BYTE_ORDER_MARK)
    }

    /// The lines that `ranges`, of one cell, stand on, as a range of the masked text, and the number
    /// of the first, from 1.
    pub(super) fn lines_of(&self, ranges: &[TextRange]) -> (TextRange, usize) {
        let start = ranges.iter().map(|range| range.start()).min().unwrap_or(0);
        let end = ranges.iter().map(|range| range.end()).max().unwrap_or(0);
        let first = self.document.position(start, Encoding::Utf8).line;
        let last = self.document.position(end, Encoding::Utf8).line;
        let mut lines = self
            .document
            .line_range(first)
            .cover(self.document.line_range(last));
        if first == 0 && self.starts_with_mark() {
            lines = TextRange::new(BYTE_ORDER_MARK.len_utf8(), lines.end());
        }
        let number = self.place(lines.start()).line;
        (lines, number as usize)
    }

    /// The cell that a byte is in.
    pub(super) fn cell(&self, offset: usize) -> Option<Cell> {
        self.place(offset).cell
    }
}

fn raw_places(raw: &Document, range: TextRange) -> (Place, Place) {
    let place = |offset| {
        let position = raw.position(offset, Encoding::Utf32);
        Place {
            cell: None,
            line: position.line + 1,
            column: position.column + 1,
        }
    };
    (place(range.start()), place(range.end()))
}

impl From<CellPlace> for Place {
    fn from(place: CellPlace) -> Self {
        Self {
            cell: Some(Cell {
                index: place.cell,
                output: place.output,
            }),
            line: place.line,
            column: place.column,
        }
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cell {}", self.index)?;
        match self.output {
            Some(output) => write!(f, " output {output}"),
            None => Ok(()),
        }
    }
}

/// `path` as seen from `base`, both absolute, with `/`; `path` itself if they have nothing in
/// common.
pub fn relative(path: &Path, base: &Path) -> String {
    let shared = path
        .components()
        .zip(base.components())
        .take_while(|(a, b)| a == b)
        .count();
    let is_related = path
        .components()
        .take(shared)
        .any(|part| matches!(part, Component::Normal(_)));
    if !is_related && base.components().count() > shared {
        return with_slashes(path);
    }
    let up = base.components().skip(shared).map(|_| "..".to_owned());
    let down = path
        .components()
        .skip(shared)
        .map(|part| part.as_os_str().to_string_lossy().into_owned());
    let parts: Vec<_> = up.chain(down).collect();
    match parts.is_empty() {
        true => ".".to_owned(),
        false => parts.join("/"),
    }
}

fn with_slashes(path: &Path) -> String {
    let shown = path.to_string_lossy();
    match std::path::MAIN_SEPARATOR {
        '/' => shown.into_owned(),
        separator => shown.replace(separator, "/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_relative_to_the_working_directory() {
        let base = Path::new("/home/me/project");
        for (path, shown) in [
            ("/home/me/project/src/a.ts", "src/a.ts"),
            ("/home/me/project", "."),
            ("/home/me/other/a.ts", "../other/a.ts"),
            ("/etc/a.ts", "/etc/a.ts"),
        ] {
            assert_eq!(relative(Path::new(path), base), shown);
        }
        assert_eq!(relative(Path::new("/a.ts"), Path::new("/")), "a.ts");
    }
}
