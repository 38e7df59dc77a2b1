//! Calls of HTTP libraries: what they send, and what of Mistral's they reach.

mod address;
mod body;
mod entry;
mod header;
mod json_template;
mod kept;
mod option;
mod query;

pub(super) use address::written;

use super::Flow;
use super::value::{At, ExprAt, Parameter, Value};
use crate::catalog::{Endpoint, HostRole, HttpCall, HttpClient, Meaning, Reached, Slot};
use crate::facts::{Argument, ExprKind, Step};
use smol_str::{SmolStr, format_smolstr};
use std::borrow::Cow;

/// How deep headers are looked for in what is spread.
const MAX_SPREAD: usize = 6;

/// What sends requests on the web.
const FETCH: &str = "fetch";

/// n8n's module for nodes of workflows.
const NODES: &str = "n8n-workflow";

/// How long a chain of methods may be.
const MAX_CHAIN: usize = 32;

/// An HTTP request that a call sends, or puts together.
#[derive(Clone, Copy)]
pub struct HttpSend<'p> {
    /// The call that has the parts of the request.
    pub at: ExprAt<'p>,
    /// Where in it they are.
    pub call: &'p HttpCall,
    /// The client of the HTTP library that sends it, and the call that made that.
    pub client: Option<(&'p HttpClient, ExprAt<'p>)>,
}

/// One of the calls that a client of an HTTP library was made by, and where it has what.
struct Link<'p> {
    at: ExprAt<'p>,
    base_url: &'p [Slot],
    headers: &'p [Slot],
    authorization: &'p [Slot],
    body: &'p [Slot],
}

