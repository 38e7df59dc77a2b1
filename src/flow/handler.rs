//! Which functions the web runs, and which of them a request is made under.
//!
//! Handlers are asked for by rules only, never while a value is being followed: finding them takes
//! values of the whole project.

use super::value::{At, ExprAt, FunctionAt, Value};
use super::{Flow, Request, family};
use crate::catalog::{Convention, Family, HandlerClass, InputSource, Registrar};
use crate::facts::{Class, ExprId, ExprKind, Id, PropertyKey, Type};
use crate::project::SourceFile;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::collections::VecDeque;
use std::rc::Rc;

/// How many functions around a request, and around their calls, are looked at.
const MAX_FUNCTIONS: usize = 128;

/// How deep handlers are looked for in what a registration is given.
const MAX_ARGUMENT_DEPTH: usize = 4;

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

    /// The handlers that calls of a file register.
    fn registered_in(&self, file: &'p SourceFile, handlers: &mut Handlers<'p>) {
        for &id in &file.facts.calls {
            let at = At { file, id };
            let Some(call) = file.facts.call(id) else {
                continue;
            };
            let Some((row, name)) = self.registrar(at.with(call.callee), Some(at)) else {
                continue;
            };
            let handler = |function| Handler {
                function,
                framework: &row.framework,
                route: self.route(at, row),
                method: http_method(&name),
                registered: Some(at),
                source: row.source,
                spec: Spec::Registrar(row),
                middleware: row.is_middleware(&name),
            };
            for argument in &call.arguments {
                let mut functions = Vec::new();
                self.functions_in(at.with(argument.value), 0, &mut functions);
                for function in functions {
                    handlers.add(handler(function));
                }
            }
        }
    }

    /// What a callee registers handlers of, and the name by which it is called.
    pub(super) fn registrar(
        &self,
        callee: ExprAt<'p>,
        call: Option<ExprAt<'p>>,
    ) -> Option<(&'static Registrar, SmolStr)> {
        let facts = &callee.file.facts;
        let family = family(callee.file);
        let web = self.catalog.web(family);
        let (ExprKind::Name(name) | ExprKind::Member { name, .. }) = facts.kind(callee.id) else {
            return None;
        };
        let name = name.clone();
        let values = self.values(callee);
        let found = values.iter().find_map(|value| match value {
            Value::Symbol { path, .. } => web.registrar(family, path),
            _ => None,
        });
        if let Some(row) = found {
            return Some((row, name));
        }
        if !web.may_register(&name) {
            return None;
        }
        // What resolves to something of the project, or of a known package, is not judged by name.
        let is_open = |value: &Value<'p>| match value {
            Value::Parameter(_) | Value::Unknown => true,
            Value::Symbol { path, .. } => is_of_project(family, path),
            _ => false,
        };
        if !values.iter().all(is_open) {
            return None;
        }
        let root = root_name(callee)?;
        let row = web.named_registrar(&root, &name)?;
        let has_route = |at: ExprAt<'p>| row.route.is_none() || self.route(at, row).is_some();
        call.is_none_or(has_route).then_some((row, name))
    }

    /// The route that a registration names.
    fn route(&self, at: ExprAt<'p>, row: &Registrar) -> Option<SmolStr> {
        let call = at.file.facts.call(at.id)?;
        let argument = call.arguments.get(row.route?)?;
        let values = self.values(at.with(argument.value));
        let text = values.iter().find_map(Value::as_text)?;
        Some(text.value.clone())
    }

    /// The functions in what a registration is given: as it is, in a list, as a property, in a wrapper.
    fn functions_in(&self, at: ExprAt<'p>, depth: usize, found: &mut Vec<FunctionAt<'p>>) {
        if depth > MAX_ARGUMENT_DEPTH {
            return;
        }
        let facts = &at.file.facts;
        match facts.kind(at.id) {
            ExprKind::Array(items) => {
                for &item in items {
                    self.functions_in(at.with(item), depth + 1, found);
                }
            }
            ExprKind::Object(properties) => {
                for property in properties {
                    if matches!(property.key, PropertyKey::Name(_)) {
                        self.functions_in(at.with(property.value), depth + 1, found);
                    }
                }
            }
            // `asyncHandler(async (req, res) => …)`.
            ExprKind::Call(call) => {
                for argument in &call.arguments {
                    let value = argument.value;
                    let is_function = matches!(facts.kind(value), ExprKind::Function(_));
                    if is_function || matches!(facts.kind(value), ExprKind::Name(_)) {
                        self.functions_in(at.with(value), depth + 1, found);
                    }
                }
                self.function_values(at, found);
            }
            ExprKind::Name(_) | ExprKind::Member { .. } | ExprKind::Function(_) => {
                self.function_values(at, found);
            }
            _ => {}
        }
    }

    fn function_values(&self, at: ExprAt<'p>, found: &mut Vec<FunctionAt<'p>>) {
        let values = self.values(at);
        let functions = values.iter().filter_map(|value| match value {
            Value::Function(function) => Some(*function),
            _ => None,
        });
        found.extend(functions);
    }

    /// The functions of a file that a decorator makes handlers.
    fn decorated_in(&self, file: &'p SourceFile, handlers: &mut Handlers<'p>) {
        for (id, function) in file.facts.functions() {
            for &decorator in &function.decorators {
                let at = At {
                    file,
                    id: decorator,
                };
                let call = file.facts.call(decorator);
                let callee = call.map_or(decorator, |call| call.callee);
                let Some((row, name)) = self.registrar(at.with(callee), call.map(|_| at)) else {
                    continue;
                };
                handlers.add(Handler {
                    function: At { file, id },
                    framework: &row.framework,
                    route: self.route(at, row),
                    method: http_method(&name),
                    registered: Some(at),
                    source: row.source,
                    spec: Spec::Registrar(row),
                    middleware: false,
                });
            }
        }
    }

    /// The methods of a file's classes that are handlers.
    fn classes_in(&self, file: &'p SourceFile, handlers: &mut Handlers<'p>) {
        for (id, class) in file.facts.classes() {
            let Some((row, registered)) = self.handler_class(At { file, id }) else {
                continue;
            };
            for &method in &class.methods {
                let function = file.facts.function(method);
                let decorated = function.decorators.iter().find_map(|&decorator| {
                    let callee = file.facts.call(decorator).map_or(decorator, |it| it.callee);
                    let name = match file.facts.kind(callee) {
                        ExprKind::Name(name) | ExprKind::Member { name, .. } => name,
                        _ => return None,
                    };
                    row.handles(name).then(|| (decorator, name.clone()))
                });
                let named = function.name.clone().filter(|name| row.handles(name));
                let Some(name) = decorated.as_ref().map(|(_, name)| name.clone()).or(named) else {
                    continue;
                };
                let registered = decorated.map(|(at, _)| At { file, id: at }).or(registered);
                handlers.add(Handler {
                    function: At { file, id: method },
                    framework: &row.framework,
                    route: registered.and_then(|at| self.first_text(at)),
                    method: http_method(&name),
                    registered,
                    source: InputSource::Web,
                    spec: Spec::Class(row),
                    middleware: false,
                });
            }
        }
    }

    /// What the catalogue knows of a class by what it extends, or by its decorators.
    fn handler_class(
        &self,
        class: At<'p, Id<Class>>,
    ) -> Option<(&'static HandlerClass, Option<ExprAt<'p>>)> {
        let facts = &class.file.facts;
        let declaration = facts.class(class.id);
        let family = family(class.file);
        let known = |id: ExprId| {
            let callee = facts.call(id).map_or(id, |call| call.callee);
            let symbols = self.symbols(class.with(callee));
            let web = self.catalog.web(family);
            let found = symbols
                .iter()
                .find_map(|path| web.handler_class(family, path));
            found.map(|row| (row, Some(class.with(id))))
        };
        let decorators = declaration.decorators.iter().find_map(|&id| known(id));
        decorators.or_else(|| {
            let extended = declaration.bases.iter().find_map(|&id| known(id))?;
            Some((extended.0, None))
        })
    }

    fn first_text(&self, at: ExprAt<'p>) -> Option<SmolStr> {
        let call = at.file.facts.call(at.id)?;
        let values = self.values(at.with(call.arguments.first()?.value));
        Some(values.iter().find_map(Value::as_text)?.value.clone())
    }

    /// The functions of a file that a framework finds by where they stand.
    fn by_convention(&self, file: &'p SourceFile, handlers: &mut Handlers<'p>) {
        let path = self.below_root(file);
        let text = file.document.text();
        let rows = self.catalog.web(family(file)).conventions();
        for row in rows.iter().filter(|row| row.finds(&path)) {
            if let Some(directive) = &row.directive {
                if begins_with_directive(text, directive) {
                    self.exported_functions(file, row, handlers);
                }
                for (id, function) in file.facts.functions() {
                    let body = &text[function.body.as_range()];
                    let inside = body.strip_prefix('{').unwrap_or_default();
                    if begins_with_directive(inside, directive) {
                        let name = function.name.clone().unwrap_or_default();
                        handlers.add(by_convention(At { file, id }, row, &name));
                    }
                }
                continue;
            }
            self.exported_functions(file, row, handlers);
        }
    }

    fn exported_functions(
        &self,
        file: &'p SourceFile,
        row: &'static Convention,
        handlers: &mut Handlers<'p>,
    ) {
        let mut add = |function: FunctionAt<'p>, name: &str| {
            let declaration = function.file.facts.function(function.id);
            let own = declaration.parameters.first();
            let first = own.and_then(|parameter| parameter.name.as_deref());
            let fits = row
                .first
                .as_deref()
                .is_none_or(|wanted| first == Some(wanted));
            if fits && declaration.class.is_none() {
                handlers.add(by_convention(function, row, name));
            }
        };
        if family(file) == Family::Python {
            let module_level = file.facts.functions().filter(|(_, it)| it.outer.is_none());
            for (id, function) in module_level {
                let name = function.name.as_deref().unwrap_or_default();
                if row.exports(name) {
                    add(At { file, id }, name);
                }
            }
            return;
        }
        let Some(anywhere) = file.facts.exprs().next().map(|(id, _)| At { file, id }) else {
            return;
        };
        for export in &file.facts.exports {
            let wanted = row.exports(&export.name);
            let is_default = export.name == "default";
            if !wanted && !is_default {
                continue;
            }
            for value in self.export(file, &export.name, anywhere) {
                match value {
                    Value::Function(function) if wanted => add(function, &export.name),
                    Value::Object(object) => {
                        // `export const actions = { default: … }`, `export default { fetch }`.
                        self.functions_of_object(object, |name, function| {
                            if wanted || row.exports(name) {
                                add(function, name);
                            }
                        });
                    }
                    _ => {}
                }
            }
        }
    }

    fn functions_of_object(&self, object: ExprAt<'p>, mut found: impl FnMut(&str, FunctionAt<'p>)) {
        let ExprKind::Object(properties) = object.file.facts.kind(object.id) else {
            return;
        };
        for property in properties {
            let PropertyKey::Name(name) = &property.key else {
                continue;
            };
            let mut functions = Vec::new();
            self.function_values(object.with(property.value), &mut functions);
            functions.into_iter().for_each(|it| found(name, it));
        }
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

fn by_convention<'p>(
    function: FunctionAt<'p>,
    row: &'static Convention,
    name: &str,
) -> Handler<'p> {
    Handler {
        function,
        framework: &row.framework,
        route: None,
        method: http_method(name),
        registered: None,
        source: InputSource::Web,
        spec: Spec::Convention(row),
        middleware: false,
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

/// The name that a chain of members and calls begins with.
fn root_name(at: ExprAt<'_>) -> Option<SmolStr> {
    let facts = &at.file.facts;
    let mut id = at.id;
    for _ in 0..16 {
        id = match facts.kind(id) {
            ExprKind::Name(name) if name != "this" && name != "self" => return Some(name.clone()),
            ExprKind::Member { object, name } => match facts.kind(*object) {
                ExprKind::Name(owner) if owner == "this" || owner == "self" => {
                    return Some(name.clone());
                }
                _ => *object,
            },
            ExprKind::Call(call) => call.callee,
            ExprKind::Await(inner) => *inner,
            _ => return None,
        };
    }
    None
}

/// Whether the first thing a text says, comments aside, is a directive.
fn begins_with_directive(text: &str, directive: &str) -> bool {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        rest = match rest.get(..2) {
            Some("//") => rest.split_once('\n').map_or("", |(_, after)| after),
            Some("/*") => rest.split_once("*/").map_or("", |(_, after)| after),
            _ => break,
        }
        .trim_start();
    }
    let inside = rest.strip_prefix(['"', '\'']).unwrap_or_default();
    inside
        .strip_prefix(directive)
        .is_some_and(|after| after.starts_with(['"', '\'']))
}
