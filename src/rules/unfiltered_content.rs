//! A model that is asked what anybody likes, and answers it, with nothing that filters either.

use super::Rule;
use super::argument_edit;
use super::context::{CIRCUMSTANTIAL, Context, label};
use crate::catalog::Slot;
use crate::finding::{
    Applicability, Confidence, FileChange, FileEdit, Finding, Fix, Label, Level, Location, RuleMeta,
};
use crate::flow::{Filtered, Input, InputSource, Request, Sender};
use rustc_hash::FxHashMap;

/// The rule.
pub static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "unfiltered-content",
        summary: "a model is asked with web input, and nothing filters what it is asked or answers",
        level: Level::Off,
        confidence: Confidence::Medium,
        in_tests: false,
        fixable: true,
        docs: include_str!("unfiltered-content.md"),
    },
    check,
};

/// How many labels of one finding are shown.
const MAX_SHOWN: usize = 6;

/// What the bodies of requests call the instruction that Mistral puts before the prompt.
const IN_BODIES: &str = "safe_prompt";

fn check<'p>(ctx: &Context<'_, 'p>, findings: &mut Vec<Finding>) {
    // What comes in once and goes into several requests is one finding.
    let mut told: FxHashMap<(Location, String), usize> = FxHashMap::default();
    for request in ctx.flow.requests(ctx.file) {
        if !request.kind.generates_text() {
            continue;
        }
        let Some(input) = web_input(ctx, &request) else {
            continue;
        };
        let filtered = ctx.flow.filtered(&request);
        if filtered == Filtered::Yes {
            continue;
        }
        let source = (input.location.clone(), input.name.clone());
        if let Some(index) = told.get(&source) {
            let labels = &mut findings[*index].labels;
            if labels.len() < MAX_SHOWN {
                labels.push(label(
                    request.at,
                    format!("`{}` is asked with it too", request.name),
                ));
            }
            continue;
        }
        told.insert(source, findings.len());
        findings.push(finding(ctx, &request, &input, filtered));
    }
}

/// What of the web a request is asked with.
fn web_input<'p>(ctx: &Context<'_, 'p>, request: &Request<'p>) -> Option<Input> {
    let way = ctx.flow.outside_input(request)?;
    let input = ctx.flow.input(&way.source, *way.steps.last()?)?;
    (input.source == InputSource::Web).then_some(input)
}

fn finding<'p>(
    ctx: &Context<'_, 'p>,
    request: &Request<'p>,
    input: &Input,
    filtered: Filtered,
) -> Finding {
    let advice = match slot(request) {
        Some(slot) => format!(
            "Set `{}`, or ask a moderation first.",
            argument_edit::name(slot)
        ),
        None if matches!(request.sender, Sender::Http(..)) => {
            format!("Set `{IN_BODIES}`, or ask a moderation first.")
        }
        None => "Ask a moderation first, such as `classifiers.moderate`.".to_owned(),
    };
    let message = format!(
        "`{}` is asked with `{}` from the web, and nothing filters what it is asked or answers. Whoever asks can have \
         hateful or dangerous texts written in your name. {advice}",
        request.name, input.name,
    );
    let identity = [request.name.as_str(), input.name.as_str()];
    let mut finding = ctx.finding(&RULE.meta, request.at.location(), &identity, message);
    if filtered == Filtered::Unseen {
        finding.confidence = Confidence::Low;
    } else if !input.proven {
        finding.confidence = CIRCUMSTANTIAL;
    }
    finding.labels.push(Label {
        location: input.location.clone(),
        message: "comes in here".to_owned(),
    });
    finding.fixes.extend(fix(ctx, request));
    finding
}

/// The parameter that is only to be set to true.
fn slot<'r>(request: &'r Request<'_>) -> Option<&'r Slot> {
    let slots = match &request.sender {
        Sender::Client(_, method) => &method.filter,
        Sender::Function(function) => &function.request.filter,
        Sender::Http(..) => return None,
    };
    let is_flag = |name: &str| name == "safePrompt" || name == IN_BODIES;
    slots.iter().find(|slot| {
        argument_edit::name(slot)
            .rsplit('.')
            .next()
            .is_some_and(is_flag)
    })
}

/// The fix that has Mistral put its safety instruction before the prompt.
fn fix<'p>(ctx: &Context<'_, 'p>, request: &Request<'p>) -> Option<Fix> {
    let yes = match request.at.file.language.is_ecma() {
        true => "true",
        false => "True",
    };
    let (name, (place, edit)) = match &request.sender {
        Sender::Http(send, _) => (
            IN_BODIES.to_owned(),
            argument_edit::fill_body(ctx, send.at, &send.call.body, IN_BODIES, yes)?,
        ),
        _ => {
            let slot = slot(request)?;
            let name = argument_edit::name(slot);
            (name, argument_edit::fill(ctx, request.at, slot, yes)?)
        }
    };
    Some(Fix {
        title: format!("Set `{name}`"),
        // The model is told something more, and answers differently.
        applicability: Applicability::Unsafe,
        edits: vec![FileEdit {
            path: place.file.path.clone(),
            change: FileChange::Edit(edit.into()),
        }],
    })
}
