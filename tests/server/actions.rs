//! What can be done about findings.

use crate::client::{Answers, Client};
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
fn what_a_client_cannot_make_is_made_for_it() {
    let mut capabilities = capable();
    capabilities["workspace"]["workspaceEdit"] = json!({ "documentChanges": true });
    capabilities["workspace"]["applyEdit"] = json!(true);
    let key = key();
    let (workspace, client, uri) = with_key(capabilities, &key);
    let mut client = client.answers(Answers::None);
    client.settle();
    let offered = actions(&mut client, &uri, &json!([]), Some(json!(["quickfix"])));
    let fix = offered
        .iter()
        .find(|action| {
            action["title"]
                .as_str()
                .unwrap()
                .starts_with("Move the key")
        })
        .expect("it is offered");
    assert_eq!(fix["isPreferred"], true);
    assert!(fix.get("edit").is_none());
    let command = &fix["command"];
    client.call(
        "workspace/executeCommand",
        json!({ "command": command["command"], "arguments": command["arguments"] }),
    );
    let asked = client.asked("workspace/applyEdit");
    client.reply(&asked, json!({ "applied": true }));
    // What goes before is on disk when the client is asked.
    assert_eq!(workspace.read(".gitignore"), ".env\n");
    assert_eq!(workspace.read(".env"), format!("MISTRAL_API_KEY={key}\n"));
    assert!(workspace.read("a.ts").contains(&key));
    apply(&workspace, &asked["params"]);
    let text = workspace.read("a.ts");
    assert!(!text.contains(&key));
    assert!(text.contains("process.env.MISTRAL_API_KEY"), "{text}");
    assert!(!asked.to_string().contains(&key));

    // The command of a finding that is gone says so and does nothing.
    client.change(&uri, 2, json!([{ "text": "" }]));
    client.call(
        "workspace/executeCommand",
        json!({ "command": command["command"], "arguments": command["arguments"] }),
    );
    let shown = client.notification("window/showMessage");
    assert!(shown.to_string().contains("no longer there"), "{shown}");
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

/// A client that asks for changes later and has people confirm doubtful ones.
fn patient() -> Value {
    let mut capabilities = capable();
    let action = &mut capabilities["textDocument"]["codeAction"];
    action["dataSupport"] = json!(true);
    action["resolveSupport"] = json!({ "properties": ["edit"] });
    let edit = &mut capabilities["workspace"]["workspaceEdit"];
    edit["changeAnnotationSupport"] = json!({ "groupsOnLabel": true });
    capabilities
}

/// A program with three keys, of which the second stands for the first in a test's eyes.
fn with_keys(keys: &[String]) -> String {
    let clients = keys
        .iter()
        .enumerate()
        .map(|(n, key)| format!("export const client{n} = new Mistral({{ apiKey: '{key}' }});\n"));
    format!(
        "import {{ Mistral }} from '@mistralai/mistralai';\n{}",
        clients.collect::<String>()
    )
}

/// Other keys, made of one.
fn keys() -> Vec<String> {
    let key = key();
    (0..3)
        .map(|n| format!("{}{}", &key[n..], &key[..n]))
        .collect()
}

fn titled<'a>(actions: &'a [Value], title: &str) -> &'a Value {
    let found = actions
        .iter()
        .find(|it| it["title"].as_str().unwrap().contains(title));
    found.unwrap_or_else(|| panic!("there is no {title}: {actions:#?}"))
}

#[test]
fn all_keys_of_a_file_are_moved_in_one_go() {
    let keys = keys();
    let workspace = Workspace::new(&[("a.ts", &with_keys(&keys)), ("package.json", "{}")]);
    let uri = workspace.uri("a.ts");
    let mut client = Client::start();
    client.initialize(workspace.greeting(capable()));
    client.open(&uri, "typescript", &with_keys(&keys));
    client.settle();
    let only = Some(json!(["source.fixAll.windbreak"]));
    let all = actions(&mut client, &uri, &json!([]), only);
    assert_eq!(all.len(), 1);
    let names = changed(&workspace, &all[0]);
    assert_eq!(names, [".gitignore", ".env", ".env.example", "a.ts"]);
    apply(&workspace, &all[0]);
    let env = workspace.read(".env");
    assert!(
        keys.iter().all(|key| env.contains(&format!("={key}\n"))),
        "{}",
        env.lines().count()
    );
    let source = workspace.read("a.ts");
    assert!(!keys.iter().any(|key| source.contains(key)));
    client.change(&uri, 2, json!([{ "text": source }]));
    let left = client.pull(&uri, None)["items"].to_string();
    assert!(!left.contains("hardcoded-key"), "{left}");
}

