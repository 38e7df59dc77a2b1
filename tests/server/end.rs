//! The beginning and the end of a session, in order and out of it.

use crate::client::Client;
use serde_json::{Value, json};

#[test]
fn a_session_has_a_beginning_and_an_end() {
    let mut client = Client::start();
    let early = client.request("textDocument/hover", json!({}));
    assert_eq!(client.answer(early)["error"]["code"], -32002);

    client.initialize(json!({}));
    let again = client.request("initialize", json!({ "capabilities": {} }));
    assert_eq!(client.answer(again)["error"]["code"], -32600);
    let unknown = client.request("textDocument/teleport", json!({}));
    assert_eq!(client.answer(unknown)["error"]["code"], -32601);
    client.notify("textDocument/teleported", json!({}));
    client.notify("$/unknown", json!({}));

    assert_eq!(client.call("shutdown", json!(null)), Value::Null);
    let late = client.request("textDocument/hover", json!({}));
    assert_eq!(client.answer(late)["error"]["code"], -32600);
    client.notify("exit", json!(null));
    assert_eq!(client.exit_code(), Some(0));
}

#[test]
fn a_client_that_hangs_up_ends_the_server() {
    let mut client = Client::with(json!({}));
    client.hang_up();
    assert_eq!(client.exit_code(), Some(1));

    let mut client = Client::with(json!({}));
    client.call("shutdown", json!(null));
    client.hang_up();
    assert_eq!(client.exit_code(), Some(0));

    let mut client = Client::start();
    client.hang_up();
    assert_eq!(client.exit_code(), Some(1));
}

#[test]
fn odd_ways_to_say_hello_are_understood() {
    for params in [
        json!({ "processId": null, "rootUri": null, "capabilities": {} }),
        json!({}),
        json!({ "capabilities": null, "rootUri": "not a uri", "trace": "loud" }),
        json!({ "workspaceFolders": [], "rootPath": "relative", "capabilities": { "general": 1 } }),
        json!({ "initializationOptions": [1], "capabilities": { "workspace": {
            "workspaceEdit": { "resourceOperations": ["teleport"] },
        } } }),
    ] {
        let mut client = Client::start();
        let result = client.call("initialize", params);
        assert_eq!(result["serverInfo"]["name"], "windbreak");
        client.notify("initialized", json!(null));
        assert!(client.status().contains("open documents: 0"));
    }
}

#[test]
#[cfg(unix)]
fn the_server_ends_when_its_editor_is_gone() {
    let mut editor = std::process::Command::new("sleep")
        .arg("1000")
        .spawn()
        .expect("there is a program to stand for an editor");
    let mut client = Client::start();
    client.initialize(json!({ "processId": editor.id() }));
    assert!(client.status().contains("open documents: 0"));
    editor.kill().expect("it can be ended");
    editor.wait().expect("it ends");
    assert_eq!(client.exit_code(), Some(1));
}

#[test]
#[cfg(unix)]
fn an_editor_that_was_never_there_is_not_missed() {
    let mut gone = std::process::Command::new("true")
        .spawn()
        .expect("there is a program that ends at once");
    gone.wait().expect("it ends");
    let mut client = Client::start();
    client.initialize(json!({ "processId": gone.id() }));
    std::thread::sleep(std::time::Duration::from_secs(5));
    assert!(client.status().contains("open documents: 0"));
}
