//! Edits that give a call one more argument, in the style of the call.

mod place;

use super::code_style as style;
use super::context::Context;
use crate::catalog::{ArgRef, Slot};
use crate::flow::ExprAt;
use crate::text::TextEdit;
use place::{into_keyword, into_path, object};

/// What code calls a slot: `maxTokens`, `completion_args.max_tokens`.
pub(super) fn name(slot: &Slot) -> String {
    match &slot.arg {
        ArgRef::Keyword(name) => {
            let names = std::iter::once(name).chain(&slot.path).map(String::as_str);
            names.collect::<Vec<_>>().join(".")
        }
        _ => slot.path.join("."),
    }
}

/// The edit that puts a value into a slot of a call, and what it stands in; `None` where there is no
/// place for it in the call.
pub(super) fn fill<'p>(
    ctx: &Context<'_, 'p>,
    call: ExprAt<'p>,
    slot: &Slot,
    value: &str,
) -> Option<(ExprAt<'p>, TextEdit)> {
    match &slot.arg {
        ArgRef::Keyword(name) => into_keyword(ctx, call, name, &slot.path, value),
        ArgRef::Position(position) => {
            let whole = ctx.flow.slot(call, &Slot::position(*position))?;
            let object = object(&whole.values)?;
            into_path(ctx, object, &slot.path, value)
        }
        ArgRef::Receiver => None,
    }
}

/// The edit that puts a value into the body that one of the slots of a call gives, and that body.
pub(super) fn fill_body<'p>(
    ctx: &Context<'_, 'p>,
    call: ExprAt<'p>,
    bodies: &[Slot],
    name: &str,
    value: &str,
) -> Option<(ExprAt<'p>, TextEdit)> {
    let bodies = bodies.iter().filter_map(|body| ctx.flow.slot(call, body));
    let object = bodies.into_iter().find_map(|body| object(&body.values))?;
    Some((object, style::set_property(object, name, value, "model")?))
}
