//! The name of a variable for a key whose usual one is taken by another key.

use crate::facts::{ExprKind, PropertyKey, Source};
use crate::flow::ExprAt;
use crate::text::TextRange;

/// Words that say nothing about which key it is.
const PLAIN: [&str; 25] = [
    "mistral",
    "codestral",
    "api",
    "key",
    "token",
    "secret",
    "client",
    "ai",
    "value",
    "default",
    "config",
    "settings",
    "options",
    "headers",
    "authorization",
    "x",
    "bearer",
    "auth",
    "the",
    "my",
    "env",
    "credentials",
    "credential",
    "keys",
    "self",
];

/// Names made of the usual one and of what the code calls the key or what it is part of, the nearest
/// first: `MISTRAL_API_KEY_BATCH` for `const batch = new Mistral({ apiKey: "…" })`.
pub(super) fn derived(at: ExprAt<'_>, usual: &str) -> Vec<String> {
    let around = around(at);
    let names = around.iter().filter_map(|(_, name)| {
        let words = words(name)
            .into_iter()
            .filter(|word| !PLAIN.contains(&&**word));
        let rest: Vec<_> = words.collect();
        let is_plain = rest.is_empty() || rest.len() > 3;
        (!is_plain).then(|| format!("{usual}_{}", rest.join("_").to_uppercase()))
    });
    names.filter(|name| name.is_ascii()).collect()
}

/// What names the literal or holds it, the innermost first.
fn around<'p>(at: ExprAt<'p>) -> Vec<(TextRange, &'p str)> {
    let facts = &at.file.facts;
    let range = at.range();
    let mut found: Vec<(TextRange, &str)> = Vec::new();
    for (_, binding) in facts.bindings() {
        for definition in &binding.definitions {
            let value = match definition.source {
                Source::Value(value) => Some(value),
                _ => definition.default,
            };
            found.extend(value.map(|value| (facts.range(value), &*binding.name)));
        }
    }
    for (_, expr) in facts.exprs() {
        match &expr.kind {
            ExprKind::Object(properties) => {
                for property in properties {
                    if let PropertyKey::Name(name) = &property.key {
                        found.push((facts.range(property.value), name));
                    }
                }
            }
            ExprKind::Call(call) => {
                for argument in &call.arguments {
                    let name = argument.keyword.as_deref();
                    found.extend(name.map(|name| (facts.range(argument.value), name)));
                }
            }
            _ => {}
        }
    }
    for (_, class) in facts.classes() {
        let fields = class
            .fields
            .iter()
            .filter_map(|field| Some((facts.range(field.value?), &*field.name)));
        found.extend(fields);
    }
    for assignment in &facts.assignments {
        let name = facts.member(assignment.target).map(|(_, name)| &**name);
        found.extend(name.map(|name| (facts.range(assignment.value), name)));
    }
    found.retain(|(value, _)| value.contains_range(range));
    found.sort_by_key(|(value, _)| value.len());
    found
}

/// The words of a name in lower case: `batchKey`, `batch_key`, `BATCH-KEY`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in name.chars() {
        let begins = c.is_uppercase() && before.is_lowercase();
        if (begins || !c.is_alphanumeric()) && words.last().is_some_and(|it| !it.is_empty()) {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn names_are_taken_apart() {
        assert_eq!(words("batchApiKey"), ["batch", "api", "key"]);
        assert_eq!(words("_MISTRAL_KEY-prod2"), ["mistral", "key", "prod2"]);
        assert!(words("_").is_empty());
    }
}
