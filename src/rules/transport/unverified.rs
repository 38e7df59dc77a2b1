//! Switches that turn the check of certificates off for requests to Mistral.

use super::{address_of_http, clients, reaches_mistral, session, texts};
use crate::catalog::Meaning;
use crate::facts::{ExprKind, Property, PropertyKey};
use crate::flow::{At, ExprAt, SlotValue, Value};
use crate::rules::context::Context;

/// A switch that turns the check of certificates off.
pub(in crate::rules) struct Unverified<'p> {
    /// Its value.
    pub(in crate::rules) switch: ExprAt<'p>,
    /// What turns it on again, if it is that simple.
    pub(in crate::rules) on: Option<&'static str>,
    /// Where requests are sent, if elsewhere.
    pub(in crate::rules) used: Option<ExprAt<'p>>,
    /// What accepts any certificate, at the beginning of a sentence.
    pub(in crate::rules) taker: String,
    /// Whether requests to Mistral are only near.
    pub(in crate::rules) is_guess: bool,
}

/// The switches in a file that turn off the check of certificates for requests to Mistral.
pub(in crate::rules) fn unverified<'p>(ctx: &Context<'_, 'p>) -> Vec<Unverified<'p>> {
    let mut found: Vec<Unverified<'p>> = Vec::new();
    let mut users = Vec::new();
    let clients = clients(ctx);
    for &id in &ctx.file.facts.calls {
        let call = At { file: ctx.file, id };
        if let Some(client) = clients.get(&call) {
            users.push(call);
            let own = ctx.flow.first_slot(call, &client.kind.http_client);
            let sessions = own.iter().flat_map(|own| &own.values);
            found.extend(
                sessions.filter_map(|it| session_switch(ctx, it, call, &client.kind.class)),
            );
        } else if is_http_to_mistral(ctx, call) {
            users.push(call);
            found.extend(http_switch(ctx, call));
        }
    }
    if let Some(&user) = users.first() {
        found.extend(process_switches(ctx, user));
        found.extend(agent_switches(ctx, user));
    }
    found.sort_by_key(|it| it.switch.range());
    found.dedup_by_key(|it| it.switch);
    found
}

fn is_http_to_mistral<'p>(ctx: &Context<'_, 'p>, call: ExprAt<'p>) -> bool {
    address_of_http(ctx, call).is_some_and(|slot| {
        texts(call, slot, "")
            .iter()
            .any(|it| reaches_mistral(ctx, &it.url))
    })
}

/// The switch of a session that a client is given.
fn session_switch<'p>(
    ctx: &Context<'_, 'p>,
    session_value: &Value<'p>,
    client: ExprAt<'p>,
    class: &str,
) -> Option<Unverified<'p>> {
    let Value::Symbol {
        path,
        call: Some(call),
    } = session_value
    else {
        return None;
    };
    let kind = session(ctx, path.strip_suffix("()")?)?;
    let slot = ctx.flow.first_slot(*call, &kind.verify)?;
    switch(
        &slot,
        format!("`{class}`"),
        (*call != client).then_some(client),
    )
}

/// The switch of a request over plain HTTP: its own, or that of its session.
fn http_switch<'p>(ctx: &Context<'_, 'p>, call: ExprAt<'p>) -> Option<Unverified<'p>> {
    let callee = call.with(ctx.file.facts.call(call.id)?.callee);
    let values = ctx.flow.values(callee);
    values.iter().find_map(|value| {
        let Value::Symbol { path, call: made } = value else {
            return None;
        };
        let own = match ctx.flow.meaning(ctx.file, path) {
            Some(Meaning::Http(http, _)) => ctx.flow.first_slot(call, &http.verify),
            _ => session(ctx, path).and_then(|it| ctx.flow.first_slot(call, &it.verify)),
        };
        let taker = || "The request".to_owned();
        own.and_then(|slot| switch(&slot, taker(), None))
            .or_else(|| {
                let made = (*made)?;
                let kind = session(ctx, path.split("()").next()?)?;
                let slot = ctx.flow.first_slot(made, &kind.verify)?;
                switch(&slot, "The session".to_owned(), Some(call))
            })
    })
}

