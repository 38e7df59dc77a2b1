//! An answer that becomes HTML, a command, code or a query as it is.

use super::Rule;
use super::context::{Context, label};
use crate::catalog::Danger;
use crate::finding::{Confidence, Finding, Level, RuleMeta};
use crate::flow::Unescaped;

/// The rule.
pub static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "unsanitized-output",
        summary: "an answer becomes HTML, a command, code or a query unescaped",
        level: Level::Error,
        confidence: Confidence::High,
        in_tests: false,
        fixable: false,
        docs: include_str!("unsanitized-output.md"),
    },
    check,
};

fn check<'p>(ctx: &Context<'_, 'p>, findings: &mut Vec<Finding>) {
    for unescaped in ctx.flow.unescaped_answers(ctx.file) {
        findings.push(finding(ctx, &unescaped));
    }
}

fn finding<'p>(ctx: &Context<'_, 'p>, unescaped: &Unescaped<'p>) -> Finding {
    let (what, harm, remedy) = match unescaped.danger {
        Danger::Html => (
            "becomes HTML",
            "Whoever gets a tag into the prompt, or a page it quotes, runs scripts in the reader's browser.",
            "Sanitise it (DOMPurify, nh3), or insert it as text.",
        ),
        Danger::Shell => (
            "becomes a command of a shell",
            "Whoever gets an instruction into the prompt, or a text it quotes, runs commands on this machine.",
            "Choose the program from a list, and pass arguments without a shell.",
        ),
        Danger::Code => (
            "is run as code",
            "Whoever gets an instruction into the prompt, or a text it quotes, runs code in this process.",
            "Parse it as data, or run it in a sandbox of its own.",
        ),
        Danger::Sql => (
            "becomes a query of the database",
            "Whoever gets an instruction into the prompt, or a text it quotes, reads and changes the data.",
            "Let the model choose among queries with parameters, or run it read-only on a view.",
        ),
    };
    let message = format!(
        "The answer of the model {what} by `{}`, as it is. {harm} {remedy}",
        short(&unescaped.by)
    );
    let identity = [unescaped.by.as_str(), unescaped.at.source()];
    let mut finding = ctx.finding(&RULE.meta, unescaped.at.location(), &identity, message);
    finding
        .labels
        .push(label(unescaped.asked, "the model answers here"));
    finding
}

/// The last names of what is called.
fn short(by: &str) -> &str {
    match by.char_indices().rev().nth(40) {
        Some((at, _)) => by[at..].find('.').map_or(by, |dot| &by[at + dot + 1..]),
        None => by,
    }
}
