//! A request of which no record is kept.

use super::Rule;
use super::context::Context;
use crate::catalog::PlainRole;
use crate::facts::{ExprId, ExprKind, Facts};
use crate::finding::{Confidence, Finding, Level, RuleMeta, Severity};
use crate::flow::{At, ExprAt, FunctionAt, Request, Sender, Value};
use crate::project::SourceFile;
use crate::text::TextRange;
use rustc_hash::FxHashSet;

/// The rule.
pub static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "unaudited-call",
        summary: "no record is kept of a request to a model",
        level: Level::Warning,
        confidence: Confidence::Medium,
        in_tests: false,
        fixable: false,
        docs: include_str!("unaudited-call.md"),
    },
    check,
};

/// How many callers up a record is looked for.
const MAX_CALLERS: usize = 3;

/// What a record printed to the console must mention to count as one.
const RECORD_WORDS: &[&str] = &[
    "audit",
    "usage",
    "token",
    "model",
    "latency",
    "duration",
    "elapsed",
    "user",
    "status",
    "success",
    "request_id",
    "requestid",
];

fn check(ctx: &Context<'_, '_>, findings: &mut Vec<Finding>) {
    for request in ctx.flow.requests(ctx.file) {
        if !request.kind.is_generation() || is_instrumented(ctx, &request) {
            continue;
        }
        match record(ctx, request.at, MAX_CALLERS, &mut FxHashSet::default()) {
            Record::Both => {}
            found => findings.push(finding(ctx, &request, found)),
        }
    }
}

/// Which outcomes of a request are recorded.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Record {
    None,
    Failure,
    Both,
}

fn finding(ctx: &Context<'_, '_>, request: &Request<'_>, record: Record) -> Finding {
    let name = &request.name;
    let message = match record {
        Record::Failure => format!(
            "Only failures of `{name}` are recorded: nothing logs, traces or stores the calls that succeed. Record both, \
             with the model, the user and the tokens used.",
        ),
        Record::None | Record::Both => format!(
            "No record is kept of `{name}`: nothing around it logs, traces or stores what was asked and what came of it, so \
             that neither abuse nor cost can be traced. Record model, user, token usage and outcome, also on failure.",
        ),
    };
    let mut finding = ctx.finding(
        &RULE.meta,
        request.at.location(),
        &[name, request.at.source()],
        message,
    );
    if record == Record::Failure {
        finding.severity = finding.severity.min(Severity::Info);
    }
    finding
}

/// Whether the client itself records its requests, because the program has installed that.
fn is_instrumented(ctx: &Context<'_, '_>, request: &Request<'_>) -> bool {
    matches!(request.sender, Sender::Client(..)) && ctx.flow.is_instrumented()
}

/// Which outcomes are recorded of the call at an expression: in the functions around it, in what it
/// is passed to, or by everyone who calls those functions.
fn record<'p>(
    ctx: &Context<'_, 'p>,
    at: ExprAt<'p>,
    callers: usize,
    seen: &mut FxHashSet<FunctionAt<'p>>,
) -> Record {
    let here = recorded_around(ctx, at);
    if here == Record::Both || callers == 0 {
        return here;
    }
    let Some(function) = ctx.flow.function_around(at) else {
        return here;
    };
    if !seen.insert(function) {
        return here;
    }
    let calls = ctx.flow.callers(function);
    let all = calls
        .iter()
        .all(|call| record(ctx, *call, callers - 1, seen) == Record::Both);
    if !calls.is_empty() && all {
        Record::Both
    } else {
        here
    }
}

/// Which outcomes are recorded in the functions around an expression, or by what it is passed to.
fn recorded_around<'p>(ctx: &Context<'_, 'p>, at: ExprAt<'p>) -> Record {
    let facts = &at.file.facts;
    let mut around = ctx.flow.function_around(at);
    let mut found = match around {
        None => recorded_in(
            ctx,
            at.file,
            TextRange::new(0, at.file.document.text().len()),
            true,
        ),
        Some(_) => Record::None,
    };
    while let Some(function) = around.filter(|_| found != Record::Both) {
        let declaration = facts.function(function.id);
        let inside = recorded_in(ctx, at.file, declaration.range, false);
        if inside != Record::None {
            found = inside;
        }
        if found != Record::Both && is_recorded_by_receiver(ctx, function) {
            found = Record::Both;
        }
        around = declaration.outer.map(|outer| function.with(outer));
    }
    found
}

