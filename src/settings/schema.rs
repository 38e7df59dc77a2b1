//! The JSON Schema of the configuration file.

use super::options::Options;
use crate::finding::RuleMeta;
use serde_json::{Value, json};

/// The JSON Schema of `windbreak.toml`, for editors to complete and check it.
pub fn schema(rules: &[&'static RuleMeta]) -> Value {
    let mut schema = schemars::schema_for!(Options).to_value();
    let by_rule = json!({
        "type": "object",
        "properties": rules
            .iter()
            .map(|rule| (rule.id.to_owned(), json!({
                "description": rule.summary,
                "$ref": "#/$defs/RuleOptions",
                "default": rule.level,
            })))
            .collect::<serde_json::Map<_, _>>(),
        "additionalProperties": false,
    });
    for place in [
        "/properties/rules",
        "/$defs/OverrideOptions/properties/rules",
    ] {
        if let Some(Value::Object(written)) = schema.pointer_mut(place) {
            written.extend(by_rule.as_object().cloned().unwrap_or_default());
        }
    }
    schema
}
