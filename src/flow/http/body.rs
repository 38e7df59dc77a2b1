//! The body that a call of an HTTP library sends, and parts of it.

use super::{HttpSend, MAX_SPREAD};
use crate::catalog::{Meaning, Slot};
use crate::facts::ExprKind;
use crate::flow::slot::SlotValue;
use crate::flow::value::{ExprAt, Value};
use crate::flow::{Flow, family};

impl<'p> Flow<'p> {
    /// The part of this name of what a call sends as its body.
    pub(in crate::flow) fn body_part(
        &self,
        at: ExprAt<'p>,
        send: &HttpSend<'p>,
        names: &[String],
    ) -> Option<SlotValue<'p>> {
        self.bodies(at, send).into_iter().find_map(|body| {
            names.iter().find_map(|name| {
                let mut found = None;
                for (depth, part) in name.split('.').enumerate() {
                    found = match depth {
                        0 => self.part(&body, part),
                        _ => self.part(&found?, part),
                    };
                }
                found
            })
        })
    }

    /// What a call sends as its body.
    pub(in crate::flow) fn bodies(
        &self,
        at: ExprAt<'p>,
        send: &HttpSend<'p>,
    ) -> Vec<SlotValue<'p>> {
        let own = send
            .call
            .body
            .iter()
            .filter_map(|slot| self.slot(at, slot))
            .map(|body| SlotValue {
                at: body.at.map(|at| self.peeled(at)),
                ..body
            });
        let mut bodies: Vec<_> = own.collect();
        let made = send.client.map(|(client, made)| (made, &client.set_body));
        for (made, methods) in [(at, &send.call.set_body)].into_iter().chain(made) {
            for call in self.calls_on(made, methods) {
                bodies.extend(self.slot(call, &Slot::position(0)).map(|body| SlotValue {
                    at: body.at.map(|at| self.peeled(at)),
                    ..body
                }));
            }
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
