//! The headers that a call of an HTTP library sends: its own, and those its client has for all.

use super::entry::SETTERS;
use super::{HttpSend, MAX_SPREAD};
use crate::catalog::Slot;
use crate::facts::{ExprKind, PropertyKey, Step};
use crate::flow::Flow;
use crate::flow::slot::SlotValue;
use crate::flow::value::{ExprAt, Value};
use smol_str::SmolStr;

impl<'p> Flow<'p> {
    /// What a call sends as a header, by its name in any case: in the call, as set on what the call
    /// returns, or as the client of the library has it for every request.
    pub(in crate::flow) fn header(&self, send: &HttpSend<'p>, name: &str) -> Option<SlotValue<'p>> {
        let in_slots = |call: ExprAt<'p>, slots: &[Slot]| {
            slots.iter().find_map(|slot| {
                let headers = self.slot(call, slot)?;
                self.header_among(&headers, name, 0)
            })
        };
        let own = in_slots(send.at, &send.call.headers)
            .or_else(|| self.entry_set_on(send.at, &send.call.set_header, name))
            .or_else(|| self.credential_set_on(send, name));
        own.or_else(|| {
            self.links(send).into_iter().find_map(|link| {
                let whole = || match name.eq_ignore_ascii_case("authorization") {
                    true => self.first_slot(link.at, link.authorization),
                    false => None,
                };
                in_slots(link.at, link.headers).or_else(whole)
            })
        })
        .or_else(|| {
            let (client, made) = send.client?;
            self.entry_set_on(made, &client.set_header, name)
                .or_else(|| self.header_kept_by(made, &client.headers_at, name))
                .or_else(|| {
                    let mut given = self.calls_on(made, &client.hooks);
                    given.push(made);
                    self.header_set_by_hook(&given, name)
                })
                .or_else(|| {
                    let told = self.options(send, &client.header_options);
                    told.iter().find_map(|it| self.header_among(it, name, 0))
                })
        })
        .or_else(|| self.header_kept(send, name))
        .or_else(|| self.header_set_for_all(send, name))
    }

