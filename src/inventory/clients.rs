//! The clients of a file: what holds a key and sends requests.

use super::origin::{self, Origin, OriginKind};
use super::{Client, Place};
use crate::catalog::{Catalog, ClientKind, EnvFallback, Family, Meaning};
use crate::flow::{Credential, Flow, SlotValue, Value};
use crate::project::SourceFile;
use smol_str::{SmolStr, format_smolstr};

/// How many clients are looked at that one is made of, each of the next.
const MAX_BEHIND: usize = 4;

/// What a request that is sent without an SDK is a client of.
const HTTP: &str = "http";

/// The clients that a file makes, in order of place.
pub(super) fn of_file<'p>(flow: &Flow<'p>, file: &'p SourceFile) -> Vec<Client> {
    let credentials = flow.all_credentials(file);
    credentials
        .iter()
        .map(|found| client(flow, found))
        .collect()
}

fn client<'p>(flow: &Flow<'p>, credential: &Credential<'p>) -> Client {
    let kind = credential.client.as_ref().map(|client| client.kind);
    let base_url = match kind {
        Some(kind) => flow.slot_or_set(credential.at, &kind.base_url, &kind.base_url_set),
        None => http_url(flow, credential),
    };
    let base_url = base_url.and_then(|url| address(&url));
    // The rest of a request's URL is what it asks for.
    let base_url = match kind {
        Some(_) => base_url,
        None => base_url.map(|url| origin_of(&url)),
    };
    let base_url = base_url.or_else(|| named_server(flow, credential, kind?));
    let key = key(flow, credential);
    Client {
        place: Place::of(credential.at),
        kind: kind.map_or(HTTP, |kind| &kind.id).into(),
        class: kind.map_or_else(|| callee(credential), |kind| class(flow, credential, kind)),
        package: kind.map(|kind| kind.package.as_str().into()),
        family: match credential.at.file.language.is_ecma() {
            true => Family::Ecma,
            false => Family::Python,
        },
        key,
        server: base_url.clone().or_else(|| kind.and_then(own_server)),
        base_url,
    }
}

/// Where a request that is sent without an SDK has its URL.
fn http_url<'p>(flow: &Flow<'p>, credential: &Credential<'p>) -> Option<SlotValue<'p>> {
    let at = credential.at;
    let callee = at.with(at.file.facts.call(at.id)?.callee);
    let symbols = flow.symbols(callee);
    symbols
        .iter()
        .find_map(|path| match flow.meaning(at.file, path)? {
            Meaning::Http(http, _) => flow.first_slot(at, &http.url),
            _ => None,
        })
}

/// The address of the server that a client is told by its name: `server: "eu"`.
fn named_server<'p>(
    flow: &Flow<'p>,
    credential: &Credential<'p>,
    kind: &'p ClientKind,
) -> Option<SmolStr> {
    let told = flow.first_slot(credential.at, &kind.server)?;
    let version = flow.version(credential.at.file, &kind.package);
    told.texts()
        .find_map(|name| kind.server(&name, version))
        .map(SmolStr::from)
}

/// The server of a client that is told none: Mistral's own, if the client takes Mistral's own key.
fn own_server(kind: &ClientKind) -> Option<SmolStr> {
    let is_own = kind.key_env.iter().any(|name| name == "MISTRAL_API_KEY");
    is_own.then(|| "https://api.mistral.ai".into())
}

/// What is called to send a request without an SDK, as written: `fetch`, `requests.post`.
fn callee(credential: &Credential<'_>) -> SmolStr {
    let at = credential.at;
    let call = at.file.facts.call(at.id);
    call.map_or_else(SmolStr::default, |call| {
        at.with(call.callee).source().into()
    })
}

/// What makes a client: of a kind that several things are, the one that it is.
fn class<'p>(flow: &Flow<'p>, credential: &Credential<'p>, kind: &ClientKind) -> SmolStr {
    let at = credential.at;
    let call = at.file.facts.call(at.id);
    let symbols = call.map_or_else(Vec::new, |call| flow.symbols(at.with(call.callee)));
    // Not `partial`, which only hands on what it is given.
    let makes = |path: &&SmolStr| matches!(flow.meaning(at.file, path), Some(Meaning::Client(_)));
    let mut makers = symbols.iter().filter(makes);
    let named = makers.find_map(|path| made_by(path, kind));
    named.unwrap_or_else(|| kind.class.as_str().into())
}

