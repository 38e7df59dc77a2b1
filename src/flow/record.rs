//! What is recorded of a call: by a log, a trace, a metric or a row.

use super::value::{At, ExprAt, FunctionAt, Value};
use super::{Flow, family};
use crate::catalog::{AuditSink, Meaning, SinkKind, Strength};
use crate::facts::{ExprId, ExprKind, Facts, Function, Id};
use crate::project::SourceFile;
use crate::text::TextRange;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use std::rc::Rc;

/// How many callers up a record is looked for.
const MAX_CALLERS: usize = 3;

/// Which outcomes of a call are recorded.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Recorded {
    /// None.
    Nothing,
    /// Only that it failed.
    Failures,
    /// That it succeeded, and perhaps that it failed.
    Successes,
}

/// A call that writes a record.
pub(super) struct RecordAt {
    range: TextRange,
    function: Option<Id<Function>>,
    outcome: Recorded,
}

impl<'p> Flow<'p> {
    /// Which outcomes of the call at an expression are recorded: in the functions around it, by what
    /// those are passed to, or by everyone who calls them.
    pub fn recorded(&self, at: ExprAt<'p>) -> Recorded {
        self.recorded_within(at, MAX_CALLERS, &mut FxHashSet::default())
    }

    fn recorded_within(
        &self,
        at: ExprAt<'p>,
        callers: usize,
        seen: &mut FxHashSet<FunctionAt<'p>>,
    ) -> Recorded {
        let here = self.recorded_around(at);
        if here == Recorded::Successes || callers == 0 {
            return here;
        }
        let Some(function) = self
            .function_around(at)
            .filter(|function| seen.insert(*function))
        else {
            return here;
        };
        let calls = self.callers(function);
        let everywhere = calls
            .iter()
            .map(|call| self.recorded_within(*call, callers - 1, seen))
            .min();
        here.max(everywhere.unwrap_or(Recorded::Nothing))
    }

    /// Which outcomes are recorded in the functions around an expression, or by what they are passed
    /// to; at module level, by the module's own statements.
    fn recorded_around(&self, at: ExprAt<'p>) -> Recorded {
        let innermost = self.function_around(at);
        let outer = |function: &FunctionAt<'p>| {
            at.file
                .facts
                .function(function.id)
                .outer
                .map(|outer| function.with(outer))
        };
        let functions = std::iter::successors(innermost, outer);
        let found = functions
            .map(|function| {
                self.recorded_in(function)
                    .max(self.recorded_by_receiver(function))
                    .max(self.recorded_by_context(function, at))
            })
            .max();
        found.unwrap_or_else(|| {
            let records = self.records(at.file);
            let own = records.iter().filter(|record| record.function.is_none());
            own.map(|record| record.outcome)
                .max()
                .unwrap_or(Recorded::Nothing)
        })
    }

    /// Which outcomes a context manager of the project records that the function has entered before
    /// the call: `with CallTimer() as timer:`.
    fn recorded_by_context(&self, function: FunctionAt<'p>, at: ExprAt<'p>) -> Recorded {
        let facts = &function.file.facts;
        let range = facts.function(function.id).range;
        let before = at.range().start();
        let first = facts
            .contexts
            .partition_point(|&context| facts.range(context).start() < range.start());
        let entered = facts.contexts[first..]
            .iter()
            .take_while(|&&context| facts.range(context).start() < before);
        let recorded = entered.flat_map(|&context| self.values(function.with(context)).to_vec());
        let outcome = |value: Value<'p>| match value {
            Value::Instance(class) => {
                self.recorded_within_range(class.file, class.file.facts.class(class.id).range)
            }
            _ => Recorded::Nothing,
        };
        recorded.map(outcome).max().unwrap_or(Recorded::Nothing)
    }

    /// Which outcomes the records written in a function are about.
    fn recorded_in(&self, function: FunctionAt<'p>) -> Recorded {
        self.recorded_within_range(
            function.file,
            function.file.facts.function(function.id).range,
        )
    }

    fn recorded_within_range(&self, file: &'p SourceFile, range: TextRange) -> Recorded {
        let records = self.records(file);
        let first = records.partition_point(|record| record.range.start() < range.start());
        let inside = records[first..]
            .iter()
            .take_while(|record| record.range.start() < range.end());
        inside
            .map(|record| record.outcome)
            .max()
            .unwrap_or(Recorded::Nothing)
    }

    /// Whether a function is handed to one that keeps records: `withAudit(() => …)`, `@observe`.
    fn recorded_by_receiver(&self, function: FunctionAt<'p>) -> Recorded {
        let facts = &function.file.facts;
        let declaration = facts.function(function.id);
        let decorators = declaration
            .decorators
            .iter()
            .map(|&id| facts.call(id).map_or(id, |call| call.callee));
        let receivers = facts.receiver(function.id).into_iter().chain(decorators);
        let outcome = |callee: ExprId| {
            let values = self.values(function.with(callee));
            values
                .iter()
                .map(|value| self.recorded_by(function.file, value))
                .max()
                .unwrap_or(Recorded::Nothing)
        };
        receivers.map(outcome).max().unwrap_or(Recorded::Nothing)
    }

    /// Which outcomes of what it runs a function records.
    fn recorded_by(&self, file: &SourceFile, receiver: &Value<'p>) -> Recorded {
        match receiver {
            Value::Function(wrapper) => self.recorded_in(*wrapper),
            Value::Symbol { path, .. } => match self.meaning(file, path) {
                Some(
                    Meaning::AuditSink(_) | Meaning::AuditWrapper(_) | Meaning::Instrumentation(_),
                ) => Recorded::Successes,
                _ => Recorded::Nothing,
            },
            _ => Recorded::Nothing,
        }
    }

    /// The calls of a file that write records, in order of place, found once.
    fn records(&self, file: &'p SourceFile) -> Rc<[RecordAt]> {
        let address = std::ptr::from_ref(file).addr();
        if let Some(known) = self.records.borrow().get(&address) {
            return known.clone();
        }
        let facts = &file.facts;
        let catches: Vec<TextRange> = facts
            .handlers
            .iter()
            .flat_map(|handler| handler.catches.iter().copied())
            .collect();
        let record = |id: &ExprId| {
            let range = facts.range(*id);
            let failed = catches.iter().any(|catch| catch.contains_range(range));
            let outcome = if failed {
                Recorded::Failures
            } else {
                Recorded::Successes
            };
            RecordAt {
                range,
                function: facts.function_at(range.start()),
                outcome,
            }
        };
        let calls = facts
            .calls
            .iter()
            .filter(|id| self.is_record(At { file, id: **id }));
        let records: Rc<[_]> = calls.map(record).collect();
        self.records.borrow_mut().insert(address, records.clone());
        records
    }

    /// Whether a call writes a record.
    fn is_record(&self, at: ExprAt<'p>) -> bool {
        let facts = &at.file.facts;
        let Some(call) = facts.call(at.id) else {
            return false;
        };
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
                self.catalog.named_sink(family(at.file), receiver, name)
            }
            ExprKind::Name(name) => self.catalog.named_sink(family(at.file), "", name),
            _ => None,
        };
        match (sink.or_else(named), facts.kind(call.callee)) {
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

fn last_name(facts: &Facts, id: ExprId) -> Option<&str> {
    match facts.kind(id) {
        ExprKind::Name(name) | ExprKind::Member { name, .. } => Some(name),
        _ => None,
    }
}
