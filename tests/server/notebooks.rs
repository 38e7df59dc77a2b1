//! Notebooks: files on disk, and those that are open, cell by cell.

use crate::client::{Client, edit, pulls};
use crate::workspace::{Workspace, key};
use serde_json::{Value, json};

const PUBLISH: &str = "textDocument/publishDiagnostics";

/// The capabilities of a client with notebooks.
fn capable(mut other: Value) -> Value {
    other["notebookDocument"] = json!({ "synchronization": {} });
    other
}

/// The address of a cell, as VS Code writes it.
fn cell_uri(notebook: &str, id: &str) -> String {
    format!(
        "{}#{id}",
        notebook.replace("file:", "vscode-notebook-cell:")
    )
}

/// Opens a notebook with cells of these texts, which are code unless they begin with `# `.
fn open(client: &mut Client, notebook: &str, texts: &[&str]) -> Vec<String> {
    let uris: Vec<_> = (0..texts.len())
        .map(|n| cell_uri(notebook, &format!("c{n}")))
        .collect();
    let kind = |text: &str| if text.starts_with("# ") { 1 } else { 2 };
    let cells: Vec<_> = std::iter::zip(&uris, texts)
        .map(|(uri, text)| json!({ "kind": kind(text), "document": uri }))
        .collect();
    let documents: Vec<_> = std::iter::zip(&uris, texts)
        .map(|(uri, text)| {
            let language = if kind(text) == 1 {
                "markdown"
            } else {
                "python"
            };
            json!({ "uri": uri, "languageId": language, "version": 1, "text": text })
        })
        .collect();
    client.notify("notebookDocument/didOpen", json!({
        "notebookDocument": { "uri": notebook, "notebookType": "jupyter-notebook", "version": 1, "cells": cells },
        "cellTextDocuments": documents,
    }));
    uris
}

fn change(client: &mut Client, notebook: &str, version: i32, cells: Value) {
    let params = json!({
        "notebookDocument": { "uri": notebook, "version": version },
        "change": { "cells": cells },
    });
    client.notify("notebookDocument/didChange", params);
}

/// What is published for an address next, if it holds a finding or is to be empty.
fn published(client: &mut Client, uri: &str, is_empty: bool) -> Value {
    loop {
        let told = client.notification(PUBLISH);
        if told["uri"] == uri && told["diagnostics"].as_array().unwrap().is_empty() == is_empty {
            return told;
        }
    }
}

fn file_with(key: &str) -> String {
    let cell =
        json!({ "cell_type": "code", "source": ["# é\n", format!("mistral_api_key = \"{key}\"")] });
    serde_json::to_string_pretty(&json!({ "cells": [cell] })).unwrap()
}

#[test]
fn notebooks_are_taken_from_clients_that_have_them() {
    let mut client = Client::start();
    let server = client.initialize(json!({ "capabilities": capable(json!({})) }));
    let selector = &server["notebookDocumentSync"]["notebookSelector"][0];
    assert_eq!(selector["notebook"]["notebookType"], "jupyter-notebook");
    let mut client = Client::start();
    let server = client.initialize(json!({}));
    assert!(server.get("notebookDocumentSync").is_none());
}

#[test]
fn a_notebook_on_disk_is_checked_like_any_file() {
    let key = key();
    let text = file_with(&key);
    let workspace = Workspace::new(&[("chat.ipynb", &text)]);
    let mut client = Client::start();
    client.initialize(workspace.greeting(json!({})));
    let told = published(&mut client, &workspace.uri("chat.ipynb"), false);
    let line = text.lines().position(|line| line.contains(&key)).unwrap();
    assert_eq!(told["diagnostics"][0]["range"]["start"]["line"], line);
    assert!(!told.to_string().contains(&key));
}

