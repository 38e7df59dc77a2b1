//! What a call of an HTTP library says in the query of its address.

use super::HttpSend;
use crate::flow::Flow;
use crate::flow::slot::SlotValue;
use crate::flow::value::{Text, Value};

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
        let set = url
            .at
            .and_then(|at| self.entry_set_by_name(self.peeled(at), Some("searchParams"), name));
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
