//! Web input that a model is asked with, and that nothing looked at before.

use super::Rule;
use super::context::{CIRCUMSTANTIAL, Context, label};
use crate::facts::{ExprKind, Operator};
use crate::finding::{Confidence, Finding, Label, Level, Location, RuleMeta};
use crate::flow::{Handler, Input, InputSource, Request, Way};
use rustc_hash::FxHashMap;

/// The rule.
pub static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "unvalidated-input",
        summary: "a model is asked with web input that nothing checked",
        level: Level::Warning,
        confidence: Confidence::High,
        in_tests: false,
        fixable: false,
        docs: include_str!("unvalidated-input.md"),
    },
    check,
};

/// How many steps of a way are shown.
const MAX_SHOWN: usize = 4;

fn check<'p>(ctx: &Context<'_, 'p>, findings: &mut Vec<Finding>) {
    // What comes in once and goes into several requests is one finding.
    let mut told: FxHashMap<(Location, String), usize> = FxHashMap::default();
    for request in ctx.flow.requests(ctx.file) {
        let Some(way) = ctx.flow.unvalidated_input(&request) else {
            continue;
        };
        let Some(end) = way.steps.last() else {
            continue;
        };
        let input = ctx.flow.input(&way.source, *end);
        let is_web = |input: &Input| input.source == InputSource::Web && !input.bounded;
        if let Some(input) = input.filter(is_web)
            && !is_under_platform(ctx, &request)
        {
            let source = (input.location.clone(), input.name.clone());
            if let Some(index) = told.get(&source) {
                let at = way.steps.first().copied().unwrap_or(request.at);
                let labels = &mut findings[*index].labels;
                if labels.len() < MAX_SHOWN {
                    labels.push(label(
                        at,
                        format!("`{}` is asked with it too", request.name),
                    ));
                }
                continue;
            }
            told.insert(source, findings.len());
            findings.push(finding(ctx, &request, &way, &input));
        }
    }
}

/// Whether it becomes a part of a message that the program writes, not messages of its own.
fn is_put_into_text(way: &Way<'_>) -> bool {
    way.steps.iter().any(|at| {
        matches!(
            at.file.facts.kind(at.id),
            ExprKind::Object(_)
                | ExprKind::Template(_)
                | ExprKind::Binary {
                    operator: Operator::Add,
                    ..
                }
        )
    })
}

fn is_under_platform<'p>(ctx: &Context<'_, 'p>, request: &Request<'p>) -> bool {
    let handler: Option<Handler<'p>> = ctx.flow.handler(request);
    handler.is_some_and(|it| it.is_bounded())
}

fn finding<'p>(
    ctx: &Context<'_, 'p>,
    request: &Request<'p>,
    way: &Way<'p>,
    input: &Input,
) -> Finding {
    let by = match input.framework {
        Some(framework) => format!(" ({framework})"),
        None => String::new(),
    };
    let (unchecked, harm, remedy) = match is_put_into_text(way) {
        true => (
            "type or length",
            "a text of any length, or what is no text",
            "Check both first, with a schema or a condition.",
        ),
        false => (
            "type, shape or length",
            "messages of any role and texts of any length",
            "Parse it with a schema that bounds both first.",
        ),
    };
    let message = format!(
        "`{}` is asked with `{}`{by} from the web; nothing checks its {unchecked} on the way. A caller can send {harm}, at \
         your cost. {remedy}",
        request.name, input.name,
    );
    let at = way.steps.first().copied().unwrap_or(request.at);
    let identity = [request.name.as_str(), input.name.as_str()];
    let mut finding = ctx.finding(&RULE.meta, at.location(), &identity, message);
    if !input.proven {
        finding.confidence = CIRCUMSTANTIAL;
    }
    for pair in way.steps.windows(2) {
        let function = |at| ctx.flow.function_around(at);
        if finding.labels.len() < MAX_SHOWN && function(pair[0]) != function(pair[1]) {
            finding.labels.push(label(pair[1], "passed on here"));
        }
    }
    finding
        .labels
        .retain(|label| label.location != input.location);
    finding.labels.push(Label {
        location: input.location.clone(),
        message: "comes in here".to_owned(),
    });
    finding
}
