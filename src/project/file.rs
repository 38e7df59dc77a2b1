//! One parsed file.

use super::links::Outgoing;
use super::style::Style;
use super::summary::Summary;
use crate::facts::{Comment, EnvEntry, ExprId, ExprKind, Facts};
use crate::syntax::{Data, Fence, Language, Notebook, Page, SyntaxTree, blanked};
use crate::text::{Document, TextRange};
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;
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
    pub(super) style: OnceLock<Style>,
    awaited: OnceLock<FxHashSet<ExprId>>,
    /// Where its cells are, if it is a notebook.
    pub notebook: Option<Arc<Notebook>>,
    /// Where its scripts are, if it is a page.
    pub page: Option<Arc<Page>>,
    /// Whether it is code that stands in a text for people, as an example.
    pub is_example: bool,
    data: OnceLock<Data>,
    examples: OnceLock<Vec<SourceFile>>,
}

impl SourceFile {
    /// Whether the code waits for what an expression gives.
    pub fn awaits(&self, id: ExprId) -> bool {
        let awaited = self.awaited.get_or_init(|| {
            let kinds = self.facts.exprs().map(|(_, expr)| &expr.kind);
            let awaited = kinds.filter_map(|kind| match kind {
                ExprKind::Await(id) => Some(*id),
                _ => None,
            });
            awaited.collect()
        });
        awaited.contains(&id)
    }

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
        if let Some(page) = Page::read(&path, &document) {
            return Self::of_page(path, document, page);
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
        let document = notebook.document().clone();
        let file = Self {
            notebook: Some(Arc::new(notebook)),
            ..Self::new(path, tree.language(), document, facts)
        };
        (file, trouble)
    }

    /// The file at `path` that is this page with the text of `document`, and why not all of it was
    /// looked at, if so.
    pub fn of_page(path: Arc<Path>, document: Document, page: Page) -> (Self, Option<String>) {
        let tree = page.parse();
        let mut facts = Facts::of(&tree, page.code().text());
        let around = page.comments().iter();
        facts
            .comments
            .extend(around.map(|&range| Comment { range }));
        facts.comments.sort_by_key(|comment| comment.range.start());
        let trouble = trouble(&tree).map(str::to_owned);
        let file = Self {
            page: Some(Arc::new(page)),
            ..Self::new(path, tree.language(), document, facts)
        };
        (file, trouble)
    }

    /// The file at `path` with the text of `document`, of which `tree` is the syntax tree; not a
    /// notebook and not a page.
    pub fn from_tree(path: Arc<Path>, document: Document, tree: &SyntaxTree) -> Self {
        let facts = match tree.language().format() {
            Some(_) => Facts::default(),
            None => Facts::of(tree, document.text()),
        };
        Self::new(path, tree.language(), document, facts)
    }

    fn new(path: Arc<Path>, language: Language, document: Document, facts: Facts) -> Self {
        Self {
            path,
            language,
            document,
            facts,
            notebook: None,
            page: None,
            is_example: false,
            data: OnceLock::new(),
            examples: OnceLock::new(),
            outgoing: Outgoing::default(),
            summary: OnceLock::new(),
            style: OnceLock::new(),
            awaited: OnceLock::new(),
        }
    }

    /// What it holds, if it is a data file or a text; read when first asked for.
    pub fn data(&self) -> Option<&Data> {
        let format = self.language.format()?;
        let read = || Data::read(format, self.document.text());
        Some(self.data.get_or_init(read))
    }

    /// Its comments, in order of place.
    pub fn comments(&self) -> Vec<TextRange> {
        match self.data() {
            Some(data) => data.comments().to_vec(),
            None => self.facts.comments.iter().map(|it| it.range).collect(),
        }
    }

    /// The code in it that stands there as an example, if it is a text for people: that of each
    /// language as one file, with everything else blanked.
    pub fn examples(&self) -> &[SourceFile] {
        self.examples.get_or_init(|| {
            let fences = self.data().map_or(&[][..], Data::fences);
            let languages = fences.iter().filter_map(|fence| fence.language);
            let languages: BTreeSet<_> = languages.filter(|it| it.is_code()).collect();
            let example = |language| self.example(language, fences);
            languages.into_iter().map(example).collect()
        })
    }

    fn example(&self, language: Language, fences: &[Fence]) -> Self {
        let of_language = fences
            .iter()
            .filter(|it| it.language == Some(language))
            .map(|it| it.range);
        let code = Document::new(blanked(self.document.text(), of_language));
        let tree = SyntaxTree::parse(language, &code);
        let facts = Facts::of(&tree, code.text());
        Self {
            is_example: true,
            ..Self::new(self.path.clone(), language, self.document.clone(), facts)
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
