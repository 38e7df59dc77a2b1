//! Where values come from: what an expression may be when the program runs, followed across
//! bindings, members, calls and files; which clients there are and what is asked of them.
//!
//! Must not know: rules, findings beyond their places, the disk.

mod ambient;
mod answer;
mod argument;
mod asked;
mod beside;
mod browser;
mod call;
mod callers;
mod caught;
mod checked;
mod choice;
mod class;
mod client;
mod condition;
mod config_tree;
mod credential;
mod declared;
mod decorated;
mod env_schema;
mod eval;
mod failed_answer;
mod filtered;
mod frame;
mod generic;
mod guards;
mod handed;
mod handler;
mod http;
mod inject;
mod input;
mod instrumented;
mod limit;
mod member;
mod model;
mod module;
mod name;
mod option;
mod origin;
mod outside;
mod own;
mod partial;
mod reaching;
mod record;
mod refusal;
mod reply;
mod request;
mod said;
mod schema;
mod seller;
mod sent;
mod slot;
mod solve;
mod store;
mod text;
mod types;
mod validated;
mod validator;
mod value;
mod way;
mod whole_key;
mod written;

pub use checked::Checked;
pub use credential::Credential;
pub use env_schema::{EnvSchema, SettingsClass};
#[cfg(test)]
mod tests;

pub use answer::Unescaped;
pub use caught::Caught;
pub use failed_answer::FailedAnswer;
pub use filtered::Filtered;
pub use handler::Handler;
pub use http::HttpSend;
pub use input::{Input, InputSource, parameter_name};
pub use instrumented::Idle;
pub use model::ModelUse;
pub use origin::{ModelChoice, ModelOrigin};
pub use record::Recorded;
pub use reply::Reply;
pub use request::{Request, Sender};
pub use slot::SlotValue;
pub use value::{
    At, ClassAt, Client, EnvRead, ExprAt, FunctionAt, Parameter, SchemaField, Text, Value,
};
pub use way::Way;
pub use whole_key::{KeyOrigin, KnownKeys, WholeKey};

use crate::catalog::{Catalog, Family, Meaning};
use crate::facts::{Binding, Class, ExprId, Id};
use crate::project::{Project, SourceFile};
use callers::Callers;
use handler::Handlers;
use record::{ModuleRecords, RecordAt};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use solve::Solver;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

/// How many steps a value is followed before it counts as unknown. In real programs the longest way
/// has some three hundred: what is found must not hinge on where the way was entered.
const MAX_DEPTH: usize = 1024;

/// How many values an expression may have before the rest count as unknown.
const MAX_VALUES: usize = 32;

/// Answers questions about the values in one snapshot of a project, and remembers the answers.
pub struct Flow<'p> {
    project: &'p Project,
    catalog: &'static Catalog,
    /// What is known of values, and of what they hinge on.
    solver: Solver<'p>,
    /// The call that a function is being worked out for.
    frame: RefCell<Option<Rc<frame::Frame<'p>>>>,
    /// All such calls, with the number of the frame that they stand in.
    frames: RefCell<FxHashMap<(FunctionAt<'p>, ExprAt<'p>, u32), Rc<frame::Frame<'p>>>>,
    /// Whether what a function gives hinges on the call.
    hinges: RefCell<FxHashMap<FunctionAt<'p>, bool>>,
    depth: Cell<usize>,
    callers: OnceCell<Callers<'p>>,
    handlers: OnceCell<Rc<Handlers<'p>>>,
    /// What runs when handlers fail, by function.
    failures: OnceCell<Rc<caught::Failures<'p>>>,
    /// The names of the classes that are read from requests.
    sent: OnceCell<FxHashSet<SmolStr>>,
    /// The limits on all that a package serves.
    installed: OnceCell<Vec<limit::Installed>>,
    /// The packages that make clients record their requests.
    instrumented: OnceCell<Vec<instrumented::Installed<'p>>>,
    /// Which file of the project a module means to a file, by the file's address.
    resolved: RefCell<FxHashMap<(usize, SmolStr), Option<&'p SourceFile>>>,
    records: RefCell<FxHashMap<usize, Rc<[RecordAt]>>>,
    module_records: RefCell<FxHashMap<usize, Rc<ModuleRecords>>>,
    /// The classes of the project by what they extend.
    subclasses: OnceCell<class::Subclasses<'p>>,
    /// All writes to members, by the member's name.
    written_places: OnceCell<FxHashMap<&'p str, Vec<(ExprAt<'p>, ExprAt<'p>)>>>,
    /// The names that values are given, by the file's address.
    named_objects: RefCell<FxHashMap<usize, FxHashMap<ExprId, Id<Binding>>>>,
    /// The providers that the project writes out for a framework.
    providers: OnceCell<Vec<inject::Provider<'p>>>,
    /// Where that works which runs when a file is loaded, by the file's address.
    reaches: RefCell<FxHashMap<usize, Rc<instrumented::Reach>>>,
    /// Which files hold tests, by the file's address.
    tests: RefCell<FxHashMap<usize, bool>>,
    /// Which module marked for the browser takes a file there, by the file's address.
    browser: OnceCell<FxHashMap<usize, &'p SourceFile>>,
    /// The names that methods are given in objects and classes which send requests.
    other_names: OnceCell<FxHashSet<&'p str>>,
    /// The names of functions that a decorator may make requests.
    made_requests: OnceCell<FxHashSet<&'p str>>,
    /// The names of the functions that raise where a condition does not hold.
    raising: OnceCell<FxHashSet<&'p str>>,
    /// Whether some settings name clients of the project's own.
    has_own_clients: bool,
    /// The calls that make clients which are asked for a model of Mistral's.
    asked_for_mistral: OnceCell<FxHashSet<ExprAt<'p>>>,
}

