//! What is asked of Mistral, and by which clients.

use super::slot::SlotValue;
use super::value::{At, Client, ExprAt, Value};
use super::{Flow, family};
use crate::catalog::{
    ArgRef, Endpoint, HttpCall, Meaning, Method, Reached, RequestFunction, RequestKind, Slot,
};
use crate::facts::ExprKind;
use crate::project::SourceFile;
use smol_str::{SmolStr, format_smolstr};

/// A call that sends a request to a model.
pub struct Request<'p> {
    /// The call.
    pub at: ExprAt<'p>,
    /// What sends it.
    pub sender: Sender<'p>,
    /// What is asked for.
    pub kind: RequestKind,
    /// How it is called: `chat.complete`, `POST /v1/chat/completions`.
    pub name: SmolStr,
}

/// What sends a request.
pub enum Sender<'p> {
    /// A method of a client.
    Client(Client<'p>, &'static Method),
    /// A function that is no client's method: `chatComplete(client, …)`.
    Function(&'static RequestFunction),
    /// An HTTP library.
    Http(&'static HttpCall),
}

/// Where a program hands over its key.
pub struct Credential<'p> {
    /// The call that takes it.
    pub at: ExprAt<'p>,
    /// The client it is the key of; `None` for an HTTP request.
    pub client: Option<Client<'p>>,
    /// What the slot is called: `apiKey`, `Authorization`.
    pub slot: SmolStr,
    /// What stands there; `None` where the client is left to find the key itself.
    pub value: Option<SlotValue<'p>>,
}

/// The headers that carry a key, as they are written.
const CREDENTIAL_HEADERS: [&str; 5] = [
    "Authorization",
    "authorization",
    "x-api-key",
    "X-API-Key",
    "X-Api-Key",
];

