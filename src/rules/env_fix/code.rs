//! The edits that make code read a variable, in the idiom of its file.

use super::super::code_style as style;
use crate::facts::{ExprKind, Operator};
use crate::flow::ExprAt;
use crate::text::{TextEdit, TextEdits};

/// The scheme that stands before a key in an `Authorization` header.
const SCHEME: &str = "Bearer ";

/// The edits that replace the literal at `at` by a read of the variable that fails when it is
/// missing, with what that needs: an import in Python, a guard in TypeScript and JavaScript. `None`
/// where the literal cannot be replaced by an expression alone.
pub(super) fn read_env(at: ExprAt<'_>, name: &str) -> Option<TextEdits> {
    let is_in_fstring = is_fragment(at) && !at.file.language.is_ecma();
    if is_written_to_env(at) || is_in_fstring {
        return None;
    }
    let place = fallback_around(at).unwrap_or(at);
    let edits = match at.file.language.is_ecma() {
        true => ecma(at, place, name),
        false => python(at, place, name),
    };
    TextEdits::new(edits).ok()
}

fn ecma(literal: ExprAt<'_>, place: ExprAt<'_>, name: &str) -> Vec<TextEdit> {
    let read = format!("process.env.{name}");
    let scheme = if has_scheme(literal) { SCHEME } else { "" };
    let code = match (is_fragment(literal), scheme) {
        (true, scheme) => format!("{scheme}${{{read}}}"),
        (false, "") => read.clone(),
        (false, scheme) => format!("`{scheme}${{{read}}}`"),
    };
    let guard = (!is_guarded(literal, name))
        .then(|| guard(literal, &read, name))
        .flatten();
    guard
        .into_iter()
        .chain([TextEdit::replace(place.range(), code)])
        .collect()
}

/// Whether some guard of the file already reads the variable.
fn is_guarded(at: ExprAt<'_>, name: &str) -> bool {
    let text = at.file.document.text();
    at.file.facts.guards.iter().any(|guard| {
        text[at.file.facts.range(guard.condition).as_range()]
            .contains(&format!("process.env.{name}"))
    })
}

/// The statement that stops the program when the variable is missing, before the one with the
/// literal.
fn guard(at: ExprAt<'_>, read: &str, name: &str) -> Option<TextEdit> {
    let text = at.file.document.text();
    let statement = at.file.facts.statement_at(at.range().start())?;
    let unit = style::indent_unit(at.file);
    let quote = text[at.range().as_range()]
        .chars()
        .next()
        .filter(|quote| matches!(quote, '\'' | '"'))
        .unwrap_or('"');
    let end = style::semicolon(text);
    let code = format!(
        "if (!{read}) {{\n{unit}throw new Error({quote}{name} is not set{quote}){end}\n}}\n"
    );
    style::begins_line(text, statement.start())
        .then(|| style::before_statement(text, statement, &code))
}

fn python(literal: ExprAt<'_>, place: ExprAt<'_>, name: &str) -> Vec<TextEdit> {
    let text = place.file.document.text();
    let quote = match text[literal.range().as_range()].chars().last() {
        Some('\'') => '\'',
        _ => '"',
    };
    let (module, import) = style::python_module(place.file, "os", place.range().start());
    let code = match has_scheme(literal) {
        true => {
            let inner = if quote == '"' { '\'' } else { '"' };
            format!("f{quote}{SCHEME}{{{module}.environ[{inner}{name}{inner}]}}{quote}")
        }
        false => format!("{module}.environ[{quote}{name}{quote}]"),
    };
    import
        .into_iter()
        .chain([TextEdit::replace(place.range(), code)])
        .collect()
}

/// Whether the literal is the text between the interpolations of a template, without quotes.
fn is_fragment(at: ExprAt<'_>) -> bool {
    matches!(at.file.facts.kind(at.id), ExprKind::String(literal) if literal.content == at.range())
}

fn has_scheme(at: ExprAt<'_>) -> bool {
    matches!(at.file.facts.kind(at.id), ExprKind::String(literal) if literal.value.starts_with(SCHEME))
}

/// The variable whose fallback the literal is.
pub(super) fn fallback_variable(at: ExprAt<'_>) -> Option<String> {
    let facts = &at.file.facts;
    let around = fallback_around(at)?;
    match facts.kind(around.id) {
        ExprKind::Call(call) => match facts.kind(call.arguments.first()?.value) {
            ExprKind::String(name) => Some(name.value.to_string()),
            _ => None,
        },
        ExprKind::Binary { left, .. } => match facts.member(*left) {
            Some((_, name)) => Some(name.to_string()),
            None => match facts.kind(facts.call(*left)?.arguments.first()?.value) {
                ExprKind::String(name) => Some(name.value.to_string()),
                _ => None,
            },
        },
        _ => None,
    }
}

/// The expression whose fallback the literal is: `env || "…"`, `getenv("…", "…")`.
fn fallback_around<'p>(at: ExprAt<'p>) -> Option<ExprAt<'p>> {
    let facts = &at.file.facts;
    let holds = |kind: &ExprKind| match kind {
        ExprKind::Binary {
            operator: Operator::Or | Operator::Coalesce,
            right,
            ..
        } => *right == at.id,
        ExprKind::Call(call) => {
            let names_variable = |name: &ExprKind| matches!(name, ExprKind::String(name) if is_variable(&name.value));
            matches!(call.arguments.as_slice(), [name, value] if value.value == at.id && names_variable(facts.kind(name.value)))
        }
        _ => false,
    };
    let (id, _) = facts.exprs().find(|(_, expr)| holds(&expr.kind))?;
    Some(at.with(id))
}

/// Whether a string is spelled like a variable of the environment.
fn is_variable(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Whether the literal is what a program puts into its own environment; there a read would read
/// itself.
fn is_written_to_env(at: ExprAt<'_>) -> bool {
    let facts = &at.file.facts;
    let written = facts
        .assignments
        .iter()
        .filter(|assignment| assignment.value == at.id);
    let text = at.file.document.text();
    written
        .into_iter()
        .any(|assignment| text[facts.range(assignment.target).as_range()].contains("env"))
}
