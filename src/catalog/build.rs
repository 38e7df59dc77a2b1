//! Making the catalogue of the tables: names expanded, references resolved, doubles refused.

mod requests;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::audit::{AuditSink, Instrumentation, Recorder, Wraps};
use super::clients::ClientKind;
use super::env::EnvReader;
use super::expand::expand;
use super::http::HttpClient;
use super::load::{Mistake, Row, Table};
use super::symbols::{
    Family, InputKind, InputSource, ModelRef, ModuleRole, Role, Transparent, normalize_module,
};
use super::tables::{
    EnvReaderRow, HttpClientRow, InstrumentationRow, NamedSinkRow, Nothing, RecorderRow,
    SymbolFile, ValidatorRow,
};
use super::validators::{SchemaField, SchemaObject, Validation, Validator};

/// What is known by two names: a receiver's, then a member's.
type ByNames<T> = FxHashMap<String, FxHashMap<String, T>>;

/// What one family of languages knows by symbol and by name.
#[derive(Debug, Default)]
pub(super) struct Symbols {
    pub roles: FxHashMap<String, Role>,
    pub modules: FxHashMap<String, ModuleRole>,
    /// Variables of the environment that turn an instrumentation on.
    pub instrumentation_variables: Vec<(String, Arc<Instrumentation>)>,
    /// Methods known by their names alone, with what the paths to them begin with.
    pub methods: FxHashMap<String, (String, Role)>,
    pub transparent_methods: FxHashMap<String, Transparent>,
    /// Sinks known only by the last word of the receiver's name and the method's name.
    pub named_sinks: ByNames<AuditSink>,
    /// Values from outside known only by the receiver's and the member's name.
    pub named_inputs: ByNames<InputSource>,
    pub clients: Vec<Arc<ClientKind>>,
    pub validators: Vec<Arc<Validator>>,
    pub last_names: LastNames,
    /// Names of files, and folders with `/` behind, that a framework loads before all else.
    pub start_files: Vec<String>,
    /// Words in files that load others by names made at run time.
    pub loads_any: Vec<String>,
}

/// What stands last in the paths of some symbols: a quick way to see that a call is none of them.
#[derive(Debug, Default)]
pub(super) struct LastNames {
    /// Of methods of clients and functions that send a request.
    pub requests: FxHashSet<String>,
    /// Of what takes a key: clients, functions and methods that send an HTTP request, sessions.
    pub takers: FxHashSet<String>,
    pub assertions: FxHashSet<String>,
    /// Of what checks values against a schema.
    pub validations: FxHashSet<String>,
    /// Of what turns an instrumentation on.
    pub instrumentations: FxHashSet<String>,
    /// The modules that what turns one on may be taken from, with its last name; without one if
    /// importing the module is enough.
    pub installers: FxHashMap<String, FxHashSet<Option<String>>>,
}

impl LastNames {
    fn add(&mut self, symbol: &str, role: &Role) {
        let last = |path: &str| path.rsplit(['.', '#']).next().unwrap_or(path).to_owned();
        match role {
            Role::Client(client) | Role::ClientInstance(client) => {
                self.takers.insert(last(symbol));
                self.takers
                    .extend(client.models.iter().map(|factory| last(&factory.path)));
                self.requests
                    .extend(client.methods().map(|method| last(&method.path)));
            }
            Role::Request(_) => {
                self.requests.insert(last(symbol));
                self.takers.insert(last(symbol));
            }
            Role::Http(_) => {
                self.takers.insert(last(symbol));
            }
            Role::HttpClient(client) => {
                self.takers.insert(last(symbol));
                self.takers.extend(client.methods.keys().cloned());
            }
            Role::Validation(_) => {
                self.validations.insert(last(symbol));
            }
            Role::SchemaField(_) | Role::SchemaObject(_) => {
                let validator = match role {
                    Role::SchemaField(field) => &field.validator,
                    Role::SchemaObject(object) => &object.validator,
                    _ => return,
                };
                self.validations.extend(validator.checks.keys().cloned());
            }
            Role::Assertion(_) => {
                self.assertions.insert(last(symbol));
            }
            Role::Instrumentation(it) => {
                let turns_on = it.then.clone().unwrap_or_else(|| last(symbol));
                for (end, sign) in symbol.match_indices(['.', '#']) {
                    if sign == "#" || !symbol.contains('#') {
                        let names = self.installers.entry(symbol[..end].to_owned());
                        names.or_default().insert(Some(turns_on.clone()));
                    }
                }
                self.instrumentations.insert(turns_on);
            }
            Role::AuditWrapper(wrapper) if wrapper.wraps == Wraps::Client => {
                self.instrumentations.insert(last(symbol));
            }
            _ => {}
        }
    }
}

