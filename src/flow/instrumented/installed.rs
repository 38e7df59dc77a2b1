//! What makes clients record their requests, and of which programs and clients.

use crate::catalog::{AuditWrapper, Instrumentation, Meaning, ModuleRole, Wraps, normalize_module};
use crate::facts::{ExprId, ExprKind, Import};
use crate::finding::Location;
use crate::flow::value::{At, Client, ExprAt, Value};
use crate::flow::{Flow, Request, family};
use crate::project::{Loads, SourceFile};
use crate::syntax::Language;
use crate::text::TextRange;
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

/// Words in the names of env files that only show what to set.
const TEMPLATES: &[&str] = &["example", "sample", "template", "dist"];

/// What is installed somewhere to record requests.
pub(in crate::flow) struct Installed<'p> {
    pub(super) what: What,
    pub(super) location: Location,
    /// Where it works.
    reach: Whose<'p>,
}

/// What records.
#[derive(Clone, Copy)]
pub(super) enum What {
    Instrumentation(&'static Instrumentation),
    Wrapper(&'static AuditWrapper),
}

/// Whose requests are recorded.
enum Whose<'p> {
    /// Those of one client, or of a few.
    Clients(Vec<Client<'p>>),
    /// Those of files.
    Files(Reach),
}

/// The files for which that counts which a file does when it is loaded.
pub(in crate::flow) enum Reach {
    /// Those in a folder: it is loaded before them.
    Package(PathBuf),
    /// Those of the programs that load the file.
    Programs(FxHashSet<Arc<Path>>),
}

impl Reach {
    fn holds(&self, path: &Path) -> bool {
        match self {
            Self::Package(folder) => path.starts_with(folder),
            Self::Programs(files) => files.contains(path),
        }
    }
}

impl<'p> Flow<'p> {
    /// What is installed where a request is made, or around its client.
    pub(super) fn installed_for(
        &self,
        request: &Request<'p>,
    ) -> impl Iterator<Item = &Installed<'p>> {
        let path = &request.at.file.path;
        let installed = self.instrumented.get_or_init(|| self.installed());
        let needs_client = |it: &Installed<'p>| matches!(it.reach, Whose::Clients(_));
        let client = match installed.iter().any(needs_client) {
            true => self.client_of(request),
            false => None,
        };
        installed.iter().filter(move |it| match &it.reach {
            Whose::Clients(clients) => client
                .as_ref()
                .is_some_and(|client| clients.iter().any(|it| is_same(it, client))),
            Whose::Files(reach) => reach.holds(path),
        })
    }

    /// Whether a file is loaded in the programs that another is loaded in, as far as they are known.
    pub(in crate::flow) fn runs_with(&self, file: &'p SourceFile, other: &SourceFile) -> bool {
        let address = std::ptr::from_ref(file).addr();
        let known = self.reaches.borrow().get(&address).cloned();
        let reach = known.unwrap_or_else(|| {
            let reach = Rc::new(self.reach_of(file, &mut self.project.loads()));
            self.reaches.borrow_mut().insert(address, reach.clone());
            reach
        });
        reach.holds(&other.path)
    }

    /// All that is installed. What a test installs is not there when the program runs.
    fn installed(&self) -> Vec<Installed<'p>> {
        let mut loads = self.project.loads();
        let mut installed = Vec::new();
        let names: Vec<_> = self
            .families()
            .flat_map(|family| self.catalog.instrumentation_names(family))
            .collect();
        let calls = names.iter().flat_map(|name| self.calls_named(name));
        let calls = calls.filter_map(|call| Some((*call, self.installs(*call)?)));
        let written = names
            .iter()
            .flat_map(|name| self.installed_by_writing(name));
        for (at, what) in calls.chain(written) {
            if !self.is_test(at.file) {
                let clients = self.clients_told(at, what);
                installed.push(Installed {
                    what,
                    location: at.location(),
                    reach: match clients.is_empty() {
                        true => Whose::Files(self.reach_of(at.file, &mut loads)),
                        false => Whose::Clients(clients),
                    },
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
                    && !self.is_test(file)
                {
                    installed.push(Installed {
                        what: What::Instrumentation(it),
                        location: Location {
                            path: file.path.clone(),
                            range: import.range,
                        },
                        reach: Whose::Files(self.reach_of(file, &mut loads)),
                    });
                }
            }
        }
        installed.extend(self.installed_by_commands());
        installed.extend(self.installed_by_variables(&mut loads));
        installed
    }

    /// What variables of the environment turn on that the program, a notebook or an env file sets:
    /// `os.environ["LANGSMITH_TRACING"] = "true"`.
    fn installed_by_variables(&self, loads: &mut Loads<'_>) -> Vec<Installed<'p>> {
        let families = self.families();
        let variables = families.flat_map(|family| self.catalog.instrumentation_variables(family));
        let variables: Vec<_> = variables.collect();
        let mut installed = Vec::new();
        for file in self.project.files().map(|file| &**file) {
            let name = file.path.file_name().unwrap_or_default().to_string_lossy();
            let is_template = TEMPLATES.iter().any(|word| name.contains(word));
            if is_template || self.project.is_test(file) {
                continue;
            }
            for (variable, it) in &variables {
                let Some(range) = turned_on(file, variable) else {
                    continue;
                };
                let is_env_file = file.language == Language::Dotenv;
                installed.push(Installed {
                    what: What::Instrumentation(it),
                    location: Location {
                        path: file.path.clone(),
                        range,
                    },
                    reach: Whose::Files(match is_env_file {
                        true => Reach::Package(self.folder_of(file)),
                        false => self.reach_of(file, loads),
                    }),
                });
            }
        }
        installed
    }

    /// What command lines have loaded first: `node --import braintrust/hook.mjs`.
    fn installed_by_commands(&self) -> Vec<Installed<'p>> {
        let packages = self.project.files().map(|file| self.folder_of(file));
        let packages: BTreeSet<_> = packages.collect();
        let families: Vec<_> = self.families().collect();
        let mut installed = Vec::new();
        for folder in packages {
            for (path, module) in self.project.preloaded(&folder).iter() {
                let found = families.iter().find_map(|&family| {
                    let module = normalize_module(family, module);
                    self.catalog.module_role(family, &module)
                });
                if let Some(ModuleRole::Instrumentation(it)) = found {
                    installed.push(Installed {
                        what: What::Instrumentation(it),
                        location: Location {
                            path: path.as_path().into(),
                            range: TextRange::empty(0),
                        },
                        reach: Whose::Files(Reach::Package(folder.clone())),
                    });
                }
            }
        }
        installed
    }

    /// Where something works that a file installs: in the programs that load the file. If one is
    /// loaded before all else of a package, or loads what nobody names, in all of that package.
    fn reach_of(&self, file: &'p SourceFile, loads: &mut Loads<'_>) -> Reach {
        let mut files = FxHashSet::default();
        let dependents = self.project.dependents(file).into_iter();
        let loading = dependents.filter(|it| !self.is_test(it));
        for start in std::iter::once(file).chain(loading) {
            if self.project.is_started_first(&start.path) {
                return Reach::Package(self.folder_of(start));
            }
            let loaded = loads.of(&start.path);
            if loaded.any {
                return Reach::Package(self.folder_of(start));
            }
            files.extend(loaded.files);
        }
        // What is in a package of Python's is loaded after its `__init__.py`.
        let is_init = file.path.file_name().is_some_and(|it| it == "__init__.py");
        match file.path.parent().filter(|_| is_init) {
            Some(folder) => Reach::Package(folder.to_owned()),
            None => Reach::Programs(files),
        }
    }

    /// The package of a file; a file of no package speaks for its folder.
    fn folder_of(&self, file: &SourceFile) -> PathBuf {
        let folder = self.project.package(&file.path).or(file.path.parent());
        folder.map(Path::to_owned).unwrap_or_default()
    }

    /// What a call installs: an instrumentation, or a wrapper of a client.
    fn installs(&self, call: ExprAt<'p>) -> Option<What> {
        let callee = call.with(call.file.facts.call(call.id)?.callee);
        let symbols = self.symbols(callee);
        symbols
            .iter()
            .find_map(|path| match self.catalogued(call.file, path)? {
                Meaning::Instrumentation(it) => Some(What::Instrumentation(it)),
                Meaning::AuditWrapper(wrapper) if wrapper.wraps == Wraps::Client => {
                    let version = self.project.version(call.file, "mistralai");
                    version
                        .is_none_or(|version| wrapper.sdk.contains(version))
                        .then_some(What::Wrapper(wrapper))
                }
                _ => None,
            })
    }

    /// What is installed by being written to: `litellm.success_callback = ["langfuse"]`, and
    /// `.append("langfuse")`. An empty list installs nothing.
    fn installed_by_writing(&self, name: &str) -> impl Iterator<Item = (ExprAt<'p>, What)> {
        let files = self.project.files().map(|file| &**file);
        files.flat_map(move |file| {
            let facts = &file.facts;
            let is_empty =
                |value| matches!(facts.kind(value), ExprKind::Array(it) if it.is_empty());
            let written = facts.writes(name).filter(|it| !is_empty(it.value));
            let filled = facts.mutations(name).iter();
            let filled = filled.filter_map(|&call| facts.member(facts.call(call)?.callee));
            let places = written
                .map(|assignment| assignment.target)
                .chain(filled.map(|(owner, _)| owner));
            let installed = places.filter_map(|place| {
                let (owner, _) = facts.member(place)?;
                let owners = self.symbols(At { file, id: owner });
                let what = owners.iter().find_map(|owner| {
                    match self.catalogued(file, &format!("{owner}.{name}"))? {
                        Meaning::Instrumentation(it) => Some(What::Instrumentation(it)),
                        _ => None,
                    }
                });
                Some((At { file, id: place }, what?))
            });
            installed.collect::<Vec<_>>()
        })
    }

    /// The clients that a call which installs something is given, those of which it is known where
    /// they are made.
    fn clients_told(&self, call: ExprAt<'p>, what: What) -> Vec<Client<'p>> {
        let slots = match what {
            What::Instrumentation(it) => &it.client,
            What::Wrapper(wrapper) => &wrapper.value,
        };
        let told = slots.iter().filter_map(|slot| self.slot(call, slot));
        let clients = told
            .flat_map(|it| it.values)
            .filter_map(|value| match value {
                Value::Client(client) => Some(client),
                _ => None,
            });
        clients
            .filter(|client| client.call.is_some() || client.bound.is_some())
            .collect()
    }
}

/// Where a file sets a variable of the environment to something that turns a thing on.
fn turned_on(file: &SourceFile, variable: &str) -> Option<TextRange> {
    let facts = &file.facts;
    let is_on = |value: &str| ["true", "1", "yes", "on"].contains(&&*value.to_ascii_lowercase());
    let entry = facts
        .env_entries
        .iter()
        .find(|entry| entry.name == variable && entry.value.as_deref().is_some_and(is_on));
    let is_set = |target: ExprId| match facts.kind(target) {
        ExprKind::Index { object, index } => {
            let named =
                matches!(facts.kind(*index), ExprKind::String(name) if name.value == variable);
            named
                && facts
                    .last_name(*object)
                    .is_some_and(|it| it == "environ" || it == "env")
        }
        ExprKind::Member { object, name } => {
            name == variable && facts.last_name(*object).is_some_and(|it| it == "env")
        }
        _ => false,
    };
    let assigned = facts.assignments.iter().find(|it| {
        let value = facts.kind(it.value);
        matches!(value, ExprKind::String(value) if is_on(&value.value)) && is_set(it.target)
    });
    let assigned = assigned.map(|it| facts.range(it.target));
    entry.map(|entry| entry.name_range).or(assigned)
}

/// Whether two clients are made, and told their model, by the same calls.
fn is_same(one: &Client<'_>, other: &Client<'_>) -> bool {
    let bound = |client: &Client<'_>| client.bound.as_ref().map(|(call, _)| call.location());
    match (one.call, other.call) {
        (Some(one), Some(other)) => one == other,
        (None, None) => bound(one).is_some() && bound(one) == bound(other),
        _ => false,
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
