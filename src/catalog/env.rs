//! Reading the environment.

use std::collections::HashMap;

use serde::Deserialize;

use super::slot::Slot;
use super::symbols::Reaction;

/// An object of environment variables: what its properties or items do when there is none.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnvObject {
    /// What `object.NAME` and `object["NAME"]` do when the variable is not set.
    pub missing: Reaction,
    /// What they do when it is empty.
    #[serde(default)]
    pub empty: Reaction,
    /// Whether the values end in a browser or app bundle: `$env/static/public`.
    #[serde(default)]
    pub public: bool,
    /// Whether the values are secrets of a platform rather than environment variables:
    /// `st.secrets`.
    #[serde(default)]
    pub store: bool,
}

/// A call that reads one environment variable.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnvRead {
    /// Where the variable's name is.
    #[serde(deserialize_with = "super::load::slots")]
    pub name: Vec<Slot>,
    /// Where the value is that stands in for an absent variable; Python's `...` is none.
    #[serde(default, deserialize_with = "super::load::slots")]
    pub default: Vec<Slot>,
    /// What happens when the variable is not set and there is no default.
    pub missing: Reaction,
    /// What happens when it is empty.
    #[serde(default)]
    pub empty: Reaction,
    /// Where a switch is that must be on for these two to hold: `click.option(required=True)`.
    #[serde(default, deserialize_with = "super::load::slots")]
    pub required: Vec<Slot>,
    /// Where a check is that refuses the empty string: `env.str("K", validate=..)`.
    #[serde(default, deserialize_with = "super::load::slots")]
    pub strong: Vec<Slot>,
    /// The validator whose modifiers may follow: `env.get("K").required().asString()`.
    pub validator: Option<String>,
    /// Whether it asks a store of secrets rather than the environment.
    #[serde(default)]
    pub store: bool,
    /// What declares settings that it gives for names which are no variables.
    pub declared: Option<Declared>,
}

/// What declares settings that are read by a path: `registerAs("mistral", () => ({ .. }))`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declared {
    /// Calling it with a name and a function declares what the function gives under the name.
    pub namespace: String,
    /// Calling it declares what functions give.
    pub all: String,
    /// Where those functions are.
    pub functions: Slot,
}

/// What a framework keeps of a program's settings: `current_app.config` of Flask.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingsStore {
    /// The member of the symbol that it is; none if the symbol itself is it.
    pub member: Option<String>,
    /// Methods that put things there under names.
    #[serde(default)]
    pub fill: Vec<String>,
    /// Methods that put all there that a class or a module has, or one at a path.
    #[serde(default)]
    pub load: Vec<String>,
    /// Names of files, or of folders of such, whose names it has.
    #[serde(default)]
    pub files: Vec<String>,
}

/// A kind of object whose methods read environment variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvReader {
    pub id: String,
    /// What calling the object itself reads: `env("K")`.
    pub call: Option<EnvRead>,
    /// What its properties and items read: `settings.K`, `settings["K"]`.
    pub item: Option<EnvObject>,
    pub(super) methods: HashMap<String, EnvRead>,
}

impl EnvReader {
    /// What a method reads.
    pub fn method(&self, name: &str) -> Option<&EnvRead> {
        self.methods.get(name)
    }
}
