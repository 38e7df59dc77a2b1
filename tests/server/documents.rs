//! Documents as the client sends them: their addresses, encodings and changes.

use crate::client::{Client, edit};
use serde_json::json;

const URI: &str = "file:///nowhere/a.ts";

#[test]
fn the_first_encoding_that_both_know_is_used() {
    for (offered, agreed) in [
        (json!(null), "utf-16"),
        (json!([]), "utf-16"),
        (json!(["utf-7", "utf-32", "utf-8"]), "utf-32"),
        (json!(["utf-8", "utf-16"]), "utf-8"),
        (json!(["utf-16", "utf-8"]), "utf-16"),
    ] {
        let mut client = Client::start();
        let general = json!({ "positionEncodings": offered });
        let server = client.initialize(json!({ "capabilities": { "general": general } }));
        assert_eq!(server["positionEncoding"], agreed);
        let status = client.status();
        assert!(status.contains(&format!("position encoding: {agreed}\n")));
    }
}

#[test]
fn columns_are_counted_as_agreed() {
    // The column after `é𝕏` in each encoding; what is taken out stands there.
    for (encoding, column) in [("utf-8", 6), ("utf-16", 3), ("utf-32", 2)] {
        let general = json!({ "positionEncodings": [encoding] });
        let mut client = Client::with(json!({ "general": general }));
        client.open(URI, "typescript", "é𝕏abc𝕏\r\n");
        let change = edit((0, column), (0, column + 3), "");
        client.change(URI, 2, json!([change]));
        let change = edit((0, column), (1, 0), "");
        client.change(URI, 3, json!([change]));
        let status = client.status();
        assert!(status.contains(" 6 bytes, 1 lines"), "{encoding}: {status}");
    }
}

#[test]
fn places_outside_the_text_are_brought_into_it() {
    let mut client = Client::with(json!({}));
    client.open(URI, "typescript", "ab\ncd");
    let far = u64::from(u32::MAX);
    let changes = json!([
        edit((0, 99), (0, 99), "!"),
        edit((99, 0), (99, 5), "?"),
        edit((1, 3), (0, 0), ""),
        edit((far, far), (far * 7, far * 7), "x"),
        { "range": { "start": { "line": -1, "character": -1 },
                     "end": { "line": -5, "character": 1e99 } }, "text": "" },
    ]);
    client.change(URI, 2, changes);
    let status = client.status();
    assert!(status.contains("version 2,"), "{status}");
}

#[test]
fn odd_addresses_upset_nothing() {
    let mut client = Client::with(json!({}));
    let uris = [
        ("untitled:Untitled-1", "typescript", "TypeScript"),
        ("untitled:Untitled-2", "python", "Python"),
        (
            "file:///nowhere/a%20b/%C3%A9%23.ts",
            "typescript",
            "TypeScript",
        ),
        ("file:///nowhere/script", "python", "Python"),
        ("file:///c%3A/app/a.tsx", "typescriptreact", "Tsx"),
        ("file:///C:/app/a.js", "javascript", "JavaScript"),
        ("file:///nowhere/.env.local", "plaintext", "Dotenv"),
        ("file:///nowhere/%FF%00.py", "python", "Python"),
        ("file:///nowhere/a.md", "markdown", "Data(Markdown)"),
        ("file:///nowhere/a.txt", "plaintext", "not checked"),
        (
            "git:/nowhere/a.ts?%7B%22ref%22%3A%22%22%7D",
            "typescript",
            "not checked",
        ),
        (
            "vscode-notebook-cell:/nowhere/n.ipynb#W0sZmlsZQ%3D%3D",
            "python",
            "not checked",
        ),
        ("file://server/share/a.ts", "typescript", "not checked"),
        ("output:extension-output-1", "Log", "not checked"),
    ];
    for (uri, language, _) in uris {
        client.open(uri, language, "a = 1\n");
        client.change(uri, 2, json!([edit((0, 0), (0, 0), "b = 2\n")]));
    }
    client.open("not a uri", "typescript", "a = 1\n");
    client.change("C:\\nowhere\\a.ts", 2, json!([edit((0, 0), (0, 0), "b")]));
    let status = client.status();
    assert!(
        status.contains(&format!("open documents: {}\n", uris.len())),
        "{status}"
    );
    for (uri, _, language) in uris {
        let known = format!("{uri} version 2, {language}, ");
        assert!(status.contains(&known), "{known}: {status}");
    }
    for (uri, ..) in uris {
        client.close(uri);
    }
    assert!(client.status().contains("open documents: 0"));
}

#[test]
fn documents_that_are_not_open_are_left_alone() {
    let mut client = Client::with(json!({}));
    client.change(URI, 5, json!([edit((0, 0), (0, 0), "a")]));
    client.close(URI);
    client.open(URI, "typescript", "one");
    client.open(URI, "typescript", "three");
    client.change(
        URI,
        7,
        json!([{ "text": "a whole new text\n" }, edit((0, 0), (0, 2), "")]),
    );
    let status = client.status();
    assert!(status.contains("version 7,"), "{status}");
    assert!(status.contains(" 15 bytes, 2 lines"), "{status}");
    client.close(URI);
    client.close(URI);
    assert!(client.status().contains("open documents: 0"));
}
