//! What a call names as the value of something that nobody gives another.

use crate::facts::{Call, ExprId, ExprKind, Facts, PropertyKey};

/// What a call names as a default: `Field(default="…")`, `z.string().default("…")`,
/// `str({ default: "…" })`, `SecretStr("…")`.
pub(super) fn defaults(facts: &Facts, call: &Call) -> Vec<ExprId> {
    let callee = match facts.kind(call.callee) {
        ExprKind::Name(name) | ExprKind::Member { name, .. } => name.as_str(),
        _ => "",
    };
    let first = || call.arguments.iter().find(|it| it.keyword.is_none());
    let is_holder = matches!(
        callee,
        "default" | "Field" | "Option" | "Argument" | "SecretStr" | "from_token"
    );
    let mut found: Vec<_> = is_holder
        .then(first)
        .flatten()
        .map(|it| it.value)
        .into_iter()
        .collect();
    for argument in &call.arguments {
        if argument.keyword.as_deref().is_some_and(is_default) {
            found.push(argument.value);
        }
        if let ExprKind::Object(properties) = facts.kind(argument.value) {
            let is_default =
                |key: &PropertyKey| matches!(key, PropertyKey::Name(name) if is_default(name));
            let defaults = properties
                .iter()
                .filter(|property| is_default(&property.key));
            found.extend(defaults.map(|property| property.value));
        }
    }
    found
}

/// Whether a keyword says that its value is what something else is if nobody says more.
fn is_default(keyword: &str) -> bool {
    matches!(keyword, "default" | "value" | "defaultValue" | "fallback")
}
