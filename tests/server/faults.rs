//! The faults of the framework that must not reach the user, one test for each.

use crate::client::{Answers, Client, edit, pulls};
use serde_json::json;

const URI: &str = "file:///nowhere/a.ts";

/// Capabilities that make the server ask the client for everything it ever asks for.
fn makes_server_ask() -> serde_json::Value {
    json!({
        "textDocument": { "diagnostic": {} },
        "workspace": {
            "configuration": true,
            "didChangeConfiguration": { "dynamicRegistration": true },
            "didChangeWatchedFiles": { "dynamicRegistration": true },
            "diagnostics": { "refreshSupport": true },
        },
        "window": { "workDoneProgress": true },
    })
}

/// Has a client in hold what it was asked at the start.
fn holding() -> Client {
    let mut client = Client::with(makes_server_ask()).answers(Answers::None);
    for method in ["client/registerCapability", "workspace/configuration"] {
        client.asked(method);
    }
    client
}

/// A question about the workspace to which there is nothing to say, so that it stays open.
fn open_question(client: &mut Client) -> i64 {
    client.request("workspace/diagnostic", json!({ "previousResultIds": [] }))
}

#[test]
fn messages_are_handled_in_the_order_in_which_they_came() {
    let mut client = Client::with(json!({}));
    for round in 0..5 {
        client.open(URI, "typescript", "");
        for version in 2..=201 {
            let change = edit((0, 0), (0, 0), &format!("let a{version} = {round};\n"));
            client.change(URI, version, json!([change]));
        }
        let status = client.status();
        assert!(status.contains("version 201,"), "{status}");
        assert!(status.contains(" 201 lines"), "{status}");
        client.close(URI);
    }
    assert!(client.status().contains("open documents: 0"));
}

#[test]
fn the_process_ends_after_exit_though_its_input_stays_open() {
    let mut client = Client::with(json!({}));
    let id = client.bare_request("shutdown");
    client.notify("exit", json!(null));
    assert!(client.answer(id)["result"].is_null());
    assert_eq!(client.exit_code(), Some(0));
}

#[test]
fn a_cancelled_request_and_a_late_answer_do_no_harm() {
    let mut client = holding();
    client.settle();
    open_question(&mut client);
    let id = open_question(&mut client);
    client.cancel(id);
    assert_eq!(client.answer(id)["error"]["code"], -32800);
    for request in std::mem::take(&mut client.unanswered) {
        client.reply(&request, json!(null));
        // Once more, though nobody waits for it any more.
        client.reply(&request, json!(null));
    }
    client.reply(&json!({ "id": 4711 }), json!("never asked"));
    assert!(client.status().contains("open documents: 0"));
}

#[test]
fn a_request_is_cancelled_while_hundreds_wait() {
    let mut client = Client::with(pulls());
    client.settle();
    let first = open_question(&mut client);
    client.answer(first);
    let waiting: Vec<_> = (0..500).map(|_| open_question(&mut client)).collect();
    for id in [waiting[499], waiting[0], waiting[250]] {
        client.cancel(id);
        assert_eq!(client.answer(id)["error"]["code"], -32800);
    }
    assert!(client.status().contains("open documents: 0"));
}

#[test]
fn a_client_that_never_answers_is_served_all_the_same() {
    let mut client = holding();
    client.open(URI, "typescript", "let a = 1;");
    for _ in 0..20 {
        client.notify(
            "workspace/didChangeConfiguration",
            json!({ "settings": {} }),
        );
        let place = json!({ "line": 0, "character": 4 });
        let params = json!({ "textDocument": { "uri": URI }, "position": place });
        assert!(client.call("textDocument/hover", params).is_null());
    }
    assert_eq!(client.pull(URI, None)["kind"], "full");
    while client.unanswered.len() <= 20 {
        client.receive();
    }
}

#[test]
fn exit_without_shutdown_is_a_failure() {
    let mut client = Client::with(json!({}));
    client.notify("exit", json!(null));
    assert_eq!(client.exit_code(), Some(1));

    let mut client = Client::start();
    client.notify("exit", json!(null));
    assert_eq!(client.exit_code(), Some(1));
}

#[test]
fn heavy_work_does_not_keep_the_server_from_reading() {
    let mut client = Client::with(json!({}));
    let line = "export const value = (a: number) => ({ a, b: [a, `${a}`] });\n";
    let text = format!("// mistral\n{}", line.repeat(10_000));
    for n in 0..8 {
        client.open(&format!("file:///nowhere/{n}.ts"), "typescript", &text);
    }
    let status = client.status();
    assert!(status.contains("open documents: 8"), "{status}");
    assert!(status.contains("no findings"), "all was computed first");
    let id = client.bare_request("shutdown");
    assert!(client.answer(id)["result"].is_null());
    client.notify("exit", json!(null));
    assert_eq!(client.exit_code(), Some(0));
}
