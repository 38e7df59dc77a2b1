//! A small client: it writes messages, reads what comes in order, and answers the server.

use serde_json::{Value, json};
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

/// How long to wait for anything at all.
const LIMIT: Duration = Duration::from_secs(90);

/// How the client treats what the server asks of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Answers {
    /// It answers.
    All,
    /// It does not, unless told to.
    None,
}

/// A running server and the client's end of its pipes.
pub struct Client {
    child: Child,
    stdin: Option<ChildStdin>,
    incoming: Receiver<Value>,
    /// What came and was not asked for yet.
    backlog: VecDeque<Value>,
    answers: Answers,
    /// What `workspace/configuration` is answered with.
    pub settings: Value,
    /// What the server asked and was not answered.
    pub unanswered: Vec<Value>,
    last_id: i64,
}

impl Client {
    /// Starts a server; nothing is said to it.
    pub fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_windbreak"))
            .arg("server")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let (sender, incoming) = channel();
        let stdout = child.stdout.take().expect("stdout is a pipe");
        std::thread::spawn(move || read(stdout, &sender));
        Self {
            stdin: child.stdin.take(),
            child,
            incoming,
            backlog: VecDeque::new(),
            answers: Answers::All,
            settings: Value::Null,
            unanswered: Vec::new(),
            last_id: 0,
        }
    }

    /// Starts a server and says hello to it, with these capabilities.
    pub fn with(capabilities: Value) -> Self {
        let mut client = Self::start();
        client.initialize(json!({ "capabilities": capabilities }));
        client
    }

    /// From now on answers the server, or not.
    pub fn answers(mut self, answers: Answers) -> Self {
        self.answers = answers;
        self
    }

    /// Says hello; returns what the server can do.
    pub fn initialize(&mut self, params: Value) -> Value {
        let mut all = json!({ "processId": null, "rootUri": null, "capabilities": {} });
        for (name, value) in params.as_object().expect("parameters are an object") {
            all[name] = value.clone();
        }
        let result = self.call("initialize", all);
        self.notify("initialized", json!({}));
        result["capabilities"].clone()
    }

    /// Writes bytes as they are.
    pub fn write(&mut self, bytes: &[u8]) {
        let stdin = self.stdin.as_mut().expect("the pipe is open");
        // A server that ended says so by its exit code.
        let _ = stdin.write_all(bytes).and_then(|()| stdin.flush());
    }

    /// Writes a body with its header.
    pub fn write_body(&mut self, body: &[u8]) {
        let head = format!("Content-Length: {}\r\n\r\n", body.len());
        self.write(&[head.as_bytes(), body].concat());
    }

    fn send(&mut self, mut message: Value) {
        message["jsonrpc"] = json!("2.0");
        self.write_body(message.to_string().as_bytes());
    }

    /// Sends a notification.
    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(json!({ "method": method, "params": params }));
    }

    /// Sends a request; returns its id.
    pub fn request(&mut self, method: &str, params: Value) -> i64 {
        self.last_id += 1;
        let id = self.last_id;
        self.send(json!({ "id": id, "method": method, "params": params }));
        id
    }

    /// Sends a request without parameters; returns its id.
    pub fn bare_request(&mut self, method: &str) -> i64 {
        self.last_id += 1;
        let id = self.last_id;
        self.send(json!({ "id": id, "method": method }));
        id
    }

    /// Cancels a request.
    pub fn cancel(&mut self, id: i64) {
        self.notify("$/cancelRequest", json!({ "id": id }));
    }

    /// Sends a request; returns the result, which must be one.
    pub fn call(&mut self, method: &str, params: Value) -> Value {
        let id = self.request(method, params);
        let answer = self.answer(id);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// Waits for the answer to a request, be it a result or an error.
    pub fn answer(&mut self, id: i64) -> Value {
        self.wait(|message| message.get("method").is_none() && message["id"] == id)
    }

    /// Waits for an answer that belongs to no request.
    pub fn stray_answer(&mut self) -> Value {
        self.wait(|message| message.get("method").is_none() && message["id"].is_null())
    }

    /// Waits for a notification; returns its parameters.
    pub fn notification(&mut self, method: &str) -> Value {
        self.wait(|message| message["method"] == method)["params"].clone()
    }

    /// Waits until the server asked this.
    pub fn asked(&mut self, method: &str) -> Value {
        loop {
            let asked = self.unanswered.iter();
            let mut asked = asked.filter(|request| request["method"] == method);
            if let Some(request) = asked.next() {
                return request.clone();
            }
            self.receive();
        }
    }

    /// Answers what the server asked.
    pub fn reply(&mut self, request: &Value, result: Value) {
        self.send(json!({ "id": request["id"], "result": result }));
    }

    /// The notifications of a kind that came so far and were not waited for.
    pub fn received(&self, method: &str) -> Vec<&Value> {
        let received = self.backlog.iter();
        received.filter(|it| it["method"] == method).collect()
    }

    /// Waits for a message that is wanted; the others stay for later.
    fn wait(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            if let Some(at) = self.backlog.iter().position(&wanted) {
                return self.backlog.remove(at).expect("it was found there");
            }
            self.receive();
        }
    }

    /// Takes in the next message; what the server asks is answered, or kept apart.
    pub fn receive(&mut self) {
        let message = self.incoming.recv_timeout(LIMIT);
        let message = message.expect("the server said nothing for long, or ended");
        if message.get("method").is_none() || message.get("id").is_none() {
            self.backlog.push_back(message);
        } else if self.answers == Answers::None {
            self.unanswered.push(message);
        } else {
            let result = match message["method"].as_str() {
                Some("workspace/configuration") => json!([self.settings]),
                _ => Value::Null,
            };
            self.reply(&message, result);
        }
    }

    /// How the server says things are, once it has taken in all that was sent.
    pub fn status(&mut self) -> String {
        let status = self.call(
            "workspace/executeCommand",
            json!({ "command": "windbreak.showStatus" }),
        );
        status.as_str().expect("the status is text").to_owned()
    }

    /// Waits until nothing goes on in the background.
    pub fn settle(&mut self) {
        let start = Instant::now();
        while !self.status().contains("background work: none") {
            assert!(start.elapsed() < LIMIT, "work goes on for long");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Closes the client's end of the pipe.
    pub fn hang_up(&mut self) {
        self.stdin = None;
    }

    /// Waits for the server's end; returns its exit code.
    pub fn exit_code(&mut self) -> Option<i32> {
        let start = Instant::now();
        while start.elapsed() < LIMIT {
            if let Some(status) = self.child.try_wait().expect("the child can be asked") {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("the server did not end");
    }

    /// Opens a document as its first version.
    pub fn open(&mut self, uri: &str, language: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": language, "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Changes a document.
    pub fn change(&mut self, uri: &str, version: i64, changes: Value) {
        self.notify(
            "textDocument/didChange",
            json!({
                "textDocument": { "uri": uri, "version": version },
                "contentChanges": changes,
            }),
        );
    }

    /// Closes a document.
    pub fn close(&mut self, uri: &str) {
        self.notify(
            "textDocument/didClose",
            json!({ "textDocument": { "uri": uri } }),
        );
    }

    /// Asks what is wrong in a document.
    pub fn pull(&mut self, uri: &str, previous: Option<&str>) -> Value {
        let mut params = json!({ "textDocument": { "uri": uri } });
        if let Some(previous) = previous {
            params["previousResultId"] = json!(previous);
        }
        self.call("textDocument/diagnostic", params)
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A change at a place.
pub fn edit(start: (u64, u64), end: (u64, u64), text: &str) -> Value {
    let position = |(line, character)| json!({ "line": line, "character": character });
    json!({ "range": { "start": position(start), "end": position(end) }, "text": text })
}

/// The capabilities of a client that asks for diagnostics.
pub fn pulls() -> Value {
    json!({
        "textDocument": { "diagnostic": {} },
        "workspace": { "diagnostics": { "refreshSupport": true } },
    })
}

/// Hands on the messages that come, until there are none.
fn read(stdout: ChildStdout, sender: &Sender<Value>) {
    let mut stdout = BufReader::new(stdout);
    loop {
        let mut length = None;
        loop {
            let mut line = String::new();
            if stdout.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            if line == "\r\n" {
                break;
            }
            if let Some(value) = line.strip_prefix("Content-Length: ") {
                length = value.trim().parse().ok();
            }
        }
        let mut body = vec![0; length.expect("a message has a length")];
        if stdout.read_exact(&mut body).is_err() {
            return;
        }
        let message = serde_json::from_slice(&body).expect("a message is JSON");
        if sender.send(message).is_err() {
            return;
        }
    }
}
