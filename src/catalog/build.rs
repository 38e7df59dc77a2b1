//! Making the catalogue of the tables: names expanded, references resolved, doubles refused.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::audit::{AuditSink, Instrumentation, Recorder};
use super::clients::{Applies, ClientKind, Method, Methods, RequestFunction};
use super::env::EnvReader;
use super::expand::expand;
use super::http::HttpClient;
use super::load::Mistake;
use super::slot::Slot;
use super::symbols::{Family, InputSource, ModuleRole, Role, Transparent, normalize_module};
use super::tables::{
    ClientRow, EnvReaderRow, FunctionRow, HttpClientRow, InstrumentationRow, MethodRow,
    RecorderRow, SymbolFile, ValidatorRow,
};
use super::validators::{SchemaField, SchemaObject, Validation, Validator};

/// What one family of languages knows by symbol and by name.
#[derive(Debug, Default)]
pub(super) struct Symbols {
    pub roles: FxHashMap<String, Role>,
    pub modules: FxHashMap<String, ModuleRole>,
    pub transparent_methods: FxHashMap<String, Transparent>,
    /// Sinks known only by the last word of the receiver's name and the method's name.
    pub named_sinks: FxHashMap<(String, String), AuditSink>,
    /// Values from outside known only by the receiver's and the member's name.
    pub named_inputs: FxHashMap<(String, String), InputSource>,
    pub clients: Vec<Arc<ClientKind>>,
    pub validators: Vec<Arc<Validator>>,
}

