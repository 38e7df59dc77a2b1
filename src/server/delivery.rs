//! How findings get to the client: sent to one that waits for them, asked for by one that asks,
//! never both.

use super::event::Reply;
use super::outbox::Outbox;
use super::pull;
use super::report::Report;
use super::session::{Outcome, Session};
use super::uri;
use std::collections::BTreeMap;
use std::path::Path;
use tower_lsp::lsp_types::notification::PublishDiagnostics;
use tower_lsp::lsp_types::request::WorkspaceDiagnosticRefresh;
use tower_lsp::lsp_types::{
    PublishDiagnosticsParams, Url, WorkspaceDiagnosticParams, WorkspaceDiagnosticReportResult,
};

/// What the client was told, and what it waits for.
#[derive(Default)]
pub struct Delivery {
    /// The results that were sent, with the version they were of.
    sent: BTreeMap<Url, (Option<i32>, String)>,
    /// The questions about the workspace to which there was nothing new to say.
    held: Vec<(
        WorkspaceDiagnosticParams,
        Reply<WorkspaceDiagnosticReportResult>,
    )>,
    /// Whether a question about the workspace was answered.
    answered: bool,
    refresh: Refresh,
}

/// Where telling the client to ask again stands; it is told once at a time.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Refresh {
    #[default]
    Idle,
    /// It was told.
    Asked,
    /// It was told, and since then there is something new again.
    AskAgain,
}

impl Delivery {
    /// There are new findings in an open document. Returns whether the client is to be told to
    /// ask again: one that changed the text asks by itself.
    pub fn analysed(
        &mut self,
        session: &Session,
        outbox: &Outbox,
        path: &Path,
        outcome: Outcome,
    ) -> bool {
        if !session.client.pulls_diagnostics {
            self.send(session, outbox, path);
            for cell in session.cell_paths(path).unwrap_or_default() {
                self.send(session, outbox, &cell);
            }
            return false;
        }
        self.answer_held(session, false);
        outcome.changed && outcome.same_text
    }

    /// There are new findings anywhere. Returns whether the client is to be told to ask again.
    pub fn changed(&mut self, session: &Session, outbox: &Outbox) -> bool {
        if session.client.pulls_diagnostics {
            self.answer_held(session, false);
            return true;
        }
        for path in session.reports.keys() {
            self.send(session, outbox, path);
        }
        let sent: Vec<_> = self.sent.keys().cloned().collect();
        for uri in sent {
            if !is_shown(session, &uri) {
                self.clear(outbox, uri);
            }
        }
        false
    }

    /// A document was closed: what was sent for a file that is not shown any more is taken back.
    pub fn closed(&mut self, session: &Session, outbox: &Outbox, uri: Url) {
        if !session.client.pulls_diagnostics && !is_shown(session, &uri) {
            self.clear(outbox, uri);
        }
    }

    /// Sends the findings in a file, unless the client knows them.
    fn send(&mut self, session: &Session, outbox: &Outbox, path: &Path) {
        let Some(report) = session.reports.get(path) else {
            return;
        };
        let (uri, version) = match session.documents.at(path) {
            // Findings of the present text are on their way.
            Some(open) if !session.is_ready(&open.uri) => return,
            // One that is not checked as the editor has it is as on disk, whatever its version.
            Some(open) => (Some(open.uri.clone()), report.state.map(|_| open.version)),
            None if session.shows_all() => (uri::uri_of(path), None),
            None => (None, None),
        };
        let Some(uri) = uri else { return };
        let told = (version, report.id.clone());
        let known = self.sent.get(&uri);
        let is_news = match known {
            Some(known) => *known != told,
            None => version.is_some() || !report.diagnostics.is_empty(),
        };
        if is_news {
            self.sent.insert(uri.clone(), told);
            publish(outbox, uri, report, version);
        }
    }

    fn clear(&mut self, outbox: &Outbox, uri: Url) {
        if self.sent.remove(&uri).is_some() {
            publish(outbox, uri, &Report::empty(None), None);
        }
    }

    /// Answers a question about the workspace, or keeps it until there is something to say.
    /// `settled` says that the workspace was looked at.
    pub fn ask(
        &mut self,
        session: &Session,
        params: WorkspaceDiagnosticParams,
        reply: Reply<WorkspaceDiagnosticReportResult>,
        settled: bool,
    ) {
        let items = pull::workspace(session, &params.previous_result_ids);
        if items.is_empty() && (self.answered || !settled) {
            self.held.push((params, reply));
            return;
        }
        self.answered = true;
        let _ = reply.send(pull::workspace_answer(items));
    }

    /// The workspace was looked at: whoever asked first now hears so, even if all is well.
    pub fn settled(&mut self, session: &Session) {
        if !self.answered {
            self.answer_held(session, true);
        }
    }

    /// Answers the questions to which there is something to say now, or all, and forgets those that
    /// were cancelled.
    fn answer_held(&mut self, session: &Session, all: bool) {
        for (params, reply) in std::mem::take(&mut self.held) {
            let items = pull::workspace(session, &params.previous_result_ids);
            if items.is_empty() && !all && !reply.is_closed() {
                self.held.push((params, reply));
            } else {
                self.answered = true;
                let _ = reply.send(pull::workspace_answer(items));
            }
        }
    }

    /// Tells the client to ask again, if it understands that; `then` is done when it took note.
    pub fn refresh(
        &mut self,
        session: &Session,
        outbox: &Outbox,
        then: impl FnOnce() + Send + 'static,
    ) {
        if !session.client.refreshes_diagnostics {
            return;
        }
        if self.refresh != Refresh::Idle {
            self.refresh = Refresh::AskAgain;
            return;
        }
        self.refresh = Refresh::Asked;
        outbox.request::<WorkspaceDiagnosticRefresh>((), |_| then());
    }

    /// The client took note. Returns whether it is to be told again.
    pub fn refreshed(&mut self) -> bool {
        std::mem::take(&mut self.refresh) == Refresh::AskAgain
    }
}

/// Whether findings at an address are shown now, if there are any.
fn is_shown(session: &Session, uri: &Url) -> bool {
    if session.documents.get(uri).is_some() {
        return true;
    }
    let path = uri::path_of(uri);
    session.shows_all() && path.is_some_and(|path| session.reports.contains_key(&*path))
}

fn publish(outbox: &Outbox, uri: Url, report: &Report, version: Option<i32>) {
    let diagnostics = report.diagnostics.clone();
    outbox.notify::<PublishDiagnostics>(PublishDiagnosticsParams::new(uri, diagnostics, version));
}