#[test]
fn changes_of_several_files_are_asked_for_when_they_are_chosen() {
    let keys = keys();
    let second = with_keys(&keys[2..]);
    let files = [
        ("a.ts", &*with_keys(&keys[..2])),
        ("b.ts", &second),
        ("package.json", "{}"),
    ];
    let workspace = Workspace::new(&files);
    let uri = workspace.uri("a.ts");
    let mut client = Client::start();
    let server = client.initialize(workspace.greeting(patient()));
    assert_eq!(server["codeActionProvider"]["resolveProvider"], true);
    client.open(&uri, "typescript", files[0].1);
    client.settle();
    let only = Some(json!(["quickfix"]));
    let offered = actions(&mut client, &uri, &json!([]), only);
    for action in &offered {
        let shown = action.to_string();
        assert!(
            !keys.iter().any(|key| shown.contains(&key[4..28])),
            "{shown}"
        );
    }
    let one = titled(&offered, "Move the key to");
    assert!(one.get("edit").is_none() && one["isPreferred"] == true);
    let one = client.call("codeAction/resolve", one.clone());
    assert_eq!(changed(&workspace, &one).last().unwrap(), "a.ts");

    let everywhere = titled(&offered, "Fix all `hardcoded-key` in this workspace");
    let everywhere = client.call("codeAction/resolve", everywhere.clone());
    apply(&workspace, &everywhere);
    let env = workspace.read(".env");
    assert!(keys.iter().all(|key| env.contains(key)));
    assert!(!workspace.read("b.ts").contains(&keys[2]));

    // What an action was for may be gone by then.
    client.change(&uri, 2, json!([{ "text": workspace.read("a.ts") }]));
    let late = client.call(
        "codeAction/resolve",
        titled(&offered, "Move the key to").clone(),
    );
    assert!(late.get("edit").is_none(), "{late}");
}

#[test]
fn a_change_that_may_do_harm_is_to_be_confirmed() {
    let program = "import { Mistral } from '@mistralai/mistralai';\n\
                   const client = new Mistral({ apiKey: process.env['KEY'] });\n\
                   export const ask = () => client.chat.complete({ model: 'a', messages: [] });\n";
    let workspace = Workspace::new(&[("a.ts", program), ("package.json", "{}")]);
    let uri = workspace.uri("a.ts");
    for (capabilities, confirms) in [(patient(), true), (capable(), false)] {
        let mut client = Client::start();
        client.initialize(workspace.greeting(capabilities));
        client.open(&uri, "typescript", program);
        client.settle();
        let offered = actions(&mut client, &uri, &json!([]), Some(json!(["quickfix"])));
        let mut record = titled(&offered, "Record `chat.complete`").clone();
        assert!(record.get("isPreferred").is_none());
        let says_so = record["title"].as_str().unwrap().contains("may change");
        assert_eq!(says_so, !confirms);
        if confirms {
            record = client.call("codeAction/resolve", record);
        }
        let marks = &record["edit"]["changeAnnotations"];
        assert_eq!(
            marks["windbreak"]["needsConfirmation"] == true,
            confirms,
            "{record}"
        );
        for change in record["edit"]["documentChanges"].as_array().unwrap() {
            let marked = change["annotationId"] == "windbreak"
                || change["edits"][0]["annotationId"] == "windbreak";
            assert_eq!(marked, confirms, "{change}");
        }
        let all = actions(
            &mut client,
            &uri,
            &json!([]),
            Some(json!(["source.fixAll"])),
        );
        assert!(!all.iter().any(|it| it.to_string().contains("withAudit")));
    }
}
