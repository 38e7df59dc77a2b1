//! Methods of a client that are handed to what calls them: `asyncio.to_thread(client.chat.complete, …)`;
//! so are functions of HTTP libraries.

use super::value::{ExprAt, Value};
use super::{Flow, family};
use crate::catalog::{HttpCall, Meaning, Slot};
use crate::facts::{Argument, ExprId, ExprKind, Source, Spread};

/// A method that a call hands over together with what the method takes.
pub(super) struct Handed<'p> {
    /// A method of a client, or what sends an HTTP request.
    pub(super) method: Value<'p>,
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
        // What `partial` makes is asked where the program calls it.
        if position == 0 && self.is_partial(at) && self.is_called_by_name(at) {
            return None;
        }
        let found = self.method_at(at.with(handed.value), position + 1)?;
        let takes = |argument: &Argument| self.takes(at, &found, argument);
        (rest.iter().any(takes) && !self.values(at.with(call.callee)).iter().any(is_own))
            .then_some(found)
    }

    /// Whether an argument may be one of the method's: it stands after it, or has a name of its slots.
    fn takes(&self, at: ExprAt<'p>, handed: &Handed<'p>, argument: &Argument) -> bool {
        let keyword = match (&argument.keyword, argument.spread) {
            (_, Some(Spread::Keyword | Spread::Positional)) | (None, None) => return true,
            (Some(keyword), None) => keyword.as_str(),
        };
        let is_named = |slot: &Slot| slot.name() == Some(keyword);
        match &handed.method {
            Value::ClientMember(client, path) => client
                .kind
                .method(path, None)
                .is_some_and(|it| it.model.iter().chain(&it.input).any(is_named)),
            method => self.http_call(at, method).is_some_and(|it| {
                let slots = [&it.url, &it.headers, &it.body, &it.built];
                slots.into_iter().flatten().any(is_named)
            }),
        }
    }

    fn may_be_method(&self, at: ExprAt<'p>, id: ExprId) -> bool {
        let is_python = !at.file.language.is_ecma();
        match at.file.facts.kind(id) {
            ExprKind::Member { name, .. } => {
                self.may_be_request(at.file, name) || is_python && self.may_take_key(at.file, name)
            }
            ExprKind::Name(name) => {
                is_python
                    && self.catalog.may_take_key(family(at.file), name)
                    && is_imported(at.with(id))
            }
            _ => false,
        }
    }

    fn method_at(&self, at: ExprAt<'p>, skip: usize) -> Option<Handed<'p>> {
        if !self.may_be_method(at, at.id) {
            return None;
        }
        let values = self.values(at);
        let is_method = |value: &&Value<'p>| match value {
            Value::ClientMember(client, path) => client.kind.method(path, None).is_some(),
            _ => self
                .http_call(at, value)
                .is_some_and(|call| !call.deferred && !at.file.language.is_ecma()),
        };
        let method = values.iter().find(is_method)?.clone();
        Some(Handed { method, skip })
    }

    /// What a value sends when it is called, if that is an HTTP request.
    fn http_call(&self, at: ExprAt<'p>, value: &Value<'p>) -> Option<&'p HttpCall> {
        let Value::Symbol { path, .. } = value else {
            return None;
        };
        match self.meaning(at.file, path)? {
            Meaning::Http(call, _) => Some(call),
            _ => None,
        }
    }
}

/// Whether an expression is a name that is taken from another module.
pub(super) fn is_imported(at: ExprAt<'_>) -> bool {
    let facts = &at.file.facts;
    let ExprKind::Name(name) = facts.kind(at.id) else {
        return false;
    };
    let Some(binding) = facts.resolve(name, at.range().start()) else {
        return false;
    };
    let definitions = &facts.binding(binding).definitions;
    let is_import = |source: &Source| matches!(source, Source::Import(_));
    definitions.iter().any(|it| is_import(&it.source))
}
