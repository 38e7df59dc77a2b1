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

    /// Where a location stands in its file: rules see a notebook as the text that its cells make.
    pub fn range_in_file(&self, location: &Location) -> TextRange {
        let file = self.project.file(&location.path);
        match file.and_then(|file| file.notebook.as_ref()) {
            Some(notebook) => notebook.raw_range(location.range),
            None => location.range,
        }
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