/// The last names of a symbol of this kind, `RetrievalQA.from_chain_type`; `None` if they have the
/// name of the kind.
fn made_by(path: &str, kind: &ClientKind) -> Option<SmolStr> {
    let names = path.rsplit('#').next()?;
    let is_known = |name: &str| name == kind.class || name == "default";
    if path.ends_with("()") || names.split('.').any(is_known) {
        return None;
    }
    let is_class = |name: &str| name.starts_with(|first: char| first.is_ascii_uppercase());
    let names: Vec<_> = names.split('.').collect();
    let first = names.iter().position(|name| is_class(name));
    let shown = &names[first.unwrap_or(names.len() - 1)..];
    Some(shown.join(".").into())
}

/// Where the key comes from; without one in its slot, from where the client takes it by itself. What
/// is made of another client has the key of that.
fn key<'p>(flow: &Flow<'p>, credential: &Credential<'p>) -> Origin {
    let given = credential.value.as_ref();
    if let Some(value) = given {
        return origin::of_key(flow, value);
    }
    let mut client = credential.client.clone();
    for _ in 0..MAX_BEHIND {
        let behind = client.as_ref().and_then(|it| {
            let is_made_of = !it.kind.from.is_empty() || !it.kind.ambient.is_empty();
            let call = it.call.filter(|_| is_made_of)?;
            flow.client_behind(call, &it.kind.from, &it.kind.ambient)
        });
        let Some(behind) = behind else { break };
        let call = behind.call.filter(|_| !behind.kind.key.is_empty());
        if let Some(found) = call.and_then(|call| flow.first_slot(call, &behind.kind.key)) {
            return origin::of_key(flow, &found);
        }
        client = Some(behind);
    }
    Origin {
        kind: OriginKind::Implicit,
        name: client.and_then(|it| implicit_variable(it.kind)),
        values: Vec::new(),
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
/// Of several, the one that is Mistral's; else none is known.
fn address(found: &SlotValue<'_>) -> Option<SmolStr> {
    let shown = |value: &Value<'_>| match value {
        Value::Text(text) if !text.value.is_empty() => Some(without_account(&text.value)),
        Value::Env(env) if !env.name.is_empty() => Some(format_smolstr!("${{{}}}", env.name)),
        Value::Mixed(parts) => match parts.first()?.as_slice() {
            [Value::Text(text)] => Some(origin_of(&without_account(&text.value))),
            _ => None,
        },
        _ => None,
    };
    // What comes after an address that stands elsewhere: `/chat/completions`.
    let shown = |value| shown(value).filter(|url| !url.is_empty() && !url.starts_with('/'));
    let mut known: Vec<SmolStr> = found.values.iter().filter_map(shown).collect();
    known.dedup();
    match known.as_slice() {
        [only] => Some(only.clone()),
        several => {
            let is_host = |url: &&SmolStr| {
                let reached = Catalog::builtin().host(url);
                reached.is_some_and(|it| it.host.role.serves_models())
            };
            several.iter().find(is_host).cloned()
        }
    }
}

/// A URL without its path, of which not all is known.
fn origin_of(url: &str) -> SmolStr {
    let host = url.find("://").map_or(0, |at| at + 3);
    let end = url[host..].find('/').map_or(url.len(), |at| host + at);
    url[..end].into()
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
    use super::{made_by, without_account};
    use crate::catalog::{Catalog, Family, Meaning};

    #[test]
    fn of_a_kind_that_several_things_are_the_one_is_named() {
        for (path, shown) in [
            ("langchain.agents.create_agent", None),
            (
                "langchain.chains.RetrievalQA.from_chain_type",
                Some("RetrievalQA.from_chain_type"),
            ),
            ("langchain.chains.LLMChain", Some("LLMChain")),
        ] {
            let Some(Meaning::Client(kind)) = Catalog::builtin().meaning(Family::Python, path)
            else {
                panic!("{path} is no client");
            };
            assert_eq!(made_by(path, kind).as_deref(), shown);
        }
    }

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
