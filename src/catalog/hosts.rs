//! Hosts that answer for Mistral, and the endpoints on them.

use serde::Deserialize;
use std::net::Ipv4Addr;

use super::clients::RequestKind;
use super::http::CredentialHeader;
use super::load::{Mistake, Table};

/// What a host is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HostRole {
    /// Mistral's own API.
    Api,
    /// The host for the Codestral keys of editors.
    Codestral,
    /// A cloud that serves Mistral's models with its own keys.
    Cloud,
    /// Somebody else's, who serves models of many vendors, Mistral's among them, with keys of its own:
    /// each request says whose model it asks.
    Seller,
    /// A gateway or logging proxy in front of Mistral's API, which is sent Mistral's keys.
    Proxy,
    /// Mistral's, but no API: the console, the documentation.
    Site,
}

impl HostRole {
    /// Whether a key sent there is Mistral's.
    pub fn takes_mistral_keys(self) -> bool {
        matches!(self, Self::Api | Self::Codestral | Self::Proxy)
    }

    /// Whether requests to it are answered by Mistral's models, whatever they say.
    pub fn serves_models(self) -> bool {
        !matches!(self, Self::Site | Self::Seller)
    }
}

/// A host, or all that match a pattern.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Host {
    /// The name, `*` standing for any number of characters within it.
    pub name: String,
    pub role: HostRole,
    /// What the path must start with or contain for the host to be about Mistral.
    pub path_with: Option<String>,
    /// The environment variable that usually holds its key.
    pub key_env: Option<String>,
    /// Whether it keeps a record of every request.
    #[serde(default)]
    pub audits: bool,
}

/// A path of the API.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Endpoint {
    /// The path without the version in front; `*` stands for one part.
    pub path: String,
    /// What a request there asks for; none if it reaches no model.
    pub kind: Option<RequestKind>,
    /// The names that its body gives to the model, the agent, the input and the limit; of those
    /// inside an object, with a dot between.
    #[serde(default)]
    pub model: Vec<String>,
    #[serde(default)]
    pub agent: Vec<String>,
    #[serde(default)]
    pub input: Vec<String>,
    #[serde(default)]
    pub limit: Vec<String>,
}

/// What a URL reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached<'a> {
    pub host: &'a Host,
    /// Whether the scheme encrypts (`https`, `wss`); none if the URL has no scheme.
    pub encrypted: Option<bool>,
    /// The endpoint, if the path is known.
    pub endpoint: Option<&'a Endpoint>,
}

/// The table of hosts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Hosts {
    headers: Vec<CredentialHeader>,
    host: Vec<Host>,
    endpoint: Vec<Endpoint>,
    /// Hosts that never leave the machine or the private network.
    local: Vec<String>,
}

impl Hosts {
    pub fn read(table: Table) -> Result<Self, Mistake> {
        let hosts: Self = table.read()?;
        let broken = |e: &&Endpoint| !e.path.starts_with('/') || e.path.ends_with('/');
        match hosts.endpoint.iter().find(broken) {
            Some(endpoint) => Err(Mistake::new(format!(
                "{}: path `{}`",
                table.name, endpoint.path
            ))),
            None => Ok(hosts),
        }
    }

    pub fn header(&self, name: &str) -> Option<&CredentialHeader> {
        self.headers
            .iter()
            .find(|header| header.name.eq_ignore_ascii_case(name))
    }

    pub fn reached(&self, url: &str) -> Option<Reached<'_>> {
        let parts = Parts::of(url)?;
        let host = self.host.iter().find(|host| {
            matches(&host.name, &parts.host)
                && host
                    .path_with
                    .as_ref()
                    .is_none_or(|with| parts.path.contains(with.as_str()))
        })?;
        Some(Reached {
            host,
            encrypted: parts.encrypted,
            endpoint: self.endpoint(parts.path),
        })
    }

    /// The endpoint that a path ends in; what stands before it is the server's own.
    pub fn endpoint(&self, path: &str) -> Option<&Endpoint> {
        let path = path
            .split(['?', '#'])
            .next()
            .unwrap_or(path)
            .trim_end_matches('/');
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let best = self.endpoint.iter().filter(|e| ends_in(&parts, &e.path));
        best.max_by_key(|e| e.path.split('/').filter(|part| *part != "*").count())
    }

    pub fn is_local(&self, url: &str) -> bool {
        Parts::of(url).is_some_and(|parts| {
            let host = &parts.host;
            // A name without a dot is one of the own network: `http://vllm:8000`.
            let is_private = host
                .parse::<Ipv4Addr>()
                .map_or(!host.contains(['.', ':']), |ip| {
                    ip.is_private() || ip.is_loopback() || ip.is_link_local()
                });
            is_private || self.local.iter().any(|name| matches(name, host))
        })
    }
}

/// A URL taken apart, as far as it is written: templates leave holes.
struct Parts<'a> {
    encrypted: Option<bool>,
    host: String,
    path: &'a str,
}

impl<'a> Parts<'a> {
    fn of(url: &'a str) -> Option<Self> {
        let url = url.trim();
        let (encrypted, rest) = match url.split_once("://") {
            Some((scheme, rest)) => {
                let scheme = scheme.to_ascii_lowercase();
                (Some(matches!(scheme.as_str(), "https" | "wss")), rest)
            }
            None => (None, url.trim_start_matches("//")),
        };
        let to = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(to);
        let host = authority.rsplit('@').next().unwrap_or(authority);
        let host = match host.strip_prefix('[') {
            Some(bracketed) => bracketed.split(']').next().unwrap_or_default(),
            None => host.split(':').next().unwrap_or_default(),
        };
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        (!host.is_empty()).then_some(Self {
            encrypted,
            host,
            path,
        })
    }
}

