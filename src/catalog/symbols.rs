//! What a symbol is to Mistral's safety: the roles, and how symbols are written.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::audit::{AuditSink, AuditWrapper, Instrumentation, Recorder};
use super::clients::{ClientKind, RequestFunction};
use super::env::{EnvObject, EnvRead, EnvReader, SettingsStore};
use super::http::{HttpCall, HttpClient};
use super::slot::Slot;
use super::validators::{
    Assertion, SchemaField, SchemaObject, SettingsBase, SettingsTree, Validation,
};

/// A family of languages that share symbols, and so tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// TypeScript, TSX and JavaScript: `module#name.member`, and globals such as `process.env`.
    Ecma,
    /// Python: one dotted path, `mistralai.client.Mistral`, and builtins such as `print`.
    Python,
}

/// What happens when a value is absent, or is the empty string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Reaction {
    /// It throws, raises or ends the process.
    Raises,
    /// It goes on, with nothing or the empty string.
    #[default]
    Passes,
    /// It goes on with a text such as `None` or `undefined`, which a later check takes for a value.
    Disguises,
}

impl Reaction {
    /// The stricter of two.
    pub fn stricter(self, other: Self) -> Self {
        match (self, other) {
            (Self::Raises, _) | (_, Self::Raises) => Self::Raises,
            (Self::Disguises, _) | (_, Self::Disguises) => Self::Disguises,
            (Self::Passes, Self::Passes) => Self::Passes,
        }
    }
}

/// What a decorator of classes collects of their methods: CrewAI's `self.agents`, of all that
/// `@agent` decorates.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Collects {
    /// By the name of the member that it is put under, what decorates the methods.
    pub members: BTreeMap<String, String>,
}

/// What a function that carries one value through does with it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transparent {
    /// Where the value goes in.
    pub value: Slot,
    /// Where a base is that the value is added to: `new URL(path, base)`.
    pub base: Option<Slot>,
    /// What happens when it is absent.
    #[serde(default)]
    pub missing: Reaction,
}

/// What a call to end things ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExitScope {
    /// The process: `process.exit`, `sys.exit`.
    Process,
    /// The handling of one request or the drawing of one page: `notFound()`, `abort(500)`.
    Request,
}

/// Where a value comes from that nobody confined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum InputSource {
    /// A request of the web: its body, query, headers.
    Web,
    /// The command line: `sys.argv`.
    Cli,
    /// What a person types or picks: `input()`, `st.text_input`.
    Prompt,
    /// What a model passes to a tool: arguments of a tool of an MCP server.
    Tool,
    /// A record of a database.
    Database,
}

/// A value from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InputKind {
    /// Where it comes from.
    pub source: InputSource,
    /// Whether a chat UI made it, a text of a length that it bounds.
    pub bounded: bool,
}

/// What confines a value to a known set.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confines {
    /// Where the admitted values are, if a call lists them: `click.Choice([..])`.
    #[serde(default, deserialize_with = "super::load::slots")]
    pub values: Vec<Slot>,
}

/// What a library has for a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelRef {
    /// The model's id, as the library asks for it.
    pub model: String,
    /// Its methods that give the same for another id.
    pub versions: Vec<String>,
}

/// What a symbol is.
#[derive(Clone, Debug)]
pub enum Role {
    /// A class or factory: calling it, with or without `new`, makes a client.
    Client(Arc<ClientKind>),
    /// A value that is a client already: `mistral` of `@ai-sdk/mistral`.
    ClientInstance(Arc<ClientKind>),
    /// It is, or has as a member, what a framework keeps of a program's settings.
    SettingsStore(Arc<SettingsStore>),
    /// Classes that it decorates have under names what their methods give that something else decorates.
    Collects(Arc<Collects>),
    /// A function that sends a request: `chatComplete(client, request)`, `litellm.completion(..)`.
    Request(Arc<RequestFunction>),
    /// An object whose properties or items are environment variables: `process.env`, `os.environ`.
    EnvObject(EnvObject),
    /// A function that returns such an object: `dotenv_values()`.
    EnvObjectFactory(EnvObject),
    /// A function that reads one environment variable: `os.getenv`.
    EnvRead(EnvRead),
    /// A class or factory whose instances read environment variables: `environs.Env`.
    EnvReader(Arc<EnvReader>),
    /// A value that is such a reader already: `env-var`'s default export.
    EnvReaderInstance(Arc<EnvReader>),
    /// A function, or a module imported for its effect, that loads an env file: `dotenv.config`.
    EnvLoader,
    /// A function whose result carries the value of one of its arguments: `SecretStr`, `String`.
    Transparent(Transparent),
    /// A function that sends an HTTP request: `fetch`, `requests.post`.
    Http(Arc<HttpCall>),
    /// A class or factory whose instances send HTTP requests: `axios.create`, `httpx.Client`.
    HttpClient(Arc<HttpClient>),
    /// A function that records something: `console.log`, `logging.info`.
    AuditSink(AuditSink),
    /// A value with recording methods: `loguru.logger`.
    Recorder(Arc<Recorder>),
    /// A class or factory that makes one: `pino()`, `logging.getLogger`.
    RecorderFactory(Arc<Recorder>),
    /// A wrapper or decorator under which requests are recorded: `traceable`, `wrapMistral`.
    AuditWrapper(AuditWrapper),
    /// What records the requests of every client of the process: `MistralAIInstrumentor`.
    Instrumentation(Arc<Instrumentation>),
    /// A schema of one value: `z.string`.
    SchemaField(Arc<SchemaField>),
    /// A schema of an object: `z.object`.
    SchemaObject(SchemaObject),
    /// A function that checks values against a schema: `v.parse`, `createEnv`, `cleanEnv`.
    Validation(Arc<Validation>),
    /// A class whose subclasses read their fields from the environment: `BaseSettings`.
    SettingsBase(Arc<SettingsBase>),
    /// What makes settings that are declared as a tree of fields: `convict`.
    SettingsTree(Arc<SettingsTree>),
    /// A value that stands for a model: `openMistralLarge` of `genkitx-mistral`.
    ModelRef(Arc<ModelRef>),
    /// A function that throws unless a condition holds: `assert`, `invariant`.
    Assertion(Assertion),
    /// A function that does not return: `process.exit`.
    Exit(ExitScope),
    /// A value that comes from outside with all that is in it, a function that returns one, or a
    /// type of such values: `flask.request`, `input`, `fastapi.Request`.
    Input(InputKind),
    /// A base class or type whose values are a known set, or a call that lists them: `enum.Enum`,
    /// `typing.Literal`, `click.Choice`.
    Confines(Confines),
}

