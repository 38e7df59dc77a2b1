//! What a condition says of the expressions in it.

mod list;
mod over;

use super::Flow;
use super::value::{ExprAt, Value};
use crate::facts::{ExprId, ExprKind, Operator};
use list::{asked_for_any, found_by_position};
use over::unasserted;

/// How deep a condition is taken apart.
const MAX_CONDITION_DEPTH: usize = 16;

/// What is known of an expression once a condition has been decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Known {
    /// It is not null, undefined, or (where truth was tested) empty.
    Present,
    /// It is not null or undefined; it may be empty.
    Set,
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
        match asked_for_any(at, outcome) {
            Some((list, true)) => return self.something_in(list, depth).unwrap_or_default(),
            Some((list, false)) => return self.nothing_in(list, depth).unwrap_or_default(),
            None => {}
        }
        if let Some(sought) = found_by_position(at, outcome) {
            return vec![(unasserted(sought), Known::Confined)];
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
                let reads_it = reads_by(at.with(*left), at.with(*right));
                let (left, right) = (below(*left, outcome), below(*right, outcome));
                match (*operator == Operator::And) == outcome {
                    true => [left, right].concat(),
                    // `if name and not env(name): raise`: without a name nothing is read.
                    false if reads_it => right,
                    false => common(left, &right),
                }
            }
            ExprKind::Binary {
                operator: Operator::Subtract,
                ..
            } => match outcome {
                true => Vec::new(),
                false => self.nothing_in(at, depth).unwrap_or_default(),
            },
            ExprKind::Binary {
                operator,
                left,
                right,
            } => {
                let (left, right) = (at.with(*left), at.with(*right));
                self.implied_by_comparison(*operator, left, right, outcome, depth)
            }
            ExprKind::Array(_) if !at.file.language.is_ecma() => {
                let known = match outcome {
                    true => self.something_in(at, depth),
                    false => self.nothing_in(at, depth),
                };
                known.unwrap_or_default()
            }
            ExprKind::Call(call) => {
                let mut known = self.implied_by_call(at, call, outcome, depth);
                if outcome {
                    known.push((at, Known::Present));
                }
                known
            }
            ExprKind::Name(_) => {
                let mut known = self.implied_by_name(at, outcome, depth);
                if outcome {
                    known.push((at, Known::Present));
                }
                known
            }
            _ if outcome => vec![(at, Known::Present)],
            _ => Vec::new(),
        }
    }

    fn implied_by_comparison(
        &self,
        operator: Operator,
        left: ExprAt<'p>,
        right: ExprAt<'p>,
        outcome: bool,
        depth: usize,
    ) -> Vec<Knowledge<'p>> {
        let sides = [(left, right), (right, left)].into_iter();
        match (operator, outcome) {
            (Operator::NotEqual, true) | (Operator::Equal, false) => sides
                .filter_map(|(side, other)| Some((side, other_than(other)?)))
                // What was found: `m = next((m for m in MODELS if m == name), None)`.
                .flat_map(|known| {
                    let mut found = self.implied_by_name(known.0, true, depth);
                    found.retain(|(_, known)| *known == Known::Confined);
                    found.into_iter().chain([known])
                })
                .collect(),
            (Operator::Equal, true) | (Operator::NotEqual, false) => {
                if let Some(tested) = is_string(left, right) {
                    return vec![(tested, Known::Set)];
                }
                let is_known = |at| {
                    let values = self.values(at);
                    let mut texts = values.iter().map(|it| matches!(it, Value::Text(_)));
                    !values.is_empty() && texts.all(|is_text| is_text)
                };
                sides
                    .filter(|(_, other)| is_known(*other))
                    .map(|(side, _)| (unasserted(side), Known::Confined))
                    .collect()
            }
            (Operator::In, true) | (Operator::NotIn, false) => {
                vec![(unasserted(left), Known::Confined)]
            }
            _ => Vec::new(),
        }
    }
}

/// Whether the second of two conditions is about what a call gives for the first, a name.
fn reads_by(name: ExprAt<'_>, read: ExprAt<'_>) -> bool {
    let facts = &read.file.facts;
    if !matches!(
        facts.kind(name.id),
        ExprKind::Name(_) | ExprKind::Member { .. }
    ) {
        return false;
    }
    let inner = match facts.kind(read.id) {
        ExprKind::Not(inner) => *inner,
        _ => read.id,
    };
    facts.call(inner).is_some_and(|call| {
        let mut arguments = call.arguments.iter();
        arguments.any(|argument| read.with(argument.value).source() == name.source())
    })
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

/// What is known of something that is not what is written here: null, undefined, `None`, the empty
/// string.
fn other_than(at: ExprAt<'_>) -> Option<Known> {
    match at.file.facts.kind(at.id) {
        ExprKind::Null => Some(Known::Set),
        ExprKind::String(literal) if literal.value.is_empty() => Some(Known::Present),
        ExprKind::String(literal) if literal.value == "undefined" => Some(Known::Set),
        _ => None,
    }
}

/// What is tested in `typeof key === "string"`.
fn is_string<'p>(left: ExprAt<'p>, right: ExprAt<'p>) -> Option<ExprAt<'p>> {
    let ExprKind::String(literal) = right.file.facts.kind(right.id) else {
        return None;
    };
    let ExprKind::Unknown(parts) = left.file.facts.kind(left.id) else {
        return None;
    };
    let is_it = literal.value == "string" && left.source().starts_with("typeof");
    parts.first().filter(|_| is_it).map(|part| left.with(*part))
}
