//! Where a program hands over its key.

use super::Flow;
use super::client::Naming;
use super::http::{HttpSend, called};
use super::slot::SlotValue;
use super::value::{At, Client, ExprAt, Value};
use crate::catalog::{ArgRef, Meaning, Slot};
use crate::facts::ExprKind;
use crate::project::SourceFile;
use smol_str::{SmolStr, format_smolstr};

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
    /// Whether it is the key of somebody else, who serves Mistral's models among those of others.
    foreign: bool,
}

/// How many clients, each made of another, are looked at for one that is asked.
const MAX_CLIENTS: usize = 4;

/// Headers that carry a key.
const HEADERS: [&str; 3] = ["Authorization", "x-api-key", "api-key"];

impl<'p> Flow<'p> {
    /// Where a file hands over a key of Mistral's, or one of a cloud's for Mistral's models, in order
    /// of place.
    pub fn credentials(&self, file: &'p SourceFile) -> Vec<Credential<'p>> {
        let mut all = self.all_credentials(file);
        all.retain(|it| !it.foreign);
        all
    }

    /// The same with the keys of others who serve models of many vendors, for clients that ask them
    /// for one of Mistral's.
    pub fn all_credentials(&self, file: &'p SourceFile) -> Vec<Credential<'p>> {
        let calls = file.facts.calls.iter().map(|&id| At { file, id });
        calls.filter_map(|call| self.credential(call)).collect()
    }

    fn credential(&self, at: ExprAt<'p>) -> Option<Credential<'p>> {
        let call = at.file.facts.call(at.id)?;
        if let Some(handed) = self.handed(at)
            && let Some(send) = self.http_send(&handed.method, at)
        {
            return self.credential_of_send(send);
        }
        if let ExprKind::Member { name, .. } = at.file.facts.kind(call.callee)
            && !self.may_take_key(at.file, name)
        {
            return None;
        }
        let made = self.values(at);
        let client = made.iter().find_map(|value| match value {
            Value::Client(client) if is_made_by(client, at) => Some(client.clone()),
            _ => None,
        });
        if let Some(client) = client {
            return self.credential_of_client(at, client);
        }
        let callees = self.values(at.with(call.callee));
        callees.iter().find_map(|callee| {
            let callee = &*called(callee, at.with(call.callee));
            let Value::Symbol { path, .. } = callee else {
                return None;
            };
            match self.meaning(at.file, path)? {
                Meaning::Http(..) => self.credential_of_send(self.http_send(callee, at)?),
                Meaning::Request(function) if self.asks_mistral(function, at) => Some(Credential {
                    at,
                    client: None,
                    slot: function.key.first().map(slot_name)?,
                    value: Some(self.slot_or_set(at, &function.key, &function.key_set)?),
                    foreign: self.is_routed(
                        at,
                        &function.request.model,
                        &Naming::of_function(function),
                    ),
                }),
                _ => None,
            }
        })
    }

    fn credential_of_client(&self, at: ExprAt<'p>, client: Client<'p>) -> Option<Credential<'p>> {
        let (slots, set) = (&client.kind.key, &client.kind.key_set);
        let value = client
            .call
            .and_then(|call| {
                let reaches =
                    || self.reaches_mistral(client.kind, call) && !self.is_at_seller(&client);
                self.beside(call, reaches, || self.slot_or_set(call, slots, set))
            })
            // `apiKey: undefined` leaves it to the client as well.
            .filter(|value| {
                let is_null = |it: &Value<'_>| matches!(it, Value::Null(_));
                value.values.is_empty() || !value.values.iter().all(is_null)
            })
            .map(|value| self.asked(value));
        // One that serves many vendors is given many keys, and finds them itself.
        if client.kind.is_told_per_request() && (value.is_none() || !self.is_mistrals(&client)) {
            return None;
        }
        let is_at_seller = self.is_at_seller(&client);
        if is_at_seller && !self.is_asked_for_mistral(at) {
            return None;
        }
        let kind = client.kind;
        let foreign = is_at_seller || self.is_routed(at, &kind.model, &Naming::of_client(kind));
        Some(Credential {
            at,
            value,
            slot: slots.first().map(slot_name).unwrap_or_default(),
            client: Some(client),
            foreign,
        })
    }

    /// Whether a client that serves many vendors is one for Mistral: it takes a key of Mistral's own, is
    /// told a server of Mistral's, or is asked for a model of Mistral's somewhere.
    fn is_mistrals(&self, client: &Client<'p>) -> bool {
        let Some(call) = client.call else { return true };
        !client.kind.key_env.is_empty()
            || self.is_at_mistral(call, &client.kind.base_url, &client.kind.base_url_set)
            || self.is_asked_for_mistral(call)
    }

    /// Whether the client that a call makes, or one that is made of it, is asked for a model of
    /// Mistral's somewhere.
    fn is_asked_for_mistral(&self, call: ExprAt<'p>) -> bool {
        let asked = || {
            let files = self.project.files();
            let requests = files.flat_map(|file| self.requests(file));
            let clients = requests.filter_map(|request| self.client_of(&request));
            let chain = clients.flat_map(|client| {
                let behind = |it: &Client<'p>| self.made_from(it, it.call?);
                std::iter::successors(Some(client), behind).take(MAX_CLIENTS)
            });
            chain.filter_map(|client| client.call).collect()
        };
        self.asked_for_mistral.get_or_init(asked).contains(&call)
    }

    fn credential_of_send(&self, send: HttpSend<'p>) -> Option<Credential<'p>> {
        self.credential_of_http(send).or_else(|| {
            let mut prepared = self.prepared(&send).into_iter();
            prepared.find_map(|prepared| {
                let alone = HttpSend {
                    client: None,
                    ..prepared
                };
                let is_new = self.credential_of_http(alone).is_none();
                let found = self.credential_of_http(prepared).filter(|_| is_new)?;
                Some(Credential {
                    at: send.at,
                    ..found
                })
            })
        })
    }

    fn credential_of_http(&self, send: HttpSend<'p>) -> Option<Credential<'p>> {
        if self.reached(&send).is_empty() {
            return None;
        }
        HEADERS.iter().find_map(|name| {
            Some(Credential {
                at: send.at,
                client: None,
                slot: SmolStr::new_static(name),
                value: Some(self.beside(
                    send.at,
                    || !self.reached(&send).is_empty(),
                    || self.header(&send, name),
                )?),
                foreign: false,
            })
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
}

/// Whether a call is where a client comes into being; of one that a library has ready, where it is
/// told its model.
fn is_made_by(client: &Client<'_>, at: ExprAt<'_>) -> bool {
    match (client.call, client.bound) {
        (Some(call), _) => call == at,
        (None, Some((call, _))) => call == at,
        (None, None) => false,
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
