//! The body that a call of an HTTP library sends, and parts of it.

use super::{HttpSend, MAX_SPREAD, json_template};
use crate::catalog::{Meaning, Slot};
use crate::facts::ExprKind;
use crate::flow::slot::SlotValue;
use crate::flow::value::{ExprAt, Text, Value};
use crate::flow::{Flow, family};

impl<'p> Flow<'p> {
    /// The part of this name of what a call sends as its body.
    pub(in crate::flow) fn body_part(
        &self,
        send: &HttpSend<'p>,
        names: &[String],
    ) -> Option<SlotValue<'p>> {
        self.bodies(send).into_iter().find_map(|body| {
            names.iter().find_map(|name| {
                let mut parts = name.split('.');
                let first = self.part_of_body(&body, parts.next()?);
                parts.try_fold(first?, |found, part| self.part(&found, part))
            })
        })
    }

    /// The part of this name of a body: of an object, of a form, or of JSON that is written out.
    pub(super) fn part_of_body(&self, body: &SlotValue<'p>, name: &str) -> Option<SlotValue<'p>> {
        let in_form = || {
            let named = body
                .at
                .and_then(|at| self.entry_set_by_name(at, None, name));
            named.or_else(|| self.entry_set_on_made(&body.values, name))
        };
        let in_pairs = || {
            body.values.iter().find_map(|value| match value {
                Value::Array(list) => self.entry_of_pairs(*list, name),
                _ => None,
            })
        };
        let found = in_form()
            .or_else(in_pairs)
            .or_else(|| self.part(body, name));
        found
            .map(|found| self.field_of_file(found))
            .or_else(|| in_json(body, name))
    }

    /// The content of a field that is passed as a file is: `files={"model": (None, "…")}`.
    fn field_of_file(&self, found: SlotValue<'p>) -> SlotValue<'p> {
        let content = found.values.iter().find_map(|value| match value {
            Value::Array(tuple) => match tuple.file.facts.kind(tuple.id) {
                ExprKind::Array(items) => match items.as_slice() {
                    [name, content, ..] if self.is_null(tuple.with(*name)) => {
                        Some(self.slot_value(tuple.with(*content)))
                    }
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        });
        content.unwrap_or(found)
    }

    fn is_null(&self, at: ExprAt<'p>) -> bool {
        let values = self.values(at);
        matches!(&*values, [Value::Null(_)])
    }

    /// What a call sends as its body.
    pub(in crate::flow) fn bodies(&self, send: &HttpSend<'p>) -> Vec<SlotValue<'p>> {
        let peel = |body: SlotValue<'p>| SlotValue {
            at: body.at.map(|at| self.peeled(at)),
            ..body
        };
        let own = send.call.body.iter().map(|slot| self.slot(send.at, slot));
        let mut bodies: Vec<_> = own.flatten().map(peel).collect();
        let made = send.client.map(|(client, made)| (made, &client.set_body));
        for (made, methods) in [(send.at, &send.call.set_body)].into_iter().chain(made) {
            for call in self.calls_on(made, methods) {
                bodies.extend(self.slot(call, &Slot::position(0)).map(peel));
            }
        }
        if let Some((client, _)) = send.client {
            bodies.extend(
                self.options(send, &client.body_options)
                    .into_iter()
                    .map(peel),
            );
        }
        for link in self.links(send) {
            bodies.extend(self.first_slot(link.at, link.body).map(peel));
        }
        bodies
    }

    /// The expression whose value an expression carries on: `payload` of `JSON.stringify(payload)`.
    pub(in crate::flow) fn peeled(&self, at: ExprAt<'p>) -> ExprAt<'p> {
        let mut here = at;
        for _ in 0..MAX_SPREAD {
            let facts = &here.file.facts;
            here = match facts.kind(here.id) {
                ExprKind::Await(value) | ExprKind::Assert { value, .. } => here.with(*value),
                ExprKind::Call(call) => {
                    let callees = self.values(here.with(call.callee));
                    let through = callees.iter().find_map(|callee| match callee {
                        Value::Symbol { path, .. } => match self.meaning(here.file, path)? {
                            Meaning::Transparent(through) => self.slot(here, &through.value)?.at,
                            _ => None,
                        },
                        _ => None,
                    });
                    match (through, facts.kind(call.callee)) {
                        (Some(through), _) => through,
                        // `json.dumps(payload).encode()`
                        (None, ExprKind::Member { object, name })
                            if self
                                .catalog
                                .transparent_method(family(here.file), name)
                                .is_some() =>
                        {
                            here.with(*object)
                        }
                        _ => return here,
                    }
                }
                _ => return here,
            };
        }
        here
    }
}

/// A part of a body that is JSON written out: `body: '{"model": "…"}'`, also of a template.
fn in_json<'p>(body: &SlotValue<'p>, name: &str) -> Option<SlotValue<'p>> {
    body.values.iter().find_map(|value| match value {
        Value::Text(text) => {
            let json: serde_json::Value = serde_json::from_str(&text.value).ok()?;
            let part = match json.get(name)? {
                serde_json::Value::String(part) => Value::Text(Text {
                    value: part.as_str().into(),
                    parts: text.parts.clone(),
                }),
                _ => Value::Unknown,
            };
            let values = vec![part];
            Some(SlotValue { at: None, values })
        }
        Value::Mixed(parts) => json_template::part(parts, name),
        _ => None,
    })
}