impl Symbols {
    /// Reads the files about one family.
    pub fn read(family: Family, tables: &[Table]) -> Result<Self, Mistake> {
        let mut symbols = Self::default();
        symbols.roles.reserve(4096);
        for table in tables {
            let file: SymbolFile = table.read()?;
            if file.family != family {
                return Err(Mistake::new(format!("{} is of another family", table.name)));
            }
            symbols
                .add(file)
                .map_err(|mistake| mistake.at(table.name))?;
        }
        Ok(symbols)
    }

    fn add(&mut self, file: SymbolFile) -> Result<(), Mistake> {
        let family = file.family;
        let mut sets = BTreeMap::new();
        for (name, rows) in file.methods {
            let set = self.method_set(family, rows).map_err(|m| m.at(&name))?;
            sets.insert(name, set);
        }
        for row in file.client {
            self.client(family, row, &sets)?;
        }
        for row in file.function {
            self.function(family, row)?;
        }
        for row in file.env_reader {
            self.env_reader(family, row)?;
        }
        for row in file.http_client {
            self.http_client(family, row)?;
        }
        for row in file.recorder {
            self.recorder(family, row)?;
        }
        for row in file.instrumentation {
            self.instrumentation(family, row)?;
        }
        for row in file.validator {
            self.validator(family, row)?;
        }
        for row in file.env_object {
            self.all(family, &row.symbols, &Role::EnvObject(row.is))?;
        }
        for row in file.env_object_factory {
            self.all(family, &row.symbols, &Role::EnvObjectFactory(row.is))?;
        }
        for row in file.env_read {
            self.all(family, &row.symbols, &Role::EnvRead(row.is))?;
        }
        for row in file.env_loader {
            self.all(family, &row.symbols, &Role::EnvLoader)?;
        }
        for row in file.settings_store {
            self.all(family, &row.symbols, &Role::SettingsStore(Arc::new(row.is)))?;
        }
        for row in file.collects {
            self.all(family, &row.symbols, &Role::Collects(Arc::new(row.is)))?;
        }
        for row in file.transparent {
            self.all(family, &row.symbols, &Role::Transparent(row.is))?;
        }
        for row in file.http {
            self.all(family, &row.symbols, &Role::Http(Arc::new(row.is)))?;
        }
        for row in file.sink {
            self.all(family, &row.symbols, &Role::AuditSink(row.is))?;
        }
        for row in file.audit_wrapper {
            self.all(family, &row.symbols, &Role::AuditWrapper(row.is))?;
        }
        for row in file.settings_base {
            self.all(family, &row.symbols, &Role::SettingsBase(Arc::new(row.is)))?;
        }
        for row in file.assertion {
            self.all(family, &row.symbols, &Role::Assertion(row.is))?;
        }
        for row in file.exit {
            self.all(family, &row.symbols, &Role::Exit(row.is.scope))?;
        }
        for row in file.input {
            let input = InputKind {
                source: row.is.source,
                bounded: row.is.bounded,
            };
            self.all(family, &row.symbols, &Role::Input(input))?;
        }
        for row in file.confines {
            self.all(family, &row.symbols, &Role::Confines(row.is))?;
        }
        for row in file.model_refs {
            for (name, model) in row.models {
                let versions = row.versions.clone();
                let role = Role::ModelRef(Arc::new(ModelRef { model, versions }));
                self.one(family, &format!("{}#{name}", row.module), role)?;
            }
        }
        for row in file.env_loader_module {
            self.modules(&row.symbols, &ModuleRole::EnvLoader)?;
        }
        for row in file.env_module {
            self.modules(&row.symbols, &ModuleRole::EnvNames(row.is))?;
        }
        let symbols = |row: Row<Nothing>| row.symbols;
        self.start_files
            .extend(file.start_file.into_iter().flat_map(symbols));
        self.loads_any
            .extend(file.loads_any.into_iter().flat_map(symbols));
        for row in file.transparent_method {
            for name in row.symbols {
                self.transparent_methods.insert(name, row.is.clone());
            }
        }
        for row in file.named_input {
            for receiver in row.receivers {
                let known = self.named_inputs.entry(receiver).or_default();
                known.extend(
                    row.members
                        .iter()
                        .map(|member| (member.clone(), row.source)),
                );
            }
        }
        for row in file.named_sink {
            self.named_sink(row);
        }
        Ok(())
    }

