//! The fix that stops the program where the environment is not known.

use crate::facts::{ExprId, ExprKind, Operator};
use crate::finding::{Applicability, FileChange, FileEdit, Fix};
use crate::flow::ExprAt;
use crate::rules::code_style as style;
use crate::rules::env_fix;
use crate::text::{TextEdit, TextEdits};

/// For a default that the environment's name has: the read fails without one.
pub(super) fn without_default(default: ExprAt<'_>) -> Option<Fix> {
    fix(default, env_fix::fail_closed(default)?)
}

/// For another entry at `at` of a table that stands in for one that is not there.
pub(super) fn without_entry(at: ExprAt<'_>) -> Option<Fix> {
    let file = at.file;
    let facts = &file.facts;
    let source = |id: ExprId| file.source(facts.range(id));
    let edits = match facts.kind(at.id) {
        ExprKind::Binary {
            operator: Operator::Or | Operator::Coalesce,
            left,
            ..
        } if file.language.is_ecma() => guarded(at, *left)?,
        ExprKind::Binary { left, .. } => {
            let call = facts.call(*left)?;
            vec![TextEdit::replace(at.range(), looked_up(at, call, source)?)]
        }
        ExprKind::Call(call) => vec![TextEdit::replace(at.range(), looked_up(at, call, source)?)],
        _ => return None,
    };
    fix(at, edits)
}

/// `CONFIGS[env]` of `CONFIGS.get(env)`, which fails where there is none.
fn looked_up<'s>(
    at: ExprAt<'_>,
    call: &crate::facts::Call,
    source: impl Fn(ExprId) -> &'s str,
) -> Option<String> {
    let ExprKind::Member { object, .. } = at.file.facts.kind(call.callee) else {
        return None;
    };
    let index = call.arguments.first()?.value;
    (!at.file.language.is_ecma()).then(|| format!("{}[{}]", source(*object), source(index)))
}

/// A guard before the statement, and the entry alone in it.
fn guarded(at: ExprAt<'_>, entry: ExprId) -> Option<Vec<TextEdit>> {
    let file = at.file;
    let facts = &file.facts;
    let text = file.document.text();
    let statement = facts.statement_at(at.range().start())?;
    let entry = file.source(facts.range(entry));
    let is_own = facts.function_at(at.range().start()) == facts.function_at(statement.start());
    if !is_own || !style::begins_line(text, statement.start()) || entry.contains('\n') {
        return None;
    }
    let (quote, end) = (style::quote(file), style::semicolon(file));
    let unit = style::indent_unit(file);
    let guard = format!(
        "if (!{entry}) {{\n{unit}throw new Error({quote}the environment is not known{quote}){end}\n}}\n"
    );
    Some(vec![
        style::before_statement(text, statement, &guard),
        TextEdit::replace(at.range(), entry),
    ])
}

fn fix(at: ExprAt<'_>, edits: Vec<TextEdit>) -> Option<Fix> {
    Some(Fix {
        title: "Stop where the environment is not known".to_owned(),
        // Who relied on the default has to name the environment from now on.
        applicability: Applicability::Unsafe,
        edits: vec![FileEdit {
            path: at.file.path.clone(),
            change: FileChange::Edit(TextEdits::new(edits).ok()?),
        }],
    })
}
