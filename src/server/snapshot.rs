//! Everything there is at one moment, for threads that compute.

use super::capabilities::ClientProfile;
use super::uri;
use crate::finding::Location;
use crate::project::Project;
use crate::text::{Document, TextRange};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use tower_lsp::lsp_types::Url;

/// An open document as it stood.
#[derive(Clone)]
pub struct Open {
    /// Its address, as the client writes it.
    pub uri: Url,
    /// The client's count of changes.
    pub version: i32,
    /// The text.
    pub document: Document,
    /// The paths of its cells in order, if it is a notebook.
    pub cells: Option<Vec<Arc<Path>>>,
}

/// Everything there is at one moment. Cheap to clone, never changes.
#[derive(Clone)]
pub struct Snapshot {
    /// The files.
    pub project: Project,
    /// What the client can do.
    pub client: Arc<ClientProfile>,
    /// The open documents, by path.
    pub open: Arc<BTreeMap<Arc<Path>, Open>>,
}

impl Snapshot {
    /// The address of a file, as the client writes it where that is known.
    pub fn uri(&self, path: &Path) -> Option<Url> {
        match self.open.get(path) {
            Some(open) => Some(open.uri.clone()),
            None => uri::uri_of(path),
        }
    }

    /// The version of a file, if it is open.
    pub fn version(&self, path: &Path) -> Option<i32> {
        self.open.get(path).map(|open| open.version)
    }

    /// The text of a file as the editor has it, or else as it is on disk.
    pub fn document(&self, path: &Path) -> Option<Document> {
        if let Some(open) = self.open.get(path) {
            return Some(open.document.clone());
        }
        match self.project.file(path) {
            Some(file) => Some(file.raw().clone()),
            None => self.project.read(path).map(Document::new),
        }
    }

    /// Where a location stands for the client: in its file; of a notebook that is open, in a cell.
    /// Rules see a notebook as the text that its cells make.
    pub fn shown(&self, location: &Location) -> (Arc<Path>, TextRange) {
        let (path, range) = (&location.path, location.range);
        let file = self.project.file(path);
        let Some(notebook) = file.and_then(|file| file.notebook.as_ref()) else {
            return (path.clone(), range);
        };
        let Some(cells) = self.cells(path) else {
            return (path.clone(), notebook.raw_range(range));
        };
        let part = notebook.part_at(range.start());
        let cell = part.and_then(|part| Some((part, cells.get(part.cell as usize)?)));
        match cell {
            Some((part, cell)) => (cell.clone(), part.within(range)),
            None => (path.clone(), TextRange::empty(0)),
        }
    }

    /// The range of [`Snapshot::shown`].
    pub fn shown_range(&self, location: &Location) -> TextRange {
        self.shown(location).1
    }

    /// The paths of the cells of a notebook that is open, in order.
    pub fn cells(&self, path: &Path) -> Option<&[Arc<Path>]> {
        self.open.get(path)?.cells.as_deref()
    }

    /// Like [`Snapshot::document`], if rules see that same text; edits that they make are for
    /// that. They see a document that is open and not parsed as it is on disk.
    pub fn document_seen_by_rules(&self, path: &Path) -> Option<Document> {
        let document = self.document(path)?;
        let is_same = self.project.file(path).is_some()
            || !self.open.contains_key(path)
            || self.project.read(path).as_deref() == Some(document.text());
        is_same.then_some(document)
    }
}
