//! Variables whose name publishes them: `NEXT_PUBLIC_MISTRAL_API_KEY`.

use super::RULE;
use crate::catalog::BrowserPrefix;
use crate::facts::{ExprKind, Source, Step};
use crate::finding::{Applicability, FileChange, FileEdit, Finding, Fix, Label, Location};
use crate::flow::{At, Value};
use crate::project::SourceFile;
use crate::rules::Context;
use crate::syntax::Language;
use crate::text::{TextEdit, TextEdits, TextRange};
use rustc_hash::FxHashMap;

/// Prefixes of tools whose code all runs in browsers and apps: renamed, the variable is gone.
const WHOLLY_CLIENTS: &[&str] = &["REACT_APP_", "EXPO_PUBLIC_", "VUE_APP_", "NG_APP_"];

/// The reads of published variables in a file, the first of each.
pub(super) fn in_code(ctx: &Context<'_, '_>, findings: &mut Vec<Finding>) {
    let facts = &ctx.file.facts;
    let mut reads: FxHashMap<&str, TextRange> = FxHashMap::default();
    for (id, expr) in facts.exprs() {
        let name = match &expr.kind {
            ExprKind::Member { name, .. } => name,
            ExprKind::Index { index, .. } => match facts.kind(*index) {
                ExprKind::String(literal) => &literal.value,
                _ => continue,
            },
            _ => continue,
        };
        if published(ctx, name).is_none() {
            continue;
        }
        let values = ctx.flow.values(At { file: ctx.file, id });
        let is_read = |value: &Value<'_>| matches!(value, Value::Env(env) if env.name == *name);
        if values.iter().any(is_read) {
            keep_first(&mut reads, name, expr.range);
        }
    }
    for (_, binding) in facts.bindings() {
        for definition in &binding.definitions {
            // `const { VITE_… } = import.meta.env`, and names of `$env/static/public`.
            let name = match (&definition.source, definition.path.last()) {
                (_, Some(Step::Key(name))) => name,
                (Source::Import(import), None) => {
                    let import = facts.import(*import);
                    match &import.name {
                        Some(name) if import.module.starts_with("$env/") => name,
                        _ => continue,
                    }
                }
                _ => continue,
            };
            if published(ctx, name).is_some() {
                keep_first(&mut reads, name, definition.range);
            }
        }
    }
    let mut reads: Vec<_> = reads.into_iter().collect();
    reads.sort_by_key(|(_, range)| *range);
    for (name, range) in reads {
        findings.extend(finding(ctx, name, range));
    }
}

fn keep_first<'n>(reads: &mut FxHashMap<&'n str, TextRange>, name: &'n str, range: TextRange) {
    let first = reads.entry(name).or_insert(range);
    *first = (*first).min(range);
}

/// The published variables of an env file that no code reads; those that are read are reported there.
pub(super) fn in_env_file(ctx: &Context<'_, '_>, findings: &mut Vec<Finding>) {
    for entry in &ctx.file.facts.env_entries {
        let has_value = entry.value.as_ref().is_some_and(|value| !value.is_empty());
        if !has_value || published(ctx, &entry.name).is_none() {
            continue;
        }
        let mut code = ctx.project().files().filter(|file| file.language.is_ecma());
        let is_read = |file: &SourceFile| !places(file.document.text(), &entry.name).is_empty();
        if !code.any(|file| is_read(file)) {
            findings.extend(finding(ctx, &entry.name, entry.name_range));
        }
    }
}

/// The prefix that publishes a variable, if what follows it names a key.
fn published(ctx: &Context<'_, '_>, name: &str) -> Option<&'static BrowserPrefix> {
    let prefix = ctx.catalog.browser_prefix(name)?;
    let rest = name.strip_prefix(prefix.prefix.as_str())?;
    ctx.is_key_variable(rest).then_some(prefix)
}

fn finding(ctx: &Context<'_, '_>, name: &str, range: TextRange) -> Option<Finding> {
    let prefix = published(ctx, name)?;
    let rest = &name[prefix.prefix.len()..];
    let message = format!(
        "`{name}` is published: {} puts every variable that begins with `{}` into what browsers load, where anyone can \
         read it. Call it `{rest}`, read it on a server only, and revoke this key.",
        prefix.tool, prefix.prefix,
    );
    let mut finding = ctx.finding(&RULE.meta, ctx.location(range), &[name], message);
    let env_files = ctx
        .project()
        .files()
        .filter(|file| file.language == Language::Dotenv);
    finding.labels = env_files
        .flat_map(|file| {
            file.facts
                .env_entries
                .iter()
                .map(move |entry| (file, entry))
        })
        .filter(|(_, entry)| entry.name == name && entry.name_range != range)
        .map(|(file, entry)| Label {
            location: Location {
                path: file.path.clone(),
                range: entry.name_range,
            },
            message: "set here".to_owned(),
        })
        .collect();
    if !WHOLLY_CLIENTS.contains(&prefix.prefix.as_str()) {
        finding.fixes.extend(rename(ctx, name, rest));
    }
    Some(finding)
}

/// The fix that takes the prefix away in all files; `None` where code reads the variable in a browser,
/// or the other name is taken.
fn rename(ctx: &Context<'_, '_>, name: &str, to: &str) -> Option<Fix> {
    let mut edits = Vec::new();
    for file in ctx.project().files() {
        let text = file.document.text();
        let found = places(text, name);
        if found.is_empty() {
            continue;
        }
        if file.notebook.is_some() {
            return None;
        }
        let is_env_file = file.language == Language::Dotenv;
        let is_taken = is_env_file && file.facts.env_entries.iter().any(|entry| entry.name == to);
        let read_on_server = |range: &TextRange| {
            let before = text[..range.start()].trim_end_matches(['"', '\'', '[', '.', '?']);
            before.ends_with("process.env")
        };
        let is_server =
            || ctx.flow.browser_module(file).is_none() && found.iter().all(read_on_server);
        if is_taken || !(is_env_file || is_server()) {
            return None;
        }
        let renamed = found.into_iter().map(|range| TextEdit::replace(range, to));
        edits.push(FileEdit {
            path: file.path.clone(),
            change: FileChange::Edit(TextEdits::new(renamed.collect()).ok()?),
        });
    }
    (!edits.is_empty()).then(|| Fix {
        title: format!("Rename `{name}` to `{to}` in code and env files"),
        applicability: Applicability::Unsafe,
        edits,
    })
}

/// Where a text has a name that is not a part of another.
fn places(text: &str, name: &str) -> Vec<TextRange> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    let found = text.match_indices(name).filter(|(at, _)| {
        !text[..*at].ends_with(is_name) && !text[at + name.len()..].starts_with(is_name)
    });
    found
        .map(|(at, _)| TextRange::new(at, at + name.len()))
        .collect()
}
