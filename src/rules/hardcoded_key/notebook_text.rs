//! Keys in what is in a notebook besides its code: `%env` lines, shell lines, prose, and what its
//! cells printed.

use super::evidence::{Reading, in_text};
use super::loose::MAX_WORDS;
use super::{Context, RULE};
use crate::catalog::{KeyShape, key_words};
use crate::finding::Finding;
use crate::syntax::{Notebook, OtherText};
use crate::text::TextRange;

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
        for word in key_words(text, MAX_WORDS) {
            let reading = match kind {
                OtherText::Shell => Reading::Shell,
                _ => Reading::Prose,
            };
            let evidence = in_text(ctx.catalog, text, word, reading);
            let Some(evidence) = evidence.filter(|it| it.certain) else {
                continue;
            };
            let at = TextRange::new(range.start() + word.start(), range.start() + word.end());
            let said = format!("it {}, and", evidence.said);
            findings.push(finding(ctx, at, &said, kind));
        }
    }
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
