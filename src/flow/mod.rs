//! Where values come from: what an expression may be when the program runs, followed across
//! bindings, members, calls and files; which clients there are and what is asked of them.
//!
//! Must not know: rules, findings beyond their places, the disk.

mod ambient;
mod answer;
mod argument;
mod asked;
mod browser;
mod call;
mod callers;
mod caught;
mod checked;
mod class;
mod client;
mod condition;
mod credential;
mod env_schema;
mod eval;
mod failed_answer;
mod filtered;
mod frame;
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
mod origin;
mod outside;
mod own;
mod record;
mod refusal;
mod reply;
mod request;
mod said;
mod schema;
mod sent;
mod slot;
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
use crate::facts::{Class, ExprId, Id};
use crate::project::{Project, SourceFile};
use callers::{CallTable, Callers};
use guards::FileGuards;
use handler::Handlers;
use record::{ModuleRecords, RecordAt};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

/// How many steps a value is followed before it counts as unknown.
const MAX_DEPTH: usize = 48;

/// How many values an expression may have before the rest count as unknown.
const MAX_VALUES: usize = 32;

/// Answers questions about the values in one snapshot of a project, and remembers the answers.
pub struct Flow<'p> {
    project: &'p Project,
    catalog: &'static Catalog,
    /// What expressions may be, by the number of the frame; `None` while that is being worked out.
    known: RefCell<FxHashMap<(u32, ExprAt<'p>), Option<Values<'p>>>>,
    /// The call that a function is being worked out for.
    frame: RefCell<Option<Rc<frame::Frame<'p>>>>,
    /// All such calls, with the number of the frame that they stand in.
    frames: RefCell<FxHashMap<(FunctionAt<'p>, ExprAt<'p>, u32), Rc<frame::Frame<'p>>>>,
    /// Whether what a function gives hinges on the call.
    hinges: RefCell<FxHashMap<FunctionAt<'p>, bool>>,
    /// What members may be, where no cycle and no limit cut the way short.
    members: RefCell<Members<'p>>,
    /// How often a value was not followed to its end.
    cuts: Cell<usize>,
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
    /// The members being looked up, so that one that depends on itself adds nothing.
    open: RefCell<FxHashSet<(Place, SmolStr)>>,
    /// Which file of the project a module means to a file, by the file's address.
    resolved: RefCell<FxHashMap<(usize, SmolStr), Option<&'p SourceFile>>>,
    records: RefCell<FxHashMap<usize, Rc<[RecordAt]>>>,
    module_records: RefCell<FxHashMap<usize, Rc<ModuleRecords>>>,
    guards: RefCell<FxHashMap<usize, Rc<FileGuards<'p>>>>,
    /// What the calls of a name run; `None` while that is being worked out.
    called_by: RefCell<FxHashMap<SmolStr, Option<Rc<CallTable<'p>>>>>,
    /// The classes of the project by what they extend.
    subclasses: OnceCell<class::Subclasses<'p>>,
    /// All writes to members, by the member's name.
    written_places: OnceCell<FxHashMap<&'p str, Vec<(ExprAt<'p>, ExprAt<'p>)>>>,
    /// What is put into members of a name; `None` while that is being worked out.
    writes: RefCell<FxHashMap<SmolStr, Option<written::Writes<'p>>>>,
    /// The providers that the project writes out for a framework.
    providers: OnceCell<Vec<inject::Provider<'p>>>,
    /// Which module marked for the browser takes a file there, by the file's address.
    browser: OnceCell<FxHashMap<usize, &'p SourceFile>>,
    /// Whether some settings name clients of the project's own.
    has_own_clients: bool,
    /// The functions whose callers are being looked for one by one.
    asked: RefCell<FxHashSet<FunctionAt<'p>>>,
}

/// What an expression may be.
type Values<'p> = Rc<[Value<'p>]>;

/// What members of places may be, by their names.
type Members<'p> = FxHashMap<(Place, SmolStr), Rc<[Value<'p>]>>;

/// What a member is looked up in: a fact of a file, by the file's address.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Place {
    Object(usize, ExprId),
    Class(usize, Id<Class>),
    Module(usize),
    /// What frameworks carry.
    Carrier,
    /// What is handed to frameworks and maps.
    Store,
}

impl<'p> Flow<'p> {
    /// Questions about this project.
    pub fn new(project: &'p Project) -> Self {
        Self {
            project,
            catalog: Catalog::builtin(),
            known: RefCell::default(),
            frame: RefCell::default(),
            frames: RefCell::default(),
            hinges: RefCell::default(),
            members: RefCell::default(),
            cuts: Cell::new(0),
            depth: Cell::new(0),
            callers: OnceCell::new(),
            handlers: OnceCell::new(),
            failures: OnceCell::new(),
            sent: OnceCell::new(),
            installed: OnceCell::new(),
            instrumented: OnceCell::new(),
            open: RefCell::default(),
            resolved: RefCell::default(),
            records: RefCell::default(),
            module_records: RefCell::default(),
            guards: RefCell::default(),
            called_by: RefCell::default(),
            subclasses: OnceCell::new(),
            written_places: OnceCell::new(),
            writes: RefCell::default(),
            providers: OnceCell::new(),
            browser: OnceCell::new(),
            has_own_clients: project.has_own_clients(),
            asked: RefCell::default(),
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
