//! Env files: their lines.

use super::build::range;
use super::items::{Comment, EnvEntry};
use super::{Facts, literal};
use crate::syntax::{Capture, Node, QuerySet, SyntaxTree};
use crate::text::TextRange;

/// The facts of an env file.
pub(super) fn facts(tree: &SyntaxTree, text: &str) -> Facts {
    let mut facts = Facts::default();
    QuerySet::of(tree.language()).visit(tree.root(), |found| match found.subject() {
        Capture::Entry => facts.env_entries.extend(entry(found.subject_node(), text)),
        Capture::Comment => facts.comments.push(Comment {
            range: range(found.subject_node()),
        }),
        _ => {}
    });
    facts
}

fn entry(node: Node<'_>, text: &str) -> Option<EnvEntry> {
    let name = node.child_by_field_name("name")?;
    let source = |range: TextRange| text.get(range.as_range()).unwrap_or_default();
    let value = node.child_by_field_name("value");
    let content = value.map(|value| match value.child_by_field_name("content") {
        Some(content) => range(content),
        None if value.kind() == "unquoted_value" => range(value),
        None => TextRange::empty(value.end_byte()),
    });
    let double_quoted = value.is_some_and(|value| value.kind() == "double_quoted_value");
    let meaning = |range| match double_quoted {
        true => literal::unescape(source(range)),
        false => source(range).into(),
    };
    Some(EnvEntry {
        name: source(range(name)).into(),
        name_range: range(name),
        value: content.map(meaning),
        value_range: content.unwrap_or(TextRange::empty(node.end_byte())),
    })
}
