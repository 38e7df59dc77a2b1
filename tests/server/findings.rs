//! What the rules find, as a client sees it.

use crate::client::{Client, edit, pulls};
use crate::workspace::{Workspace, key, program};
use serde_json::{Value, json};

const PUBLISH: &str = "textDocument/publishDiagnostics";
const RULE: &str = "hardcoded-key";

/// The ranges of the findings of `RULE`.
fn places(diagnostics: &Value) -> Vec<&Value> {
    let diagnostics = diagnostics.as_array().expect("diagnostics are a list");
    let ours = diagnostics.iter().filter(|it| it["code"] == RULE);
    ours.map(|it| &it["range"]).collect()
}

/// Waits until the findings of `RULE` in a file are this many.
fn wait_for(client: &mut Client, uri: &str, count: usize) -> Value {
    loop {
        let told = client.notification(PUBLISH);
        if told["uri"] == uri && places(&told["diagnostics"]).len() == count {
            return told;
        }
    }
}

fn all_of_a_diagnostic() -> Value {
    json!({ "textDocument": { "publishDiagnostics": {
        "relatedInformation": true,
        "codeDescriptionSupport": true,
        "dataSupport": true,
        "tagSupport": { "valueSet": [1, 2] },
    } } })
}

#[test]
fn a_key_is_found_as_it_is_typed_and_is_gone_when_it_is() {
    let key = key();
    let workspace = Workspace::new(&[]);
    let uri = workspace.uri("a.ts");
    let mut client = Client::start();
    client.initialize(workspace.greeting(all_of_a_diagnostic()));
    client.open(&uri, "typescript", &program(""));
    wait_for(&mut client, &uri, 0);
    for (n, letter) in (0..).zip(key.chars()) {
        let at = (1, 38 + n);
        client.change(
            &uri,
            2 + n as i64,
            json!([edit(at, at, &letter.to_string())]),
        );
    }
    // Half a key is not known to be one, but what has no business there is told of.
    let told = loop {
        let told = wait_for(&mut client, &uri, 1);
        if told["version"] == 33 {
            break told;
        }
    };
    let found = told["diagnostics"].as_array().unwrap();
    let found = found.iter().find(|it| it["code"] == RULE).unwrap();
    assert_eq!(found["severity"], 1);
    assert_eq!(found["source"], "windbreak");
    assert_eq!(found["range"]["start"]["line"], 1);
    let page = found["codeDescription"]["href"].as_str().unwrap();
    assert!(page.ends_with("hardcoded-key.md"), "{page}");
    assert!(found["data"].is_object());
    assert!(!told.to_string().contains(&key));

    client.change(&uri, 34, json!([edit((1, 37), (1, 72), "key")]));
    wait_for(&mut client, &uri, 0);
}

#[test]
fn settings_texts_and_pages_are_checked_as_code_is() {
    let workspace = Workspace::new(&[]);
    let mut client = Client::start();
    client.initialize(workspace.greeting(all_of_a_diagnostic()));
    let key = key();
    let script = format!("<p>é</p>\n<script>\n{}</script>\n", program(&key));
    for (name, language, text, line) in [
        ("a.yaml", "yaml", format!("mistral:\n  api_key: {key}\n"), 1),
        (
            "a.json",
            "json",
            format!("{{\n\"MISTRAL_API_KEY\": \"{key}\"}}"),
            1,
        ),
        ("a.md", "markdown", format!("\nMISTRAL_API_KEY={key}\n"), 1),
        ("a.vue", "vue", script, 3),
    ] {
        let uri = workspace.uri(name);
        client.open(&uri, language, "");
        wait_for(&mut client, &uri, 0);
        client.change(&uri, 2, json!([edit((0, 0), (0, 0), &text)]));
        let told = wait_for(&mut client, &uri, 1);
        assert_eq!(
            places(&told["diagnostics"])[0]["start"]["line"],
            line,
            "{name}"
        );
        assert!(!told.to_string().contains(&key), "{name}");
        client.close(&uri);
    }
}

#[test]
fn a_client_that_can_do_little_gets_little() {
    let mut client = Client::with(json!({}));
    client.open("untitled:Untitled-1", "typescript", &program(&key()));
    let told = wait_for(&mut client, "untitled:Untitled-1", 1);
    for member in ["codeDescription", "data", "relatedInformation", "tags"] {
        assert!(told["diagnostics"][0].get(member).is_none(), "{member}");
    }
}

