//! Stands around `LspService` and keeps its faults from the user.
//!
//! - A panic in a handler costs that request, not the server.
//! - A handler runs up to where it first waits before the next message is looked at: all that
//!   order matters for (changes of documents, `$/cancelRequest`) happens there, whatever else is
//!   under way.
//! - `exit` and the answer to `shutdown` are noted, so that the process ends, and as it should.
//! - An answer that refuses parameters does not quote them.
//! - The answer to `initialize` says what `lsp_types` has no word for: that notebooks are taken.

use super::lifecycle::Lifecycle;
use super::{intake, lenient, notebook, panics};
use std::future::{self, Future};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use tower::Service;
use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response};

#[cfg(test)]
mod tests;

/// A service, guarded.
pub struct Guard<S> {
    inner: S,
    lifecycle: Arc<Lifecycle>,
}

type Answer<E> = Result<Option<Response>, E>;
type Answering<E> = Pin<Box<dyn Future<Output = Answer<E>> + Send>>;

impl<S> Guard<S> {
    /// Guards `inner`, and tells `lifecycle` of the steps to the session's end.
    pub fn new(inner: S, lifecycle: Arc<Lifecycle>) -> Self {
        Self { inner, lifecycle }
    }
}

impl<S> Service<Request> for Guard<S>
where
    S: Service<Request, Response = Option<Response>>,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
{
    type Response = Option<Response>;
    type Error = S::Error;
    type Future = Answering<S::Error>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        if let Some(complaint) = intake::complaint(&request) {
            return Box::pin(future::ready(Ok(Some(complaint))));
        }
        let request = lenient::request(request);
        let (exits, shuts_down) = match request.method() {
            "exit" => (true, false),
            "shutdown" => (false, true),
            _ => (false, false),
        };
        let takes_notebooks =
            request.method() == "initialize" && notebook::is_known_to(request.params());
        let id = request.id().cloned();
        let called = panics::catch(|| self.inner.call(request));
        if exits {
            self.lifecycle.exit();
        }
        let lifecycle = self.lifecycle.clone();
        run_to_first_wait(Box::pin(async move {
            let answer = match called {
                Some(handler) => without_panics(handler).await,
                None => None,
            };
            let answer = answer.unwrap_or_else(|| Ok(internal_error(id)))?;
            if shuts_down && answer.as_ref().is_some_and(Response::is_ok) {
                lifecycle.shut_down();
            }
            Ok(answer.map(|answer| match takes_notebooks {
                true => with_notebooks(answer),
                false => without_quotes(answer),
            }))
        }))
    }
}

/// Starts a future at once. What is left of it is polled again by whoever gets it, so nothing is
/// lost by having no waker now.
fn run_to_first_wait<E: Send + 'static>(mut answering: Answering<E>) -> Answering<E> {
    match answering
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Ready(answer) => Box::pin(future::ready(answer)),
        Poll::Pending => answering,
    }
}

/// What a future comes to; `None` if it panics.
async fn without_panics<F: Future>(inner: F) -> Option<F::Output> {
    let mut inner = Box::pin(inner);
    future::poll_fn(move |cx| match panics::catch(|| inner.as_mut().poll(cx)) {
        Some(poll) => poll.map(Some),
        None => Poll::Ready(None),
    })
    .await
}

/// What is answered to the request `id` when its handler panicked.
fn internal_error(id: Option<Id>) -> Option<Response> {
    id.map(|id| Response::from_error(id, Error::internal_error()))
}

/// The answer to `initialize`, with notebooks among what the server can do.
fn with_notebooks(response: Response) -> Response {
    let (id, result) = response.into_parts();
    match result {
        Ok(mut result) => {
            result["capabilities"]["notebookDocumentSync"] = notebook::capability();
            Response::from_ok(id, result)
        }
        Err(error) => without_quotes(Response::from_error(id, error)),
    }
}

/// The answer without the words of the parser, which quote the text that it refuses.
fn without_quotes(response: Response) -> Response {
    match response.error() {
        Some(error) if error.code == ErrorCode::InvalidParams => {
            let (id, _) = response.into_parts();
            Response::from_error(id, Error::new(ErrorCode::InvalidParams))
        }
        _ => response,
    }
}
