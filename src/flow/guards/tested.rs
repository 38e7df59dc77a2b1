//! Which expressions a condition tests for their type, their length or their form.

use crate::catalog::Checks;
use crate::facts::{ExprId, ExprKind, Facts};
use crate::flow::value::ExprAt;

/// The expressions whose type, length or form a condition tests: `typeof text !== "string"`,
/// `text.length > 2000`, `len(text)`, `isinstance(text, str)`.
pub(super) fn tested_in<'p>(checks: &Checks, condition: ExprAt<'p>) -> Vec<ExprAt<'p>> {
    let facts = &condition.file.facts;
    let mut tested = Vec::new();
    let mut open = vec![condition.id];
    for _ in 0..64 {
        let Some(id) = open.pop() else { break };
        match facts.kind(id) {
            ExprKind::Not(inner) if is_length(facts, *inner) => {}
            ExprKind::Not(inner) | ExprKind::Assert { value: inner, .. } => open.push(*inner),
            // `text.length === 0` asks whether there is anything, and lets any length through.
            ExprKind::Binary { left, right, .. }
                if is_none_or_one(facts, *left) || is_none_or_one(facts, *right) => {}
            ExprKind::Binary { left, right, .. } => open.extend([*left, *right]),
            ExprKind::Member { object, name } if is_length_name(name) => {
                tested.push(condition.with(*object));
                // `text.trim().length` tests the text.
                if let ExprKind::Call(call) = facts.kind(*object)
                    && let ExprKind::Member { object, .. } = facts.kind(call.callee)
                {
                    tested.push(condition.with(*object));
                }
            }
            ExprKind::Call(call) => {
                let (ExprKind::Name(name) | ExprKind::Member { name, .. }) =
                    facts.kind(call.callee)
                else {
                    continue;
                };
                let arguments = call.arguments.iter().map(|argument| argument.value);
                if checks.is_test(name) {
                    tested.extend(arguments.map(|id| condition.with(id)));
                    if let ExprKind::Member { object, .. } = facts.kind(call.callee) {
                        tested.push(condition.with(*object));
                    }
                } else {
                    open.extend(arguments);
                }
            }
            ExprKind::Unknown(parts) => {
                let is_typeof = condition.with(id).source().starts_with("typeof");
                match is_typeof {
                    true => tested.extend(parts.iter().map(|id| condition.with(*id))),
                    false => open.extend(parts),
                }
            }
            _ => {}
        }
    }
    tested
}

/// Whether members or functions of this name say how long something is.
fn is_length_name(name: &str) -> bool {
    matches!(name, "length" | "size" | "len")
}

/// Whether an expression says how long something is: `text.length`, `len(text)`.
fn is_length(facts: &Facts, id: ExprId) -> bool {
    let named = facts.call(id).map_or(id, |call| call.callee);
    facts.last_name(named).is_some_and(|it| is_length_name(it))
}

fn is_none_or_one(facts: &Facts, id: ExprId) -> bool {
    matches!(facts.kind(id), ExprKind::Number(number) if matches!(&**number, "0" | "1"))
}
