//! The tables as they are written; `build` makes the catalogue of them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::audit::{AuditSink, AuditWrapper, SdkOutcome, SinkKind, Strength};
use super::clients::{
    Ambient, Applies, KeyBehaviour, MethodOf, ModelFactory, NamedServer, RequestKind, Requires,
};
use super::env::{EnvObject, EnvRead, SettingsStore};
use super::http::{HttpCall, HttpLink};
use super::load::Row;
use super::slot::Slot;
use super::symbols::{Collects, Confines, ExitScope, Family, InputSource, Transparent};
use super::validators::{Assertion, Check, Grade, Modifier, Refusal, SettingsBase, SettingsTree};
use super::version::VersionRange;

/// A file about the symbols of one family of languages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct SymbolFile {
    pub family: Family,
    #[serde(default)]
    pub client: Vec<ClientRow>,
    /// Sets of methods by name, which several clients may share.
    #[serde(default)]
    pub methods: BTreeMap<String, Vec<MethodRow>>,
    #[serde(default)]
    pub function: Vec<FunctionRow>,
    #[serde(default)]
    pub env_object: Vec<Row<EnvObject>>,
    #[serde(default)]
    pub env_object_factory: Vec<Row<EnvObject>>,
    #[serde(default)]
    pub env_read: Vec<Row<EnvRead>>,
    #[serde(default)]
    pub env_reader: Vec<EnvReaderRow>,
    #[serde(default)]
    pub settings_store: Vec<Row<SettingsStore>>,
    #[serde(default)]
    pub env_loader: Vec<Row<Nothing>>,
    /// Modules whose import loads an env file; `symbols` are modules.
    #[serde(default)]
    pub env_loader_module: Vec<Row<Nothing>>,
    /// Modules each of whose names is an environment variable; `symbols` are modules.
    #[serde(default)]
    pub env_module: Vec<Row<EnvObject>>,
    #[serde(default)]
    pub collects: Vec<Row<Collects>>,
    #[serde(default)]
    pub transparent: Vec<Row<Transparent>>,
    /// Methods that carry a value through whatever they are called on; `symbols` are their names.
    #[serde(default)]
    pub transparent_method: Vec<Row<Transparent>>,
    #[serde(default)]
    pub http: Vec<Row<HttpCall>>,
    #[serde(default)]
    pub http_client: Vec<HttpClientRow>,
    #[serde(default)]
    pub sink: Vec<Row<AuditSink>>,
    #[serde(default)]
    pub recorder: Vec<RecorderRow>,
    #[serde(default)]
    pub named_sink: Vec<NamedSinkRow>,
    #[serde(default)]
    pub audit_wrapper: Vec<Row<AuditWrapper>>,
    #[serde(default)]
    pub instrumentation: Vec<InstrumentationRow>,
    /// Files that a framework loads before anything else of a package; `symbols` are their names
    /// without what follows a dot, or folders, with `/` behind.
    #[serde(default)]
    pub start_file: Vec<Row<Nothing>>,
    /// Words in files that load others by names made at run time.
    #[serde(default)]
    pub loads_any: Vec<Row<Nothing>>,
    #[serde(default)]
    pub validator: Vec<ValidatorRow>,
    #[serde(default)]
    pub settings_base: Vec<Row<SettingsBase>>,
    #[serde(default)]
    pub assertion: Vec<Row<Assertion>>,
    #[serde(default)]
    pub exit: Vec<Row<ExitRow>>,
    #[serde(default)]
    pub input: Vec<Row<InputRow>>,
    #[serde(default)]
    pub named_input: Vec<NamedInputRow>,
    #[serde(default)]
    pub confines: Vec<Row<Confines>>,
    #[serde(default)]
    pub model_refs: Vec<ModelRefsRow>,
}

/// A row that says nothing but its symbols.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExitRow {
    pub scope: ExitScope,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InputRow {
    pub source: InputSource,
    #[serde(default)]
    pub bounded: bool,
}

