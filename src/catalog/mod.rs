//! Mistral knowledge as embedded tables: SDKs, methods, hosts, names, models, validators, sinks.
//!
//! Must not know: syntax, control flow, other files, the disk. The tables are `data/*.toml`; a new
//! SDK is a few lines there.

mod advisories;
mod audit;
mod build;
mod checks;
mod clients;
mod dangers;
mod date;
mod env;
mod errors;
mod expand;
mod filters;
mod hosts;
mod http;
mod key_shape;
mod load;
mod meaning;
mod models;
mod names;
mod own;
mod placeholders;
mod running;
mod slot;
mod symbols;
mod tables;
mod validators;
mod version;
mod web;
mod words;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

pub use advisories::Advisory;
pub use audit::{
    AuditSink, AuditWrapper, Instrumentation, Outcome, Recorder, SdkOutcome, SinkKind, Strength,
    Wraps,
};
pub use checks::{Checks, Predicate};
pub use clients::{
    Ambient, Applies, ClientKind, EnvFallback, KeyBehaviour, Method, ModelFactory, NamedServer,
    RequestFunction, RequestKind, Requires,
};
pub use dangers::{Danger, Dangers, Sink};
pub use date::Date;
pub use env::{Declared, EnvObject, EnvRead, EnvReader, SettingsStore};
pub use errors::Errors;
pub use filters::Filters;
pub use hosts::{Endpoint, Host, HostRole, Reached};
pub use http::{CredentialHeader, HttpCall, HttpClient, HttpLink};
pub use key_shape::{KeyShape, key_words};
pub use load::Mistake;
pub use meaning::Meaning;
pub use models::{Lifecycle, Model, ModelFamily, NamedModel, Naming};
pub use names::BrowserPrefix;
pub use own::{OwnClient, OwnClients, OwnMethod, OwnModule, OwnShape};
pub use running::Running;
pub use slot::{ArgRef, Slot};
pub use symbols::{
    Collects, Confines, ExitScope, Family, InputKind, InputSource, ModelRef, ModuleRole, Reaction,
    Role, Transparent, normalize_module,
};
pub use validators::{
    Assertion, Check, Grade, Modifier, Refusal, SchemaField, SchemaObject, SettingsBase,
    SettingsTree, Validation, Validator,
};
pub use version::{Version, VersionRange};
pub use web::{Convention, Failure, HandlerClass, Limiter, Limits, Registrar, Reply, Web};
pub use words::words;

use build::Symbols;
use hosts::Hosts;
use load::{Table, table};
use models::Models;
use names::Names;
use placeholders::Placeholders;

/// The tables about symbols of TypeScript and JavaScript.
const ECMA: [Table; 7] = [
    table!("audit-ecma"),
    table!("clients-ecma"),
    table!("env-ecma"),
    table!("frameworks-ecma"),
    table!("http-ecma"),
    table!("inputs-ecma"),
    table!("validators-ecma"),
];

/// The tables about symbols of Python.
const PYTHON: [Table; 7] = [
    table!("audit-python"),
    table!("clients-python"),
    table!("env-python"),
    table!("frameworks-python"),
    table!("http-python"),
    table!("inputs-python"),
    table!("validators-python"),
];

/// The tables about what surrounds a request in TypeScript and JavaScript.
const ECMA_WEB: [Table; 3] = [
    table!("handlers-ecma"),
    table!("limits-ecma"),
    table!("replies-ecma"),
];

/// The tables about what surrounds a request in Python.
const PYTHON_WEB: [Table; 3] = [
    table!("handlers-python"),
    table!("limits-python"),
    table!("replies-python"),
];

/// All that is known about Mistral. Each part is read when it is first asked for, so that a run over
/// TypeScript alone does not pay for Python.
#[derive(Debug)]
pub struct Catalog {
    ecma: LazyLock<Symbols>,
    python: LazyLock<Symbols>,
    ecma_dangers: LazyLock<Dangers>,
    python_dangers: LazyLock<Dangers>,
    ecma_filters: LazyLock<Filters>,
    python_filters: LazyLock<Filters>,
    ecma_web: LazyLock<Web>,
    python_web: LazyLock<Web>,
    checks: LazyLock<Checks>,
    running: LazyLock<Running>,
    errors: LazyLock<Errors>,
    names: LazyLock<Names>,
    hosts: LazyLock<Hosts>,
    models: LazyLock<Models>,
    advisories: LazyLock<Vec<Advisory>>,
    placeholders: LazyLock<Placeholders>,
}

