//! How notebooks that are open change what is known in a session: their cells are documents that are
//! not checked by themselves, and the notebook is one that has no text but theirs.

use super::documents::CellOf;
use super::notebook::{Cell, CellsChange, NotebookChanged, NotebookOpened, cell_text, splice};
use super::session::Session;
use super::uri::Identity;
use crate::syntax::CellText;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tower_lsp::lsp_types::{TextDocumentItem, Url};

impl Session {
    /// Opens a notebook and its cells; `roots` are the workspace's folders.
    pub fn open_notebook(&mut self, params: NotebookOpened, roots: &[PathBuf]) {
        let item = params.notebook_document;
        let identity = Identity::of_notebook(&item.uri, roots);
        let path: Arc<Path> = identity.path.as_path().into();
        let cells = item.cells.into_iter().map(Cell::from).collect();
        let document =
            TextDocumentItem::new(item.uri.clone(), String::new(), item.version, String::new());
        self.open(document, identity);
        if let Some(document) = self.documents.get_mut(&item.uri) {
            document.cells = Some(cells);
        }
        for text in params.cell_text_documents {
            self.open_cell(text, &path, roots);
        }
    }

    fn open_cell(&mut self, item: TextDocumentItem, notebook: &Arc<Path>, roots: &[PathBuf]) {
        let (identity, language) = Identity::of_cell(&item.uri, &item.language_id, roots);
        let uri = item.uri.clone();
        self.documents.open(item, identity, false);
        if let Some(document) = self.documents.get_mut(&uri) {
            document.cell = Some(CellOf {
                notebook: notebook.clone(),
                language,
            });
        }
    }

    /// Changes a notebook and its cells. Returns the cells that went.
    pub fn change_notebook(&mut self, params: NotebookChanged, roots: &[PathBuf]) -> Vec<Url> {
        let changed = params.notebook_document;
        let Some(path) = self.documents.get(&changed.uri).map(|it| it.path.clone()) else {
            return Vec::new();
        };
        let CellsChange {
            structure,
            data,
            text_content,
        } = params.change.cells.unwrap_or_default();
        let mut gone = Vec::new();
        if let Some(structure) = structure {
            for text in structure.did_open {
                self.open_cell(text, &path, roots);
            }
            gone.extend(structure.did_close.into_iter().map(|cell| cell.uri));
            if let Some(cells) = self.cells_mut(&changed.uri) {
                splice(cells, structure.array);
            }
        }
        for item in data {
            let known = self.cells_mut(&changed.uri).into_iter().flatten();
            for cell in known.filter(|cell| cell.uri == item.document) {
                cell.is_code = item.kind == 2;
            }
        }
        let encoding = self.client.encoding;
        for change in text_content {
            let document = change.document;
            self.documents
                .change(&document.uri, document.version, change.changes, encoding);
        }
        for cell in &gone {
            self.close_cell(cell);
        }
        self.documents.touch(&changed.uri, changed.version);
        gone
    }

    /// Closes the cells of a notebook. Returns them; the notebook is closed like any document.
    pub fn close_cells(&mut self, uri: &Url) -> Vec<Url> {
        let cells = self.cells_mut(uri).map(std::mem::take).unwrap_or_default();
        let cells: Vec<_> = cells.into_iter().map(|cell| cell.uri).collect();
        for cell in &cells {
            self.close_cell(cell);
        }
        cells
    }

    fn close_cell(&mut self, uri: &Url) {
        if let Some(document) = self.documents.close(uri) {
            self.reports.remove(&document.path);
        }
    }

    fn cells_mut(&mut self, uri: &Url) -> Option<&mut Vec<Cell>> {
        self.documents.get_mut(uri)?.cells.as_mut()
    }

    /// The paths of the cells of an open notebook, in order; `None` of anything else.
    pub fn cell_paths(&self, notebook: &Path) -> Option<Vec<Arc<Path>>> {
        Some(self.paths_of(self.documents.at(notebook)?.cells.as_ref()?))
    }

    /// The paths of these cells.
    pub fn paths_of(&self, cells: &[Cell]) -> Vec<Arc<Path>> {
        let nowhere: Arc<Path> = Path::new("").into();
        let path = |cell: &Cell| match self.documents.get(&cell.uri) {
            Some(document) => document.path.clone(),
            None => nowhere.clone(),
        };
        cells.iter().map(path).collect()
    }

    /// The texts of the cells of an open notebook, in order; `None` of anything else.
    pub fn cell_texts(&self, notebook: &Path) -> Option<Vec<CellText>> {
        let cells = self.documents.at(notebook)?.cells.as_ref()?;
        let text = |cell: &Cell| {
            let document = self.documents.get(&cell.uri);
            let language = document.and_then(|it| it.cell.as_ref()?.language);
            let text = document.map(|it| it.document.clone()).unwrap_or_default();
            cell_text(cell, &text, language)
        };
        Some(cells.iter().map(text).collect())
    }
}
