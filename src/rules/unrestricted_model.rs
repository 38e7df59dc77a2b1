//! A request whose model a caller may choose freely.

use super::context::{CIRCUMSTANTIAL, Context, label};
use super::{Rule, allow_list_fix};
use crate::finding::{Confidence, Finding, Label, Level, Location, RuleMeta, Severity};
use crate::flow::{ExprAt, Input, InputSource, Parameter, Request, Value, Way, parameter_name};
use rustc_hash::FxHashMap;

/// The rule.
pub static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "unrestricted-model",
        summary: "a request's model is not confined to a known set",
        level: Level::Warning,
        confidence: Confidence::High,
        in_tests: false,
        fixable: true,
        docs: include_str!("unrestricted-model.md"),
    },
    check,
};

/// How many steps of a way are shown.
const MAX_SHOWN: usize = 4;

fn check(ctx: &Context<'_, '_>, findings: &mut Vec<Finding>) {
    // One variable that several requests ask with is one finding.
    let mut told: FxHashMap<ExprAt<'_>, usize> = FxHashMap::default();
    for request in ctx.flow.requests(ctx.file) {
        let Some(way) = ctx.flow.model_choice(&request).open else {
            continue;
        };
        let read = match &way.source {
            Value::Env(env) => Some(env.read),
            _ => None,
        };
        if let Some(index) = read.and_then(|read| told.get(&read)) {
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
        told.extend(read.map(|read| (read, findings.len())));
        findings.push(finding(ctx, &request, &way));
    }
}

fn finding<'p>(ctx: &Context<'_, 'p>, request: &Request<'p>, way: &Way<'p>) -> Finding {
    let at = way.steps.first().copied().unwrap_or(request.at);
    let end = way.steps.last().copied().unwrap_or(at);
    let input = ctx.flow.input(&way.source, end);
    let message = format!(
        "The model of `{}` is {}; nothing confines it to a known set. {} Check it against a list of allowed models \
         first.",
        request.name,
        chooser(&way.source, input.as_ref()),
        danger(input.as_ref(), &way.source),
    );
    let mut finding = ctx.finding(
        &RULE.meta,
        at.location(),
        &[&request.name, at.source()],
        message,
    );
    finding
        .fixes
        .extend(allow_list_fix::allow_list(ctx, request, at));
    finding.labels = labels(way, input.as_ref(), end);
    let source = input.as_ref().map(|input| input.source);
    let is_env = matches!(way.source, Value::Env(_));
    if is_env || matches!(source, Some(InputSource::Cli | InputSource::Prompt)) {
        // Whoever sets the variable or writes the command runs the program.
        finding.severity = finding.severity.min(Severity::Info);
        finding.confidence = CIRCUMSTANTIAL;
    }
    finding
}

/// Who chooses the model.
fn chooser(source: &Value<'_>, input: Option<&Input>) -> String {
    match (source, input) {
        (Value::AnyString(field), _) => format!(
            "whatever the input says as `{}`, which its schema lets be any string",
            field.name
        ),
        (Value::Env(env), _) => format!("whatever `{}` is set to", env.name),
        (_, Some(input)) => {
            let who = match input.source {
                InputSource::Web => "whatever a request from outside says as",
                InputSource::Cli => "whatever the command line says as",
                InputSource::Prompt => "whatever somebody types for",
                InputSource::Tool => "whatever the caller of the tool passes as",
                InputSource::Database => "whatever a record says, read by",
            };
            let by = match input.framework {
                Some(framework) => format!(" ({framework})"),
                None => String::new(),
            };
            format!("{who} `{}`{by}", input.name)
        }
        (Value::Parameter(parameter), None) => {
            let name = parameter_name(parameter);
            match function_name(parameter) {
                Some(function) => format!("whatever is passed to `{function}` as `{name}`"),
                None => format!("whatever is passed as `{name}`"),
            }
        }
        _ => "not known".to_owned(),
    }
}

/// What that can lead to.
fn danger(input: Option<&Input>, source: &Value<'_>) -> &'static str {
    let local = |input: &Input| matches!(input.source, InputSource::Cli | InputSource::Prompt);
    match (input, source) {
        (_, Value::Env(_)) => "A typing error or an old setting reaches the service as it is.",
        (Some(input), _) if local(input) => {
            "Any name reaches the service, also of a model that was never reviewed."
        }
        _ => "A caller can choose the most expensive model, or one that was never reviewed.",
    }
}

/// Where the model comes in, and where it is passed on.
fn labels(way: &Way<'_>, input: Option<&Input>, end: ExprAt<'_>) -> Vec<Label> {
    let mut labels = Vec::new();
    for pair in way.steps.windows(2) {
        if labels.len() < MAX_SHOWN && !in_one_function(pair[0], pair[1]) {
            labels.push(label(pair[1], "passed on here"));
        }
    }
    let comes_in = match (&way.source, input) {
        (Value::Parameter(parameter), _) => Label {
            location: parameter_location(parameter),
            message: "comes in here".to_owned(),
        },
        (Value::AnyString(field), _) => Label {
            location: Location {
                path: field.file.path.clone(),
                range: field.range,
            },
            message: "any string is allowed here".to_owned(),
        },
        (Value::Env(env), _) => label(env.read, format!("`{}` is read here", env.name)),
        (_, Some(input)) => Label {
            location: input.location.clone(),
            message: "comes in here".to_owned(),
        },
        _ => label(end, "comes in here"),
    };
    labels.retain(|label| label.location != comes_in.location);
    labels.push(comes_in);
    labels
}

fn in_one_function(one: ExprAt<'_>, other: ExprAt<'_>) -> bool {
    let function = |at: ExprAt<'_>| at.file.facts.function_at(at.range().start());
    std::ptr::eq(one.file, other.file) && function(one) == function(other)
}

fn function_name<'a>(parameter: &'a Parameter<'_>) -> Option<&'a str> {
    let facts = &parameter.function.file.facts;
    facts.function(parameter.function.id).name.as_deref()
}

fn parameter_location(parameter: &Parameter<'_>) -> Location {
    let file = parameter.function.file;
    let function = file.facts.function(parameter.function.id);
    Location {
        path: file.path.clone(),
        range: function.parameters[parameter.index].range,
    }
}
