use super::*;
use proptest::prelude::*;

const HELLO: &str = r#"{"jsonrpc":"2.0","id":1,"method":"hello"}"#;

fn framed(body: &str) -> Vec<u8> {
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// What comes out when `bytes` come in, in pieces of `size`.
fn all(bytes: &[u8], size: usize) -> Vec<Result<Vec<u8>, Malformed>> {
    let mut frames = Frames::default();
    let mut out = Vec::new();
    for piece in bytes.chunks(size) {
        frames.push(piece);
        out.extend(std::iter::from_fn(|| frames.take()));
    }
    out
}

/// Like [`all`], with a message as its text and nonsense as its code.
fn shown(bytes: &[u8]) -> Vec<String> {
    let show = |frame: Result<Vec<u8>, Malformed>| match frame {
        Ok(body) => String::from_utf8(body).unwrap(),
        Err(malformed) => format!("{} {}", malformed.code, malformed.id),
    };
    let whole: Vec<_> = all(bytes, usize::MAX).into_iter().map(show).collect();
    for size in [1, 7] {
        let pieces: Vec<_> = all(bytes, size).into_iter().map(show).collect();
        assert_eq!(whole, pieces, "in pieces of {size}");
    }
    whole
}

#[test]
fn messages_come_out_as_they_went_in() {
    let reply = r#"{"jsonrpc":"2.0","id":"a","result":null}"#;
    let bytes = [framed(HELLO), framed(""), framed(reply)].concat();
    assert_eq!(shown(&bytes), [HELLO, reply]);
}

#[test]
fn other_headers_and_other_cases_are_fine() {
    let typed = format!(
        "content-type: application/vscode-jsonrpc; charset=utf8\r\nCONTENT-LENGTH:{}\r\n\r\n{HELLO}",
        HELLO.len()
    );
    let after = format!("Content-Length: {}\r\nX-A: b\r\n\r\n{HELLO}", HELLO.len());
    assert_eq!(shown(typed.as_bytes()), [HELLO]);
    assert_eq!(shown(after.as_bytes()), [HELLO]);
}

#[test]
fn nonsense_is_told_of_once_and_the_next_message_is_found() {
    for nonsense in [
        "garbage",
        "gar\r\nbage\r\n",
        "garbage\r\n\r\n",
        "Content-Length: none\r\n\r\n",
        "Content-Length: -3\r\n\r\n",
        "Content-Length: 99999999999999999999\r\n\r\n{}",
        "Content-Length: 999999999999\r\n\r\n{\"jsonrpc\":\"2.0\"}",
        "X-A: b\r\n\r\n{\"a\":\r\n\r\n1}",
        "\u{feff}",
        "é€😀",
    ] {
        let bytes = [nonsense.as_bytes(), &framed(HELLO), &framed(HELLO)].concat();
        assert_eq!(shown(&bytes), ["-32700 null", HELLO, HELLO], "{nonsense:?}");
    }
}

#[test]
fn bytes_that_are_no_text_do_not_move_the_next_message() {
    let bytes = [&b"\xff\xfe\xc3"[..], &framed(HELLO)].concat();
    assert_eq!(shown(&bytes), ["-32700 null", HELLO]);
}

#[test]
fn a_body_that_is_no_message_names_the_request_it_can() {
    let deep = format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"m","params":{}{}}}"#,
        "[".repeat(9999),
        "]".repeat(9999)
    );
    for (body, told) in [
        ("{", "-32700 null"),
        ("[]", "-32600 null"),
        ("{}", "-32600 null"),
        (r#"{"jsonrpc":"1.0","id":7,"method":"m"}"#, "-32600 7"),
        (r#"{"jsonrpc":"2.0","id":"x","method":5}"#, "-32600 \"x\""),
        (r#"{"jsonrpc":"2.0","id":1.5,"method":"m"}"#, "-32600 1.5"),
        (r#"{"jsonrpc":"2.0","id":3}"#, "-32600 3"),
        (deep.as_str(), "-32700 null"),
    ] {
        let bytes = [framed(body), framed(HELLO)].concat();
        assert_eq!(shown(&bytes), [told, HELLO], "{told}");
    }
    let no_text = [&b"Content-Length: 2\r\n\r\n\xff\xff"[..], &framed(HELLO)].concat();
    assert_eq!(shown(&no_text), ["-32700 null", HELLO]);
}

#[test]
fn endless_nonsense_is_not_kept() {
    let mut frames = Frames::default();
    for _ in 0..1000 {
        frames.push(&[b'x'; 1000]);
        while frames.take().is_some() {}
        assert!(frames.bytes.len() <= 3 * HEAD_LIMIT);
    }
    frames.push(&framed(HELLO));
    assert_eq!(frames.take(), Some(Ok(HELLO.into())));
}

proptest! {
    #[test]
    fn any_bytes_in_any_pieces_do_no_harm(
        pieces in proptest::collection::vec(
            prop_oneof![
                proptest::collection::vec(any::<u8>(), 0..40),
                Just(b"Content-Length: ".to_vec()),
                Just(b"\r\n".to_vec()),
                Just(b"12\r\n\r\n".to_vec()),
                Just(framed(HELLO)),
            ],
            0..20,
        ),
        size in 1usize..50,
    ) {
        let bytes = pieces.concat();
        prop_assert_eq!(all(&bytes, size), all(&bytes, usize::MAX));
    }
}