/// Whether the path ends in the endpoint, of which `*` is any one part.
fn ends_in(parts: &[&str], endpoint: &str) -> bool {
    let wanted: Vec<&str> = endpoint.split('/').skip(1).collect();
    parts.len() >= wanted.len()
        && parts[parts.len() - wanted.len()..]
            .iter()
            .zip(&wanted)
            .all(|(part, wanted)| *wanted == "*" || part == wanted)
}

/// Whether the name is the pattern's, of which `*` is any text.
fn matches(pattern: &str, name: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else {
        return pattern == name;
    };
    name.len() >= head.len() + tail.replace('*', "").len()
        && name.starts_with(head)
        && (head.len()..=name.len())
            .any(|at| name.is_char_boundary(at) && matches(tail, &name[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    fn role(url: &str) -> Option<HostRole> {
        Catalog::builtin()
            .host(url)
            .map(|reached| reached.host.role)
    }

    fn kind(url: &str) -> Option<RequestKind> {
        Catalog::builtin().host(url)?.endpoint?.kind
    }

    #[test]
    fn knows_mistral_hosts_and_no_others() {
        for (url, expected) in [
            (
                "https://api.mistral.ai/v1/chat/completions",
                Some(HostRole::Api),
            ),
            ("https://API.Mistral.AI:443", Some(HostRole::Api)),
            ("https://user:pw@api.mistral.ai", Some(HostRole::Api)),
            ("api.eu.mistral.ai/v1", Some(HostRole::Api)),
            (
                "https://codestral.mistral.ai/v1/fim/completions",
                Some(HostRole::Codestral),
            ),
            ("https://docs.mistral.ai/", Some(HostRole::Site)),
            ("https://api.mistral.ai.evil.example/v1", None),
            ("https://notmistral.ai", None),
            ("https://example.com/api.mistral.ai", None),
            ("https://api.openai.com/v1/chat/completions", None),
            ("https://mistral.openstack.example:8989/v2", None),
            ("", None),
            ("://", None),
            ("/v1/chat/completions", None),
        ] {
            assert_eq!(role(url), expected, "{url:?}");
        }
    }

    #[test]
    fn a_cloud_is_mistrals_only_where_the_path_says_so() {
        let vertex = "https://europe-west4-aiplatform.googleapis.com/v1/projects/p/locations/l";
        assert_eq!(
            role(&format!("{vertex}/publishers/google/models/gemini")),
            None
        );
        let mistral = format!("{vertex}/publishers/mistralai/models/mistral-large:rawPredict");
        assert_eq!(role(&mistral), Some(HostRole::Cloud));
    }

    #[test]
    fn finds_the_endpoint_that_a_path_ends_in() {
        for (url, expected) in [
            (
                "https://api.mistral.ai/v1/chat/completions",
                Some(RequestKind::Chat),
            ),
            (
                "https://api.mistral.ai/v1/agents/completions/",
                Some(RequestKind::Agents),
            ),
            (
                "https://api.mistral.ai/v1/chat/moderations?x=1",
                Some(RequestKind::Moderation),
            ),
            (
                "https://api.mistral.ai/v1/conversations/abc/restart",
                Some(RequestKind::Conversations),
            ),
            ("https://api.mistral.ai/v1/models", None),
            ("https://api.mistral.ai/v1/files/abc", None),
            ("https://api.mistral.ai/v1/batch/jobs/abc", None),
            ("https://api.mistral.ai", None),
        ] {
            assert_eq!(kind(url), expected, "{url}");
        }
        assert!(Catalog::builtin().endpoint("/v1/models").is_some());
        assert!(Catalog::builtin().endpoint("/v1/nothing").is_none());
    }

    #[test]
    fn tells_whether_the_scheme_encrypts() {
        let encrypted = |url| Catalog::builtin().host(url).unwrap().encrypted;
        assert_eq!(encrypted("http://api.mistral.ai/v1"), Some(false));
        assert_eq!(encrypted("WSS://api.mistral.ai/v1"), Some(true));
        assert_eq!(encrypted("api.mistral.ai"), None);
    }

    #[test]
    fn tells_what_stays_in_a_private_network() {
        for url in [
            "http://localhost:8000/v1",
            "http://127.0.0.1",
            "http://[::1]:1/v1",
            "http://vllm.internal",
            "http://vllm:8000/v1",
            "http://192.168.1.20:8000",
            "http://10.0.0.7",
        ] {
            assert!(Catalog::builtin().is_local(url), "{url}");
        }
        for url in [
            "http://api.mistral.ai",
            "http://localhost.example.com",
            "http://192.168.1.example.com",
            "http://8.8.8.8",
            "http://[2001:db8::1]",
        ] {
            assert!(!Catalog::builtin().is_local(url), "{url}");
        }
    }

    #[test]
    fn a_pattern_matches_whole_names() {
        assert!(matches("a*c", "abc") && matches("a*c", "ac") && matches("*", ""));
        assert!(matches("a*b*c", "axxbyyc") && !matches("a*b*c", "axxc"));
        assert!(!matches("a*", "ba") && !matches("*a", "ab") && !matches("ab*ba", "aba"));
    }
}
