//! The documents that are open in the editor.

use super::convert;
use super::notebook::Cell;
use super::uri::Identity;
use crate::check::Cancel;
use crate::syntax::{Language, SyntaxTree};
use crate::text::{Change, Document, Encoding};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use tower_lsp::lsp_types::{TextDocumentContentChangeEvent, TextDocumentItem, Url};

#[cfg(test)]
mod tests;

/// A count of all changes to all documents; never goes back, unlike the client's versions, which
/// start anew when a document is opened again.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Revision(u64);

impl Revision {
    /// The revision after this one.
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// A document that is open.
pub struct OpenDocument {
    /// Its address, as the client writes it.
    pub uri: Url,
    /// The path it is known by.
    pub path: Arc<Path>,
    /// Its language; `None` if it is not checked.
    pub language: Option<Language>,
    /// The client's count of changes.
    pub version: i32,
    /// The last change.
    pub revision: Revision,
    /// The text.
    pub document: Document,
    /// The last syntax tree that is known, moved along with the changes since.
    pub tree: Option<SyntaxTree>,
    /// The text that `project` holds as a file, if it holds one.
    pub parsed: Option<Revision>,
    /// Whether it was among the workspace's files before it was opened.
    pub is_known: bool,
    /// The cells in their order, if it is a notebook; it has no text but theirs.
    pub cells: Option<Vec<Cell>>,
    /// What it is a cell of, if it is one.
    pub cell: Option<CellOf>,
    /// The text that `tree` was made of; a tree of an older one is of no use.
    base: Revision,
    /// The changes that a tree which is being made may not know.
    since: Vec<(Revision, Change)>,
    /// What is being computed about it.
    pub running: Option<Running>,
}

/// What a document is as a cell of a notebook.
pub struct CellOf {
    /// The path of the notebook.
    pub notebook: Arc<Path>,
    /// Its language, if it is one that is parsed.
    pub language: Option<Language>,
}

/// A computation about a document.
pub struct Running {
    /// Of which state of it.
    pub state: State,
    /// Ends it early.
    pub cancel: Arc<Cancel>,
}

/// What the findings in a document depend on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct State {
    /// Its own text.
    pub revision: Revision,
    /// All other files.
    pub epoch: u64,
}

impl OpenDocument {
    /// Makes the client's changes, in their order.
    fn change(
        &mut self,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        revision: Revision,
        encoding: Encoding,
    ) {
        self.version = version;
        self.revision = revision;
        for change in changes {
            let Some(range) = change.range else {
                self.document = Document::new(change.text);
                self.tree = None;
                self.base = revision;
                self.since.clear();
                continue;
            };
            let range = convert::text_range(&self.document, range, encoding);
            let change = self.document.edit(range, &change.text);
            if let Some(tree) = &mut self.tree {
                tree.edit(&change);
            }
            if self.running.is_some() {
                self.since.push((revision, change));
            }
        }
    }

    /// Takes in the syntax tree of the text as it was at `revision`.
    pub fn take_tree(&mut self, mut tree: SyntaxTree, revision: Revision) {
        if revision < self.base {
            return;
        }
        self.base = revision;
        self.since.retain(|(made, _)| *made > revision);
        for (_, change) in &self.since {
            tree.edit(change);
        }
        self.tree = Some(tree);
    }

    /// Ends the computation about it, if there is one.
    pub fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.cancel.cancel();
        }
    }
}

impl Drop for OpenDocument {
    fn drop(&mut self) {
        self.stop();
    }
}

/// All documents that are open, by their address.
#[derive(Default)]
pub struct Documents {
    open: BTreeMap<Url, OpenDocument>,
    latest: Revision,
}

impl Documents {
    /// Opens a document, or opens it again; `is_known` says whether it is among the workspace's
    /// files.
    pub fn open(&mut self, item: TextDocumentItem, identity: Identity, is_known: bool) {
        self.latest = self.latest.next();
        let document = OpenDocument {
            uri: item.uri.clone(),
            path: identity.path.into(),
            language: identity.language,
            version: item.version,
            revision: self.latest,
            document: Document::new(item.text),
            tree: None,
            parsed: None,
            is_known,
            cells: None,
            cell: None,
            base: self.latest,
            since: Vec::new(),
            running: None,
        };
        self.open.insert(item.uri, document);
    }

    /// Changes a document; one that is not open is left alone.
    pub fn change(
        &mut self,
        uri: &Url,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) {
        self.latest = self.latest.next();
        // It is out while it changes: should that panic, it is not left half changed.
        if let Some(mut document) = self.open.remove(uri) {
            document.change(version, changes, self.latest, encoding);
            self.open.insert(uri.clone(), document);
        }
    }

    /// A notebook has changed, in its cells.
    pub fn touch(&mut self, uri: &Url, version: i32) {
        self.latest = self.latest.next();
        if let Some(notebook) = self.open.get_mut(uri) {
            notebook.version = version;
            notebook.revision = self.latest;
        }
    }

    /// Closes a document.
    pub fn close(&mut self, uri: &Url) -> Option<OpenDocument> {
        self.open.remove(uri)
    }

    /// The document at an address.
    pub fn get(&self, uri: &Url) -> Option<&OpenDocument> {
        self.open.get(uri)
    }

    /// Like [`Documents::get`], to be changed.
    pub fn get_mut(&mut self, uri: &Url) -> Option<&mut OpenDocument> {
        self.open.get_mut(uri)
    }

    /// The document known by a path.
    pub fn at(&self, path: &Path) -> Option<&OpenDocument> {
        self.iter().find(|document| *document.path == *path)
    }

    /// Like [`Documents::at`], to be changed.
    pub fn at_mut(&mut self, path: &Path) -> Option<&mut OpenDocument> {
        self.iter_mut().find(|document| *document.path == *path)
    }

    /// All, in order of address.
    pub fn iter(&self) -> impl Iterator<Item = &OpenDocument> {
        self.open.values()
    }

    /// Like [`Documents::iter`], to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut OpenDocument> {
        self.open.values_mut()
    }
}
