//! A Mistral key written into the code, by the two factors of its judgement: where it goes (proven,
//! named, near) and how it looks.

mod defaults;
mod judged;
mod named;
mod names;
mod near;
mod notebook_text;
mod proven;
mod siblings;
mod template;
mod texts;

use super::Rule;
use super::context::Context;
use crate::finding::{Confidence, Finding, Level, RuleMeta};
use crate::flow::ExprAt;
use crate::syntax::Language;
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
    let mut seen = Seen::default();
    proven::check(ctx, &mut seen, findings);
    let names = Names::of(&ctx.file.facts);
    named::check(ctx, &names, &mut seen, findings);
    near::check(ctx, &names, &mut seen, findings);
    if let Some(notebook) = &ctx.file.notebook {
        notebook_text::check(ctx, notebook, findings);
    }
}
