//! What the owner of all state is told, by the client and by the threads that compute.

use super::analysis::Analysed;
use super::capabilities::ClientProfile;
use super::notebook::{NotebookChanged, NotebookOpened};
use super::options::Options;
use super::scan::{Reread, Scan};
use super::session::Reports;
use serde_json::Value;
use std::path::PathBuf;
use tokio::sync::oneshot;
use tower_lsp::lsp_types::{
    CodeAction, CodeActionParams, CodeActionResponse, DidChangeTextDocumentParams,
    DidOpenTextDocumentParams, DocumentDiagnosticParams, DocumentDiagnosticReportResult, FileEvent,
    Hover, HoverParams, Url, WorkspaceDiagnosticParams, WorkspaceDiagnosticReportResult,
    WorkspaceFoldersChangeEvent,
};

/// Where the answer to a request goes. If it is dropped, the client hears of an internal error;
/// if the client cancelled the request, it is closed.
pub type Reply<T> = oneshot::Sender<T>;

/// Something that happened.
pub enum Event {
    /// The client introduced itself, its folders and its settings.
    Begin(Box<ClientProfile>, Vec<PathBuf>, Options),
    /// The client is ready to be asked things.
    Initialized,
    /// A document was opened.
    Opened(DidOpenTextDocumentParams),
    /// A document was changed.
    Changed(DidChangeTextDocumentParams),
    /// A document was saved.
    Saved,
    /// A document was closed.
    Closed(Url),
    /// A notebook was opened.
    NotebookOpened(NotebookOpened),
    /// A notebook was changed.
    NotebookChanged(NotebookChanged),
    /// A notebook was closed.
    NotebookClosed(Url),
    /// The client's settings changed; they may be in it.
    ConfigurationChanged(Value),
    /// The client's settings, as asked for.
    Configuration(Value),
    /// Files changed on disk.
    FilesChanged(Vec<FileEvent>),
    /// Folders were added to the workspace or taken out.
    FoldersChanged(WorkspaceFoldersChangeEvent),
    /// The client took note of a request to ask for diagnostics again.
    Refreshed,
    /// The client is about to leave.
    ShutDown,

    /// What is wrong in a document?
    Diagnostics(
        DocumentDiagnosticParams,
        Reply<DocumentDiagnosticReportResult>,
    ),
    /// What is wrong in the workspace that is not known yet?
    WorkspaceDiagnostics(
        WorkspaceDiagnosticParams,
        Reply<WorkspaceDiagnosticReportResult>,
    ),
    /// What can be done about it?
    CodeActions(Box<CodeActionParams>, Reply<CodeActionResponse>),
    /// What does it change?
    ResolveAction(Box<CodeAction>, Reply<CodeAction>),
    /// The server is to make a fix, which the arguments name.
    ApplyFix(Vec<Value>, Reply<Value>),
    /// What is it about?
    Hover(HoverParams, Reply<Option<Hover>>),
    /// How are things?
    Status(Reply<Value>),

    /// A document was looked at.
    Analysed(Analysed),
    /// The workspace's files were found; `None` if that was cancelled.
    Scanned(Option<Scan>),
    /// The workspace's files were checked; `None` if that was cancelled.
    Checked(Option<Reports>),
    /// Files were read anew.
    Reread(Reread),
}
