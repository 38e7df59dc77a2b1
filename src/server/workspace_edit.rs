//! Changes of files, as the client can make them.

use super::convert;
use super::snapshot::Snapshot;
use crate::finding::{FileChange, FileEdit};
use crate::text::{self, TextEdits};
use std::collections::HashMap;
use std::path::Path;
use tower_lsp::lsp_types::{
    AnnotatedTextEdit, ChangeAnnotation, CreateFile, CreateFileOptions, DocumentChangeOperation,
    DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, Range, ResourceOp,
    TextDocumentEdit, TextEdit, Url, WorkspaceEdit,
};

#[cfg(test)]
mod tests;

/// Why a person should look at changes before they are made.
pub struct Doubt {
    /// What the changes do.
    pub title: String,
}

/// The name of the annotation of doubtful changes.
const ANNOTATION: &str = "windbreak";

/// The changes as one edit, in their order where the client keeps one; `None` if the client cannot
/// make them, or if a file is not as the rules saw it. Changes in doubt are marked as to be confirmed,
/// if the client knows such marks.
pub fn workspace_edit(
    snapshot: &Snapshot,
    edits: &[FileEdit],
    doubt: Option<&Doubt>,
) -> Option<WorkspaceEdit> {
    let doubt = doubt.filter(|_| snapshot.client.annotates_changes);
    match snapshot.client.document_changes {
        true => document_changes(snapshot, edits, doubt),
        false => plain_changes(snapshot, edits),
    }
}

fn document_changes(
    snapshot: &Snapshot,
    edits: &[FileEdit],
    doubt: Option<&Doubt>,
) -> Option<WorkspaceEdit> {
    let mut operations = Vec::new();
    let create = |uri| create(uri, doubt.is_some());
    let changed = |uri, version, edits| changed(uri, version, edits, doubt.is_some());
    for edit in edits {
        match &edit.change {
            FileChange::Create { text, .. } => {
                let uri = snapshot.uri(&edit.path)?;
                if !snapshot.client.creates_files {
                    return None;
                }
                operations.push(DocumentChangeOperation::Op(create(uri.clone())));
                let whole = TextEdit::new(Range::default(), text.clone());
                operations.push(changed(uri, None, vec![whole]));
            }
            FileChange::Edit(edits) => {
                for text in texts(snapshot, &edit.path, edits)? {
                    operations.push(changed(text.uri, text.version, text.edits));
                }
            }
        }
    }
    Some(WorkspaceEdit {
        document_changes: Some(DocumentChanges::Operations(operations)),
        change_annotations: doubt.map(|doubt| {
            let annotation = ChangeAnnotation {
                label: doubt.title.clone(),
                needs_confirmation: Some(true),
                description: Some("May change what the program does".to_owned()),
            };
            HashMap::from([(ANNOTATION.to_owned(), annotation)])
        }),
        ..WorkspaceEdit::default()
    })
}

fn plain_changes(snapshot: &Snapshot, edits: &[FileEdit]) -> Option<WorkspaceEdit> {
    let mut changes = HashMap::new();
    for edit in edits {
        let FileChange::Edit(edits) = &edit.change else {
            return None;
        };
        for text in texts(snapshot, &edit.path, edits)? {
            changes.insert(text.uri, text.edits);
        }
    }
    Some(WorkspaceEdit::new(changes))
}

/// The changes of one text that the client has: a file, a document, a cell.
struct Text {
    uri: Url,
    version: Option<i32>,
    edits: Vec<TextEdit>,
}

/// The changes of a file by text: of an open notebook, those of its cells.
fn texts(snapshot: &Snapshot, path: &Path, edits: &TextEdits) -> Option<Vec<Text>> {
    let Some(cells) = snapshot.cells(path) else {
        return Some(vec![Text {
            uri: snapshot.uri(path)?,
            version: snapshot.version(path),
            edits: text_edits(snapshot, path, edits)?,
        }]);
    };
    let notebook = snapshot.project.file(path)?.notebook.clone()?;
    let mut texts: Vec<Text> = Vec::new();
    for edit in edits.iter() {
        let part = notebook.part_at(edit.range.start())?;
        let cell = cells.get(part.cell as usize)?;
        let document = snapshot.document(cell)?;
        let seen = &notebook.document().text()[part.range.as_range()];
        if document.text() != seen || !part.range.contains_range(edit.range) {
            return None;
        }
        let edit = text::TextEdit::replace(part.within(edit.range), edit.new_text.as_str());
        let edit = convert::text_edit(&document, &edit, snapshot.client.encoding);
        let uri = snapshot.uri(cell)?;
        match texts.iter_mut().find(|text| text.uri == uri) {
            Some(text) => text.edits.push(edit),
            None => texts.push(Text {
                version: snapshot.version(cell),
                edits: vec![edit],
                uri,
            }),
        }
    }
    Some(texts)
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
fn create(uri: Url, in_doubt: bool) -> ResourceOp {
    ResourceOp::Create(CreateFile {
        uri,
        options: Some(CreateFileOptions {
            overwrite: Some(false),
            ignore_if_exists: Some(false),
        }),
        annotation_id: in_doubt.then(|| ANNOTATION.to_owned()),
    })
}

fn changed(
    uri: Url,
    version: Option<i32>,
    edits: Vec<TextEdit>,
    in_doubt: bool,
) -> DocumentChangeOperation {
    let marked = |text_edit| match in_doubt {
        true => OneOf::Right(AnnotatedTextEdit {
            text_edit,
            annotation_id: ANNOTATION.to_owned(),
        }),
        false => OneOf::Left(text_edit),
    };
    DocumentChangeOperation::Edit(TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
        edits: edits.into_iter().map(marked).collect(),
    })
}
