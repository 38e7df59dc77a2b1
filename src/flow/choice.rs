//! Which branches of a function a call takes, where what it passes decides: `get_model("mistral")`,
//! which runs what stands below `if provider == "mistral"`.
//!
//! Asked of calls that are told apart only. What is not decided by constants may run.

use super::Flow;
use super::argument::is_receiver;
use super::value::{ExprAt, FunctionAt, Value};
use crate::facts::{ExprId, ExprKind, Guard, Operator, Source};
use crate::project::SourceFile;
use crate::text::TextRange;

/// How deep a condition is taken apart.
const MAX_CONDITION_DEPTH: usize = 8;

impl<'p> Flow<'p> {
    /// Whether the code of a function at a range may run for the call that the function is being
    /// worked out for; true where calls are not told apart.
    pub(super) fn may_run(&self, function: FunctionAt<'p>, range: TextRange) -> bool {
        if self.call_told_apart(function).is_none() || !is_choosing(function) {
            return true;
        }
        let file = function.file;
        let is_left_out = |guard: &Guard| {
            let condition = function.with(guard.condition);
            if guard.assertion {
                return false;
            }
            if guard.then.contains_range(range) {
                return self.comes_out(condition, 0) == Some(false);
            }
            let is_otherwise = guard.otherwise.is_some_and(|it| it.contains_range(range));
            let is_passed =
                || is_else_of(function, guard, range) || self.is_after(file, guard, range);
            (is_otherwise || is_passed()) && self.comes_out(condition, 0) == Some(true)
        };
        !guards_of(function).any(is_left_out)
    }

    /// Whether code comes after a guard that leaves the function.
    fn is_after(&self, file: &'p SourceFile, guard: &Guard, range: TextRange) -> bool {
        guard.then.end() <= range.start()
            && is_in_block(
                file,
                file.facts.range(guard.condition).start(),
                range.start(),
            )
            && self.leaves(file, guard.then)
    }

    /// How a condition comes out, if constants decide it.
    fn comes_out(&self, at: ExprAt<'p>, depth: usize) -> Option<bool> {
        if depth == MAX_CONDITION_DEPTH {
            return None;
        }
        let below = |id: ExprId| self.comes_out(at.with(id), depth + 1);
        match at.file.facts.kind(at.id) {
            ExprKind::Not(inner) => below(*inner).map(|it| !it),
            ExprKind::Binary {
                operator,
                left,
                right,
            } => match operator {
                Operator::And | Operator::Or => {
                    let decides = *operator == Operator::Or;
                    match (below(*left), below(*right)) {
                        (Some(one), _) | (_, Some(one)) if one == decides => Some(decides),
                        (Some(_), Some(_)) => Some(!decides),
                        _ => None,
                    }
                }
                Operator::Equal => self.are_among(at.with(*left), at.with(*right)),
                Operator::NotEqual => self
                    .are_among(at.with(*left), at.with(*right))
                    .map(|it| !it),
                Operator::In => self.are_among(at.with(*left), at.with(*right)),
                Operator::NotIn => self
                    .are_among(at.with(*left), at.with(*right))
                    .map(|it| !it),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether strings are among those written on the right, if all or none are.
    fn are_among(&self, left: ExprAt<'p>, right: ExprAt<'p>) -> Option<bool> {
        let facts = &right.file.facts;
        let items = match facts.kind(right.id) {
            ExprKind::String(_) => vec![right.id],
            ExprKind::Array(_) => facts.kind(right.id).parts(),
            _ => return None,
        };
        let literal = |id: &ExprId| match facts.kind(*id) {
            ExprKind::String(literal) => Some(literal.value.clone()),
            _ => None,
        };
        let known: Vec<_> = items.iter().map(literal).collect::<Option<_>>()?;
        let (tested, fold) = without_case(left);
        let values = self.values(tested);
        let is_known = |value: &Value<'p>| {
            let text = &value.as_text()?.value;
            let text = fold.map_or_else(|| text.to_string(), |fold| fold(text));
            Some(known.iter().any(|it| *it == text))
        };
        let mut found = values.iter().map(is_known);
        let first = found.next()??;
        found.all(|it| it == Some(first)).then_some(first)
    }
}

/// Whether a condition of a function compares one of its parameters with strings.
pub(super) fn is_choosing(function: FunctionAt<'_>) -> bool {
    guards_of(function).any(|guard| compares_parameter(function, guard.condition, 0))
}

fn guards_of<'p>(function: FunctionAt<'p>) -> impl Iterator<Item = &'p Guard> {
    let facts = &function.file.facts;
    let body = facts.function(function.id).body;
    let inside = move |guard: &&Guard| body.contains_range(facts.range(guard.condition));
    facts.guards.iter().filter(inside)
}