#[test]
fn cells_have_their_own_findings() {
    let key = key();
    let workspace = Workspace::new(&[("chat.ipynb", &file_with(&key))]);
    let mut client = Client::start();
    client.initialize(workspace.greeting(capable(json!({}))));
    let notebook = workspace.uri("chat.ipynb");
    published(&mut client, &notebook, false);

    let key_cell = format!("\nmistral_api_key = \"{key}\"");
    let cells = open(
        &mut client,
        &notebook,
        &["# Mistral", "import os", &key_cell],
    );
    published(&mut client, &notebook, true);
    let told = published(&mut client, &cells[2], false);
    assert_eq!(told["version"], 1);
    let range = &told["diagnostics"][0]["range"];
    assert_eq!(range["start"], json!({ "line": 1, "character": 18 }));
    assert_eq!(range["end"], json!({ "line": 1, "character": 52 }));

    // A cell is changed in place.
    let changes = json!([edit((1, 19), (1, 51), "")]);
    let text = json!({ "document": { "uri": cells[2], "version": 2 }, "changes": changes });
    change(&mut client, &notebook, 2, json!({ "textContent": [text] }));
    published(&mut client, &cells[2], true);

    // A cell comes in front, one goes.
    let new = cell_uri(&notebook, "new");
    let item = json!({ "uri": new, "languageId": "python", "version": 1, "text": key_cell });
    let array = json!({ "start": 0, "deleteCount": 1, "cells": [{ "kind": 2, "document": new }] });
    let structure = json!({ "array": array, "didOpen": [item], "didClose": [{ "uri": cells[0] }] });
    change(&mut client, &notebook, 3, json!({ "structure": structure }));
    published(&mut client, &new, false);

    let closed = json!({
        "notebookDocument": { "uri": notebook },
        "cellTextDocuments": [{ "uri": new }, { "uri": cells[1] }, { "uri": cells[2] }],
    });
    client.notify("notebookDocument/didClose", closed);
    published(&mut client, &new, true);
    // The file still has the key.
    published(&mut client, &notebook, false);
}

#[test]
fn a_key_moves_out_of_its_cell() {
    let key = key();
    let workspace = Workspace::new(&[("pyproject.toml", "")]);
    let mut client = Client::start();
    let mut capabilities = capable(pulls());
    capabilities["textDocument"]["codeAction"] =
        json!({ "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } } });
    capabilities["workspace"]["workspaceEdit"] =
        json!({ "documentChanges": true, "resourceOperations": ["create"] });
    client.initialize(workspace.greeting(capabilities));
    client.settle();
    let notebook = workspace.uri("new.ipynb");
    let ask = format!("\nclient = Mistral(api_key=\"{key}\")");
    let cells = open(
        &mut client,
        &notebook,
        &["from mistralai import Mistral", &ask],
    );
    let found = client.pull(&cells[1], None)["items"].clone();
    assert_eq!(found[0]["code"], "hardcoded-key");
    assert_eq!(client.pull(&cells[0], None)["items"], json!([]));

    let params = json!({
        "textDocument": { "uri": cells[1] },
        "range": found[0]["range"],
        "context": { "diagnostics": found },
    });
    let actions = client.call("textDocument/codeAction", params);
    let actions = actions.as_array().unwrap();
    let fix = actions
        .iter()
        .find(|it| it["title"].as_str().unwrap().starts_with("Move the key"));
    let changes = fix.expect("the key can be moved")["edit"]["documentChanges"]
        .as_array()
        .unwrap();
    let of = |uri: &str| {
        let change = changes.iter().find(|it| it["textDocument"]["uri"] == uri);
        change.expect("the cell is changed")["edits"][0].clone()
    };
    let (import, read) = (of(&cells[0]), of(&cells[1]));
    assert_eq!(import["newText"], "import os\n");
    assert_eq!(read["newText"], "os.environ[\"MISTRAL_API_KEY\"]");
    assert_eq!(read["range"], found[0]["range"]);
    let accept = actions
        .iter()
        .find(|it| it["title"].as_str().unwrap().starts_with("Ignore"));
    let accept = &accept.expect("it can be accepted")["edit"]["documentChanges"][0];
    assert_eq!(accept["textDocument"]["uri"], cells[1].as_str());
    assert!(!found.to_string().contains(&key));
}

#[test]
fn odd_messages_about_notebooks_do_no_harm() {
    let mut client = Client::with(capable(pulls()));
    let notebook = "file:///nowhere/a.ipynb";
    change(&mut client, notebook, 1, json!({ "textContent": [] }));
    client.notify("notebookDocument/didOpen", json!({ "notebookDocument": 3 }));
    let cells = open(&mut client, notebook, &["a = 1"]);
    let array = json!({ "start": 90, "deleteCount": 90 });
    change(
        &mut client,
        notebook,
        2,
        json!({ "structure": { "array": array } }),
    );
    let lost =
        json!({ "document": { "uri": "cell:gone", "version": 1 }, "changes": [{ "text": "" }] });
    change(&mut client, notebook, 3, json!({ "textContent": [lost] }));
    assert_eq!(client.pull(&cells[0], None)["items"], json!([]));
    client.notify(
        "notebookDocument/didSave",
        json!({ "notebookDocument": { "uri": notebook } }),
    );
    client.notify(
        "notebookDocument/didClose",
        json!({ "notebookDocument": { "uri": notebook }, "cellTextDocuments": [] }),
    );
    assert_eq!(client.pull(&cells[0], None)["items"], json!([]));
}
