//! Which functions the web runs, and which of them a request is made under.
//!
//! Handlers are asked for by rules only, never while a value is being followed: finding them takes
//! values of the whole project.

mod placed;
mod registered;

use super::value::{ExprAt, FunctionAt};
use super::{Flow, Request, family};
use crate::catalog::{Convention, Family, HandlerClass, InputSource, Registrar};
use crate::facts::Type;
use crate::project::SourceFile;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::collections::VecDeque;
use std::rc::Rc;

/// How many functions around a request, and around their calls, are looked at.
const MAX_FUNCTIONS: usize = 128;

/// A function that something outside the program makes run.
#[derive(Clone)]
pub struct Handler<'p> {
    /// The function.
    pub function: FunctionAt<'p>,
    /// What runs it: `express`, `fastapi`, `server action`, `mcp`.
    pub framework: &'static str,
    /// The route that it answers for, where it is written down.
    pub route: Option<SmolStr>,
    /// The method of HTTP, in capitals, where it is known.
    pub method: Option<SmolStr>,
    /// The call or the decorator that registers it; `None` if it is found by where it stands.
    pub registered: Option<ExprAt<'p>>,
    /// Where what comes in comes from.
    pub source: InputSource,
    pub(super) spec: Spec,
    /// Whether it runs before the handler that answers.
    pub(super) middleware: bool,
}

