//! The fix that leaves the first characters of a key.

use crate::facts::ExprKind;
use crate::finding::{Applicability, FileChange, FileEdit, Fix};
use crate::flow::{ExprAt, KeyOrigin, WholeKey};
use crate::rules::Context;
use crate::text::{TextEdit, TextRange};

/// The fix that writes a preview of the key in its place.
pub(super) fn fix<'p>(ctx: &Context<'_, 'p>, key: &WholeKey<'p>) -> Option<Fix> {
    let at = key.at;
    let source = at.source();
    let is_there = match &key.origin {
        KeyOrigin::Env(env) => ctx.flow.is_checked(env, at),
        _ => false,
    };
    let text = match (at.file.language.is_ecma(), is_there) {
        (true, true) => format!("{source}.slice(0, 4)"),
        (true, false) => format!("{source}?.slice(0, 4)"),
        (false, true) => format!("{source}[:4]"),
        // Without quotes: it may stand in an f-string.
        (false, false) => format!("({source} or str())[:4]"),
    };
    let text = match shorthand(at) {
        true => format!("{source}: {text}"),
        false => text,
    };
    Some(Fix {
        title: format!("Show the first four characters of `{}`", key.name),
        applicability: Applicability::Unsafe,
        edits: vec![FileEdit {
            path: at.file.path.clone(),
            change: FileChange::Edit(TextEdit::replace(at.range(), text).into()),
        }],
    })
}

/// Whether an expression is the name and the value of a property: `{ apiKey }`.
fn shorthand(at: ExprAt<'_>) -> bool {
    let facts = &at.file.facts;
    let is_it = |range: TextRange| range == at.range();
    at.file.language.is_ecma()
        && matches!(facts.kind(at.id), ExprKind::Name(_))
        && facts.exprs().any(|(_, expr)| match &expr.kind {
            ExprKind::Object(properties) => properties
                .iter()
                .any(|property| property.value == at.id && is_it(property.range)),
            _ => false,
        })
}
