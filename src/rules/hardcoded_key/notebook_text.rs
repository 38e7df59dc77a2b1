//! Keys in what is in a notebook besides its code: `%env` lines, shell lines, prose, and what its
//! cells printed.

use super::{Context, RULE};
use crate::catalog::KeyShape;
use crate::finding::Finding;
use crate::syntax::{Notebook, OtherText};
use crate::text::TextRange;

/// The most bytes between a key and the name that says what it is.
const MAX_DISTANCE: usize = 24;
/// How many bytes before a key are looked at for such a name.
const MAX_LOOKED_AT: usize = 120;
/// Of a text with more words that look like keys than this, the first are looked at.
const MAX_WORDS: usize = 500;

pub(super) fn check(ctx: &Context<'_, '_>, notebook: &Notebook, findings: &mut Vec<Finding>) {
    for entry in &ctx.file.facts.env_entries {
        let Some(value) = &entry.value else { continue };
        let is_key = KeyShape::of(value) == KeyShape::KeyShaped;
        if is_key
            && (ctx.catalog.names_mistral_credential(&entry.name)
                || ctx.is_own_variable(&entry.name))
        {
            let evidence = format!("`%env` puts it into `{}`, and it", entry.name);
            findings.push(finding(ctx, entry.value_range, &evidence, OtherText::Shell));
        }
    }
    for (range, kind) in notebook.other_texts() {
        let text = ctx.file.source(range);
        for word in key_shaped(text) {
            let Some(evidence) = evidence(ctx, text, word) else {
                continue;
            };
            let at = TextRange::new(range.start() + word.start(), range.start() + word.end());
            findings.push(finding(ctx, at, &evidence, kind));
        }
    }
}

/// The words of a text that have the shape of a key.
fn key_shaped(text: &str) -> Vec<TextRange> {
    let mut found = Vec::new();
    let mut end = 0;
    for piece in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let word = piece.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        if word.len() == 32 && KeyShape::of(word) == KeyShape::KeyShaped {
            found.push(TextRange::new(end, end + word.len()));
        }
        end += piece.len();
        if found.len() == MAX_WORDS {
            break;
        }
    }
    found
}

/// What says that the word is a Mistral key: the name in front of it, or that it is sent to Mistral.
fn evidence(ctx: &Context<'_, '_>, text: &str, word: TextRange) -> Option<String> {
    let near = text.floor_char_boundary(word.start().saturating_sub(MAX_LOOKED_AT));
    let before = &text[near..word.start()];
    let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let name_end = line.trim_end_matches(|c: char| !is_name(c)).len();
    let name_start = line[..name_end]
        .rfind(|c: char| !is_name(c))
        .map_or(0, |at| {
            at + line[at..].chars().next().map_or(0, char::len_utf8)
        });
    let name = &line[name_start..name_end];
    if line.len() - name_end <= MAX_DISTANCE && ctx.catalog.names_mistral_credential(name) {
        return Some(format!("it is called `{name}`, and"));
    }
    let headers = ["bearer", "x-api-key"];
    if !headers
        .iter()
        .any(|header| name.eq_ignore_ascii_case(header))
    {
        return None;
    }
    let mut parts = command_around(text, word)
        .split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\'));
    let reaches = |part: &str| part.contains("://") && ctx.catalog.host(part).is_some();
    parts
        .any(reaches)
        .then(|| "it is sent to Mistral, and".to_owned())
}

/// The lines around a word that a backslash joins.
fn command_around(text: &str, word: TextRange) -> &str {
    let mut start = text[..word.start()].rfind('\n').map_or(0, |at| at + 1);
    while start > 0 && text[..start - 1].trim_end_matches('\r').ends_with('\\') {
        start = text[..start - 1].rfind('\n').map_or(0, |at| at + 1);
    }
    let line_end = |at: usize| text[at..].find('\n').map_or(text.len(), |n| at + n);
    let mut end = line_end(word.end());
    while end < text.len() && text[..end].trim_end_matches('\r').ends_with('\\') {
        end = line_end(end + 1);
    }
    &text[start..end]
}

fn finding(ctx: &Context<'_, '_>, at: TextRange, evidence: &str, kind: OtherText) -> Finding {
    let (place, remedy) = match kind {
        OtherText::Output => ("in what a cell printed", "Clear the output"),
        OtherText::Prose => ("in the notebook's text", "Take it out"),
        OtherText::Shell | OtherText::Foreign => (
            "in the notebook",
            "Take it out, put it into the environment before the notebook is started",
        ),
    };
    let message = format!(
        "This is a Mistral key, {place}: {evidence} is {}. Whoever can read the notebook or its history can use it. \
         {remedy} and revoke it.",
        KeyShape::KeyShaped.describe(),
    );
    let location = ctx.location(at);
    let mut finding = ctx.finding(
        &RULE.meta,
        location.clone(),
        &[ctx.file.source(at)],
        message,
    );
    finding.secrets.push(location);
    finding
}
