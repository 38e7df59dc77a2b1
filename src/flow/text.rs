//! Strings put together of others, with the places of their parts.

use super::Flow;
use super::value::{ExprAt, Text, Value};
use crate::facts::{Call, ExprId, ExprKind};
use smol_str::{SmolStr, SmolStrBuilder};
use std::rc::Rc;

impl<'p> Flow<'p> {
    /// Strings put together: one string if all parts are known and certain.
    pub(super) fn concatenation(&self, at: ExprAt<'p>, parts: &[ExprId]) -> Vec<Value<'p>> {
        let parts: Vec<_> = parts
            .iter()
            .map(|part| self.values(at.with(*part)))
            .collect();
        vec![joined(&parts)]
    }

    /// `left + right`: strings, or lists.
    pub(super) fn sum(&self, at: ExprAt<'p>, left: ExprId, right: ExprId) -> Vec<Value<'p>> {
        let is_list = |value: &Value<'p>| matches!(value, Value::Array(_) | Value::Row(_));
        let sides = [left, right].map(|side| at.with(side));
        if sides
            .iter()
            .any(|side| self.values(*side).iter().any(is_list))
        {
            let items = sides.map(|side| self.elements(side)).concat();
            return vec![Value::Row([items].into())];
        }
        self.concatenation(at, &[left, right])
    }

    /// `"Bearer %s" % key`.
    pub(super) fn filled(&self, at: ExprAt<'p>, left: ExprId, right: ExprId) -> Vec<Value<'p>> {
        let right = at.with(right);
        let items = match at.file.facts.kind(right.id) {
            ExprKind::Array(items) => items
                .iter()
                .map(|item| self.values(at.with(*item)))
                .collect(),
            _ => vec![self.values(right)],
        };
        let mut items = items.into_iter();
        let next = |_: &str| items.next();
        self.formatted(at.with(left), ("%", &["s", "d", "r"]), next)
    }

    /// What a method of a string makes of it: `"".join(parts)`, `parts.join("")`,
    /// `"Bearer {}".format(key)`, `"Bearer ".concat(key)`; `None` for any other call.
    pub(super) fn text_method(
        &self,
        at: ExprAt<'p>,
        call: &Call,
        object: ExprId,
        name: &str,
    ) -> Option<Vec<Value<'p>>> {
        let object = at.with(object);
        let first = call
            .arguments
            .first()
            .map(|argument| at.with(argument.value));
        match name {
            "join" => {
                let first = first?;
                let (list, between) = match self.list(object) {
                    Some(list) => (list, first),
                    None => (self.list(first)?, object),
                };
                let between = self.values(between);
                let mut parts = Vec::new();
                for (index, item) in list.into_iter().enumerate() {
                    if index > 0 {
                        parts.push(between.clone());
                    }
                    parts.push(item);
                }
                (!parts.is_empty()).then(|| vec![joined(&parts)])
            }
            "concat" => {
                let whole = self.values(object);
                whole
                    .iter()
                    .any(|value| value.as_text().is_some())
                    .then(|| {
                        let arguments = call.arguments.iter();
                        let arguments =
                            arguments.map(|argument| self.values(at.with(argument.value)));
                        let parts: Vec<_> =
                            std::iter::once(whole.clone()).chain(arguments).collect();
                        vec![joined(&parts)]
                    })
            }
            "format" => {
                let is_text = |value: &Value<'p>| value.as_text().is_some();
                if !self.values(object).iter().all(is_text) {
                    return None;
                }
                let mut count = 0;
                let next = |field: &str| {
                    let field = field.split(['!', ':', '.']).next().unwrap_or_default();
                    let position = match field {
                        "" => {
                            count += 1;
                            Some(count - 1)
                        }
                        field => field.parse().ok(),
                    };
                    let argument = match position {
                        Some(position) => call.arguments.get::<usize>(position),
                        None => {
                            let mut arguments = call.arguments.iter();
                            arguments.find(|argument| argument.keyword.as_deref() == Some(field))
                        }
                    };
                    argument.map(|argument| self.values(at.with(argument.value)))
                };
                Some(self.formatted(object, ("{", &[]), next))
            }
            _ => None,
        }
    }

    /// The items of a list written out.
    fn list(&self, at: ExprAt<'p>) -> Option<Vec<Rc<[Value<'p>]>>> {
        let values = self.values(at);
        let [Value::Array(array)] = &*values else {
            return None;
        };
        let ExprKind::Array(items) = array.file.facts.kind(array.id) else {
            return None;
        };
        let items = items.iter().map(|item| self.values(array.with(*item)));
        Some(items.collect())
    }

    /// A text with places to be filled: after a `%` one of the letters, or between braces.
    fn formatted(
        &self,
        template: ExprAt<'p>,
        (sign, letters): (&str, &[&str]),
        mut next: impl FnMut(&str) -> Option<Rc<[Value<'p>]>>,
    ) -> Vec<Value<'p>> {
        let values = self.values(template);
        let [Value::Text(text)] = &*values else {
            return vec![Value::Unknown];
        };
        let literal = |value: &str| -> Rc<[Value<'p>]> {
            let value = Text {
                value: value.into(),
                parts: text.parts.clone(),
            };
            [Value::Text(value)].into()
        };
        let (mut parts, mut rest) = (Vec::new(), text.value.as_str());
        while let Some((before, after)) = rest.split_once(sign) {
            if !before.is_empty() {
                parts.push(literal(before));
            }
            let (field, after) = match letters.iter().find_map(|it| after.strip_prefix(it)) {
                Some(after) => ("", after),
                None if letters.is_empty() => after.split_once('}').unwrap_or((after, "")),
                None => return vec![Value::Unknown],
            };
            let Some(filling) = next(field) else {
                return vec![Value::Unknown];
            };
            parts.push(filling);
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(literal(rest));
        }
        match parts.is_empty() {
            true => values.to_vec(),
            false => vec![joined(&parts)],
        }
    }
}

/// Strings one after another: one string if all are known and certain.
fn joined<'p>(parts: &[Rc<[Value<'p>]>]) -> Value<'p> {
    let mut value = SmolStrBuilder::new();
    let mut places = Vec::new();
    for part in parts {
        let [Value::Text(text)] = &**part else {
            return Value::Mixed(flatten(parts).into());
        };
        value.push_str(&text.value);
        for place in &text.parts {
            if !places.contains(place) {
                places.push(*place);
            }
        }
    }
    Value::Text(Text {
        value: value.finish(),
        parts: places,
    })
}

