//! What a condition says over the elements of a list: what passed a filter, what was found.

use super::over::held;
use super::{Knowledge, Known};
use crate::catalog::Meaning;
use crate::facts::{ExprId, ExprKind, Operator, Source};
use crate::flow::Flow;
use crate::flow::value::{ExprAt, Value};
use smol_str::SmolStr;

impl<'p> Flow<'p> {
    /// What is known once a condition has come out as `outcome` for each element: that of a function
    /// written in place, `names.every((name) => process.env[name])`, or of a comprehension,
    /// `all(os.getenv(name) for name in names)`.
    pub(super) fn decided_of_each(
        &self,
        of: ExprAt<'p>,
        outcome: bool,
        depth: usize,
    ) -> Vec<Knowledge<'p>> {
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

    /// What is known once nothing is in a list: all that would have come into it was refused by a
    /// filter, or by the conditions under which it is put there. `None` if it is no such list.
    /// `[name for name in names if not os.getenv(name)]`, `names.filter((name) => !process.env[name])`,
    /// `if (!process.env.NAME) missing.push("NAME")`.
    pub(super) fn nothing_in(&self, list: ExprAt<'p>, depth: usize) -> Option<Vec<Knowledge<'p>>> {
        if let Some((names, among)) = difference(list) {
            return self.all_in_environment(names, among);
        }
        let refused = match filter_of(list)? {
            Filter::Each(test) => return Some(self.decided_of_each(test, false, depth)),
            Filter::Under(conditions) => conditions,
        };
        let known = refused
            .into_iter()
            .flat_map(|condition| self.implied(condition, false, depth + 1));
        Some(known.collect())
    }

    /// What is known once all names of a set are among those of the environment: that each variable is
    /// there. `None` if it is no set of the environment.
    pub(super) fn all_in_environment(
        &self,
        names: ExprAt<'p>,
        among: ExprAt<'p>,
    ) -> Option<Vec<Knowledge<'p>>> {
        let is_environment = |path: &SmolStr| {
            let path = path.strip_suffix(".keys()").unwrap_or(path);
            matches!(self.meaning(among.file, path), Some(Meaning::EnvObject(_)))
        };
        if !self.symbols(among).iter().any(is_environment) {
            return None;
        }
        let values = self.values(names);
        let items = values.iter().filter_map(|value| match value {
            Value::Array(array) => match array.file.facts.kind(array.id) {
                ExprKind::Array(items) => Some(items.iter().map(|item| array.with(*item))),
                _ => None,
            },
            _ => None,
        });
        Some(
            items
                .flatten()
                .map(|item| (item, Known::Confined))
                .collect(),
        )
    }

    /// What is known once something is in a filtered list, of what is not a part of it: the name by
    /// which it was found. `None` if it is no such list.
    pub(super) fn something_in(
        &self,
        list: ExprAt<'p>,
        depth: usize,
    ) -> Option<Vec<Knowledge<'p>>> {
        let known = match filter_of(list)? {
            Filter::Each(test) => self.decided_of_each(test, true, depth),
            Filter::Under(conditions) => match conditions.as_slice() {
                [condition] => self.implied(*condition, true, depth + 1),
                _ => Vec::new(),
            },
        };
        Some(outside_elements(known))
    }
}

/// A set, and what was taken from it: `set(names) - set(os.environ)`,
/// `set(names).difference(os.environ)`.
fn difference(list: ExprAt<'_>) -> Option<(ExprAt<'_>, ExprAt<'_>)> {
    let facts = &list.file.facts;
    match facts.kind(list.id) {
        ExprKind::Name(_) => {
            let held = held(list)?;
            match facts.kind(held.id) {
                ExprKind::Name(_) => None,
                _ => difference(held),
            }
        }
        ExprKind::Binary {
            operator: Operator::Subtract,
            left,
            right,
        } => Some((list.with(*left), list.with(*right))),
        ExprKind::Call(call) => {
            let (set, name) = facts.member(call.callee)?;
            let other = call.arguments.first().filter(|_| name == "difference")?;
            Some((list.with(set), list.with(other.value)))
        }
        _ => None,
    }
}

/// What decides what is in a list.
enum Filter<'p> {
    /// A function or a comprehension that is asked of each element.
    Each(ExprAt<'p>),
    /// Conditions that hold where something is put into it.
    Under(Vec<ExprAt<'p>>),
}

fn filter_of(list: ExprAt<'_>) -> Option<Filter<'_>> {
    let facts = &list.file.facts;
    match facts.kind(list.id) {
        ExprKind::Name(name) => {
            let held = held(list)?;
            match facts.kind(held.id) {
                ExprKind::Array(items) if items.is_empty() => filled_under(list, name),
                ExprKind::Name(_) => None,
                _ => filter_of(held),
            }
        }
        ExprKind::Call(call) => {
            let ExprKind::Member { name, .. } = facts.kind(call.callee) else {
                return None;
            };
            let test = call.arguments.first().filter(|_| name == "filter")?;
            Some(Filter::Each(list.with(test.value)))
        }
        ExprKind::Array(body) => {
            let [body] = body.as_slice() else { return None };
            let mut guards = facts.guards.iter();
            let filter = guards.find(|guard| guard.then == facts.range(*body))?;
            Some(Filter::Under(vec![list.with(filter.condition)]))
        }
        _ => None,
    }
}

/// The conditions under which something is put into a list that begins empty.
fn filled_under<'p>(list: ExprAt<'p>, name: &str) -> Option<Filter<'p>> {
    let facts = &list.file.facts;
    let within = |call: &ExprId| {
        let range = facts.range(*call);
        let around = facts
            .guards
            .iter()
            .filter(|it| it.then.contains_range(range));
        around.min_by_key(|guard| guard.then.len())
    };
    let filled = facts.mutations(name).iter();
    let conditions: Option<Vec<_>> = filled
        .map(|call| Some(list.with(within(call)?.condition)))
        .collect();
    conditions.filter(|it| !it.is_empty()).map(Filter::Under)
}

/// Of what is known that which is not a part of an element of a list.
pub(super) fn outside_elements(mut known: Vec<Knowledge<'_>>) -> Vec<Knowledge<'_>> {
    known.retain(|(at, known)| *known == Known::Confined && !is_of_element(*at));
    known
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

/// What was found in a list, by its position there: `MODELS.indexOf(model) !== -1`.
pub(super) fn found_by_position(at: ExprAt<'_>, outcome: bool) -> Option<ExprAt<'_>> {
    let facts = &at.file.facts;
    let ExprKind::Binary {
        operator,
        left,
        right,
    } = facts.kind(at.id)
    else {
        return None;
    };
    let is_found = match (operator, at.with(*right).source()) {
        (Operator::NotEqual | Operator::Greater, "-1") | (Operator::AtLeast, "0") => true,
        (Operator::Equal, "-1") | (Operator::Less, "0") => false,
        _ => return None,
    };
    let call = facts.call(*left).filter(|_| outcome == is_found)?;
    let (_, name) = facts.member(call.callee)?;
    let sought = call.arguments.first().filter(|_| name == "indexOf")?;
    Some(at.with(sought.value))
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