impl<'p> Flow<'p> {
    /// The requests that a file sends, in order of place.
    pub fn requests(&self, file: &'p SourceFile) -> Vec<Request<'p>> {
        let calls = file.facts.calls.iter().map(|&id| At { file, id });
        calls.filter_map(|call| self.request(call)).collect()
    }

    /// Where a file hands over a key, in order of place.
    pub fn credentials(&self, file: &'p SourceFile) -> Vec<Credential<'p>> {
        let calls = file.facts.calls.iter().map(|&id| At { file, id });
        calls.filter_map(|call| self.credential(call)).collect()
    }

    fn request(&self, at: ExprAt<'p>) -> Option<Request<'p>> {
        let call = at.file.facts.call(at.id)?;
        if let Some(handed) = self.handed(at) {
            let method = handed.client.kind.method(&handed.path, None)?;
            return Some(Request {
                at,
                sender: Sender::Client(handed.client, method),
                kind: method.kind,
                name: handed.path,
            });
        }
        if let ExprKind::Member { name, .. } = at.file.facts.kind(call.callee)
            && !self.catalog.may_be_request(family(at.file), name)
            && !self.catalog.may_take_key(family(at.file), name)
        {
            return None;
        }
        self.values(at.with(call.callee))
            .iter()
            .find_map(|callee| match callee {
                Value::ClientMember(client, path) => {
                    let method = client.kind.method(path, None)?;
                    let sender = Sender::Client(client.clone(), method);
                    Some(Request {
                        at,
                        sender,
                        kind: method.kind,
                        name: path.clone(),
                    })
                }
                Value::Symbol { path, .. } => match self.meaning(at.file, path)? {
                    Meaning::Request(function) if self.asks_mistral(function, at) => {
                        Some(Request {
                            at,
                            sender: Sender::Function(function),
                            kind: function.request.kind,
                            name: function.name.as_str().into(),
                        })
                    }
                    Meaning::Http(http) if !only_reads(path) => {
                        let endpoint = self.reached(at, http)?.endpoint?;
                        Some(Request {
                            at,
                            sender: Sender::Http(http),
                            kind: endpoint.kind?,
                            name: request_name(endpoint),
                        })
                    }
                    _ => None,
                },
                _ => None,
            })
    }

    /// What of Mistral's an HTTP call reaches, if that takes Mistral's keys.
    fn reached(&self, at: ExprAt<'p>, http: &HttpCall) -> Option<Reached<'static>> {
        let url = self.first_slot(at, &http.url)?;
        let mut urls = url.values.iter().filter_map(as_written);
        urls.find_map(|url| {
            let reached = self.catalog.host(&url)?;
            reached.host.role.takes_mistral_keys().then_some(reached)
        })
    }

    fn credential(&self, at: ExprAt<'p>) -> Option<Credential<'p>> {
        let call = at.file.facts.call(at.id)?;
        if let ExprKind::Member { name, .. } = at.file.facts.kind(call.callee)
            && !self.catalog.may_take_key(family(at.file), name)
        {
            return None;
        }
        let made = self.values(at);
        let client = made.iter().find_map(|value| match value {
            Value::Client(client) if client.call == Some(at) => Some(client.clone()),
            _ => None,
        });
        if let Some(client) = client {
            let slots = &client.kind.key;
            let slot = slots.first().map(slot_name).unwrap_or_default();
            return Some(Credential {
                at,
                value: self.first_slot(at, slots).map(|value| self.asked(value)),
                slot,
                client: Some(client),
            });
        }
        let callee = self.values(at.with(call.callee));
        let taker = callee.iter().find_map(|value| match value {
            Value::Symbol { path, .. } => match self.meaning(at.file, path)? {
                taker @ (Meaning::Http(_) | Meaning::Request(_)) => Some(taker),
                _ => None,
            },
            _ => None,
        });
        match taker? {
            Meaning::Http(http) => self.credential_of_http(at, http),
            Meaning::Request(function) if self.asks_mistral(function, at) => Some(Credential {
                at,
                client: None,
                slot: function.key.first().map(slot_name)?,
                value: Some(self.first_slot(at, &function.key)?),
            }),
            _ => None,
        }
    }

    fn credential_of_http(&self, at: ExprAt<'p>, http: &HttpCall) -> Option<Credential<'p>> {
        self.reached(at, http)?;
        let (slot, value) = http.headers.iter().find_map(|headers| {
            let headers = self.slot(at, headers)?;
            CREDENTIAL_HEADERS
                .iter()
                .find_map(|name| Some((*name, self.part(&headers, name)?)))
        })?;
        Some(Credential {
            at,
            client: None,
            slot: match slot.eq_ignore_ascii_case("authorization") {
                true => "Authorization".into(),
                false => "x-api-key".into(),
            },
            value: Some(value),
        })
    }

    /// What was found in the slot of a key, functions that the SDK calls for it called.
    fn asked(&self, found: SlotValue<'p>) -> SlotValue<'p> {
        let ask = |value| match value {
            Value::Function(function) => self.returned(function),
            other => vec![other],
        };
        let values = found.values.into_iter().flat_map(ask).collect();
        SlotValue { values, ..found }
    }

    /// What a request has as its model; `None` if it names none.
    pub fn model(&self, request: &Request<'p>) -> Option<SlotValue<'p>> {
        match &request.sender {
            Sender::Client(_, method) => self.first_slot(request.at, &method.model),
            Sender::Function(function) => self.first_slot(request.at, &function.request.model),
            Sender::Http(http) => http
                .body
                .iter()
                .find_map(|body| self.part(&self.slot(request.at, body)?, "model")),
        }
    }

    /// What bounds the length of a request's answer; `None` if nothing does.
    pub fn limit(&self, request: &Request<'p>) -> Option<SlotValue<'p>> {
        match &request.sender {
            Sender::Client(client, method) => {
                let own = self.first_slot(request.at, &method.limit);
                own.or_else(|| self.first_slot(client.call?, &client.kind.limit))
            }
            Sender::Function(function) => self.first_slot(request.at, &function.request.limit),
            Sender::Http(http) => http.body.iter().find_map(|body| {
                let body = self.slot(request.at, body)?;
                self.part(&body, "max_tokens")
            }),
        }
    }
}

/// What a person calls a slot: its last name, or the argument's number from 1.
fn slot_name(slot: &Slot) -> SmolStr {
    match (slot.name(), &slot.arg) {
        (Some(name), _) => name.into(),
        (None, ArgRef::Position(position)) => format_smolstr!("argument {}", position + 1),
        (None, _) => SmolStr::default(),
    }
}

/// An address as far as it is known.
fn as_written(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.value.to_string()),
        Value::Mixed(parts) => {
            let known = parts.iter().map(|part| match &**part {
                [Value::Text(text)] => &*text.value,
                _ => "",
            });
            Some(known.collect())
        }
        _ => None,
    }
}

/// Whether a function sends a request that only looks something up: `requests.get`.
fn only_reads(path: &str) -> bool {
    let name = path.rsplit(['.', '#']).next().unwrap_or(path);
    matches!(name, "get" | "head" | "options" | "delete")
}

/// How a request to an endpoint is called.
fn request_name(endpoint: &Endpoint) -> SmolStr {
    format_smolstr!("/v1{}", endpoint.path)
}
