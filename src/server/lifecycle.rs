//! How far a session has come to its end, and what the process says about it.

use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::Notify;

/// The end of a session, in its steps.
#[derive(Default)]
pub struct Lifecycle {
    shut_down: AtomicBool,
    exited: AtomicBool,
    ended: AtomicBool,
    end: Notify,
}

impl Lifecycle {
    /// The client asked for an end and was told that all is done.
    pub fn shut_down(&self) {
        self.shut_down.store(true, Ordering::SeqCst);
    }

    /// The client told the server to leave: nothing is read any more.
    pub fn exit(&self) {
        self.exited.store(true, Ordering::SeqCst);
        self.end();
    }

    /// There is nobody left to serve.
    pub fn end(&self) {
        self.ended.store(true, Ordering::SeqCst);
        self.end.notify_one();
    }

    /// Whether the client told the server to leave.
    pub fn has_exited(&self) -> bool {
        self.exited.load(Ordering::SeqCst)
    }

    /// Waits until there is nobody left to serve.
    pub async fn ended(&self) {
        while !self.ended.load(Ordering::SeqCst) {
            self.end.notified().await;
        }
    }

    /// The exit status: success if the client said goodbye first (LSP 3.17, `exit`).
    pub fn exit_code(&self) -> u8 {
        u8::from(!self.shut_down.load(Ordering::SeqCst))
    }
}
