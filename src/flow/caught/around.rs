//! What stands around all handlers and is told their errors: error handlers, exception filters,
//! middlewares that wait for what stands behind them.

use super::{Caught, Name};
use crate::catalog::{Failure, Web};
use crate::facts::{ExprId, ExprKind, Source};
use crate::flow::handler::Handler;
use crate::flow::value::{At, ExprAt, FunctionAt, Value};
use crate::flow::{Flow, family};
use crate::project::SourceFile;
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// How many callers up the way of an error is followed.
const MAX_CALLERS: usize = 3;

/// What runs when handlers fail, by function: what is known of it, and the file that says so.
pub(in crate::flow) type Failures<'p> =
    FxHashMap<FunctionAt<'p>, (&'static Failure, &'p SourceFile)>;

impl<'p> Flow<'p> {
    /// Whether what a function returns is sent to whoever asked, because a handler failed.
    pub(in crate::flow) fn returns_failure(&self, function: FunctionAt<'p>) -> bool {
        let failures = self.failures();
        failures.get(&function).is_some_and(|(row, _)| row.returned)
    }

    /// The functions that a file has told the errors of handlers; they may stand in another one.
    pub(super) fn failures_of(&self, file: &'p SourceFile) -> Vec<Caught<'p>> {
        let failures = self.failures();
        let own = failures
            .iter()
            .filter(|(_, (_, by))| std::ptr::eq(*by, file));
        let mut caught: Vec<_> = own
            .filter_map(|(function, (row, _))| told(*function, row))
            .collect();
        caught.sort_by(|a, b| (&a.file.path, a.catch).cmp(&(&b.file.path, b.catch)));
        caught
    }

    /// All of the project, found once.
    fn failures(&self) -> Rc<Failures<'p>> {
        let known = self.failures.get_or_init(|| {
            let mut failures = Failures::default();
            for file in self.project.files().map(|file| &**file) {
                self.failures_registered_in(file, &mut failures);
                self.failures_declared_in(file, &mut failures);
            }
            Rc::new(failures)
        });
        known.clone()
    }

