//! What a client records of its requests by itself: instrumentations of the SDK, wrappers of the client,
//! hooks of its HTTP client, callbacks and telemetry that it is given.

use super::record::Recorded;
use super::value::{At, ExprAt, Value};
use super::{Flow, Request, Sender, family};
use crate::catalog::{Instrumentation, Meaning, ModuleRole, Outcome, Slot, Version, Wraps};
use crate::facts::{ExprKind, Import, PropertyKey};
use crate::finding::Location;
use crate::project::SourceFile;
use std::path::{Path, PathBuf};

/// How deep callbacks are looked for in what a call is given.
const MAX_DEPTH: usize = 4;

/// What is installed in a package to record requests.
pub(super) struct Installed {
    folder: PathBuf,
    location: Location,
    /// `None` for what wraps a client.
    instrumentation: Option<&'static Instrumentation>,
}

/// An instrumentation that records nothing of a request with the version of the SDK that is there.
pub struct Idle {
    /// What is instrumented.
    pub package: &'static str,
    /// The version that is there.
    pub version: Version,
    /// Where it is turned on.
    pub location: Location,
    /// What becomes of it.
    pub outcome: Outcome,
}

impl<'p> Flow<'p> {
    /// Which outcomes of a request are recorded: around it, by everyone who makes it, or by the client
    /// itself.
    pub fn audited(&self, request: &Request<'p>) -> Recorded {
        match self.is_recorded_by_client(request) {
            true => Recorded::Both,
            false => self.recorded(request.at),
        }
    }

    fn is_recorded_by_client(&self, request: &Request<'p>) -> bool {
        match &request.sender {
            Sender::Http(..) => return false,
            Sender::Client(client, _) if client.kind.audited => return true,
            Sender::Function(function) if function.audited => return true,
            _ => {}
        }
        let mut around = self.installed_around(request.at.file);
        around.any(|it| self.works(it, request))
            || self.has_callbacks(request)
            || self.has_hooks(request)
            || self.is_recorded_by_decorator(request)
    }

    /// Whether the function that a request is made by calling has a decorator that keeps records.
    fn is_recorded_by_decorator(&self, request: &Request<'p>) -> bool {
        let Sender::Client(client, _) = &request.sender else {
            return false;
        };
        let made = client.call.filter(|_| client.kind.decorates);
        let function = made.and_then(|made| self.decorated_by(made));
        function.is_some_and(|it| self.recorded_by_receiver(it) != Recorded::Nothing)
    }

    /// An instrumentation that is turned on and does nothing for a request.
    pub fn idle_instrumentation(&self, request: &Request<'p>) -> Option<Idle> {
        let mut around = self.installed_around(request.at.file);
        around.find_map(|installed| {
            let it = installed.instrumentation?;
            let package = it.package.as_str();
            let version = self.project.version(request.at.file, package)?;
            let outcome = it.outcome(Some(version));
            (outcome != Outcome::Works && package_of(request) == Some(package)).then(|| Idle {
                package,
                version,
                location: installed.location.clone(),
                outcome,
            })
        })
    }

    /// Whether what is installed records a request.
    fn works(&self, installed: &Installed, request: &Request<'p>) -> bool {
        let Some(it) = installed.instrumentation else {
            return true;
        };
        let stream = match &request.sender {
            Sender::Client(_, method) => method.stream,
            Sender::Function(function) => function.request.stream,
            Sender::Http(..) => false,
        };
        let version = self.project.version(request.at.file, &it.package);
        it.outcome(version) == Outcome::Works && it.records(request.kind, stream)
    }

    /// What is installed in the package that a file belongs to.
    fn installed_around(&self, file: &SourceFile) -> impl Iterator<Item = &Installed> {
        let path = file.path.clone();
        let installed = self.instrumented.get_or_init(|| self.installed());
        installed
            .iter()
            .filter(move |it| path.starts_with(&it.folder))
    }

    /// All that is installed. What a test installs is not there when the program runs.
    fn installed(&self) -> Vec<Installed> {
        let mut installed = Vec::new();
        let names: Vec<_> = self
            .families()
            .flat_map(|family| self.catalog.instrumentation_names(family))
            .collect();
        for call in names.into_iter().flat_map(|name| self.calls_named(name)) {
            if !self.project.is_test(call.file)
                && let Some(instrumentation) = self.installs(*call)
            {
                installed.push(Installed {
                    folder: self.folder_of(call.file),
                    location: call.location(),
                    instrumentation,
                });
            }
        }
        for file in self.project.files().map(|file| &**file) {
            for (_, import) in file.facts.imports() {
                let modules = modules_of(file, import);
                let role = modules
                    .into_iter()
                    .find_map(|module| self.catalog.module_role(family(file), module));
                if let Some(ModuleRole::Instrumentation(it)) = role
                    && !self.project.is_test(file)
                {
                    installed.push(Installed {
                        folder: self.folder_of(file),
                        location: Location {
                            path: file.path.clone(),
                            range: import.range,
                        },
                        instrumentation: Some(it),
                    });
                }
            }
        }
        installed
    }

    /// The package of a file; a file of no package speaks for its folder.
    fn folder_of(&self, file: &SourceFile) -> PathBuf {
        let folder = self.project.package(&file.path).or(file.path.parent());
        folder.map(Path::to_owned).unwrap_or_default()
    }

