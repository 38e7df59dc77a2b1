//! A handler that tells whoever asked what went wrong inside.

mod fix;

use super::Rule;
use super::context::{Context, label};
use crate::finding::{Confidence, Finding, Level, RuleMeta};
use crate::flow::{ExprAt, Handler, Reply};

/// The rule.
pub static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "leaked-error-details",
        summary: "the error of a request is sent to whoever asked",
        level: Level::Warning,
        confidence: Confidence::High,
        in_tests: false,
        fixable: true,
        docs: include_str!("leaked-error-details.md"),
    },
    check,
};

/// The longest source that a message quotes.
const MAX_QUOTED: usize = 60;

fn check<'p>(ctx: &Context<'_, 'p>, findings: &mut Vec<Finding>) {
    for caught in ctx.flow.caught(ctx.file) {
        let replies = ctx.flow.replies(caught.file, caught.catch);
        let shown = replies.iter().filter_map(|reply| {
            let shown = ctx.flow.shows(&caught, reply.value)?;
            (!ctx.flow.is_kept_from_strangers(&caught, reply.value)).then_some((reply, shown))
        });
        let mut shown = shown.peekable();
        let Some((_, first)) = shown.peek() else {
            continue;
        };
        let is_served = || ctx.flow.handlers_of(*first).iter().any(Handler::is_web);
        if !ctx.flow.stands_around(&caught) && !is_served() {
            continue;
        }
        let Some(request) = ctx.flow.tried_request(&caught) else {
            continue;
        };
        findings.extend(shown.map(|(reply, at)| {
            let mut found = finding(ctx, reply, at, request);
            found.fixes.extend(fix::fix(&caught, reply, at));
            found
        }));
    }
    for failed in ctx.flow.failed_answers(ctx.file) {
        findings.push(finding(ctx, &failed.reply, failed.shown, failed.asked));
    }
}

fn finding<'p>(
    ctx: &Context<'_, 'p>,
    reply: &Reply<'p>,
    shown: ExprAt<'p>,
    request: ExprAt<'p>,
) -> Finding {
    let what = quoted(shown.source(), "a text made of it");
    let by = match reply.by {
        "return" => "returned to the client".to_owned(),
        by => format!("sent to the client by {}", quoted(by, "the reply")),
    };
    let message = format!(
        "When the request to Mistral fails, its error ({what}) is {by}. It quotes Mistral's answer, which tells strangers \
         about your account, models and prompts. Answer with a fixed message and log the error.",
    );
    let identity = [reply.by, shown.source()];
    let mut finding = ctx.finding(&RULE.meta, shown.location(), &identity, message);
    finding
        .labels
        .push(label(request, "the error may come from here"));
    finding
}

/// A piece of source, if it is short and of one line.
fn quoted(source: &str, otherwise: &str) -> String {
    match source.len() <= MAX_QUOTED && !source.contains('\n') {
        true => format!("`{source}`"),
        false => otherwise.to_owned(),
    }
}
