//! Patterns and declarations: which names get which part of a value.

use super::inner;
use super::property_key;
use super::types::declared_type;
use crate::facts::arena::Id;
use crate::facts::build::{Builder, Target};
use crate::facts::expr::{ExprId, ExprKind, PropertyKey};
use crate::facts::items::{Source, Step};
use crate::facts::scope::Scope;
use crate::syntax::Node;
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
            let mut cursor = node.walk();
            let children: Vec<_> = node.named_children(&mut cursor).collect();
            for child in children {
                object_pattern_member(b, scope, child, &target);
            }
        }
        "array_pattern" => {
            let mut cursor = node.walk();
            let children: Vec<_> = node.named_children(&mut cursor).collect();
            for (index, child) in children.into_iter().enumerate() {
                pattern(b, scope, child, target.step(Step::Index(index)));
            }
        }
        "assignment_pattern" | "object_assignment_pattern" => {
            if let (Some(left), Some(right)) = (
                node.child_by_field_name("left"),
                node.child_by_field_name("right"),
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
                node.child_by_field_name("key"),
                node.child_by_field_name("value"),
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
                node.child_by_field_name("left"),
                node.child_by_field_name("right"),
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
    let Some(name) = node.child_by_field_name("name") else {
        return;
    };
    let declared = node
        .child_by_field_name("type")
        .and_then(|node| declared_type(b, node));
    match node.child_by_field_name("value") {
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
        "pair_pattern" => node.child_by_field_name("value"),
        "object_assignment_pattern" | "assignment_pattern" => node.child_by_field_name("left"),
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
        for child in node.named_children(&mut cursor).collect::<Vec<_>>() {
            pattern_names(b, child, depth + 1, names);
        }
    }
}
