//! A request of which no record is kept.

use super::context::Context;
use super::{Rule, audit_fix};
use crate::finding::{Confidence, Finding, Level, RuleMeta, Severity};
use crate::flow::{Recorded, Request, Sender};

/// The rule.
pub static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "unaudited-call",
        summary: "no record is kept of a request to a model",
        level: Level::Warning,
        confidence: Confidence::Medium,
        in_tests: false,
        fixable: true,
        docs: include_str!("unaudited-call.md"),
    },
    check,
};

fn check(ctx: &Context<'_, '_>, findings: &mut Vec<Finding>) {
    for request in ctx.flow.requests(ctx.file) {
        if !request.kind.is_generation() || is_instrumented(ctx, &request) {
            continue;
        }
        let recorded = ctx.flow.recorded(request.at);
        if recorded != Recorded::Successes {
            findings.push(finding(ctx, &request, recorded));
        }
    }
}

fn finding<'p>(ctx: &Context<'_, 'p>, request: &Request<'p>, recorded: Recorded) -> Finding {
    let name = &request.name;
    let message = match recorded {
        Recorded::Failures => format!(
            "Only failures of `{name}` are recorded: nothing logs, traces or stores the calls that succeed. Record both, \
             with the model, the user and the tokens used.",
        ),
        Recorded::Nothing | Recorded::Successes => format!(
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
    finding.fixes.extend(audit_fix::audit(ctx, request));
    if recorded == Recorded::Failures {
        finding.severity = finding.severity.min(Severity::Info);
    }
    finding
}

/// Whether the client itself records its requests, because the program has installed that.
fn is_instrumented(ctx: &Context<'_, '_>, request: &Request<'_>) -> bool {
    !matches!(request.sender, Sender::Http(_)) && ctx.flow.is_instrumented(ctx.file)
}
