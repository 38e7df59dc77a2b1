//! Methods of a client that are handed to what calls them: `asyncio.to_thread(client.chat.complete, …)`.

use super::Flow;
use super::value::{Client, ExprAt, Value};
use crate::facts::{Argument, ExprId, ExprKind, Spread};
use smol_str::SmolStr;

/// A method that a call hands over together with what the method takes.
pub(super) struct Handed<'p> {
    pub(super) client: Client<'p>,
    pub(super) path: SmolStr,
    /// How many positional arguments stand before the method's own.
    pub(super) skip: usize,
}

impl<'p> Flow<'p> {
    /// The method that a call hands to something from outside with arguments of the method's:
    /// `pool.submit(client.chat.complete, model=…)`, `client.chat.complete.call(client.chat, request)`.
    ///
    /// What is handed to a function of the project is asked there, where it is called.
    pub(super) fn handed(&self, at: ExprAt<'p>) -> Option<Handed<'p>> {
        let facts = &at.file.facts;
        let call = facts.call(at.id)?;
        if let ExprKind::Member { object, name } = facts.kind(call.callee)
            && name == "call"
        {
            return self.method_at(at.with(*object), 1);
        }
        let method = |argument: &Argument| {
            argument.spread.is_none() && self.may_be_method(at, argument.value)
        };
        let position = call.arguments.iter().position(method)?;
        let handed = &call.arguments[position];
        let rest = &call.arguments[position + 1..];
        // `expect(client.chat.complete)` only looks at it.
        if rest.is_empty() || handed.keyword.is_some() {
            return None;
        }
        let is_own = |value: &Value<'p>| matches!(value, Value::Function(_) | Value::Class(_));
        let found = self.method_at(at.with(handed.value), position + 1)?;
        let takes = |argument: &Argument| self.takes(&found, argument);
        (rest.iter().any(takes) && !self.values(at.with(call.callee)).iter().any(is_own))
            .then_some(found)
    }

    /// Whether an argument may be one of the method's: it stands after it, or has a name of its slots.
    fn takes(&self, handed: &Handed<'p>, argument: &Argument) -> bool {
        let method = handed.client.kind.method(&handed.path, None);
        match (&argument.keyword, argument.spread) {
            (_, Some(Spread::Keyword | Spread::Positional)) | (None, None) => true,
            (Some(keyword), None) => method.is_some_and(|method| {
                let slots = method.model.iter().chain(&method.input);
                slots
                    .into_iter()
                    .any(|slot| slot.name() == Some(keyword.as_str()))
            }),
        }
    }

    fn may_be_method(&self, at: ExprAt<'p>, id: ExprId) -> bool {
        match at.file.facts.kind(id) {
            ExprKind::Member { name, .. } => self.may_be_request(at.file, name),
            _ => false,
        }
    }

    fn method_at(&self, at: ExprAt<'p>, skip: usize) -> Option<Handed<'p>> {
        if !self.may_be_method(at, at.id) {
            return None;
        }
        self.values(at).iter().find_map(|value| match value {
            Value::ClientMember(client, path) => {
                client.kind.method(path, None)?;
                Some(Handed {
                    client: client.clone(),
                    path: path.clone(),
                    skip,
                })
            }
            _ => None,
        })
    }
}
