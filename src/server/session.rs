//! What is known in a session, and how it changes. Does nothing by itself.

use super::analysis::{Analysed, Task};
use super::capabilities::ClientProfile;
use super::documents::{Documents, OpenDocument, Running, State};
use super::options::{Options, Reach};
use super::report::Report;
use super::snapshot::{Open, Snapshot};
use super::uri::Identity;
use super::worker::Urgency;
use crate::check::Cancel;
use crate::project::{Project, SourceFile};
use crate::syntax::SyntaxTree;
use crate::text::Document;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tower_lsp::lsp_types::{TextDocumentItem, Url};

/// The reports of files, by path.
pub type Reports = BTreeMap<Arc<Path>, Arc<Report>>;

/// What is known in a session.
#[derive(Default)]
pub struct Session {
    /// What the client can do.
    pub client: Arc<ClientProfile>,
    /// The client's settings.
    pub options: Options,
    /// The documents that are open.
    pub documents: Documents,
    /// The files, the open documents among them.
    pub project: Project,
    /// A count of changes to the project that may bear on other files' findings.
    epoch: u64,
    /// Which files have to do with Mistral may be another question now.
    outlines_changed: bool,
    /// What was found, in open documents and in other files.
    pub reports: Reports,
}

/// What a request about a document is answered from.
pub struct Target {
    /// The document's address.
    pub uri: Url,
    /// Everything there is.
    pub snapshot: Snapshot,
    /// What was found in the document.
    pub report: Arc<Report>,
    /// Its text; `None` if it cannot be read.
    pub document: Option<Document>,
    /// Its syntax tree, if it is open and parsed.
    pub tree: Option<SyntaxTree>,
}

/// How the findings in a document changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// They are not what they were.
    pub changed: bool,
    /// The text is, so that the client does not expect a change.
    pub same_text: bool,
}

impl Session {
    /// Everything there is.
    pub fn snapshot(&self) -> Snapshot {
        let open = |document: &OpenDocument| {
            let open = Open {
                uri: document.uri.clone(),
                version: document.version,
                document: document.document.clone(),
                cells: document.cells.as_ref().map(|cells| self.paths_of(cells)),
            };
            (document.path.clone(), open)
        };
        Snapshot {
            project: self.project.clone(),
            client: self.client.clone(),
            open: Arc::new(self.documents.iter().map(open).collect()),
        }
    }

    /// The state that findings in `document` should stand for.
    fn state(&self, document: &OpenDocument) -> State {
        State {
            revision: document.revision,
            epoch: self.epoch,
        }
    }

    /// Whether the findings known in `document` are of its present text.
    fn is_checked(&self, document: &OpenDocument) -> bool {
        let known = self.reports.get(&document.path);
        let known = known.and_then(|report| report.state);
        known.is_some_and(|state| state.revision == document.revision)
    }

    /// Opens a document.
    pub fn open(&mut self, item: TextDocumentItem, identity: Identity) {
        let is_known = match self.documents.get(&item.uri) {
            Some(open) => open.is_known,
            None => self.project.file(&identity.path).is_some(),
        };
        self.documents.open(item, identity, is_known);
    }

    /// Closes a document; returns its path, if it was open. What the workspace holds in its place
    /// is to be read.
    pub fn close(&mut self, uri: &Url) -> Option<Arc<Path>> {
        let document = self.documents.close(uri)?;
        if !document.is_known {
            self.project.remove(&document.path);
            self.epoch += 1;
        }
        if document.language.is_some() && !(document.is_known && self.shows_all()) {
            self.reports.remove(&document.path);
        }
        Some(document.path.clone())
    }

    /// The open documents that have to be looked at, and how urgently. Only when there are none
    /// whose text changed, it is the turn of those that other files may bear on.
    pub fn due(&self) -> Vec<(Arc<Path>, Urgency)> {
        let live = || {
            let documents = self.documents.iter();
            documents.filter(|document| document.language.is_some())
        };
        let is_running = |document: &OpenDocument| {
            let running = document.running.as_ref();
            running.is_some_and(|running| running.state.revision == document.revision)
        };
        let due = |is_due: &dyn Fn(&OpenDocument) -> bool, urgency| {
            let due = live().filter(|document| is_due(document) && !is_running(document));
            due.map(|document| (document.path.clone(), urgency))
                .collect()
        };
        if live().any(|document| !self.is_checked(document)) {
            return due(&|document| !self.is_checked(document), Urgency::Urgent);
        }
        let is_outdated = |document: &OpenDocument| {
            let known = self.reports.get(&document.path);
            known.and_then(|report| report.state) != Some(self.state(document))
        };
        due(&is_outdated, Urgency::Background)
    }

    /// Begins to look at a document; what was begun before is stopped.
    pub fn begin(&mut self, path: &Path) -> Option<Task> {
        let snapshot = self.snapshot();
        let cells = self.cell_texts(path);
        let epoch = self.epoch;
        let document = self.documents.at_mut(path)?;
        document.stop();
        let revision = document.revision;
        let state = State { revision, epoch };
        let cancel = Arc::new(Cancel::default());
        let task = Task::new(snapshot, document, cells, state, cancel.clone())?;
        document.running = Some(Running { state, cancel });
        Some(task)
    }