/// The text that a text in base64 stands for, with the same places; nothing if it is not one.
pub(super) fn decoded<'p>(values: &[Value<'p>]) -> Vec<Value<'p>> {
    let texts = values.iter().filter_map(Value::as_text);
    let decoded = texts.filter_map(|text| {
        Some(Value::Text(Text {
            value: from_base64(&text.value)?,
            parts: text.parts.clone(),
        }))
    });
    decoded.collect()
}

fn from_base64(text: &str) -> Option<SmolStr> {
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(digit)) & 0xffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    String::from_utf8(bytes).ok().map(SmolStr::from)
}

/// The parts, those that are themselves mixed taken apart.
fn flatten<'p>(parts: &[Rc<[Value<'p>]>]) -> Vec<Vec<Value<'p>>> {
    let mut flat = Vec::new();
    for part in parts {
        match &**part {
            [Value::Mixed(inner)] => flat.extend(inner.iter().cloned()),
            other => flat.push(other.to_vec()),
        }
    }
    flat
}

#[cfg(test)]
mod tests {
    use super::from_base64;

    #[test]
    fn decodes_base64() {
        assert_eq!(from_base64("YWJjZA==").as_deref(), Some("abcd"));
        assert_eq!(from_base64("YW Jj").as_deref(), Some("abc"));
        assert_eq!(from_base64("not base64!"), None);
    }
}
