//! Where the answer of a model becomes HTML, a command, code or a query.

use super::value::{At, ExprAt, Value};
use super::way::{Search, Way};
use super::{Flow, family};
use crate::catalog::{Danger, Sink};
use crate::facts::{ExprKind, PropertyKey};
use crate::project::SourceFile;

/// An answer that becomes something dangerous.
pub struct Unescaped<'p> {
    /// What it becomes.
    pub danger: Danger,
    /// What makes it that, as written.
    pub by: String,
    /// The text it is in.
    pub at: ExprAt<'p>,
    /// The call that asked for it.
    pub asked: ExprAt<'p>,
    /// The way it took.
    pub way: Way<'p>,
}

impl<'p> Flow<'p> {
    /// Where a file makes something dangerous of an answer, in order of place.
    pub fn unescaped_answers(&self, file: &'p SourceFile) -> Vec<Unescaped<'p>> {
        let facts = &file.facts;
        let dangers = self.catalog.dangers(family(file));
        let mut found = Vec::new();
        for &id in &facts.calls {
            let at = At { file, id };
            let Some((sink, by)) = self.danger_of_call(at) else {
                continue;
            };
            let slots = sink.slots.iter().filter_map(|slot| self.slot(at, slot)?.at);
            found.extend(slots.filter_map(|value| self.unescaped(sink, by.clone(), value)));
        }
        for written in &facts.assignments {
            if let ExprKind::Member { name, .. } = facts.kind(written.target)
                && let Some(sink) = dangers.member(name)
            {
                let value = At {
                    file,
                    id: written.value,
                };
                found.extend(self.unescaped(sink, name.to_string(), value));
            }
        }
        for (_, expr) in facts.exprs() {
            let ExprKind::Object(properties) = &expr.kind else {
                continue;
            };
            for property in properties {
                if let PropertyKey::Name(name) = &property.key
                    && name == "__html"
                    && let Some(sink) = dangers.member(name)
                {
                    let value = At {
                        file,
                        id: property.value,
                    };
                    let by = "dangerouslySetInnerHTML".to_owned();
                    found.extend(self.unescaped(sink, by, value));
                }
            }
        }
        found.sort_by_key(|it| it.at.range());
        found
    }

    /// The sink that a call is, and how it is called.
    fn danger_of_call(&self, at: ExprAt<'p>) -> Option<(&'static Sink, String)> {
        let facts = &at.file.facts;
        let call = facts.call(at.id)?;
        let family = family(at.file);
        let dangers = self.catalog.dangers(family);
        let callee = at.with(call.callee);
        if !self.may_be_called(callee, |name| dangers.may_be_called(name)) {
            return None;
        }
        let values = self.values(callee);
        let known = values.iter().find_map(|value| match value {
            Value::Symbol { path, .. } => dangers.call(family, path),
            _ => None,
        });
        let by_name = || {
            let (object, name) = facts.member(call.callee)?;
            let is_own = values
                .iter()
                .any(|it| matches!(it, Value::Function(_) | Value::ClientMember(..)));
            let owner = facts.last_name(object).or_else(|| {
                let inner = facts.call(object)?;
                facts.last_name(inner.callee)
            });
            dangers
                .method(owner.map(|it| it.as_str()), name)
                .filter(|_| !is_own)
        };
        let sink = known.or_else(by_name)?;
        let is_true = |name: &String| {
            call.arguments.iter().any(|argument| {
                argument.keyword.as_deref() == Some(name)
                    && matches!(facts.kind(argument.value), ExprKind::Bool(true))
            })
        };
        sink.needs
            .as_ref()
            .is_none_or(is_true)
            .then(|| (sink, callee.source().to_owned()))
    }

    fn unescaped(&self, sink: &'static Sink, by: String, at: ExprAt<'p>) -> Option<Unescaped<'p>> {
        if sink.tagged && !at.source().contains("</") {
            return None;
        }
        let way = self.answer_way(at)?;
        let Value::Response(asked) = way.source else {
            return None;
        };
        Some(Unescaped {
            danger: sink.danger,
            by,
            at,
            asked,
            way,
        })
    }

    /// A way on which the text of an answer gets into an expression without being made harmless.
    fn answer_way(&self, at: ExprAt<'p>) -> Option<Way<'p>> {
        let wanted = |value: &Value<'p>, _: ExprAt<'p>| match value {
            Value::Response(call) => self.is_text(*call),
            _ => false,
        };
        let stopped = |at: ExprAt<'p>| self.is_made_harmless(at) || self.is_confined_by_guard(at);
        let search = Search {
            wanted: &wanted,
            stopped: &stopped,
            inside: true,
        };
        self.way(at, &search).or_else(|| {
            // `marked.parse(answer)`.
            let values = self.values(at);
            let passed = values.iter().find_map(|value| match value {
                Value::Symbol {
                    path,
                    call: Some(call),
                } if self
                    .catalog
                    .dangers(family(at.file))
                    .passes(family(at.file), path) =>
                {
                    let argument = call.file.facts.call(call.id)?.arguments.first()?;
                    Some(call.with(argument.value))
                }
                _ => None,
            });
            self.way(passed?, &search)
        })
    }

    /// Whether a request gives a text of the model's making.
    fn is_text(&self, call: ExprAt<'p>) -> bool {
        let requests = self.requests(call.file);
        requests
            .iter()
            .any(|it| it.at == call && it.kind.generates_text())
    }

    /// Whether an expression is no text of the model's, or one that was escaped.
    fn is_made_harmless(&self, at: ExprAt<'p>) -> bool {
        let facts = &at.file.facts;
        let dangers = self.catalog.dangers(family(at.file));
        if let Some((_, name)) = facts.member(at.id) {
            return dangers.is_harmless(name);
        }
        let Some(call) = facts.call(at.id) else {
            return false;
        };
        let own = facts.last_name(call.callee);
        let owner = facts.member(call.callee);
        let owner = owner.and_then(|(object, _)| facts.last_name(object));
        own.is_some_and(|name| dangers.makes_harmless(name))
            || owner.is_some_and(|name| dangers.makes_harmless(name))
    }
}