    /// Takes in what was computed about a document; `None` if there are no findings of its
    /// present text in it.
    pub fn finish(&mut self, analysed: Analysed) -> Option<Outcome> {
        let mut state = analysed.state;
        let document = self.documents.at_mut(&analysed.path)?;
        document.running.take_if(|running| running.state == state);
        let is_current = document.revision == state.revision;
        if let Some((tree, file)) = analysed.parsed {
            if let Some(tree) = tree {
                document.take_tree(tree, state.revision);
            }
            if is_current {
                document.parsed = Some(state.revision);
                state = self.take_file(file, state);
            }
        }
        let report = analysed.report.filter(|_| is_current)?;
        let report = Arc::new(Report {
            state: Some(state),
            ..report
        });
        let mut changed = false;
        for (cell, report) in analysed.cells {
            let report = Arc::new(Report {
                state: Some(state),
                ..report
            });
            let before = self.reports.insert(cell, report.clone());
            changed |= before.is_none_or(|before| before.id != report.id);
        }
        let before = self.reports.insert(analysed.path, report.clone());
        let before = before.as_deref();
        Some(Outcome {
            changed: changed || before.is_none_or(|before| before.id != report.id),
            same_text: before
                .and_then(|before| before.state)
                .is_some_and(|before| before.revision == state.revision),
        })
    }

    /// Puts the file of an open document into the project. What was computed in `state` knew of
    /// this file; the state says whether it knew of all others.
    fn take_file(&mut self, file: Arc<SourceFile>, state: State) -> State {
        let before = self.project.file(&file.path).cloned();
        let matters = matters_to_others(before.as_deref(), &file);
        self.outlines_changed |= has_other_outline(before.as_deref(), &file);
        self.project.insert(file);
        if !matters {
            return state;
        }
        let knew_all = state.epoch == self.epoch;
        self.epoch += 1;
        State {
            epoch: if knew_all { self.epoch } else { state.epoch },
            ..state
        }
    }

    /// Whether files gave other names to others, or imported other modules, since this was asked.
    pub fn took_other_outlines(&mut self) -> bool {
        std::mem::take(&mut self.outlines_changed)
    }

    /// Takes in a project that was read from disk; open documents stay as they are.
    pub fn replace_project(&mut self, project: Project) {
        let before = std::mem::replace(&mut self.project, project);
        for document in self.documents.iter_mut() {
            document.is_known = self.project.file(&document.path).is_some();
            if document.parsed.is_some()
                && let Some(file) = before.file(&document.path)
            {
                self.project.insert(file.clone());
            }
        }
        self.epoch += 1;
    }

    /// Takes in files that were read from disk, or are no more; open documents stay as they are.
    /// Returns whether findings went with files that are no more.
    pub fn replace_files(&mut self, files: Vec<(PathBuf, Option<Arc<SourceFile>>)>) -> bool {
        let mut changed = false;
        for (path, file) in files {
            if self.is_live(&path) {
                continue;
            }
            match file {
                Some(file) => {
                    let before = self.project.file(&path).map(|file| &**file);
                    self.outlines_changed |= has_other_outline(before, &file);
                    self.project.insert(file);
                }
                None => {
                    self.project.remove(&path);
                    changed |= self.reports.remove(&*path).is_some();
                }
            }
        }
        self.epoch += 1;
        changed
    }

    /// Takes in the reports of all files; those of open documents stay as they are. Returns
    /// whether anything is new.
    pub fn replace_reports(&mut self, found: Reports) -> bool {
        let kept = |session: &Self, path: &Path| session.is_live(path);
        let gone: Vec<_> = self
            .reports
            .keys()
            .filter(|path| !found.contains_key(*path) && !kept(self, path))
            .cloned()
            .collect();
        let mut changed = !gone.is_empty();
        for path in gone {
            self.reports.remove(&path);
        }
        for (path, report) in found {
            let known = self.reports.get(&path);
            if kept(self, &path) || known.is_some_and(|known| known.id == report.id) {
                continue;
            }
            self.reports.insert(path, report);
            changed = true;
        }
        changed
    }

    /// Forgets what was found in files that are not open. Returns whether there was anything.
    pub fn forget_closed(&mut self) -> bool {
        self.replace_reports(Reports::new())
    }

    /// Whether findings in files that are not open are shown.
    pub fn shows_all(&self) -> bool {
        self.options.diagnostics == Reach::Workspace
    }

    /// Whether a path is that of an open document that is checked as the editor has it.
    fn is_live(&self, path: &Path) -> bool {
        let document = self.documents.at(path);
        document.is_some_and(|document| document.language.is_some() || document.cell.is_some())
    }

    /// Whether what is known of a document is of its present text.
    pub fn is_ready(&self, uri: &Url) -> bool {
        let document = self.documents.get(uri);
        // A cell is checked with its notebook.
        let checked = document.and_then(|document| match &document.cell {
            Some(cell) => self.documents.at(&cell.notebook),
            None => Some(document),
        });
        checked.is_none_or(|document| document.language.is_none() || self.is_checked(document))
    }

    /// What a request about a document is answered from.
    pub fn target(&self, uri: &Url) -> Target {
        let snapshot = self.snapshot();
        let open = self.documents.get(uri);
        let path = match open {
            Some(open) => Some(open.path.clone()),
            None => super::uri::path_of(uri).map(Arc::from),
        };
        let report = path.as_ref().and_then(|path| self.reports.get(path));
        Target {
            uri: uri.clone(),
            report: report
                .cloned()
                .unwrap_or_else(|| Arc::new(Report::empty(None))),
            document: path.and_then(|path| snapshot.document(&path)),
            tree: open.and_then(|open| open.tree.clone()),
            snapshot,
        }
    }
}

/// Whether what changed in a file may bear on findings in others.
fn matters_to_others(before: Option<&SourceFile>, after: &SourceFile) -> bool {
    before.is_none_or(|before| before.summary() != after.summary())
}

/// Whether a file gives other names to others than before, or imports other modules.
fn has_other_outline(before: Option<&SourceFile>, after: &SourceFile) -> bool {
    before.is_none_or(|before| before.summary().outline != after.summary().outline)
}

#[cfg(test)]
mod tests;
