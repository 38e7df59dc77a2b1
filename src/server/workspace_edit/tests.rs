use super::*;
use crate::project::{Configs, Project, SourceFile};
use crate::server::capabilities::ClientProfile;
use crate::server::snapshot::Open;
use crate::syntax::Language;
use crate::text::{self, Document};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

const SOURCE: &str = "/w/a.ts";

fn snapshot(edit: Value) -> Snapshot {
    let capabilities = json!({ "workspace": { "workspaceEdit": edit } });
    let client = ClientProfile::new(&serde_json::from_value(capabilities).unwrap());
    let document = Document::new("let é = 'key';\n");
    let open = Open {
        uri: "file:///w/a.ts".parse().unwrap(),
        version: 7,
        document: document.clone(),
        cells: None,
    };
    let file = SourceFile::parse(Path::new(SOURCE).into(), Language::TypeScript, document);
    Snapshot {
        project: Project::new(vec!["/w".into()], [file], Configs::default()),
        client: Arc::new(client),
        open: Arc::new(BTreeMap::from([(Path::new(SOURCE).into(), open)])),
    }
}

fn edit(path: &str, at: usize, text: &str) -> FileEdit {
    FileEdit {
        path: Path::new(path).into(),
        change: FileChange::Edit(text::TextEdit::insert(at, text).into()),
    }
}

fn create(path: &str, text: &str) -> FileEdit {
    FileEdit {
        path: Path::new(path).into(),
        change: FileChange::Create {
            text: text.to_owned(),
            private: true,
        },
    }
}

#[test]
#[cfg(unix)]
fn changes_keep_their_order_and_name_the_version_they_are_for() {
    let snapshot = snapshot(json!({ "documentChanges": true, "resourceOperations": ["create"] }));
    let edits = [create("/w/.env", "A=1\n"), edit(SOURCE, 6, "!")];
    let edit = workspace_edit(&snapshot, &edits, None).unwrap();
    let at = |line, character| json!({ "line": line, "character": character });
    assert_eq!(
        serde_json::to_value(edit).unwrap(),
        json!({ "documentChanges": [
            { "kind": "create", "uri": "file:///w/.env",
              "options": { "overwrite": false, "ignoreIfExists": false } },
            { "textDocument": { "uri": "file:///w/.env", "version": null },
              "edits": [{ "range": { "start": at(0, 0), "end": at(0, 0) }, "newText": "A=1\n" }] },
            { "textDocument": { "uri": "file:///w/a.ts", "version": 7 },
              "edits": [{ "range": { "start": at(0, 5), "end": at(0, 5) }, "newText": "!" }] },
        ] })
    );
}

#[test]
#[cfg(unix)]
fn a_client_gets_what_it_can_do() {
    let only_text = [edit(SOURCE, 0, "!")];
    let makes_file = [create("/w/.env", "A=1\n"), edit(SOURCE, 0, "!")];
    for (abilities, makes_files) in [
        (json!({}), false),
        (json!({ "resourceOperations": ["create"] }), true),
        (json!({ "resourceOperations": ["rename"] }), false),
        (json!({ "documentChanges": true }), false),
        (
            json!({ "documentChanges": true, "resourceOperations": ["create"] }),
            true,
        ),
    ] {
        let snapshot = snapshot(abilities);
        assert!(workspace_edit(&snapshot, &only_text, None).is_some());
        assert_eq!(
            workspace_edit(&snapshot, &makes_file, None).is_some(),
            makes_files
        );
    }
    let plain = workspace_edit(&snapshot(json!({})), &only_text, None).unwrap();
    assert!(plain.document_changes.is_none());
    assert_eq!(plain.changes.unwrap().len(), 1);
}

#[test]
fn a_file_that_cannot_be_read_is_not_changed() {
    let edits = [edit("/nowhere/at/all", 0, "!")];
    assert!(workspace_edit(&snapshot(json!({ "documentChanges": true })), &edits, None).is_none());
}
