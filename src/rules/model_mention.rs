//! Where models are named: in code that asks for them, and in env files that choose them. What the
//! rules about models share.

use super::context::{Context, label};
use crate::catalog::words;
use crate::facts::{EnvEntry, ExprKind, PropertyKey};
use crate::finding::{Applicability, FileChange, FileEdit, Finding, Fix, Label, Location};
use crate::flow::{ModelUse, Text};
use crate::project::SourceFile;
use crate::syntax::Language;
use crate::text::{TextEdit, TextRange};
use std::sync::Arc;

/// A model named in one place.
pub(super) struct Mention {
    /// The model's id, without what only a library reads.
    pub(super) id: String,
    /// Where it is named.
    pub(super) location: Location,
    /// The bytes that are the id; `None` where it is put together.
    spot: Option<Location>,
    /// What asks for it: `chat.complete`, `MISTRAL_MODEL`.
    pub(super) asker: String,
    /// Where it is asked for, if that is elsewhere.
    label: Option<Label>,
    /// Whether nothing else can mean this text: it is the request's own.
    pub(super) is_own: bool,
    /// Whether Mistral's own servers are asked.
    pub(super) own_servers: bool,
    /// The environment it is for, if that is known: `production`.
    pub(super) environment: Option<String>,
}

impl Mention {
    /// Adds to a finding about the mention where it is asked for.
    pub(super) fn explain(&self, finding: &mut Finding) {
        finding.labels.extend(self.label.clone());
    }

    /// The fix that names another model.
    pub(super) fn rename(&self, id: &str, applicability: Applicability) -> Option<Fix> {
        let spot = self.spot.as_ref()?;
        Some(Fix {
            title: format!("Replace by `{id}`"),
            applicability,
            edits: vec![FileEdit {
                path: spot.path.clone(),
                change: FileChange::Edit(TextEdit::replace(spot.range, id).into()),
            }],
        })
    }
}

/// The models that a file asks for or sets, each place once.
pub(super) fn mentions(ctx: &Context<'_, '_>) -> Vec<Mention> {
    if ctx.file.language == Language::Dotenv {
        return in_env_file(ctx);
    }
    let mut found: Vec<Mention> = Vec::new();
    for asked in ctx.flow.model_uses(ctx.file) {
        for (text, id) in asked.models() {
            let mention = in_code(ctx, &asked, text, id);
            if !found.iter().any(|it| it.location == mention.location) {
                found.push(mention);
            }
        }
    }
    found
}

fn in_code(ctx: &Context<'_, '_>, asked: &ModelUse<'_>, text: &Text<'_>, id: &str) -> Mention {
    let slot = asked.value.at.unwrap_or(asked.at);
    let part = match text.parts.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    let place = part.unwrap_or(slot);
    let spot = part.and_then(|part| match part.file.facts.kind(part.id) {
        // What is written with escapes is not worth the risk.
        ExprKind::String(literal) if literal.content.len() == literal.value.len() => {
            let end = literal.content.end();
            Some(Location {
                path: part.file.path.clone(),
                range: TextRange::new(end - id.len(), end),
            })
        }
        _ => None,
    });
    let label =
        (place != slot).then(|| label(slot, format!("asked for here, by `{}`", asked.name)));
    Mention {
        id: id.to_owned(),
        location: place.location(),
        spot,
        asker: asked.name.to_string(),
        label,
        is_own: place == slot,
        own_servers: asked.own_servers,
        environment: environment_around(ctx, place.file, place.range()),
    }
}

/// The environment whose entry in a table a range stands in: `{ production: { model: "…" } }`.
fn environment_around(
    ctx: &Context<'_, '_>,
    file: &SourceFile,
    range: TextRange,
) -> Option<String> {
    let known = &ctx.settings.models.environments;
    if known.is_empty() {
        return None;
    }
    let objects = file.facts.exprs().filter_map(|(_, expr)| match &expr.kind {
        ExprKind::Object(properties) if expr.range.contains_range(range) => Some(properties),
        _ => None,
    });
    objects.flatten().find_map(|property| {
        let PropertyKey::Name(name) = &property.key else {
            return None;
        };
        let is_around = property.range.contains_range(range) && known.contains_key(name.as_str());
        is_around.then(|| name.to_string())
    })
}

fn in_env_file(ctx: &Context<'_, '_>) -> Vec<Mention> {
    let entries = &ctx.file.facts.env_entries;
    let about_mistral = entries.iter().any(|it| ctx.is_key_variable(&it.name));
    let elsewhere = |entry: &EnvEntry| {
        let value = entry.value.as_deref().unwrap_or_default();
        ctx.catalog.names_mistral(&entry.name)
            && value.contains("://")
            && ctx.catalog.is_local(value)
    };
    let own_servers = !entries.iter().any(elsewhere);
    let chosen = entries
        .iter()
        .filter(|it| chooses_model(ctx, &it.name, about_mistral));
    let mention = |entry: &EnvEntry| {
        let value = entry.value.as_deref()?;
        let id = ["mistral/", "mistral:", "mistralai/", "mistralai:"]
            .iter()
            .find_map(|prefix| value.strip_prefix(prefix))
            .unwrap_or(value);
        let end = entry.value_range.end();
        let is_plain = entry.value_range.len() == value.len();
        let place = |range| Location {
            path: Arc::clone(&ctx.file.path),
            range,
        };
        (!id.is_empty() && !id.contains(char::is_whitespace)).then(|| Mention {
            id: id.to_owned(),
            location: place(entry.value_range),
            spot: is_plain.then(|| place(TextRange::new(end - id.len(), end))),
            asker: entry.name.to_string(),
            label: None,
            is_own: true,
            own_servers,
            environment: environment_of_env_file(ctx),
        })
    };
    chosen.filter_map(mention).collect()
}

/// Whether a variable says which model of Mistral's is asked.
fn chooses_model(ctx: &Context<'_, '_>, name: &str, about_mistral: bool) -> bool {
    /// Models that have Mistral's names are served by others too.
    const OTHERS: [&str; 14] = [
        "ollama",
        "local",
        "vllm",
        "lmstudio",
        "hf",
        "huggingface",
        "openrouter",
        "groq",
        "together",
        "fireworks",
        "azure",
        "bedrock",
        "vertex",
        "openai",
    ];
    let words = words(name);
    let has = |wanted: &str| words.iter().any(|word| word == wanted);
    (has("model") || has("models"))
        && !OTHERS.iter().any(|other| has(other))
        && (ctx.catalog.names_mistral(name) || about_mistral)
}

/// The environment that an env file is for, by its name, as the settings call it.
fn environment_of_env_file(ctx: &Context<'_, '_>) -> Option<String> {
    let name = ctx.file.path.file_name()?.to_str()?;
    let mut environments = ctx.settings.models.environments.keys();
    environments
        .find(|it| name.split('.').any(|part| part == it.as_str()))
        .cloned()
}
