//! The fix that bounds the length of an answer, in the style of the call.

mod place;

use super::context::Context;
use crate::catalog::{ArgRef, Slot};
use crate::finding::{Applicability, FileChange, FileEdit, Fix};
use crate::flow::{ExprAt, Request, Sender};
use crate::text::TextEdit;
use place::{into_keyword, into_object, into_path, object};

/// What a request calls its limit: `maxTokens`, `completion_args.max_tokens`.
pub(super) fn slot_name(request: &Request<'_>) -> String {
    match slot(request) {
        Some(Slot {
            arg: ArgRef::Keyword(name),
            path,
        }) => {
            let names = std::iter::once(name).chain(path).map(String::as_str);
            names.collect::<Vec<_>>().join(".")
        }
        Some(Slot { path, .. }) => path.join("."),
        None => "max_tokens".to_owned(),
    }
}

fn slot<'r>(request: &'r Request<'_>) -> Option<&'r Slot> {
    match &request.sender {
        Sender::Client(_, method) if method.limit.is_empty() => None,
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
    let call = request.at;
    let edit = match &request.sender {
        Sender::Http(send, _) => {
            let bodies = send
                .call
                .body
                .iter()
                .filter_map(|body| ctx.flow.slot(call, body));
            let object = bodies.into_iter().find_map(|body| object(&body.values))?;
            return Some(of(
                object,
                into_object(object, "max_tokens", &limit.to_string())?,
                "max_tokens",
                limit,
            ));
        }
        _ => slot(request)?,
    };
    let title_name = slot_name(request);
    let (place, edit) = match &edit.arg {
        ArgRef::Keyword(name) => into_keyword(ctx, call, name, &edit.path, limit)?,
        ArgRef::Position(position) => {
            let whole = ctx.flow.slot(call, &Slot::position(*position))?;
            let object = object(&whole.values)?;
            into_path(ctx, object, &edit.path, limit)?
        }
        ArgRef::Receiver => return None,
    };
    Some(of(place, edit, &title_name, limit))
}

fn of(place: ExprAt<'_>, edit: TextEdit, name: &str, limit: u64) -> Fix {
    fix(format!("Set `{name}` to {limit}"), place, edit)
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
