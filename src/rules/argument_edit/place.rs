//! Where in a call a new argument or property goes, and how it is written there.

use super::super::code_style as style;
use super::super::context::Context;
use crate::facts::ExprId;
use crate::flow::{At, ExprAt, Value};
use crate::text::{TextEdit, TextRange};

/// The one object literal that a value is.
pub(super) fn object<'p>(values: &[Value<'p>]) -> Option<ExprAt<'p>> {
    match values {
        [Value::Object(object)] => Some(*object),
        _ => None,
    }
}

/// The edit that gives an object a property, in objects inside it if the path is longer.
pub(super) fn into_path<'p>(
    ctx: &Context<'_, 'p>,
    whole: ExprAt<'p>,
    path: &[String],
    value: &str,
) -> Option<(ExprAt<'p>, TextEdit)> {
    let (name, rest) = path.split_first()?;
    if rest.is_empty() {
        return Some((whole, style::set_property(whole, name, value, "model")?));
    }
    match style::property(whole, name) {
        Some(inner) => {
            let inner = object(&ctx.flow.values(inner))?;
            into_path(ctx, inner, rest, value)
        }
        None => {
            let object = nested(whole, rest, value);
            Some((whole, style::set_property(whole, name, &object, "model")?))
        }
    }
}

/// An object literal in the language of a file: `{ maxTokens: 1024 }`, `{"max_tokens": 1024}`.
fn nested(at: ExprAt<'_>, path: &[String], value: &str) -> String {
    path.iter().rev().fold(value.to_owned(), |value, name| {
        match at.file.language.is_ecma() {
            true => format!("{{ {name}: {value} }}"),
            false => format!("{{\"{name}\": {value}}}"),
        }
    })
}

/// The edit that adds a keyword argument behind the others, or a member of the dict that is one.
pub(super) fn into_keyword<'p>(
    ctx: &Context<'_, 'p>,
    at: ExprAt<'p>,
    name: &str,
    path: &[String],
    value: &str,
) -> Option<(ExprAt<'p>, TextEdit)> {
    let call = at.file.facts.call(at.id)?;
    let given = call
        .arguments
        .iter()
        .find(|it| it.keyword.as_deref() == Some(name));
    if let (Some(given), false) = (given, path.is_empty()) {
        let dict = object(&ctx.flow.values(at.with(given.value)))?;
        return into_path(ctx, dict, path, value);
    }
    if given.is_some() || call.argument_list.is_empty() {
        return None;
    }
    let value = nested(at, path, value);
    let text = at.file.document.text();
    let list = call.argument_list;
    let inside = &text[list.start() + 1..list.end() - 1];
    let written = inside.trim_end();
    let end = list.start() + 1 + written.len();
    // What ends in a comment has no place for an argument.
    let comments = &at.file.facts.comments;
    if written.is_empty()
        || comments
            .iter()
            .any(|it| it.range.contains_range(TextRange::empty(end)))
    {
        return None;
    }
    let last = call.arguments.last()?;
    let gap = style::gap_before(text, last_line_start(at, last.value), list.start());
    let edit = match written.ends_with(',') {
        true if gap == " " => TextEdit::insert(end, format!(" {name}={value},")),
        true => TextEdit::insert(end, format!("{gap}{name}={value},")),
        false => TextEdit::insert(end, format!(",{gap}{name}={value}")),
    };
    Some((at, edit))
}

/// The range of an argument from the beginning of its keyword.
fn last_line_start(at: ExprAt<'_>, value: ExprId) -> TextRange {
    let range = At {
        file: at.file,
        id: value,
    }
    .range();
    let text = at.file.document.text();
    let before = text[..range.start()]
        .trim_end_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '=' | '*'));
    TextRange::new(before.len(), range.end())
}
