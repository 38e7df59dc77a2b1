//! How long windbreak takes to begin: `check` of two small files, the server's answer to
//! `initialize`, and a program that does next to nothing for comparison.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ROUNDS: usize = 101;
const PROGRAM: &str = env!("CARGO_BIN_EXE_windbreak");

fn main() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/nextjs-chat");
    let files = [
        example.join("lib/mistral.ts"),
        example.join("app/api/chat/route.ts"),
    ];
    assert!(files.iter().all(|file| file.exists()));
    println!("milliseconds, p50/p99 of {ROUNDS} starts");
    row("--version", || run(Command::new(PROGRAM).arg("--version")));
    row("check of two small files", || {
        run(Command::new(PROGRAM).arg("check").args(&files))
    });
    row("server, to the answer to initialize", initialize);
}

fn row(title: &str, measure: impl Fn() -> Duration) {
    let mut times: Vec<_> = (0..ROUNDS).map(|_| measure().as_secs_f64() * 1e3).collect();
    times.sort_by(f64::total_cmp);
    println!(
        "  {title:<36} {:>6.1} /{:>6.1}",
        times[ROUNDS / 2],
        times[ROUNDS * 99 / 100]
    );
}

fn run(command: &mut Command) -> Duration {
    let start = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.expect("the program starts");
    start.elapsed()
}

fn initialize() -> Duration {
    let start = Instant::now();
    let mut server = Command::new(PROGRAM);
    let server = server
        .arg("server")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut server = server.spawn().expect("the program starts");
    let mut input = server.stdin.take().expect("a pipe");
    let mut output = BufReader::new(server.stdout.take().expect("a pipe"));
    send(
        &mut input,
        r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}"#,
    );
    receive(&mut output);
    let took = start.elapsed();
    send(
        &mut input,
        r#"{"jsonrpc":"2.0","id":2,"method":"shutdown"}"#,
    );
    receive(&mut output);
    send(&mut input, r#"{"jsonrpc":"2.0","method":"exit"}"#);
    drop(input);
    let _ = server.wait();
    took
}

fn send(input: &mut impl Write, message: &str) {
    write!(input, "Content-Length: {}\r\n\r\n{message}", message.len())
        .expect("the server listens");
    input.flush().expect("the server listens");
}

/// Reads one message.
fn receive(output: &mut impl BufRead) {
    let mut length = 0;
    loop {
        let mut line = String::new();
        output.read_line(&mut line).expect("the server answers");
        match line.trim().split_once(": ") {
            Some(("Content-Length", value)) => length = value.parse().expect("a length"),
            Some(_) => {}
            None => break,
        }
    }
    output
        .take(length)
        .read_to_end(&mut Vec::new())
        .expect("the server answers");
}
