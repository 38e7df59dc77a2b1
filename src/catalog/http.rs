//! HTTP libraries: where a call has its URL, headers and body.

use std::collections::HashMap;

use serde::Deserialize;

use super::slot::Slot;

/// A call that sends an HTTP request.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct HttpCall {
    /// Where the URL is: a string, or an object made of one.
    #[serde(default, deserialize_with = "super::load::slots")]
    pub url: Vec<Slot>,
    /// Where the base of the URL is, if apart.
    #[serde(default, deserialize_with = "super::load::slots")]
    pub base_url: Vec<Slot>,
    /// Members of something that hold a base for the whole program: `axios#defaults.baseURL`.
    #[serde(default)]
    pub base_url_at: Vec<String>,
    /// Members of something that hold headers for the whole program.
    #[serde(default)]
    pub headers_at: Vec<String>,
    /// Methods that are given what changes every request of the program.
    #[serde(default)]
    pub hooks_at: Vec<String>,
    /// Where the host alone is: `https.request({ hostname })`.
    #[serde(default, deserialize_with = "super::load::slots")]
    pub host: Vec<Slot>,
    /// Where the path alone is.
    #[serde(default, deserialize_with = "super::load::slots")]
    pub path: Vec<Slot>,
    /// Where the headers are: an object, or an instance of `Headers`.
    #[serde(default, deserialize_with = "super::load::slots")]
    pub headers: Vec<Slot>,
    /// Where the body is: an object, or the text of one.
    #[serde(default, deserialize_with = "super::load::slots")]
    pub body: Vec<Slot>,
    /// Where the client is that sends it, if the call is no method of one: `connect_sse(client, ..)`.
    #[serde(default, deserialize_with = "super::load::slots")]
    pub client: Vec<Slot>,
    /// Where a switch is that turns off the check of the server's certificate.
    #[serde(default, deserialize_with = "super::load::slots")]
    pub verify: Vec<Slot>,
    /// Where a request is that another call put together: `session.send(request)`.
    #[serde(default, deserialize_with = "super::load::slots")]
    pub built: Vec<Slot>,
    /// Whether the call only puts a request together, which something else sends.
    #[serde(default)]
    pub deferred: bool,
    /// Methods of what the call returns that set one header, name first: superagent's `.set(..)`.
    #[serde(default)]
    pub set_header: Vec<String>,
    /// Methods of what the call returns that take the credential itself: superagent's `.auth(..)`.
    #[serde(default)]
    pub set_credential: Vec<String>,
    /// Methods of what the call returns that set the body.
    #[serde(default)]
    pub set_body: Vec<String>,
    /// Where the query of the URL is, if apart: an object, or an instance of `URLSearchParams`.
    #[serde(default, deserialize_with = "super::load::slots")]
    pub query: Vec<Slot>,
}

/// A method of a client that gives a client of the same kind, and what it adds: `ky.extend(..)`,
/// wretch's `.url(..)`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct HttpLink {
    /// Where a base of every URL is, or what follows it.
    #[serde(default, deserialize_with = "super::load::slots")]
    pub base_url: Vec<Slot>,
    /// Where headers for every request are.
    #[serde(default, deserialize_with = "super::load::slots")]
    pub headers: Vec<Slot>,
    /// Where the value of `Authorization` is.
    #[serde(default, deserialize_with = "super::load::slots")]
    pub authorization: Vec<Slot>,
    /// Where the body is.
    #[serde(default, deserialize_with = "super::load::slots")]
    pub body: Vec<Slot>,
    /// Whether it is no method but a property.
    #[serde(default)]
    pub property: bool,
}

/// A kind of object that sends HTTP requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpClient {
    pub id: String,
    /// Where the constructor takes the base of every URL.
    pub base_url: Vec<Slot>,
    /// Properties that hold the base of every URL, of the client or, after a module, of all.
    pub base_url_at: Vec<String>,
    /// Where the constructor takes a host.
    pub host: Vec<Slot>,
    /// Where the constructor takes headers for every request.
    pub headers: Vec<Slot>,
    /// Where the constructor takes a switch that turns off the check of certificates.
    pub verify: Vec<Slot>,
    /// Properties that hold the headers of every request; `.update(..)` and items of it set them.
    pub headers_at: Vec<String>,
    /// Properties that hold such a switch.
    pub verify_at: Vec<String>,
    /// Methods that set one header, name first: `xhr.setRequestHeader("Authorization", ..)`.
    pub set_header: Vec<String>,
    /// Methods that set the body.
    pub set_body: Vec<String>,
    /// Methods that are given what changes every request: axios' `interceptors.request.use(..)`.
    pub hooks: Vec<String>,
    /// Methods that set an option, by its name first: pycurl's `setopt(pycurl.URL, ..)`.
    pub set_option: Vec<String>,
    /// The options for the address, for a list of headers and for the body.
    pub url_options: Vec<String>,
    pub header_options: Vec<String>,
    pub body_options: Vec<String>,
    pub(super) methods: HashMap<String, HttpCall>,
    pub(super) links: HashMap<String, HttpLink>,
}

impl HttpClient {
    /// What a method sends; the empty name is a call of the object itself.
    pub fn method(&self, name: &str) -> Option<&HttpCall> {
        self.methods.get(name)
    }

    /// The method or property of this name that gives a client of the same kind.
    pub fn link(&self, name: &str) -> Option<&HttpLink> {
        self.links.get(name)
    }
}

/// A header that carries a credential.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CredentialHeader {
    /// Its name, in lower case.
    pub name: String,
    /// What stands before the key in its value, and a space: `Bearer`.
    pub scheme: Option<String>,
    /// What kind of key it carries, as a message may call it.
    pub holds: String,
}
