//! What a condition says over other expressions: a name that holds what was decided before, a
//! function of the project that decides, and the elements of a list.

use super::{Knowledge, Known};
use crate::facts::{Call, Definition, ExprId, ExprKind, Function, Operator, Source};
use crate::flow::Flow;
use crate::flow::value::{ExprAt, Value};

impl<'p> Flow<'p> {
    /// What is known once what a name holds has come out as `outcome`: `ok = model in MODELS`.
    pub(super) fn implied_by_name(
        &self,
        at: ExprAt<'p>,
        outcome: bool,
        depth: usize,
    ) -> Vec<Knowledge<'p>> {
        let Some(value) = held(at) else {
            return Vec::new();
        };
        // In JavaScript a list is true, empty or not.
        let is_list = !outcome && !at.file.language.is_ecma();
        let nothing = is_list.then(|| self.nothing_in(value, depth)).flatten();
        nothing.unwrap_or_else(|| self.implied(value, outcome, depth + 1))
    }

    /// What is known once a call has come out as `outcome`.
    pub(super) fn implied_by_call(
        &self,
        at: ExprAt<'p>,
        call: &Call,
        outcome: bool,
        depth: usize,
    ) -> Vec<Knowledge<'p>> {
        let facts = &at.file.facts;
        let (ExprKind::Member { name, .. } | ExprKind::Name(name)) = facts.kind(call.callee) else {
            return Vec::new();
        };
        let Some(first) = call.arguments.first().map(|it| at.with(it.value)) else {
            return Vec::new();
        };
        let each = |outcome| self.decided_of_each(first, outcome, depth);
        match (name.as_str(), outcome) {
            ("includes" | "has" | "contains" | "hasOwnProperty", true) => {
                vec![(unasserted(first), Known::Confined)]
            }
            ("every" | "all", true) => each(true),
            ("some" | "any", false) => each(false),
            ("some" | "any" | "find" | "findLast", true) => {
                let mut known = each(true);
                known.retain(|(at, known)| *known == Known::Confined && !is_of_element(*at));
                known
            }
            _ => self.implied_by_predicate(at, call, outcome, depth),
        }
    }

    /// What is known once a function of the project that returns a condition on its parameters has
    /// come out as `outcome`: `isAllowed(body.model)`.
    fn implied_by_predicate(
        &self,
        at: ExprAt<'p>,
        call: &Call,
        outcome: bool,
        depth: usize,
    ) -> Vec<Knowledge<'p>> {
        let callees = self.values(at.with(call.callee));
        let [Value::Function(predicate)] = &*callees else {
            return Vec::new();
        };
        let declaration = predicate.file.facts.function(predicate.id);
        let [returned] = declaration.returns.as_slice() else {
            return Vec::new();
        };
        let decided = self.implied(predicate.with(*returned), outcome, depth + 1);
        let passed = |(of, known): Knowledge<'p>| {
            let argument = call.arguments.get(parameter(declaration, of)?)?;
            Some((unasserted(at.with(argument.value)), known))
        };
        decided.into_iter().filter_map(passed).collect()
    }

    /// What is known once a condition has come out as `outcome` for each element: that of a function
    /// written in place, `names.every((name) => process.env[name])`, or of a comprehension,
    /// `all(os.getenv(name) for name in names)`.
    fn decided_of_each(&self, of: ExprAt<'p>, outcome: bool, depth: usize) -> Vec<Knowledge<'p>> {
        let facts = &of.file.facts;
        let conditions = match facts.kind(of.id) {
            ExprKind::Function(function) => facts.function(*function).returns.as_slice(),
            ExprKind::Array(body) => body.as_slice(),
            _ => return Vec::new(),
        };
        match conditions {
            [condition] => self.implied(of.with(*condition), outcome, depth + 1),
            _ => Vec::new(),
        }
    }

    /// What is known once nothing is in a list that was filtered: `[name for name in names if not
    /// os.getenv(name)]`, `names.filter((name) => !process.env[name])`. `None` if it was not.
    pub(super) fn nothing_in(&self, list: ExprAt<'p>, depth: usize) -> Option<Vec<Knowledge<'p>>> {
        let facts = &list.file.facts;
        match facts.kind(list.id) {
            ExprKind::Name(_) => self.nothing_in(held(list)?, depth),
            ExprKind::Call(call) => {
                let ExprKind::Member { name, .. } = facts.kind(call.callee) else {
                    return None;
                };
                let test = call.arguments.first().filter(|_| name == "filter")?;
                Some(self.decided_of_each(list.with(test.value), false, depth))
            }
            ExprKind::Array(body) => {
                let [body] = body.as_slice() else { return None };
                let mut guards = facts.guards.iter();
                let filter = guards.find(|guard| guard.then == facts.range(*body))?;
                Some(self.implied(list.with(filter.condition), false, depth + 1))
            }
            _ => None,
        }
    }
}

/// The list of which a condition asks whether something is in it, and whether that is so once it
/// has come out as `outcome`: `missing.length`, `len(missing) > 0`.
pub(super) fn asked_for_any(at: ExprAt<'_>, outcome: bool) -> Option<(ExprAt<'_>, bool)> {
    let facts = &at.file.facts;
    match facts.kind(at.id) {
        ExprKind::Member { object, name } => {
            matches!(&**name, "length" | "size").then(|| (at.with(*object), outcome))
        }
        ExprKind::Call(call) => {
            let is_len = matches!(facts.kind(call.callee), ExprKind::Name(name) if name == "len");
            let list = call.arguments.first().filter(|_| is_len)?;
            Some((at.with(list.value), outcome))
        }
        ExprKind::Binary {
            operator,
            left,
            right,
        } => {
            let ExprKind::Number(number) = facts.kind(*right) else {
                return None;
            };
            let is_any = match (operator, number.as_str()) {
                (Operator::Greater | Operator::NotEqual, "0") | (Operator::AtLeast, "1") => true,
                (Operator::Equal, "0") | (Operator::Less, "1") => false,
                _ => return None,
            };
            asked_for_any(at.with(*left), outcome == is_any)
        }
        _ => None,
    }
}

/// An expression without what is asserted of its type.
pub(super) fn unasserted(at: ExprAt<'_>) -> ExprAt<'_> {
    let inner = |at: &ExprAt<'_>| match at.file.facts.kind(at.id) {
        ExprKind::Assert { value, .. } => Some(*value),
        _ => None,
    };
    let mut plain = at;
    while let Some(id) = inner(&plain) {
        plain = at.with(id);
    }
    plain
}

/// What a name holds, if that is given it once.
fn held(at: ExprAt<'_>) -> Option<ExprAt<'_>> {
    let facts = &at.file.facts;
    let ExprKind::Name(name) = facts.kind(at.id) else {
        return None;
    };
    let binding = facts.resolve(name, at.range().start())?;
    match facts.binding(binding).definitions.as_slice() {
        [
            Definition {
                source: Source::Value(value),
                path,
                ..
            },
        ] if path.is_empty() && *value != at.id => Some(at.with(*value)),
        _ => None,
    }
}

/// Which parameter of a function an expression is.
fn parameter(function: &Function, at: ExprAt<'_>) -> Option<usize> {
    let ExprKind::Name(name) = at.file.facts.kind(at.id) else {
        return None;
    };
    let mut parameters = function.parameters.iter();
    parameters.position(|parameter| parameter.name.as_ref() == Some(name))
}

/// Whether an expression is a part of something that is an element of a list, or a parameter of a
/// function written in place.
fn is_of_element(at: ExprAt<'_>) -> bool {
    let facts = &at.file.facts;
    let owner = |id: &ExprId| facts.owner(*id);
    let root = std::iter::successors(Some(at.id), owner).last();
    let ExprKind::Name(name) = facts.kind(root.unwrap_or(at.id)) else {
        return false;
    };
    let Some(binding) = facts.resolve(name, at.range().start()) else {
        return false;
    };
    let is_element = |source: &Source| match source {
        Source::ElementOf(_) => true,
        Source::Parameter(function, _) => facts.handed_to(*function).is_some(),
        _ => false,
    };
    let mut definitions = facts.binding(binding).definitions.iter();
    definitions.any(|it| is_element(&it.source))
}
