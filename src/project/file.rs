//! One parsed file.

use super::links::Outgoing;
use super::summary::Summary;
use crate::facts::Facts;
use crate::syntax::{Language, SyntaxTree};
use crate::text::{Document, TextRange};
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// A file that was parsed: its text and its facts. The syntax tree is not kept.
pub struct SourceFile {
    /// Its absolute path.
    pub path: Arc<Path>,
    /// Its language.
    pub language: Language,
    /// Its text.
    pub document: Document,
    /// What its syntax says.
    pub facts: Facts,
    /// The files that it imports.
    pub(super) outgoing: Outgoing,
    pub(super) summary: OnceLock<Summary>,
}

impl SourceFile {
    /// The file at `path` with the text of `document`, parsed anew.
    pub fn parse(path: Arc<Path>, language: Language, document: Document) -> Self {
        let tree = SyntaxTree::parse(language, &document);
        Self::from_tree(path, document, &tree)
    }

    /// The source of a range of it.
    ///
    /// # Panics
    ///
    /// If the range is not of this text.
    pub fn source(&self, range: TextRange) -> &str {
        &self.document.text()[range.as_range()]
    }

    /// The file at `path` with the text of `document`, of which `tree` is the syntax tree.
    pub fn from_tree(path: Arc<Path>, document: Document, tree: &SyntaxTree) -> Self {
        let facts = Facts::of(tree, document.text());
        Self {
            path,
            language: tree.language(),
            document,
            facts,
            outgoing: Outgoing::default(),
            summary: OnceLock::new(),
        }
    }
}
