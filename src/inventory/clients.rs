//! The clients of a file: what holds a key and sends requests.

use super::origin::{self, Origin, OriginKind};
use super::{Client, Place};
use crate::catalog::{ClientKind, EnvFallback};
use crate::flow::{Credential, Flow, Value};
use crate::project::SourceFile;
use smol_str::{SmolStr, format_smolstr};

/// What a request that is sent without an SDK is a client of.
const HTTP: &str = "http";

/// The clients that a file makes, in order of place.
pub(super) fn of_file<'p>(flow: &Flow<'p>, file: &'p SourceFile) -> Vec<Client> {
    let credentials = flow.credentials(file);
    credentials
        .iter()
        .map(|found| client(flow, found))
        .collect()
}

fn client<'p>(flow: &Flow<'p>, credential: &Credential<'p>) -> Client {
    let place = Place::of(credential.at);
    let Some(kind) = credential.client.as_ref().map(|client| client.kind) else {
        return Client {
            place,
            kind: HTTP.into(),
            class: callee(credential),
            package: None,
            key: key(flow, credential, None),
            base_url: None,
        };
    };
    Client {
        place,
        kind: kind.id.as_str().into(),
        class: kind.class.as_str().into(),
        package: Some(kind.package.as_str().into()),
        key: key(flow, credential, Some(kind)),
        base_url: flow
            .first_slot(credential.at, &kind.base_url)
            .and_then(|url| url.values.iter().find_map(address)),
    }
}

/// What is called to send a request without an SDK, as written: `fetch`, `requests.post`.
fn callee(credential: &Credential<'_>) -> SmolStr {
    let at = credential.at;
    let call = at.file.facts.call(at.id);
    call.map_or_else(SmolStr::default, |call| {
        at.with(call.callee).source().into()
    })
}

/// Where the key comes from; without one in its slot, from where the client takes it by itself.
fn key<'p>(flow: &Flow<'p>, credential: &Credential<'p>, kind: Option<&ClientKind>) -> Origin {
    let given = credential.value.as_ref();
    match given.map(|value| origin::of_key(flow, value)) {
        Some(origin) => origin,
        None => Origin {
            kind: OriginKind::Implicit,
            name: kind.and_then(implicit_variable),
            values: Vec::new(),
        },
    }
}

/// The variable that a client reads by itself when it is given no key.
fn implicit_variable(kind: &ClientKind) -> Option<SmolStr> {
    let reads = kind.behaviour(None)?.env == EnvFallback::Reads;
    reads
        .then(|| kind.key_env.first().map(Into::into))
        .flatten()
}

/// An address, as far as it may be shown: a variable as `${NAME}`, and never a name and password.
fn address(value: &Value<'_>) -> Option<SmolStr> {
    match value {
        Value::Text(text) => Some(without_account(&text.value)),
        Value::Env(env) => Some(format_smolstr!("${{{}}}", env.name)),
        _ => None,
    }
}

/// A URL without the account in it, and without the query, which may hold a key.
fn without_account(url: &str) -> SmolStr {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.into();
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = authority.rsplit('@').next().unwrap_or(authority);
    format_smolstr!("{scheme}://{host}{path}")
}

#[cfg(test)]
mod tests {
    use super::without_account;

    #[test]
    fn an_address_is_shown_without_what_may_be_secret() {
        for (url, shown) in [
            ("https://api.mistral.ai/v1", "https://api.mistral.ai/v1"),
            (
                "https://me:pw@proxy.example/v1?key=x",
                "https://proxy.example/v1",
            ),
            ("proxy.example#x", "proxy.example"),
        ] {
            assert_eq!(without_account(url), shown);
        }
    }
}