#[test]
fn columns_are_counted_as_agreed() {
    let text = format!("/* é𝕏 */ {}", program(&key()).replace('\n', " "));
    let quote = text.find("apiKey: '").unwrap() + "apiKey: ".len();
    for (encoding, shorter) in [("utf-8", 0), ("utf-16", 3), ("utf-32", 4)] {
        let mut client = Client::with(json!({ "general": { "positionEncodings": [encoding] } }));
        client.open("untitled:a", "typescript", &text);
        let told = wait_for(&mut client, "untitled:a", 1);
        let start = &places(&told["diagnostics"])[0]["start"];
        let column = start["character"].as_u64().unwrap() as usize;
        let inside = [quote - shorter, quote + 1 - shorter];
        assert!(inside.contains(&column), "{encoding}: {column}");
    }
}

#[test]
fn both_ways_of_delivery_say_the_same() {
    let text = program(&key());
    let mut told = Client::with(all_of_a_diagnostic());
    told.open("untitled:a", "typescript", &text);
    let told = wait_for(&mut told, "untitled:a", 1);

    let mut capabilities = all_of_a_diagnostic();
    capabilities["textDocument"]["diagnostic"] = json!({});
    let mut asking = Client::with(capabilities);
    asking.open("untitled:a", "typescript", &text);
    let asked = asking.pull("untitled:a", None);
    assert_eq!(told["diagnostics"], asked["items"]);

    let id = asked["resultId"].as_str().unwrap();
    assert_eq!(asking.pull("untitled:a", Some(id))["kind"], "unchanged");
    asking.change("untitled:a", 2, json!([edit((0, 0), (0, 0), "\n")]));
    let moved = asking.pull("untitled:a", Some(id));
    assert_eq!(moved["kind"], "full");
    assert_eq!(moved["items"][0]["data"], asked["items"][0]["data"]);
}

#[test]
fn an_answer_is_of_the_text_after_all_changes() {
    let mut client = Client::with(pulls());
    let uri = "untitled:a";
    client.open(uri, "typescript", &program(&key()));
    for line in 1..200 {
        client.change(uri, 1 + line, json!([edit((0, 0), (0, 0), "\n")]));
        if line % 10 == 0 {
            let items = &client.pull(uri, None)["items"];
            assert_eq!(places(items)[0]["start"]["line"], line + 1);
        }
    }
}

#[test]
fn files_that_are_not_open_are_looked_at_too() {
    let text = program(&key());
    let workspace = Workspace::new(&[
        ("src/a.ts", &text),
        ("node_modules/b/b.ts", &text),
        ("ignored/c.ts", &text),
        (".gitignore", "ignored/\n"),
    ]);
    let uri = workspace.uri("src/a.ts");
    let mut client = Client::start();
    client.initialize(workspace.greeting(json!({})));
    let told = wait_for(&mut client, &uri, 1);
    assert!(told.get("version").is_none());
    client.settle();
    assert!(client.received(PUBLISH).is_empty());

    // Opened, it is the editor's, and what the editor has counts.
    client.open(&uri, "typescript", &text);
    assert_eq!(wait_for(&mut client, &uri, 1)["version"], 1);
    client.change(&uri, 2, json!([{ "text": "" }]));
    assert_eq!(wait_for(&mut client, &uri, 0)["version"], 2);
    client.close(&uri);
    assert!(wait_for(&mut client, &uri, 1).get("version").is_none());

    let settings = json!({ "windbreak": { "diagnostics": "openFiles" } });
    client.notify(
        "workspace/didChangeConfiguration",
        json!({ "settings": settings }),
    );
    wait_for(&mut client, &uri, 0);
    client.open(&uri, "typescript", &text);
    wait_for(&mut client, &uri, 1);
    client.close(&uri);
    wait_for(&mut client, &uri, 0);
}

#[test]
fn other_peoples_code_is_left_alone_even_if_it_is_open() {
    let workspace = Workspace::new(&[("windbreak.toml", "exclude = ['legacy/**']\n")]);
    let mut client = Client::start();
    client.initialize(workspace.greeting(pulls()));
    client.settle();
    for name in ["node_modules/b/b.ts", "legacy/old.ts"] {
        let uri = workspace.uri(name);
        client.open(&uri, "typescript", &program(&key()));
        assert_eq!(client.pull(&uri, None)["items"], json!([]), "{name}");
    }
}

