//! The edits that make code read a variable, in the idiom of its file.

use crate::facts::{ExprKind, Facts, Operator, Source};
use crate::flow::ExprAt;
use crate::syntax::Notebook;
use crate::text::{TextEdit, TextEdits, TextRange};

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
    let line = text[..statement.start()]
        .rfind('\n')
        .map_or(0, |newline| newline + 1);
    let indent: String = text[line..]
        .chars()
        .take_while(|c| matches!(c, ' ' | '\t'))
        .collect();
    let unit = indent_unit(text);
    let quote = text[at.range().as_range()]
        .chars()
        .next()
        .filter(|quote| matches!(quote, '\'' | '"'))
        .unwrap_or('"');
    let end = if uses_semicolons(text) { ";" } else { "" };
    // Where blank lines set statements apart, the guard is one of them.
    let is_apart = ["\n\n", "\n\r\n"]
        .iter()
        .any(|blank| text[..line].ends_with(blank));
    let blank = if is_apart { "\n" } else { "" };
    let code = format!(
        "{indent}if (!{read}) {{\n{indent}{unit}throw new Error({quote}{name} is not set{quote}){end}\n{indent}}}\n{blank}"
    );
    Some(TextEdit::insert(above_comments(text, line), code))
}

/// The offset of the first of the comment lines right above the line at `offset`; without any,
/// `offset`.
fn above_comments(text: &str, offset: usize) -> usize {
    let mut first = offset;
    for line in text[..offset].split_inclusive('\n').rev() {
        if !["//", "/*", "*"]
            .iter()
            .any(|mark| line.trim_start().starts_with(mark))
        {
            break;
        }
        first -= line.len();
    }
    first
}

/// What one level of indentation is in a text: that of its first indented line.
fn indent_unit(text: &str) -> &str {
    let mut lines = text
        .lines()
        .filter(|line| line.starts_with([' ', '\t']) && !line.trim_start().starts_with('*'));
    let first = lines.find(|line| !line.trim().is_empty());
    first.map_or("  ", |line| &line[..line.len() - line.trim_start().len()])
}

fn uses_semicolons(text: &str) -> bool {
    let statements = text
        .lines()
        .filter(|line| line.starts_with("import ") || line.starts_with("const "));
    let (with, all) = statements.fold((0, 0), |(with, all), line| {
        (with + usize::from(line.trim_end().ends_with(';')), all + 1)
    });
    all == 0 || with * 2 >= all
}

fn python(literal: ExprAt<'_>, place: ExprAt<'_>, name: &str) -> Vec<TextEdit> {
    let text = place.file.document.text();
    let quote = match text[literal.range().as_range()].chars().last() {
        Some('\'') => '\'',
        _ => '"',
    };
    let (module, import) = os_module(place);
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

/// What the file calls the module `os`, and the edit that imports it if it is not there.
fn os_module(place: ExprAt<'_>) -> (String, Option<TextEdit>) {
    let (facts, text) = (&place.file.facts, place.file.document.text());
    // Cells run one after another: what a later one imports is not there yet.
    let is_there = |at: usize| place.file.notebook.is_none() || at < place.range().start();
    for (_, binding) in facts.bindings() {
        for definition in &binding.definitions {
            if let Source::Import(import) = definition.source
                && facts.import(import).module == "os"
                && facts.import(import).name.is_none()
                && facts.module_binding(&binding.name).is_some()
                && is_there(definition.range.start())
            {
                return (binding.name.to_string(), None);
            }
        }
    }
    let (offset, blank) = match &place.file.notebook {
        Some(notebook) => import_place_in_cells(facts, notebook, place.range().start()),
        None => import_place(facts, text),
    };
    let blank = if blank { "\n" } else { "" };
    (
        "os".to_owned(),
        Some(TextEdit::insert(offset, format!("import os\n{blank}"))),
    )
}

/// Where a new import goes in a notebook, to be there at `offset`: before the first import above
/// that; without one, at the beginning of the cell, after its magics and comments. And whether a
/// blank line should follow.
fn import_place_in_cells(facts: &Facts, notebook: &Notebook, offset: usize) -> (usize, bool) {
    let text = notebook.document().text();
    let is_top_level = |start: usize| start == 0 || text[..start].ends_with('\n');
    let mut above = facts.imports().filter(|(_, import)| {
        let start = import.range.start();
        start < offset && is_top_level(start) && import.module != "__future__"
    });
    if let Some((_, first)) = above.next() {
        return (first.range.start(), false);
    }
    let code = notebook.code().text();
    let mut start = notebook
        .part_at(offset)
        .map_or(0, |cell| cell.range.start());
    while start < offset {
        let end = line_after(text, start);
        let line = text[start..end].trim();
        let is_magic = text.get(start..end) != code.get(start..end);
        if !(line.is_empty() || line.starts_with('#') || is_magic) || end > offset {
            break;
        }
        start = end;
    }
    (start, true)
}

/// Where a new import goes: before the first import that is not from `__future__`; without one, after
/// the comments and the docstring that begin the file. And whether a blank line should follow.
fn import_place(facts: &Facts, text: &str) -> (usize, bool) {
    let top_level = |range: TextRange| range.start() == 0 || text[..range.start()].ends_with('\n');
    let imports: Vec<_> = facts
        .imports()
        .map(|(_, import)| import)
        .filter(|import| top_level(import.range))
        .collect();
    if let Some(first) = imports.iter().find(|import| import.module != "__future__") {
        return (first.range.start(), false);
    }
    if let Some(future) = imports.last() {
        return (line_after(text, future.range.end()), false);
    }
    let mut offset = after_blank(text, 0);
    if let Some(quote) = docstring_quote(&text[offset..]) {
        offset = after_blank(text, after_docstring(text, offset, quote));
    }
    (offset, true)
}

/// The offset of the first line at or after `offset` that is neither blank nor a comment.
fn after_blank(text: &str, mut offset: usize) -> usize {
    while offset < text.len() {
        let line = text[offset..].lines().next().unwrap_or_default().trim();
        if !line.is_empty() && !line.starts_with('#') {
            break;
        }
        offset = line_after(text, offset);
    }
    offset
}

/// The quotes that a line which begins with a string begins with.
fn docstring_quote(line: &str) -> Option<&'static str> {
    let line = line.trim_start_matches(['r', 'R', 'u', 'U']);
    ["\"\"\"", "'''", "\"", "'"]
        .into_iter()
        .find(|quote| line.starts_with(quote))
}

/// The offset of the line after a docstring that begins on the line at `offset`.
fn after_docstring(text: &str, offset: usize, quote: &str) -> usize {
    let start = text[offset..]
        .find(quote)
        .map_or(offset, |at| offset + at + quote.len());
    let end = text[start..]
        .find(quote)
        .map_or(text.len(), |at| start + at + quote.len());
    line_after(text, end)
}

/// The offset of the line after the one at `offset`.
fn line_after(text: &str, offset: usize) -> usize {
    text[offset..]
        .find('\n')
        .map_or(text.len(), |at| offset + at + 1)
}
