//! What a condition says of the expressions in it.

use super::Flow;
use super::value::{ExprAt, Value};
use crate::facts::{ExprId, ExprKind, Operator};

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
    /// What is known once the condition has come out as `outcome`.
    pub(super) fn knowledge(&self, condition: ExprAt<'p>, outcome: bool) -> Vec<Knowledge<'p>> {
        self.implied(condition, outcome, 0)
    }

    /// Whether an expression is one of a known set once the condition has come out as `outcome`.
    pub(super) fn is_confined_by(
        &self,
        condition: ExprAt<'p>,
        outcome: bool,
        confined: ExprAt<'p>,
    ) -> bool {
        self.knowledge(condition, outcome)
            .iter()
            .any(|(at, known)| *known == Known::Confined && at.source() == confined.source())
    }

    fn implied(&self, at: ExprAt<'p>, outcome: bool, depth: usize) -> Vec<Knowledge<'p>> {
        if depth > MAX_CONDITION_DEPTH {
            return Vec::new();
        }
        let below = |id: ExprId, outcome| self.implied(at.with(id), outcome, depth + 1);
        match at.file.facts.kind(at.id) {
            ExprKind::Not(inner) => below(*inner, !outcome),
            ExprKind::Assert { value, .. } => below(*value, outcome),
            ExprKind::Binary {
                operator: operator @ (Operator::And | Operator::Or),
                left,
                right,
            } => {
                let (left, right) = (below(*left, outcome), below(*right, outcome));
                match (*operator == Operator::And) == outcome {
                    true => [left, right].concat(),
                    false => common(left, &right),
                }
            }
            ExprKind::Binary {
                operator,
                left,
                right,
            } => self.implied_by_comparison(at, *operator, *left, *right, outcome),
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
            (Operator::NotEqual, true) | (Operator::Equal, false) => sides
                .filter(|(_, other)| is_nothing(*other))
                .map(|(side, _)| (side, Known::Present))
                .collect(),
            (Operator::Equal, true) | (Operator::NotEqual, false) => {
                let text = |at| matches!(&*self.values(at), [Value::Text(_)]);
                sides
                    .filter(|(_, other)| text(*other))
                    .map(|(side, _)| (side, Known::Confined))
                    .collect()
            }
            (Operator::In, true) | (Operator::NotIn, false) => vec![(left, Known::Confined)],
            _ => Vec::new(),
        }
    }
}

/// What is known on both of two ways.
fn common<'p>(left: Vec<Knowledge<'p>>, right: &[Knowledge<'p>]) -> Vec<Knowledge<'p>> {
    let on_both = |(at, known): &Knowledge<'p>| {
        right
            .iter()
            .any(|(other, same)| known == same && at.source() == other.source())
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