static BUILTIN: Catalog = Catalog {
    ecma: LazyLock::new(|| sound(Symbols::read(Family::Ecma, &ECMA))),
    python: LazyLock::new(|| sound(Symbols::read(Family::Python, &PYTHON))),
    ecma_dangers: LazyLock::new(|| sound(Dangers::read(Family::Ecma, table!("sinks-ecma")))),
    python_dangers: LazyLock::new(|| sound(Dangers::read(Family::Python, table!("sinks-python")))),
    ecma_filters: LazyLock::new(|| sound(Filters::read(Family::Ecma, table!("filters-ecma")))),
    python_filters: LazyLock::new(|| {
        sound(Filters::read(Family::Python, table!("filters-python")))
    }),
    ecma_web: LazyLock::new(|| sound(Web::read(Family::Ecma, &ECMA_WEB))),
    python_web: LazyLock::new(|| sound(Web::read(Family::Python, &PYTHON_WEB))),
    checks: LazyLock::new(|| sound(table!("checks").read())),
    running: LazyLock::new(|| sound(table!("running").read())),
    errors: LazyLock::new(|| sound(table!("errors").read())),
    names: LazyLock::new(|| sound(table!("names").read())),
    hosts: LazyLock::new(|| sound(Hosts::read(table!("hosts")))),
    models: LazyLock::new(|| sound(Models::read(table!("models")))),
    advisories: LazyLock::new(|| sound(advisories::read(table!("advisories")))),
    placeholders: LazyLock::new(|| sound(Placeholders::read(table!("placeholders")))),
};

/// What is built in, since a test reads all of it.
fn sound<T>(read: Result<T, Mistake>) -> T {
    read.unwrap_or_else(|mistake| panic!("a table of the catalogue is wrong: {mistake}"))
}

impl Catalog {
    /// The catalogue that is built in.
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    fn symbols(&self, family: Family) -> &Symbols {
        match family {
            Family::Ecma => &self.ecma,
            Family::Python => &self.python,
        }
    }

    /// Where a text becomes HTML, a command, code or a query in this family of languages.
    pub fn dangers(&self, family: Family) -> &Dangers {
        match family {
            Family::Ecma => &self.ecma_dangers,
            Family::Python => &self.python_dangers,
        }
    }

    /// What checks input, by name.
    pub fn checks(&self) -> &Checks {
        &self.checks
    }

    /// What runs functions, and what frameworks hand to parameters.
    pub fn running(&self) -> &Running {
        &self.running
    }

    /// What errors are made of.
    pub fn errors(&self) -> &Errors {
        &self.errors
    }

    /// What filters what a model is asked or answers in this family of languages.
    pub fn filters(&self, family: Family) -> &Filters {
        match family {
            Family::Ecma => &self.ecma_filters,
            Family::Python => &self.python_filters,
        }
    }

    /// What surrounds a request in this family of languages: handlers and their limits.
    pub fn web(&self, family: Family) -> &Web {
        match family {
            Family::Ecma => &self.ecma_web,
            Family::Python => &self.python_web,
        }
    }

    /// What a symbol is. In TypeScript and JavaScript the module must be written as
    /// [`normalize_module`] writes it.
    pub fn role(&self, family: Family, symbol: &str) -> Option<&Role> {
        self.symbols(family).roles.get(symbol)
    }