    /// What a call installs: an instrumentation, or a wrapper of a client (`None` in it).
    fn installs(&self, call: ExprAt<'p>) -> Option<Option<&'static Instrumentation>> {
        let callee = call.with(call.file.facts.call(call.id)?.callee);
        let symbols = self.symbols(callee);
        symbols
            .iter()
            .find_map(|path| match self.catalogued(call.file, path)? {
                Meaning::Instrumentation(it) => Some(Some(it)),
                Meaning::AuditWrapper(wrapper) if wrapper.wraps == Wraps::Client => {
                    let version = self.project.version(call.file, "mistralai");
                    version
                        .is_none_or(|version| wrapper.sdk.contains(version))
                        .then_some(None)
                }
                _ => None,
            })
    }

    /// Whether a request, or the client that sends it, is given callbacks or telemetry.
    fn has_callbacks(&self, request: &Request<'p>) -> bool {
        let made = match &request.sender {
            Sender::Client(client, _) => client.call,
            Sender::Function(_) | Sender::Http(..) => None,
        };
        let calls = [Some(request.at), made];
        calls.into_iter().flatten().any(|at| {
            let call = at.file.facts.call(at.id);
            call.is_some_and(|call| {
                call.arguments.iter().any(|argument| {
                    let named = argument.keyword.as_deref();
                    let is_it = named.is_some_and(|name| self.catalog.is_record_callback(name));
                    is_it && !self.is_empty(at.with(argument.value))
                        || self.holds_callbacks(at.with(argument.value), 0)
                })
            })
        })
    }

    fn holds_callbacks(&self, at: ExprAt<'p>, depth: usize) -> bool {
        if depth > MAX_DEPTH {
            return false;
        }
        let values = self.values(at);
        values.iter().any(|value| match value {
            Value::Object(object) => {
                let ExprKind::Object(properties) = object.file.facts.kind(object.id) else {
                    return false;
                };
                properties.iter().any(|property| match &property.key {
                    PropertyKey::Name(name) if self.catalog.is_record_callback(name) => {
                        !self.is_empty(object.with(property.value))
                    }
                    PropertyKey::Name(name) if name == "config" => {
                        self.holds_callbacks(object.with(property.value), depth + 1)
                    }
                    PropertyKey::Spread => {
                        self.holds_callbacks(object.with(property.value), depth + 1)
                    }
                    _ => false,
                })
            }
            _ => false,
        })
    }

    /// Whether something turns nothing on: `[]`, `None`, `{ isEnabled: false }`.
    fn is_empty(&self, at: ExprAt<'p>) -> bool {
        let values = self.values(at);
        !values.is_empty()
            && values.iter().all(|value| match value {
                Value::Null(_) => true,
                Value::Array(array) => {
                    matches!(array.file.facts.kind(array.id), ExprKind::Array(items) if items.is_empty())
                }
                Value::Object(object) => match object.file.facts.kind(object.id) {
                    ExprKind::Object(properties) => !properties.iter().any(|property| {
                        matches!(&property.key, PropertyKey::Name(name) if name == "isEnabled")
                            && !matches!(object.file.facts.kind(property.value), ExprKind::Bool(false))
                            || matches!(property.key, PropertyKey::Spread)
                    }),
                    _ => false,
                },
                _ => false,
            })
    }

    /// Whether hooks of the HTTP client that the client is given write records: `addHook("response", …)`,
    /// `event_hooks={"response": [log]}`.
    fn has_hooks(&self, request: &Request<'p>) -> bool {
        let Sender::Client(client, _) = &request.sender else {
            return false;
        };
        let Some(made) = client.call else {
            return false;
        };
        let slots: &[Slot] = &client.kind.http_client;
        let given = slots.iter().filter_map(|slot| self.slot(made, slot));
        let http = given.flat_map(|given| {
            let calls = given.values.into_iter().filter_map(|value| match value {
                Value::Symbol { call, .. } => call,
                _ => None,
            });
            calls.collect::<Vec<_>>()
        });
        let mut http = http;
        http.any(|http| {
            let facts = &http.file.facts;
            let own = facts.call(http.id).is_some_and(|call| {
                let mut given = call.arguments.iter().map(|it| http.with(it.value));
                given.any(|argument| self.holds_record(argument, 0))
            });
            own || facts.calls.iter().any(|&id| {
                let Some(call) = facts.call(id) else {
                    return false;
                };
                let is_hook = matches!(facts.kind(call.callee), ExprKind::Member { name, .. } if name == "addHook");
                is_hook && call.arguments.iter().any(|it| self.holds_record(At { file: http.file, id: it.value }, 0))
            })
        })
    }

    /// Whether an expression is a function that writes a record, or holds one.
    fn holds_record(&self, at: ExprAt<'p>, depth: usize) -> bool {
        if depth > MAX_DEPTH {
            return false;
        }
        let values = self.values(at);
        values.iter().any(|value| match value {
            Value::Function(function) => self.recorded_in(*function, at) != Recorded::Nothing,
            Value::Object(object) => match object.file.facts.kind(object.id) {
                ExprKind::Object(properties) => properties
                    .iter()
                    .any(|it| self.holds_record(object.with(it.value), depth + 1)),
                _ => false,
            },
            Value::Array(array) => match array.file.facts.kind(array.id) {
                ExprKind::Array(items) => items
                    .iter()
                    .any(|id| self.holds_record(array.with(*id), depth + 1)),
                _ => false,
            },
            _ => false,
        })
    }
}

/// The package of the SDK that sends a request.
fn package_of<'a>(request: &'a Request<'_>) -> Option<&'a str> {
    match &request.sender {
        Sender::Client(client, _) => Some(&client.kind.package),
        Sender::Function(function) => Some(&function.package),
        Sender::Http(..) => None,
    }
}

/// The modules that an import runs: its own, and in `import ddtrace.auto`, which gives a name to the
/// first part only, those that are written.
fn modules_of<'p>(file: &'p SourceFile, import: &'p Import) -> Vec<&'p str> {
    let mut modules = vec![import.module.as_str()];
    if let Some(list) = file.source(import.range).strip_prefix("import ") {
        modules.extend(list.split(',').map(|module| module.trim()));
    }
    modules
}
