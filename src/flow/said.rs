//! What a request says: its model, its input, its limit.

use super::Flow;
use super::http::HttpSend;
use super::request::{Request, Sender};
use super::slot::SlotValue;
use super::value::{Client, ExprAt, Value};
use crate::catalog::{Endpoint, Family, Meaning, Method, Slot};

/// How many clients, each made of another, are looked into for a model.
const MAX_CLIENTS: usize = 6;

impl<'p> Flow<'p> {
    /// What a request has as its model: in its own call, or as the client that sends it was told.
    /// `None` if it names none.
    pub fn model(&self, request: &Request<'p>) -> Option<SlotValue<'p>> {
        match &request.sender {
            Sender::Client(client, _) => self
                .own_model(request)
                .map(|model| self.model_bound(model, 0))
                .or_else(|| self.model_of_client(client, 0)),
            Sender::Function(function) => self
                .own_model(request)
                .map(|model| self.model_bound(model, 0))
                .or_else(|| {
                    let client = self.client_of_function(request.at, function)?;
                    self.model_of_client(&client, 0)
                }),
            Sender::Http(send, endpoint) => self.model_sent(send, endpoint),
        }
    }

    /// What a request has as its model in its own call.
    pub(super) fn own_model(&self, request: &Request<'p>) -> Option<SlotValue<'p>> {
        match &request.sender {
            Sender::Client(client, method) => {
                let said = || self.first_slot(request.at, &method.model);
                let asks_it = || self.is_asked_by(request.at, client, method);
                self.beside(request.at, asks_it, said)
            }
            Sender::Function(function) => self.first_slot(request.at, &function.request.model),
            Sender::Http(send, endpoint) => self.model_sent(send, endpoint),
        }
    }

    /// Whether a call is one of a client of the same kind: a helper may be handed others, too.
    fn is_asked_by(&self, at: ExprAt<'p>, client: &Client<'p>, method: &Method) -> bool {
        let Some(callee) = at.file.facts.call(at.id).map(|call| at.with(call.callee)) else {
            return false;
        };
        self.values(callee).iter().any(|value| match value {
            Value::Client(it) | Value::ClientMember(it, _) => {
                std::ptr::eq(it.kind, client.kind)
                    && self.asks_mistral_this_time(it, &method.model, at)
            }
            _ => false,
        })
    }

    /// What an HTTP request has as its model, beside the address of its endpoint.
    fn model_sent(&self, send: &HttpSend<'p>, endpoint: &Endpoint) -> Option<SlotValue<'p>> {
        let said = || {
            self.body_part(send, &endpoint.model)
                .or_else(|| self.query_part(send, &endpoint.model))
        };
        let asks_it = || {
            let endpoints = self.endpoints(send);
            endpoints.iter().any(|it| std::ptr::eq(*it, endpoint))
        };
        self.beside(send.at, asks_it, said)
    }

    /// What a request hands over for the model to read: all that is there.
    pub fn inputs(&self, request: &Request<'p>) -> Vec<SlotValue<'p>> {
        let in_slots = |slots: &[Slot]| {
            slots
                .iter()
                .filter_map(|slot| self.slot(request.at, slot))
                .collect()
        };
        match &request.sender {
            Sender::Client(_, method) => in_slots(&method.input),
            Sender::Function(function) => in_slots(&function.request.input),
            Sender::Http(send, endpoint) => {
                let names = endpoint.input.iter();
                names
                    .filter_map(|name| self.body_part(send, std::slice::from_ref(name)))
                    .collect()
            }
        }
    }

    /// What bounds the answer to a request: in its own call, or as the client that sends it was
    /// told.
    pub fn token_limit(&self, request: &Request<'p>) -> Option<SlotValue<'p>> {
        match &request.sender {
            Sender::Client(client, method) => self
                .first_slot(request.at, &method.limit)
                .or_else(|| self.limit_of_client(client, 0)),
            Sender::Function(function) => self
                .first_slot(request.at, &function.request.limit)
                .or_else(|| {
                    let client = self.client_of_function(request.at, function)?;
                    self.limit_of_client(&client, 0)
                }),
            Sender::Http(send, endpoint) => self.body_part(send, &endpoint.limit),
        }
    }

    /// The client that sends a request, or that is passed to the function which does.
    pub fn client_of(&self, request: &Request<'p>) -> Option<Client<'p>> {
        match &request.sender {
            Sender::Client(client, _) => Some(client.clone()),
            Sender::Function(function) => self.client_of_function(request.at, function),
            Sender::Http(..) => None,
        }
    }

    /// The model that stands in a slot, a bound model replaced by the one it is bound to.
    fn model_bound(&self, found: SlotValue<'p>, depth: usize) -> SlotValue<'p> {
        let is_bound = |value: &Value<'p>| {
            matches!(value, Value::Client(_)) || self.model_referred_to(value).is_some()
        };
        if !found.values.iter().any(is_bound) {
            return found;
        }
        let mut bound = SlotValue {
            at: None,
            values: Vec::new(),
        };
        for value in found.values {
            match value {
                Value::Client(client) => {
                    if let Some(model) = self.model_of_client(&client, depth + 1) {
                        bound.at = bound.at.or(model.at);
                        bound.values.extend(model.values);
                    }
                }
                other => match self.model_referred_to(&other) {
                    Some(models) => bound.values.extend(models),
                    None => bound.values.push(other),
                },
            }
        }
        bound.at = bound.at.or(found.at);
        bound
    }

    /// The model that something of a library stands for: `openMistralLarge`,
    /// `openMistralLarge.withVersion("mistral-large-latest")` of `genkitx-mistral`.
    fn model_referred_to(&self, value: &Value<'p>) -> Option<Vec<Value<'p>>> {
        let Value::Symbol { path, call } = value else {
            return None;
        };
        let model_ref = |path: &str| match self.catalog.meaning(Family::Ecma, path)? {
            Meaning::ModelRef(model) => Some(model),
            _ => None,
        };
        if let Some(model) = model_ref(path) {
            return Some(vec![Value::OneOf([model.model.as_str().into()].into())]);
        }
        let (of, method) = path.strip_suffix("()")?.rsplit_once('.')?;
        let gives_another = model_ref(of)?.versions.iter().any(|it| it == method);
        let version = self
            .slot((*call)?, &Slot::position(0))
            .filter(|_| gives_another)?;
        Some(version.values)
    }

    /// The model that a client was told when it was made or bound, or by what it was made from.
    pub(super) fn model_of_client(
        &self,
        client: &Client<'p>,
        depth: usize,
    ) -> Option<SlotValue<'p>> {
        if depth > MAX_CLIENTS {
            return None;
        }
        if let Some((call, factory)) = client.bound {
            return match factory.model.is_empty() {
                true => self.model_of_table(client, call, depth),
                false => self.first_slot(call, &factory.model),
            };
        }
        let call = client.call?;
        self.first_slot(call, &client.kind.model)
            .map(|model| self.model_bound(model, depth))
            .or_else(|| {
                let from = self.made_from(client, call)?;
                self.model_of_client(&from, depth + 1)
            })
    }

    /// The model that a client has in a table of its own under the name that a call says:
    /// `customProvider({ languageModels: { fast: mistral("…") } }).languageModel("fast")`.
    fn model_of_table(
        &self,
        client: &Client<'p>,
        call: ExprAt<'p>,
        depth: usize,
    ) -> Option<SlotValue<'p>> {
        let name = self.slot(call, &Slot::position(0))?.texts().next()?;
        let found = client.kind.from.iter().find_map(|slot| {
            let table = self.slot(client.call?, slot)?;
            self.part(&table, &name)
        });
        found.map(|found| self.model_bound(found, depth))
    }

    fn limit_of_client(&self, client: &Client<'p>, depth: usize) -> Option<SlotValue<'p>> {
        if depth > MAX_CLIENTS {
            return None;
        }
        let call = client.call?;
        self.first_slot(call, &client.kind.limit).or_else(|| {
            let from = self.made_from(client, call)?;
            self.limit_of_client(&from, depth + 1)
        })
    }

    /// The client that another was made from.
    pub(super) fn made_from(&self, client: &Client<'p>, call: ExprAt<'p>) -> Option<Client<'p>> {
        self.client_behind(call, &client.kind.from, &client.kind.ambient)
            .filter(|from| from.call != client.call || from.bound.is_some())
    }
}
