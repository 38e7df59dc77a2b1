//! The two ways in which findings get to a client, of which each client sees one.

use crate::client::{Client, edit, pulls};
use serde_json::{Value, json};

const URI: &str = "file:///nowhere/a.ts";
const PUBLISH: &str = "textDocument/publishDiagnostics";

fn ask_about_workspace(client: &mut Client, known: Value) -> i64 {
    client.request(
        "workspace/diagnostic",
        json!({ "previousResultIds": known }),
    )
}

#[test]
fn a_client_that_does_not_ask_is_told_with_the_version() {
    let mut client = Client::start();
    let server = client.initialize(json!({}));
    assert!(server.get("diagnosticProvider").is_none());
    client.open(URI, "typescript", "let a = 1;");
    let told = client.notification(PUBLISH);
    assert_eq!(told, json!({ "uri": URI, "diagnostics": [], "version": 1 }));
    client.change(URI, 9, json!([edit((0, 0), (0, 0), "let b = 2;\n")]));
    let told = client.notification(PUBLISH);
    assert_eq!(told, json!({ "uri": URI, "diagnostics": [], "version": 9 }));
    client.close(URI);
    let told = client.notification(PUBLISH);
    assert_eq!(told, json!({ "uri": URI, "diagnostics": [] }));
}

#[test]
fn a_client_that_asks_is_never_told() {
    let mut client = Client::start();
    let server = client.initialize(json!({ "capabilities": pulls() }));
    let provider = &server["diagnosticProvider"];
    assert_eq!(provider["interFileDependencies"], true);
    assert_eq!(provider["workspaceDiagnostics"], true);
    client.open(URI, "typescript", "let a = 1;");
    let first = client.pull(URI, None);
    assert_eq!(first["kind"], "full");
    client.change(URI, 2, json!([edit((0, 0), (0, 0), "let b = 2;\n")]));
    client.pull(URI, None);
    client.close(URI);
    client.settle();
    client.status();
    assert!(client.received(PUBLISH).is_empty());
}

#[test]
fn the_same_findings_are_not_sent_again() {
    let mut client = Client::with(pulls());
    client.open(URI, "typescript", "let a = 1;");
    let first = client.pull(URI, None);
    let id = first["resultId"].as_str().expect("a result has an id");
    let second = client.pull(URI, Some(id));
    assert_eq!(second, json!({ "kind": "unchanged", "resultId": id }));
    client.change(URI, 2, json!([edit((0, 0), (0, 0), "let b = 2;\n")]));
    assert_eq!(client.pull(URI, Some(id))["kind"], "unchanged");
    assert_eq!(client.pull(URI, Some("another"))["kind"], "full");
}

#[test]
fn a_document_that_nobody_knows_has_no_findings() {
    let mut client = Client::with(pulls());
    for uri in [URI, "untitled:Untitled-1", "git:/nowhere/a.ts"] {
        assert_eq!(client.pull(uri, None)["items"], json!([]));
    }
    client.open("file:///nowhere/a.md", "markdown", "# a");
    assert_eq!(
        client.pull("file:///nowhere/a.md", None)["items"],
        json!([])
    );
}

#[test]
fn an_answer_is_of_the_text_at_the_time_of_the_question() {
    let mut client = Client::with(pulls());
    client.open(URI, "typescript", "");
    for version in 2..50 {
        client.change(URI, version, json!([edit((0, 0), (0, 0), "let a = 1;\n")]));
        client.request(
            "textDocument/diagnostic",
            json!({ "textDocument": { "uri": URI } }),
        );
    }
    assert_eq!(client.pull(URI, None)["kind"], "full");
}

#[test]
fn a_question_about_the_workspace_waits_for_news() {
    let mut client = Client::with(pulls());
    let first = ask_about_workspace(&mut client, json!([]));
    assert_eq!(client.answer(first)["result"], json!({ "items": [] }));
    // It is told at once that a file it knows findings of has none, then there is nothing to say.
    let known = json!([{ "uri": "file:///nowhere/gone.ts", "value": "old" }]);
    let id = ask_about_workspace(&mut client, known);
    let items = &client.answer(id)["result"]["items"];
    assert_eq!(items[0]["uri"], "file:///nowhere/gone.ts");
    assert_eq!(items[0]["items"], json!([]));
    let known = json!([{ "uri": "file:///nowhere/gone.ts", "value": items[0]["resultId"] }]);
    let waiting = ask_about_workspace(&mut client, known);
    client.open(URI, "typescript", "let a = 1;");
    client.settle();
    client.cancel(waiting);
    assert_eq!(client.answer(waiting)["error"]["code"], -32800);
}
