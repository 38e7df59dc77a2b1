//! What is said to the client.
//!
//! Nobody waits here: notifications line up and go out in order, requests each have a task of
//! their own that is never cancelled. (`tower_lsp` panics when an answer comes for a request that
//! nobody waits for any more.)

use std::future::Future;
use std::pin::Pin;
use tokio::runtime::Handle;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tower_lsp::Client;
use tower_lsp::lsp_types::notification::{Notification, ShowMessage};
use tower_lsp::lsp_types::request::Request;
use tower_lsp::lsp_types::{MessageType, ShowMessageParams};

type Sending = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The way to the client.
#[derive(Clone)]
pub struct Outbox {
    client: Client,
    runtime: Handle,
    queue: UnboundedSender<Sending>,
}

impl Outbox {
    /// A way to `client`, on the runtime that is current.
    pub fn new(client: Client) -> Self {
        let (queue, mut waiting) = unbounded_channel::<Sending>();
        let runtime = Handle::current();
        runtime.spawn(async move {
            while let Some(sending) = waiting.recv().await {
                sending.await;
            }
        });
        Self {
            client,
            runtime,
            queue,
        }
    }

    /// Sends a notification, after those before it.
    pub fn notify<N>(&self, params: N::Params)
    where
        N: Notification,
        N::Params: Send + 'static,
    {
        let client = self.client.clone();
        // The queue is gone only when the process is about to be.
        let _ = self.queue.send(Box::pin(async move {
            client.send_notification::<N>(params).await;
        }));
    }

    /// Sends a request and has `then` done with the answer; with `None` if it was refused.
    pub fn request<R>(
        &self,
        params: R::Params,
        then: impl FnOnce(Option<R::Result>) + Send + 'static,
    ) where
        R: Request,
        R::Params: Send + 'static,
        R::Result: Send,
    {
        let client = self.client.clone();
        self.runtime.spawn(async move {
            then(client.send_request::<R>(params).await.ok());
        });
    }

    /// Writes a line into the client's log; allowed from the start. It holds no text of a document
    /// and no key.
    pub fn log(&self, typ: MessageType, message: impl Into<String>) {
        let (client, message) = (self.client.clone(), message.into());
        let _ = self.queue.send(Box::pin(async move {
            client.log_message(typ, message).await;
        }));
    }

    /// Shows a message to the person. It holds no text of a document and no key.
    pub fn show(&self, typ: MessageType, message: String) {
        self.notify::<ShowMessage>(ShowMessageParams { typ, message });
    }
}