/// What importing a module does or gives by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModuleRole {
    /// It loads an env file: `import "dotenv/config"`.
    EnvLoader,
    /// Each of its names is an environment variable: `$env/static/private`.
    EnvNames(EnvObject),
    /// It turns an instrumentation on: `import ddtrace.auto`.
    Instrumentation(Arc<Instrumentation>),
}

/// A module's name as the catalogue writes it: without `node:` or `npm:` in front, a version, a
/// CDN's host, a file's ending or `/index`, so that `@mistralai/mistralai/funcs/chatComplete.js`
/// and `npm:@mistralai/mistralai@1/funcs/chatComplete` are one. Relative paths and Python's dotted
/// names are left alone.
pub fn normalize_module(family: Family, module: &str) -> Cow<'_, str> {
    if family == Family::Python || module.starts_with('.') || module.starts_with('/') {
        return Cow::Borrowed(module);
    }
    const SCHEMES: [&str; 9] = [
        "node:",
        "npm:",
        "jsr:",
        "https://esm.sh/",
        "https://cdn.skypack.dev/",
        "https://esm.run/",
        "https://cdn.jsdelivr.net/npm/",
        "https://unpkg.com/",
        "https://deno.land/x/",
    ];
    const ENDINGS: [&str; 7] = [".js", ".mjs", ".cjs", ".ts", ".mts", "/+esm", "/index"];
    let mut name = SCHEMES
        .iter()
        .find_map(|scheme| module.strip_prefix(scheme))
        .unwrap_or(module);
    name = name.split('?').next().unwrap_or(name);
    while let Some(shorter) = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending)) {
        name = shorter;
    }
    match version_in(name) {
        Some((from, to)) => Cow::Owned(format!("{}{}", &name[..from], &name[to..])),
        None => Cow::Borrowed(name),
    }
}

/// Where `@1.2.3` stands in `name@1.2.3/path`; a scope's `@` is no version.
fn version_in(name: &str) -> Option<(usize, usize)> {
    let from = 1 + name.get(1..)?.find('@')?;
    let to = name[from..].find('/').map_or(name.len(), |at| from + at);
    Some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_a_module_one_way() {
        let ecma = |module| normalize_module(Family::Ecma, module).into_owned();
        for (written, name) in [
            ("@mistralai/mistralai", "@mistralai/mistralai"),
            (
                "@mistralai/mistralai/funcs/chatComplete.js",
                "@mistralai/mistralai/funcs/chatComplete",
            ),
            ("@mistralai/mistralai/core", "@mistralai/mistralai/core"),
            ("@mistralai/mistralai/index.js", "@mistralai/mistralai"),
            (
                "npm:@mistralai/mistralai@^1.5.0/core.js",
                "@mistralai/mistralai/core",
            ),
            (
                "https://esm.sh/@mistralai/mistralai@1.5.0?bundle",
                "@mistralai/mistralai",
            ),
            ("node:process", "process"),
            ("decimal.js", "decimal"),
            ("./client.js", "./client.js"),
            ("@", "@"),
            ("", ""),
        ] {
            assert_eq!(ecma(written), name);
        }
        assert_eq!(normalize_module(Family::Python, "a.js"), "a.js");
    }
}
