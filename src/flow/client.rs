//! Clients: whether one talks to Mistral, and what calling it or a member of it gives.

use super::Flow;
use super::value::{Client, ExprAt, Value};
use crate::catalog::{
    Ambient, Applies, ClientKind, KeyBehaviour, Reached, RequestFunction, Requires, Slot,
};
use crate::facts::{ExprId, ExprKind, PropertyKey};

/// How deep a client is looked for in lists and objects: `plugins: [mistral()]`.
const MAX_NESTING: usize = 3;

impl<'p> Flow<'p> {
    /// What a client does about a key that it is not given, in the version that the project uses.
    pub fn behaviour(&self, client: &Client<'p>) -> Option<&'p KeyBehaviour> {
        let call = client.call.or(client.bound.map(|(call, _)| call));
        let version = call.and_then(|call| self.version(call.file, &client.kind.package));
        client.kind.behaviour(version)
    }

    /// What the call at an expression gives that calls a client (if `path` is empty) or a member of
    /// it.
    pub(super) fn called_client(
        &self,
        client: &Client<'p>,
        path: &str,
        at: ExprAt<'p>,
    ) -> Value<'p> {
        if let Some(factory) = client.kind.model_factory(path) {
            let prefixes = &client.kind.model_prefixes;
            let is_foreign = !prefixes.is_empty()
                && self
                    .first_slot(at, &factory.model)
                    .is_some_and(|model| model.texts().all(|text| !starts(&text, prefixes)))
                || self.is_at_seller(client) && !self.names_family(at, &factory.model);
            return match is_foreign {
                true => Value::Unknown,
                false => Value::Client(Client {
                    bound: Some((at, factory)),
                    ..client.clone()
                }),
            };
        }
        if client.kind.method(path, None).is_some() {
            return Value::Response(at);
        }
        match client.kind.fluent.iter().any(|name| name == path) {
            true => Value::Client(client.clone()),
            false => Value::Unknown,
        }
    }

    /// The client in a chain of LangChain: `prompt | llm | parser`. What is asked of the chain is asked
    /// of it.
    pub(super) fn piped(&self, at: ExprAt<'p>, left: ExprId, right: ExprId) -> Option<Value<'p>> {
        let takes = |value: &Value<'p>| match value {
            Value::Client(client) => client.kind.fluent.iter().any(|name| name == "pipe"),
            _ => false,
        };
        let sides = [right, left].into_iter();
        let mut values = sides.flat_map(|side| self.values(at.with(side)).to_vec());
        values.find(takes)
    }