    /// What something from outside a project is, by the path on which it is reached, its module as
    /// it is written there. A call on the way is written `()`: `pino#default().info`.
    pub fn meaning(&self, family: Family, path: &str) -> Option<Meaning<'_>> {
        let symbols = self.symbols(family);
        let Some((module, name)) = path.split_once('#').filter(|_| family == Family::Ecma) else {
            return symbols.meaning(path);
        };
        match normalize_module(family, module) {
            Cow::Borrowed(same) if same == module => symbols.meaning(path),
            plain => symbols.meaning(&format!("{plain}#{name}")),
        }
    }

    /// Whether some client has a request method, or some function that sends one, whose last name
    /// this is.
    pub fn may_be_request(&self, family: Family, name: &str) -> bool {
        self.symbols(family).last_names.requests.contains(name)
    }

    /// Whether some symbol whose last name this is takes a key.
    pub fn may_take_key(&self, family: Family, name: &str) -> bool {
        self.symbols(family).last_names.takers.contains(name)
    }

    /// Whether some check of values against a schema has this last name.
    pub fn may_validate(&self, family: Family, name: &str) -> bool {
        self.symbols(family).last_names.validations.contains(name)
    }

    /// Whether some assertion has this last name.
    pub fn may_assert(&self, family: Family, name: &str) -> bool {
        self.symbols(family).last_names.assertions.contains(name)
    }

    /// The last names of all symbols whose call makes clients record their requests.
    pub fn instrumentation_names(&self, family: Family) -> impl Iterator<Item = &str> {
        let names = &self.symbols(family).last_names.instrumentations;
        names.iter().map(String::as_str)
    }

    /// The variables of the environment that have clients record their requests, and what each turns
    /// on.
    pub fn instrumentation_variables(
        &self,
        family: Family,
    ) -> impl Iterator<Item = (&str, &Instrumentation)> {
        let variables = &self.symbols(family).instrumentation_variables;
        variables.iter().map(|(name, it)| (name.as_str(), &**it))
    }

    /// The modules that what makes clients record their requests may be taken from.
    pub fn instrumentation_modules(&self, family: Family) -> impl Iterator<Item = &str> {
        let modules = &self.symbols(family).last_names.installers;
        modules.keys().map(String::as_str)
    }

    /// Whether importing a module makes clients record their requests, or something that is taken from
    /// it does, whose last name `is_used`.
    pub fn installs(&self, family: Family, module: &str, is_used: impl Fn(&str) -> bool) -> bool {
        let module = normalize_module(family, module);
        let installers = &self.symbols(family).last_names.installers;
        installers.get(&*module).is_some_and(|names| {
            let mut names = names.iter();
            names.any(|name| name.as_deref().is_none_or(&is_used))
        })
    }

    /// Whether a framework loads the file at this path below its package before all else, by its name
    /// or that of a folder around it.
    pub fn is_start_file(&self, family: Family, path: &str) -> bool {
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let known = &self.symbols(family).start_files;
        known.iter().any(|known| match known.strip_suffix('/') {
            Some(folder) => {
                let after = folders.strip_suffix(folder);
                after.is_some_and(|before| before.is_empty() || before.ends_with('/'))
            }
            None => known == stem,
        })
    }

    /// Whether a text seems to load modules by names that are made at run time.
    pub fn loads_any(&self, family: Family, text: &str) -> bool {
        let words = &self.symbols(family).loads_any;
        words.iter().any(|word| text.contains(word.as_str()))
    }

    /// The longest part at a symbol's start that has a role, and what follows it:
    /// `process.env.MISTRAL_API_KEY` is the role of `process.env` and `MISTRAL_API_KEY`.
    pub fn resolve<'s>(&self, family: Family, symbol: &'s str) -> Option<(&Role, &'s str)> {
        let mut head = symbol;
        loop {
            if let Some(role) = self.role(family, head) {
                let rest = &symbol[head.len()..];
                return Some((role, rest.strip_prefix('.').unwrap_or(rest)));
            }
            head = &head[..head.rfind('.')?];
        }
    }

    /// What importing a module does or gives by itself: `dotenv/config`, `$env/static/private`.
    pub fn module_role(&self, family: Family, module: &str) -> Option<&ModuleRole> {
        self.symbols(family).modules.get(module)
    }

    /// A method that carries through what it is called on, whatever that is: `.trim()`.
    pub fn transparent_method(&self, family: Family, name: &str) -> Option<&Transparent> {
        self.symbols(family).transparent_methods.get(name)
    }

    /// What a call writes, judged by names alone (second-rank evidence): a part of the receiver's
    /// path, empty if there is none, and the method's or function's name. Of a name of several words
    /// the last counts, so that `auditLogger` is a `logger`, or `audit` wherever it stands. Ask for
    /// each part: of `prisma.auditLog.create`, `auditLog` and `prisma`.
    pub fn named_sink(&self, family: Family, receiver: &str, method: &str) -> Option<AuditSink> {
        let known = &self.symbols(family).named_sinks;
        let sink = |word: &str| known.get(word)?.get(method).copied();
        let mut words = words(receiver);
        let last = words.pop().unwrap_or_default();
        sink(&last).or_else(|| sink(words.iter().find(|word| *word == "audit")?))
    }

    /// Where a member of something comes from, judged by names alone (second-rank evidence): `body`
    /// of `req`.
    pub fn named_input(&self, family: Family, receiver: &str, member: &str) -> Option<InputSource> {
        let known = self.symbols(family).named_inputs.get(receiver)?;
        known.get(member).copied()
    }

    /// All kinds of clients.
    pub fn clients(&self) -> impl Iterator<Item = &Arc<ClientKind>> {
        self.ecma.clients.iter().chain(&self.python.clients)
    }

    /// A kind of client by its id.
    pub fn client(&self, id: &str) -> Option<&Arc<ClientKind>> {
        self.clients().find(|client| client.id == id)
    }

    /// A validator by its id.
    pub fn validator(&self, family: Family, id: &str) -> Option<&Arc<Validator>> {
        self.symbols(family).validators.iter().find(|v| v.id == id)
    }

    /// Whether an environment variable of this name holds a Mistral key, whatever stands around it.
    pub fn is_key_variable(&self, name: &str) -> bool {
        self.names.is_key_variable(name)
    }

    /// Whether it may hold one where Mistral is in play: `AZURE_API_KEY`.
    pub fn may_be_key_variable(&self, name: &str) -> bool {
        self.names.may_be_key_variable(name)
    }

    /// Whether a variable, property or config key names Mistral and a credential, in any case
    /// style: `mistralApiKey`, `MISTRAL_KEY`; not `mistral_tokenizer`.
    pub fn names_mistral_credential(&self, identifier: &str) -> bool {
        self.names.names_credential(identifier)
    }

    /// Whether a name says credential and not whose: `apiKey`, `LLM_API_KEY`; not `sessionSecret`.
    pub fn says_only_credential(&self, name: &str) -> bool {
        self.names.says_only_credential(name)
    }

    /// Whether a name of any case style says Mistral as a word of its own: `mistralClient`, but not
    /// `mistralclient`, which is OpenStack's.
    pub fn names_mistral(&self, identifier: &str) -> bool {
        self.names.names_mistral(identifier)
    }

    /// Whether a text is what Mistral is called where one of several providers is chosen.
    pub fn is_provider(&self, text: &str) -> bool {
        self.names.is_provider(text)
    }

    /// Whether a name says Mistral and nothing else of what it is a name of: `mistral`,
    /// `MISTRAL_AUTH`; not `mistralAgentId`.
    pub fn says_only_mistral(&self, name: &str) -> bool {
        self.names.says_only_mistral(name)
    }

    /// Whether a Python module is of something else that has Mistral's name: OpenStack's workflow
    /// service.
    pub fn is_namesake(&self, module: &str) -> bool {
        self.names.is_namesake(module)
    }

    /// Whether a text says what a record says: a model, a user, tokens, an outcome.
    pub fn mentions_record(&self, text: &str) -> bool {
        self.names.mentions_record(text)
    }

    /// Whether callbacks that record a request, or telemetry, are passed under a name.
    pub fn is_record_callback(&self, name: &str) -> bool {
        self.names.is_record_callback(name)
    }

    /// Whether a function is called like one that writes records: `auditLog`, `log_request`.
    pub fn is_record_function(&self, name: &str) -> bool {
        self.names.is_record_function(name)
    }

    /// The prefix that publishes the variable to the browser, if it has one.
    pub fn browser_prefix(&self, variable: &str) -> Option<&BrowserPrefix> {
        self.names.browser_prefix(variable)
    }

    /// All such prefixes, the longest first.
    pub fn browser_prefixes(&self) -> &[BrowserPrefix] {
        self.names.browser_prefixes()
    }

    /// What a URL reaches, if its host answers for Mistral; the scheme may be missing.
    pub fn host(&self, url: &str) -> Option<Reached<'_>> {
        self.hosts.reached(url)
    }

    /// The endpoint that a path ends in: `/v1/chat/completions`.
    pub fn endpoint(&self, path: &str) -> Option<&Endpoint> {
        self.hosts.endpoint(path)
    }

    /// Whether a URL stays on the machine or in a private network.
    pub fn is_local(&self, url: &str) -> bool {
        self.hosts.is_local(url)
    }

    /// A header that carries a credential, by its name in any case.
    pub fn credential_header(&self, name: &str) -> Option<&CredentialHeader> {
        self.hosts.header(name)
    }

    /// A model by its id or another of its names.
    pub fn model(&self, name: &str) -> Option<NamedModel<'_>> {
        self.models.get(name)
    }

    /// Whether a name is of one of Mistral's model families, in the table or not.
    pub fn is_mistral_model_name(&self, name: &str) -> bool {
        self.models.of_a_family(name)
    }

    /// Whether a name is of a model of Mistral's, as others call it who serve many vendors' models.
    pub fn is_sold_model(&self, name: &str) -> bool {
        self.models.is_sold(name)
    }

    /// Whether a name says the host of somebody else, and a model of Mistral's there.
    pub fn is_routed_model(&self, name: &str) -> bool {
        self.models.is_routed(name)
    }

    /// Malicious releases of packages.
    pub fn advisories(&self) -> &[Advisory] {
        &self.advisories
    }

    /// All models.
    pub fn models(&self) -> &[Model] {
        self.models.all()
    }

    /// Every name of every model, in no order.
    pub fn model_names(&self) -> impl Iterator<Item = &str> {
        self.models.names()
    }
}
