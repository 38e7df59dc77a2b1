//! TypeScript, TSX and JavaScript: what their nodes mean.

mod define;
mod element;
mod modules;
mod names;
mod types;

pub(super) use define::{class, function};
pub(super) use element::is_plain_element;
pub(super) use modules::{export, export_of_commonjs, import};
pub(super) use names::{binding, pattern};
use types::declared_type;
pub(super) use types::{alias, interface};

use super::build::{Builder, Lowered, is_comment, range};
use super::expr::{
    Argument, Call, ExprId, ExprKind, Operator, Property, PropertyKey, Spread, StringLiteral,
};
use super::literal::unescape;
use crate::syntax::{Node, NodeField};
use crate::text::TextRange;
use smol_str::SmolStr;

/// The expression that a node is.
pub(super) fn expr<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) -> Lowered {
    let fields = b.fields;
    let field = |name| fields.child(node, name);
    let kind = match node.kind() {
        "identifier"
        | "this"
        | "super"
        | "import"
        | "property_identifier"
        | "shorthand_property_identifier" => ExprKind::Name(b.name(node)),
        "meta_property" => ExprKind::Name(b.name(node)),
        "string" => ExprKind::String(string(b, node)),
        "template_string" => template(b, node),
        "number" => ExprKind::Number(b.name(node)),
        "true" | "false" => ExprKind::Bool(node.kind() == "true"),
        "null" | "undefined" => ExprKind::Null,
        "parenthesized_expression" => match inner(node) {
            Some(inner) => return Lowered::Same(b.expr(inner)),
            None => return b.unknown(node),
        },
        "member_expression" => match (field(NodeField::Object), field(NodeField::Property)) {
            (Some(object), Some(property)) => ExprKind::Member {
                object: b.expr(object),
                name: b.name(property),
            },
            _ => return b.unknown(node),
        },
        "subscript_expression" => match (field(NodeField::Object), field(NodeField::Index)) {
            (Some(object), Some(index)) => ExprKind::Index {
                object: b.expr(object),
                index: b.expr(index),
            },
            _ => return b.unknown(node),
        },
        "call_expression" | "new_expression" => return call(b, node),
        "jsx_self_closing_element" | "jsx_opening_element" => return element::element(b, node),
        "object" => ExprKind::Object(properties(b, node)),
        "array" => ExprKind::Array(elements(b, node)),
        "spread_element" => match inner(node) {
            Some(inner) => ExprKind::Spread(b.expr(inner)),
            None => return b.unknown(node),
        },
        "await_expression" => match inner(node) {
            Some(inner) => ExprKind::Await(b.expr(inner)),
            None => return b.unknown(node),
        },
        "as_expression" | "satisfies_expression" | "non_null_expression" => match inner(node) {
            Some(value) => assertion(b, value, last_child(node), node),
            None => return b.unknown(node),
        },
        "type_assertion" => match last_child(node) {
            Some(value) => assertion(b, value, inner(node), node),
            None => return b.unknown(node),
        },
        // What stands behind `yield*` is waited for, as Effect's generators do.
        "yield_expression" if b.text(node)["yield".len()..].trim_start().starts_with('*') => {
            match inner(node) {
                Some(value) => ExprKind::Await(b.expr(value)),
                None => return b.unknown(node),
            }
        }
        "yield_expression" => {
            let value = inner(node).map(|value| b.expr(value));
            ExprKind::Unknown(value.into_iter().collect())
        }
        "unary_expression" => match (field(NodeField::Operator), field(NodeField::Argument)) {
            (Some(operator), Some(argument)) if b.text(operator) == "!" => {
                ExprKind::Not(b.expr(argument))
            }
            _ => return b.unknown(node),
        },
        "binary_expression" => match (
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
        },
        "ternary_expression" => match (
            field(NodeField::Condition),
            field(NodeField::Consequence),
            field(NodeField::Alternative),
        ) {
            (Some(test), Some(then), Some(otherwise)) => ExprKind::Conditional {
                test: b.expr(test),
                then: b.expr(then),
                otherwise: b.expr(otherwise),
            },
            _ => return b.unknown(node),
        },
        "assignment_expression" | "augmented_assignment_expression" => {
            match field(NodeField::Right) {
                Some(right) => return Lowered::Same(b.expr(right)),
                None => return b.unknown(node),
            }
        }
        "sequence_expression" => match last_child(node) {
            Some(last) => return Lowered::Same(b.expr(last)),
            None => return b.unknown(node),
        },
        _ => match (b.function_of(node), b.class_of(node)) {
            (Some(function), _) => ExprKind::Function(function),
            (None, Some(class)) => ExprKind::Class(class),
            (None, None) if is_opaque(node.kind()) => ExprKind::Unknown(Vec::new()),
            (None, None) => return b.unknown(node),
        },
    };
    Lowered::New(kind)
}

