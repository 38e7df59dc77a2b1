//! The editor's settings, by each of the ways in which they come.

use crate::client::{Answers, Client};
use serde_json::json;

const ALL: &str = ", workspace\n";
const OPEN: &str = ", open files\n";

#[test]
fn settings_come_with_the_greeting() {
    let mut client = Client::start();
    client.initialize(json!({ "initializationOptions": { "diagnostics": "openFiles" } }));
    assert!(client.status().contains(OPEN));
}

#[test]
fn settings_are_asked_for_where_they_can_be() {
    let mut client = Client::start();
    client.settings = json!({ "diagnostics": "openFiles" });
    let capabilities = json!({ "workspace": {
        "configuration": true,
        "didChangeConfiguration": { "dynamicRegistration": true },
    } });
    client.initialize(json!({ "capabilities": capabilities }));
    let mut client = client.answers(Answers::None);
    let registered = client.asked("client/registerCapability");
    assert_eq!(
        registered["params"]["registrations"][0]["method"],
        "workspace/didChangeConfiguration"
    );
    let asked = client.asked("workspace/configuration");
    assert_eq!(
        asked["params"]["items"],
        json!([{ "section": "windbreak" }])
    );
    client.reply(&asked, json!([{ "diagnostics": "openFiles" }]));
    wait_for(&mut client, OPEN);

    client.unanswered.clear();
    client.notify(
        "workspace/didChangeConfiguration",
        json!({ "settings": null }),
    );
    let asked = client.asked("workspace/configuration");
    client.reply(&asked, json!([{ "diagnostics": "workspace" }]));
    wait_for(&mut client, ALL);

    client.unanswered.clear();
    client.notify(
        "workspace/didChangeConfiguration",
        json!({ "settings": null }),
    );
    let asked = client.asked("workspace/configuration");
    client.reply(&asked, json!([{ "diagnostics": "some a secret" }]));
    let told = client.notification("window/logMessage");
    assert!(!told.to_string().contains("secret"));
    assert!(client.status().contains(ALL));
}

#[test]
fn settings_are_taken_as_they_are_sent_where_they_cannot_be_asked_for() {
    let mut client = Client::with(json!({}));
    assert!(client.status().contains(ALL));
    let settings = json!({ "windbreak": { "diagnostics": "openFiles" }, "other": 1 });
    client.notify(
        "workspace/didChangeConfiguration",
        json!({ "settings": settings }),
    );
    assert!(client.status().contains(OPEN));
}

#[test]
fn folders_come_and_go() {
    let mut client = Client::start();
    let folder = |uri: &str| json!({ "uri": uri, "name": "a" });
    client.initialize(json!({
        "rootUri": "file:///nowhere/old",
        "workspaceFolders": [folder("file:///nowhere/one"), folder("untitled:two")],
    }));
    client.settle();
    assert_eq!(client.status().matches("root: ").count(), 1);
    client.notify(
        "workspace/didChangeWorkspaceFolders",
        json!({ "event": {
            "added": [folder("file:///nowhere/two"), folder("file:///nowhere/three")],
            "removed": [folder("file:///nowhere/one")],
        } }),
    );
    client.settle();
    let status = client.status();
    assert!(
        status.contains("root: /nowhere/two\nroot: /nowhere/three\n"),
        "{status}"
    );
}

#[test]
fn changes_on_disk_are_watched_where_they_can_be() {
    let watched = json!({ "didChangeWatchedFiles": { "dynamicRegistration": true } });
    let mut client = Client::with(json!({ "workspace": watched })).answers(Answers::None);
    let registered = client.asked("client/registerCapability");
    let registration = &registered["params"]["registrations"][0];
    assert_eq!(registration["method"], "workspace/didChangeWatchedFiles");
    let globs = registration["registerOptions"]["watchers"].to_string();
    for part in ["windbreak", ".env.*", ".gitignore", "tsx", "py"] {
        assert!(globs.contains(part), "{part}");
    }
    let event = |uri: &str, kind: u8| json!({ "uri": uri, "type": kind });
    client.notify(
        "workspace/didChangeWatchedFiles",
        json!({ "changes": [
            event("file:///nowhere/windbreak.toml", 1),
            event("file:///nowhere/gone.ts", 3),
            event("untitled:odd", 2),
        ] }),
    );
    client.settle();
}

#[test]
fn work_in_the_background_is_shown_where_it_can_be() {
    let window = json!({ "workDoneProgress": true });
    let mut client = Client::with(json!({ "window": window })).answers(Answers::None);
    let created = client.asked("window/workDoneProgress/create");
    assert!(created["params"]["token"].is_string());
    client.settle();
    // It was over before the client agreed to show it.
    client.reply(&created, json!(null));
    client.status();
    assert!(client.received("$/progress").is_empty());
}

/// Waits until the status says so: what the client answers is not in order with what it asks.
fn wait_for(client: &mut Client, text: &str) {
    for _ in 0..3000 {
        if client.status().contains(text) {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    panic!("the status never said {text:?}");
}
