//! Functions, classes and declared types.

use super::first;
use super::names::pattern;
use crate::facts::arena::Id;
use crate::facts::build::{Builder, Target, range};
use crate::facts::expr::{ExprId, ExprKind, Spread};
use crate::facts::items::{Class, Field, Function, Parameter, Source, Type};
use crate::syntax::{Node, NodeField};
use smol_str::SmolStr;

/// Fills in a function.
pub(in crate::facts) fn function<'tree>(
    b: &mut Builder<'tree>,
    id: Id<Function>,
    node: Node<'tree>,
) {
    if let Some(name) = b.field(node, NodeField::Name) {
        b.facts.functions[id].name = Some(b.name(name));
        let scope = b.scope_around(node);
        let target = Target {
            source: Source::Function(id),
            path: Vec::new(),
            default: None,
            declared: None,
        };
        pattern(b, scope, name, target);
    }
    if let Some(list) = b.field(node, NodeField::Parameters) {
        let nodes = b.children(list);
        for node in nodes {
            parameter(b, id, node);
        }
    }
    b.facts.functions[id].declared = b
        .field(node, NodeField::ReturnType)
        .and_then(|node| declared_type(b, node));
    if let Some(body) = b.field(node, NodeField::Body) {
        b.facts.functions[id].body = range(body);
        if node.kind() == "lambda" {
            let value = b.expr(body);
            b.facts.functions[id].returns.push(value);
        }
    }
}

pub(super) fn parameter<'tree>(b: &mut Builder<'tree>, id: Id<Function>, node: Node<'tree>) {
    let declared = b
        .field(node, NodeField::Type)
        .and_then(|node| declared_type(b, node));
    let default = b.field(node, NodeField::Value).map(|value| b.expr(value));
    let pattern = match node.kind() {
        "identifier" | "list_splat_pattern" | "dictionary_splat_pattern" => node,
        "default_parameter" | "typed_default_parameter" => match b.field(node, NodeField::Name) {
            Some(name) => name,
            None => return,
        },
        "typed_parameter" => match first(node) {
            Some(name) => name,
            None => return,
        },
        _ => return,
    };
    let rest = match pattern.kind() {
        "list_splat_pattern" => Some(Spread::Positional),
        "dictionary_splat_pattern" => Some(Spread::Keyword),
        _ => None,
    };
    let name = if rest.is_some() {
        first(pattern)
    } else {
        Some(pattern)
    };
    let name = name
        .filter(|name| name.kind() == "identifier")
        .map(|name| b.name(name));
    let parameter = Parameter {
        name,
        range: range(node),
        default,
        declared,
        rest,
        field: false,
        notes: match b.field(node, NodeField::Type) {
            Some(annotation) => calls_in(b, annotation),
            None => Vec::new(),
        },
    };
    b.parameter(id, Some(pattern), parameter);
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
        pattern(b, scope, name, target);
    }
    if let Some(bases) = b.field(node, NodeField::Superclasses) {
        let mut cursor = bases.walk();
        let nodes: Vec<_> = bases
            .named_children(&mut cursor)
            .filter(|base| base.kind() != "keyword_argument")
            .collect();
        let (mut bases, mut generic) = (Vec::new(), Vec::new());
        for node in nodes {
            let base = b.expr(node);
            // `class Books(Extractor[Book])` extends `Extractor`.
            match b.facts.kind(base) {
                ExprKind::Index { object, index } => {
                    bases.push(*object);
                    generic.push((*object, *index));
                }
                _ => bases.push(base),
            }
        }
        b.facts.classes[id].bases = bases;
        b.facts.classes[id].generic = generic;
    }
    let Some(body) = b.field(node, NodeField::Body) else {
        return;
    };
    for statement in b.children(body) {
        member(b, id, statement);
    }
}

pub(super) fn member<'tree>(b: &mut Builder<'tree>, id: Id<Class>, statement: Node<'tree>) {
    let definition = match statement.kind() {
        "decorated_definition" => b.field(statement, NodeField::Definition),
        "expression_statement" => statement.named_child(0),
        _ => Some(statement),
    };
    let Some(definition) = definition else { return };
    if let Some(function) = b.function_of(definition) {
        b.facts.functions[function].class = Some(id);
        b.facts.classes[id].methods.push(function);
    } else if definition.kind() == "assignment" {
        let Some(name) = b
            .field(definition, NodeField::Left)
            .filter(|name| name.kind() == "identifier")
        else {
            return;
        };
        let value = b
            .field(definition, NodeField::Right)
            .map(|value| b.expr(value));
        let declared = b
            .field(definition, NodeField::Type)
            .and_then(|node| declared_type(b, node));
        let name = b.name(name);
        b.facts.classes[id].fields.push(Field {
            name,
            range: range(definition),
            value,
            declared,
        });
    }
}

/// The calls in an annotation, from left to right: `Annotated[Mistral, Depends(get_client)]`.
fn calls_in<'tree>(b: &mut Builder<'tree>, annotation: Node<'tree>) -> Vec<ExprId> {
    if !b.text(annotation).contains('(') {
        return Vec::new();
    }
    let (mut calls, mut open) = (Vec::new(), vec![annotation]);
    while let Some(node) = open.pop() {
        if node.kind() == "call" {
            calls.push(b.expr(node));
        } else if calls.len() < 8 {
            let count = u32::try_from(node.named_child_count()).unwrap_or(0);
            open.extend((0..count).rev().filter_map(|index| node.named_child(index)));
        }
    }
    calls
}

/// The type that an annotation declares.
pub(in crate::facts) fn declared_type(b: &Builder<'_>, node: Node<'_>) -> Option<Type> {
    let (mut names, mut literals) = (Vec::<SmolStr>::new(), Vec::new());
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        match node.kind() {
            "identifier" | "attribute" | "none" => names.push(b.name(node)),
            "string" => {
                let text = b
                    .text(node)
                    .trim_start_matches(['r', 'b', 'f', 'u', 'R', 'B', 'F', 'U']);
                literals.push(SmolStr::from(text.trim_matches(['"', '\''])));
            }
            _ => {
                let count = u32::try_from(node.named_child_count()).unwrap_or(0);
                open.extend((0..count).rev().filter_map(|index| node.named_child(index)));
            }
        }
        if names.len() + literals.len() > 64 {
            break;
        }
    }
    let is_literal = |name: &SmolStr| name.rsplit('.').next() == Some("Literal");
    if !literals.is_empty() && names.iter().all(is_literal) && !names.is_empty() {
        return Some(Type::Literals(literals));
    }
    // A type in quotes is one all the same: `client: "Mistral | None"`.
    for literal in &literals {
        let parts = literal.split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.'));
        names.extend(parts.filter(|part| !part.is_empty()).map(SmolStr::from));
    }
    (!names.is_empty()).then_some(Type::Names(names))
}