impl Symbols {
    /// Takes in one file of tables.
    pub fn add(&mut self, file: SymbolFile) -> Result<(), Mistake> {
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
            self.all(family, &row.symbols, &Role::Input(row.is.source))?;
        }
        for row in file.confines {
            self.all(family, &row.symbols, &Role::Confines(row.is))?;
        }
        for row in file.env_loader_module {
            self.modules(&row.symbols, &ModuleRole::EnvLoader)?;
        }
        for row in file.env_module {
            self.modules(&row.symbols, &ModuleRole::EnvNames(row.is))?;
        }
        for row in file.transparent_method {
            for name in row.symbols {
                self.transparent_methods.insert(name, row.is.clone());
            }
        }
        for row in file.named_input {
            for receiver in &row.receivers {
                for member in &row.members {
                    let names = (receiver.clone(), member.clone());
                    self.named_inputs.insert(names, row.source);
                }
            }
        }
        for row in file.named_sink {
            let sink = AuditSink {
                kind: row.kind,
                strength: row.strength,
            };
            let nobody = [String::new()];
            let receivers: &[String] = if row.receivers.is_empty() {
                &nobody
            } else {
                &row.receivers
            };
            for receiver in receivers {
                for method in &row.methods {
                    self.named_sinks
                        .insert((receiver.clone(), method.clone()), sink);
                }
            }
        }
        Ok(())
    }

    fn all(&mut self, family: Family, symbols: &[String], role: &Role) -> Result<(), Mistake> {
        symbols
            .iter()
            .try_for_each(|symbol| self.one(family, symbol, role.clone()))
    }

    fn one(&mut self, family: Family, symbol: &str, role: Role) -> Result<(), Mistake> {
        check_symbol(family, symbol)?;
        match self.roles.insert(symbol.to_owned(), role) {
            None => Ok(()),
            Some(_) => Err(Mistake::new(format!("`{symbol}` stands twice"))),
        }
    }

    fn modules(&mut self, modules: &[String], role: &ModuleRole) -> Result<(), Mistake> {
        for module in modules {
            if self.modules.insert(module.clone(), role.clone()).is_some() {
                return Err(Mistake::new(format!("module `{module}` stands twice")));
            }
        }
        Ok(())
    }

    fn method_set(
        &mut self,
        family: Family,
        rows: Vec<MethodRow>,
    ) -> Result<Arc<Methods>, Mistake> {
        let mut set = Methods::new();
        for row in rows {
            for path in &row.path {
                let method = method(path, &row);
                if let Some(module) = &row.standalone {
                    let function = standalone(module, &method);
                    let symbol = format!("{module}/{0}#{0}", function.name);
                    self.one(family, &symbol, Role::Request(Arc::new(function)))?;
                }
                if row.async_twin {
                    let twin = format!("{path}_async");
                    set.entry(twin.clone()).or_default().push(Method {
                        path: twin,
                        ..method.clone()
                    });
                }
                set.entry(path.clone()).or_default().push(method);
            }
        }
        Ok(Arc::new(set))
    }

    fn client(
        &mut self,
        family: Family,
        row: ClientRow,
        sets: &BTreeMap<String, Arc<Methods>>,
    ) -> Result<(), Mistake> {
        let methods = match &row.methods {
            None => Arc::default(),
            Some(name) => sets
                .get(name)
                .ok_or_else(|| Mistake::new(format!("no methods `{name}` for `{}`", row.id)))?
                .clone(),
        };
        let client = Arc::new(ClientKind {
            id: row.id,
            class: row.class,
            package: row.package,
            family,
            applies: row.applies,
            model_prefixes: row.model_prefixes,
            key: row.key,
            base_url: row.base_url,
            server: row.server,
            debug_logger: row.debug_logger,
            http_client: row.http_client,
            key_env: row.key_env,
            suggest: row.suggest,
            from: row.from,
            behaviour: row.behaviour,
            model: row.model,
            default_model: row.default_model,
            limit: row.limit,
            fluent: row.fluent,
            models: row.models,
            methods,
        });
        self.all(family, &row.symbols, &Role::Client(client.clone()))?;
        self.all(
            family,
            &row.instances,
            &Role::ClientInstance(client.clone()),
        )?;
        self.clients.push(client);
        Ok(())
    }

    fn function(&mut self, family: Family, row: FunctionRow) -> Result<(), Mistake> {
        for symbol in &row.symbols {
            let name = last_name(symbol);
            let request = Method {
                path: name.to_owned(),
                kind: row.kind,
                http: None,
                model: row.model.clone(),
                agent: Vec::new(),
                input: row.input.clone(),
                limit: row.limit.clone(),
                stream: row.stream,
                versions: row.versions.clone(),
            };
            let function = RequestFunction {
                name: name.to_owned(),
                package: row.package.clone(),
                applies: row.applies,
                model_prefixes: row.model_prefixes.clone(),
                client: row.client.clone(),
                key: row.key.clone(),
                base_url: row.base_url.clone(),
                request,
            };
            self.one(family, symbol, Role::Request(Arc::new(function)))?;
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
            host: row.host,
            headers: row.headers,
            verify: row.verify,
            headers_at: row.headers_at,
            verify_at: row.verify_at,
            set_header: row.set_header,
            set_body: row.set_body,
            methods: expanded(row.methods)?,
        });
        self.all(family, &row.symbols, &Role::HttpClient(client))
    }

    fn recorder(&mut self, family: Family, row: RecorderRow) -> Result<(), Mistake> {
        let sink = AuditSink {
            kind: row.kind,
            strength: row.strength,
        };
        for instance in &row.instances {
            for method in &row.methods {
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

    fn instrumentation(&mut self, family: Family, row: InstrumentationRow) -> Result<(), Mistake> {
        let instrumentation = Arc::new(Instrumentation {
            id: row.id,
            then: row.then,
            package: row.package,
            sdk: row.sdk,
            covers: row.covers,
            streams: row.streams,
        });
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
        self.validators.push(validator);
        Ok(())
    }
}

fn method(path: &str, row: &MethodRow) -> Method {
    Method {
        path: path.to_owned(),
        kind: row.kind,
        http: row.http.clone(),
        model: row.model.clone(),
        agent: row.agent.clone(),
        input: row.input.clone(),
        limit: row.limit.clone(),
        stream: row.stream,
        versions: row.versions.clone(),
    }
}

/// The function that does what the method does, with the client as its first argument.
fn standalone(module: &str, method: &Method) -> RequestFunction {
    let shifted = |slots: &[Slot]| slots.iter().map(|slot| slot.shifted(1)).collect();
    RequestFunction {
        name: camel_case(&method.path),
        package: module.trim_end_matches("/funcs").to_owned(),
        applies: Applies::Client,
        model_prefixes: Vec::new(),
        client: vec![Slot::position(0)],
        key: Vec::new(),
        base_url: Vec::new(),
        request: Method {
            model: shifted(&method.model),
            agent: shifted(&method.agent),
            input: shifted(&method.input),
            limit: shifted(&method.limit),
            ..method.clone()
        },
    }
}

/// `chat.complete` as `chatComplete`.
fn camel_case(path: &str) -> String {
    let mut name = String::new();
    for (at, part) in path.split('.').enumerate() {
        let mut chars = part.chars();
        match chars.next() {
            Some(first) if at > 0 => name.extend(first.to_uppercase()),
            first => name.extend(first),
        }
        name.extend(chars);
    }
    name
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

fn last_name(symbol: &str) -> &str {
    symbol.rsplit(['.', '#']).next().unwrap_or(symbol)
}

/// A symbol of Python is a dotted path; one of the Ecma family a global's dotted path or
/// `module#dotted.path`, the module written as [`normalize_module`] writes it.
fn check_symbol(family: Family, symbol: &str) -> Result<(), Mistake> {
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