    fn all(&mut self, family: Family, symbols: &[String], role: &Role) -> Result<(), Mistake> {
        symbols
            .iter()
            .try_for_each(|symbol| self.one(family, symbol, role.clone()))
    }

    fn one(&mut self, family: Family, symbol: &str, role: Role) -> Result<(), Mistake> {
        // That the symbols built in are symbols is for tests to say, not for each start.
        if cfg!(debug_assertions) {
            check_symbol(family, symbol)?;
        }
        self.last_names.add(symbol, &role);
        match self.roles.insert(symbol.to_owned(), role) {
            None => Ok(()),
            Some(_) => Err(Mistake::new(format!("`{symbol}` stands twice"))),
        }
    }

    /// Gives a symbol this role, whatever it had.
    pub fn replace(&mut self, symbol: String, role: Role) {
        self.last_names.add(&symbol, &role);
        self.roles.insert(symbol, role);
    }

    fn modules(&mut self, modules: &[String], role: &ModuleRole) -> Result<(), Mistake> {
        for module in modules {
            if self.modules.insert(module.clone(), role.clone()).is_some() {
                return Err(Mistake::new(format!("module `{module}` stands twice")));
            }
        }
        Ok(())
    }

    fn env_reader(&mut self, family: Family, row: EnvReaderRow) -> Result<(), Mistake> {
        let reader = Arc::new(EnvReader {
            id: row.id,
            call: row.call,
            item: row.item,
            methods: expanded(row.methods)?,
        });
        self.all(family, &row.symbols, &Role::EnvReader(reader.clone()))?;
        self.all(family, &row.instances, &Role::EnvReaderInstance(reader))
    }

    fn http_client(&mut self, family: Family, row: HttpClientRow) -> Result<(), Mistake> {
        let client = Arc::new(HttpClient {
            id: row.id,
            base_url: row.base_url,
            base_url_at: row.base_url_at,
            host: row.host,
            headers: row.headers,
            verify: row.verify,
            headers_at: row.headers_at,
            verify_at: row.verify_at,
            set_header: row.set_header,
            set_body: row.set_body,
            hooks: row.hooks,
            set_option: row.set_option,
            url_options: row.url_options,
            header_options: row.header_options,
            body_options: row.body_options,
            methods: expanded(row.methods)?,
            links: expanded(row.links)?,
        });
        self.all(family, &row.symbols, &Role::HttpClient(client))
    }

    fn recorder(&mut self, family: Family, row: RecorderRow) -> Result<(), Mistake> {
        let sink = AuditSink {
            kind: row.kind,
            strength: row.strength,
        };
        for instance in &row.instances {
            for method in row.methods.iter().filter(|it| !it.is_empty()) {
                self.one(family, &member(instance, method), Role::AuditSink(sink))?;
            }
        }
        let recorder = Arc::new(Recorder {
            id: row.id,
            sink,
            methods: row.methods.into_iter().collect(),
            children: row.children.into_iter().collect(),
        });
        self.all(family, &row.instances, &Role::Recorder(recorder.clone()))?;
        self.all(family, &row.factories, &Role::RecorderFactory(recorder))
    }

    fn named_sink(&mut self, row: NamedSinkRow) {
        let sink = AuditSink {
            kind: row.kind,
            strength: row.strength,
        };
        let nobody = vec![String::new()];
        for receiver in if row.receivers.is_empty() {
            nobody
        } else {
            row.receivers
        } {
            let known = self.named_sinks.entry(receiver).or_default();
            known.extend(row.methods.iter().map(|method| (method.clone(), sink)));
        }
    }

