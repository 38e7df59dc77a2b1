//! A web handler that asks a model as often as it is called.

use super::Rule;
use super::context::{Context, label};
use crate::catalog::{Family, RequestKind};
use crate::finding::{Confidence, Finding, Label, Level, Location, RuleMeta};
use crate::flow::{Handler, Request};

/// The rule.
pub static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "missing-rate-limit",
        summary: "nothing limits how often a web handler asks a model",
        level: Level::Warning,
        confidence: Confidence::Medium,
        in_tests: false,
        fixable: false,
        docs: include_str!("missing-rate-limit.md"),
    },
    check,
};

/// How many handlers of one request, and requests of one handler, are shown.
const MAX_SHOWN: usize = 6;

/// What serves people that a platform knows and limits.
const LIMITED_BY_PLATFORM: &str = "bot";

fn check<'p>(ctx: &Context<'_, 'p>, findings: &mut Vec<Finding>) {
    let mut seen: Vec<(Handler<'p>, usize)> = Vec::new();
    for request in ctx.flow.requests(ctx.file) {
        // What only stores an agent or counts tokens is not what a caller runs up a bill with.
        if matches!(
            request.kind,
            RequestKind::AgentDefinition | RequestKind::TokenCount
        ) {
            continue;
        }
        let mut handlers = ctx.flow.unlimited_handlers(&request);
        handlers.retain(|handler| {
            handler.framework != LIMITED_BY_PLATFORM && !ctx.flow.is_scheduled(handler)
        });
        let Some(nearest) = handlers.first() else {
            continue;
        };
        let known = seen
            .iter()
            .find(|(handler, _)| handler.function == nearest.function);
        match known {
            Some((_, index)) => {
                let labels = &mut findings[*index].labels;
                if labels.len() < MAX_SHOWN {
                    labels.push(label(request.at, format!("so is `{}`", request.name)));
                }
            }
            None => {
                seen.push((nearest.clone(), findings.len()));
                findings.push(finding(ctx, &request, &handlers));
            }
        }
    }
}

fn finding<'p>(ctx: &Context<'_, 'p>, request: &Request<'p>, handlers: &[Handler<'p>]) -> Finding {
    let nearest = &handlers[0];
    let family = match request.at.file.language.is_ecma() {
        true => Family::Ecma,
        false => Family::Python,
    };
    let usual = ctx.catalog.web(family).usual_limiter(nearest.framework);
    let advice = match usual {
        Some(library) => format!("Put a limiter on the route, such as {library}."),
        None => "Put a limiter in front of it.".to_owned(),
    };
    let others = match handlers.len() - 1 {
        0 => " is".to_owned(),
        1 => " and one more handler are".to_owned(),
        more => format!(" and {more} more handlers are"),
    };
    let message = format!(
        "`{}` is sent as often as `{}` ({}){others} called; nothing limits that. One caller can run up the bill and \
         use up the quota of all others. {advice}",
        request.name,
        nearest.name(),
        nearest.framework,
    );
    let identity = [nearest.name(), nearest.framework.to_owned()];
    let mut finding = ctx.finding(
        &RULE.meta,
        request.at.location(),
        &[&identity[0], &identity[1]],
        message,
    );
    if handlers
        .iter()
        .any(|it| it.is_gated() || ctx.flow.may_be_limited_unseen(it))
    {
        finding.confidence = Confidence::Low;
    }
    finding.labels = handlers.iter().take(MAX_SHOWN).map(handler_label).collect();
    finding
}

/// Where a handler stands: the head of the function, or what registers it.
fn handler_label(handler: &Handler<'_>) -> Label {
    let file = handler.function.file;
    let function = file.facts.function(handler.function.id);
    let head = file.source(function.range);
    let end = head
        .find('\n')
        .map_or(head.len(), |it| head[..it].trim_end().len());
    Label {
        location: Location {
            path: file.path.clone(),
            range: crate::text::TextRange::new(
                function.range.start(),
                function.range.start() + end,
            ),
        },
        message: format!("{} runs this for each request", handler.framework),
    }
}
