//! The fix that keeps a record of a request: the call is handed to a function that sends it and
//! records what came of it, success or failure. That function stands in a small module of the project,
//! made once, and writes to the project's own logger if it has one.
//!
//! The call stays where it is, so that nothing is evaluated in another order.

mod call;
mod home;
mod sink;
mod template;

use super::code_style::ModuleKind as Kind;
use super::context::Context;
use crate::finding::{Applicability, FileChange, FileEdit, Fix};
use crate::flow::{ExprAt, Request, Sender};
use crate::text::{TextEdit, TextEdits};
use home::Home;

/// The fix for a request of which no record is kept; `None` where the call cannot be handed over.
pub(super) fn audit<'p>(ctx: &Context<'_, 'p>, request: &Request<'p>) -> Option<Fix> {
    if is_streamed(request) {
        return Some(Fix {
            title: format!(
                "Record `{}` where its stream ends: only there its tokens are known",
                request.name
            ),
            applicability: Applicability::DisplayOnly,
            edits: Vec::new(),
        });
    }
    let home = Home::of(ctx, request.at.file)?;
    let wrapped = call::wrapped(ctx, request, home.kind())?;
    let is_async = call::is_async(request);
    let mut edits: Vec<_> = home.import(is_async).into_iter().collect();
    edits.push(TextEdit::replace(request.at.range(), wrapped));
    let mut files: Vec<_> = home.create(ctx).into_iter().collect();
    files.push(FileEdit {
        path: request.at.file.path.clone(),
        change: FileChange::Edit(TextEdits::new(edits).ok()?),
    });
    Some(Fix {
        title: format!(
            "Record `{}` with `{}`",
            request.name,
            wrapper(home.kind(), false)
        ),
        applicability: Applicability::Unsafe,
        edits: files,
    })
}

/// Whether an answer comes piece by piece.
fn is_streamed(request: &Request<'_>) -> bool {
    let by_name = ["stream", "stream_async"]
        .iter()
        .any(|end| request.name.ends_with(end));
    match &request.sender {
        Sender::Client(_, method) => method.stream || by_name,
        // Whether it is asked for is said in the body.
        Sender::Function(_) | Sender::Http(..) => {
            by_name || request.at.source().to_lowercase().contains("stream")
        }
    }
}

/// The function that sends a request and records it.
fn wrapper(kind: Kind, is_async: bool) -> &'static str {
    match (kind, is_async) {
        (Kind::Python, true) => "with_audit_async",
        (Kind::Python, false) => "with_audit",
        _ => "withAudit",
    }
}

/// The source of an expression in one line, if it is short and reading it twice changes nothing.
fn plain_source<'p>(at: ExprAt<'p>) -> Option<&'p str> {
    use crate::facts::ExprKind;
    let facts = &at.file.facts;
    let mut id = at.id;
    loop {
        match facts.kind(id) {
            ExprKind::Name(_) | ExprKind::String(_) => break,
            ExprKind::Member { object, .. } => id = *object,
            _ => return None,
        }
    }
    let source = at.file.source(at.range());
    (source.len() <= 60 && !source.contains('\n')).then_some(source)
}