#[test]
fn changes_on_disk_are_followed() {
    let text = program(&key());
    let workspace = Workspace::new(&[("a.ts", &text)]);
    let changed = |client: &mut Client, name: &str, kind: u8| {
        let change = json!({ "uri": workspace.uri(name), "type": kind });
        client.notify(
            "workspace/didChangeWatchedFiles",
            json!({ "changes": [change] }),
        );
    };
    let mut client = Client::start();
    client.initialize(workspace.greeting(json!({})));
    let (a, b) = (workspace.uri("a.ts"), workspace.uri("b.ts"));
    wait_for(&mut client, &a, 1);

    workspace.write("b.ts", &text);
    changed(&mut client, "b.ts", 1);
    wait_for(&mut client, &b, 1);
    workspace.write("b.ts", "const nothing = 'of Mistral';");
    changed(&mut client, "b.ts", 2);
    wait_for(&mut client, &b, 0);
    std::fs::remove_file(workspace.root().join("a.ts")).unwrap();
    changed(&mut client, "a.ts", 3);
    wait_for(&mut client, &a, 0);

    workspace.write("b.ts", &text);
    changed(&mut client, "b.ts", 2);
    wait_for(&mut client, &b, 1);
    workspace.write("windbreak.toml", "[rules]\nhardcoded-key = 'off'\n");
    changed(&mut client, "windbreak.toml", 1);
    wait_for(&mut client, &b, 0);
    workspace.write("windbreak.toml", "[rules]\nhardcoded-key = 'lout'\n");
    changed(&mut client, "windbreak.toml", 2);
    let shown = client.notification("window/showMessage");
    assert!(
        shown["message"]
            .as_str()
            .unwrap()
            .contains("windbreak.toml")
    );
    client.settle();
    // What held before holds on.
    assert!(client.received(PUBLISH).is_empty());
}

#[test]
fn a_question_about_the_workspace_is_answered_when_there_is_news() {
    let workspace = Workspace::new(&[("a.ts", &program(&key()))]);
    let (a, b) = (workspace.uri("a.ts"), workspace.uri("b.ts"));
    let mut client = Client::start();
    client.initialize(workspace.greeting(pulls()));
    let ask = |client: &mut Client, known: Value| {
        client.request(
            "workspace/diagnostic",
            json!({ "previousResultIds": known }),
        )
    };
    let first = ask(&mut client, json!([]));
    let items = client.answer(first)["result"]["items"].clone();
    assert_eq!(items[0]["uri"], a);
    assert_eq!(places(&items[0]["items"]).len(), 1, "{items}");

    let known = json!({ "uri": a, "value": items[0]["resultId"] });
    let waiting = ask(&mut client, json!([known]));
    client.open(&b, "typescript", &program(&key()));
    let items = client.answer(waiting)["result"]["items"].clone();
    assert_eq!(items.as_array().unwrap().len(), 1);
    assert_eq!(items[0]["uri"], b);
    assert_eq!(items[0]["version"], 1);
}

#[test]
fn a_file_that_is_imported_bears_on_one_that_imports_it() {
    let user = "import { apiKey } from './key';\n\
                import { Mistral } from '@mistralai/mistralai';\n\
                new Mistral({ apiKey });\n";
    let text = |key: &str| format!("export const apiKey = '{key}'; // for Mistral\n");
    let workspace = Workspace::new(&[("user.ts", user), ("key.ts", &text(""))]);
    let uri = workspace.uri("key.ts");
    let mut client = Client::start();
    client.initialize(workspace.greeting(all_of_a_diagnostic()));
    client.open(&uri, "typescript", &text(""));
    client.settle();
    client.change(&uri, 2, json!([{ "text": text(&key()) }]));
    let told = wait_for(&mut client, &uri, 1);
    let related = &told["diagnostics"][0]["relatedInformation"][0];
    assert_eq!(
        related["location"]["uri"],
        workspace.uri("user.ts"),
        "{told}"
    );
}

/// A file that hands an address of Mistral's and a key to another, or does not.
fn asking(hands: bool) -> String {
    let ask = "import { post } from './post';\nconst url = 'https://api.mistral.ai/v1/models';\n";
    let call = "post(url, process.env.MISTRAL_API_KEY);\n";
    format!("{ask}{}", if hands { call } else { "" })
}