fn compares_parameter(function: FunctionAt<'_>, condition: ExprId, depth: usize) -> bool {
    let facts = &function.file.facts;
    if depth == MAX_CONDITION_DEPTH {
        return false;
    }
    match facts.kind(condition) {
        ExprKind::Not(inner) => compares_parameter(function, *inner, depth + 1),
        ExprKind::Binary {
            operator: Operator::And | Operator::Or,
            left,
            right,
        } => [left, right]
            .into_iter()
            .any(|side| compares_parameter(function, *side, depth + 1)),
        ExprKind::Binary {
            operator: Operator::Equal | Operator::NotEqual | Operator::In | Operator::NotIn,
            left,
            right,
        } => {
            let is_written = matches!(facts.kind(*right), ExprKind::String(_) | ExprKind::Array(_));
            is_written && is_of_parameter(function, *left)
        }
        _ => false,
    }
}

/// Whether an expression is a parameter of a function, or what a method of its makes of it:
/// `provider.lower()`.
fn is_of_parameter(function: FunctionAt<'_>, id: ExprId) -> bool {
    let facts = &function.file.facts;
    let mut here = id;
    if let Some(call) = facts.call(here)
        && let ExprKind::Member { object, .. } = facts.kind(call.callee)
    {
        here = *object;
    }
    let ExprKind::Name(name) = facts.kind(here) else {
        return false;
    };
    let Some(binding) = facts.resolve(name, facts.range(here).start()) else {
        return false;
    };
    facts.binding(binding).definitions.iter().any(|definition| {
        matches!(definition.source, Source::Parameter(owner, index)
            if owner == function.id && !is_receiver(function, index))
    })
}

/// What a method makes of the letters of a text.
type Fold = fn(&str) -> String;

/// What `text.lower()` is made of, and how.
fn without_case(at: ExprAt<'_>) -> (ExprAt<'_>, Option<Fold>) {
    let facts = &at.file.facts;
    let callee = facts.call(at.id).map(|call| facts.kind(call.callee));
    match callee {
        Some(ExprKind::Member { object, name }) => match name.as_str() {
            "lower" | "casefold" | "toLowerCase" => (at.with(*object), Some(str::to_lowercase)),
            "upper" | "toUpperCase" => (at.with(*object), Some(str::to_uppercase)),
            _ => (at, None),
        },
        _ => (at, None),
    }
}

/// Whether code stands in the `else` after an `elif`.
fn is_else_of(function: FunctionAt<'_>, elif: &Guard, range: TextRange) -> bool {
    let file = function.file;
    let text = file.document.text();
    let condition = file.facts.range(elif.condition);
    let is_elif = text[..condition.start()].trim_end().ends_with("elif");
    let is_around = |guard: &Guard| {
        let otherwise = guard.otherwise;
        otherwise.is_some_and(|it| it.contains_range(condition) && it.contains_range(range))
    };
    is_elif && elif.then.end() <= range.start() && {
        // The innermost `if` around the `elif`: another one may have the `else`.
        let around = guards_of(function).filter(|guard| {
            guard
                .otherwise
                .is_some_and(|it| it.contains_range(condition))
                || guard.then.contains_range(condition)
        });
        around
            .min_by_key(|guard| guard.then.len() + guard.otherwise.map_or(0, TextRange::len))
            .is_some_and(is_around)
    }
}

/// Whether the code at `second` stands in the block of the statement at `first`, or in one below it; in
/// Python, where indentation tells.
fn is_in_block(file: &SourceFile, first: usize, second: usize) -> bool {
    // The condition of a comprehension stands behind what it decides of.
    if file.language.is_ecma() || second < first {
        return false;
    }
    let text = file.document.text();
    let start = text[..first].rfind('\n').map_or(0, |at| at + 1);
    let depth = |line: &str| line.len() - line.trim_start().len();
    let end = text[second..]
        .find('\n')
        .map_or(text.len(), |at| second + at);
    let least = depth(&text[start..]);
    text[start..end].lines().all(|line| {
        let code = line.trim_start();
        code.is_empty() || code.starts_with('#') || depth(line) >= least
    })
}