    /// `app.use((error, req, res, next) => …)`, `app.setErrorHandler(…)`.
    fn failures_registered_in(&self, file: &'p SourceFile, failures: &mut Failures<'p>) {
        let web = self.catalog.web(family(file));
        for &id in &file.facts.calls {
            let Some(call) = file.facts.call(id) else {
                continue;
            };
            let name = file.facts.last_name(call.callee);
            if !name.is_some_and(|name| web.may_register_failure(name)) {
                continue;
            }
            let at = At { file, id };
            let Some(row) = self.failure_row(web, at.with(call.callee)) else {
                continue;
            };
            if !self.is_told_of_requests(at) {
                continue;
            }
            let mut functions = Vec::new();
            for argument in &call.arguments {
                self.functions_in(at.with(argument.value), 0, &mut functions);
                self.told_methods(at.with(argument.value), row, &mut functions);
            }
            let fits = |function: &FunctionAt<'p>| {
                let count = function.file.facts.function(function.id).parameters.len();
                row.parameters.is_none_or(|wanted| wanted == count)
            };
            let fitting = functions.into_iter().filter(fits);
            failures.extend(fitting.map(|function| (function, (row, file))));
        }
    }

    /// `app.useGlobalFilters(new AllErrors())`: the method of that which is told.
    fn told_methods(&self, at: ExprAt<'p>, row: &Failure, functions: &mut Vec<FunctionAt<'p>>) {
        for value in self.values(at).iter() {
            let (Value::Instance(class) | Value::Class(class)) = value else {
                continue;
            };
            let facts = &class.file.facts;
            let methods = facts.class(class.id).methods.iter().filter(|&&method| {
                let name = facts.function(method).name.as_deref();
                name.is_some_and(|name| row.is_told(name))
            });
            functions.extend(methods.map(|method| class.with(*method)));
        }
    }

    /// `@app.exception_handler(Exception)`, `@Catch()`, `process_exception`.
    fn failures_declared_in(&self, file: &'p SourceFile, failures: &mut Failures<'p>) {
        let web = self.catalog.web(family(file));
        let path = self.below_root(file);
        for (id, function) in file.facts.functions() {
            let named = function
                .name
                .as_deref()
                .and_then(|name| web.named_failure(name, &path));
            let decorated = || self.failure_by_decorators(web, file, &function.decorators);
            let of_class = || {
                let class = file.facts.class(function.class?);
                let row = self.failure_by_decorators(web, file, &class.decorators)?;
                row.is_told(function.name.as_deref()?).then_some(row)
            };
            if let Some(row) = named.or_else(decorated).or_else(of_class) {
                failures.insert(At { file, id }, (row, file));
            }
        }
    }

    fn failure_by_decorators(
        &self,
        web: &'static Web,
        file: &'p SourceFile,
        decorators: &[ExprId],
    ) -> Option<&'static Failure> {
        decorators.iter().find_map(|&id| {
            let at = At { file, id };
            let callee = file.facts.call(id)?.callee;
            let name = file.facts.last_name(callee)?;
            let row = web
                .may_register_failure(name)
                .then(|| self.failure_row(web, at.with(callee)))??;
            self.is_told_of_requests(at).then_some(row)
        })
    }

    fn failure_row(&self, web: &'static Web, callee: ExprAt<'p>) -> Option<&'static Failure> {
        let values = self.values(callee);
        let family = family(callee.file);
        let known = values.iter().find_map(|value| match value {
            Value::Symbol { path, .. } => web.failure(family, path),
            _ => None,
        });
        // `fastify` is a parameter of a plug-in.
        let by_name = || {
            let (object, method) = callee.file.facts.member(callee.id)?;
            let is_open = |value: &Value<'p>| matches!(value, Value::Parameter(_) | Value::Unknown);
            let receiver = callee.file.facts.last_name(object)?;
            values
                .iter()
                .all(is_open)
                .then(|| web.failure_method(receiver, method))?
        };
        known.or_else(by_name)
    }

    /// Whether errors of requests are among those that a registration names, if it names any:
    /// `errorhandler(404)`, `exception_handler(ValidationError)` are not.
    fn is_told_of_requests(&self, registered: ExprAt<'p>) -> bool {
        let facts = &registered.file.facts;
        let Some(call) = facts.call(registered.id) else {
            return true;
        };
        let mut kinds = call
            .arguments
            .iter()
            .filter_map(|it| match facts.kind(it.value) {
                ExprKind::Number(code) => Some(code == "500"),
                ExprKind::Name(name) | ExprKind::Member { name, .. } => {
                    let is_class = name.starts_with(|c: char| c.is_ascii_uppercase());
                    is_class.then(|| self.catalog.errors().is_wide(name))
                }
                _ => None,
            });
        let first = kinds.next();
        first.is_none_or(|first| first || kinds.any(|it| it))
    }

    /// Whether what is tried runs the handlers behind a middleware, and lets their errors through.
    pub(super) fn goes_on(&self, caught: &Caught<'p>) -> bool {
        let file = caught.file;
        let web = self.catalog.web(family(file));
        file.facts.calls_in(caught.tried).iter().any(|&id| {
            let Some(ExprKind::Name(name)) =
                file.facts.call(id).map(|it| file.facts.kind(it.callee))
            else {
                return false;
            };
            let at = At { file, id };
            let framework = || {
                let function = self.function_around(at)?;
                self.as_handler(function).map(|it| it.framework)
            };
            let mut rows = web.going_on(name).filter(|_| is_parameter(at, name));
            rows.any(|row| match framework() {
                Some(framework) => framework == row.framework,
                None => !row.only_registered,
            })
        })
    }

    /// A request of a handler in the package of a file, whose error gets out of that handler.
    pub(super) fn served_request(&self, file: &SourceFile) -> Option<ExprAt<'p>> {
        let folder = self.package_folder(&file.path);
        let beside = self.project.files().map(|it| &**it).filter(|it| {
            family(it) == family(file) && it.path.starts_with(folder) && !self.is_test(it)
        });
        beside.into_iter().find_map(|it| {
            let requests = self.requests(it);
            let served = |at: ExprAt<'p>| self.handlers_of(at).iter().any(Handler::is_web);
            let mut places = requests.iter().map(|request| request.at);
            places.find(|at| served(*at) && self.error_gets_out(*at, MAX_CALLERS))
        })
    }

    /// Whether the error of a call is not caught on its way to the handler, or raised again there.
    fn error_gets_out(&self, at: ExprAt<'p>, callers: usize) -> bool {
        let facts = &at.file.facts;
        let around = facts
            .handlers
            .iter()
            .filter(|it| it.body.contains_range(at.range()) && !it.catches.is_empty());
        let passes_on = |catch: crate::text::TextRange| {
            let raises = facts.exits_in(catch).iter().any(|it| it.raises);
            let hands_on = facts.calls_in(catch).iter().any(|&id| {
                let call = facts.call(id);
                call.is_some_and(|call| {
                    facts
                        .last_name(call.callee)
                        .is_some_and(|name| name == "next")
                        && !call.arguments.is_empty()
                })
            });
            raises || hands_on
        };
        for handler in around {
            if !handler.catches.iter().any(|catch| passes_on(*catch)) {
                return false;
            }
        }
        let Some(function) = self.function_around(at) else {
            return false;
        };
        if self.as_handler(function).is_some_and(|it| it.is_web()) {
            return true;
        }
        let calls = self.callers(function);
        callers > 0
            && calls
                .iter()
                .any(|call| self.error_gets_out(*call, callers - 1))
    }
}

/// A function that is told the errors of handlers, as something that catches them.
fn told<'p>(function: FunctionAt<'p>, row: &'static Failure) -> Option<Caught<'p>> {
    let file = function.file;
    let declaration = file.facts.function(function.id);
    let is_method = declaration.class.is_some() && !file.language.is_ecma();
    let index = row.error + usize::from(is_method);
    declaration.parameters.get(index)?;
    Some(Caught {
        file,
        tried: declaration.range,
        catch: declaration.range,
        around: true,
        name: Name::Parameter(function, index, row.member.as_deref()),
    })
}

fn is_parameter(at: ExprAt<'_>, name: &str) -> bool {
    let facts = &at.file.facts;
    let binding = facts.resolve(name, at.range().start());
    binding.is_some_and(|binding| {
        let definitions = &facts.binding(binding).definitions;
        definitions
            .iter()
            .any(|it| matches!(it.source, Source::Parameter(..)))
    })
}