/// Whether a function is handed to one that keeps records: `withAudit(() => …)`, `@observe`.
fn is_recorded_by_receiver<'p>(ctx: &Context<'_, 'p>, function: FunctionAt<'p>) -> bool {
    let facts = &function.file.facts;
    let declaration = facts.function(function.id);
    let passed_to = facts.calls.iter().filter(|&&id| {
        let call = facts.call(id);
        call.is_some_and(|call| {
            call.arguments
                .iter()
                .any(|argument| facts.range(argument.value) == declaration.range)
        })
    });
    let receivers = passed_to.filter_map(|&id| facts.call(id).map(|call| call.callee));
    let decorators = declaration
        .decorators
        .iter()
        .map(|&id| facts.call(id).map_or(id, |call| call.callee));
    receivers.chain(decorators).any(|callee| {
        let callee = function.with(callee);
        is_role(ctx, callee, |role| {
            matches!(
                role,
                PlainRole::AuditSink { .. } | PlainRole::Instrumentation
            )
        }) || ctx.flow.values(callee).iter().any(|value| match value {
            Value::Function(wrapper) => {
                let range = wrapper.file.facts.function(wrapper.id).range;
                recorded_in(ctx, wrapper.file, range, false) == Record::Both
            }
            _ => false,
        })
    })
}

/// Which outcomes the records written in a part of a file are about.
fn recorded_in<'p>(
    ctx: &Context<'_, 'p>,
    file: &'p SourceFile,
    range: TextRange,
    module: bool,
) -> Record {
    let facts = &file.facts;
    let mut found = Record::None;
    for &id in facts.calls_in(range) {
        let in_function = facts.function_at(facts.range(id).start()).is_some();
        if (module && in_function) || !is_record(ctx, At { file, id }) {
            continue;
        }
        let on_failure = |catch: &TextRange| catch.contains_range(facts.range(id));
        if !facts
            .handlers
            .iter()
            .any(|handler| handler.catches.iter().any(on_failure))
        {
            return Record::Both;
        }
        found = Record::Failure;
    }
    found
}

/// Whether a call writes a record.
fn is_record<'p>(ctx: &Context<'_, 'p>, at: ExprAt<'p>) -> bool {
    let facts = &at.file.facts;
    let Some(call) = facts.call(at.id) else {
        return false;
    };
    let sink = ctx
        .flow
        .values(at.with(call.callee))
        .iter()
        .find_map(|value| match value {
            Value::Symbol { path, .. } => match ctx.flow.plain_role(at.file, path)? {
                PlainRole::AuditSink { weak } => Some(*weak),
                _ => None,
            },
            _ => None,
        });
    let named = || match facts.kind(call.callee) {
        ExprKind::Member { object, name } => ctx
            .catalog
            .is_logger_call(last_name(facts, *object)?, name)
            .then_some(false),
        ExprKind::Name(name) => is_audit_name(name).then_some(false),
        _ => None,
    };
    let Some(weak) = sink.or_else(named) else {
        return false;
    };
    !weak || {
        let words = at.source().to_lowercase();
        RECORD_WORDS.iter().any(|word| words.contains(word))
    }
}

/// Whether a function is called like one that keeps records: `auditLog`, `log_request`.
fn is_audit_name(name: &str) -> bool {
    let name = name.to_lowercase();
    name.contains("audit")
        || name.starts_with("log_")
        || (name.starts_with("log") && name.len() > 3)
        || name.starts_with("record")
}

fn last_name(facts: &Facts, id: ExprId) -> Option<&str> {
    match facts.kind(id) {
        ExprKind::Name(name) | ExprKind::Member { name, .. } => Some(name),
        _ => None,
    }
}

fn is_role<'p>(ctx: &Context<'_, 'p>, callee: ExprAt<'p>, is: impl Fn(&PlainRole) -> bool) -> bool {
    ctx.flow
        .symbols(callee)
        .iter()
        .any(|path| ctx.flow.plain_role(callee.file, path).is_some_and(&is))
}
