//! Python: what its nodes mean.

mod define;
mod names;

pub(super) use define::{class, declared_type, function};
pub(super) use names::{binding, import, pattern};

use super::build::{Builder, Lowered, is_comment, range};
use super::expr::{
    Argument, Call, ExprId, ExprKind, Operator, Property, PropertyKey, Spread, StringLiteral,
};
use super::literal::unescape;
use crate::syntax::{Node, NodeField};
use crate::text::TextRange;

/// The expression that a node is.
pub(super) fn expr<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) -> Lowered {
    let fields = b.fields;
    let field = |name| fields.child(node, name);
    let kind = match node.kind() {
        "identifier" => ExprKind::Name(b.name(node)),
        "string" => string(b, node),
        "concatenated_string" => ExprKind::Template(children(b, node)),
        "integer" | "float" => ExprKind::Number(b.name(node)),
        "true" | "false" => ExprKind::Bool(node.kind() == "true"),
        "none" => ExprKind::Null,
        "parenthesized_expression" => match first(node) {
            Some(inner) => return Lowered::Same(b.expr(inner)),
            None => return b.unknown(node),
        },
        "attribute" => match (field(NodeField::Object), field(NodeField::Attribute)) {
            (Some(object), Some(name)) => ExprKind::Member {
                object: b.expr(object),
                name: b.name(name),
            },
            _ => return b.unknown(node),
        },
        "subscript" => match field(NodeField::Value) {
            Some(object) => ExprKind::Index {
                object: b.expr(object),
                index: index(b, node),
            },
            None => return b.unknown(node),
        },
        "call" => return call(b, node),
        "dictionary" => ExprKind::Object(properties(b, node)),
        "list" | "tuple" | "set" | "expression_list" => ExprKind::Array(children(b, node)),
        "list_splat" => match first(node) {
            Some(inner) => ExprKind::Spread(b.expr(inner)),
            None => return b.unknown(node),
        },
        "await" => match first(node) {
            Some(inner) => ExprKind::Await(b.expr(inner)),
            None => return b.unknown(node),
        },
        "not_operator" => match field(NodeField::Argument) {
            Some(argument) => ExprKind::Not(b.expr(argument)),
            None => return b.unknown(node),
        },
        "boolean_operator" | "binary_operator" => {
            match (
                field(NodeField::Left),
                field(NodeField::Operator),
                field(NodeField::Right),
            ) {
                (Some(left), Some(operator), Some(right)) => ExprKind::Binary {
                    operator: Operator::of(b.text(operator)),
                    left: b.expr(left),
                    right: b.expr(right),
                },
                _ => return b.unknown(node),
            }
        }
        "comparison_operator" => return comparison(b, node),
        "conditional_expression" => match (
            node.named_child(0),
            node.named_child(1),
            node.named_child(2),
        ) {
            (Some(then), Some(test), Some(otherwise)) => ExprKind::Conditional {
                test: b.expr(test),
                then: b.expr(then),
                otherwise: b.expr(otherwise),
            },
            _ => return b.unknown(node),
        },
        // Its name is defined as its value, so that a guard on either is a guard on both.
        "named_expression" => match field(NodeField::Name) {
            Some(name) => return Lowered::Same(b.expr(name)),
            None => return b.unknown(node),
        },
        "assignment" => match field(NodeField::Right) {
            Some(right) => return Lowered::Same(b.expr(right)),
            None => return b.unknown(node),
        },
        "lambda" => match b.function_of(node) {
            Some(function) => ExprKind::Function(function),
            None => return b.unknown(node),
        },
        "list_comprehension" | "set_comprehension" | "generator_expression" => {
            match field(NodeField::Body) {
                Some(body) => {
                    clauses(b, node);
                    ExprKind::Array(vec![b.expr(body)])
                }
                None => return b.unknown(node),
            }
        }
        "dictionary_comprehension" => {
            match field(NodeField::Body).and_then(|body| property(b, body)) {
                Some(property) => {
                    clauses(b, node);
                    ExprKind::Object(vec![property])
                }
                None => return b.unknown(node),
            }
        }
        "comment" | "block" => ExprKind::Unknown(Vec::new()),
        _ => return b.unknown(node),
    };
    Lowered::New(kind)
}

fn first(node: Node<'_>) -> Option<Node<'_>> {
    let first = node.named_child(0)?;
    if !is_comment(first) {
        return Some(first);
    }
    let mut cursor = node.walk();
    node.named_children(&mut cursor)
        .find(|child| !is_comment(*child))
}

/// Reads the `for` and `if` clauses of a comprehension.
fn clauses<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) {
    let mut cursor = node.walk();
    let clauses: Vec<_> = node.named_children(&mut cursor).skip(1).collect();
    for clause in clauses {
        b.expr(clause);
    }
}

fn children<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) -> Vec<ExprId> {
    let nodes = b.code(node);
    nodes.into_iter().map(|node| b.expr(node)).collect()
}

