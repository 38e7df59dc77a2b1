//! A property put into an object or dict literal, written as the others are.

use super::line_start;
use crate::facts::{ExprKind, Property, PropertyKey};
use crate::flow::ExprAt;
use crate::text::{TextEdit, TextRange};

/// The value of a property.
pub(in crate::rules) fn property<'p>(object: ExprAt<'p>, name: &str) -> Option<ExprAt<'p>> {
    let property = properties(object)?
        .iter()
        .find(|property| is_named(property, name))?;
    Some(object.with(property.value))
}

fn properties(object: ExprAt<'_>) -> Option<&[Property]> {
    match object.file.facts.kind(object.id) {
        ExprKind::Object(properties) => Some(properties),
        _ => None,
    }
}

fn is_named(property: &Property, name: &str) -> bool {
    matches!(&property.key, PropertyKey::Name(key) if key == name)
}

/// The edit that adds a property after the last one.
pub(in crate::rules) fn append_property(
    object: ExprAt<'_>,
    name: &str,
    value: &str,
) -> Option<TextEdit> {
    match properties(object)?.last() {
        Some(last) => Some(after(object, last, name, value)),
        None => {
            let inside = TextRange::new(object.range().start() + 1, object.range().end() - 1);
            let is_blank = object.file.source(inside).trim().is_empty();
            is_blank.then(|| TextEdit::replace(inside, format!(" {name}: {value} ")))
        }
    }
}

/// The edit that gives an object a property: in the place of one that says nothing, after the property
/// `before`, or else after the last one.
pub(in crate::rules) fn set_property(
    object: ExprAt<'_>,
    name: &str,
    value: &str,
    before: &str,
) -> Option<TextEdit> {
    let properties = properties(object)?;
    if let Some(known) = properties.iter().find(|it| is_named(it, name)) {
        let range = object.file.facts.range(known.value);
        return Some(TextEdit::replace(range, value));
    }
    let before = properties.iter().find(|it| is_named(it, before));
    Some(after(object, before.or(properties.last())?, name, value))
}

fn after(object: ExprAt<'_>, before: &Property, name: &str, value: &str) -> TextEdit {
    let text = object.file.document.text();
    let first = text[before.range.as_range()].chars().next();
    let name = match first.filter(|quote| matches!(quote, '"' | '\'')) {
        Some(quote) => format!("{quote}{name}{quote}"),
        None if object.file.language.is_ecma() => name.to_owned(),
        None => format!("\"{name}\""),
    };
    let gap = gap_before(text, before.range, object.range().start());
    TextEdit::insert(before.range.end(), format!(",{gap}{name}: {value}"))
}

/// What stands between one item of a list and the next: a space, or a new line as indented as the item
/// that has one of its own.
pub(in crate::rules) fn gap_before(text: &str, item: TextRange, list: usize) -> String {
    let line = line_start(text, item.start());
    let indent = &text[line..item.start()];
    match line > list && indent.trim().is_empty() {
        true => format!("\n{indent}"),
        false => " ".to_owned(),
    }
}
