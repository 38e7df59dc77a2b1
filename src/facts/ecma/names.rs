//! Patterns and declarations: which names get which part of a value.

use super::inner;
use super::property_key;
use super::types::declared_type;
use crate::facts::arena::Id;
use crate::facts::build::{Builder, Target};
use crate::facts::expr::{ExprId, ExprKind, PropertyKey};
use crate::facts::items::{Source, Step};
use crate::facts::scope::Scope;
use crate::syntax::{Node, NodeField};
use smol_str::SmolStr;

/// Defines the names in a pattern.
pub(in crate::facts) fn pattern<'tree>(
    b: &mut Builder<'tree>,
    scope: Id<Scope>,
    node: Node<'tree>,
    target: Target,
) {
    if target.is_deep() {
        return;
    }
    match node.kind() {
        "identifier" | "shorthand_property_identifier_pattern" => {
            let (definition, declared) = target.at(node);
            b.define(scope, node, definition, declared);
        }
        "object_pattern" => {
            let children = b.children(node);
            for child in children {
                object_pattern_member(b, scope, child, &target);
            }
        }
        "array_pattern" => {
            let children = b.children(node);
            for (index, child) in children.into_iter().enumerate() {
                pattern(b, scope, child, target.step(Step::Index(index)));
            }
        }
        "assignment_pattern" | "object_assignment_pattern" => {
            if let (Some(left), Some(right)) = (
                b.field(node, NodeField::Left),
                b.field(node, NodeField::Right),
            ) {
                let default = b.expr(right);
                pattern(b, scope, left, target.or(default));
            }
        }
        "rest_pattern" => {
            if let Some(inner) = inner(node) {
                pattern(b, scope, inner, target.step(Step::Others));
            }
        }
        _ => {}
    }
}

pub(super) fn object_pattern_member<'tree>(
    b: &mut Builder<'tree>,
    scope: Id<Scope>,
    node: Node<'tree>,
    target: &Target,
) {
    match node.kind() {
        "pair_pattern" => {
            let (Some(key), Some(value)) = (
                b.field(node, NodeField::Key),
                b.field(node, NodeField::Value),
            ) else {
                return;
            };
            let step = match property_key(b, key) {
                PropertyKey::Name(name) => Step::Key(name),
                PropertyKey::Computed(_) | PropertyKey::Spread => Step::Rest,
            };
            pattern(b, scope, value, target.step(step));
        }
        "object_assignment_pattern" => {
            if let (Some(left), Some(right)) = (
                b.field(node, NodeField::Left),
                b.field(node, NodeField::Right),
            ) {
                let default = b.expr(right);
                let step = Step::Key(b.name(left));
                pattern(b, scope, left, target.step(step).or(default));
            }
        }
        "shorthand_property_identifier_pattern" => {
            let step = Step::Key(b.name(node));
            pattern(b, scope, node, target.step(step));
        }
        _ => pattern(b, scope, node, target.clone()),
    }
}

/// A declarator: `name = value`, `{ a } = value`, `name`.
pub(in crate::facts) fn binding<'tree>(
    b: &mut Builder<'tree>,
    scope: Id<Scope>,
    node: Node<'tree>,
) {
    let Some(name) = b.field(node, NodeField::Name) else {
        return;
    };
    let declared = b
        .field(node, NodeField::Type)
        .and_then(|node| declared_type(b, node));
    match b.field(node, NodeField::Value) {
        Some(value) => {
            let value = b.expr(value);
            name_function(b, name, value);
            b.pattern(scope, name, &Source::Value(value), declared);
        }
        None if name.kind() == "identifier" => b.declare(scope, name, declared),
        None => {}
    }
}

/// Gives a nameless function the name of what it is put into.
pub(super) fn name_function(b: &mut Builder<'_>, name: Node<'_>, value: ExprId) {
    if let (&ExprKind::Function(function), "identifier") = (&b.facts.exprs[value].kind, name.kind())
    {
        let name = b.name(name);
        b.facts.functions[function].name.get_or_insert(name);
    }
}

/// The names that a pattern defines.
pub(super) fn pattern_names(
    b: &Builder<'_>,
    node: Node<'_>,
    depth: usize,
    names: &mut Vec<SmolStr>,
) {
    let field = match node.kind() {
        "identifier" | "shorthand_property_identifier_pattern" => return names.push(b.name(node)),
        "pair_pattern" => b.field(node, NodeField::Value),
        "object_assignment_pattern" | "assignment_pattern" => b.field(node, NodeField::Left),
        _ => None,
    };
    if depth > Target::MAX_DEPTH {
        return;
    }
    if let Some(field) = field {
        return pattern_names(b, field, depth + 1, names);
    }
    if matches!(
        node.kind(),
        "object_pattern" | "array_pattern" | "rest_pattern"
    ) {
        let mut cursor = node.walk();
        for child in node.named_children(&mut cursor) {
            pattern_names(b, child, depth + 1, names);
        }
    }
}
