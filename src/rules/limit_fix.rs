//! The fix that bounds the length of an answer, in the style of the call.

use super::argument_edit;
use super::context::Context;
use crate::catalog::Slot;
use crate::finding::{Applicability, FileChange, FileEdit, Fix};
use crate::flow::{ExprAt, Request, Sender};
use crate::text::TextEdit;

/// What the bodies of requests call it.
const IN_BODIES: &str = "max_tokens";

/// What a request calls its limit: `maxTokens`, `completion_args.max_tokens`.
pub(super) fn slot_name(request: &Request<'_>) -> String {
    slot(request).map_or_else(|| IN_BODIES.to_owned(), argument_edit::name)
}

fn slot<'r>(request: &'r Request<'_>) -> Option<&'r Slot> {
    match &request.sender {
        Sender::Client(_, method) => method.limit.first(),
        Sender::Function(function) => function.request.limit.first(),
        Sender::Http(..) => None,
    }
}

/// The fix that lowers a limit.
pub(super) fn lower(at: ExprAt<'_>, most: u64) -> Fix {
    fix(
        format!("Lower the limit to {most}"),
        at,
        TextEdit::replace(at.range(), most.to_string()),
    )
}

/// The fix that adds a limit to a request; `None` where there is no place for it in the call.
pub(super) fn add_limit<'p>(
    ctx: &Context<'_, 'p>,
    request: &Request<'p>,
    limit: u64,
) -> Option<Fix> {
    let value = limit.to_string();
    let (place, edit) = match &request.sender {
        Sender::Http(send, _) => {
            argument_edit::fill_body(ctx, send.at, &send.call.body, IN_BODIES, &value)?
        }
        _ => argument_edit::fill(ctx, request.at, slot(request)?, &value)?,
    };
    let title = format!("Set `{}` to {limit}", slot_name(request));
    Some(fix(title, place, edit))
}

fn fix(title: String, place: ExprAt<'_>, edit: TextEdit) -> Fix {
    Fix {
        title,
        // An answer that was longer before is cut off.
        applicability: Applicability::Unsafe,
        edits: vec![FileEdit {
            path: place.file.path.clone(),
            change: FileChange::Edit(edit.into()),
        }],
    }
}
