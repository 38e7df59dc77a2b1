//! What writes a record: a log, a trace, a metric, a row.

use super::last_name;
use crate::catalog::{AuditSink, Meaning, SinkKind, Strength, words};
use crate::facts::ExprKind;
use crate::flow::value::ExprAt;
use crate::flow::{Flow, family};
use smol_str::SmolStr;

impl<'p> Flow<'p> {
    /// Whether something called is one of the project's own sinks, as its settings name them:
    /// `auditLog.record`.
    fn is_sink_of_settings(&self, callee: ExprAt<'p>) -> bool {
        let sinks = &self.project.settings(&callee.file.path).audit.sinks;
        if sinks.is_empty() {
            return false;
        }
        let source = callee.source();
        let ends = |text: &str, sink: &str| {
            text.strip_suffix(sink)
                .is_some_and(|before| before.is_empty() || before.ends_with(['.', '#']))
        };
        let symbols = self.symbols(callee);
        sinks.iter().any(|sink| {
            ends(source, sink)
                || symbols
                    .iter()
                    .any(|path| ends(&path.replace("()", ""), sink))
        })
    }

    /// What a call writes to, by what it is or by its name.
    pub fn sink(&self, at: ExprAt<'p>) -> Option<AuditSink> {
        let facts = &at.file.facts;
        let call = facts.call(at.id)?;
        let sink = self
            .symbols(at.with(call.callee))
            .iter()
            .find_map(|path: &SmolStr| match self.meaning(at.file, path)? {
                Meaning::AuditSink(sink) => Some(sink),
                _ => None,
            });
        let named = || match facts.kind(call.callee) {
            ExprKind::Member { object, name } => {
                let receiver = last_name(facts, *object)?;
                let named =
                    |method: &str| self.catalog.named_sink(family(at.file), receiver, method);
                // `logger.writeLog(…)` writes a log as `logger.write(…)` does.
                let of_logger = || {
                    let word = words(receiver).pop()?;
                    let keeps = ["logger", "log", "audit", "auditor"].contains(&word.as_str());
                    let mut verbs = words(name).into_iter().filter(|_| keeps);
                    verbs.find_map(|verb| named(&verb))
                };
                named(name).or_else(of_logger)
            }
            ExprKind::Name(name) => self.catalog.named_sink(family(at.file), "", name),
            _ => None,
        };
        sink.or_else(named)
    }

    /// Whether a call writes a record.
    pub(super) fn is_record(&self, at: ExprAt<'p>) -> bool {
        let facts = &at.file.facts;
        let Some(call) = facts.call(at.id) else {
            return false;
        };
        if self.is_sink_of_settings(at.with(call.callee)) {
            return true;
        }
        match (self.sink(at), facts.kind(call.callee)) {
            (Some(sink), _) => is_kept(sink) || self.catalog.mentions_record(at.source()),
            (None, ExprKind::Name(name)) => self.catalog.is_record_function(name),
            (None, _) => false,
        }
    }
}

/// Whether what is written there is a record whatever it says. What is only printed, or a row of a
/// database that holds much else, is one if it says what a record says.
fn is_kept(sink: AuditSink) -> bool {
    match sink.kind {
        SinkKind::Log => sink.strength == Strength::Full,
        SinkKind::Trace | SinkKind::Metric => true,
        SinkKind::Database => false,
    }
}
