//! Functions and classes.

use super::inner;
use super::names::pattern;
use super::types::{constrain, declared_type};
use crate::facts::arena::Id;
use crate::facts::build::{Builder, Target, range};
use crate::facts::expr::{ExprId, ExprKind, Spread};
use crate::facts::items::{Class, Field, Function, Parameter, Source, Type};
use crate::syntax::{Node, NodeField};

/// Fills in a function.
pub(in crate::facts) fn function<'tree>(
    b: &mut Builder<'tree>,
    id: Id<Function>,
    node: Node<'tree>,
) {
    if let Some(name) = b.field(node, NodeField::Name) {
        let text = b.name(name);
        b.facts.functions[id].name = Some(text);
        if node.kind().ends_with("_declaration") {
            let scope = b.scope_around(node);
            let target = Target {
                source: Source::Function(id),
                path: Vec::new(),
                default: None,
                declared: None,
            };
            pattern(b, scope, name, target);
        }
    }
    if node.kind() == "method_definition" {
        let mut cursor = node.walk();
        b.facts.functions[id].getter = node
            .children(&mut cursor)
            .any(|child| child.kind() == "get");
    }
    b.facts.functions[id].arrow = node.kind() == "arrow_function";
    constrain(b, node);
    b.facts.functions[id].declared = b
        .field(node, NodeField::ReturnType)
        .and_then(|node| declared_type(b, node));
    if let Some(parameter) = b.field(node, NodeField::Parameter) {
        let entry = parameter_of(b, parameter, None, None);
        b.parameter(id, Some(parameter), entry);
    }
    if let Some(list) = b.field(node, NodeField::Parameters) {
        let nodes = b.code(list);
        for node in nodes {
            parameter(b, id, node);
        }
    }
    if let Some(body) = b.field(node, NodeField::Body) {
        b.facts.functions[id].body = range(body);
        if body.kind() != "statement_block" {
            let value = b.expr(body);
            b.facts.functions[id].returns.push(value);
        }
    }
}

pub(super) fn parameter<'tree>(b: &mut Builder<'tree>, id: Id<Function>, node: Node<'tree>) {
    let typed = matches!(node.kind(), "required_parameter" | "optional_parameter");
    let declared = b
        .field(node, NodeField::Type)
        .and_then(|node| declared_type(b, node));
    let (pattern, default) = match (typed, node.kind()) {
        (true, _) => (
            b.field(node, NodeField::Pattern),
            b.field(node, NodeField::Value),
        ),
        (false, "assignment_pattern") => (
            b.field(node, NodeField::Left),
            b.field(node, NodeField::Right),
        ),
        _ => (Some(node), None),
    };
    let default = default.map(|node| b.expr(node));
    let Some(pattern) = pattern else { return };
    let mut entry = parameter_of(b, pattern, default, declared);
    entry.range = range(node);
    let mut cursor = node.walk();
    entry.field = typed
        && node
            .children(&mut cursor)
            .any(|child| matches!(child.kind(), "accessibility_modifier" | "readonly"));
    let mut cursor = node.walk();
    let decorators: Vec<_> = node
        .children_by_field_name("decorator", &mut cursor)
        .filter_map(inner)
        .collect();
    entry.notes = decorators.into_iter().map(|node| b.expr(node)).collect();
    b.parameter(id, Some(pattern), entry);
}

pub(super) fn parameter_of(
    b: &Builder<'_>,
    pattern: Node<'_>,
    default: Option<ExprId>,
    declared: Option<Type>,
) -> Parameter {
    let rest = pattern.kind() == "rest_pattern";
    let name = if rest {
        inner(pattern).unwrap_or(pattern)
    } else {
        pattern
    };
    Parameter {
        name: (name.kind() == "identifier").then(|| b.name(name)),
        range: range(pattern),
        default,
        declared,
        rest: rest.then_some(Spread::Positional),
        field: false,
        notes: Vec::new(),
    }
}

/// Fills in a class.
pub(in crate::facts) fn class<'tree>(b: &mut Builder<'tree>, id: Id<Class>, node: Node<'tree>) {
    if let Some(name) = b.field(node, NodeField::Name) {
        b.facts.classes[id].name = Some(b.name(name));
        let scope = b.scope_around(node);
        let target = Target {
            source: Source::Class(id),
            path: Vec::new(),
            default: None,
            declared: None,
        };
        let (definition, _) = target.at(name);
        b.define(scope, name, definition, None);
    }
    let mut children = b.children(node);
    // `@Controller() export class`: they stand before the `export`.
    if let Some(export) = node.parent().filter(|it| it.kind() == "export_statement") {
        let mut cursor = export.walk();
        children.extend(export.children_by_field_name("decorator", &mut cursor));
    }
    for child in children {
        match child.kind() {
            "class_heritage" => bases(b, id, child),
            "decorator" => {
                if let Some(inner) = inner(child) {
                    let decorator = b.expr(inner);
                    b.facts.classes[id].decorators.push(decorator);
                }
            }
            "class_body" => members(b, id, child),
            "enum_body" => enumerators(b, id, child),
            _ => {}
        }
    }
}

/// The members of an `enum` that have a value.
pub(super) fn enumerators<'tree>(b: &mut Builder<'tree>, id: Id<Class>, body: Node<'tree>) {
    b.facts.classes[id].enumeration = true;
    for member in b.children(body) {
        if member.kind() == "enum_assignment" {
            field(b, id, member);
        }
    }
}

pub(super) fn bases<'tree>(b: &mut Builder<'tree>, id: Id<Class>, heritage: Node<'tree>) {
    for child in b.children(heritage) {
        let value = match child.kind() {
            "extends_clause" => b.field(child, NodeField::Value),
            "implements_clause" => None,
            _ => Some(child),
        };
        if let Some(value) = value {
            let base = b.expr(value);
            b.facts.classes[id].bases.push(base);
        }
    }
}

pub(super) fn members<'tree>(b: &mut Builder<'tree>, id: Id<Class>, body: Node<'tree>) {
    let mut cursor = body.walk();
    let mut decorators = Vec::new();
    for member in body.named_children(&mut cursor).collect::<Vec<_>>() {
        match member.kind() {
            "decorator" => {
                if let Some(inner) = inner(member) {
                    decorators.push(b.expr(inner));
                }
                continue;
            }
            "public_field_definition" | "field_definition" => field(b, id, member),
            _ => {
                if let Some(function) = b.function_of(member) {
                    b.facts.functions[function].class = Some(id);
                    b.facts.functions[function]
                        .decorators
                        .append(&mut decorators);
                    b.facts.classes[id].methods.push(function);
                }
            }
        }
        decorators.clear();
    }
}

pub(super) fn field<'tree>(b: &mut Builder<'tree>, id: Id<Class>, node: Node<'tree>) {
    let name = b
        .field(node, NodeField::Name)
        .or_else(|| b.field(node, NodeField::Property));
    let Some(name) = name else { return };
    let value = b.field(node, NodeField::Value).map(|value| b.expr(value));
    let declared = b
        .field(node, NodeField::Type)
        .and_then(|node| declared_type(b, node));
    let name = b.name(name);
    if let Some(&ExprKind::Function(function)) = value.map(|value| &b.facts.exprs[value].kind) {
        b.facts.functions[function].name.get_or_insert(name.clone());
        b.facts.functions[function].class = Some(id);
    }
    b.facts.classes[id].fields.push(Field {
        name,
        range: range(node),
        value,
        declared,
    });
}
