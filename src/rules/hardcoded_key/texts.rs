//! The strings that a value may be, as far as a key may be among them.

use crate::facts::ExprKind;
use crate::flow::{ExprAt, Flow, Text, Value};

/// What stands before the key in an `Authorization` header.
pub(super) const SCHEME: &str = "Bearer ";

/// The strings that an expression may be, without the scheme of a header. Of an array, those of its
/// elements.
pub(super) fn of_expr<'p>(flow: &Flow<'p>, at: ExprAt<'p>) -> Vec<Text<'p>> {
    match at.file.facts.kind(at.id) {
        ExprKind::String(literal) => vec![without_scheme(&Text {
            value: literal.value.clone(),
            parts: vec![at],
        })],
        ExprKind::Array(items) => items
            .iter()
            .filter(|&&item| matches!(at.file.facts.kind(item), ExprKind::String(_)))
            .flat_map(|&item| of_expr(flow, at.with(item)))
            .collect(),
        _ => of_values(&flow.values(at)),
    }
}

/// The strings among some values, without the scheme of a header.
pub(super) fn of_values<'p>(values: &[Value<'p>]) -> Vec<Text<'p>> {
    values.iter().flat_map(of_value).collect()
}

fn of_value<'p>(value: &Value<'p>) -> Vec<Text<'p>> {
    match value {
        Value::Text(text) => vec![without_scheme(text)],
        // `Bearer ${env ?? "…"}`: besides the scheme there is one part, which may be several things.
        Value::Mixed(parts) => {
            let is_scheme = |part: &&Vec<Value<'p>>| match part.as_slice() {
                [Value::Text(text)] => text.value.trim() == SCHEME.trim() || text.value.is_empty(),
                _ => false,
            };
            let mut rest = parts.iter().filter(|part| !is_scheme(part));
            match (rest.next(), rest.next()) {
                (Some(only), None) => of_values(only),
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

/// The key of an `Authorization` header.
fn without_scheme<'p>(text: &Text<'p>) -> Text<'p> {
    let Some(key) = text.value.strip_prefix(SCHEME) else {
        return text.clone();
    };
    let is_scheme = |part: &&ExprAt<'p>| match part.file.facts.kind(part.id) {
        ExprKind::String(literal) => literal.value == SCHEME,
        _ => false,
    };
    let parts = text.parts.iter().filter(|part| !is_scheme(part));
    Text {
        value: key.into(),
        parts: parts.copied().collect(),
    }
}
