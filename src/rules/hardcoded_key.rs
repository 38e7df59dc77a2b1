//! A Mistral key written into the code, by the two factors of its judgement: where it goes (proven,
//! named, near) and how it looks.

mod again;
mod consumer;
mod defaults;
mod entries;
mod evidence;
mod judged;
mod loose;
mod named;
mod names;
mod near;
mod notebook_text;
mod proven;
mod shell_variable;
mod siblings;
mod template;
mod texts;

use super::Rule;
use super::context::Context;
use crate::catalog::key_words;
use crate::finding::{Confidence, Finding, Level, RuleMeta};
use crate::flow::ExprAt;
use crate::syntax::{Data, Format, Language};
use names::Names;
use rustc_hash::FxHashSet;

/// The rule.
pub static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "hardcoded-key",
        summary: "a Mistral key is written into the code",
        level: Level::Error,
        confidence: Confidence::High,
        in_tests: true,
        fixable: true,
        docs: include_str!("hardcoded-key.md"),
    },
    check,
};

/// The literals that were spoken of: the best evidence comes first, and each is reported once.
type Seen<'p> = FxHashSet<ExprAt<'p>>;

fn check(ctx: &Context<'_, '_>, findings: &mut Vec<Finding>) {
    if ctx.file.language == Language::Dotenv {
        return template::check(ctx, findings);
    }
    if let Some(data) = ctx.file.data() {
        return in_data(ctx, data, findings);
    }
    in_code(ctx, findings);
    match &ctx.file.notebook {
        Some(notebook) => notebook_text::check(ctx, notebook, findings),
        None => loose::in_code(ctx, findings),
    }
}

/// Reports the keys in code, by where they flow and what they are called.
fn in_code(ctx: &Context<'_, '_>, findings: &mut Vec<Finding>) {
    let mut seen = Seen::default();
    proven::check(ctx, &mut seen, findings);
    let names = Names::of(&ctx.file.facts);
    named::check(ctx, &names, &mut seen, findings);
    near::check(ctx, &names, &mut seen, findings);
    again::check(ctx, &mut seen, findings);
}

/// Reports the keys in a data file or a text, and in the code that stands in it as an example.
fn in_data(ctx: &Context<'_, '_>, data: &Data, findings: &mut Vec<Finding>) {
    // Lock files hold digests, few others a key, and reading examples takes time.
    let is_lock = ctx.file.language == Language::Data(Format::Lock);
    if is_lock || key_words(ctx.file.document.text(), 1).is_empty() {
        return;
    }
    for example in ctx.file.examples() {
        let ctx = Context {
            file: example,
            ..*ctx
        };
        in_code(&ctx, findings);
    }
    loose::in_data(ctx, data, findings);
}
