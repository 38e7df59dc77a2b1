//! What windbreak knows of Mistral and of the libraries around it, as tables (`data/*.toml`): clients,
//! requests, hosts, names of keys, what keeps a record, what ends a program.
//!
//! Must not know: syntax, control flow, files.

mod clients;
mod http;
mod key_shape;
mod names;
mod slot;
mod symbols;

pub use clients::{ClientKind, Method, RequestKind};
pub use http::{Endpoint, HttpCall};
pub use key_shape::KeyShape;
pub use slot::{ArgumentRef, Slot};
pub use symbols::{PlainRole, Role};

use clients::ClientFile;
use http::HttpFile;
use names::NameFile;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;
use symbols::SymbolFile;

/// Languages whose symbols are named alike.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Family {
    /// TypeScript and JavaScript. A path is `module#name.member`, of a global `name.member`; what a
    /// default import has is named like what the module has.
    Ecma,
    /// Python. A path is `module.name.member`, of a builtin `name`.
    Python,
}

/// The tables, indexed.
pub struct Catalog {
    roles: FxHashMap<(Family, String), Role>,
    /// The last names of all request methods.
    request_names: FxHashSet<String>,
    /// The last names of all symbols that take a key: clients and HTTP functions.
    taker_names: FxHashSet<String>,
    /// The last names of all symbols that are asserted with or instrument.
    plain_names: FxHashSet<String>,
    hosts: FxHashSet<String>,
    endpoints: Vec<Endpoint>,
    key_variables: FxHashSet<String>,
    transparent_methods: FxHashSet<String>,
    loggers: FxHashSet<String>,
    logger_methods: FxHashSet<String>,
    record_words: Vec<String>,
    record_verbs: FxHashSet<String>,
}

impl Catalog {
    /// The tables that windbreak is built with.
    ///
    /// # Panics
    ///
    /// If a table is wrong; a test reads all of them.
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Catalog> = LazyLock::new(|| {
            Catalog::load().unwrap_or_else(|error| panic!("the catalogue is wrong: {error}"))
        });
        &BUILTIN
    }

    /// What a symbol is for. A call in its path is written `()`: `pino#default().info`.
    pub fn role(&self, family: Family, path: &str) -> Option<&Role> {
        let known = |path: &str| self.roles.get(&(family, path.to_owned()));
        known(path).or_else(|| known(&normal_module(family, path)?))
    }

    /// Whether some client has a request method whose last name this is.
    pub fn may_be_request(&self, name: &str) -> bool {
        self.request_names.contains(name)
    }

    /// Whether some symbol whose last name this is takes a key.
    pub fn may_take_key(&self, name: &str) -> bool {
        self.taker_names.contains(name)
    }

    /// The last names of all symbols that make clients record their requests.
    pub fn instrumentation_names(&self) -> impl Iterator<Item = &str> {
        let instruments = self
            .roles
            .iter()
            .filter(|(_, role)| matches!(role, Role::Plain(PlainRole::Instrumentation)));
        instruments.map(|((_, path), _)| last_name(path))
    }

    /// Whether some symbol whose last name this is has a [`PlainRole`].
    pub fn may_have_role(&self, name: &str) -> bool {
        self.plain_names.contains(name)
    }

    /// What of Mistral's API an address asks; `None` for another host or path.
    pub fn endpoint(&self, url: &str) -> Option<&Endpoint> {
        let (host, path) = http::split_url(url)?;
        let asked = |endpoint: &&Endpoint| path == endpoint.path;
        self.is_host(host)
            .then(|| self.endpoints.iter().find(asked))
            .flatten()
    }

    /// Whether this is a host of Mistral's API.
    pub fn is_host(&self, host: &str) -> bool {
        self.hosts.contains(host.split(':').next().unwrap_or(host))
    }

    /// Whether a variable of the environment holds a Mistral key by its name.
    pub fn is_key_variable(&self, name: &str) -> bool {
        self.key_variables.contains(name) || names::names_credential(name)
    }

    /// Whether a name, in any style of case, says that it is for a Mistral credential.
    pub fn names_mistral_credential(&self, name: &str) -> bool {
        self.is_key_variable(name)
    }

    /// Whether a method of this name gives the value it is called on.
    pub fn is_transparent_method(&self, name: &str) -> bool {
        self.transparent_methods.contains(name)
    }

    /// Whether `receiver.method()` writes a record, by the names alone.
    pub fn is_logger_call(&self, receiver: &str, method: &str) -> bool {
        let receiver = receiver.trim_start_matches('_').to_lowercase();
        let named = self
            .loggers
            .iter()
            .any(|logger| receiver == *logger || receiver.ends_with(logger.as_str()));
        named && self.logger_methods.contains(method)
    }

    /// Whether a text says what a record says: a model, a user, tokens, an outcome.
    pub fn mentions_record(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.record_words
            .iter()
            .any(|word| text.contains(word.as_str()))
    }

    /// Whether a function is called like one that writes records: `auditLog`, `log_request`.
    pub fn is_record_function(&self, name: &str) -> bool {
        let words = names::words(name);
        let verb = words
            .first()
            .is_some_and(|word| self.record_verbs.contains(word));
        (verb && words.len() > 1) || words.iter().any(|word| word == "audit")
    }

    fn load() -> Result<Self, String> {
        let names: NameFile = read("names", include_str!("data/names.toml"))?;
        let http: HttpFile = read("http", include_str!("data/http.toml"))?;
        let typescript: ClientFile = read("typescript", include_str!("data/typescript.toml"))?;
        let python: ClientFile = read("python", include_str!("data/python.toml"))?;
        let clients = typescript
            .clients(Family::Ecma)?
            .into_iter()
            .chain(python.clients(Family::Python)?);
        let mut catalog = Self {
            roles: FxHashMap::default(),
            request_names: FxHashSet::default(),
            taker_names: FxHashSet::default(),
            plain_names: FxHashSet::default(),
            hosts: http.hosts.into_iter().collect(),
            endpoints: http.endpoint,
            key_variables: names.key_variables.into_iter().collect(),
            transparent_methods: names.transparent_methods.into_iter().collect(),
            loggers: names.loggers.into_iter().collect(),
            logger_methods: names.logger_methods.into_iter().collect(),
            record_words: names.record_words,
            record_verbs: names.record_verbs.into_iter().collect(),
        };
        for (family, client) in clients {
            catalog.add_client(family, client)?;
        }
        for (family, calls) in [(Family::Ecma, http.ecma), (Family::Python, http.python)] {
            for call in calls {
                for path in call.paths.clone() {
                    catalog.add(family, path, Role::Http(call.clone()))?;
                }
            }
        }
        let ecma: SymbolFile = read("symbols_ecma", include_str!("data/symbols_ecma.toml"))?;
        let python: SymbolFile = read("symbols_python", include_str!("data/symbols_python.toml"))?;
        for (family, file) in [(Family::Ecma, ecma), (Family::Python, python)] {
            for entry in file.symbol {
                for path in entry.paths {
                    catalog.add(family, path, Role::Plain(entry.role.clone()))?;
                }
            }
        }
        Ok(catalog)
    }

    fn add_client(&mut self, family: Family, client: ClientKind) -> Result<(), String> {
        self.request_names
            .extend(client.method_paths().map(|path| last_name(path).to_owned()));
        for path in client.symbols.clone() {
            self.add(family, path, Role::Client(client.clone()))?;
        }
        Ok(())
    }

    fn add(&mut self, family: Family, path: String, role: Role) -> Result<(), String> {
        let names = match role {
            Role::Client(_) | Role::Http(_) => &mut self.taker_names,
            Role::Plain(_) => &mut self.plain_names,
        };
        names.insert(last_name(&path).to_owned());
        match self.roles.insert((family, path.clone()), role) {
            None => Ok(()),
            Some(_) => Err(format!("the symbol {path:?} has two roles")),
        }
    }
}

