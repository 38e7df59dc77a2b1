//! The options that may be written in more than one way, and the schema that says so.

use super::options::{MaxAge, RuleOptions};
use crate::finding::Level;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::StrDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use std::borrow::Cow;
use std::fmt;
use toml::Spanned;

impl<'de> Deserialize<'de> for RuleOptions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RuleVisitor)
    }
}

struct RuleVisitor;

impl<'de> Visitor<'de> for RuleVisitor {
    type Value = RuleOptions;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a level (\"off\", \"hint\", \"info\", \"warning\", \"error\") or a table with one",
        )
    }

    fn visit_str<E: Error>(self, level: &str) -> Result<RuleOptions, E> {
        Ok(RuleOptions {
            level: Some(Level::deserialize(StrDeserializer::new(level))?),
            ..RuleOptions::default()
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RuleOptions, A::Error> {
        let mut rule = RuleOptions::default();
        while let Some(key) = map.next_key::<Spanned<String>>()? {
            if key.get_ref() == "level" {
                rule.level = Some(map.next_value()?);
            } else {
                rule.options.insert(key, map.next_value()?);
            }
        }
        Ok(rule)
    }
}

impl JsonSchema for RuleOptions {
    fn schema_name() -> Cow<'static, str> {
        "RuleOptions".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let level = json_schema!({ "enum": ["off", "hint", "info", "warning", "error"] });
        json_schema!({
            "description": "A level, or a table with a level and the rule's own options.",
            "anyOf": [level, {
                "type": "object",
                "properties": { "level": level },
            }],
        })
    }
}

impl<'de> Deserialize<'de> for MaxAge {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AgeVisitor)
    }
}

struct AgeVisitor;

impl Visitor<'_> for AgeVisitor {
    type Value = MaxAge;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number of days, or an age such as \"90d\", \"12w\" or \"1y\"")
    }

    fn visit_i64<E: Error>(self, days: i64) -> Result<MaxAge, E> {
        u32::try_from(days)
            .map(|days| MaxAge { days })
            .map_err(|_| E::invalid_value(serde::de::Unexpected::Signed(days), &self))
    }

    fn visit_str<E: Error>(self, age: &str) -> Result<MaxAge, E> {
        parse_age(age).ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(age), &self))
    }
}

fn parse_age(age: &str) -> Option<MaxAge> {
    let age = age.trim();
    let (number, days_per_unit) = [('d', 1), ('w', 7), ('y', 365)]
        .into_iter()
        .find_map(|(unit, days)| Some((age.strip_suffix(unit)?, days)))?;
    let number: u32 = number.trim().parse().ok()?;
    number
        .checked_mul(days_per_unit)
        .map(|days| MaxAge { days })
}

impl JsonSchema for MaxAge {
    fn schema_name() -> Cow<'static, str> {
        "MaxAge".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                { "type": "integer", "minimum": 0 },
                { "type": "string", "pattern": "^\\s*[0-9]+\\s*[dwy]\\s*$" },
            ],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_has_a_unit() {
        assert_eq!(parse_age("90d"), Some(MaxAge { days: 90 }));
        assert_eq!(parse_age("12 w"), Some(MaxAge { days: 84 }));
        assert_eq!(parse_age("1y"), Some(MaxAge { days: 365 }));
        for wrong in [
            "",
            " ",
            "d",
            "90",
            "-1d",
            "1é",
            "9999999999d",
            "4294967295y",
        ] {
            assert_eq!(parse_age(wrong), None, "{wrong:?}");
        }
    }
}
