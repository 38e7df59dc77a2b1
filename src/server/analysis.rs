//! What is computed about an open document, on a thread of its own.

use super::documents::{OpenDocument, State};
use super::report::Report;
use super::snapshot::Snapshot;
use super::{panics, scan};
use crate::check::{Cancel, check_file};
use crate::project::{Repository, SourceFile};
use crate::syntax::{CellText, Language, Notebook, Page, SyntaxTree};
use crate::text::Document;
use std::path::Path;
use std::sync::Arc;

/// What is to be computed.
pub struct Task {
    snapshot: Snapshot,
    path: Arc<Path>,
    language: Language,
    state: State,
    document: Document,
    /// The texts of its cells, if it is a notebook.
    cells: Option<Vec<CellText>>,
    /// A tree to start from.
    tree: Option<SyntaxTree>,
    /// The text is in the project already, and only other files changed.
    is_parsed: bool,
    cancel: Arc<Cancel>,
}

/// What was computed.
pub struct Analysed {
    /// The document's path.
    pub path: Arc<Path>,
    /// What of it was looked at.
    pub state: State,
    /// The text anew as a file, with its tree if that can be kept up, if it had to be parsed.
    pub parsed: Option<(Option<SyntaxTree>, Arc<SourceFile>)>,
    /// The findings; `None` if this was cancelled.
    pub report: Option<Report>,
    /// Those in the cells of a notebook, by path; there are none in the notebook itself then.
    pub cells: Vec<(Arc<Path>, Report)>,
}

impl Task {
    /// The task to look at `document`, in a `state` that is in `snapshot`.
    pub fn new(
        snapshot: Snapshot,
        document: &OpenDocument,
        cells: Option<Vec<CellText>>,
        state: State,
        cancel: Arc<Cancel>,
    ) -> Option<Self> {
        Some(Self {
            snapshot,
            path: document.path.clone(),
            language: document.language?,
            state,
            document: document.document.clone(),
            cells,
            tree: document.tree.clone(),
            is_parsed: document.parsed == Some(document.revision),
            cancel,
        })
    }

    /// Computes it. Should that panic, there are no findings, rather than none ever again.
    pub fn run(self) -> Analysed {
        let nothing = self.nothing();
        panics::catch(|| self.analyse()).unwrap_or(nothing)
    }

    /// What there is to say if nothing was found.
    fn nothing(&self) -> Analysed {
        let cells = self.snapshot.cells(&self.path).unwrap_or_default();
        let empty = || Report::empty(Some(self.state));
        Analysed {
            path: self.path.clone(),
            state: self.state,
            parsed: None,
            report: Some(empty()),
            cells: cells.iter().map(|cell| (cell.clone(), empty())).collect(),
        }
    }

    fn analyse(mut self) -> Analysed {
        if !self.is_wanted() {
            return self.nothing();
        }
        let known = match self.is_parsed {
            true => self.snapshot.project.file(&self.path).cloned(),
            false => None,
        };
        let (file, tree) = match known {
            Some(file) => (file, None),
            None => {
                let (file, tree) = self.parse();
                (file, Some(tree))
            }
        };
        let findings = check_file(&self.snapshot.project, &file, &self.cancel);
        let mut analysed = Analysed {
            parsed: tree.map(|tree| (tree, file)),
            ..self.nothing()
        };
        if self.cancel.is_cancelled() {
            analysed.report = None;
        } else if self.cells.is_some() {
            analysed.cells = Report::of_cells(&self.snapshot, &self.path, findings, self.state);
        } else {
            let report = Report::new(&self.snapshot, &self.document, findings, Some(self.state));
            analysed.report = Some(report);
        }
        analysed
    }

    /// Whether the command line would look at such a file, so that both find the same.
    fn is_wanted(&self) -> bool {
        let project = &self.snapshot.project;
        let is_known = project.file(&self.path).is_some();
        let is_relevant = |text: &str| scan::is_relevant(&self.path, self.language, text);
        let is_any_relevant = || match &self.cells {
            Some(cells) => cells.iter().any(|cell| is_relevant(&cell.text)),
            None => is_relevant(self.document.text()),
        };
        let is_linked = || project.is_linked(&self.path, self.language, self.document.text());
        !project.passes_over(&self.path)
            && (is_known || is_any_relevant() || is_linked())
            && !self.is_private()
    }

    /// Whether git ignores the file, which is data: there a key may be where it belongs.
    fn is_private(&self) -> bool {
        let is_ignored = || {
            let repository = Repository::around(&self.path);
            repository.is_some_and(|it| it.status(&self.path).is_ignored())
        };
        self.language.format().is_some() && is_ignored()
    }

    /// Parses the text and puts it into the snapshot.
    fn parse(&mut self) -> (Arc<SourceFile>, Option<SyntaxTree>) {
        let notebook = match &self.cells {
            Some(cells) => Some(Notebook::of_cells(cells)),
            None => Notebook::is_named(&self.path).then(|| Notebook::read(self.document.clone())),
        };
        if let Some(notebook) = notebook {
            // The tree is not of the document, but of the text that the cells make.
            let file = Arc::new(SourceFile::of_notebook(self.path.clone(), notebook).0);
            self.snapshot.project.insert(file.clone());
            return (file, None);
        }
        // What has no grammar has no tree, and that of a page is of its scripts alone.
        let page = Page::read(&self.path, &self.document);
        if page.is_some() || self.language.format().is_some() {
            let (path, document) = (self.path.clone(), self.document.clone());
            let file = match page {
                Some(page) => SourceFile::of_page(path, document, page).0,
                None => SourceFile::parse(path, self.language, document),
            };
            let file = Arc::new(file);
            self.snapshot.project.insert(file.clone());
            return (file, None);
        }
        let tree = match &self.tree {
            Some(tree) => tree.reparse(&self.document),
            None => SyntaxTree::parse(self.language, &self.document),
        };
        let file = SourceFile::from_tree(self.path.clone(), self.document.clone(), &tree);
        let file = Arc::new(file);
        self.snapshot.project.insert(file.clone());
        (file, Some(tree))
    }
}
