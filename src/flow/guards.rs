//! What is checked before it is used: conditions whose failure ends the program or the function.

use super::value::{At, ExprAt, Value};
use super::Flow;
use crate::catalog::PlainRole;
use crate::facts::{Exit, ExprId, ExprKind, Guard, Operator};
use crate::project::SourceFile;
use crate::text::TextRange;

/// How deep a condition is taken apart.
const MAX_CONDITION_DEPTH: usize = 16;

/// What is known of an expression once a condition has been decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Known {
    /// It is not null, undefined, or (where truth was tested) empty.
    Present,
    /// It is one of a known set.
    Confined,
}

/// Something known of an expression.
pub(super) type Knowledge<'p> = (ExprAt<'p>, Known);

impl<'p> Flow<'p> {
    /// Whether the expression is known to be one of a set of constants where it stands.
    pub fn is_confined_by_guard(&self, at: ExprAt<'p>) -> bool {
        let good = |(tested, known): Knowledge<'p>| known == Known::Confined && tested.source() == at.source();
        self.is_guarded(at.file, &[at], &good)
    }

    /// Whether the code at one of the places runs only if a guard in `file` has made `good` true.
    pub(super) fn is_guarded(
        &self,
        file: &'p SourceFile,
        places: &[ExprAt<'p>],
        good: &dyn Fn(Knowledge<'p>) -> bool,
    ) -> bool {
        file.facts.guards.iter().any(|guard| {
            let condition = At { file, id: guard.condition };
            let outcomes = self.outcomes(file, guard, places);
            outcomes.into_iter().any(|outcome| self.implied(condition, outcome, 0).into_iter().any(good))
                && self.binds(condition, places)
        })
    }

    /// The outcomes of a guard's condition with which the code at the places may run, where only one
    /// of them is possible.
    fn outcomes(&self, file: &'p SourceFile, guard: &Guard, places: &[ExprAt<'p>]) -> Vec<bool> {
        if guard.assertion {
            return vec![true];
        }
        let inside = |range: TextRange| {
            places.iter().any(|place| std::ptr::eq(place.file, file) && range.contains_range(place.range()))
        };
        let mut outcomes = Vec::new();
        if self.leaves(file, guard.then) || guard.otherwise.is_some_and(inside) {
            outcomes.push(false);
        }
        if guard.otherwise.is_some_and(|range| self.leaves(file, range)) || inside(guard.then) {
            outcomes.push(true);
        }
        outcomes
    }

    /// Whether a guard's outcome binds the code at the places: it stands at module level, in a
    /// function around one of them, or in a function that something calls.
    fn binds(&self, condition: ExprAt<'p>, places: &[ExprAt<'p>]) -> bool {
        let Some(function) = self.function_around(condition) else { return true };
        let range = function.file.facts.function(function.id).range;
        let around = |place: &ExprAt<'p>| std::ptr::eq(place.file, condition.file) && range.contains_range(place.range());
        places.iter().any(around) || !self.callers(function).is_empty()
    }

    /// Whether statements leave: by an error, a return, or a call that does not come back.
    fn leaves(&self, file: &'p SourceFile, range: TextRange) -> bool {
        let facts = &file.facts;
        let mut calls = facts.calls.iter().filter(|call| range.contains_range(facts.range(**call)));
        facts.exits.iter().any(|exit| range.contains_range(exit.range))
            || calls.any(|&call| self.never_returns(At { file, id: call }))
    }

    /// Whether a call ends the program: `process.exit()`, `sys.exit()`, or a function of the project
    /// that only raises.
    pub(super) fn never_returns(&self, at: ExprAt<'p>) -> bool {
        let Some(call) = at.file.facts.call(at.id) else { return false };
        self.values(at.with(call.callee)).iter().any(|callee| match callee {
            Value::Symbol { path, .. } => matches!(self.plain_role(at.file, path), Some(PlainRole::Exit)),
            Value::Function(function) => {
                let facts = &function.file.facts;
                let declaration = facts.function(function.id);
                let raises = |exit: &Exit| exit.raises && declaration.body.contains_range(exit.range);
                declaration.returns.is_empty() && facts.exits.iter().any(raises)
            }
            _ => false,
        })
    }

