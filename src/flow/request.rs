//! What is asked of Mistral, and by which clients.

use super::slot::SlotValue;
use super::value::{At, Client, ExprAt, Value};
use super::{Flow, family};
use crate::catalog::{Endpoint, HttpCall, Method, RequestKind, Role};
use crate::facts::ExprKind;
use crate::project::SourceFile;
use smol_str::{SmolStr, ToSmolStr};

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
        if let ExprKind::Member { name, .. } = at.file.facts.kind(call.callee)
            && !self.catalog.may_be_request(name)
            && !self.catalog.may_take_key(name)
        {
            return None;
        }
        self.values(at.with(call.callee))
            .iter()
            .find_map(|callee| match callee {
                Value::ClientMember(client, path) => {
                    let method = client.kind.method(path)?;
                    let sender = Sender::Client(client.clone(), method);
                    Some(Request {
                        at,
                        sender,
                        kind: method.kind,
                        name: path.clone(),
                    })
                }
                Value::Symbol { path, .. } => match self.catalog.role(family(at.file), path)? {
                    Role::Http(http) => {
                        let endpoint = self.endpoint(at, http)?;
                        Some(Request {
                            at,
                            sender: Sender::Http(http),
                            kind: endpoint.kind,
                            name: endpoint.path.to_smolstr(),
                        })
                    }
                    _ => None,
                },
                _ => None,
            })
    }

    /// The Mistral endpoint that an HTTP call asks.
    fn endpoint(&self, at: ExprAt<'p>, http: &HttpCall) -> Option<&'static Endpoint> {
        let url = self.first_slot(at, &http.url)?;
        url.values.iter().find_map(|value| match value {
            Value::Text(text) => self.catalog.endpoint(&text.value),
            Value::Mixed(parts) => {
                let known: String = parts
                    .iter()
                    .map(|part| match &**part {
                        [Value::Text(text)] => &*text.value,
                        _ => "",
                    })
                    .collect();
                self.catalog.endpoint(&known)
            }
            _ => None,
        })
    }

    fn credential(&self, at: ExprAt<'p>) -> Option<Credential<'p>> {
        let call = at.file.facts.call(at.id)?;
        if let ExprKind::Member { name, .. } = at.file.facts.kind(call.callee)
            && !self.catalog.may_take_key(name)
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
            let slot = slots
                .first()
                .map(|slot| slot.name().into())
                .unwrap_or_default();
            return Some(Credential {
                at,
                value: self.first_slot(at, slots).map(|value| self.asked(value)),
                slot,
                client: Some(client),
            });
        }
        let callee = self.values(at.with(call.callee));
        let http = callee.iter().find_map(|value| match value {
            Value::Symbol { path, .. } => match self.catalog.role(family(at.file), path)? {
                Role::Http(http) => Some(http),
                _ => None,
            },
            _ => None,
        })?;
        self.endpoint(at, http)?;
        let value = http.headers.iter().find_map(|headers| {
            let headers = self.slot(at, headers)?;
            ["Authorization", "authorization", "x-api-key", "X-API-Key"]
                .iter()
                .find_map(|name| self.part(&headers, name))
        });
        Some(Credential {
            at,
            client: None,
            slot: "Authorization".into(),
            value: Some(value?),
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
            Sender::Http(http) => http
                .body
                .iter()
                .find_map(|body| self.part(&self.slot(request.at, body)?, "model")),
        }
    }
}
