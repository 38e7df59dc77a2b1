//! The Mistral keys of env files, and which environment each is for. What the rules about them share.

use super::context::Context;
use crate::catalog::{KeyShape, words};
use crate::facts::EnvEntry;
use crate::finding::Location;
use crate::project::SourceFile;
use crate::syntax::Language;
use std::path::Path;
use std::sync::Arc;

/// A variable that holds a Mistral key, or something in its place; without `Debug`, for it may.
pub(super) struct EnvKey<'p> {
    /// Its file.
    pub(super) file: &'p SourceFile,
    /// Its line.
    pub(super) entry: &'p EnvEntry,
    /// What it is set to; not empty.
    pub(super) value: &'p str,
    /// What that looks like.
    pub(super) shape: KeyShape,
}

impl EnvKey<'_> {
    /// Where the key stands.
    pub(super) fn location(&self) -> Location {
        Location {
            path: Arc::clone(&self.file.path),
            range: self.entry.value_range,
        }
    }

    /// Whether the value only says where the key is: `${OTHER}`, `op://vault/item`, a cipher text.
    pub(super) fn is_reference(&self) -> bool {
        let value = self.value.trim();
        value.starts_with(['$', '%', '{'])
            || value.contains("://")
            || ["ENC[", "encrypted:", "vault:", "arn:", "!"]
                .iter()
                .any(|it| value.starts_with(it))
    }
}

/// The variables of an env file that hold a Mistral key and are not empty.
pub(super) fn env_keys<'p>(ctx: &Context<'_, 'p>, file: &'p SourceFile) -> Vec<EnvKey<'p>> {
    if file.language != Language::Dotenv {
        return Vec::new();
    }
    let entries = file.facts.env_entries.iter();
    entries
        .filter(|entry| ctx.is_key_variable(&entry.name))
        .filter_map(|entry| {
            let value = entry.value.as_deref().filter(|value| !value.is_empty())?;
            Some(EnvKey {
                file,
                entry,
                value,
                shape: KeyShape::of(value),
            })
        })
        .collect()
}

/// Whether a file is there to be copied and filled in: `.env.example` and the like.
pub(super) fn is_template(path: &Path) -> bool {
    let parts = ["example", "sample", "template", "dist", "defaults"];
    name_parts(path).any(|part| parts.contains(&part))
}

/// Whether a file is for tests, where anything will do for a key: `.env.test`.
pub(super) fn is_for_tests(path: &Path) -> bool {
    let parts = ["test", "testing", "tests", "ci", "e2e"];
    name_parts(path).any(|part| parts.contains(&part))
}

fn name_parts(path: &Path) -> impl Iterator<Item = &str> {
    let name = path.file_name().and_then(|name| name.to_str());
    name.unwrap_or_default().split('.')
}

/// An environment that programs run in, the one that matters least first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Environment {
    Test,
    Development,
    Preview,
    Staging,
    Production,
}

impl Environment {
    /// The environment that a key is for: by its name, else by that of its file.
    pub(super) fn of(key: &EnvKey<'_>) -> Option<Self> {
        let named = words(&key.entry.name)
            .iter()
            .rev()
            .find_map(|word| Self::called(word));
        named.or_else(|| name_parts(&key.file.path).find_map(Self::called))
    }

    /// What people call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::Development => "development",
            Self::Preview => "preview",
            Self::Staging => "staging",
            Self::Production => "production",
        }
    }

    fn called(word: &str) -> Option<Self> {
        Some(match word {
            "test" | "testing" | "ci" | "e2e" => Self::Test,
            // What is only on a developer's machine.
            "dev" | "development" | "local" => Self::Development,
            "preview" => Self::Preview,
            "stage" | "staging" | "uat" => Self::Staging,
            "prod" | "production" | "live" => Self::Production,
            _ => return None,
        })
    }
}
