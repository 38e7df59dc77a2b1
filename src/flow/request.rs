//! What is asked of Mistral, and by what.

use super::Flow;
use super::http::{HttpSend, called};
use super::value::{At, Client, ExprAt, Value};
use crate::catalog::{Endpoint, Meaning, Method, RequestFunction, RequestKind, Version};
use crate::facts::{ExprId, ExprKind, PropertyKey};
use crate::project::SourceFile;
use smol_str::{SmolStr, format_smolstr};

/// A call that sends a request to a model.
pub struct Request<'p> {
    /// The call.
    pub at: ExprAt<'p>,
    /// What sends it.
    pub sender: Sender<'p>,
    /// What is asked for.
    pub kind: RequestKind,
    /// How it is called: `chat.complete`, `/v1/chat/completions`.
    pub name: SmolStr,
}

/// What sends a request.
pub enum Sender<'p> {
    /// A method of a client.
    Client(Client<'p>, &'p Method),
    /// A function that is no client's method: `chatComplete(client, …)`.
    Function(&'p RequestFunction),
    /// An HTTP library, and what of Mistral's it asks.
    Http(HttpSend<'p>, &'p Endpoint),
}

impl<'p> Flow<'p> {
    /// The requests that a file sends, in order of place.
    pub fn requests(&self, file: &'p SourceFile) -> Vec<Request<'p>> {
        let calls = file.facts.calls.iter().map(|&id| At { file, id });
        calls.flat_map(|call| self.requests_at(call)).collect()
    }

    /// The version of a package that a file uses, if the project says it.
    pub fn version(&self, file: &SourceFile, package: &str) -> Option<Version> {
        self.project().version(file, package)
    }

    /// The requests that a call sends: one, or with an HTTP library one for each endpoint that it may
    /// ask.
    fn requests_at(&self, at: ExprAt<'p>) -> Vec<Request<'p>> {
        let Some(call) = at.file.facts.call(at.id) else {
            return Vec::new();
        };
        if let Some(handed) = self.handed(at) {
            let Value::ClientMember(client, path) = handed.method else {
                return self.requests_by_http(at, &handed.method);
            };
            let method = client.kind.method(&path, None);
            let method = method.filter(|it| self.asks_mistral_this_time(&client, &it.model, at));
            let request = method.map(|method| Request {
                at,
                sender: Sender::Client(client, method),
                kind: method.kind,
                name: path,
            });
            return request.into_iter().collect();
        }
        if let ExprKind::Member { name, .. } = at.file.facts.kind(call.callee)
            && !self.may_be_request(at.file, name)
            && !self.may_take_key(at.file, name)
            && at.file.facts.writes(name).next().is_none()
            && !self.may_be_made_request(name)
            && !self.may_be_other_name(name)
        {
            return Vec::new();
        }
        let callee = at.with(call.callee);
        let callees = self.values(callee);
        let mut requests = callees
            .iter()
            .map(|it| self.requests_of(&called(it, callee), at));
        requests.find(|it| !it.is_empty()).unwrap_or_default()
    }

    /// Whether an object or a class of the project has a method that sends requests under this name:
    /// `{ summarize: client.chat.complete }`.
    fn may_be_other_name(&self, name: &str) -> bool {
        let names = self.other_names.get_or_init(|| {
            let files = self.project.files().map(|file| &**file);
            files.flat_map(|file| self.other_names_in(file)).collect()
        });
        names.contains(name)
    }

    fn other_names_in(&self, file: &'p SourceFile) -> Vec<&'p str> {
        let facts = &file.facts;
        let is_method = |value: ExprId| {
            let bound = facts.call(value).and_then(|it| facts.member(it.callee));
            let bound = bound.filter(|(_, name)| *name == "bind");
            let named = facts.member(bound.map_or(value, |(method, _)| method));
            named.is_some_and(|(_, name)| self.may_be_request(file, name))
        };
        let mut names = Vec::new();
        for (_, expr) in facts.exprs() {
            let ExprKind::Object(properties) = &expr.kind else {
                continue;
            };
            names.extend(
                properties
                    .iter()
                    .filter_map(|property| match &property.key {
                        PropertyKey::Name(name) => {
                            is_method(property.value).then_some(name.as_str())
                        }
                        _ => None,
                    }),
            );
        }
        for (_, class) in facts.classes() {
            let fields = class.fields.iter();
            let fields = fields.filter(|field| field.value.is_some_and(&is_method));
            names.extend(fields.map(|field| field.name.as_str()));
        }
        names
    }

    /// The requests that a call of `callee` sends.
    fn requests_of(&self, callee: &Value<'p>, at: ExprAt<'p>) -> Vec<Request<'p>> {
        let request = match callee {
            Value::Client(client) => self.request_of_client(at, client, ""),
            Value::ClientMember(client, path) => self.request_of_client(at, client, path),
            Value::Symbol { path, .. } => match self.meaning(at.file, path) {
                Some(Meaning::Request(function)) if self.asks_mistral(function, at) => {
                    Some(Request {
                        at,
                        sender: Sender::Function(function),
                        kind: function.request.kind,
                        name: function.name.as_str().into(),
                    })
                }
                Some(Meaning::Http(..)) => return self.requests_by_http(at, callee),
                _ => None,
            },
            _ => None,
        };
        request.into_iter().collect()
    }

    fn request_of_client(
        &self,
        at: ExprAt<'p>,
        client: &Client<'p>,
        path: &str,
    ) -> Option<Request<'p>> {
        let version = self.version(at.file, &client.kind.package);
        // Code that calls a method which its version is said not to have was written for another one.
        let fitting = client.kind.method(path, version);
        let method = fitting.or_else(|| client.kind.method(path, None))?;
        self.asks_mistral_this_time(client, &method.model, at)
            .then(|| Request {
                at,
                sender: Sender::Client(client.clone(), method),
                kind: self.kind_asked(client, method),
                name: match path {
                    "" => client.kind.class.as_str().into(),
                    path => path.into(),
                },
            })
    }

    /// What a method of a client asks for: of one that is only given others which write no text, a
    /// pipeline that embeds documents, what those do.
    fn kind_asked(&self, client: &Client<'p>, method: &Method) -> RequestKind {
        let is_given_others = client.kind.ambient.iter().any(|it| !it.methods.is_empty());
        let behind = client
            .call
            .filter(|_| is_given_others && method.kind.generates_text())
            .and_then(|call| self.made_from(client, call));
        let Some(behind) = behind else {
            return method.kind;
        };
        let mut kinds = behind.kind.methods().map(|method| method.kind);
        match behind.kind.methods().any(|it| it.kind.generates_text()) {
            true => method.kind,
            false => kinds.next().unwrap_or(method.kind),
        }
    }

    fn requests_by_http(&self, at: ExprAt<'p>, callee: &Value<'p>) -> Vec<Request<'p>> {
        let Value::Symbol { path, .. } = callee else {
            return Vec::new();
        };
        let mut requests: Vec<Request<'p>> = Vec::new();
        for send in self.http_sends(callee, at) {
            for endpoint in self.endpoints(&send) {
                let Some(kind) = endpoint.kind else { continue };
                let name = request_name(endpoint);
                let is_known = |it: &Request<'p>| it.name == name && it.said_at() == send.at;
                let asks = kind == RequestKind::Realtime || self.sends_a_body(&send, at, path);
                if asks && !requests.iter().any(is_known) {
                    requests.push(Request {
                        at,
                        sender: Sender::Http(send, endpoint),
                        kind,
                        name,
                    });
                }
            }
        }
        requests
    }