    /// The client that is passed to `prompt.pipe(model)`.
    pub(super) fn piped_into(&self, at: ExprAt<'p>) -> Option<Value<'p>> {
        let call = at.file.facts.call(at.id)?;
        let argument = call.arguments.first()?;
        let values = self.values(at.with(argument.value));
        let takes = |client: &Client<'_>| client.kind.fluent.iter().any(|name| name == "pipe");
        values
            .iter()
            .find(|value| matches!(value, Value::Client(client) if takes(client)))
            .cloned()
    }

    /// Whether the client that a call makes talks to Mistral.
    pub(super) fn reaches_mistral(&self, kind: &ClientKind, at: ExprAt<'p>) -> bool {
        self.meets(&kind.requires, at)
            && match kind.applies {
                Applies::Always => true,
                Applies::MistralHost => {
                    self.is_at_mistral(at, &kind.base_url, &kind.base_url_set)
                        || self.may_ask_seller(kind, at)
                }
                Applies::ModelPrefix => {
                    kind.is_told_per_request()
                        || self.names_mistral_model(at, &kind.model, &Naming::of_client(kind))
                        || self.is_at_mistral(at, &kind.base_url, &kind.base_url_set)
                }
                Applies::Client => {
                    self.client_behind(at, &kind.from, &kind.ambient).is_some()
                        || self.names_mistral_model(at, &kind.model, &Naming::of_client(kind))
                }
            }
    }

    /// Whether a function that is called sends its request to Mistral.
    pub(super) fn asks_mistral(&self, function: &RequestFunction, at: ExprAt<'p>) -> bool {
        let naming = Naming::of_function(function);
        let model = &function.request.model;
        let is_there = || self.is_at_mistral(at, &function.base_url, &function.base_url_set);
        match function.applies {
            Applies::Always => true,
            Applies::MistralHost => is_there(),
            Applies::ModelPrefix => self.names_mistral_model(at, model, &naming) || is_there(),
            Applies::Client => {
                self.client_of_function(at, function).is_some()
                    || self.names_mistral_model(at, model, &naming)
            }
        }
    }

    /// Whether a request of a client that serves many vendors goes to Mistral.
    pub(super) fn asks_mistral_this_time(
        &self,
        client: &Client<'p>,
        model: &[Slot],
        at: ExprAt<'p>,
    ) -> bool {
        if self.is_at_seller(client) {
            let told = self.first_slot(at, model);
            let told = told.or_else(|| self.model_of_client(client, 0));
            return told.is_some_and(|told| self.is_of_family(&told.values));
        }
        let kind = client.kind;
        let told = kind.is_told_per_request();
        let is_there =
            |call: ExprAt<'p>| self.is_at_mistral(call, &kind.base_url, &kind.base_url_set);
        !told
            || client.call.is_some_and(is_there)
            || self.names_mistral_model(at, model, &Naming::of_client(client.kind))
    }

    fn meets(&self, requires: &[Requires], at: ExprAt<'p>) -> bool {
        requires.iter().all(|required| {
            self.first_slot(at, &required.slot).is_some_and(|found| {
                let known = |text: &str| required.texts.iter().any(|it| it == text);
                found.values.iter().any(|value| match value {
                    Value::Text(text) => known(&text.value),
                    // A member of an enum of the library.
                    Value::Symbol { path, .. } => known(path),
                    _ => false,
                })
            })
        })
    }

    /// Whether an address in a slot is one of Mistral's, or of a cloud that serves its models.
    pub(super) fn is_at_mistral(&self, at: ExprAt<'p>, slots: &[Slot], set: &[Ambient]) -> bool {
        self.is_at_host(at, slots, set, |reached| reached.host.role.serves_models())
    }

    /// Whether an address that a call is given, or that the program has set for such calls, is one of
    /// a kind.
    pub(super) fn is_at_host(
        &self,
        at: ExprAt<'p>,
        slots: &[Slot],
        set: &[Ambient],
        is_it: impl Fn(Reached<'_>) -> bool,
    ) -> bool {
        let mut given = slots
            .iter()
            .filter_map(|slot| self.slot(at, slot))
            .peekable();
        let set = given
            .peek()
            .is_none()
            .then(|| self.slot_or_set(at, &[], set));
        given.chain(set.flatten()).any(|url| {
            let mut urls = url.values.iter().flat_map(super::http::written);
            urls.any(|url| self.catalog.host(&url).is_some_and(&is_it))
        })
    }

    /// The client of the catalogue that a slot has, perhaps in a list or an object.
    pub(super) fn client_in(&self, at: ExprAt<'p>, slots: &[Slot]) -> Option<Client<'p>> {
        slots.iter().find_map(|slot| {
            let found = self.slot(at, slot)?;
            self.client_among(&found.values, at, 0)
        })
    }

    pub(super) fn client_among(
        &self,
        values: &[Value<'p>],
        at: ExprAt<'p>,
        depth: usize,
    ) -> Option<Client<'p>> {
        if depth > MAX_NESTING {
            return None;
        }
        values.iter().find_map(|value| match value {
            Value::Client(client) => Some(client.clone()),
            Value::Symbol { path, .. } => self.ready_client(at, path),
            Value::Array(array) => {
                let ExprKind::Array(items) = array.file.facts.kind(array.id) else {
                    return None;
                };
                items.iter().find_map(|item| {
                    let item = array.with(*item);
                    self.client_among(&self.values(item), item, depth + 1)
                })
            }
            Value::Row(items) => items
                .iter()
                .find_map(|item| self.client_among(item, at, depth + 1)),
            Value::Object(object) => {
                let ExprKind::Object(properties) = object.file.facts.kind(object.id) else {
                    return None;
                };
                let named = properties
                    .iter()
                    .filter(|property| !matches!(property.key, PropertyKey::Spread));
                named.into_iter().find_map(|property| {
                    let value = object.with(property.value);
                    self.client_among(&self.values(value), value, depth + 1)
                })
            }
            _ => None,
        })
    }

    /// The client that a library has ready under this path.
    fn ready_client(&self, at: ExprAt<'p>, path: &str) -> Option<Client<'p>> {
        match self.meaning(at.file, path)? {
            crate::catalog::Meaning::ClientInstance(kind) => Some(Client {
                kind,
                call: None,
                bound: None,
            }),
            _ => None,
        }
    }

    /// Whether a model or a function is asked for at the host of somebody else, by a name that says
    /// so.
    pub(super) fn is_routed(&self, at: ExprAt<'p>, model: &[Slot], naming: &Naming<'_>) -> bool {
        let own = Naming {
            routes: false,
            ..*naming
        };
        naming.routes
            && self.names_mistral_model(at, model, naming)
            && !self.names_mistral_model(at, model, &own)
    }

    /// Whether a call names one of Mistral's models: by its vendor, or by how it is written.
    fn names_mistral_model(&self, at: ExprAt<'p>, model: &[Slot], naming: &Naming<'_>) -> bool {
        if let Some(provider) = self.first_slot(at, naming.provider) {
            let mut known = provider.texts().peekable();
            if known.peek().is_some() {
                return known.any(|text| naming.providers.iter().any(|it| *it == text));
            }
        }
        self.first_slot(at, model).is_some_and(|found| {
            found.values.iter().any(|value| {
                let mut written = super::http::written(value);
                written.any(|text| {
                    starts(&text, naming.prefixes)
                        || naming.routes && self.catalog.is_routed_model(&text)
                })
            })
        })
    }
}

/// How a call says that a model is Mistral's.
#[derive(Clone, Copy)]
pub(super) struct Naming<'k> {
    prefixes: &'k [String],
    routes: bool,
    provider: &'k [Slot],
    providers: &'k [String],
}

impl<'k> Naming<'k> {
    pub(super) fn of_function(function: &'k RequestFunction) -> Self {
        Self {
            prefixes: &function.model_prefixes,
            routes: function.routes,
            provider: &function.provider,
            providers: &function.providers,
        }
    }

    pub(super) fn of_client(kind: &'k ClientKind) -> Self {
        Self {
            prefixes: &kind.model_prefixes,
            routes: kind.routes,
            provider: &kind.provider,
            providers: &kind.providers,
        }
    }
}

fn starts(text: &str, prefixes: &[String]) -> bool {
    prefixes
        .iter()
        .any(|prefix| text.starts_with(prefix.as_str()))
}
