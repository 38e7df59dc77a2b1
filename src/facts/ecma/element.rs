//! Elements of JSX: one of a component is a call of it with the properties that it is given,
//! `<Chat url={url} />`.

use super::{inner, named};
use crate::facts::build::{Builder, Lowered, range};
use crate::facts::expr::{Argument, Call, ExprId, ExprKind, Property, PropertyKey};
use crate::syntax::{Node, NodeField};
use crate::text::TextRange;

/// Whether a node is an element that is no component's, or one that is given nothing.
pub(in crate::facts) fn is_plain_element<'tree>(b: &Builder<'tree>, node: Node<'tree>) -> bool {
    node.kind().starts_with("jsx_") && component(b, node).is_none()
}

/// The name of the component that an element is of, if that is given something.
fn component<'tree>(b: &Builder<'tree>, node: Node<'tree>) -> Option<Node<'tree>> {
    let name = b.field(node, NodeField::Name)?;
    let is_component = match name.kind() {
        "identifier" => b.text(name).starts_with(char::is_uppercase),
        "member_expression" => true,
        _ => false,
    };
    (is_component && node.named_child_count() > 1).then_some(name)
}

/// The call that an element is.
pub(super) fn element<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) -> Lowered {
    let Some(name) = component(b, node) else {
        return b.unknown(node);
    };
    let callee = b.expr(name);
    let children = b.children(node).into_iter();
    let properties = children.filter_map(|child| attribute(b, child)).collect();
    let value = b.alloc(ExprKind::Object(properties), node);
    b.facts.exprs[value].range = TextRange::new(name.end_byte(), node.end_byte());
    Lowered::New(ExprKind::Call(Call {
        callee,
        arguments: vec![Argument {
            keyword: None,
            spread: None,
            value,
        }],
        argument_list: TextRange::empty(node.end_byte()),
        construction: false,
        types: None,
    }))
}

/// `url={url}`, `name="chat"`, `open`, `{...props}`.
fn attribute<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) -> Option<Property> {
    let (key, value) = match node.kind() {
        "jsx_attribute" => {
            let key = PropertyKey::Name(b.name(node.named_child(0)?));
            let value = match node.named_child(1) {
                Some(value) => written(b, value)?,
                None => b.alloc(ExprKind::Bool(true), node),
            };
            (key, value)
        }
        "jsx_expression" => {
            let spread = inner(node).filter(|it| it.kind() == "spread_element")?;
            (PropertyKey::Spread, b.expr(inner(spread)?))
        }
        _ => return None,
    };
    Some(named(b, key, value, range(node)))
}

/// What an attribute is given.
fn written<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) -> Option<ExprId> {
    match node.kind() {
        "jsx_expression" => Some(b.expr(inner(node)?)),
        _ => Some(b.expr(node)),
    }
}