fn read<T: serde::de::DeserializeOwned>(name: &str, text: &str) -> Result<T, String> {
    toml::from_str(text).map_err(|error| format!("data/{name}.toml: {error}"))
}

/// What stands last in a path.
fn last_name(path: &str) -> &str {
    path.rsplit(['.', '#']).next().unwrap_or(path)
}

/// The path with its module as the tables name it: without the ending of a file.
fn normal_module(family: Family, path: &str) -> Option<String> {
    let (module, name) = path.split_once('#').filter(|_| family == Family::Ecma)?;
    let plain = module
        .strip_suffix("/index.js")
        .or_else(|| module.strip_suffix(".js"))?;
    Some(format!("{plain}#{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_can_be_read() {
        assert!(!Catalog::builtin().roles.is_empty());
    }

    #[test]
    fn clients_know_their_methods_and_twins() {
        let Some(Role::Client(client)) =
            Catalog::builtin().role(Family::Python, "mistralai.client.Mistral")
        else {
            panic!("the client is not in the tables");
        };
        assert!(client.method("chat.complete_async").is_some());
        assert!(client.method("chat.forget").is_none());
    }

    #[test]
    fn modules_may_be_named_by_their_files() {
        let catalog = Catalog::builtin();
        assert!(
            catalog
                .role(Family::Ecma, "@mistralai/mistralai/core.js#MistralCore")
                .is_some()
        );
    }

    #[test]
    fn only_mistral_hosts_and_model_endpoints_count() {
        let catalog = Catalog::builtin();
        assert!(
            catalog
                .endpoint("https://api.mistral.ai/v1/chat/completions")
                .is_some()
        );
        assert!(
            catalog
                .endpoint("https://api.eu.mistral.ai/v1/chat/completions?a=b")
                .is_some()
        );
        assert!(
            catalog
                .endpoint("https://api.mistral.ai/v1/models")
                .is_none()
        );
        assert!(
            catalog
                .endpoint("https://api.openai.com/v1/chat/completions")
                .is_none()
        );
    }
}
