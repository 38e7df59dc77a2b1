//! Changes of files, as the client can make them.

use super::convert;
use super::snapshot::Snapshot;
use crate::finding::{FileChange, FileEdit};
use crate::text::TextEdits;
use std::collections::HashMap;
use std::path::Path;
use tower_lsp::lsp_types::{
    CreateFile, CreateFileOptions, DocumentChangeOperation, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, Range, ResourceOp, TextDocumentEdit, TextEdit, Url,
    WorkspaceEdit,
};

#[cfg(test)]
mod tests;

/// The changes as one edit, in their order where the client keeps one; `None` if the client cannot
/// make them, or if a file is not as the rules saw it.
pub fn workspace_edit(snapshot: &Snapshot, edits: &[FileEdit]) -> Option<WorkspaceEdit> {
    match snapshot.client.document_changes {
        true => document_changes(snapshot, edits),
        false => plain_changes(snapshot, edits),
    }
}

fn document_changes(snapshot: &Snapshot, edits: &[FileEdit]) -> Option<WorkspaceEdit> {
    let mut operations = Vec::new();
    for edit in edits {
        let uri = snapshot.uri(&edit.path)?;
        match &edit.change {
            FileChange::Create { text, .. } => {
                if !snapshot.client.creates_files {
                    return None;
                }
                operations.push(DocumentChangeOperation::Op(create(uri.clone())));
                let whole = TextEdit::new(Range::default(), text.clone());
                operations.push(changed(uri, None, vec![whole]));
            }
            FileChange::Edit(edits) => {
                let version = snapshot.version(&edit.path);
                let edits = text_edits(snapshot, &edit.path, edits)?;
                operations.push(changed(uri, version, edits));
            }
        }
    }
    Some(WorkspaceEdit {
        document_changes: Some(DocumentChanges::Operations(operations)),
        ..WorkspaceEdit::default()
    })
}

fn plain_changes(snapshot: &Snapshot, edits: &[FileEdit]) -> Option<WorkspaceEdit> {
    let mut changes = HashMap::new();
    for edit in edits {
        let FileChange::Edit(edits) = &edit.change else {
            return None;
        };
        let edits = text_edits(snapshot, &edit.path, edits)?;
        changes.insert(snapshot.uri(&edit.path)?, edits);
    }
    Some(WorkspaceEdit::new(changes))
}

fn text_edits(snapshot: &Snapshot, path: &Path, edits: &TextEdits) -> Option<Vec<TextEdit>> {
    let document = snapshot.document_seen_by_rules(path)?;
    let encoding = snapshot.client.encoding;
    Some(
        edits
            .iter()
            .map(|edit| convert::text_edit(&document, edit, encoding))
            .collect(),
    )
}

/// Makes an empty file, and fails where there is one.
fn create(uri: Url) -> ResourceOp {
    ResourceOp::Create(CreateFile {
        uri,
        options: Some(CreateFileOptions {
            overwrite: Some(false),
            ignore_if_exists: Some(false),
        }),
        annotation_id: None,
    })
}

fn changed(uri: Url, version: Option<i32>, edits: Vec<TextEdit>) -> DocumentChangeOperation {
    DocumentChangeOperation::Edit(TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
        edits: edits.into_iter().map(OneOf::Left).collect(),
    })
}