/// What stands in the slot of a switch, if that is off.
fn switch<'p>(
    slot: &SlotValue<'p>,
    taker: String,
    used: Option<ExprAt<'p>>,
) -> Option<Unverified<'p>> {
    let off = slot.values.iter().find_map(|value| match value {
        Value::Constant(at) if is_false(*at) => Some((*at, on(*at))),
        Value::Symbol { path, .. } if is_no_check(path) => Some((slot.at?, None)),
        Value::Text(text) if text.value == "CERT_NONE" => Some((slot.at?, None)),
        _ => None,
    });
    let (switch, on) = off?;
    Some(Unverified {
        switch,
        on,
        used,
        taker,
        is_guess: false,
    })
}

fn is_false(at: ExprAt<'_>) -> bool {
    matches!(at.file.facts.kind(at.id), ExprKind::Bool(false))
}

/// The opposite of `false`, in the language of the file.
fn on(at: ExprAt<'_>) -> Option<&'static str> {
    Some(if at.file.language.is_ecma() {
        "true"
    } else {
        "True"
    })
}

/// What Python calls not checking.
fn is_no_check(path: &str) -> bool {
    matches!(path, "ssl.CERT_NONE" | "ssl._create_unverified_context()")
}

/// `process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0"`, `session.verify = False`,
/// `ssl._create_default_https_context = ssl._create_unverified_context`.
fn process_switches<'p>(ctx: &Context<'_, 'p>, user: ExprAt<'p>) -> Vec<Unverified<'p>> {
    let facts = &ctx.file.facts;
    let written = |name: &'static str| {
        facts.writes(name).map(|write| At {
            file: ctx.file,
            id: write.value,
        })
    };
    let made = |switch, on, taker: &str| Unverified {
        switch,
        on,
        used: Some(user),
        taker: taker.to_owned(),
        is_guess: true,
    };
    let is_zero = |at: &ExprAt<'p>| {
        let values = ctx.flow.values(*at);
        values.iter().any(|value| match value {
            Value::Text(text) => text.value == "0",
            Value::Constant(at) => at.source() == "0" || is_false(*at),
            _ => false,
        })
    };
    let node = written("NODE_TLS_REJECT_UNAUTHORIZED").filter(is_zero);
    let node = node.map(|at| made(at, None, "The whole program"));
    let session = written("verify").filter(|at| is_false(*at));
    let session = session.map(|at| made(at, on(at), "The session"));
    let unchecked = |at: &ExprAt<'p>| {
        let symbols = ctx.flow.symbols(*at);
        symbols
            .iter()
            .any(|it| it == "ssl._create_unverified_context")
    };
    let python = written("_create_default_https_context").filter(unchecked);
    let python = python.map(|at| made(at, None, "The whole program"));
    node.chain(session).chain(python).collect()
}

/// `new Agent({ rejectUnauthorized: false })` and the like, of whatever is then given to a request.
fn agent_switches<'p>(ctx: &Context<'_, 'p>, user: ExprAt<'p>) -> Vec<Unverified<'p>> {
    let properties = ctx
        .file
        .facts
        .exprs()
        .filter_map(|(_, expr)| match &expr.kind {
            ExprKind::Object(properties) => Some(properties),
            _ => None,
        });
    let is_switch =
        |it: &&Property| matches!(&it.key, PropertyKey::Name(name) if name == "rejectUnauthorized");
    let values = properties.flatten().filter(is_switch).map(|it| At {
        file: ctx.file,
        id: it.value,
    });
    values
        .filter(|at| is_false(*at))
        .map(|at| Unverified {
            switch: at,
            on: on(at),
            used: (at != user).then_some(user),
            taker: "The connection".to_owned(),
            is_guess: true,
        })
        .collect()
}
