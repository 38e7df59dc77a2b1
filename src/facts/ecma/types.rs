//! Declared types, as far as rules ask.

use super::inner;
use super::string;
use crate::facts::build::Builder;
use crate::facts::items::Type;
use crate::syntax::Node;
use smol_str::format_smolstr;

/// The declaration of a name for a type.
pub(in crate::facts) fn alias(b: &mut Builder<'_>, node: Node<'_>) {
    let field = |name| node.child_by_field_name(name);
    if let (Some(name), Some(value)) = (field("name"), field("value"))
        && let Some(declared) = declared_type(b, value)
    {
        let name = b.name(name);
        b.facts.aliases.entry(name).or_insert(declared);
    }
}

/// The type that an annotation declares.
pub(super) fn declared_type(b: &Builder<'_>, node: Node<'_>) -> Option<Type> {
    let (mut names, mut literals) = (Vec::new(), Vec::new());
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        match node.kind() {
            "type_identifier" | "nested_type_identifier" | "predefined_type" => {
                names.push(b.name(node))
            }
            "string" => literals.push(string(b, node).value),
            "type_query" => {
                names.extend(inner(node).map(|value| format_smolstr!("typeof {}", b.text(value))))
            }
            "object_type" | "function_type" => names.push(node.kind().into()),
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
