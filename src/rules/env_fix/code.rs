//! The edits that make code read a variable, in the idiom of its file.

use super::super::code_style as style;
use crate::facts::{ExprKind, Operator, Source};
use crate::flow::ExprAt;
use crate::syntax::Language;
use crate::text::{TextEdit, TextRange};

/// The scheme that stands before a key in an `Authorization` header.
const SCHEME: &str = "Bearer ";

/// The edits that replace the literal at `at` by a read of the variable that fails when it is
/// missing, with what that needs: an import in Python, a guard in TypeScript and JavaScript. `None`
/// where the literal cannot be replaced by an expression alone.
pub(super) fn read_env(at: ExprAt<'_>, name: &str) -> Option<Vec<TextEdit>> {
    let is_in_fstring = is_fragment(at) && !at.file.language.is_ecma();
    if is_written_to_env(at) || is_in_fstring {
        return None;
    }
    let place = fallback_around(at).unwrap_or(at);
    Some(match at.file.language.is_ecma() {
        true => ecma(at, place, name),
        false => python(at, place, name),
    })
}

fn ecma(literal: ExprAt<'_>, place: ExprAt<'_>, name: &str) -> Vec<TextEdit> {
    let read = format!("process.env.{name}");
    let scheme = if has_scheme(literal) { SCHEME } else { "" };
    let guard = (!is_guarded(literal, name) && !has_another(literal))
        .then(|| guard(literal, &read, name))
        .flatten();
    let code = match (is_fragment(literal), scheme) {
        (true, scheme) => format!("{scheme}${{{read}}}"),
        // What the guard makes certain is not known to the compiler in another function.
        (false, "") if guard.is_some() && crosses(literal) && is_typescript(literal) => {
            format!("{read}!")
        }
        (false, "") => read.clone(),
        (false, scheme) => format!("`{scheme}${{{read}}}`"),
    };
    guard
        .into_iter()
        .chain([TextEdit::replace(place.range(), code)])
        .collect()
}

/// Whether some guard of the file already reads the variable.
fn is_guarded(at: ExprAt<'_>, name: &str) -> bool {
    let facts = &at.file.facts;
    let read = format!("process.env.{name}");
    facts
        .guards
        .iter()
        .any(|guard| at.file.source(facts.range(guard.condition)).contains(&read))
}

/// The statement that stops the program when the variable is missing, before the first one of the
/// function in which the same literal stands.
fn guard(at: ExprAt<'_>, read: &str, name: &str) -> Option<TextEdit> {
    let text = at.file.document.text();
    let statement = first_statement(at)?;
    let unit = style::indent_unit(at.file);
    let quote = text[at.range().as_range()]
        .chars()
        .next()
        .filter(|quote| matches!(quote, '\'' | '"'))
        .unwrap_or('"');
    let end = style::semicolon(at.file);
    let code = format!(
        "if (!{read}) {{\n{unit}throw new Error({quote}{name} is not set{quote}){end}\n}}\n"
    );
    style::begins_line(text, statement.start())
        .then(|| style::before_statement(text, statement, &code))
}

/// The first statement with this literal in the function around that of `at`.
fn first_statement(at: ExprAt<'_>) -> Option<TextRange> {
    let facts = &at.file.facts;
    let ExprKind::String(own) = facts.kind(at.id) else {
        return facts.statement_at(at.range().start());
    };
    let statement = |id| {
        let range = facts.statement_at(facts.range(id).start())?;
        Some((range, facts.function_at(range.start())))
    };
    let (_, function) = statement(at.id)?;
    let same = facts.exprs().filter(
        |(_, expr)| matches!(&expr.kind, ExprKind::String(literal) if literal.value == own.value),
    );
    let places = same.filter_map(|(id, _)| statement(id));
    let places = places.filter(|(_, around)| *around == function);
    places
        .map(|(range, _)| range)
        .min_by_key(|range| range.start())
}

/// Whether a function or class begins between the statement around the literal and the literal.
fn crosses(at: ExprAt<'_>) -> bool {
    let facts = &at.file.facts;
    let Some(statement) = facts.statement_at(at.range().start()) else {
        return false;
    };
    let between =
        |range: TextRange| statement.contains_range(range) && range.contains_range(at.range());
    facts
        .functions()
        .any(|(_, function)| between(function.range))
        || facts.classes().any(|(_, class)| between(class.range))
}

fn is_typescript(at: ExprAt<'_>) -> bool {
    matches!(at.file.language, Language::TypeScript | Language::Tsx)
}

/// Whether the program goes on with something else where the literal is empty: what it stands before
/// in an `||`, what it is tested for, what somebody is asked for.
fn has_another(at: ExprAt<'_>) -> bool {
    let facts = &at.file.facts;
    let is_first = facts.exprs().any(|(_, expr)| match &expr.kind {
        ExprKind::Binary {
            operator: Operator::Or | Operator::Coalesce,
            left,
            ..
        } => *left == at.id,
        _ => false,
    });
    let asks = |range: TextRange| {
        let source = at.file.source(range);
        ["getpass(", "input(", "prompt("]
            .iter()
            .any(|it| source.contains(it))
    };
    let holders = facts.bindings().filter_map(|(_, binding)| {
        let mut definitions = binding.definitions.iter();
        definitions
            .any(|it| matches!(it.source, Source::Value(id) if id == at.id))
            .then_some(&*binding.name)
    });
    let holders: Vec<&str> = holders.collect();
    let is_tested = facts.guards.iter().any(|guard| {
        let condition = facts.range(guard.condition);
        let mut words = at
            .file
            .source(condition)
            .split(|c: char| !c.is_alphanumeric() && c != '_');
        condition.contains_range(at.range())
            || asks(guard.then) && words.any(|word| holders.contains(&word))
    });
    is_first || is_tested || is_option_default(at)
}

/// Functions that declare an option of the command line.
const OPTIONS: &[&str] = &[
    "Argument",
    "Option",
    "add_argument",
    "add_option",
    "argument",
    "option",
];

/// Whether the literal is what an option of the command line is if it is left out: whoever gives the
/// option needs no variable.
fn is_option_default(at: ExprAt<'_>) -> bool {
    let facts = &at.file.facts;
    facts
        .calls
        .iter()
        .filter_map(|&id| facts.call(id))
        .any(|call| {
            let callee = facts.last_name(call.callee);
            let mut arguments = call.arguments.iter();
            callee.is_some_and(|name| OPTIONS.contains(&&**name))
                && arguments.any(|it| it.value == at.id && it.keyword.as_deref() == Some("default"))
        })
}

fn python(literal: ExprAt<'_>, place: ExprAt<'_>, name: &str) -> Vec<TextEdit> {
    let text = place.file.document.text();
    let quote = match text[literal.range().as_range()].chars().last() {
        Some('\'') => '\'',
        _ => '"',
    };
    let (module, import) = style::python_module(place.file, "os", place.range().start());
    let read = |quote: char| match has_another(place) {
        true => format!("{module}.environ.get({quote}{name}{quote})"),
        false => format!("{module}.environ[{quote}{name}{quote}]"),
    };
    let code = match has_scheme(literal) {
        true => {
            let inner = if quote == '"' { '\'' } else { '"' };
            format!("f{quote}{SCHEME}{{{}}}{quote}", read(inner))
        }
        false => read(quote),
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
