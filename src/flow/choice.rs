//! Which branches of a function a call takes, where what it passes decides: `get_model("mistral")`,
//! which runs what stands below `if provider == "mistral"`.
//!
//! Asked of calls that are told apart only. What is not decided by constants may run.

use super::Flow;
use super::argument::is_receiver;
use super::value::{ExprAt, FunctionAt, Value};
use crate::catalog::Predicate;
use crate::facts::{Call, ExprId, ExprKind, Guard, Operator, Source};
use crate::project::SourceFile;
use crate::text::TextRange;

/// How deep a condition is taken apart.
const MAX_CONDITION_DEPTH: usize = 8;
/// How many parts of what a function returns are looked at for a choice.
const MAX_PARTS: usize = 256;

impl<'p> Flow<'p> {
    /// Whether the code of a function at a range may run for the call that the function is being
    /// worked out for; true where calls are not told apart.
    pub(super) fn may_run(&self, function: FunctionAt<'p>, range: TextRange) -> bool {
        if self.call_told_apart(function).is_none() || !is_choosing(function) {
            return true;
        }
        let holds = |part: Option<TextRange>| part.is_some_and(|it| it.contains_range(range));
        let is_left_out = |guard: &Guard| {
            let comes_out = || self.comes_out(function.with(guard.condition), 0);
            if guard.then.contains_range(range) {
                comes_out() == Some(false)
            } else if holds(guard.otherwise) {
                comes_out() == Some(true)
            } else {
                holds(guard.next) && !self.may_pass(function, guard, 0)
            }
        };
        !guards_of(function).any(is_left_out)
    }

    /// Whether what comes after a condition may run.
    fn may_pass(&self, function: FunctionAt<'p>, guard: &Guard, depth: usize) -> bool {
        let comes_out = self.comes_out(function.with(guard.condition), 0);
        let by_otherwise = || match guard.otherwise {
            None => true,
            Some(range) => match function.file.facts.guards_in(range).first() {
                Some(next) if next.chained && depth < MAX_CONDITION_DEPTH => {
                    self.may_pass(function, next, depth + 1)
                }
                _ => self.may_end(function, range, depth),
            },
        };
        comes_out != Some(false) && self.may_end(function, guard.then, depth)
            || comes_out != Some(true) && by_otherwise()
    }

    /// Whether statements may come to their end: none of them leaves, whatever the conditions in them.
    fn may_end(&self, function: FunctionAt<'p>, range: TextRange, depth: usize) -> bool {
        let file = function.file;
        let facts = &file.facts;
        let guards = facts.guards_in(range);
        let hinges = |at: TextRange| {
            let mut guards = guards.iter().filter(|it| !it.assertion);
            guards.any(|it| it.range.contains_range(at) && it.range != at)
        };
        let is_own =
            |at: TextRange| !hinges(at) && facts.function_at(at.start()) == Some(function.id);
        let leaves_by_call = |&call: &ExprId| {
            is_own(facts.range(call)) && self.never_returns(ExprAt { file, id: call })
        };
        let leaves_by_all = |guard: &Guard| {
            let is_one = !guard.assertion && !guard.chained && !hinges(guard.range);
            is_one && depth < MAX_CONDITION_DEPTH && !self.may_pass(function, guard, depth + 1)
        };
        !facts.exits_in(range).iter().any(|exit| is_own(exit.range))
            && !facts.calls_in(range).iter().any(leaves_by_call)
            && !guards.iter().any(leaves_by_all)
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
            // `["openai", "azure"].includes(provider)`
            ExprKind::Call(call) => {
                let (list, tested) = self.asks_whether_in(at.file, call)?;
                self.are_among(at.with(tested), at.with(list))
            }
            _ => None,
        }
    }

    /// The list and the element that a call asks for in it.
    fn asks_whether_in(&self, file: &SourceFile, call: &Call) -> Option<(ExprId, ExprId)> {
        let (object, name) = file.facts.member(call.callee)?;
        let [tested] = call.arguments.as_slice() else {
            return None;
        };
        (self.catalog.checks().predicate(name)? == Predicate::Has).then_some((object, tested.value))
    }

    /// How a condition in a function comes out for the call that the function is being worked out for,
    /// if that decides it.
    pub(super) fn outcome(&self, condition: ExprAt<'p>) -> Option<bool> {
        let function = self.function_around(condition)?;
        self.call_told_apart(function)?;
        self.comes_out(condition, 0)
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
        || returns_choice(function)
}

/// Whether a function returns one of two things by such a condition: `a === "x" ? b : c`.
fn returns_choice(function: FunctionAt<'_>) -> bool {
    let facts = &function.file.facts;
    let mut open = facts.function(function.id).returns.clone();
    for _ in 0..MAX_PARTS {
        let Some(id) = open.pop() else { break };
        let kind = facts.kind(id);
        if let ExprKind::Conditional { test, .. } = kind
            && compares_parameter(function, *test, 0)
        {
            return true;
        }
        open.extend(kind.parts());
    }
    false
}

fn guards_of<'p>(function: FunctionAt<'p>) -> impl Iterator<Item = &'p Guard> {
    let facts = &function.file.facts;
    let inside = facts.guards_in(facts.function(function.id).body).iter();
    inside.filter(|guard| !guard.assertion)
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
        ExprKind::Call(call) => {
            let list = facts.member(call.callee).map(|(object, _)| object);
            let is_written = list.is_some_and(|it| matches!(facts.kind(it), ExprKind::Array(_)));
            let mut tested = call.arguments.iter();
            is_written && tested.any(|it| is_of_parameter(function, it.value))
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