    fn instrumentation(&mut self, family: Family, row: InstrumentationRow) -> Result<(), Mistake> {
        let instrumentation = Arc::new(Instrumentation {
            id: row.id,
            then: row.then,
            package: row.package,
            sdk: row.sdk,
            covers: row.covers,
            streams: row.streams,
            client: row.client,
            alone: row.alone,
            also: row.also,
        });
        for variable in row.variables {
            let turned_on = (variable, instrumentation.clone());
            self.instrumentation_variables.push(turned_on);
        }
        for module in &row.modules {
            let installers = &mut self.last_names.installers;
            let names = installers.entry(module.clone()).or_default();
            names.insert(None);
        }
        self.modules(
            &row.modules,
            &ModuleRole::Instrumentation(instrumentation.clone()),
        )?;
        self.all(
            family,
            &row.symbols,
            &Role::Instrumentation(instrumentation),
        )
    }

    fn validator(&mut self, family: Family, row: ValidatorRow) -> Result<(), Mistake> {
        let validator = Arc::new(Validator {
            id: row.id,
            package: row.package,
            extenders: row.extenders,
            modifiers: expanded(row.modifiers)?,
            texts: row.texts.into_iter().collect(),
            checks: expanded(row.checks)?,
        });
        for field in row.field {
            let mut options = Vec::new();
            for (slot, modifier) in field.is.options {
                options.push((slot.parse()?, modifier));
            }
            let role = Role::SchemaField(Arc::new(SchemaField {
                validator: validator.clone(),
                grade: field.is.grade,
                options,
                values: field.is.values,
                inner: field.is.inner,
                then: field.is.then,
                made: field.is.made,
            }));
            self.all(family, &field.symbols, &role)?;
        }
        for object in row.object {
            let role = Role::SchemaObject(SchemaObject {
                validator: validator.clone(),
                fields: object.is.fields,
            });
            self.all(family, &object.symbols, &role)?;
        }
        for validation in row.validation {
            let is = validation.is;
            let role = Role::Validation(Arc::new(Validation {
                validator: validator.clone(),
                schema: is.schema,
                input: is.input,
                refusal: is.refusal,
                empty_as_missing: is.empty_as_missing,
                skip: is.skip,
                public: is.public,
            }));
            self.all(family, &validation.symbols, &role)?;
        }
        for tree in row.tree {
            let role = Role::SettingsTree(Arc::new(tree.is));
            self.all(family, &tree.symbols, &role)?;
        }
        self.validators.push(validator);
        Ok(())
    }
}

/// A table with `{a,b}` in its keys, written out.
fn expanded<T: Clone>(table: BTreeMap<String, T>) -> Result<HashMap<String, T>, Mistake> {
    let mut out = HashMap::new();
    for (pattern, value) in table {
        for name in expand(&pattern)? {
            if out.insert(name, value.clone()).is_some() {
                return Err(Mistake::new(format!("`{pattern}` overlaps another key")));
            }
        }
    }
    Ok(out)
}

/// The symbol of a member: `module#a` with `b` is `module#a.b`.
fn member(symbol: &str, name: &str) -> String {
    if symbol.ends_with('#') {
        format!("{symbol}{name}")
    } else {
        format!("{symbol}.{name}")
    }
}

/// A symbol of Python is a dotted path; one of the Ecma family a global's dotted path or
/// `module#dotted.path`, the module written as [`normalize_module`] writes it.
pub(super) fn check_symbol(family: Family, symbol: &str) -> Result<(), Mistake> {
    let (module, path) = match (family, symbol.split_once('#')) {
        (Family::Ecma, Some((module, path))) => (module, path),
        _ => ("", symbol),
    };
    let names_are_good = path.split('.').all(|name| {
        !name.is_empty()
            && !name.starts_with(|c: char| c.is_ascii_digit())
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '$'))
    });
    if names_are_good && normalize_module(family, module) == module {
        Ok(())
    } else {
        Err(Mistake::new(format!("`{symbol}` is no symbol")))
    }
}
