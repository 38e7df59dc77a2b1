//! Notebooks that are open in the editor, as the protocol speaks of them: a list of cells, each a
//! document of its own.
//!
//! `lsp_types` 0.94 does not know `notebookDocument/…`, so the messages are read with types of this
//! file (LSP 3.17, "Notebook Document Synchronization").

use crate::syntax::{CellText, Language};
use crate::text::Document;
use serde::Deserialize;
use serde_json::{Value, json};
use tower_lsp::lsp_types::{
    TextDocumentContentChangeEvent, TextDocumentIdentifier, TextDocumentItem, Url,
    VersionedTextDocumentIdentifier,
};

/// `notebookDocument/didOpen`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotebookOpened {
    /// The notebook.
    pub notebook_document: NotebookItem,
    /// Its cells' texts.
    pub cell_text_documents: Vec<TextDocumentItem>,
}

/// A notebook as it is opened.
#[derive(Deserialize)]
pub struct NotebookItem {
    /// Its address.
    pub uri: Url,
    /// The client's count of changes.
    #[serde(default)]
    pub version: i32,
    /// Its cells, in order.
    pub cells: Vec<CellItem>,
}

/// A cell in the order of a notebook.
#[derive(Deserialize, Clone)]
pub struct CellItem {
    /// 1 for text, 2 for code.
    pub kind: u32,
    /// The address of its text.
    pub document: Url,
}

/// `notebookDocument/didChange`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotebookChanged {
    /// Which one.
    pub notebook_document: VersionedNotebook,
    /// What changed.
    pub change: NotebookChange,
}

/// A notebook and its version.
#[derive(Deserialize)]
pub struct VersionedNotebook {
    /// Its address.
    pub uri: Url,
    /// The client's count of changes.
    #[serde(default)]
    pub version: i32,
}

/// What changed in a notebook.
#[derive(Deserialize)]
pub struct NotebookChange {
    /// What changed in its cells.
    pub cells: Option<CellsChange>,
}

/// What changed in the cells of a notebook.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct CellsChange {
    /// Cells that came, went or moved.
    pub structure: Option<StructureChange>,
    /// Cells that are of another kind now.
    pub data: Vec<CellItem>,
    /// Texts that changed.
    pub text_content: Vec<TextChange>,
}

/// Cells that came, went or moved.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StructureChange {
    /// The new order.
    pub array: ArrayChange,
    /// The texts of new cells.
    #[serde(default)]
    pub did_open: Vec<TextDocumentItem>,
    /// The texts of cells that went.
    #[serde(default)]
    pub did_close: Vec<TextDocumentIdentifier>,
}

/// A part of a list that was replaced by another.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ArrayChange {
    /// Where it begins.
    pub start: usize,
    /// How many cells went.
    pub delete_count: usize,
    /// The cells that came.
    #[serde(default)]
    pub cells: Vec<CellItem>,
}

/// A text that changed.
#[derive(Deserialize)]
pub struct TextChange {
    /// Which one.
    pub document: VersionedTextDocumentIdentifier,
    /// How.
    pub changes: Vec<TextDocumentContentChangeEvent>,
}

/// `notebookDocument/didClose`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotebookClosed {
    /// Which one.
    pub notebook_document: TextDocumentIdentifier,
}

/// A cell of an open notebook.
#[derive(Clone)]
pub struct Cell {
    /// Its address.
    pub uri: Url,
    /// Whether it is code.
    pub is_code: bool,
}

impl From<CellItem> for Cell {
    fn from(item: CellItem) -> Self {
        Self {
            is_code: item.kind == 2,
            uri: item.document,
        }
    }
}

/// The text of a cell as the parser wants it.
pub fn cell_text(cell: &Cell, document: &Document, language: Option<Language>) -> CellText {
    CellText {
        is_code: cell.is_code,
        language,
        text: document.text_arc(),
    }
}

/// Changes the order of cells; places are brought into the list.
pub fn splice(cells: &mut Vec<Cell>, change: ArrayChange) {
    let start = change.start.min(cells.len());
    let end = start.saturating_add(change.delete_count).min(cells.len());
    cells.splice(start..end, change.cells.into_iter().map(Cell::from));
}

/// What the server says it can do, which `lsp_types` 0.94 has no word for: it takes the notebooks of
/// Jupyter, with all their cells, so that cells can be counted.
pub fn capability() -> Value {
    json!({ "notebookSelector": [{ "notebook": { "notebookType": "jupyter-notebook" } }], "save": true })
}

/// Whether a client synchronizes notebooks.
pub fn is_known_to(params: Option<&Value>) -> bool {
    params.is_some_and(|params| {
        params
            .pointer("/capabilities/notebookDocument")
            .is_some_and(Value::is_object)
    })
}
