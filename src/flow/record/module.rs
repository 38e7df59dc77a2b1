//! Which of a module's own statements record a call at module level.
//!
//! A script or a notebook does one thing after the other, so that a record somewhere in it is none of
//! every call. It is one of a call if it says something of the answer, or stands by the call: in the
//! same statement of the module, or where nothing else is asked between them. What stands by a call
//! in a notebook stands in the same cell.

use super::{RecordAt, Recorded, outcome_of, together};
use crate::facts::{Binding, Definition, ExprId, ExprKind, Facts, Id, Source};
use crate::flow::Flow;
use crate::flow::value::{At, ExprAt, Value};
use crate::project::SourceFile;
use crate::text::TextRange;
use std::rc::Rc;

/// How many names a value may go through between an answer and what is said of it:
/// `text = response.choices[0]; print(text)`.
const MAX_NAMES: usize = 4;

/// The records at module level of a file, and what is asked there.
pub(in crate::flow) struct ModuleRecords {
    records: Vec<ModuleRecord>,
    /// The requests at module level, in order of place.
    asked: Vec<TextRange>,
}

struct ModuleRecord {
    range: TextRange,
    outcome: Recorded,
    place: Place,
    /// The values that the names in it stand for, directly or through others.
    says: Vec<TextRange>,
}

/// Where something at module level stands.
struct Place {
    /// The cell, if the file is a notebook.
    cell: Option<TextRange>,
    /// The statement of the module.
    statement: Option<TextRange>,
}

impl Place {
    fn of(file: &SourceFile, range: TextRange) -> Self {
        let notebook = file.notebook.as_ref();
        let cell = notebook.and_then(|it| it.part_at(range.start()));
        Self {
            cell: cell.map(|cell| cell.range),
            statement: file.facts.outermost_statement_at(range.start()),
        }
    }
}

impl<'p> Flow<'p> {
    /// Which outcomes of a call at module level the module's own statements record.
    pub(super) fn recorded_by_module(&self, at: ExprAt<'p>) -> Recorded {
        let known = self.module_records(at.file);
        let place = Place::of(at.file, at.range());
        let about = known.records.iter().filter(|record| {
            let says_it = record.says.iter().any(|it| it.contains_range(at.range()));
            says_it || known.stands_by(record, at.range(), &place)
        });
        together(about.map(|it| outcome_of(it.outcome, it.range, at.range())))
    }

    /// The records at module level of a file, found once.
    fn module_records(&self, file: &'p SourceFile) -> Rc<ModuleRecords> {
        let address = std::ptr::from_ref(file).addr();
        if let Some(known) = self.module_records.borrow().get(&address) {
            return known.clone();
        }
        let facts = &file.facts;
        let is_outside = |range: TextRange| facts.function_at(range.start()).is_none();
        let own = self.records(file);
        let own = own.iter().filter(|record| record.function.is_none());
        let mut records: Vec<(TextRange, Recorded)> =
            own.map(|it: &RecordAt| (it.range, it.outcome)).collect();
        let calls = facts.calls.iter().map(|&id| At { file, id });
        records.extend(
            calls
                .filter(|call| is_outside(call.range()))
                .filter_map(|call| Some((call.range(), self.recorded_by_called(call)?))),
        );
        let says = match records.is_empty() {
            true => Names::default(),
            false => Names::of(facts),
        };
        let record = |(range, outcome)| ModuleRecord {
            range,
            outcome,
            place: Place::of(file, range),
            says: says.values(facts, range),
        };
        let known = Rc::new(ModuleRecords {
            records: records.into_iter().map(record).collect(),
            asked: match says.is_empty() {
                true => Vec::new(),
                false => {
                    let asked = self.requests(file).into_iter();
                    let asked = asked.map(|request| request.at.range());
                    asked.filter(|range| is_outside(*range)).collect()
                }
            },
        });
        self.module_records
            .borrow_mut()
            .insert(address, known.clone());
        known
    }

    /// Which outcomes a function of the project records that a call gives an answer:
    /// `save(response)`.
    fn recorded_by_called(&self, at: ExprAt<'p>) -> Option<Recorded> {
        let call = at.file.facts.call(at.id)?;
        let is_answer = |value: &Value<'p>| matches!(value, Value::Response(_));
        let mut given = call.arguments.iter().map(|it| at.with(it.value));
        if !given.any(|argument| self.values(argument).iter().any(is_answer)) {
            return None;
        }
        let callees = self.values(at.with(call.callee));
        let recorded = together(callees.iter().map(|callee| match callee {
            Value::Function(callee) => self.recorded_in(*callee, at),
            _ => Recorded::Nothing,
        }));
        (recorded != Recorded::Nothing).then_some(recorded)
    }
}

impl ModuleRecords {
    fn stands_by(&self, record: &ModuleRecord, call: TextRange, place: &Place) -> bool {
        let is_same = place.statement.is_some() && record.place.statement == place.statement;
        record.place.cell == place.cell && (is_same || !self.is_asked_between(record.range, call))
    }

    fn is_asked_between(&self, one: TextRange, other: TextRange) -> bool {
        let (first, last) = match one.start() <= other.start() {
            true => (one, other),
            false => (other, one),
        };
        let next = self.asked.partition_point(|it| it.start() < first.end());
        self.asked
            .get(next)
            .is_some_and(|it| it.end() <= last.start())
    }
}

/// The names that are read in a file, in order of place.
#[derive(Default)]
struct Names(Vec<(TextRange, ExprId)>);

impl Names {
    fn of(facts: &Facts) -> Self {
        let is_name = |kind: &ExprKind| matches!(kind, ExprKind::Name(_));
        let names = facts.exprs().filter(|(_, expr)| is_name(&expr.kind));
        let mut names: Vec<_> = names.map(|(id, expr)| (expr.range, id)).collect();
        names.sort_by_key(|(range, _)| range.start());
        Self(names)
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The values that the names in a range stand for, each as last set before the name, and those
    /// that the names in these values stand for.
    fn values(&self, facts: &Facts, within: TextRange) -> Vec<TextRange> {
        let mut values = Vec::new();
        let mut open = vec![within];
        for _ in 0..MAX_NAMES {
            let named = open.iter().flat_map(|range| self.set_before(facts, *range));
            let mut found: Vec<_> = named.filter(|it| !values.contains(it)).collect();
            found.sort_by_key(|it| (it.start(), it.end()));
            found.dedup();
            values.extend(&found);
            open = found;
        }
        values
    }

    fn set_before<'f>(
        &'f self,
        facts: &'f Facts,
        range: TextRange,
    ) -> impl Iterator<Item = TextRange> + 'f {
        let first = self.0.partition_point(|(it, _)| it.start() < range.start());
        let inside = self.0[first..].iter();
        let inside = inside.take_while(move |(it, _)| it.start() < range.end());
        inside.filter_map(|&(at, id)| {
            let ExprKind::Name(name) = facts.kind(id) else {
                return None;
            };
            let binding: Id<Binding> = facts.resolve(name, at.start())?;
            let definitions = facts.binding(binding).definitions.iter().rev();
            let mut before = definitions.filter(|it| it.range.start() < at.start());
            value_of(facts, before.next()?)
        })
    }
}

fn value_of(facts: &Facts, definition: &Definition) -> Option<TextRange> {
    match definition.source {
        Source::Value(value) | Source::ElementOf(value) | Source::Context(value) => {
            Some(facts.range(value))
        }
        _ => None,
    }
}
