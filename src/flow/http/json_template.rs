//! JSON that is written out as a template: `{"model": "${model}", "messages": ${messages}}`.

use crate::flow::slot::SlotValue;
use crate::flow::value::{Text, Value};
use std::rc::Rc;

/// What stands around the number of a part in the place of it; no text holds these signs.
const MARKS: [char; 2] = ['\u{E000}', '\u{E001}'];

/// The part of this name of JSON that is made of the parts of a text.
pub(super) fn part<'p>(parts: &[Vec<Value<'p>>], name: &str) -> Option<SlotValue<'p>> {
    let json: serde_json::Value = serde_json::from_str(&marked(parts)).ok()?;
    let values = match json.get(name)? {
        serde_json::Value::String(text) => filled(text, parts),
        _ => vec![Value::Unknown],
    };
    Some(SlotValue { at: None, values })
}

/// The text with a mark for each part that is not known, as a text of JSON where it stands in none.
fn marked(parts: &[Vec<Value<'_>>]) -> String {
    let mut text = String::new();
    let mut in_string = false;
    for (number, part) in parts.iter().enumerate() {
        if let [Value::Text(known)] = part.as_slice() {
            let mut escaped = false;
            for sign in known.value.chars() {
                if sign == '"' && !escaped {
                    in_string = !in_string;
                }
                escaped = sign == '\\' && !escaped;
            }
            text.push_str(&known.value);
            continue;
        }
        let [begin, end] = MARKS;
        match in_string {
            true => text.push_str(&format!("{begin}{number}{end}")),
            false => text.push_str(&format!("\"{begin}{number}{end}\"")),
        }
    }
    text
}

/// What a text with marks is: a part, or one put together of several.
fn filled<'p>(text: &str, parts: &[Vec<Value<'p>>]) -> Vec<Value<'p>> {
    let [begin, end] = MARKS;
    let literals = || {
        let texts = parts.iter().flatten().filter_map(Value::as_text);
        texts.flat_map(|text| text.parts.clone()).collect()
    };
    let known = |value: &str| {
        Value::Text(Text {
            value: value.into(),
            parts: literals(),
        })
    };
    let mut made: Vec<Vec<Value<'p>>> = Vec::new();
    for piece in text.split_inclusive([begin, end]) {
        let number = piece.strip_suffix(end).and_then(|it| it.parse().ok());
        if let Some(part) = number.and_then(|number: usize| parts.get(number)) {
            made.push(part.clone());
            continue;
        }
        let plain = piece.trim_end_matches(MARKS);
        if !plain.is_empty() {
            made.push(vec![known(plain)]);
        }
    }
    match made.len() {
        0 => vec![known("")],
        1 => made.remove(0),
        _ => vec![Value::Mixed(Rc::from(made))],
    }
}