    /// Whether an assertion function (`invariant(key)`) is called with what makes `good` true.
    pub(super) fn is_asserted(&self, file: &'p SourceFile, good: &dyn Fn(Knowledge<'p>) -> bool) -> bool {
        file.facts.calls.iter().any(|&id| {
            let at = At { file, id };
            let Some(call) = file.facts.call(id) else { return false };
            let Some(first) = call.arguments.first() else { return false };
            if let ExprKind::Member { name, .. } = file.facts.kind(call.callee)
                && !self.catalog.may_have_role(name)
            {
                return false;
            }
            let asserts = |value: &Value<'p>| match value {
                Value::Symbol { path, .. } => matches!(self.plain_role(file, path), Some(PlainRole::Assertion)),
                _ => false,
            };
            self.values(at.with(call.callee)).iter().any(asserts)
                && self.implied(at.with(first.value), true, 0).into_iter().any(good)
        })
    }

    /// What is known once the condition has come out as `outcome`.
    fn implied(&self, at: ExprAt<'p>, outcome: bool, depth: usize) -> Vec<Knowledge<'p>> {
        if depth > MAX_CONDITION_DEPTH {
            return Vec::new();
        }
        let below = |id: ExprId, outcome| self.implied(at.with(id), outcome, depth + 1);
        match at.file.facts.kind(at.id) {
            ExprKind::Not(inner) => below(*inner, !outcome),
            ExprKind::Assert { value, .. } => below(*value, outcome),
            ExprKind::Binary { operator: operator @ (Operator::And | Operator::Or), left, right } => {
                let (left, right) = (below(*left, outcome), below(*right, outcome));
                match (*operator == Operator::And) == outcome {
                    true => [left, right].concat(),
                    false => common(left, &right),
                }
            }
            ExprKind::Binary { operator, left, right } => self.implied_by_comparison(at, *operator, *left, *right, outcome),
            ExprKind::Call(call) if outcome => {
                let contains = ["includes", "has", "contains", "hasOwnProperty"];
                match (at.file.facts.kind(call.callee), call.arguments.first()) {
                    (ExprKind::Member { name, .. }, Some(item)) if contains.contains(&&**name) => {
                        vec![(at.with(item.value), Known::Confined)]
                    }
                    _ => vec![(at, Known::Present)],
                }
            }
            _ if outcome => vec![(at, Known::Present)],
            _ => Vec::new(),
        }
    }

    fn implied_by_comparison(
        &self,
        at: ExprAt<'p>,
        operator: Operator,
        left: ExprId,
        right: ExprId,
        outcome: bool,
    ) -> Vec<Knowledge<'p>> {
        let (left, right) = (at.with(left), at.with(right));
        let sides = [(left, right), (right, left)].into_iter();
        match (operator, outcome) {
            (Operator::NotEqual, true) | (Operator::Equal, false) => {
                sides.filter(|(_, other)| is_nothing(*other)).map(|(side, _)| (side, Known::Present)).collect()
            }
            (Operator::Equal, true) | (Operator::NotEqual, false) => {
                let text = |at| matches!(&*self.values(at), [Value::Text(_)]);
                sides.filter(|(_, other)| text(*other)).map(|(side, _)| (side, Known::Confined)).collect()
            }
            (Operator::In, true) | (Operator::NotIn, false) => vec![(left, Known::Confined)],
            _ => Vec::new(),
        }
    }
}

/// What is known on both of two ways.
fn common<'p>(left: Vec<Knowledge<'p>>, right: &[Knowledge<'p>]) -> Vec<Knowledge<'p>> {
    let on_both = |(at, known): &Knowledge<'p>| {
        right.iter().any(|(other, same)| known == same && at.source() == other.source())
    };
    left.into_iter().filter(on_both).collect()
}

/// Whether an expression is null, undefined, `None` or the empty string, as written.
fn is_nothing(at: ExprAt<'_>) -> bool {
    match at.file.facts.kind(at.id) {
        ExprKind::Null => true,
        ExprKind::String(literal) => literal.value.is_empty() || literal.value == "undefined",
        _ => false,
    }
}
