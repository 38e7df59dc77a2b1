//! Handlers that code registers: by a call, by a decorator.

use super::{Handler, Handlers, Spec, http_method, is_of_project};
use crate::catalog::Registrar;
use crate::facts::{ExprKind, PropertyKey};
use crate::flow::value::{At, ExprAt, FunctionAt, Value};
use crate::flow::{Flow, family};
use crate::project::SourceFile;
use smol_str::SmolStr;

/// How deep handlers are looked for in what a registration is given.
const MAX_ARGUMENT_DEPTH: usize = 4;

impl<'p> Flow<'p> {
    /// The handlers that calls of a file register.
    pub(super) fn registered_in(&self, file: &'p SourceFile, handlers: &mut Handlers<'p>) {
        for &id in &file.facts.calls {
            let at = At { file, id };
            let Some(call) = file.facts.call(id) else {
                continue;
            };
            let Some((row, name)) = self.registrar(at.with(call.callee), Some(at)) else {
                continue;
            };
            let middleware = row.is_middleware(&name);
            for argument in &call.arguments {
                let mut functions = Vec::new();
                self.functions_in(at.with(argument.value), 0, &mut functions);
                for function in functions {
                    handlers.add(Handler {
                        middleware,
                        ..self.registered(function, row, &name, at)
                    });
                }
            }
        }
    }

    /// A function that a call or a decorator of this name registers.
    fn registered(
        &self,
        function: FunctionAt<'p>,
        row: &'static Registrar,
        name: &str,
        at: ExprAt<'p>,
    ) -> Handler<'p> {
        Handler {
            function,
            framework: &row.framework,
            route: self.route(at, row),
            method: http_method(name),
            registered: Some(at),
            source: row.source,
            spec: Spec::Registrar(row),
            middleware: false,
        }
    }

    /// What a callee registers handlers of, and the name by which it is called.
    pub(in crate::flow) fn registrar(
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
        if !self.may_be_called(callee, |name| web.may_register(name)) {
            return None;
        }
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
    pub(in crate::flow) fn functions_in(
        &self,
        at: ExprAt<'p>,
        depth: usize,
        found: &mut Vec<FunctionAt<'p>>,
    ) {
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

    pub(super) fn function_values(&self, at: ExprAt<'p>, found: &mut Vec<FunctionAt<'p>>) {
        let values = self.values(at);
        let functions = values.iter().filter_map(|value| match value {
            Value::Function(function) => Some(*function),
            _ => None,
        });
        found.extend(functions);
    }

    /// The functions of a file that a decorator makes handlers.
    pub(super) fn decorated_in(&self, file: &'p SourceFile, handlers: &mut Handlers<'p>) {
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
                handlers.add(self.registered(At { file, id }, row, &name, at));
            }
        }
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
