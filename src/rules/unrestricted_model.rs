//! A request whose model a caller may choose freely.

use super::Rule;
use super::context::{CIRCUMSTANTIAL, Context, label};
use crate::facts::Step;
use crate::finding::{Confidence, Finding, Label, Level, Location, RuleMeta, Severity};
use crate::flow::{ExprAt, Parameter, Request, SchemaField, Value};

/// The rule.
pub static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "unrestricted-model",
        summary: "a request's model is not confined to a known set",
        level: Level::Warning,
        confidence: Confidence::High,
        in_tests: false,
        fixable: false,
        docs: include_str!("unrestricted-model.md"),
    },
    check,
};

fn check(ctx: &Context<'_, '_>, findings: &mut Vec<Finding>) {
    for request in ctx.flow.requests(ctx.file) {
        let Some(model) = ctx.flow.model(&request) else {
            continue;
        };
        let at = model.at.unwrap_or(request.at);
        if ctx.flow.is_confined_by_guard(at) {
            continue;
        }
        let open = model
            .values
            .iter()
            .filter(|value| !ctx.flow.is_confined_by_schema(value));
        if let Some(chooser) = open.into_iter().find_map(chooser) {
            findings.push(finding(ctx, &request, at, &chooser));
        }
    }
}

/// Who chooses a model.
enum Chooser<'v, 'p> {
    /// Whoever calls a function.
    Caller(&'v Parameter<'p>),
    /// Whoever sends input that a schema lets through.
    Sender(&'v SchemaField<'p>),
    /// Whoever sets a variable.
    Environment(&'v str, ExprAt<'p>),
}

fn chooser<'v, 'p>(value: &'v Value<'p>) -> Option<Chooser<'v, 'p>> {
    match value {
        Value::Parameter(parameter) => Some(Chooser::Caller(parameter)),
        Value::AnyString(field) => Some(Chooser::Sender(field)),
        Value::Env(env) => Some(Chooser::Environment(&env.name, env.read)),
        _ => None,
    }
}

fn finding(
    ctx: &Context<'_, '_>,
    request: &Request<'_>,
    at: ExprAt<'_>,
    chooser: &Chooser<'_, '_>,
) -> Finding {
    let who = match chooser {
        Chooser::Caller(parameter) => {
            let facts = &parameter.function.file.facts;
            let function = facts.function(parameter.function.id);
            let name = parameter_name(parameter);
            match &function.name {
                Some(function) => format!("whatever is passed to `{function}` as `{name}`"),
                None => format!("whatever is passed as `{name}`"),
            }
        }
        Chooser::Sender(field) => format!(
            "whatever the input says as `{}`, which its schema lets be any string",
            field.name
        ),
        Chooser::Environment(name, _) => format!("whatever `{name}` is set to"),
    };
    let message = format!(
        "The model of `{}` is {who}; nothing confines it to a known set. A caller can choose the most expensive model, or \
         one that was never reviewed. Check it against a list of allowed models first.",
        request.name,
    );
    let mut finding = ctx.finding(
        &RULE.meta,
        at.location(),
        &[&request.name, at.source()],
        message,
    );
    match chooser {
        Chooser::Caller(parameter) => {
            let function = parameter
                .function
                .file
                .facts
                .function(parameter.function.id);
            let location = Location {
                path: parameter.function.file.path.clone(),
                range: function.parameters[parameter.index].range,
            };
            finding.labels.push(Label {
                location,
                message: "comes in here".to_owned(),
            });
        }
        Chooser::Sender(field) => {
            let location = Location {
                path: field.file.path.clone(),
                range: field.range,
            };
            finding.labels.push(Label {
                location,
                message: "any string is allowed here".to_owned(),
            });
        }
        Chooser::Environment(name, read) => {
            finding
                .labels
                .push(label(*read, format!("`{name}` is read here")));
            // Whoever sets the variable runs the program.
            finding.severity = finding.severity.min(Severity::Info);
            finding.confidence = CIRCUMSTANTIAL;
        }
    }
    finding
}

/// A parameter or the part of it, as code would write it.
fn parameter_name(parameter: &Parameter<'_>) -> String {
    let declaration = parameter
        .function
        .file
        .facts
        .function(parameter.function.id);
    let mut name = declaration.parameters[parameter.index]
        .name
        .as_deref()
        .unwrap_or_default()
        .to_owned();
    for step in &parameter.path {
        match step {
            Step::Key(key) if &**key == "()" => name.push_str("()"),
            Step::Key(key) if name.is_empty() => name.push_str(key),
            Step::Key(key) => name.push_str(&format!(".{key}")),
            Step::Index(index) => name.push_str(&format!("[{index}]")),
            Step::Rest => name.push_str("[…]"),
            Step::Others => {}
        }
    }
    name
}
