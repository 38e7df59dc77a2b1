//! What an HTTP library is told option by option: `curl.setopt(curl.URL, url)`.

use super::HttpSend;
use crate::facts::ExprKind;
use crate::flow::Flow;
use crate::flow::slot::SlotValue;
use crate::flow::value::{ExprAt, Text, Value};
use smol_str::SmolStr;

impl<'p> Flow<'p> {
    /// What the client that sends a request is told by one of these options.
    pub(super) fn options(&self, send: &HttpSend<'p>, names: &[String]) -> Vec<SlotValue<'p>> {
        let Some((client, made)) = send.client.filter(|_| !names.is_empty()) else {
            return Vec::new();
        };
        let told = |call: ExprAt<'p>| match *self.plain_arguments(call) {
            [option, value, ..] => {
                let name = option.file.facts.last_name(option.id)?;
                let is_it = names.iter().any(|it| it == name);
                is_it.then(|| self.slot_value(value))
            }
            _ => None,
        };
        let calls = self.calls_on(made, &client.set_option).into_iter();
        calls.filter_map(told).collect()
    }

    /// A header of a list of lines: `["Authorization: Bearer …"]`.
    pub(super) fn header_of_lines(&self, list: ExprAt<'p>, name: &str) -> Option<SlotValue<'p>> {
        let ExprKind::Array(items) = list.file.facts.kind(list.id) else {
            return None;
        };
        items.iter().find_map(|item| {
            let at = list.with(*item);
            let values = self.values(at);
            let found: Vec<_> = values
                .iter()
                .filter_map(|it| after_name(it, name))
                .collect();
            (!found.is_empty()).then_some(SlotValue {
                at: Some(at),
                values: found,
            })
        })
    }
}

/// What follows the name of a header in a line that has it.
fn after_name<'p>(line: &Value<'p>, name: &str) -> Option<Value<'p>> {
    let rest = |text: &Text<'p>| {
        let (header, rest) = text.value.split_once(':')?;
        let is_it = header.trim().eq_ignore_ascii_case(name);
        is_it.then(|| Text {
            value: SmolStr::from(rest.trim_start()),
            parts: text.parts.clone(),
        })
    };
    match line {
        Value::Text(text) => rest(text).map(Value::Text),
        Value::Mixed(parts) => {
            let (first, others) = parts.split_first()?;
            let first = first.iter().find_map(|it| rest(it.as_text()?))?;
            let parts = std::iter::once(vec![Value::Text(first)]).chain(others.iter().cloned());
            Some(Value::Mixed(parts.collect()))
        }
        _ => None,
    }
}
