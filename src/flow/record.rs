//! What is recorded of a call: by a log, a trace, a metric or a row.

mod module;
mod sink;
mod swallowed;

use super::Flow;
use super::value::{At, ExprAt, FunctionAt, Value};
use crate::catalog::Meaning;
use crate::facts::{Call, ExprId, ExprKind, Facts, Function, Id};
use crate::project::SourceFile;
use crate::text::TextRange;
pub(super) use module::ModuleRecords;
use rustc_hash::FxHashSet;
use std::rc::Rc;

/// How many callers up a record is looked for.
const MAX_CALLERS: usize = 3;

/// Which outcomes of a call are recorded, the least first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Recorded {
    /// None.
    Nothing,
    /// Only that it failed.
    Failures,
    /// Only that it succeeded: its error is caught, and leaves no trace.
    Successes,
    /// Whatever comes of it. An error that nobody catches is written down by what runs the program.
    Both,
}

impl Recorded {
    /// What two records say together.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Failures, Self::Successes) | (Self::Successes, Self::Failures) => Self::Both,
            _ => self.max(other),
        }
    }

    /// Whether a call that succeeds leaves a record.
    pub fn has_successes(self) -> bool {
        self >= Self::Successes
    }
}

/// What several records say together.
fn together(records: impl Iterator<Item = Recorded>) -> Recorded {
    records.fold(Recorded::Nothing, Recorded::and)
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
    pub(super) fn recorded(&self, at: ExprAt<'p>) -> Recorded {
        let recorded = self.recorded_within(at, MAX_CALLERS, &mut FxHashSet::default());
        match recorded {
            Recorded::Successes if self.swallowed(at).is_none() => Recorded::Both,
            other => other,
        }
    }

    fn recorded_within(
        &self,
        at: ExprAt<'p>,
        callers: usize,
        seen: &mut FxHashSet<FunctionAt<'p>>,
    ) -> Recorded {
        let here = self.recorded_around(at);
        if here == Recorded::Both || callers == 0 {
            return here;
        }
        let function = self.function_around(at).map(|it| self.run_in(it));
        let Some(function) = function.filter(|function| seen.insert(*function)) else {
            return here;
        };
        let calls = self.callers(function);
        // Where it calls itself, whoever called it first counts.
        let is_other = |call: &&ExprAt<'p>| {
            let around = self.function_around(**call);
            around.is_none_or(|around| self.run_in(around) != function)
        };
        let everywhere = calls
            .iter()
            .filter(is_other)
            .map(|call| self.recorded_within(*call, callers - 1, seen))
            .min();
        here.and(everywhere.unwrap_or(Recorded::Nothing))
    }

    /// Which outcomes are recorded in the functions around an expression, or by what they are passed
    /// to; at module level, by the module's own statements about it.
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
        if innermost.is_none() {
            return self.recorded_by_module(at);
        }
        together(functions.map(|function| {
            self.recorded_in(function, at)
                .and(self.recorded_by_receiver(function))
                .and(self.recorded_by_context(function, at))
                .and(self.recorded_by_callee(function, at))
        }))
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
                let range = class.file.facts.class(class.id).range;
                self.recorded_within_range(class.file, range, None)
            }
            // What `@contextmanager` makes of a function that yields.
            Value::Generator(entered) => {
                let range = entered.file.facts.function(entered.id).range;
                self.recorded_within_range(entered.file, range, None)
            }
            _ => Recorded::Nothing,
        };
        together(recorded.map(outcome))
    }

    /// Which outcomes a function of the project records that is given the answer, or a part of it:
    /// `await persist(response)`, `persist.delay(response)`.
    fn recorded_by_callee(&self, function: FunctionAt<'p>, at: ExprAt<'p>) -> Recorded {
        let facts = &function.file.facts;
        let calls = facts.calls_in(facts.function(function.id).range);
        let after = calls
            .iter()
            .filter(|id| facts.range(**id).start() > at.range().start());
        together(after.map(|&id| {
            let Some(call) = facts.call(id).filter(|call| !call.arguments.is_empty()) else {
                return Recorded::Nothing;
            };
            let is_answer = |value: &Value<'p>| matches!(value, Value::Response(_));
            let mut given = call.arguments.iter().map(|it| function.with(it.value));
            if !given.any(|argument| self.values(argument).iter().any(is_answer)) {
                return Recorded::Nothing;
            }
            together(
                self.run_by(function.with(id), call)
                    .map(|callee| self.recorded_in(callee, at)),
            )
        }))
    }

    /// The functions of the project that a call runs, now or later: the callee, the one it is a
    /// method of (`log_usage.delay(…)`), or one that is handed over (`tasks.add_task(log_usage, …)`).
    fn run_by(&self, at: ExprAt<'p>, call: &Call) -> impl Iterator<Item = FunctionAt<'p>> {
        let facts = &at.file.facts;
        let owner = facts.member(call.callee).map(|(owner, _)| owner);
        let handed = call.arguments.iter().map(|argument| argument.value);
        let exprs = std::iter::once(call.callee).chain(owner).chain(handed);
        let values = exprs.flat_map(|id| self.values(at.with(id)).to_vec());
        let functions = values.filter_map(|value| match value {
            Value::Function(function) => Some(function),
            _ => None,
        });
        functions.collect::<Vec<_>>().into_iter()
    }

    /// Which outcomes of a call the records written in a function are about.
    pub(super) fn recorded_in(&self, function: FunctionAt<'p>, of: ExprAt<'p>) -> Recorded {
        let range = function.file.facts.function(function.id).range;
        let call = std::ptr::eq(function.file, of.file).then(|| of.range());
        self.recorded_within_range(function.file, range, call)
    }

    fn recorded_within_range(
        &self,
        file: &'p SourceFile,
        range: TextRange,
        call: Option<TextRange>,
    ) -> Recorded {
        let records = self.records(file);
        let first = records.partition_point(|record| record.range.start() < range.start());
        let inside = records[first..]
            .iter()
            .take_while(|record| record.range.start() < range.end());
        together(inside.map(|record| match call {
            Some(call) => record.outcome_of(call),
            None => record.outcome,
        }))
    }

    /// Whether a function is handed to one that keeps records: `withAudit(() => …)`, `@observe`.
    pub(super) fn recorded_by_receiver(&self, function: FunctionAt<'p>) -> Recorded {
        let facts = &function.file.facts;
        let declaration = facts.function(function.id);
        let decorators = declaration
            .decorators
            .iter()
            .map(|&id| facts.call(id).map_or(id, |call| call.callee));
        let receivers = facts.receiver(function.id).into_iter().chain(decorators);
        let outcome = |callee: ExprId| {
            let values = self.values(function.with(callee));
            together(
                values
                    .iter()
                    .map(|value| self.recorded_by(function.file, value)),
            )
        };
        together(receivers.map(outcome))
    }

    /// Which outcomes of what it runs a function records.
    fn recorded_by(&self, file: &SourceFile, receiver: &Value<'p>) -> Recorded {
        match receiver {
            Value::Function(wrapper) => {
                let range = wrapper.file.facts.function(wrapper.id).range;
                self.recorded_within_range(wrapper.file, range, None)
            }
            Value::Symbol { path, .. } => match self.meaning(file, path) {
                Some(
                    Meaning::AuditSink(_) | Meaning::AuditWrapper(_) | Meaning::Instrumentation(_),
                ) => Recorded::Both,
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
        let finals: Vec<TextRange> = facts.handlers.iter().filter_map(|it| it.finally).collect();
        let record = |id: &ExprId| {
            let range = facts.range(*id);
            let function = facts.function_at(range.start());
            let inside = |ranges: &[TextRange]| ranges.iter().any(|it| it.contains_range(range));
            // `promise.catch((error) => log(error))`, `promise.finally(() => …)`.
            let receiver = function.and_then(|function| facts.receiver(function));
            let passed_to = receiver.and_then(|callee| last_name(facts, callee));
            let outcome = match passed_to {
                _ if inside(&catches) => Recorded::Failures,
                Some("catch") => Recorded::Failures,
                Some("finally") => Recorded::Both,
                _ if inside(&finals) => Recorded::Both,
                _ => Recorded::Successes,
            };
            RecordAt {
                range,
                function,
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
}

impl RecordAt {
    /// Which outcomes of a call it records.
    fn outcome_of(&self, call: TextRange) -> Recorded {
        outcome_of(self.outcome, self.range, call)
    }
}

/// Which outcomes of a call something records that was written there. What is written before the call
/// is written in any case.
fn outcome_of(outcome: Recorded, record: TextRange, call: TextRange) -> Recorded {
    match outcome {
        Recorded::Successes if record.end() <= call.start() => Recorded::Both,
        outcome => outcome,
    }
}

fn last_name(facts: &Facts, id: ExprId) -> Option<&str> {
    match facts.kind(id) {
        ExprKind::Name(name) | ExprKind::Member { name, .. } => Some(name),
        _ => None,
    }
}