/// What a receiver and member that resolve to nothing are called.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NamedInputRow {
    pub receivers: Vec<String>,
    #[serde(deserialize_with = "super::load::names")]
    pub members: Vec<String>,
    pub source: InputSource,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ClientRow {
    pub id: String,
    pub class: String,
    pub package: String,
    #[serde(default, deserialize_with = "super::load::names")]
    pub symbols: Vec<String>,
    /// Symbols that are a client already.
    #[serde(default, deserialize_with = "super::load::names")]
    pub instances: Vec<String>,
    #[serde(default)]
    pub applies: Applies,
    #[serde(default)]
    pub model_prefixes: Vec<String>,
    #[serde(default)]
    pub routes: bool,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub provider: Vec<Slot>,
    #[serde(default)]
    pub providers: Vec<String>,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub key: Vec<Slot>,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub base_url: Vec<Slot>,
    #[serde(default)]
    pub key_set: Vec<Ambient>,
    #[serde(default)]
    pub base_url_set: Vec<Ambient>,
    #[serde(default)]
    pub servers: Vec<NamedServer>,
    #[serde(default)]
    pub requires: Vec<Requires>,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub server: Vec<Slot>,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub debug_logger: Vec<Slot>,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub http_client: Vec<Slot>,
    #[serde(default)]
    pub key_env: Vec<String>,
    pub suggest: Option<String>,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub from: Vec<Slot>,
    #[serde(default)]
    pub ambient: Vec<Ambient>,
    /// Methods that make it.
    pub made_by: Option<MethodOf>,
    #[serde(default)]
    pub behaviour: Vec<KeyBehaviour>,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub model: Vec<Slot>,
    pub default_model: Option<String>,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub limit: Vec<Slot>,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub filter: Vec<Slot>,
    #[serde(default, deserialize_with = "super::load::names")]
    pub fluent: Vec<String>,
    #[serde(default)]
    pub models: Vec<ModelFactory>,
    /// Whether what it decorates sends a request when it is called.
    #[serde(default)]
    pub decorates: bool,
    /// Whether it keeps a record of every request.
    #[serde(default)]
    pub audited: bool,
    /// The set of its methods; none if it has no method that sends a request.
    pub methods: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct MethodRow {
    #[serde(deserialize_with = "super::load::names")]
    pub path: Vec<String>,
    pub kind: RequestKind,
    pub http: Option<String>,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub model: Vec<Slot>,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub agent: Vec<Slot>,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub input: Vec<Slot>,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub limit: Vec<Slot>,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub filter: Vec<Slot>,
    #[serde(default)]
    pub stream: bool,
    #[serde(default)]
    pub versions: VersionRange,
    /// Whether there is a twin with `_async` at its name's end.
    #[serde(default)]
    pub async_twin: bool,
    /// Whether there is a function of the same name in camelCase that takes the client first, in
    /// a module of its own under this one.
    pub standalone: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct FunctionRow {
    #[serde(default, deserialize_with = "super::load::names")]
    pub symbols: Vec<String>,
    /// Methods that are it.
    pub method_of: Option<MethodOf>,
    pub package: String,
    #[serde(default)]
    pub applies: Applies,
    #[serde(default)]
    pub model_prefixes: Vec<String>,
    #[serde(default)]
    pub routes: bool,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub provider: Vec<Slot>,
    #[serde(default)]
    pub providers: Vec<String>,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub client: Vec<Slot>,
    #[serde(default)]
    pub ambient: Vec<Ambient>,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub key: Vec<Slot>,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub base_url: Vec<Slot>,
    #[serde(default)]
    pub key_set: Vec<Ambient>,
    #[serde(default)]
    pub base_url_set: Vec<Ambient>,
    pub kind: RequestKind,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub model: Vec<Slot>,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub input: Vec<Slot>,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub limit: Vec<Slot>,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub filter: Vec<Slot>,
    #[serde(default)]
    pub stream: bool,
    #[serde(default)]
    pub versions: VersionRange,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct EnvReaderRow {
    pub id: String,
    #[serde(default, deserialize_with = "super::load::names")]
    pub symbols: Vec<String>,
    #[serde(default, deserialize_with = "super::load::names")]
    pub instances: Vec<String>,
    pub call: Option<EnvRead>,
    pub item: Option<EnvObject>,
    #[serde(default)]
    pub methods: BTreeMap<String, EnvRead>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct HttpClientRow {
    pub id: String,
    #[serde(deserialize_with = "super::load::names")]
    pub symbols: Vec<String>,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub base_url: Vec<Slot>,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub host: Vec<Slot>,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub headers: Vec<Slot>,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub verify: Vec<Slot>,
    #[serde(default)]
    pub base_url_at: Vec<String>,
    #[serde(default)]
    pub headers_at: Vec<String>,
    #[serde(default)]
    pub verify_at: Vec<String>,
    #[serde(default)]
    pub set_header: Vec<String>,
    #[serde(default)]
    pub set_body: Vec<String>,
    #[serde(default)]
    pub hooks: Vec<String>,
    #[serde(default)]
    pub set_option: Vec<String>,
    #[serde(default)]
    pub url_options: Vec<String>,
    #[serde(default)]
    pub header_options: Vec<String>,
    #[serde(default)]
    pub body_options: Vec<String>,
    #[serde(default)]
    pub methods: BTreeMap<String, HttpCall>,
    #[serde(default)]
    pub links: BTreeMap<String, HttpLink>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RecorderRow {
    pub id: String,
    pub kind: SinkKind,
    pub strength: Strength,
    /// Symbols that are one already.
    #[serde(default, deserialize_with = "super::load::names")]
    pub instances: Vec<String>,
    /// Symbols whose call makes one.
    #[serde(default, deserialize_with = "super::load::names")]
    pub factories: Vec<String>,
    #[serde(deserialize_with = "super::load::names")]
    pub methods: Vec<String>,
    #[serde(default, deserialize_with = "super::load::names")]
    pub children: Vec<String>,
}

/// What a receiver and method that resolve to nothing are called.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct NamedSinkRow {
    /// Last words of the receiver's name; empty if the call has none.
    #[serde(default)]
    pub receivers: Vec<String>,
    #[serde(deserialize_with = "super::load::names")]
    pub methods: Vec<String>,
    pub kind: SinkKind,
    pub strength: Strength,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct InstrumentationRow {
    pub id: String,
    #[serde(default, deserialize_with = "super::load::names")]
    pub symbols: Vec<String>,
    /// Modules whose import turns it on, and commands that do.
    #[serde(default, deserialize_with = "super::load::names")]
    pub modules: Vec<String>,
    /// Variables of the environment that turn it on.
    #[serde(default, deserialize_with = "super::load::names")]
    pub variables: Vec<String>,
    pub then: Option<String>,
    pub package: String,
    pub sdk: Vec<SdkOutcome>,
    #[serde(default)]
    pub covers: Vec<RequestKind>,
    #[serde(default)]
    pub streams: bool,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub client: Vec<Slot>,
    #[serde(default)]
    pub alone: bool,
    #[serde(default)]
    pub also: Vec<String>,
}

/// What a module has for models, by name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ModelRefsRow {
    pub module: String,
    #[serde(default)]
    pub versions: Vec<String>,
    pub models: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ValidatorRow {
    pub id: String,
    pub package: String,
    #[serde(default)]
    pub field: Vec<Row<FieldRow>>,
    #[serde(default)]
    pub object: Vec<Row<ObjectRow>>,
    #[serde(default)]
    pub validation: Vec<Row<ValidationRow>>,
    #[serde(default)]
    pub tree: Vec<Row<SettingsTree>>,
    #[serde(default)]
    pub extenders: Vec<String>,
    #[serde(default)]
    pub modifiers: BTreeMap<String, Modifier>,
    #[serde(default)]
    pub texts: BTreeMap<String, Grade>,
    #[serde(default)]
    pub checks: BTreeMap<String, Check>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct FieldRow {
    pub grade: Grade,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub inner: Vec<Slot>,
    pub then: Option<Modifier>,
    #[serde(default)]
    pub made: bool,
    /// Options that change the grade, by the slot that they are in.
    #[serde(default)]
    pub options: BTreeMap<String, Modifier>,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub values: Vec<Slot>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ObjectRow {
    #[serde(deserialize_with = "super::load::slots")]
    pub fields: Vec<Slot>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ValidationRow {
    #[serde(default, deserialize_with = "super::load::slots")]
    pub schema: Vec<Slot>,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub input: Vec<Slot>,
    pub refusal: Refusal,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub empty_as_missing: Vec<Slot>,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub skip: Vec<Slot>,
    #[serde(default, deserialize_with = "super::load::slots")]
    pub public: Vec<Slot>,
}
