//! Proven: what flows into the slot of a key.

use super::judged::Judged;
use super::{Seen, texts};
use crate::catalog::{KeyShape, Meaning};
use crate::finding::Finding;
use crate::flow::{Credential, ExprAt, Text, Value};
use crate::rules::context::{Context, label, line_name};

/// The variable that takes a key of the admin API.
const ADMIN_VARIABLE: &str = "ADMIN_API_KEY";
/// The variable that takes a key where no client says another.
pub(super) const VARIABLE: &str = "MISTRAL_API_KEY";

/// Reports the literals that flow into the slots of keys.
pub(super) fn check<'p>(ctx: &Context<'_, 'p>, seen: &mut Seen<'p>, findings: &mut Vec<Finding>) {
    for credential in ctx.flow.credentials(ctx.file) {
        let Some(value) = &credential.value else {
            continue;
        };
        let named = value.values.iter().filter_map(|it| key_for_a_name(ctx, it));
        let at = value.at.unwrap_or(credential.at);
        let symbols = value.values.iter();
        let symbols = symbols.filter(|it| matches!(it, Value::Symbol { .. }));
        let inputs = symbols.filter_map(|it| ctx.flow.input(it, at));
        let left_out = inputs.flat_map(|input| ctx.flow.option_default(&input, at));
        let written = texts::of_values(&value.values).into_iter();
        for text in written.chain(named).chain(left_out) {
            // A part that is known may be part of another key.
            let is_new = text.parts.iter().any(|part| !seen.contains(part));
            let shape = KeyShape::of(&text.value);
            seen.extend(&text.parts);
            // In an example, what has not the shape of a key stands for one.
            let is_one = shape != KeyShape::Placeholder && !ctx.file.is_example;
            if is_new && (is_one || shape == KeyShape::KeyShaped) {
                findings.push(judged(&credential, &text, shape).finding(ctx));
            }
        }
    }
}

/// The key that stands where the name of a variable belongs: `os.environ["…"]`.
fn key_for_a_name<'p>(ctx: &Context<'_, 'p>, value: &Value<'p>) -> Option<Text<'p>> {
    match value {
        Value::Env(env)
            if KeyShape::of(&env.name) == KeyShape::KeyShaped && !is_from_store(ctx, env.read) =>
        {
            Some(Text {
                value: env.name.clone(),
                parts: vec![env.read],
            })
        }
        _ => None,
    }
}

/// Whether a store of secrets is read and not the environment; whose names are anybody's.
fn is_from_store<'p>(ctx: &Context<'_, 'p>, read: ExprAt<'p>) -> bool {
    let Some(call) = read.file.facts.call(read.id) else {
        return false;
    };
    let is_store = |path: &str| match ctx.flow.meaning(read.file, path) {
        Some(Meaning::EnvRead(read)) => read.store,
        _ => false,
    };
    let symbols = ctx.flow.symbols(read.with(call.callee));
    symbols.iter().any(|path| is_store(path))
}

fn judged<'j, 'p>(
    credential: &Credential<'p>,
    text: &'j Text<'p>,
    shape: KeyShape,
) -> Judged<'j, 'p> {
    let admin = credential.client.is_none() && credential.slot.eq_ignore_ascii_case("x-api-key");
    let owner = match &credential.client {
        Some(client) => format!("`{}` from `{}`", client.kind.class, client.kind.package),
        None if admin => "a request to Mistral's admin API".to_owned(),
        None => "a request to Mistral".to_owned(),
    };
    let slot = &credential.slot;
    let slot_at = credential.value.as_ref().and_then(|value| value.at);
    let slot_at = slot_at.unwrap_or(credential.at);
    let used = || {
        label(
            slot_at,
            format!("used as the key here, as `{slot}` of {owner}"),
        )
    };
    let variable = match &credential.client {
        Some(client) => client.kind.key_variable().unwrap_or(VARIABLE),
        None if admin => ADMIN_VARIABLE,
        None => VARIABLE,
    };
    Judged {
        text,
        shape,
        slot: format!(
            "flows into `{slot}` of {owner}, {}",
            line_name(credential.at)
        ),
        labels: match text.parts.contains(&slot_at) {
            true => Vec::new(),
            false => vec![used()],
        },
        certain: true,
        admin,
        variables: vec![variable.to_owned()],
    }
}