impl<'p> Flow<'p> {
    /// What a call sends, or puts together, of its own parts if `callee` is what it calls.
    pub(super) fn http_send(&self, callee: &Value<'p>, at: ExprAt<'p>) -> Option<HttpSend<'p>> {
        let Value::Symbol { path, call: made } = callee else {
            return None;
        };
        match self.meaning(at.file, path)? {
            Meaning::Http(call, client) => Some(HttpSend {
                at,
                call,
                client: client.zip(*made).or_else(|| self.client_given(call, at)),
            }),
            _ => None,
        }
    }

    /// The client of the HTTP library that a call is given: `connect_sse(client, "POST", url)`.
    fn client_given(
        &self,
        call: &HttpCall,
        at: ExprAt<'p>,
    ) -> Option<(&'p HttpClient, ExprAt<'p>)> {
        let given = self.first_slot(at, &call.client)?;
        given.values.iter().find_map(|value| {
            let Value::Symbol { path, call: made } = value else {
                return None;
            };
            let method = format_smolstr!("{path}.request");
            match self.meaning(at.file, &method)? {
                Meaning::Http(_, client) => client.zip(*made),
                _ => None,
            }
        })
    }

    /// What of Mistral's an HTTP request may reach, by what its address may be, if that takes
    /// Mistral's keys.
    pub(super) fn reached(&self, send: &HttpSend<'p>) -> Vec<Reached<'static>> {
        let mut reached = self.served(send);
        reached.retain(|reached| reached.host.role.takes_mistral_keys());
        reached
    }

    /// The endpoints that an HTTP request may reach, of Mistral or of a cloud that serves its models.
    pub(super) fn endpoints(&self, send: &HttpSend<'p>) -> Vec<&'static Endpoint> {
        let reached = self.served(send).into_iter();
        reached.filter_map(|it| it.endpoint).collect()
    }

    fn served(&self, send: &HttpSend<'p>) -> Vec<Reached<'static>> {
        let urls = self.addresses(send).into_iter();
        let reached = urls.filter_map(|url| self.catalog.host(&url));
        let asks_for_one = |it: &Reached<'_>| {
            let told = it.endpoint.and_then(|it| self.body_part(send, &it.model));
            told.is_some_and(|told| self.is_of_family(&told.values))
        };
        let is_served = |it: &Reached<'_>| match it.host.role {
            HostRole::Seller => asks_for_one(it),
            role => role.serves_models(),
        };
        reached.filter(is_served).collect()
    }

    /// The calls that the client which sends a request was made by, the last first:
    /// `ky.create(..).extend(..)`.
    fn links(&self, send: &HttpSend<'p>) -> Vec<Link<'p>> {
        let Some((client, mut at)) = send.client else {
            return Vec::new();
        };
        let mut links = Vec::new();
        for _ in 0..MAX_CHAIN {
            let facts = &at.file.facts;
            let member = facts.call(at.id).and_then(|call| facts.member(call.callee));
            let Some((object, link)) =
                member.and_then(|(object, name)| Some((object, client.link(name)?)))
            else {
                break;
            };
            let values = self.values(at.with(object));
            let before = values.iter().find_map(|value| match value {
                Value::Symbol { call, .. } => *call,
                _ => None,
            });
            let Some(before) = before.filter(|before| *before != at) else {
                break;
            };
            links.push(Link {
                at,
                base_url: &link.base_url,
                headers: &link.headers,
                authorization: &link.authorization,
                body: &link.body,
            });
            at = before;
        }
        links.push(Link {
            at,
            base_url: &client.base_url,
            headers: &client.headers,
            authorization: &[],
            body: &[],
        });
        links
    }

    /// The calls, in its file, of methods of these names on what a call returns or on members of it.
    fn calls_on(&self, made: ExprAt<'p>, methods: &[String]) -> Vec<ExprAt<'p>> {
        if methods.is_empty() {
            return Vec::new();
        }
        let facts = &made.file.facts;
        let calls = facts.calls.iter().filter(|&&id| {
            let Some(call) = facts.call(id) else {
                return false;
            };
            let ExprKind::Member { object, name } = facts.kind(call.callee) else {
                return false;
            };
            methods.iter().any(|method| method == name) && self.is_of(made, made.with(*object))
        });
        calls
            .map(|&id| At {
                file: made.file,
                id,
            })
            .collect()
    }

    /// Whether an expression is what the call `made` returns, or a member of that.
    fn is_of(&self, made: ExprAt<'p>, at: ExprAt<'p>) -> bool {
        let is_made = |value: &Value<'p>| match value {
            Value::Symbol {
                call: Some(call), ..
            } => *call == made || self.is_chained(made, *call),
            _ => false,
        };
        self.values(at).iter().any(is_made) || self.is_chained(made, at)
    }

    /// Whether a call stands in the chain of methods that an expression is: `post(url).set(a).set(b)`.
    fn is_chained(&self, made: ExprAt<'p>, at: ExprAt<'p>) -> bool {
        let facts = &at.file.facts;
        let mut here = at.id;
        for _ in 0..MAX_CHAIN {
            if here == made.id && std::ptr::eq(at.file, made.file) {
                return true;
            }
            here = match facts.kind(here) {
                ExprKind::Call(call) => call.callee,
                ExprKind::Member { object, .. } => *object,
                ExprKind::Await(inner) => *inner,
                _ => return false,
            };
        }
        false
    }

    /// The arguments of a call that are passed by position.
    fn plain_arguments(&self, at: ExprAt<'p>) -> Vec<ExprAt<'p>> {
        let call = at.file.facts.call(at.id);
        let plain = call.into_iter().flat_map(|call| {
            let by_position = |it: &&Argument| it.keyword.is_none() && it.spread.is_none();
            call.arguments.iter().filter(by_position)
        });
        plain.map(|it| at.with(it.value)).collect()
    }
}

/// What something is that is called by the expression `at`: of a parameter that is called `fetch`, as
/// SvelteKit hands one over, what the web has under this name; of what n8n has as `this.helpers`, that.
pub(super) fn called<'v, 'p>(callee: &'v Value<'p>, at: ExprAt<'p>) -> Cow<'v, Value<'p>> {
    if !at.file.language.is_ecma() {
        return Cow::Borrowed(callee);
    }
    let path = match callee {
        Value::Parameter(parameter) => fetch_handed_over(parameter),
        Value::Unknown => helper_of_node(at),
        _ => None,
    };
    path.map_or(Cow::Borrowed(callee), |path| {
        Cow::Owned(Value::Symbol { path, call: None })
    })
}

fn fetch_handed_over(parameter: &Parameter<'_>) -> Option<SmolStr> {
    let declaration = parameter
        .function
        .file
        .facts
        .function(parameter.function.id);
    let name = match parameter.path.as_slice() {
        [] => declaration.parameters.get(parameter.index)?.name.as_ref(),
        [.., Step::Key(name)] => Some(name),
        [..] => None,
    };
    name.filter(|name| *name == FETCH).cloned()
}

/// `this.helpers.httpRequest`, in a file that imports n8n's module for nodes.
fn helper_of_node(at: ExprAt<'_>) -> Option<SmolStr> {
    let facts = &at.file.facts;
    let (mut object, mut name) = facts.member(at.id)?;
    let mut ending = "";
    if name == "call" {
        (object, name) = facts.member(object)?;
        ending = ".call";
    }
    let is_helper = facts.last_name(object).is_some_and(|it| it == "helpers");
    let mut imports = facts.imports();
    let is_node = is_helper && imports.any(|(_, import)| import.module == NODES);
    is_node.then(|| format_smolstr!("{NODES}#helpers.{name}{ending}"))
}
