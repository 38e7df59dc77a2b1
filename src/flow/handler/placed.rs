//! Handlers that a framework finds by where they stand: in a class, in a file.

use super::{Handler, Handlers, Spec, http_method};
use crate::catalog::{Convention, Family, HandlerClass, InputSource};
use crate::facts::{Class, ExprId, ExprKind, Id, PropertyKey};
use crate::flow::value::{At, ExprAt, FunctionAt, Value};
use crate::flow::{Flow, family};
use crate::project::SourceFile;
use smol_str::SmolStr;

impl<'p> Flow<'p> {
    /// The methods of a file's classes that are handlers.
    pub(super) fn classes_in(&self, file: &'p SourceFile, handlers: &mut Handlers<'p>) {
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
    pub(super) fn by_convention(&self, file: &'p SourceFile, handlers: &mut Handlers<'p>) {
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

    /// Whether a directive makes a function one that browsers call, besides the project's own code:
    /// `"use server"`. It hinges on no value, so that values may hinge on it.
    pub(in crate::flow) fn is_action(&self, function: FunctionAt<'p>) -> bool {
        let file = function.file;
        let declaration = file.facts.function(function.id);
        if !file.language.is_ecma() || declaration.class.is_some() {
            return false;
        }
        let text = file.document.text();
        let body = &text[declaration.body.as_range()];
        let inside = body.strip_prefix('{').unwrap_or_default();
        let rows = self.catalog.web(family(file)).conventions().iter();
        let mut directives = rows.filter_map(|row| row.directive.as_deref());
        let is_exported = || {
            let mut exports = file.facts.exports.iter();
            declaration.outer.is_none()
                && exports.any(|export| Some(&export.name) == declaration.name.as_ref())
        };
        directives.any(|directive| {
            begins_with_directive(inside, directive)
                || begins_with_directive(text, directive) && is_exported()
        })
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
