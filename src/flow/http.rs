//! Calls of HTTP libraries: the address they ask, their headers and their body.

use super::slot::SlotValue;
use super::value::{At, ExprAt, Value};
use super::{Flow, family};
use crate::catalog::{HttpCall, HttpClient, Meaning, Reached, Slot};
use crate::facts::{Argument, ExprKind, PropertyKey, Step};
use smol_str::SmolStr;

/// What stands in an address for a part that is not known: a path with it is one part long.
const UNKNOWN_PART: &str = "-";

/// How many addresses are made of the parts that an address may have.
const MAX_ADDRESSES: usize = 32;

/// How deep headers are looked for in what is spread.
const MAX_SPREAD: usize = 6;

/// An HTTP request that a call sends, or puts together.
#[derive(Clone, Copy)]
pub struct HttpSend<'p> {
    /// The call that has the parts of the request.
    pub at: ExprAt<'p>,
    /// Where in it they are.
    pub call: &'p HttpCall,
    /// The client of the HTTP library that sends it, and the call that made that.
    pub client: Option<(&'p HttpClient, ExprAt<'p>)>,
}

impl<'p> Flow<'p> {
    /// What a call sends, or puts together, of its own parts if `callee` is what it calls.
    pub(super) fn http_send(&self, callee: &Value<'p>, at: ExprAt<'p>) -> Option<HttpSend<'p>> {
        let Value::Symbol { path, call: made } = callee else {
            return None;
        };
        match self.meaning(at.file, path)? {
            Meaning::Http(call, client) => Some(HttpSend {
                at,
                call,
                client: client.zip(*made),
            }),
            _ => None,
        }
    }

    /// What of Mistral's an HTTP request reaches, if that takes Mistral's keys; where several addresses
    /// are possible, one that asks a model.
    pub(super) fn reached(&self, send: &HttpSend<'p>) -> Option<Reached<'static>> {
        let urls = self.addresses(send);
        let mut reached: Vec<_> = urls
            .iter()
            .filter_map(|url| self.catalog.host(url))
            .filter(|reached| reached.host.role.takes_mistral_keys())
            .collect();
        let asks = |reached: &Reached<'_>| reached.endpoint.is_some_and(|it| it.kind.is_some());
        let best = reached.iter().position(asks).unwrap_or(0);
        (!reached.is_empty()).then(|| reached.swap_remove(best))
    }

    /// The addresses that a request may ask, as far as they are known.
    fn addresses(&self, send: &HttpSend<'p>) -> Vec<String> {
        let own = |slots: &[Slot]| self.written_in(send.at, slots);
        let made = |slots: &dyn Fn(&HttpClient) -> Vec<Slot>| match send.client {
            Some((client, call)) => self.written_in(call, &slots(client)),
            None => Vec::new(),
        };
        let urls = own(&send.call.url);
        let mut bases = own(&send.call.base_url);
        if bases.is_empty() {
            bases = made(&|client| client.base_url.clone());
        }
        let mut hosts = own(&send.call.host);
        if hosts.is_empty() {
            hosts = made(&|client| client.host.clone());
        }
        let mut paths = own(&send.call.path);
        if paths.is_empty() {
            paths.clone_from(&urls);
        }
        let based = bases.iter().flat_map(|base| {
            paths
                .iter()
                .filter(|path| !path.contains("://"))
                .map(|path| joined(base, path))
        });
        let hosted = hosts
            .iter()
            .flat_map(|host| paths.iter().map(|path| joined(host, path)));
        let mut all: Vec<String> = urls.iter().cloned().chain(based).chain(hosted).collect();
        all.truncate(MAX_ADDRESSES);
        all
    }

    fn written_in(&self, at: ExprAt<'p>, slots: &[Slot]) -> Vec<String> {
        let found = slots.iter().find_map(|slot| {
            let found = self.slot(at, slot)?;
            let texts: Vec<_> = found.values.iter().flat_map(written).collect();
            (!texts.is_empty()).then_some(texts)
        });
        found.unwrap_or_default()
    }

    /// What a request has as a header, by its name in any case: in its call, as set on what the call
    /// returns, or as the client of the library has it for every request.
    pub(super) fn header(&self, send: &HttpSend<'p>, name: &str) -> Option<SlotValue<'p>> {
        let in_slots = |call: ExprAt<'p>, slots: &[Slot]| {
            slots.iter().find_map(|slot| {
                let headers = self.slot(call, slot)?;
                self.header_among(&headers, name, 0)
            })
        };
        let own = in_slots(send.at, &send.call.headers)
            .or_else(|| self.header_set_on(send.at, &send.call.set_header, name));
        own.or_else(|| {
            let (client, made) = send.client?;
            in_slots(made, &client.headers)
                .or_else(|| self.header_set_on(made, &client.set_header, name))
                .or_else(|| self.header_kept_by(made, &client.headers_at, name))
        })
    }

    /// A header among those of an object, whatever it is made of.
    fn header_among(
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
        let set = headers.at.and_then(|at| self.header_set_by_name(at, name));
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
                            let keys = self.values(object.with(*key));
                            let mut texts = keys.iter().filter_map(Value::as_text);
                            texts
                                .any(|key| key.value.eq_ignore_ascii_case(name))
                                .then(found)
                        }
                    }
                })
            }
            // `[["Authorization", "Bearer …"]]`
            Value::Array(array) => {
                let ExprKind::Array(items) = array.file.facts.kind(array.id) else {
                    return None;
                };
                items.iter().find_map(|item| {
                    let ExprKind::Array(pair) = array.file.facts.kind(*item) else {
                        return None;
                    };
                    let [key, value] = pair.as_slice() else {
                        return None;
                    };
                    let keys = self.values(array.with(*key));
                    let mut texts = keys.iter().filter_map(Value::as_text);
                    let is_it = texts.any(|key| key.value.eq_ignore_ascii_case(name));
                    let value = array.with(*value);
                    is_it.then(|| self.slot_value(value))
                })
            }
            _ => None,
        })
    }

    /// A header set by a method of what a call returns: `xhr.setRequestHeader("Authorization", …)`,
    /// `superagent.post(url).set("Authorization", …)`.
    fn header_set_on(
        &self,
        made: ExprAt<'p>,
        methods: &[String],
        name: &str,
    ) -> Option<SlotValue<'p>> {
        self.calls_on(made, methods).into_iter().find_map(|call| {
            match *self.plain_arguments(call) {
                [headers] => self.header_among(&self.slot_value(headers), name, 0),
                [key, value, ..] => {
                    let keys = self.values(key);
                    let mut texts = keys.iter().filter_map(Value::as_text);
                    texts
                        .any(|key| key.value.eq_ignore_ascii_case(name))
                        .then(|| self.slot_value(value))
                }
                [] => None,
            }
        })
    }

    /// A header set by a method of a name for headers.
    fn header_set_by_name(&self, headers: ExprAt<'p>, name: &str) -> Option<SlotValue<'p>> {
        let facts = &headers.file.facts;
        let ExprKind::Name(owner) = facts.kind(headers.id) else {
            return None;
        };
        let binding = facts.resolve(owner, headers.range().start())?;
        facts.calls.iter().find_map(|&id| {
            let call = headers.with(id);
            let (object, method) = facts.member(facts.call(id)?.callee)?;
            let is_it = matches!(&**method, "set" | "append")
                && matches!(facts.kind(object), ExprKind::Name(name) if name == owner)
                && facts.resolve(owner, facts.range(object).start()) == Some(binding);
            match *self.plain_arguments(call).get(..2).filter(|_| is_it)? {
                [key, value] => {
                    let keys = self.values(key);
                    let mut texts = keys.iter().filter_map(Value::as_text);
                    texts
                        .any(|key| key.value.eq_ignore_ascii_case(name))
                        .then(|| self.slot_value(value))
                }
                _ => None,
            }
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
        let kept: Vec<String> = properties.iter().map(|it| ends(it)).collect();
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

    /// The calls, in its file, of methods of these names on what a call returns or on members of it.
    fn calls_on(&self, made: ExprAt<'p>, methods: &[String]) -> Vec<ExprAt<'p>> {
        if methods.is_empty() {
            return Vec::new();
        }
        let facts = &made.file.facts;
        let calls = facts.calls.iter().filter(|&&id| {
            let Some(call) = facts.call(id) else {
                return false;
            };
            let ExprKind::Member { object, name } = facts.kind(call.callee) else {
                return false;
            };
            methods.iter().any(|method| method == name) && self.is_of(made, made.with(*object))
        });
        calls
            .map(|&id| At {
                file: made.file,
                id,
            })
            .collect()
    }

    /// Whether an expression is what the call `made` returns, or a member of that.
    fn is_of(&self, made: ExprAt<'p>, at: ExprAt<'p>) -> bool {
        let is_made = |value: &Value<'p>| matches!(value, Value::Symbol { call: Some(call), .. } if *call == made);
        let values = self.values(at);
        values.iter().any(is_made) || self.is_chained(made, at)
    }

    /// Whether a call stands in the chain of methods that an expression is: `post(url).set(a).set(b)`.
    fn is_chained(&self, made: ExprAt<'p>, at: ExprAt<'p>) -> bool {
        let facts = &at.file.facts;
        let mut here = at.id;
        for _ in 0..MAX_ADDRESSES {
            if here == made.id && std::ptr::eq(at.file, made.file) {
                return true;
            }
            here = match facts.kind(here) {
                ExprKind::Call(call) => call.callee,
                ExprKind::Member { object, .. } => *object,
                ExprKind::Await(inner) => *inner,
                _ => return false,
            };
        }
        false
    }

    /// The arguments of a call that are passed by position.
    fn plain_arguments(&self, at: ExprAt<'p>) -> Vec<ExprAt<'p>> {
        let call = at.file.facts.call(at.id);
        let plain = call.into_iter().flat_map(|call| {
            let by_position = |it: &&Argument| it.keyword.is_none() && it.spread.is_none();
            call.arguments.iter().filter(by_position)
        });
        plain.map(|it| at.with(it.value)).collect()
    }

    /// The part of this name of what a request has as its body.
    pub(super) fn body_part(&self, send: &HttpSend<'p>, names: &[String]) -> Option<SlotValue<'p>> {
        self.bodies(send).into_iter().find_map(|body| {
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

    /// What a request has as its body.
    pub(super) fn bodies(&self, send: &HttpSend<'p>) -> Vec<SlotValue<'p>> {
        let own = send
            .call
            .body
            .iter()
            .filter_map(|slot| self.slot(send.at, slot))
            .map(|body| SlotValue {
                at: body.at.map(|at| self.peeled(at)),
                ..body
            });
        let mut bodies: Vec<_> = own.collect();
        let made = send.client.map(|(client, made)| (made, &client.set_body));
        for (made, methods) in [(send.at, &send.call.set_body)].into_iter().chain(made) {
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
    pub(super) fn peeled(&self, at: ExprAt<'p>) -> ExprAt<'p> {
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

/// The ways in which people write the name of a header.
fn header_spellings(name: &str) -> impl Iterator<Item = SmolStr> {
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

/// An address of a base and what follows it.
fn joined(base: &str, path: &str) -> String {
    format!(
        "{}/{}",
        base.trim_end_matches('/'),
        path.trim_start_matches('/')
    )
}

/// A string as far as it is known, with something in the place of each part that is not; several
/// where a part may be several.
pub(super) fn written(value: &Value<'_>) -> impl Iterator<Item = String> + use<> {
    let all = match value {
        Value::Text(text) => vec![text.value.to_string()],
        Value::Mixed(parts) => {
            let mut all = vec![String::new()];
            for part in parts.iter() {
                let texts: Vec<&str> = part
                    .iter()
                    .filter_map(|value| value.as_text().map(|text| text.value.as_str()))
                    .collect();
                let choices = if texts.is_empty() {
                    &[UNKNOWN_PART][..]
                } else {
                    &texts[..]
                };
                if all.len() * choices.len() > MAX_ADDRESSES {
                    all.iter_mut().for_each(|one| one.push_str(choices[0]));
                    continue;
                }
                all = all
                    .iter()
                    .flat_map(|one| choices.iter().map(move |choice| format!("{one}{choice}")))
                    .collect();
            }
            all
        }
        _ => Vec::new(),
    };
    all.into_iter()
}