/// Nodes that hold statements or types, whose expressions are reached by other ways.
fn is_opaque(kind: &str) -> bool {
    matches!(
        kind,
        "class" | "class_body" | "statement_block" | "type_arguments" | "comment" | "regex"
    )
}

fn inner(node: Node<'_>) -> Option<Node<'_>> {
    let first = node.named_child(0)?;
    if !is_comment(first) {
        return Some(first);
    }
    let mut cursor = node.walk();
    node.named_children(&mut cursor)
        .find(|child| !is_comment(*child))
}

fn last_child(node: Node<'_>) -> Option<Node<'_>> {
    node.named_child(u32::try_from(node.named_child_count().checked_sub(1)?).ok()?)
}

fn string(b: &Builder<'_>, node: Node<'_>) -> StringLiteral {
    let text = b.text(node);
    let quoted = text.len() >= 2 && text.ends_with(['"', '\'']);
    let content = TextRange::new(
        node.start_byte() + usize::from(!text.is_empty()),
        node.end_byte() - usize::from(quoted),
    );
    StringLiteral {
        value: unescape(b.text.get(content.as_range()).unwrap_or_default()),
        content,
    }
}

fn template<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) -> ExprKind {
    let children = b.children(node);
    let (mut parts, mut at) = (Vec::new(), node.start_byte() + 1);
    let end = node.end_byte().saturating_sub(1).max(at);
    for child in children
        .iter()
        .filter(|child| child.kind() == "template_substitution")
    {
        template_text(b, at, child.start_byte(), node, &mut parts);
        if let Some(inner) = inner(*child) {
            parts.push(b.expr(inner));
        }
        at = child.end_byte();
    }
    if at == node.start_byte() + 1 {
        let content = TextRange::new(at, end);
        let value = unescape(b.text.get(content.as_range()).unwrap_or_default());
        return ExprKind::String(StringLiteral { value, content });
    }
    template_text(b, at, end, node, &mut parts);
    ExprKind::Template(parts)
}

/// Adds the text between two substitutions to the parts of a template.
fn template_text(
    b: &mut Builder<'_>,
    start: usize,
    end: usize,
    node: Node<'_>,
    parts: &mut Vec<ExprId>,
) {
    if start < end {
        let content = TextRange::new(start, end);
        let value = unescape(b.text.get(content.as_range()).unwrap_or_default());
        let part = b.alloc(ExprKind::String(StringLiteral { value, content }), node);
        b.facts.exprs[part].range = content;
        parts.push(part);
    }
}

fn call<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) -> Lowered {
    let construction = node.kind() == "new_expression";
    let callee = match construction {
        true => b.field(node, NodeField::Constructor),
        false => b.field(node, NodeField::Function),
    };
    let Some(callee) = callee else {
        return b.unknown(node);
    };
    // The grammar reads `!f<T>(x)` and `await f<T>(x)` as calls of `!f` and of `await f`.
    let typed = b.field(node, NodeField::TypeArguments).is_some();
    let before = match callee.kind() {
        "await_expression" if typed => inner(callee),
        "unary_expression" if typed && b.text(callee).starts_with('!') => {
            b.field(callee, NodeField::Argument)
        }
        _ => None,
    };
    let sign = before.map(|_| callee.kind());
    let start = before.unwrap_or(callee);
    let callee = b.expr(start);
    let (mut arguments, mut argument_list) = (Vec::new(), TextRange::empty(node.end_byte()));
    if let Some(list) = b.field(node, NodeField::Arguments) {
        argument_list = range(list);
        if list.kind() == "arguments" {
            let nodes = b.code(list);
            arguments = nodes.into_iter().map(|node| argument(b, node)).collect();
        } else {
            arguments.push(Argument {
                keyword: None,
                spread: None,
                value: b.expr(list),
            });
        }
    }
    let call = ExprKind::Call(Call {
        callee,
        arguments,
        argument_list,
        construction,
        types: b
            .field(node, NodeField::TypeArguments)
            .and_then(|types| declared_type(b, types))
            .map(Box::new),
    });
    let Some(sign) = sign else {
        return Lowered::New(call);
    };
    let call = b.alloc(call, node);
    b.facts.exprs[call].range = TextRange::new(start.start_byte(), node.end_byte());
    Lowered::New(match sign {
        "await_expression" => ExprKind::Await(call),
        _ => ExprKind::Not(call),
    })
}

