//! A request of which no record is kept.

use super::context::Context;
use super::{Rule, audit_fix};
use crate::catalog::Outcome;
use crate::finding::{Confidence, Finding, Label, Level, RuleMeta, Severity};
use crate::flow::{Recorded, Request};

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
        if !request.kind.is_generation() {
            continue;
        }
        let recorded = ctx.flow.audited(&request);
        if recorded != Recorded::Both {
            findings.push(finding(ctx, &request, recorded));
        }
    }
}

fn finding<'p>(ctx: &Context<'_, 'p>, request: &Request<'p>, recorded: Recorded) -> Finding {
    let name = &request.name;
    let message = match recorded {
        Recorded::Failures => format!(
            "Only failures of `{name}` are recorded: nothing logs, traces or stores the calls that succeed, so that nobody knows what they cost. Record both, \
             with the model, the user and the tokens used.",
        ),
        Recorded::Successes => format!(
            "Only successes of `{name}` are recorded: its error is caught and leaves no trace, so that nobody learns of it. Record both, with the \
             model, the user and the outcome.",
        ),
        Recorded::Nothing | Recorded::Both => format!(
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
    if matches!(recorded, Recorded::Failures | Recorded::Successes) {
        finding.severity = finding.severity.min(Severity::Info);
    }
    finding.fixes.extend(audit_fix::audit(ctx, request));
    finding.labels = labels(ctx, request, recorded);
    finding
}

/// What is there and does not do.
fn labels<'p>(ctx: &Context<'_, 'p>, request: &Request<'p>, recorded: Recorded) -> Vec<Label> {
    let mut labels = Vec::new();
    if recorded == Recorded::Successes {
        labels.extend(ctx.flow.swallowed(request.at).map(|location| Label {
            location,
            message: "the error ends here".to_owned(),
        }));
    }
    if let Some(idle) = ctx.flow.idle_instrumentation(request) {
        let what = match idle.outcome {
            Outcome::Raises => "fails",
            Outcome::Works | Outcome::Silent => "records nothing, and says nothing,",
        };
        labels.push(Label {
            location: idle.location,
            message: format!("this {what} with {} {}", idle.package, idle.version),
        });
    }
    labels
}
