//! The protocol's methods, each of which tells the owner and no more.
//!
//! A notification's handler never waits: messages are taken in the order in which they came only
//! as far as handlers get without waiting.

use super::capabilities::{ClientProfile, server_capabilities};
use super::event::{Event, Reply};
use super::lifecycle::Lifecycle;
use super::notebook::{NotebookChanged, NotebookClosed, NotebookOpened};
use super::options::Options;
use super::outbox::Outbox;
use super::owner::Owner;
use super::{SOURCE, apply_fix, parent, status, uri};
use serde_json::Value;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use tokio::sync::oneshot;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{
    CodeAction, CodeActionParams, CodeActionResponse, DidChangeConfigurationParams,
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    DocumentDiagnosticParams, DocumentDiagnosticReportResult, ExecuteCommandParams, Hover,
    HoverParams, InitializeParams, InitializeResult, InitializedParams, MessageType, ServerInfo,
    WorkspaceDiagnosticParams, WorkspaceDiagnosticReportResult,
};
use tower_lsp::{Client, LanguageServer};

/// The protocol's side of the server.
pub struct Backend {
    owner: Sender<Event>,
    outbox: Outbox,
    lifecycle: Arc<Lifecycle>,
}

impl Backend {
    /// A backend that speaks to `client`, on the runtime that is current.
    pub fn new(client: Client, lifecycle: Arc<Lifecycle>) -> Self {
        let outbox = Outbox::new(client);
        Self {
            owner: Owner::start(outbox.clone()),
            outbox,
            lifecycle,
        }
    }

    fn tell(&self, event: Event) {
        // The owner outlives all who could tell it something.
        let _ = self.owner.send(event);
    }

    /// Asks the owner; what it does not answer is an internal error.
    async fn ask<T>(&self, question: impl FnOnce(Reply<T>) -> Event) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        self.tell(question(reply));
        answer.await.map_err(|_| Error::internal_error())
    }
}

/// The notifications about notebooks, which `tower_lsp` 0.20 does not know.
impl Backend {
    /// `notebookDocument/didOpen`
    pub async fn notebook_did_open(&self, params: NotebookOpened) {
        self.tell(Event::NotebookOpened(params));
    }

    /// `notebookDocument/didChange`
    pub async fn notebook_did_change(&self, params: NotebookChanged) {
        self.tell(Event::NotebookChanged(params));
    }

    /// `notebookDocument/didSave`
    pub async fn notebook_did_save(&self, _: Value) {
        self.tell(Event::Saved);
    }

    /// `notebookDocument/didClose`
    pub async fn notebook_did_close(&self, params: NotebookClosed) {
        self.tell(Event::NotebookClosed(params.notebook_document.uri));
    }
}

#[tower_lsp::async_trait]
impl LanguageServer for Backend {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        if let Some(id) = params.process_id {
            let lifecycle = self.lifecycle.clone();
            tokio::spawn(async move {
                parent::gone(id).await;
                lifecycle.end();
            });
        }
        let client = ClientProfile::new(&params.capabilities);
        let capabilities = server_capabilities(&client);
        let options = params.initialization_options.as_ref();
        let options = options.map_or(Ok(Options::default()), Options::read);
        let options = options.unwrap_or_else(|problem| {
            self.outbox.log(MessageType::WARNING, problem);
            Options::default()
        });
        self.tell(Event::Begin(Box::new(client), roots(&params), options));
        Ok(InitializeResult {
            capabilities,
            server_info: Some(ServerInfo {
                name: SOURCE.to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        self.tell(Event::Initialized);
    }

    async fn shutdown(&self) -> Result<()> {
        self.tell(Event::ShutDown);
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        self.tell(Event::Opened(params));
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        self.tell(Event::Changed(params));
    }

    async fn did_save(&self, _: DidSaveTextDocumentParams) {
        self.tell(Event::Saved);
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.tell(Event::Closed(params.text_document.uri));
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        self.tell(Event::ConfigurationChanged(params.settings));
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        self.tell(Event::FilesChanged(params.changes));
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        self.tell(Event::FoldersChanged(params.event));
    }

    async fn diagnostic(
        &self,
        params: DocumentDiagnosticParams,
    ) -> Result<DocumentDiagnosticReportResult> {
        self.ask(|reply| Event::Diagnostics(params, reply)).await
    }

    async fn workspace_diagnostic(
        &self,
        params: WorkspaceDiagnosticParams,
    ) -> Result<WorkspaceDiagnosticReportResult> {
        self.ask(|reply| Event::WorkspaceDiagnostics(params, reply))
            .await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let params = Box::new(params);
        self.ask(|reply| Event::CodeActions(params, reply))
            .await
            .map(Some)
    }

    async fn code_action_resolve(&self, action: CodeAction) -> Result<CodeAction> {
        let action = Box::new(action);
        self.ask(|reply| Event::ResolveAction(action, reply)).await
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        self.ask(|reply| Event::Hover(params, reply)).await
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<Value>> {
        match params.command.as_str() {
            status::COMMAND => self.ask(Event::Status).await.map(Some),
            apply_fix::COMMAND => {
                let arguments = params.arguments;
                self.ask(|reply| Event::ApplyFix(arguments, reply))
                    .await
                    .map(Some)
            }
            _ => Err(Error::method_not_found()),
        }
    }
}

/// The workspace's folders, by the newest of the three ways to name them that the client uses.
fn roots(params: &InitializeParams) -> Vec<PathBuf> {
    if let Some(folders) = &params.workspace_folders {
        let paths = folders
            .iter()
            .filter_map(|folder| uri::path_of(&folder.uri));
        return paths.collect();
    }
    if let Some(root) = &params.root_uri {
        return uri::path_of(root).into_iter().collect();
    }
    #[expect(deprecated, reason = "old clients name nothing else")]
    let path = params.root_path.as_ref();
    path.map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .into_iter()
        .collect()
}
