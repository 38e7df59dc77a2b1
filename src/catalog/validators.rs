//! Validators: what they do about a value that is absent or empty.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Deserialize;

use super::slot::Slot;
use super::symbols::Reaction;

/// What a schema or check does about a value that is absent, and about the empty string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    pub missing: Reaction,
    pub empty: Reaction,
}

impl Grade {
    /// The grade of a check that makes both: the stricter reaction each time.
    pub fn and(self, other: Self) -> Self {
        Self {
            missing: self.missing.stricter(other.missing),
            empty: self.empty.stricter(other.empty),
        }
    }

    /// Whether neither an absent nor an empty value goes through.
    pub fn is_strong(self) -> bool {
        self.missing == Reaction::Raises && self.empty == Reaction::Raises
    }
}

/// What a method in a schema's chain changes: `.min(1)`, `.optional()`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Modifier {
    pub missing: Option<Reaction>,
    pub empty: Option<Reaction>,
    /// Whether it changes anything only if its first argument is a number above 0.
    #[serde(default)]
    pub needs_positive: bool,
    /// Whether it admits only the values it is given, so that the value is confined.
    #[serde(default)]
    pub confines: bool,
}

impl Modifier {
    /// The grade of a schema with this modifier on it.
    pub fn apply(self, grade: Grade) -> Grade {
        Grade {
            missing: self.missing.unwrap_or(grade.missing),
            empty: self.empty.unwrap_or(grade.empty),
        }
    }
}

/// What a check does when a value is refused.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// It throws, raises or ends the process.
    Throws,
    /// It returns something, of which the property (if empty, itself) is true if all is well:
    /// `success`.
    ReturnsOk(String),
    /// It returns something, of which the property (if empty, itself) is set if not all is well:
    /// `error`.
    ReturnsError(String),
}

/// A check of values: a schema's method (`schema.parse(env)`) or a function (`v.parse(schema, env)`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Validation {
    /// The validator that it belongs to.
    pub validator: Arc<Validator>,
    /// Where the schema is, or the object of field schemas.
    pub schema: Vec<Slot>,
    /// Where the checked values are; empty if it reads the environment itself.
    pub input: Vec<Slot>,
    pub refusal: Refusal,
    /// Where a switch is that takes empty strings for absent.
    pub empty_as_missing: Vec<Slot>,
    /// Where a switch is that turns the check off.
    pub skip: Vec<Slot>,
    /// Where schemas of values are that reach the browser.
    pub public: Vec<Slot>,
}

/// A schema of one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaField {
    pub validator: Arc<Validator>,
    /// What it does by itself.
    pub grade: Grade,
    /// Where the schemas are that it is made of, whose grades count with its own ([`Grade::and`]):
    /// `v.pipe(v.string(), v.nonEmpty())`.
    pub inner: Vec<Slot>,
    /// What it changes in the end: `v.optional(v.string())`.
    pub then: Option<Modifier>,
    /// Whether calling it makes a function that makes the schema: `makeValidator(check)()`.
    pub made: bool,
    /// Where options are that change the grade: `str({ default: .. })`.
    pub options: Vec<(Slot, Modifier)>,
    /// Where the values are that alone it admits: `z.enum([..])`.
    pub values: Vec<Slot>,
}

/// A schema of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaObject {
    pub validator: Arc<Validator>,
    /// Where the field schemas are.
    pub fields: Vec<Slot>,
}

/// What makes settings that are declared as a tree of fields, each with the variable that it is read
/// from: `convict({ key: { format: String, default: null, env: "NAME" } })`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingsTree {
    /// Where the tree is.
    pub fields: Slot,
    /// The property of a field that names its variable.
    pub variable: String,
    /// The one that has its default; `null` is none.
    pub default: String,
    /// The one that says its format.
    pub format: String,
    /// The one that lets it be absent.
    pub nullable: String,
    /// Methods that give what stands at a path.
    pub get: Vec<String>,
    /// Methods that give all.
    pub all: Vec<String>,
    /// Methods that check all fields, and throw.
    pub check: Vec<String>,
    /// What formats do by their names; others refuse what is absent and what is empty.
    pub formats: HashMap<String, Grade>,
}

/// A library of schemas.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validator {
    pub id: String,
    pub package: String,
    /// Methods of an object's schema whose first argument has more fields: `.extend({..})`.
    pub extenders: Vec<String>,
    pub(super) modifiers: HashMap<String, Modifier>,
    pub(super) texts: HashMap<String, Grade>,
    pub(super) checks: HashMap<String, Check>,
}

/// A schema's own method that checks values.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    #[serde(default, deserialize_with = "super::load::slots")]
    pub input: Vec<Slot>,
    pub refusal: Refusal,
}

impl Validator {
    /// What a method in a schema's chain changes; on an object's schema, of all its fields.
    pub fn modifier(&self, method: &str) -> Option<Modifier> {
        self.modifiers.get(method).copied()
    }

    /// The grade of a field whose schema is written as a text: arktype's `"string > 0"`.
    pub fn text(&self, schema: &str) -> Option<Grade> {
        self.texts.get(schema).copied()
    }

    /// The check that a schema's method makes: `schema.safeParse(process.env)`; the empty name is
    /// a call of the schema itself.
    pub fn check(&self, method: &str) -> Option<&Check> {
        self.checks.get(method)
    }
}

/// A class whose subclasses read their fields from the environment.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingsBase {
    /// What a field without a default does.
    pub grade: Grade,
    /// Names of class attributes and of nested classes' attributes that hold the prefix of the
    /// variables' names: `model_config.env_prefix`.
    #[serde(default)]
    pub prefix: Vec<String>,
    /// Symbols of functions that stand for a field's default: `pydantic.Field`.
    #[serde(default, deserialize_with = "super::load::names")]
    pub field: Vec<String>,
    /// Where such a function takes the variable's name.
    #[serde(default, deserialize_with = "super::load::slots")]
    pub alias: Vec<Slot>,
    /// Where it takes a default; `...` is none.
    #[serde(default, deserialize_with = "super::load::slots")]
    pub default: Vec<Slot>,
    /// Where it takes what refuses the empty string.
    #[serde(default, deserialize_with = "super::load::slots")]
    pub strong: Vec<Slot>,
}

/// A function that throws unless a condition holds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Assertion {
    /// Where the condition is.
    pub condition: Slot,
    /// What it must differ from, if that is the condition: `assert.notEqual(a, undefined)`.
    pub differs_from: Option<Slot>,
}
