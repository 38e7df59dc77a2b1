//! The fix that answers with a fixed message and logs the error.

use crate::facts::{ExprKind, Facts};
use crate::finding::{Applicability, FileChange, FileEdit, Fix};
use crate::flow::{Caught, ExprAt, Reply};
use crate::rules::code_style as style;
use crate::text::{TextEdit, TextEdits, TextRange};

/// What whoever asked is told.
const MESSAGE: &str = "The request failed";

/// What a log is called, and what of it takes an error.
const LOGS: [&str; 2] = ["logger", "log"];

/// The fix for an error at `shown` that `reply` sends; `None` where it is not a text by itself, or where
/// there is no place for the log.
pub(super) fn fix(caught: &Caught<'_>, reply: &Reply<'_>, shown: ExprAt<'_>) -> Option<Fix> {
    let file = shown.file;
    if !std::ptr::eq(file, caught.file) || !caught.catch.contains_range(shown.range()) {
        return None;
    }
    let whole = around(shown);
    let quote = style::quote(file);
    let is_json = reply.by.to_lowercase().ends_with("json") || reply.by == "jsonify";
    let message = format!("{quote}{MESSAGE}{quote}");
    let new = match whole == reply.value && is_json {
        true if file.language.is_ecma() => format!("{{ error: {message} }}"),
        true => format!("{{{quote}error{quote}: {message}}}"),
        false => message,
    };
    let mut edits = vec![TextEdit::replace(whole.range(), new)];
    if !is_logged(caught) {
        edits.extend(log(caught, shown)?);
    }
    Some(Fix {
        title: "Answer with a fixed message and log the error".to_owned(),
        // Who asked reads something else from then on.
        applicability: Applicability::Unsafe,
        edits: vec![FileEdit {
            path: file.path.clone(),
            change: FileChange::Edit(TextEdits::new(edits).ok()?),
        }],
    })
}

/// The whole text that the error is a part of: a template, a concatenation.
fn around(shown: ExprAt<'_>) -> ExprAt<'_> {
    let facts: &Facts = &shown.file.facts;
    let mut at = shown;
    loop {
        let outer = facts.exprs().find(|(_, expr)| match &expr.kind {
            ExprKind::Template(parts) => parts.contains(&at.id),
            ExprKind::Binary { left, right, .. } => [*left, *right].contains(&at.id),
            ExprKind::Conditional {
                then, otherwise, ..
            } => [*then, *otherwise].contains(&at.id),
            _ => false,
        });
        match outer {
            Some((id, _)) => at = shown.with(id),
            None => return at,
        }
    }
}

/// Whether what runs on the error logs something.
fn is_logged(caught: &Caught<'_>) -> bool {
    let facts = &caught.file.facts;
    let mut calls = facts
        .calls_in(caught.catch)
        .iter()
        .filter_map(|&id| facts.call(id));
    calls.any(|call| match facts.member(call.callee) {
        Some((object, name)) => {
            let owner = facts.last_name(object).map_or("", |name| name);
            let is_log = LOGS.contains(&owner) || matches!(owner, "console" | "logging");
            is_log && matches!(&**name, "error" | "exception" | "warn" | "warning")
        }
        None => false,
    })
}

/// The edits that log the error before the statement that answers.
fn log(caught: &Caught<'_>, shown: ExprAt<'_>) -> Option<Vec<TextEdit>> {
    let file = shown.file;
    let facts = &file.facts;
    let text = file.document.text();
    let start = shown.range().start();
    let statement = facts.statement_at(start)?;
    let is_inside = caught.catch.contains_range(statement) && statement != caught.catch;
    if !is_inside || !style::begins_line(text, statement.start()) {
        return None;
    }
    let known = LOGS
        .iter()
        .find(|name| facts.module_binding(name).is_some());
    if file.language.is_ecma() {
        let error = caught.error()?;
        let log = known.map_or("console", |name| name);
        let line = format!("{log}.error({error}){}\n", style::semicolon(file));
        return Some(vec![before(text, statement, &line)]);
    }
    let quote = style::quote(file);
    let (log, import) = match known {
        Some(name) => ((*name).to_owned(), None),
        None => style::python_module(file, "logging", start),
    };
    let line = format!("{log}.exception({quote}the request to Mistral failed{quote})\n");
    Some(
        import
            .into_iter()
            .chain([before(text, statement, &line)])
            .collect(),
    )
}

fn before(text: &str, statement: TextRange, line: &str) -> TextEdit {
    let indent = style::indent(text, statement.start());
    let start = style::line_start(text, statement.start());
    TextEdit::insert(start, style::indented(line, indent))
}
