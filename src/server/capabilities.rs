//! What the client can do, and what the server says it can.

use super::code_action;
use crate::text::Encoding;
use tower_lsp::lsp_types::{
    ClientCapabilities, CodeActionClientCapabilities, CodeActionKind, CodeActionOptions,
    CodeActionProviderCapability, DiagnosticOptions, DiagnosticServerCapabilities, DiagnosticTag,
    ExecuteCommandOptions, HoverProviderCapability, MarkupKind, OneOf, PositionEncodingKind,
    ResourceOperationKind, SaveOptions, ServerCapabilities, TextDocumentSyncCapability,
    TextDocumentSyncKind, TextDocumentSyncOptions, TextDocumentSyncSaveOptions,
    WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};

/// What of the client's abilities makes a difference here.
#[derive(Clone, Debug)]
pub struct ClientProfile {
    /// How columns are counted in this session.
    pub encoding: Encoding,
    /// It asks for diagnostics; otherwise they are sent to it.
    pub pulls_diagnostics: bool,
    /// It can be told to ask for diagnostics again.
    pub refreshes_diagnostics: bool,
    /// It shows what explains a diagnostic elsewhere.
    pub related_information: bool,
    /// It shows where a diagnostic's code is explained.
    pub code_description: bool,
    /// It hands a diagnostic's data back.
    pub diagnostic_data: bool,
    /// The tags of diagnostics that it shows.
    pub diagnostic_tags: Vec<DiagnosticTag>,
    /// It makes several changes in the order given, and only to the versions they are for.
    pub document_changes: bool,
    /// It can make files.
    pub creates_files: bool,
    /// It makes changes that it is asked to make.
    pub applies_edits: bool,
    /// It understands code actions that are not commands.
    pub code_actions: bool,
    /// It asks for the changes of a code action when that is chosen.
    pub resolves_edits: bool,
    /// It asks people to confirm changes that are marked so.
    pub annotates_changes: bool,
    /// It shows Markdown on hover.
    pub markdown: bool,
    /// It can be asked for its settings.
    pub configuration: bool,
    /// It tells of changed settings if asked to.
    pub registers_configuration: bool,
    /// It watches files if asked to.
    pub watches_files: bool,
    /// It shows how far work has come.
    pub progress: bool,
}

impl ClientProfile {
    /// Reads what the client says of itself.
    pub fn new(client: &ClientCapabilities) -> Self {
        let workspace = client.workspace.clone().unwrap_or_default();
        let document = client.text_document.clone().unwrap_or_default();
        let edit = workspace.workspace_edit.unwrap_or_default();
        let shown = document.publish_diagnostics.unwrap_or_default();
        let operations = edit.resource_operations.unwrap_or_default();
        let action = document.code_action.as_ref();
        let resolves = |action: &CodeActionClientCapabilities| {
            let properties = &action.resolve_support.as_ref()?.properties;
            let can = properties.iter().any(|it| it == "edit") && action.data_support?;
            Some(can)
        };
        let yes = |ability: Option<bool>| ability.unwrap_or_default();
        // Operations on files have a place in ordered changes only, so a client that knows them
        // knows those, even if it forgets to say so, as Neovim does.
        let document_changes = yes(edit.document_changes) || !operations.is_empty();
        Self {
            encoding: encoding(client),
            pulls_diagnostics: document.diagnostic.is_some(),
            refreshes_diagnostics: yes(workspace.diagnostic.and_then(|it| it.refresh_support)),
            related_information: yes(shown.related_information),
            code_description: yes(shown.code_description_support),
            diagnostic_data: yes(shown.data_support),
            diagnostic_tags: shown.tag_support.map_or_else(Vec::new, |it| it.value_set),
            document_changes,
            creates_files: operations.contains(&ResourceOperationKind::Create),
            applies_edits: yes(workspace.apply_edit),
            code_actions: action.is_some_and(|it| it.code_action_literal_support.is_some()),
            resolves_edits: yes(action.and_then(resolves)),
            annotates_changes: edit.change_annotation_support.is_some(),
            markdown: document
                .hover
                .and_then(|it| it.content_format)
                .is_some_and(|formats| formats.contains(&MarkupKind::Markdown)),
            configuration: yes(workspace.configuration),
            registers_configuration: yes(workspace
                .did_change_configuration
                .and_then(|it| it.dynamic_registration)),
            watches_files: yes(workspace
                .did_change_watched_files
                .and_then(|it| it.dynamic_registration)),
            progress: yes(client.window.as_ref().and_then(|it| it.work_done_progress)),
        }
    }
}

impl Default for ClientProfile {
    /// A client that can do nothing that need not be.
    fn default() -> Self {
        Self::new(&ClientCapabilities::default())
    }
}

/// The first encoding in the client's order of preference that is known; UTF-16 if it has none.
fn encoding(client: &ClientCapabilities) -> Encoding {
    let offered = client
        .general
        .as_ref()
        .and_then(|general| general.position_encodings.as_deref());
    offered
        .unwrap_or_default()
        .iter()
        .find_map(|kind| match kind.as_str() {
            "utf-8" => Some(Encoding::Utf8),
            "utf-16" => Some(Encoding::Utf16),
            "utf-32" => Some(Encoding::Utf32),
            _ => None,
        })
        .unwrap_or(Encoding::Utf16)
}

/// The encoding's name in the protocol.
pub fn encoding_kind(encoding: Encoding) -> PositionEncodingKind {
    match encoding {
        Encoding::Utf8 => PositionEncodingKind::UTF8,
        Encoding::Utf16 => PositionEncodingKind::UTF16,
        Encoding::Utf32 => PositionEncodingKind::UTF32,
    }
}

/// What the server can do for such a client.
pub fn server_capabilities(client: &ClientProfile) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(encoding_kind(client.encoding)),
        text_document_sync: Some(TextDocumentSyncCapability::Options(
            TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::INCREMENTAL),
                save: Some(TextDocumentSyncSaveOptions::SaveOptions(
                    SaveOptions::default(),
                )),
                ..TextDocumentSyncOptions::default()
            },
        )),
        diagnostic_provider: client
            .pulls_diagnostics
            .then(|| DiagnosticServerCapabilities::Options(pull_options())),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        code_action_provider: client.code_actions.then(|| {
            CodeActionProviderCapability::Options(CodeActionOptions {
                code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, code_action::FIX_ALL]),
                resolve_provider: Some(client.resolves_edits),
                ..CodeActionOptions::default()
            })
        }),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: [super::status::COMMAND, super::apply_fix::COMMAND]
                .map(str::to_owned)
                .to_vec(),
            ..ExecuteCommandOptions::default()
        }),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
            file_operations: None,
        }),
        ..ServerCapabilities::default()
    }
}

fn pull_options() -> DiagnosticOptions {
    DiagnosticOptions {
        identifier: Some(super::SOURCE.to_owned()),
        inter_file_dependencies: true,
        workspace_diagnostics: true,
        ..DiagnosticOptions::default()
    }
}
