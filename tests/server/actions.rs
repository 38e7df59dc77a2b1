//! What can be done about findings.

use crate::client::Client;
use crate::workspace::{Workspace, key, program};
use serde_json::{Value, json};

/// What a capable client says of itself.
fn capable() -> Value {
    json!({
        "textDocument": {
            "diagnostic": {},
            "publishDiagnostics": { "dataSupport": true },
            "codeAction": {
                "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } },
                "isPreferredSupport": true,
            },
            "hover": { "contentFormat": ["markdown", "plaintext"] },
        },
        "workspace": { "workspaceEdit": {
            "documentChanges": true,
            "resourceOperations": ["create", "rename", "delete"],
        } },
    })
}

/// A server that looks at a workspace with a key in `a.ts`, which is open.
fn with_key(capabilities: Value, key: &str) -> (Workspace, Client, String) {
    let workspace = Workspace::new(&[
        ("a.ts", &program(key)),
        ("package.json", r#"{ "dependencies": { "dotenv": "^16" } }"#),
    ]);
    let uri = workspace.uri("a.ts");
    let mut client = Client::start();
    client.initialize(workspace.greeting(capabilities));
    client.open(&uri, "typescript", &program(key));
    (workspace, client, uri)
}

/// The actions for a whole document.
fn actions(client: &mut Client, uri: &str, diagnostics: &Value, only: Option<Value>) -> Vec<Value> {
    let mut context = json!({ "diagnostics": diagnostics });
    if let Some(only) = only {
        context["only"] = only;
    }
    let end = json!({ "line": 1000, "character": 0 });
    let params = json!({
        "textDocument": { "uri": uri },
        "range": { "start": { "line": 0, "character": 0 }, "end": end },
        "context": context,
    });
    let actions = client.call("textDocument/codeAction", params);
    actions.as_array().expect("actions are a list").clone()
}

/// Makes the changes of an action on disk; lines are ASCII.
fn apply(workspace: &Workspace, action: &Value) {
    for change in action["edit"]["documentChanges"].as_array().unwrap() {
        if change["kind"] == "create" {
            let path = change["uri"].as_str().unwrap();
            let name = path.strip_prefix(&workspace.uri("")).unwrap();
            assert!(!workspace.root().join(name).exists());
            workspace.write(name, "");
            continue;
        }
        let path = change["textDocument"]["uri"].as_str().unwrap();
        let name = path.strip_prefix(&workspace.uri("")).unwrap();
        let mut text = workspace.read(name);
        let offset = |text: &str, place: &Value| {
            let line = place["line"].as_u64().unwrap() as usize;
            let before: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
            before + place["character"].as_u64().unwrap() as usize
        };
        for edit in change["edits"].as_array().unwrap().iter().rev() {
            let start = offset(&text, &edit["range"]["start"]);
            let end = offset(&text, &edit["range"]["end"]);
            text.replace_range(start..end, edit["newText"].as_str().unwrap());
        }
        workspace.write(name, &text);
    }
}

/// The files an action changes, in its order.
fn changed(workspace: &Workspace, action: &Value) -> Vec<String> {
    let changes = action["edit"]["documentChanges"].as_array().unwrap();
    let mut names: Vec<_> = changes
        .iter()
        .map(|change| change.get("uri").unwrap_or(&change["textDocument"]["uri"]))
        .map(|uri| uri.as_str().unwrap().replace(&workspace.uri(""), ""))
        .collect();
    names.dedup();
    names
}

#[test]
fn a_key_moves_to_the_env_file_without_being_lost_or_shown() {
    let key = key();
    let (workspace, mut client, uri) = with_key(capable(), &key);
    client.settle();
    let found = client.pull(&uri, None)["items"].clone();
    assert!(!found.to_string().contains(&key));
    let actions = actions(&mut client, &uri, &found, None);
    let fix = actions.iter().find(|it| it["isPreferred"] == true).unwrap();
    assert_eq!(fix["kind"], "quickfix");
    assert!(
        fix["title"].as_str().unwrap().contains("`.env`"),
        "{}",
        fix["title"]
    );
    assert_eq!(fix["diagnostics"][0]["code"], "hardcoded-key");
    assert_eq!(fix["diagnostics"][0]["data"], found[0]["data"]);

    let names = changed(&workspace, fix);
    let place = |name: &str| names.iter().position(|it| it == name);
    assert!(
        place(".gitignore").unwrap() < place(".env").unwrap(),
        "{names:?}"
    );
    assert!(place(".env").unwrap() < place("a.ts").unwrap(), "{names:?}");
    let source = fix["edit"]["documentChanges"].as_array().unwrap();
    let source = source
        .iter()
        .find(|it| it["textDocument"]["uri"] == uri.as_str());
    assert_eq!(source.unwrap()["textDocument"]["version"], 1);

    apply(&workspace, fix);
    assert!(workspace.read(".env").contains(&key));
    assert!(!workspace.read("a.ts").contains(&key));
    client.change(&uri, 2, json!([{ "text": workspace.read("a.ts") }]));
    let left = client.pull(&uri, None)["items"].to_string();
    assert!(!left.contains("hardcoded-key"), "{left}");
}

#[test]
fn only_the_kinds_asked_for_are_offered() {
    let (_workspace, mut client, uri) = with_key(capable(), &key());
    client.settle();
    for (only, quick, all) in [
        (None, true, true),
        (Some(json!([])), false, false),
        (Some(json!(["quickfix"])), true, false),
        (Some(json!(["quickfix.other"])), false, false),
        (Some(json!(["source"])), false, true),
        (Some(json!(["source.fixAll"])), false, true),
        (Some(json!(["source.fixAll.windbreak"])), false, true),
        (
            Some(json!(["source.fixAll.other", "refactor"])),
            false,
            false,
        ),
    ] {
        let actions = actions(&mut client, &uri, &json!([]), only.clone());
        let has = |kind: &str| actions.iter().any(|action| action["kind"] == kind);
        assert_eq!(has("quickfix"), quick, "{only:?}");
        assert_eq!(has("source.fixAll.windbreak"), all, "{only:?}");
    }
}

#[test]
fn a_client_that_makes_no_files_is_not_asked_to() {
    let mut capabilities = capable();
    capabilities["workspace"]["workspaceEdit"] = json!({ "documentChanges": true });
    let key = key();
    let (_workspace, mut client, uri) = with_key(capabilities, &key);
    client.settle();
    let actions = actions(&mut client, &uri, &json!([]), None);
    assert!(!actions.is_empty());
    for action in &actions {
        assert!(!action.to_string().contains("\"create\""), "{action}");
        assert!(!action.to_string().contains(&key), "{action}");
    }

    // One that knows no actions at all is offered none.
    let mut client = Client::start();
    assert!(
        client
            .initialize(json!({}))
            .get("codeActionProvider")
            .is_none()
    );
}

#[test]
fn accepting_a_finding_leaves_the_reason_to_the_person() {
    let (workspace, mut client, uri) = with_key(capable(), &key());
    client.settle();
    let actions = actions(&mut client, &uri, &json!([]), Some(json!(["quickfix"])));
    let accept = actions.iter().find(|action| {
        let title = action["title"].as_str().unwrap();
        title.starts_with("Ignore") && title.contains("hardcoded-key")
    });
    apply(&workspace, accept.unwrap());
    let text = workspace.read("a.ts");
    assert_eq!(text.lines().count(), 3);
    assert!(
        text.contains("\n// windbreak-ignore hardcoded-key: "),
        "{text}"
    );
    client.change(&uri, 2, json!([{ "text": text }]));
    let left = client.pull(&uri, None)["items"].to_string();
    assert!(!left.contains("hardcoded-key"), "{left}");
}

#[test]
fn the_page_of_a_rule_is_shown_on_its_finding() {
    let (_workspace, mut client, uri) = with_key(capable(), &key());
    let hover = |client: &mut Client, line: u64, character: u64| {
        let place = json!({ "line": line, "character": character });
        client.call(
            "textDocument/hover",
            json!({ "textDocument": { "uri": uri }, "position": place }),
        )
    };
    let shown = hover(&mut client, 1, 45);
    assert_eq!(shown["contents"]["kind"], "markdown");
    assert!(
        shown["contents"]["value"]
            .as_str()
            .unwrap()
            .contains("hardcoded-key")
    );
    assert_eq!(shown["range"]["start"]["line"], 1);
    assert!(hover(&mut client, 0, 0).is_null());
}
