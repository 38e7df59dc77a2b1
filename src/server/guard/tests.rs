use super::*;
use serde_json::json;
use std::sync::Mutex;
use tokio::sync::oneshot;

/// A service that does what the method's name says, and remembers the order it did it in.
#[derive(Default)]
struct Inner {
    seen: Arc<Mutex<Vec<String>>>,
    /// What the handlers that wait wait for.
    gates: Vec<oneshot::Sender<()>>,
}

impl Service<Request> for Inner {
    type Response = Option<Response>;
    type Error = ();
    type Future = Answering<()>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let (method, id, _) = request.into_parts();
        assert!(method != "panic early", "a secret");
        let seen = self.seen.clone();
        let (gate, open) = oneshot::channel();
        self.gates.push(gate);
        Box::pin(async move {
            seen.lock().unwrap().push(method.to_string());
            assert!(method != "panic", "a secret");
            if method == "wait" {
                let _ = open.await;
                seen.lock().unwrap().push("waited".to_owned());
            }
            Ok(id.map(|id| match &*method {
                "refuse" => Response::from_error(id, Error::invalid_params("a secret")),
                "shutdown" | "wait" => Response::from_ok(id, json!(null)),
                _ => Response::from_error(id, Error::method_not_found()),
            }))
        })
    }
}

fn guard() -> (Guard<Inner>, Arc<Lifecycle>) {
    let lifecycle = Arc::new(Lifecycle::default());
    (Guard::new(Inner::default(), lifecycle.clone()), lifecycle)
}

fn request(method: &'static str) -> Request {
    Request::build(method).id(1).finish()
}

/// What a future that needs not wait comes to.
fn now(mut answering: Answering<()>) -> Option<Response> {
    match answering
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Ready(answer) => answer.unwrap(),
        Poll::Pending => panic!("still waiting"),
    }
}

#[test]
fn a_panic_is_answered_and_the_next_request_is_served() {
    let (mut guard, _) = guard();
    for method in ["panic", "panic early"] {
        let answer = now(guard.call(request(method))).unwrap();
        assert_eq!(answer.error(), Some(&Error::internal_error()));
        assert_eq!(answer.id(), &Id::Number(1));
        assert!(now(guard.call(Request::build(method).finish())).is_none());
    }
    assert!(now(guard.call(request("shutdown"))).unwrap().is_ok());
}

#[test]
fn handlers_start_in_order_and_before_anybody_polls_them() {
    let (mut guard, _) = guard();
    let seen = guard.inner.seen.clone();
    let waiting: Vec<_> = ["wait", "one", "wait", "two"]
        .map(|method| guard.call(request(method)))
        .into();
    assert_eq!(*seen.lock().unwrap(), ["wait", "one", "wait", "two"]);
    for gate in guard.inner.gates.drain(..) {
        let _ = gate.send(());
    }
    for answering in waiting {
        assert!(now(answering).is_some());
    }
    assert_eq!(seen.lock().unwrap()[4..], ["waited", "waited"]);
}

#[test]
fn the_exit_code_tells_whether_shutdown_came_first() {
    let (mut guard, lifecycle) = guard();
    now(guard.call(Request::build("exit").finish()));
    assert!(lifecycle.has_exited());
    assert_eq!(lifecycle.exit_code(), 1);
    now(guard.call(request("shutdown")));
    assert_eq!(lifecycle.exit_code(), 0);
}

#[test]
fn refused_parameters_are_not_quoted() {
    let (mut guard, _) = guard();
    let answer = now(guard.call(request("refuse"))).unwrap();
    assert!(!format!("{answer:?}").contains("secret"));
    assert_eq!(answer.error().unwrap().code, ErrorCode::InvalidParams);
}
