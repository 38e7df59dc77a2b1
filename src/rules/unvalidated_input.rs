//! Web input that a model is asked with, and that nothing looked at before.

use super::Rule;
use super::context::{CIRCUMSTANTIAL, Context, label};
use crate::finding::{Confidence, Finding, Label, Level, RuleMeta};
use crate::flow::{Handler, Input, InputSource, Request, Way};

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

/// What gives texts that a platform made and bounded.
const PLATFORMS: &[&str] = &["bot", "gradio", "chainlit"];

/// How many steps of a way are shown.
const MAX_SHOWN: usize = 4;

fn check<'p>(ctx: &Context<'_, 'p>, findings: &mut Vec<Finding>) {
    for request in ctx.flow.requests(ctx.file) {
        let Some(way) = ctx.flow.unvalidated_input(&request) else {
            continue;
        };
        let Some(end) = way.steps.last() else {
            continue;
        };
        let input = ctx.flow.input(&way.source, *end);
        let is_web =
            |input: &Input| input.source == InputSource::Web && !is_platform(input.framework);
        if let Some(input) = input.filter(is_web)
            && !is_under_platform(ctx, &request)
        {
            findings.push(finding(ctx, &request, &way, &input));
        }
    }
}

fn is_platform(framework: Option<&str>) -> bool {
    framework.is_some_and(|it| PLATFORMS.contains(&it))
}

fn is_under_platform<'p>(ctx: &Context<'_, 'p>, request: &Request<'p>) -> bool {
    let handler: Option<Handler<'p>> = ctx.flow.handler(request);
    is_platform(handler.map(|it| it.framework))
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
    let message = format!(
        "`{}` is asked with `{}`{by} from the web; nothing checks its type, shape or length on the way. A caller can send \
         messages of any role and texts of any length, at your cost. Parse it with a schema that bounds both first.",
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
