//! One parsed file.

use super::links::Outgoing;
use super::summary::Summary;
use crate::facts::{EnvEntry, Facts};
use crate::syntax::{Language, Notebook, SyntaxTree};
use crate::text::{Document, TextRange};
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// A file that was parsed: its text and its facts. The syntax tree is not kept.
pub struct SourceFile {
    /// Its absolute path.
    pub path: Arc<Path>,
    /// Its language.
    pub language: Language,
    /// Its text; of a notebook, the text that its cells make.
    pub document: Document,
    /// What its syntax says.
    pub facts: Facts,
    /// The files that it imports.
    pub(super) outgoing: Outgoing,
    pub(super) summary: OnceLock<Summary>,
    /// Where its cells are, if it is a notebook.
    pub notebook: Option<Arc<Notebook>>,
}

impl SourceFile {
    /// The file at `path` with the text of `document`, parsed anew. The language of a notebook is
    /// what it says itself.
    pub fn parse(path: Arc<Path>, language: Language, document: Document) -> Self {
        Self::read(path, language, document).0
    }

    /// Like [`SourceFile::parse`], and why not all of the file was looked at, if so.
    pub fn read(path: Arc<Path>, language: Language, document: Document) -> (Self, Option<String>) {
        if Notebook::is_named(&path) {
            return Self::of_notebook(path, Notebook::read(document));
        }
        let tree = SyntaxTree::parse(language, &document);
        let file = Self::from_tree(path, document, &tree);
        let trouble = trouble(&tree).map(str::to_owned);
        (file, trouble)
    }

    /// The file at `path` that is this notebook, and why not all of it was looked at, if so.
    pub fn of_notebook(path: Arc<Path>, notebook: Notebook) -> (Self, Option<String>) {
        let tree = notebook.parse();
        let mut facts = Facts::of(&tree, notebook.code().text());
        facts.env_entries = env_entries(&notebook);
        let trouble = notebook.trouble().or(trouble(&tree)).map(str::to_owned);
        let file = Self {
            path,
            language: notebook.language(),
            document: notebook.document().clone(),
            facts,
            notebook: Some(Arc::new(notebook)),
            outgoing: Outgoing::default(),
            summary: OnceLock::new(),
        };
        (file, trouble)
    }

    /// The file at `path` with the text of `document`, of which `tree` is the syntax tree; not a
    /// notebook.
    pub fn from_tree(path: Arc<Path>, document: Document, tree: &SyntaxTree) -> Self {
        let facts = Facts::of(tree, document.text());
        Self {
            path,
            language: tree.language(),
            document,
            facts,
            notebook: None,
            outgoing: Outgoing::default(),
            summary: OnceLock::new(),
        }
    }

    /// The source of a range of it.
    ///
    /// # Panics
    ///
    /// If the range is not of this text.
    pub fn source(&self, range: TextRange) -> &str {
        &self.document.text()[range.as_range()]
    }

    /// The text of the file on disk, to which fixes are made.
    pub fn raw(&self) -> &Document {
        match &self.notebook {
            Some(notebook) => notebook.raw(),
            None => &self.document,
        }
    }
}

/// What `%env` sets in a notebook.
fn env_entries(notebook: &Notebook) -> Vec<EnvEntry> {
    let text = notebook.document().text();
    let entry = |set: &crate::syntax::EnvWrite| EnvEntry {
        name: text[set.name.as_range()].into(),
        name_range: set.name,
        value: set.value.map(|value| text[value.as_range()].into()),
        value_range: set.value.unwrap_or(TextRange::empty(set.name.end())),
    };
    notebook.environment().iter().map(entry).collect()
}

fn trouble(tree: &SyntaxTree) -> Option<&'static str> {
    (!tree.is_complete()).then_some("was skipped: it takes too long to parse")
}
