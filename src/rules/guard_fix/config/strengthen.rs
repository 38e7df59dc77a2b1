//! Weak checks made strong: a schema that lets a variable be absent or empty.

use super::super::super::code_style as style;
use super::library;
use crate::facts::ExprKind;
use crate::finding::{Applicability, FileChange, FileEdit, Fix};
use crate::flow::ExprAt;
use crate::text::{TextEdit, TextEdits, TextRange};

/// What makes a field one that may be absent.
const OPTIONAL: [&str; 2] = ["optional", "nullish"];

/// The fix for a check at `at` of the variable `name` that accepts the empty string.
pub(in crate::rules) fn weak(at: ExprAt<'_>, name: &str) -> Option<Fix> {
    let edits = match at.file.language.is_ecma() {
        true => non_empty(at)?,
        false => min_length(at, name)?,
    };
    Some(Fix {
        title: format!("Refuse an empty `{name}`"),
        // A program that is given an empty one stops then.
        applicability: Applicability::Safe,
        edits: vec![FileEdit {
            path: at.file.path.clone(),
            change: FileChange::Edit(TextEdits::new(edits).ok()?),
        }],
    })
}

/// Whether the schema of a field lets it be absent.
pub(super) fn is_optional(field: ExprAt<'_>) -> bool {
    let source = field.source();
    OPTIONAL.iter().any(|it| source.contains(&format!("{it}(")))
        || source.contains("default(")
        || source.contains("default:")
}

/// The edit that has a field be required and not empty: `z.string().optional()`; `None` where it is not
/// written that way.
pub(super) fn required(field: ExprAt<'_>) -> Option<TextEdit> {
    let base = OPTIONAL
        .iter()
        .find_map(|it| field.source().strip_suffix(&format!(".{it}()")))?;
    let is_plain = base.ends_with("string()") && !base.contains("coerce");
    let end = match base.ends_with("string()") {
        true => ".min(1)",
        false => "",
    };
    let is_checked = base.contains(".min(1)") || base.contains(".nonempty(");
    (is_plain || is_checked).then(|| TextEdit::replace(field.range(), format!("{base}{end}")))
}

/// The edits that have a schema refuse the empty string.
fn non_empty(field: ExprAt<'_>) -> Option<Vec<TextEdit>> {
    // What lets the empty string through by name has the last word.
    if field.source().contains("allow(") {
        return None;
    }
    let facts = &field.file.facts;
    // The innermost call: `z.string()` of `z.string().describe("…")`.
    let mut call = field;
    while let ExprKind::Call(it) = facts.kind(call.id)
        && let ExprKind::Member { object, .. } = facts.kind(it.callee)
        && matches!(facts.kind(*object), ExprKind::Call(_))
    {
        call = call.with(*object);
    }
    let ExprKind::Call(base) = facts.kind(call.id) else {
        return None;
    };
    let end = call.range().end();
    match facts.kind(base.callee) {
        ExprKind::Member { object, name } if name == "string" => {
            let local = field.file.source(facts.range(*object));
            match imports(field, "valibot") {
                true => Some(vec![
                    TextEdit::insert(call.range().start(), format!("{local}.pipe(")),
                    TextEdit::insert(end, format!(", {local}.nonEmpty())")),
                ]),
                false => Some(vec![TextEdit::insert(end, ".min(1)")]),
            }
        }
        ExprKind::Name(name) if name == "str" && imports(field, "envalid") => {
            let entry = library::entry(field.file)?;
            let callee = facts.range(base.callee);
            let own = entry.schema.trim_end_matches("()").to_owned();
            Some([entry.edits, vec![TextEdit::replace(callee, own)]].concat())
        }
        _ => None,
    }
}

fn imports(at: ExprAt<'_>, module: &str) -> bool {
    at.file.facts.imports().any(|(_, it)| it.module == module)
}

/// The edits that have a field of pydantic's settings refuse the empty string. `at` is the field's
/// value, or a base of the class.
fn min_length(at: ExprAt<'_>, name: &str) -> Option<Vec<TextEdit>> {
    let facts = &at.file.facts;
    let (_, class) = facts
        .classes()
        .rev()
        .find(|(_, class)| class.range.contains_range(at.range()))?;
    let lower = name.to_lowercase();
    let is_it = |field: &&crate::facts::Field| match field.value {
        Some(value) => value == at.id,
        None => lower.ends_with(&*field.name.to_lowercase()),
    };
    let field = class.fields.iter().find(is_it)?;
    // A condition in a method is none of the class's fields.
    if field.value.is_none() && !class.bases.contains(&at.id) {
        return None;
    }
    let Some(value) = field.value else {
        let insert = TextEdit::insert(field.range.end(), " = Field(min_length=1)");
        return Some(import_field(at).into_iter().chain([insert]).collect());
    };
    let call = facts.call(value)?;
    let is_field = matches!(facts.kind(call.callee), ExprKind::Name(name) if name == "Field");
    let inside = TextRange::new(
        call.argument_list.start() + 1,
        call.argument_list.end().checked_sub(1)?,
    );
    let text = at.file.document.text()[inside.as_range()].trim_end();
    let end = inside.start() + text.len();
    let edit = match text.chars().last() {
        None => TextEdit::insert(end, "min_length=1"),
        Some(',') => TextEdit::insert(end, " min_length=1"),
        Some(_) => TextEdit::insert(end, ", min_length=1"),
    };
    is_field.then(|| vec![edit])
}

/// What imports pydantic's `Field`, unless it is there.
pub(super) fn import_field(at: ExprAt<'_>) -> Option<TextEdit> {
    match at.file.facts.module_binding("Field") {
        Some(_) => None,
        None => Some(style::python_import(
            at.file,
            "from pydantic import Field",
            false,
        )),
    }
}