/// The other one, which prints the key so often.
fn posting(prints: usize) -> String {
    let print = "console.log(key);\n".repeat(prints);
    format!(
        "export const post = (url: string, key: string) => {{\n{print}\
         return fetch(url, {{ headers: {{ Authorization: `Bearer ${{key}}` }} }});\n}};\n"
    )
}

/// Waits until a file has so many findings of `rule`.
fn wait_for_rule(client: &mut Client, uri: &str, rule: &str, count: usize) {
    loop {
        let told = client.notification(PUBLISH);
        let found = told["diagnostics"].as_array().into_iter().flatten();
        if told["uri"] == uri && found.filter(|it| it["code"] == rule).count() == count {
            return;
        }
    }
}

#[test]
fn a_file_that_says_nothing_of_mistral_is_read_again_when_it_changes() {
    let workspace = Workspace::new(&[("ask.ts", &asking(true)), ("post.ts", &posting(1))]);
    let uri = workspace.uri("post.ts");
    let mut client = Client::start();
    client.initialize(workspace.greeting(json!({})));
    wait_for_rule(&mut client, &uri, "logged-key", 1);
    workspace.write("post.ts", &posting(2));
    let change = json!({ "uri": uri, "type": 2 });
    client.notify(
        "workspace/didChangeWatchedFiles",
        json!({ "changes": [change] }),
    );
    wait_for_rule(&mut client, &uri, "logged-key", 2);
}

#[test]
fn a_file_that_is_handed_something_is_read_once_it_is() {
    let workspace = Workspace::new(&[("ask.ts", &asking(false)), ("post.ts", &posting(1))]);
    let uri = workspace.uri("ask.ts");
    let mut client = Client::start();
    client.initialize(workspace.greeting(json!({})));
    client.open(&uri, "typescript", &asking(false));
    client.settle();
    workspace.write("ask.ts", &asking(true));
    client.change(&uri, 2, json!([{ "text": asking(true) }]));
    let saved = json!({ "textDocument": { "uri": uri } });
    client.notify("textDocument/didSave", saved);
    wait_for_rule(&mut client, &workspace.uri("post.ts"), "logged-key", 1);
}

#[test]
fn the_server_finds_what_the_command_line_finds() {
    let workspace = Workspace::new(&[
        ("a.ts", &program(&key())),
        (
            "b/b.py",
            &format!(
                "from mistralai import Mistral\nc = Mistral(api_key='{}')\n",
                key()
            ),
        ),
        (
            "c.ts",
            "import { Mistral } from '@mistralai/mistralai';\nexport const ask = (m: string) =>\n  new Mistral().chat.complete({ model: m, messages: [] });\n",
        ),
        (".env", &format!("MISTRAL_API_KEY={}\n", key())),
    ]);
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_windbreak"))
        .args(["check", "--format", "json"])
        .current_dir(workspace.root())
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut expected: Vec<_> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            let place = &it["range"]["start"];
            let path = it["path"].as_str().unwrap();
            format!("{path} {} {} {}", it["rule"], place["line"], it["message"])
        })
        .collect();
    expected.sort();
    assert!(expected.len() >= 3, "{report}");

    let mut client = Client::start();
    client.initialize(workspace.greeting(pulls()));
    client.settle();
    let ask = json!({ "previousResultIds": [] });
    let closed = client.call("workspace/diagnostic", ask.clone());
    for name in ["a.ts", "b/b.py", "c.ts", ".env"] {
        client.open(&workspace.uri(name), "plaintext", &workspace.read(name));
        client.pull(&workspace.uri(name), None);
    }
    let open = client.call("workspace/diagnostic", ask);
    for found in [closed, open] {
        assert_eq!(flattened(&workspace, &found), expected);
    }
}

/// Findings of the workspace as lines of text, in order.
fn flattened(workspace: &Workspace, report: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    for file in report["items"].as_array().unwrap() {
        let path = file["uri"].as_str().unwrap();
        let path = path.strip_prefix(&workspace.uri("")).unwrap();
        for it in file["items"].as_array().unwrap() {
            let line = it["range"]["start"]["line"].as_u64().unwrap() + 1;
            lines.push(format!("{path} {} {line} {}", it["code"], it["message"]));
        }
    }
    lines.sort();
    lines
}