/// What the catalogue knows of the parameters of a handler.
#[derive(Clone, Copy)]
pub(super) enum Spec {
    Registrar(&'static Registrar),
    Convention(&'static Convention),
    Class(&'static HandlerClass),
}

/// The handlers of a project, by function.
#[derive(Default)]
pub(super) struct Handlers<'p>(FxHashMap<FunctionAt<'p>, Handler<'p>>);

impl Spec {
    fn input(&self) -> &'static [usize] {
        match self {
            Self::Registrar(row) => &row.input,
            Self::Convention(row) => &row.input,
            Self::Class(row) => &row.input,
        }
    }

    fn gated(&self) -> bool {
        match self {
            Self::Registrar(row) => row.gated,
            Self::Convention(row) => row.gated,
            Self::Class(row) => row.gated,
        }
    }

    fn bounded(&self) -> bool {
        matches!(self, Self::Registrar(row) if row.bounded)
    }

    pub(super) fn has_member(&self, name: &str) -> bool {
        match self {
            Self::Registrar(row) => row.has_input(name),
            Self::Convention(row) => row.has_input(name),
            Self::Class(row) => row.has_input(name),
        }
    }
}

impl<'p> Handler<'p> {
    /// Whether it answers requests of the web, as opposed to the command line and to a model's calls.
    pub fn is_web(&self) -> bool {
        self.source == InputSource::Web
    }

    /// Whether what stands before it by its nature, a gateway or a queue, may limit how often it runs.
    pub fn is_gated(&self) -> bool {
        self.spec.gated()
    }

    /// Whether a platform made what it is given, a chat UI or a bot: texts of a length that it bounds.
    pub fn is_bounded(&self) -> bool {
        self.spec.bounded()
    }

    /// What a message calls it: `POST /chat`, else the function, with the file it stands in where
    /// the name says little.
    pub fn name(&self) -> String {
        let file = self.function.file;
        let declaration = file.facts.function(self.function.id);
        let in_file = || {
            let mut folders = file.path.iter().rev().take(3).collect::<Vec<_>>();
            folders.reverse();
            let names = folders.iter().map(|it| it.to_string_lossy());
            names.collect::<Vec<_>>().join("/")
        };
        match (&self.method, &self.route, &declaration.name) {
            (Some(method), Some(route), _) => format!("{method} {route}"),
            (None, Some(route), _) => route.to_string(),
            (Some(method), None, _) => format!("{method} of {}", in_file()),
            (None, None, Some(name)) => name.to_string(),
            (None, None, None) => format!("a function of {}", in_file()),
        }
    }

    /// Whether what runs it converts what it passes to the declared types of parameters.
    pub(super) fn converts(&self) -> bool {
        matches!(self.spec, Spec::Registrar(row) if row.converts)
    }

    /// Whether the parameter of this number comes from outside.
    pub(super) fn takes(&self, index: usize) -> bool {
        let declaration = self.function.file.facts.function(self.function.id);
        let is_python = family(self.function.file) == Family::Python;
        let own = usize::from(declaration.class.is_some() && is_python);
        let input = self.spec.input();
        match index.checked_sub(own) {
            Some(index) => input.is_empty() || input.contains(&index),
            None => false,
        }
    }
}

impl<'p> Flow<'p> {
    /// The handler that a request is made under: the nearest function around it, or around a call
    /// of that, that the web runs. Where several call it, one of the web comes first.
    pub fn handler(&self, request: &Request<'p>) -> Option<Handler<'p>> {
        let mut handlers = self.handlers_of(request.at);
        let web = handlers.iter().position(Handler::is_web);
        match web {
            Some(web) => Some(handlers.swap_remove(web)),
            None => handlers.into_iter().next(),
        }
    }

    /// The handlers that an expression is evaluated under, nearest first.
    pub fn handlers_of(&self, at: ExprAt<'p>) -> Vec<Handler<'p>> {
        let known = self.handlers();
        let mut found = Vec::new();
        let mut seen = FxHashSet::default();
        let mut open: VecDeque<_> = self.function_around(at).into_iter().collect();
        while let Some(function) = open.pop_front() {
            if seen.len() >= MAX_FUNCTIONS || !seen.insert(function) {
                continue;
            }
            if let Some(handler) = known.0.get(&function).filter(|it| !it.is_internal()) {
                found.push(handler.clone());
                continue;
            }
            let outer = function.file.facts.function(function.id).outer;
            open.extend(outer.map(|outer| function.with(outer)));
            let calls = self.callers(function);
            open.extend(calls.iter().filter_map(|call| self.function_around(*call)));
        }
        found
    }

    /// The handler that a function is.
    pub fn as_handler(&self, function: FunctionAt<'p>) -> Option<Handler<'p>> {
        self.handlers().0.get(&function).cloned()
    }

    /// The names in the declared types of what handlers take.
    pub(super) fn declared_by_handlers(&self) -> FxHashSet<SmolStr> {
        let handlers = self.handlers();
        let functions = handlers.0.keys();
        let declared = functions.flat_map(|function| {
            let declaration = function.file.facts.function(function.id);
            declaration
                .parameters
                .iter()
                .filter_map(|it| it.declared.as_ref())
        });
        let names = declared.filter_map(|declared| match declared {
            Type::Names(names) => Some(names.iter()),
            Type::Literals(_) | Type::Shape(_) => None,
        });
        names.flatten().cloned().collect()
    }

    /// All handlers of the project, found once.
    fn handlers(&self) -> Rc<Handlers<'p>> {
        let known = self.handlers.get_or_init(|| {
            let mut handlers = Handlers::default();
            for file in self.project.files().map(|file| &**file) {
                self.registered_in(file, &mut handlers);
                self.decorated_in(file, &mut handlers);
                self.classes_in(file, &mut handlers);
                self.by_convention(file, &mut handlers);
            }
            Rc::new(handlers)
        });
        known.clone()
    }

    /// The path of a file below its root, with `/` between folders.
    pub(super) fn below_root(&self, file: &SourceFile) -> String {
        let root = self.project.root_of(&file.path);
        let below = root.and_then(|root| file.path.strip_prefix(root).ok());
        let path = below.unwrap_or(&file.path).to_string_lossy();
        path.replace('\\', "/")
    }
}

impl<'p> Handlers<'p> {
    /// Adds a handler, unless the function is one already.
    fn add(&mut self, handler: Handler<'p>) {
        self.0.entry(handler.function).or_insert(handler);
    }
}

impl Handler<'_> {
    fn is_internal(&self) -> bool {
        self.middleware || matches!(self.spec, Spec::Registrar(row) if row.internal)
    }
}

/// The method of HTTP that a registration is named after.
fn http_method(name: &str) -> Option<SmolStr> {
    let plain = name
        .strip_prefix("add_")
        .or(name.strip_prefix("do_"))
        .unwrap_or(name);
    let upper = plain.to_ascii_uppercase();
    let known = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
    known.contains(&&*upper).then(|| upper.into())
}

/// Whether something outside is of a module of the project that was not parsed.
pub(super) fn is_of_project(family: Family, path: &str) -> bool {
    match (family, path.split_once('#')) {
        (Family::Ecma, Some((module, _))) => {
            module.starts_with(['.', '~', '/']) || module.starts_with("@/")
        }
        _ => true,
    }
}
