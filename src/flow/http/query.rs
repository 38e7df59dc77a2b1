//! What a call of an HTTP library says in the query of its address.

use super::HttpSend;
use crate::facts::ExprKind;
use crate::flow::Flow;
use crate::flow::slot::SlotValue;
use crate::flow::value::{ExprAt, Text, Value};

impl<'p> Flow<'p> {
    /// The part of this name of what a call says in the query of its address.
    pub(in crate::flow) fn query_part(
        &self,
        send: &HttpSend<'p>,
        names: &[String],
    ) -> Option<SlotValue<'p>> {
        let apart = || {
            let mut queries = send.call.query.iter();
            queries.find_map(|slot| {
                let query = self.slot(send.at, slot)?;
                names
                    .iter()
                    .find_map(|name| self.part_of_body(&query, name))
            })
        };
        let in_address = || {
            let mut urls = send.call.url.iter();
            urls.find_map(|slot| {
                let url = self.slot(send.at, slot)?;
                names
                    .iter()
                    .find_map(|name| self.part_of_address(&url, name))
            })
        };
        apart().or_else(in_address)
    }

    fn part_of_address(&self, url: &SlotValue<'p>, name: &str) -> Option<SlotValue<'p>> {
        let set = url.at.and_then(|at| self.parameter_set(at, name));
        set.or_else(|| {
            url.values.iter().find_map(|value| match value {
                Value::Text(text) => Some(SlotValue {
                    at: None,
                    values: vec![part_of_text(text, name)?],
                }),
                Value::Mixed(parts) => self.part_of_parts(parts, name),
                _ => None,
            })
        })
    }

    fn part_of_parts(&self, parts: &[Vec<Value<'p>>], name: &str) -> Option<SlotValue<'p>> {
        let ends = [format!("?{name}="), format!("&{name}=")];
        parts.iter().enumerate().find_map(|(index, part)| {
            part.iter().find_map(|value| match value {
                Value::Text(text) if ends.iter().any(|end| text.value.ends_with(&**end)) => {
                    Some(SlotValue {
                        at: None,
                        values: parts.get(index + 1)?.clone(),
                    })
                }
                Value::Text(text) => Some(SlotValue {
                    at: None,
                    values: vec![part_of_text(text, name)?],
                }),
                Value::Object(_) => {
                    let query = SlotValue {
                        at: None,
                        values: vec![value.clone()],
                    };
                    self.part_of_body(&query, name)
                }
                _ => None,
            })
        })
    }

    /// A parameter put into an address by a method: `url.searchParams.set("model", "…")`.
    fn parameter_set(&self, url: ExprAt<'p>, name: &str) -> Option<SlotValue<'p>> {
        let url = self.peeled(url);
        let facts = &url.file.facts;
        let ExprKind::Name(owner) = facts.kind(url.id) else {
            return None;
        };
        let binding = facts.resolve(owner, url.range().start())?;
        facts.calls.iter().find_map(|&id| {
            let (query, method) = facts.member(facts.call(id)?.callee)?;
            let (object, member) = facts.member(query)?;
            let is_it = member == "searchParams"
                && matches!(&**method, "set" | "append")
                && matches!(facts.kind(object), ExprKind::Name(name) if name == owner)
                && facts.resolve(owner, facts.range(object).start()) == Some(binding);
            match *self
                .plain_arguments(url.with(id))
                .get(..2)
                .filter(|_| is_it)?
            {
                [key, value] => self.may_be_text(key, name).then(|| self.slot_value(value)),
                _ => None,
            }
        })
    }
}

/// A parameter of an address that is written out.
fn part_of_text<'p>(text: &Text<'p>, name: &str) -> Option<Value<'p>> {
    let (_, query) = text.value.split_once('?')?;
    let mut pairs = query.split('#').next()?.split('&');
    let value = pairs.find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
    (!value.is_empty()).then(|| {
        Value::Text(Text {
            value: value.into(),
            parts: text.parts.clone(),
        })
    })
}
