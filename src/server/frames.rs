//! Messages cut out of a stream of bytes: `Content-Length` headers and JSON bodies.
//!
//! Total: whatever comes in, what is well-formed comes out and the rest is told of. After
//! nonsense the next header is found again; no valid JSON holds one, since a line break inside a
//! string is escaped.

use serde_json::Value;
use tower_lsp::jsonrpc::{ErrorCode, Request, Response};

#[cfg(test)]
mod tests;

/// How large a message may be. Real ones hold a file, or all findings of a workspace.
const BODY_LIMIT: usize = 256 << 20;

/// How long a header may be. Real ones have about 20 bytes.
const HEAD_LIMIT: usize = 4 << 10;

const END_OF_HEAD: &[u8] = b"\r\n\r\n";
const LENGTH: &[u8] = b"content-length:";

/// The bytes that came in and were not yet taken out.
#[derive(Default)]
pub struct Frames {
    bytes: Vec<u8>,
    /// How many of the bytes are done with.
    done: usize,
    /// How many of the bytes after those are known to hold no end of a header.
    scanned: usize,
    /// The length of the message whose header was read.
    body: Option<usize>,
    /// Whether the header read last was nonsense, and this was told.
    lost: bool,
}

/// Something that is no message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Malformed {
    /// What is wrong, as JSON-RPC has it.
    pub code: ErrorCode,
    /// The request that was meant, if that much is clear.
    pub id: Value,
}

impl Malformed {
    fn new(code: ErrorCode) -> Self {
        Self {
            code,
            id: Value::Null,
        }
    }
}

impl Frames {
    /// Takes bytes in.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.done > 0 {
            self.bytes.drain(..self.done);
            self.done = 0;
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// The next message, or what stands in its place; `None` if more bytes are needed.
    pub fn take(&mut self) -> Option<Result<Vec<u8>, Malformed>> {
        loop {
            let Some(length) = self.body else {
                match self.head()? {
                    Ok(length) => self.body = Some(length),
                    Err(()) if std::mem::replace(&mut self.lost, true) => {}
                    Err(()) => return Some(Err(Malformed::new(ErrorCode::ParseError))),
                }
                continue;
            };
            let body = self.rest().get(..length)?.to_vec();
            self.advance(length);
            self.body = None;
            if !body.is_empty() {
                return Some(check(&body).map(|()| body));
            }
        }
    }

    /// Reads a header: the length it states, or that there is none.
    fn head(&mut self) -> Option<Result<usize, ()>> {
        let Some(end) = self.end_of_head() else {
            return self.overlong_head().map(Err);
        };
        let head = self.rest()[..end].to_ascii_lowercase();
        let Some(start) = head.windows(LENGTH.len()).rposition(|name| name == LENGTH) else {
            self.advance(end + END_OF_HEAD.len());
            return Some(Err(()));
        };
        if !head[..start].split_inclusive(|b| *b == b'\n').all(is_field) {
            // Nonsense ran into a header, which is looked at again without it.
            self.advance(start);
            return Some(Err(()));
        }
        self.advance(end + END_OF_HEAD.len());
        match length(&head[start + LENGTH.len()..]) {
            Some(length) if length <= BODY_LIMIT => {
                self.lost = false;
                Some(Ok(length))
            }
            _ => Some(Err(())),
        }
    }

    /// Where the header ends, before its empty line.
    fn end_of_head(&mut self) -> Option<usize> {
        let from = self.scanned.saturating_sub(END_OF_HEAD.len() - 1);
        let found = self.rest()[from..]
            .windows(END_OF_HEAD.len())
            .position(|window| window == END_OF_HEAD)
            .map(|at| from + at);
        self.scanned = found.unwrap_or(self.rest().len());
        found
    }

    /// Drops what is too long for a header, but for its end, where one may begin.
    fn overlong_head(&mut self) -> Option<()> {
        let surplus = self.rest().len().checked_sub(2 * HEAD_LIMIT)?;
        let scanned = self.scanned;
        self.advance(surplus + HEAD_LIMIT);
        self.scanned = scanned - (surplus + HEAD_LIMIT);
        Some(())
    }

    fn rest(&self) -> &[u8] {
        &self.bytes[self.done..]
    }

    fn advance(&mut self, count: usize) {
        self.done += count;
        self.scanned = 0;
    }
}

/// Whether a line, with its end, is a header field.
fn is_field(line: &[u8]) -> bool {
    let name = line.split(|b| *b == b':').next().unwrap_or_default();
    line.ends_with(b"\r\n")
        && !name.is_empty()
        && name.len() < line.len()
        && name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-')
}

/// The number at the start of what follows a field's name.
fn length(value: &[u8]) -> Option<usize> {
    let line = value.split(|b| *b == b'\r').next()?;
    std::str::from_utf8(line).ok()?.trim().parse().ok()
}

/// Whether `tower_lsp` can read the message. One that it cannot read ends its stream.
fn check(body: &[u8]) -> Result<(), Malformed> {
    let is_request =
        serde_json::from_slice::<Request>(body).is_ok_and(|request| !request.method().is_empty());
    if is_request || serde_json::from_slice::<Response>(body).is_ok() {
        return Ok(());
    }
    match serde_json::from_slice::<Value>(body) {
        Ok(value) => Err(Malformed {
            code: ErrorCode::InvalidRequest,
            id: match value.get("id") {
                Some(id @ (Value::String(_) | Value::Number(_))) => id.clone(),
                _ => Value::Null,
            },
        }),
        Err(_) => Err(Malformed::new(ErrorCode::ParseError)),
    }
}