/// What a member is looked up in: a fact of a file, by the file's address.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Place {
    Object(usize, ExprId),
    /// The elements of what an expression may be.
    Elements(usize, ExprId),
    Class(usize, Id<Class>),
    Module(usize),
    /// Instances of the type that an expression writes.
    Type(usize, ExprId),
    /// Instances of a type by its name, asked in another file: of the files the addresses.
    Alias(usize, usize),
    /// What frameworks carry, for programs or for tests.
    Carrier {
        test: bool,
    },
    /// What is handed to frameworks and maps.
    Store,
}

impl<'p> Flow<'p> {
    /// Questions about this project.
    pub fn new(project: &'p Project) -> Self {
        Self {
            project,
            catalog: Catalog::builtin(),
            solver: Solver::new(),
            frame: RefCell::default(),
            frames: RefCell::default(),
            hinges: RefCell::default(),
            depth: Cell::new(0),
            callers: OnceCell::new(),
            handlers: OnceCell::new(),
            failures: OnceCell::new(),
            sent: OnceCell::new(),
            installed: OnceCell::new(),
            instrumented: OnceCell::new(),
            resolved: RefCell::default(),
            records: RefCell::default(),
            module_records: RefCell::default(),
            subclasses: OnceCell::new(),
            written_places: OnceCell::new(),
            named_objects: RefCell::default(),
            providers: OnceCell::new(),
            reaches: RefCell::default(),
            tests: RefCell::default(),
            browser: OnceCell::new(),
            other_names: OnceCell::new(),
            made_requests: OnceCell::new(),
            raising: OnceCell::new(),
            has_own_clients: project.has_own_clients(),
            asked_for_mistral: OnceCell::new(),
        }
    }

    /// The file of the project that a module means to `file`.
    fn resolve(&self, file: &'p SourceFile, module: &str) -> Option<&'p SourceFile> {
        let key = (std::ptr::from_ref(file).addr(), SmolStr::from(module));
        *self
            .resolved
            .borrow_mut()
            .entry(key)
            .or_insert_with(|| self.project.resolve(file, module))
    }

    /// What the catalogue or the settings say of something from outside the project, used in `file`.
    pub fn meaning(&self, file: &SourceFile, path: &str) -> Option<Meaning<'p>> {
        self.own_meaning(file, path)
            .or_else(|| self.catalogued(file, path))
    }

    /// The same of the catalogue alone, which knows all but clients of the project's own.
    fn catalogued(&self, file: &SourceFile, path: &str) -> Option<Meaning<'static>> {
        self.catalog.meaning(family(file), path)
    }

    /// The paths of what from outside the project an expression may be.
    pub fn symbols(&self, at: ExprAt<'p>) -> Vec<SmolStr> {
        let path = |value: &Value<'p>| match value {
            Value::Symbol { path, .. } => Some(path.clone()),
            _ => None,
        };
        self.values(at).iter().filter_map(path).collect()
    }

    /// The families of languages that the project has files of.
    fn families(&self) -> impl Iterator<Item = Family> {
        let has = |wanted: &Family| {
            let mut files = self.project.files();
            files.any(|file| family(file) == *wanted && !file.facts.calls.is_empty())
        };
        [Family::Ecma, Family::Python].into_iter().filter(has)
    }

    /// Whether a file holds tests.
    fn is_test(&self, file: &SourceFile) -> bool {
        let mut tests = self.tests.borrow_mut();
        let known = tests.entry(std::ptr::from_ref(file).addr());
        *known.or_insert_with(|| self.project.is_test(file))
    }

    /// The project asked about.
    pub fn project(&self) -> &'p Project {
        self.project
    }
}

/// The family of languages that a file's symbols are catalogued under.
fn family(file: &SourceFile) -> Family {
    match file.language.is_ecma() {
        true => Family::Ecma,
        false => Family::Python,
    }
}
