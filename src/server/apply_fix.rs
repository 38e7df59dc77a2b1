//! Fixes that the server makes itself, for clients that cannot make files.
//!
//! What the fix does before it comes to an open document is written to disk, all or nothing; the rest
//! the client is asked to do. So a key is in its new place before it leaves the old one.

use super::deferred::{Data, edits};
use super::event::Event;
use super::outbox::Outbox;
use super::session::Target;
use super::workspace_edit::workspace_edit;
use super::{code_action, uri};
use crate::apply;
use crate::finding::{Applicability, FileChange, FileEdit, Fix};
use serde_json::Value;
use std::sync::mpsc::Sender;
use tower_lsp::lsp_types::request::ApplyWorkspaceEdit;
use tower_lsp::lsp_types::{
    ApplyWorkspaceEditParams, CodeAction, Command, FileChangeType, FileEvent, MessageType,
};

/// The command that makes one fix.
pub const COMMAND: &str = "windbreak.applyFix";

/// The action as a command; `None` if the client need not or cannot have it made for it.
pub fn by_command(
    target: &Target,
    action: &CodeAction,
    fix: &Fix,
    data: &Data,
) -> Option<CodeAction> {
    let client = &target.snapshot.client;
    let creates = |edit: &FileEdit| matches!(edit.change, FileChange::Create { .. });
    if client.creates_files || !fix.edits.iter().any(creates) {
        return None;
    }
    let (_, rest) = parts(target, &fix.edits)?;
    if !rest.is_empty() && !client.applies_edits {
        return None;
    }
    Some(CodeAction {
        command: Some(Command {
            title: action.title.clone(),
            command: COMMAND.to_owned(),
            arguments: Some(vec![serde_json::to_value(data).ok()?]),
        }),
        ..action.clone()
    })
}

/// What the command is about, by its arguments.
pub fn data(arguments: &[Value]) -> Option<Data> {
    serde_json::from_value(arguments.first()?.clone()).ok()
}

/// The changes that come before the first open document, and the others; `None` if files would have to
/// be made after that.
fn parts<'e>(target: &Target, edits: &'e [FileEdit]) -> Option<(&'e [FileEdit], &'e [FileEdit])> {
    let is_open = |edit: &FileEdit| target.snapshot.open.contains_key(&edit.path);
    let first = edits.iter().position(is_open).unwrap_or(edits.len());
    let (disk, rest) = edits.split_at(first);
    let creates = |edit: &FileEdit| matches!(edit.change, FileChange::Create { .. });
    (!rest.iter().any(creates)).then_some((disk, rest))
}

/// Makes the fix. What stands in the way is shown to the person.
pub fn run(target: &Target, data: &Data, outbox: &Outbox, inbox: &Sender<Event>) {
    if let Err(problem) = make(target, data, outbox, inbox) {
        outbox.show(
            MessageType::ERROR,
            format!("windbreak could not fix this: {problem}"),
        );
    }
}

fn make(
    target: &Target,
    data: &Data,
    outbox: &Outbox,
    inbox: &Sender<Event>,
) -> Result<(), String> {
    let gone = || "the finding is no longer there".to_owned();
    let (edits, _) = edits(target, &data.what).ok_or_else(gone)?;
    let in_the_way = || "a file that it changes first is open; close it, then try again".to_owned();
    let (disk, rest) = parts(target, &edits).ok_or_else(in_the_way)?;
    let snapshot = &target.snapshot;
    let edit = match rest.is_empty() {
        true => None,
        false => Some(workspace_edit(snapshot, rest, None).ok_or_else(gone)?),
    };
    let fix = Fix {
        title: String::new(),
        applicability: Applicability::Safe,
        edits: disk.to_vec(),
    };
    let before = |path: &std::path::Path| snapshot.project.read(path).map(Into::into);
    let applied = apply::apply(&[&fix], snapshot.project.roots(), before);
    if let Some((_, error)) = applied.failed.first() {
        return Err(error.to_string());
    }
    let changes = disk.iter().filter_map(|edit| {
        let typ = match edit.change {
            FileChange::Create { .. } => FileChangeType::CREATED,
            FileChange::Edit(_) => FileChangeType::CHANGED,
        };
        Some(FileEvent::new(uri::uri_of(&edit.path)?, typ))
    });
    let _ = inbox.send(Event::FilesChanged(changes.collect()));
    if let Some(edit) = edit {
        let label = Some(code_action::LABEL.to_owned());
        let (params, outbox) = (ApplyWorkspaceEditParams { label, edit }, outbox.clone());
        let shown = outbox.clone();
        outbox.request::<ApplyWorkspaceEdit>(params, move |answer| {
            if !answer.is_some_and(|answer| answer.applied) {
                let message = "windbreak: the editor did not change the code; what goes with it is there already";
                shown.show(MessageType::WARNING, message.to_owned());
            }
        });
    }
    Ok(())
}
