//! Declared types, as far as rules ask.

use super::inner;
use super::string;
use crate::facts::arena::Id;
use crate::facts::build::{Builder, range};
use crate::facts::expr::ExprKind;
use crate::facts::items::{Class, Field, Type};
use crate::syntax::{Node, NodeField};
use crate::text::TextRange;
use smol_str::{SmolStr, format_smolstr};

/// How deep object types are told apart.
const MAX_SHAPE_DEPTH: usize = 8;

/// The declaration of a name for a type.
pub(in crate::facts) fn alias<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) {
    let fields = b.fields;
    let field = |name| fields.child(node, name);
    if let (Some(name), Some(value)) = (field(NodeField::Name), field(NodeField::Value))
        && let Some(declared) = declared_type(b, value)
    {
        let name = b.name(name);
        b.facts.aliases.entry(name).or_insert(declared);
    }
}

/// `interface Deps extends Base { client: Mistral }`, a name for an object type.
pub(in crate::facts) fn interface<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) {
    let fields = b.fields;
    let field = |name| fields.child(node, name);
    let (Some(name), Some(body)) = (field(NodeField::Name), field(NodeField::Body)) else {
        return;
    };
    let Some(id) = shape(b, body) else { return };
    let extends = b.children(node);
    for clause in extends
        .into_iter()
        .filter(|it| it.kind() == "extends_type_clause")
    {
        for base in b.children(clause) {
            let base = b.field(base, NodeField::Name).unwrap_or(base);
            let kind = ExprKind::Name(b.name(base));
            let base = b.alloc(kind, base);
            b.facts.classes[id].bases.push(base);
        }
    }
    let name = b.name(name);
    b.facts.classes[id].name = Some(name.clone());
    b.facts.aliases.entry(name).or_insert(Type::Shape(id));
}

/// The fields of an object type, as a class; `None` if it is nested deeper than any program's.
fn shape<'tree>(b: &mut Builder<'tree>, body: Node<'tree>) -> Option<Id<Class>> {
    if b.shape_depth >= MAX_SHAPE_DEPTH {
        return None;
    }
    b.shape_depth += 1;
    let mut class = Class::new(range(body));
    class.shape = true;
    for member in b.children(body) {
        let typed = match member.kind() {
            "property_signature" => b.field(member, NodeField::Type),
            "method_signature" => b.field(member, NodeField::ReturnType),
            _ => None,
        };
        let (Some(name), Some(typed)) = (b.field(member, NodeField::Name), typed) else {
            continue;
        };
        let declared = declared_type(b, typed);
        let name = SmolStr::from(b.text(name).trim_matches(['"', '\'']));
        class.fields.push(Field {
            name,
            range: range(member),
            value: None,
            declared,
        });
    }
    b.shape_depth -= 1;
    // Nothing stands in it that is looked for by place.
    class.range = TextRange::empty(body.start_byte());
    Some(b.facts.classes.alloc(class))
}

/// The object type that an annotation is, but for `null`, `undefined` and `readonly`.
fn only_shape<'tree>(node: Node<'tree>) -> Option<Node<'tree>> {
    match node.kind() {
        "object_type" => Some(node),
        "type_annotation" | "parenthesized_type" | "readonly_type" => only_shape(inner(node)?),
        "union_type" => {
            let mut cursor = node.walk();
            let mut members = node.named_children(&mut cursor);
            members.find_map(only_shape)
        }
        _ => None,
    }
}

/// The type that an annotation declares.
pub(super) fn declared_type<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) -> Option<Type> {
    if let Some(id) = only_shape(node).and_then(|body| shape(b, body)) {
        return Some(Type::Shape(id));
    }
    let (mut names, mut literals) = (Vec::new(), Vec::new());
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        match node.kind() {
            "type_identifier" | "nested_type_identifier" | "predefined_type" => {
                let name = b.name(node);
                match b.constraints.iter().rev().find(|(it, _)| *it == name) {
                    Some((_, constraint)) => names.extend(constraint.iter().cloned()),
                    None => names.push(name),
                }
            }
            "string" => literals.push(string(b, node).value),
            "type_query" => {
                names.extend(inner(node).map(|value| format_smolstr!("typeof {}", b.text(value))))
            }
            "object_type" => names.push(node.kind().into()),
            "function_type" => {
                names.push(node.kind().into());
                open.extend(b.field(node, NodeField::ReturnType));
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
    match (names.is_empty(), literals.is_empty()) {
        (true, false) => Some(Type::Literals(literals)),
        (false, _) => Some(Type::Names(names)),
        (true, true) => None,
    }
}

/// Notes what the type parameters of a function extend, until it is left.
pub(super) fn constrain<'tree>(b: &mut Builder<'tree>, function: Node<'tree>) {
    b.constraints.clear();
    let Some(parameters) = b.field(function, NodeField::TypeParameters) else {
        return;
    };
    for parameter in b.children(parameters) {
        let fields = b.fields;
        let field = |name| fields.child(parameter, name);
        if let (Some(name), Some(constraint)) =
            (field(NodeField::Name), field(NodeField::Constraint))
            && let Some(Type::Names(names)) = declared_type(b, constraint)
        {
            let name = b.name(name);
            b.constraints.push((name, names));
        }
    }
}
