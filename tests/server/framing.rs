//! Bytes that are no messages: they are answered with an error, and what follows is served.

use crate::client::Client;
use serde_json::json;

#[test]
fn malformed_bodies_are_answered_and_the_session_goes_on() {
    let mut client = Client::with(json!({}));
    for (body, code) in [
        (&b"{"[..], -32700),
        (b"\xff\xfe", -32700),
        (b"[]", -32600),
        (b"{}", -32600),
        (b"null", -32600),
        (br#"{"jsonrpc":"1.0","method":"exit"}"#, -32600),
        (br#"{"jsonrpc":"2.0","method":["exit"]}"#, -32600),
        (br#"[{"jsonrpc":"2.0","method":"exit"}]"#, -32600),
    ] {
        client.write_body(body);
        assert_eq!(client.stray_answer()["error"]["code"], code);
    }
    client.write_body(br#"{"jsonrpc":"2.0","id":4711,"method":{}}"#);
    assert_eq!(client.answer(4711)["error"]["code"], -32600);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    client.write_body(deep.as_bytes());
    assert_eq!(client.stray_answer()["error"]["code"], -32700);
    assert!(client.status().contains("open documents: 0"));
}

#[test]
fn nonsense_between_messages_is_skipped() {
    let mut client = Client::with(json!({}));
    for nonsense in [
        &b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"[..],
        b"Content-Length: lots\r\n\r\n",
        b"Content-Length: 99999999999999999999999\r\n\r\n",
        b"Content-Length: 9999999999\r\n\r\n{\"jsonrpc\":\"2.0\"}",
        b"Content-Length: -1\r\n\r\n",
        b"\0\xff garbage without an end ",
    ] {
        client.write(nonsense);
        assert!(client.status().contains("open documents: 0"));
        assert_eq!(client.stray_answer()["error"]["code"], -32700);
    }
    client.write(&vec![b'x'; 1 << 20]);
    assert!(client.status().contains("open documents: 0"));
}

#[test]
fn a_message_may_come_in_pieces() {
    let mut client = Client::with(json!({}));
    let body = br#"{"jsonrpc":"2.0","id":4711,"method":"shutdown"}"#;
    let head = format!(
        "Content-Type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    for byte in [head.as_bytes(), body].concat() {
        client.write(&[byte]);
    }
    assert!(client.answer(4711)["result"].is_null());
}

#[test]
fn refused_parameters_are_not_quoted() {
    let mut client = Client::with(json!({}));
    let id = client.request("textDocument/hover", json!({ "textDocument": "a secret" }));
    let answer = client.answer(id);
    assert_eq!(answer["error"]["code"], -32602);
    assert!(!answer.to_string().contains("secret"));
}