    /// Whether an HTTP request hands something over, rather than only looking something up, sent by
    /// the call `at` of the function of this path.
    fn sends_a_body(&self, send: &HttpSend<'p>, at: ExprAt<'p>, path: &str) -> bool {
        let name = path.rsplit(['.', '#']).next().unwrap_or(path);
        let is_called = send.at == at && self.handed(at).is_none();
        match name.trim_end_matches("()") {
            "get" | "head" | "options" | "delete" | "del" if is_called => false,
            "post" | "put" | "patch" if is_called => true,
            _ => !self.bodies(send).is_empty() || self.says_post(send.at),
        }
    }

    /// Whether a call names the method of HTTP that sends something, in an argument or an option of
    /// one.
    fn says_post(&self, at: ExprAt<'p>) -> bool {
        let call = at.file.facts.call(at.id);
        let arguments = call.into_iter().flat_map(|call| &call.arguments);
        let says = |value: &Value<'p>| {
            let text = value.as_text();
            text.is_some_and(|text| {
                ["POST", "PUT", "PATCH"].contains(&&*text.value.to_ascii_uppercase())
            })
        };
        arguments.into_iter().any(|argument| {
            let found = self.slot_value(at.with(argument.value));
            let option = self.part(&found, "method");
            found
                .values
                .iter()
                .chain(option.iter().flat_map(|option| &option.values))
                .any(says)
        })
    }
}

impl<'p> Request<'p> {
    /// The call that says what is asked: the one that sends the request, unless another put it
    /// together.
    pub fn said_at(&self) -> ExprAt<'p> {
        match &self.sender {
            Sender::Http(send, _) => send.at,
            _ => self.at,
        }
    }
}

/// How a request to an endpoint is called.
fn request_name(endpoint: &Endpoint) -> SmolStr {
    format_smolstr!("/v1{}", endpoint.path)
}
