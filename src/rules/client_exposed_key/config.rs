//! Configurations of bundlers and frameworks that put a value into what browsers load.

use super::RULE;
use crate::facts::{ExprId, ExprKind, Property, PropertyKey};
use crate::finding::Finding;
use crate::flow::{At, ExprAt, KeyOrigin, KnownKeys};
use crate::rules::Context;

/// What the configuration of a tool publishes: the beginning of its name, the properties, and what
/// reads it.
const PUBLISHING: &[(&str, &[&str], &str)] = &[
    ("next.config", &["env", "publicRuntimeConfig"], "Next.js"),
    ("nuxt.config", &["env", "public"], "Nuxt"),
    ("vite.config", &["define"], "Vite"),
    ("electron.vite.config", &["define"], "Vite"),
    ("astro.config", &["define"], "Vite"),
    ("svelte.config", &["define"], "Vite"),
    ("rsbuild.config", &["define"], "Rsbuild"),
    ("tsup.config", &["define"], "esbuild"),
    ("esbuild", &["define"], "esbuild"),
    ("build", &["define"], "esbuild"),
    ("app.config", &["extra"], "Expo"),
];

/// Plug-ins that put what they are given into the bundle.
const PLUGINS: &[&str] = &["DefinePlugin", "EnvironmentPlugin"];

pub(super) fn check(ctx: &Context<'_, '_>, findings: &mut Vec<Finding>) {
    let facts = &ctx.file.facts;
    let name = ctx.file.path.file_name().and_then(|name| name.to_str());
    let name = name.unwrap_or_default();
    let is_of = |tool: &str| {
        let rest = name.strip_prefix(tool);
        rest.is_some_and(|rest| rest.starts_with('.') && !rest[1..].contains('.'))
    };
    let row = PUBLISHING.iter().find(|(tool, ..)| is_of(tool));
    let mut given = Vec::new();
    for (_, expr) in facts.exprs() {
        match (&expr.kind, row) {
            (ExprKind::Object(properties), Some((_, names, tool))) => {
                let published = properties.iter().filter(|it| is_named(it, names));
                given.extend(published.map(|property| (property.value, *tool)));
            }
            (ExprKind::Call(call), _) => {
                let plugin = facts.last_name(call.callee);
                if plugin.is_some_and(|name| PLUGINS.contains(&name.as_str())) {
                    let arguments = call.arguments.iter();
                    given.extend(arguments.map(|argument| (argument.value, "The bundler")));
                }
            }
            _ => {}
        }
    }
    for (id, tool) in given {
        publish(ctx, At { file: ctx.file, id }, tool, findings);
    }
}

fn is_named(property: &Property, names: &[&str]) -> bool {
    matches!(&property.key, PropertyKey::Name(name) if names.contains(&name.as_str()))
}

/// Adds findings for the keys in what is published.
fn publish<'p>(ctx: &Context<'_, 'p>, at: ExprAt<'p>, tool: &str, findings: &mut Vec<Finding>) {
    let keys = ctx.flow.whole_keys(at, &KnownKeys::default());
    for key in keys {
        // Literals are another rule's, and so are names that publish by themselves.
        let is_other = matches!(key.origin, KeyOrigin::Text(_) | KeyOrigin::Environment);
        if is_other || ctx.catalog.browser_prefix(&key.name).is_some() {
            continue;
        }
        findings.push(finding(ctx, key.at, &key.name, tool));
    }
    // `new EnvironmentPlugin(["MISTRAL_API_KEY"])`.
    let facts = &ctx.file.facts;
    if let ExprKind::Array(items) = facts.kind(at.id) {
        for id in items {
            if let Some(name) = key_variable(ctx, *id) {
                findings.push(finding(ctx, at.with(*id), name, tool));
            }
        }
    }
}

fn key_variable<'p>(ctx: &Context<'_, 'p>, id: ExprId) -> Option<&'p str> {
    match ctx.file.facts.kind(id) {
        ExprKind::String(literal) if ctx.is_key_variable(&literal.value) => Some(&literal.value),
        _ => None,
    }
}

fn finding(ctx: &Context<'_, '_>, at: ExprAt<'_>, name: &str, tool: &str) -> Finding {
    let message = format!(
        "`{name}` is put into what browsers load: {tool} writes what stands here into the bundle, where anyone can read \
         it. Take it out, read it on a server only, and revoke this key.",
    );
    ctx.finding(&RULE.meta, at.location(), &["bundled", name], message)
}
