//! Requests sent without an SDK: the libraries, Mistral's hosts and endpoints.

use super::clients::RequestKind;
use super::slot::Slot;
use serde::Deserialize;

/// A function that sends an HTTP request.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct HttpCall {
    pub(super) paths: Vec<String>,
    /// Where it takes the address.
    pub url: Vec<Slot>,
    /// Where it takes the headers.
    pub headers: Vec<Slot>,
    /// Where it takes the body.
    pub body: Vec<Slot>,
}

/// Something Mistral's API can be asked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Endpoint {
    /// Its path: `/v1/chat/completions`.
    pub path: String,
    /// What it asks for.
    pub kind: RequestKind,
}

/// The file of HTTP knowledge.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HttpFile {
    pub(super) hosts: Vec<String>,
    pub(super) endpoint: Vec<Endpoint>,
    pub(super) ecma: Vec<HttpCall>,
    pub(super) python: Vec<HttpCall>,
}

/// The host and the path of an address.
pub(super) fn split_url(url: &str) -> Option<(&str, &str)> {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let path = &rest[end..];
    let path_end = path.find(['?', '#']).unwrap_or(path.len());
    Some((&rest[..end], path[..path_end].trim_end_matches('/')))
}
