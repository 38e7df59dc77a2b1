//! By which address, and with which check of certificates, a file's requests to Mistral are sent.

mod unverified;

pub(super) use unverified::{Unverified, unverified};

use super::context::Context;
use crate::catalog::{ArgRef, Family, HttpClient, Meaning, Role, Slot};
use crate::facts::ExprKind;
use crate::flow::{At, Client, ExprAt, Sender, SlotValue, Value};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// An address that requests with a key are sent to.
pub(super) struct Address<'p> {
    /// It, as far as it is written out from its start.
    pub(super) url: SmolStr,
    /// Where that is written.
    pub(super) text: ExprAt<'p>,
    /// Where it is used.
    pub(super) slot: ExprAt<'p>,
    /// What sends requests there, at the beginning of a sentence.
    pub(super) taker: String,
}

/// The addresses that a file sends its requests to, of clients and of plain HTTP.
pub(super) fn addresses<'p>(ctx: &Context<'_, 'p>) -> Vec<Address<'p>> {
    let mut found = Vec::new();
    let clients = clients(ctx);
    for &id in &ctx.file.facts.calls {
        let call = At { file: ctx.file, id };
        if let Some(client) = clients.get(&call) {
            let taker = format!("`{}`", client.kind.class);
            let slot = ctx.flow.first_slot(call, &client.kind.base_url);
            found.extend(slot.into_iter().flat_map(|slot| texts(call, slot, &taker)));
        } else if let Some(slot) = address_of_http(ctx, call) {
            let here = texts(call, slot, "The request");
            found.extend(here.into_iter().filter(|it| reaches_mistral(ctx, &it.url)));
        }
    }
    for request in ctx.flow.requests(ctx.file) {
        let (slots, taker) = match &request.sender {
            Sender::Function(function) => (function.base_url.clone(), &function.name),
            // The SDKs take another address with every request.
            Sender::Client(client, _) if client.kind.id.starts_with("mistral-") => {
                (per_request(client.kind.family), &client.kind.class)
            }
            _ => continue,
        };
        let slot = ctx.flow.first_slot(request.at, &slots);
        found.extend(
            slot.into_iter()
                .flat_map(|slot| texts(request.at, slot, &format!("`{taker}`"))),
        );
    }
    found
}

fn per_request(family: Family) -> Vec<Slot> {
    vec![match family {
        Family::Ecma => Slot {
            arg: ArgRef::Position(1),
            path: vec!["serverURL".to_owned()],
        },
        Family::Python => Slot {
            arg: ArgRef::Keyword("server_url".to_owned()),
            path: Vec::new(),
        },
    }]
}

/// The clients that the file makes, by the calls that make them.
fn clients<'p>(ctx: &Context<'_, 'p>) -> FxHashMap<ExprAt<'p>, Client<'p>> {
    let made = ctx.flow.credentials(ctx.file).into_iter();
    made.filter_map(|it| Some((it.at, it.client?))).collect()
}

/// The address that a call of an HTTP library, or of what makes a session of one, has.
fn address_of_http<'p>(ctx: &Context<'_, 'p>, call: ExprAt<'p>) -> Option<SlotValue<'p>> {
    let callee = ctx.file.facts.call(call.id)?.callee;
    if let ExprKind::Member { name, .. } = ctx.file.facts.kind(callee)
        && !ctx.catalog.may_take_key(family(ctx), name)
    {
        return None;
    }
    let symbols = ctx.flow.symbols(call.with(callee));
    symbols
        .iter()
        .find_map(|path| match ctx.flow.meaning(ctx.file, path)? {
            Meaning::Http(http, _) => ctx.flow.first_slot(call, &http.url),
            _ => ctx.flow.first_slot(call, &session(ctx, path)?.base_url),
        })
}

/// The kind of HTTP session that calling a symbol makes.
fn session(ctx: &Context<'_, '_>, path: &str) -> Option<&'static HttpClient> {
    match ctx.catalog.role(family(ctx), path)? {
        Role::HttpClient(client) => Some(client),
        _ => None,
    }
}

fn family(ctx: &Context<'_, '_>) -> Family {
    match ctx.file.language.is_ecma() {
        true => Family::Ecma,
        false => Family::Python,
    }
}

/// The texts in a slot, with where they are written.
fn texts<'p>(call: ExprAt<'p>, slot: SlotValue<'p>, taker: &str) -> Vec<Address<'p>> {
    let place = slot.at.unwrap_or(call);
    let texts = slot.values.iter().filter_map(|value| match value {
        Value::Text(text) => Some(text.clone()),
        Value::Mixed(parts) => match parts.first()?.as_slice() {
            [Value::Text(text)] => Some(text.clone()),
            _ => None,
        },
        _ => None,
    });
    let address = |text: crate::flow::Text<'p>| {
        Some(Address {
            text: *text.parts.first()?,
            url: text.value,
            slot: place,
            taker: taker.to_owned(),
        })
    };
    texts.filter_map(address).collect()
}

fn reaches_mistral(ctx: &Context<'_, '_>, url: &str) -> bool {
    ctx.catalog
        .host(url)
        .is_some_and(|it| it.host.role.takes_mistral_keys())
}