/// A string: its prefix (`r`, `b`, `f`), quotes and interpolations told apart.
fn string<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) -> ExprKind {
    let children = b.children(node);
    let opening = children.iter().find(|child| child.kind() == "string_start");
    let closing = children.iter().find(|child| child.kind() == "string_end");
    let raw = opening.is_some_and(|start| b.text(*start).contains(['r', 'R']));
    let start = opening.map_or(node.start_byte(), Node::end_byte);
    let end = closing.map_or(node.end_byte(), Node::start_byte).max(start);
    let interpolations: Vec<_> = children
        .into_iter()
        .filter(|child| child.kind() == "interpolation")
        .collect();
    if interpolations.is_empty() {
        return ExprKind::String(literal(b, start, end, raw));
    }
    let (mut parts, mut at) = (Vec::new(), start);
    for interpolation in interpolations {
        string_part(b, at, interpolation.start_byte(), raw, node, &mut parts);
        if let Some(inner) = first(interpolation) {
            parts.push(b.expr(inner));
        }
        at = interpolation.end_byte();
    }
    string_part(b, at, end, raw, node, &mut parts);
    ExprKind::Template(parts)
}

fn literal(b: &Builder<'_>, start: usize, end: usize, raw: bool) -> StringLiteral {
    let content = TextRange::new(start, end);
    let text = b.text.get(content.as_range()).unwrap_or_default();
    StringLiteral {
        value: if raw { text.into() } else { unescape(text) },
        content,
    }
}

fn string_part(
    b: &mut Builder<'_>,
    start: usize,
    end: usize,
    raw: bool,
    node: Node<'_>,
    parts: &mut Vec<ExprId>,
) {
    if start < end {
        let literal = literal(b, start, end, raw);
        let content = literal.content;
        let part = b.alloc(ExprKind::String(literal), node);
        b.facts.exprs[part].range = content;
        parts.push(part);
    }
}

fn call<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) -> Lowered {
    let Some(callee) = b.field(node, NodeField::Function) else {
        return b.unknown(node);
    };
    let callee = b.expr(callee);
    let (mut arguments, mut argument_list) = (Vec::new(), TextRange::empty(node.end_byte()));
    if let Some(list) = b.field(node, NodeField::Arguments) {
        argument_list = range(list);
        if list.kind() == "argument_list" {
            let nodes = b.code(list);
            arguments = nodes
                .into_iter()
                .filter_map(|node| argument(b, node))
                .collect();
        } else {
            arguments.push(Argument {
                keyword: None,
                spread: None,
                value: b.expr(list),
            });
        }
    }
    Lowered::New(ExprKind::Call(Call {
        callee,
        arguments,
        argument_list,
        construction: false,
        types: None,
    }))
}

fn argument<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) -> Option<Argument> {
    let (keyword, spread, value) = match node.kind() {
        "keyword_argument" => (
            Some(b.name(b.field(node, NodeField::Name)?)),
            None,
            b.field(node, NodeField::Value)?,
        ),
        "list_splat" => (None, Some(Spread::Positional), first(node)?),
        "dictionary_splat" => (None, Some(Spread::Keyword), first(node)?),
        _ => (None, None, node),
    };
    Some(Argument {
        keyword,
        spread,
        value: b.expr(value),
    })
}

fn properties<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) -> Vec<Property> {
    let nodes = b.children(node);
    nodes
        .into_iter()
        .filter_map(|node| property(b, node))
        .collect()
}

fn property<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) -> Option<Property> {
    let (key, value) = match node.kind() {
        "pair" => {
            let key = b.expr(b.field(node, NodeField::Key)?);
            let key = match &b.facts.exprs[key].kind {
                ExprKind::String(literal) => PropertyKey::Name(literal.value.clone()),
                _ => PropertyKey::Computed(key),
            };
            (key, b.field(node, NodeField::Value)?)
        }
        "dictionary_splat" => (PropertyKey::Spread, first(node)?),
        _ => return None,
    };
    Some(Property {
        key,
        value: b.expr(value),
        range: range(node),
    })
}

/// `a == b`, `a not in b`; of a chain (`a < b < c`) the first two.
fn comparison<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) -> Lowered {
    let (Some(left), Some(right)) = (node.named_child(0), node.named_child(1)) else {
        return b.unknown(node);
    };
    let between = b
        .text
        .get(left.end_byte()..right.start_byte())
        .unwrap_or_default();
    let operator = between.split_whitespace().collect::<Vec<_>>().join(" ");
    let operator = Operator::of(&operator);
    Lowered::New(ExprKind::Binary {
        operator,
        left: b.expr(left),
        right: b.expr(right),
    })
}

/// What stands between the brackets of `object[…]`; several are one tuple.
fn index<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) -> ExprId {
    let mut cursor = node.walk();
    let parts: Vec<_> = node
        .children_by_field_name("subscript", &mut cursor)
        .collect();
    match parts.as_slice() {
        [only] => b.expr(*only),
        parts => {
            let parts = parts.iter().map(|part| b.expr(*part)).collect();
            b.alloc(ExprKind::Array(parts), node)
        }
    }
}
