//! Standard input as `tower_lsp` can bear it.
//!
//! Its reader stops for good at the first message that it cannot read, and after `exit` it waits
//! for the pipe to be closed. So it is handed well-formed messages only, one at a time, with a
//! request to complain in the place of each that was not, and after `exit` the end of the input.

use super::frames::{Frames, Malformed};
use super::lifecycle::Lifecycle;
use serde_json::{Value, json};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, ReadBuf};
use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response};

/// The method of the request that stands for something malformed.
const MALFORMED: &str = "windbreak/malformed";

/// An input, cleaned.
pub struct Intake<R> {
    input: R,
    frames: Frames,
    /// A message on its way, with its header, and how much of it is out.
    message: Vec<u8>,
    sent: usize,
    lifecycle: Arc<Lifecycle>,
}

impl<R> Intake<R> {
    /// Cleans `input` until the session's end, and tells of the input's end.
    pub fn new(input: R, lifecycle: Arc<Lifecycle>) -> Self {
        Self {
            input,
            frames: Frames::default(),
            message: Vec::new(),
            sent: 0,
            lifecycle,
        }
    }

    /// Readies the next message, if it is there.
    fn advance(&mut self) -> bool {
        let Some(frame) = self.frames.take() else {
            return false;
        };
        let body = frame.unwrap_or_else(|malformed| stand_in(&malformed));
        self.message = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
        self.message.extend_from_slice(&body);
        self.sent = 0;
        true
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for Intake<R> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            let rest = &this.message[this.sent..];
            if !rest.is_empty() {
                let count = rest.len().min(buffer.remaining());
                buffer.put_slice(&rest[..count]);
                this.sent += count;
                return Poll::Ready(Ok(()));
            }
            if this.lifecycle.has_exited() {
                return Poll::Ready(Ok(()));
            }
            if this.advance() {
                continue;
            }
            let mut bytes = [0; 16 << 10];
            let mut bytes = ReadBuf::new(&mut bytes);
            let read = ready!(Pin::new(&mut this.input).poll_read(cx, &mut bytes));
            if read.is_err() || bytes.filled().is_empty() {
                this.lifecycle.end();
                return Poll::Ready(Ok(()));
            }
            this.frames.push(bytes.filled());
        }
    }
}

/// The request that stands for something malformed.
fn stand_in(malformed: &Malformed) -> Vec<u8> {
    json!({
        "jsonrpc": "2.0",
        "id": null,
        "method": MALFORMED,
        "params": { "id": malformed.id, "code": malformed.code.code() },
    })
    .to_string()
    .into_bytes()
}

/// The complaint about something malformed, if it is for that that `request` stands.
pub fn complaint(request: &Request) -> Option<Response> {
    if request.method() != MALFORMED {
        return None;
    }
    let params = request.params()?;
    let id = match params.get("id") {
        Some(Value::String(id)) => Id::String(id.clone()),
        Some(Value::Number(id)) => id.as_i64().map_or(Id::Null, Id::Number),
        _ => Id::Null,
    };
    let code = params.get("code").and_then(Value::as_i64)?;
    Some(Response::from_error(id, Error::new(ErrorCode::from(code))))
}