/// `value as T`, `<T>value`, `value!`.
fn assertion<'tree>(
    b: &mut Builder<'tree>,
    value: Node<'tree>,
    declared: Option<Node<'tree>>,
    node: Node<'tree>,
) -> ExprKind {
    let declared = declared
        .filter(|declared| *declared != value)
        .and_then(|declared| declared_type(b, declared));
    ExprKind::Assert {
        value: b.expr(value),
        non_null: node.kind() == "non_null_expression",
        declared: declared.map(Box::new),
    }
}

fn argument<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) -> Argument {
    match inner(node).filter(|_| node.kind() == "spread_element") {
        Some(inner) => Argument {
            keyword: None,
            spread: Some(Spread::Positional),
            value: b.expr(inner),
        },
        None => Argument {
            keyword: None,
            spread: None,
            value: b.expr(node),
        },
    }
}

fn elements<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) -> Vec<ExprId> {
    let nodes = b.code(node);
    nodes.into_iter().map(|node| b.expr(node)).collect()
}

fn properties<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) -> Vec<Property> {
    let children = b.children(node);
    children
        .into_iter()
        .filter_map(|child| property(b, child))
        .collect()
}

fn property<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) -> Option<Property> {
    let (key, value) = match node.kind() {
        "pair" => {
            let key = property_key(b, b.field(node, NodeField::Key)?);
            let value = b.field(node, NodeField::Value)?;
            (key, b.expr(value))
        }
        "shorthand_property_identifier" => (PropertyKey::Name(b.name(node)), b.expr(node)),
        "spread_element" => (PropertyKey::Spread, b.expr(inner(node)?)),
        "method_definition" => (
            property_key(b, b.field(node, NodeField::Name)?),
            b.expr(node),
        ),
        _ => return None,
    };
    Some(named(b, key, value, range(node)))
}

/// A property; a function that has no name of its own has the property's.
fn named(b: &mut Builder<'_>, key: PropertyKey, value: ExprId, range: TextRange) -> Property {
    if let (PropertyKey::Name(name), ExprKind::Function(function)) =
        (&key, &b.facts.exprs[value].kind)
    {
        let function = *function;
        b.facts.functions[function].name.get_or_insert(name.clone());
    }
    Property { key, value, range }
}

fn property_key<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) -> PropertyKey {
    match node.kind() {
        "computed_property_name" => match inner(node) {
            Some(inner) => PropertyKey::Computed(b.expr(inner)),
            None => PropertyKey::Name(SmolStr::default()),
        },
        "string" => PropertyKey::Name(string(b, node).value),
        _ => PropertyKey::Name(b.name(node)),
    }
}