    /// A header that a function sets which the library is given to change every request of the program
    /// with: `axios.interceptors.request.use((config) => { config.headers.Authorization = … })`.
    fn header_set_for_all(&self, send: &HttpSend<'p>, name: &str) -> Option<SlotValue<'p>> {
        send.call.hooks_at.iter().find_map(|hook| {
            let mut parts = hook.rsplit('.');
            let (method, of) = (parts.next()?, parts.next()?);
            let mut calls = self.calls_named(method).iter();
            calls.find_map(|&call| {
                let facts = &call.file.facts;
                let callee = facts.call(call.id)?.callee;
                let (object, _) = facts.member(callee)?;
                let is_it = facts.last_name(object).is_some_and(|it| it == of)
                    && self.symbols(call.with(callee)).iter().any(|it| it == hook);
                is_it
                    .then(|| self.header_set_by_hook(&[call], name))
                    .flatten()
            })
        })
    }

    /// What a method that takes the credential itself is given: `.auth(key, { type: "bearer" })`.
    fn credential_set_on(&self, send: &HttpSend<'p>, name: &str) -> Option<SlotValue<'p>> {
        if !name.eq_ignore_ascii_case("authorization") {
            return None;
        }
        let calls = self.calls_on(send.at, &send.call.set_credential);
        calls
            .into_iter()
            .find_map(|call| self.slot(call, &Slot::position(0)))
    }

    /// A header that a function sets which the client is given to change every request with:
    /// `api.interceptors.request.use((config) => { config.headers.Authorization = … })`.
    fn header_set_by_hook(&self, given: &[ExprAt<'p>], name: &str) -> Option<SlotValue<'p>> {
        let made = *given.first()?;
        let facts = &made.file.facts;
        let is_given = |id| {
            let range = facts.range(id);
            let mut given = given.iter().map(|call| call.range());
            given.any(|call| call.start() < range.start() && range.end() <= call.end())
        };
        let written = header_spellings(name).find_map(|spelling| {
            let mut writes = facts.writes(&spelling);
            writes.find_map(|write| is_given(write.target).then_some(write.value))
        });
        if let Some(value) = written {
            return Some(self.slot_value(made.with(value)));
        }
        facts
            .calls
            .iter()
            .filter(|id| is_given(**id))
            .find_map(|&id| {
                let (_, method) = facts.member(facts.call(id)?.callee)?;
                let is_setter = SETTERS.contains(&&**method);
                match *self
                    .plain_arguments(made.with(id))
                    .get(..2)
                    .filter(|_| is_setter)?
                {
                    [key, value] => self.may_be_text(key, name).then(|| self.slot_value(value)),
                    _ => None,
                }
            })
    }

    /// A header among those of an object, whatever it is made of.
    pub(super) fn header_among(
        &self,
        headers: &SlotValue<'p>,
        name: &str,
        depth: usize,
    ) -> Option<SlotValue<'p>> {
        if depth > MAX_SPREAD {
            return None;
        }
        // `headers["Authorization"] = …`
        if let Some(at) = headers.at.map(|at| self.peeled(at)) {
            let written = header_spellings(name)
                .map(|name| self.written(at, &Step::Key(name)))
                .find(|values| !values.is_empty());
            if let Some(values) = written {
                return Some(SlotValue { at: None, values });
            }
        }
        // `headers.set("Authorization", …)`
        let set = headers
            .at
            .and_then(|at| self.entry_set_by_name(at, None, name));
        if set.is_some() {
            return set;
        }
        headers.values.iter().find_map(|value| match value {
            Value::Object(object) => {
                let ExprKind::Object(properties) = object.file.facts.kind(object.id) else {
                    return None;
                };
                properties.iter().rev().find_map(|property| {
                    let value = object.with(property.value);
                    let found = || self.slot_value(value);
                    match &property.key {
                        PropertyKey::Name(key) => key.eq_ignore_ascii_case(name).then(found),
                        PropertyKey::Spread => self.header_among(&found(), name, depth + 1),
                        PropertyKey::Computed(key) => {
                            self.may_be_text(object.with(*key), name).then(found)
                        }
                    }
                })
            }
            // `[["Authorization", "Bearer …"]]`
            Value::Array(array) => self
                .entry_of_pairs(*array, name)
                .or_else(|| self.header_of_lines(*array, name)),
            _ => None,
        })
    }

    /// A header that a client keeps in a property: `session.headers.update({…})`,
    /// `session.headers["Authorization"] = …`.
    fn header_kept_by(
        &self,
        made: ExprAt<'p>,
        properties: &[String],
        name: &str,
    ) -> Option<SlotValue<'p>> {
        let facts = &made.file.facts;
        let ends = |property: &str| property.rsplit('.').next().unwrap_or_default().to_owned();
        let own = properties.iter().filter(|it| !it.contains('#'));
        let kept: Vec<String> = own.map(|it| ends(it)).collect();
        let is_kept = |id| match facts.member(id) {
            Some((_, member)) => kept.iter().any(|it| it == member),
            None => false,
        };
        for spelling in header_spellings(name) {
            let written = facts.writes(&spelling).find_map(|write| {
                let (object, _) = facts.member(write.target)?;
                (is_kept(object) && self.is_of(made, made.with(object))).then_some(write.value)
            });
            if let Some(value) = written {
                return Some(self.slot_value(made.with(value)));
            }
        }
        // `session.headers = {…}`
        for property in &kept {
            let whole = facts.writes(property).find_map(|write| {
                let (object, _) = facts.member(write.target)?;
                self.is_of(made, made.with(object)).then_some(write.value)
            });
            if let Some(value) = whole {
                let headers = self.slot_value(made.with(value));
                if let Some(found) = self.header_among(&headers, name, 0) {
                    return Some(found);
                }
            }
        }
        self.calls_on(made, &["update".to_owned(), "set".to_owned()])
            .into_iter()
            .find_map(|call| {
                let headers = *self.plain_arguments(call).first()?;
                self.header_among(&self.slot_value(headers), name, 0)
            })
    }
}

/// The ways in which people write the name of a header.
pub(super) fn header_spellings(name: &str) -> impl Iterator<Item = SmolStr> {
    let lower = name.to_ascii_lowercase();
    let title = lower
        .split('-')
        .map(|word| {
            let (first, rest) = word.split_at(word.len().min(1));
            format!("{}{rest}", first.to_ascii_uppercase())
        })
        .collect::<Vec<_>>()
        .join("-");
    let upper = lower.to_ascii_uppercase();
    [
        SmolStr::from(title),
        SmolStr::from(lower),
        SmolStr::from(upper),
    ]
    .into_iter()
}
