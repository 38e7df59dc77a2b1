//! The guard in Python: a read that raises by itself where that is all it takes.

use super::super::code_style as style;
use super::{
    Credential, EnvRead, ExprAt, Guard, is_empty, is_implicit, is_straight, is_tested,
    without_stand_in,
};
use crate::facts::ExprKind;
use crate::finding::Applicability;
use crate::text::TextEdit;

pub(super) fn guard(credential: &Credential<'_>, env: &EnvRead<'_>) -> Option<Guard> {
    if is_implicit(credential, env) {
        let edits = explicit_key(credential, env).or_else(|| raise_before(credential, env))?;
        return Some((edits, Applicability::Safe));
    }
    let edits = strict_read(env)?;
    let read = env.read;
    let facts = &read.file.facts;
    // The default of a parameter is read when the module is loaded.
    let in_parameters = facts.functions().any(|(_, function)| {
        let mut parameters = function.parameters.iter();
        parameters.any(|parameter| parameter.range.contains_range(read.range()))
    });
    let is_plain =
        is_straight(credential, env) && !in_parameters && !is_tested(read.file, &env.name, read.id);
    let applicability = match is_plain {
        true => Applicability::Safe,
        false => Applicability::Unsafe,
    };
    Some((edits, applicability))
}

/// `os.getenv("KEY", "")` becomes `os.environ["KEY"]`.
fn strict_read(env: &EnvRead<'_>) -> Option<Vec<TextEdit>> {
    let file = env.read.file;
    let facts = &file.facts;
    let ExprKind::Call(call) = facts.kind(env.read.id) else {
        return None;
    };
    let (name, default) = match call.arguments.as_slice() {
        [name] => (name, None),
        [name, default] => (name, Some(default)),
        _ => return None,
    };
    let is_kept = default.is_some_and(|default| !is_empty(facts.kind(default.value)));
    if is_kept || name.spread.is_some() || !matches!(facts.kind(name.value), ExprKind::String(_)) {
        return None;
    }
    let mut edits = Vec::new();
    let environ = match facts.kind(call.callee) {
        ExprKind::Member { object, name } if name == "getenv" => {
            format!("{}.environ", file.source(facts.range(*object)))
        }
        ExprKind::Member { object, name } if name == "get" => {
            let object = file.source(facts.range(*object));
            object.ends_with("environ").then(|| object.to_owned())?
        }
        ExprKind::Name(name) if name == "getenv" => {
            let (os, import) = style::python_module(file, "os", env.read.range().start());
            edits.extend(import);
            format!("{os}.environ")
        }
        _ => return None,
    };
    let name = file.source(facts.range(name.value));
    let whole = without_stand_in(env.read);
    edits.push(TextEdit::replace(
        whole.range(),
        format!("{environ}[{name}]"),
    ));
    Some(edits)
}

/// `Mistral()` becomes `Mistral(api_key=os.environ["MISTRAL_API_KEY"])`.
pub(super) fn explicit_key(
    credential: &Credential<'_>,
    env: &EnvRead<'_>,
) -> Option<Vec<TextEdit>> {
    let at = credential.at;
    let (os, import) = style::python_module(at.file, "os", at.range().start());
    let quote = style::quote(at.file);
    let value = format!("{os}.environ[{quote}{}{quote}]", env.name);
    let edit = super::config::explicit_key(credential, &value)?;
    Some(import.into_iter().chain([edit]).collect())
}

/// A guard before the statement in which the client is made.
fn raise_before(credential: &Credential<'_>, env: &EnvRead<'_>) -> Option<Vec<TextEdit>> {
    let at: ExprAt<'_> = credential.at;
    let text = at.file.document.text();
    let statement = at.file.facts.statement_at(at.range().start())?;
    if !style::begins_line(text, statement.start()) {
        return None;
    }
    let (os, import) = style::python_module(at.file, "os", at.range().start());
    let (quote, unit, name) = (
        style::quote(at.file),
        style::indent_unit(at.file),
        &env.name,
    );
    let code = format!(
        "if not {os}.environ.get({quote}{name}{quote}):\n{unit}raise RuntimeError({quote}{name} is not set{quote})\n"
    );
    let guard = style::before_statement(text, statement, &code);
    Some(import.into_iter().chain([guard]).collect())
}
