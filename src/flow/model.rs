//! Where a program names a model: in requests, in clients that take it for later requests, and in what
//! binds one to a provider (`mistral("mistral-small-latest")`).

use super::slot::SlotValue;
use super::value::{At, Client, ExprAt, Text, Value};
use super::{Flow, Sender, family};
use crate::catalog::{Role, Slot};
use crate::project::SourceFile;
use smol_str::SmolStr;

/// A place where a model is asked for.
pub struct ModelUse<'p> {
    /// The call that takes the model.
    pub at: ExprAt<'p>,
    /// How it is called: `chat.complete`, `ChatMistralAI`.
    pub name: SmolStr,
    /// What stands in the slot.
    pub value: SlotValue<'p>,
    /// Whether Mistral's own servers answer: not a cloud, not a server of one's own. Their models have
    /// other names and other dates.
    pub own_servers: bool,
    prefixes: &'p [String],
}

impl<'p> ModelUse<'p> {
    /// The models named there that are known in full, each with its id as the server knows it.
    pub fn models(&self) -> impl Iterator<Item = (&Text<'p>, &str)> {
        let texts = self.value.values.iter().filter_map(Value::as_text);
        texts.map(|text| (text, self.plain(&text.value)))
    }

    /// A model's id without what only a library reads: `mistral/` of LiteLLM.
    fn plain<'t>(&self, name: &'t str) -> &'t str {
        let known = self.prefixes.iter().filter(|it| it.ends_with(['/', ':']));
        known
            .filter_map(|prefix| name.strip_prefix(prefix.as_str()))
            .min_by_key(|rest| rest.len())
            .unwrap_or(name)
    }
}

impl<'p> Flow<'p> {
    /// Where a file asks for models, in order of place.
    pub fn model_uses(&self, file: &'p SourceFile) -> Vec<ModelUse<'p>> {
        let mut uses: Vec<_> = self
            .requests(file)
            .into_iter()
            .filter_map(|request| {
                let value = self.own_model(&request)?;
                let (own_servers, prefixes) = match &request.sender {
                    Sender::Client(client, _) => {
                        (self.asks_own_servers(client), &*client.kind.model_prefixes)
                    }
                    Sender::Function(function) => {
                        let here = self.slot_or_set(
                            request.at,
                            &function.base_url,
                            &function.base_url_set,
                        );
                        (self.is_own(here), &*function.model_prefixes)
                    }
                    Sender::Http(send, _) => (!self.reached(send).is_empty(), &[][..]),
                };
                Some(ModelUse {
                    at: request.at,
                    name: request.name,
                    value,
                    own_servers,
                    prefixes,
                })
            })
            .collect();
        let calls = file.facts.calls.iter().map(|&id| At { file, id });
        uses.extend(calls.filter_map(|call| self.bound_model(call)));
        uses.sort_by_key(|it| it.at.range());
        uses
    }

    /// The model that a client takes for later requests, or that a provider makes a model of.
    fn bound_model(&self, at: ExprAt<'p>) -> Option<ModelUse<'p>> {
        let call = at.file.facts.call(at.id)?;
        let made = self.values(at);
        let client = made.iter().find_map(|value| match value {
            Value::Client(client) if client.call == Some(at) => Some(client),
            _ => None,
        });
        if let Some(client) = client {
            return self.use_of(at, client, &client.kind.model);
        }
        let callees = self.values(at.with(call.callee));
        callees.iter().find_map(|callee| {
            let (client, path) = match callee {
                Value::Client(client) => (client.clone(), SmolStr::default()),
                Value::ClientMember(client, path) => (client.clone(), path.clone()),
                Value::Symbol { path, .. } => self.ready_member(at, path)?,
                _ => return None,
            };
            let factory = client.kind.models.iter().find(|it| it.path == path)?;
            self.use_of(at, &client, &factory.model)
        })
    }

    fn use_of(&self, at: ExprAt<'p>, client: &Client<'p>, slots: &[Slot]) -> Option<ModelUse<'p>> {
        Some(ModelUse {
            at,
            name: client.kind.class.as_str().into(),
            value: self.first_slot(at, slots)?,
            own_servers: self.asks_own_servers(client),
            prefixes: &client.kind.model_prefixes,
        })
    }

    /// The client that a symbol is without being made, and which of its members: `mistral.chat` of
    /// the AI SDK.
    fn ready_member(&self, at: ExprAt<'p>, path: &str) -> Option<(Client<'p>, SmolStr)> {
        let (role, rest) = self.catalog.resolve(family(at.file), path)?;
        let Role::ClientInstance(kind) = role else {
            return None;
        };
        Some((
            Client {
                kind,
                call: None,
                bound: None,
            },
            rest.into(),
        ))
    }

    /// Whether Mistral's own servers answer a client, as far as is known.
    fn asks_own_servers(&self, client: &Client<'p>) -> bool {
        let call = client.call;
        let kind = client.kind;
        let here = call.and_then(|call| self.slot_or_set(call, &kind.base_url, &kind.base_url_set));
        !client.kind.is_cloud() && self.is_own(here)
    }

    /// Whether an address is Mistral's own; so is one that is not known.
    fn is_own(&self, address: Option<SlotValue<'p>>) -> bool {
        let Some(address) = address else { return true };
        let is_own = |url: SmolStr| {
            let reached = self.catalog.host(&url);
            reached.is_some_and(|it| it.host.role.takes_mistral_keys())
        };
        let mut texts = address.texts().peekable();
        texts.peek().is_none() || texts.any(is_own)
    }
}
