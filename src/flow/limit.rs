//! Whether something limits how often a handler runs: on its route, its router, its application, its
//! package, or in its body.

use super::handler::{Handler, is_of_project};
use super::value::{At, ExprAt, FunctionAt, Value};
use super::{Flow, Request, family};
use crate::catalog::{Family, Limiter, Limits, words};
use crate::facts::{ExprId, ExprKind, PropertyKey};
use crate::project::SourceFile;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use std::path::{Path, PathBuf};

/// How many calls down from a handler a limit is looked for.
const MAX_CALLS_DOWN: usize = 3;

/// How deep a limiter is looked for in what a registration is given.
const MAX_ARGUMENT_DEPTH: usize = 5;

/// Files through which all requests of a package go, below its folder.
const FRONT_DOORS: &[&str] = &[
    "middleware.ts",
    "middleware.js",
    "src/middleware.ts",
    "src/middleware.js",
    "proxy.ts",
    "src/proxy.ts",
    "src/hooks.server.ts",
    "src/hooks.server.js",
    "server/middleware/rate-limit.ts",
    "server/middleware/rateLimit.ts",
];

/// A limit on all that a package, or an application in it, serves.
pub(super) struct Installed {
    folder: PathBuf,
    family: Family,
    /// The beginning of the routes that it is for.
    prefix: Option<SmolStr>,
    file: PathBuf,
}

impl<'p> Flow<'p> {
    /// Whether the handlers of the web that a request is made under are limited, all of them; `None`
    /// if there is none.
    pub fn rate_limited(&self, request: &Request<'p>) -> Option<bool> {
        let handlers = self.handlers_of(request.at);
        let is_served = handlers.iter().any(Handler::is_web);
        is_served.then(|| self.unlimited_handlers(request).is_empty())
    }

    /// The handlers of the web that a request is made under and that nothing limits, nearest first.
    pub fn unlimited_handlers(&self, request: &Request<'p>) -> Vec<Handler<'p>> {
        if self.is_limited_around(request.at) {
            return Vec::new();
        }
        let mut handlers = self.handlers_of(request.at);
        handlers.retain(|handler| handler.is_web() && !self.is_limited(handler));
        handlers
    }

    /// Whether something limits how often a handler runs.
    pub fn is_limited(&self, handler: &Handler<'p>) -> bool {
        self.is_limited_where_registered(handler)
            || self.is_limited_by_declaration(handler.function)
            || self.limits_in_body(handler.function, MAX_CALLS_DOWN, &mut FxHashSet::default())
            || self.is_limited_by_package(handler)
            || self.refuses_too_many(handler.function)
    }

    /// Whether the function around an expression asks a limiter itself.
    fn is_limited_around(&self, at: ExprAt<'p>) -> bool {
        let function = self.function_around(at);
        function.is_some_and(|it| {
            self.limits_in_body(it, 1, &mut FxHashSet::default()) || self.refuses_too_many(it)
        })
    }

    /// Whether the call that registers a handler is given a limiter too.
    fn is_limited_where_registered(&self, handler: &Handler<'p>) -> bool {
        let Some(registered) = handler.registered else {
            return false;
        };
        let Some(call) = registered.file.facts.call(registered.id) else {
            return self.is_limiter_given(registered, 0);
        };
        let given = |at: ExprAt<'p>| self.is_limiter_given(at, 0);
        let mut arguments = call.arguments.iter().map(|it| registered.with(it.value));
        arguments.any(given)
            || self
                .made_by(registered.with(call.callee))
                .is_some_and(|made| self.is_given_one(made))
    }

    /// Whether a call is given a limiter: `APIRouter(dependencies=[Depends(RateLimiter(…))])`.
    fn is_given_one(&self, at: ExprAt<'p>) -> bool {
        let call = at.file.facts.call(at.id);
        call.is_some_and(|call| {
            let mut arguments = call.arguments.iter().map(|it| at.with(it.value));
            arguments.any(|argument| self.is_limiter_given(argument, 0))
        })
    }

    /// The call that made what a method is called on.
    pub(super) fn made_by(&self, callee: ExprAt<'p>) -> Option<ExprAt<'p>> {
        let ExprKind::Member { object, .. } = callee.file.facts.kind(callee.id) else {
            return None;
        };
        let values = self.values(callee.with(*object));
        values.iter().find_map(|value| match value {
            Value::Symbol { call, .. } => *call,
            _ => None,
        })
    }

    /// Whether a decorator of a function or of its class, or a default of a parameter, limits it.
    fn is_limited_by_declaration(&self, function: FunctionAt<'p>) -> bool {
        let facts = &function.file.facts;
        let declaration = facts.function(function.id);
        let class = declaration.class.map(|class| facts.class(class));
        let of_class = class.iter().flat_map(|class| class.decorators.iter());
        let decorators = declaration.decorators.iter().chain(of_class);
        let decorated = |id: &ExprId| {
            let callee = facts.call(*id).map_or(*id, |call| call.callee);
            match self.limiter(function.with(callee)) {
                Some(Found::Known(row)) => {
                    matches!(row.limits, Limits::Decorated | Limits::Given)
                }
                Some(Found::Named) => true,
                None => facts.call(*id).is_some() && self.is_given_one(function.with(*id)),
            }
        };
        let exempt = |id: &ExprId| {
            let callee = facts.call(*id).map_or(*id, |call| call.callee);
            matches!(self.limiter(function.with(callee)), Some(Found::Known(row)) if row.limits == Limits::Exempt)
        };
        if declaration.decorators.iter().any(exempt) {
            return false;
        }
        let mut defaults = declaration.parameters.iter().filter_map(|it| it.default);
        let by_field = class.is_some_and(|class| {
            class
                .fields
                .iter()
                .any(|field| field.name == "throttle_classes" || field.name == "throttle_scope")
        });
        let wrapped = facts.receiver(function.id);
        by_field
            || decorators.into_iter().any(decorated)
            || defaults.any(|id| self.is_limiter_given(function.with(id), 0))
            || wrapped.is_some_and(|callee| {
                matches!(self.limiter(function.with(callee)), Some(Found::Named))
                    || self.runs_limiter(function.with(callee), 1, &mut FxHashSet::default())
            })
    }

    /// Whether an expression is a limiter that limits what it is given to, or holds one.
    fn is_limiter_given(&self, at: ExprAt<'p>, depth: usize) -> bool {
        if depth > MAX_ARGUMENT_DEPTH {
            return false;
        }
        let facts = &at.file.facts;
        match self.limiter(at) {
            Some(Found::Known(row)) => {
                return matches!(
                    row.limits,
                    Limits::Given | Limits::Package | Limits::Decorated
                );
            }
            Some(Found::Named) => return true,
            None => {}
        }
        let below = |id: ExprId| self.is_limiter_given(at.with(id), depth + 1);
        match facts.kind(at.id) {
            ExprKind::Array(items) => items.iter().any(|id| below(*id)),
            ExprKind::Object(properties) => properties.iter().any(|property| {
                let named = matches!(&property.key, PropertyKey::Name(name) if names_limit(name));
                named || below(property.value)
            }),
            ExprKind::Call(call) => call.arguments.iter().any(|it| below(it.value)),
            ExprKind::Await(inner) => below(*inner),
            ExprKind::Name(_) | ExprKind::Member { .. } => {
                self.runs_limiter(at, 1, &mut FxHashSet::default())
                    || self
                        .symbol_call(at)
                        .is_some_and(|call| call != at && self.is_given_one(call))
            }
            _ => false,
        }
    }

    fn symbol_call(&self, at: ExprAt<'p>) -> Option<ExprAt<'p>> {
        let values = self.values(at);
        values.iter().find_map(|value| match value {
            Value::Symbol { call, .. } => *call,
            _ => None,
        })
    }

    /// Whether an expression is a function of the project that asks a limiter.
    fn runs_limiter(
        &self,
        at: ExprAt<'p>,
        down: usize,
        seen: &mut FxHashSet<FunctionAt<'p>>,
    ) -> bool {
        let values = self.values(at);
        values.iter().any(|value| match value {
            Value::Function(function) => self.limits_in_body(*function, down, seen),
            _ => false,
        })
    }

    /// Whether the body of a function, or a function that it calls, asks a limiter.
    fn limits_in_body(
        &self,
        function: FunctionAt<'p>,
        down: usize,
        seen: &mut FxHashSet<FunctionAt<'p>>,
    ) -> bool {
        if !seen.insert(function) || seen.len() > 64 {
            return false;
        }
        let facts = &function.file.facts;
        let calls = facts.calls_in(facts.function(function.id).range);
        calls.iter().any(|&id| {
            let at = function.with(id);
            let Some(call) = facts.call(id) else {
                return false;
            };
            match self.limiter(at.with(call.callee)) {
                Some(Found::Known(row)) => matches!(row.limits, Limits::Called | Limits::Given),
                Some(Found::Named) => true,
                None => down > 0 && self.runs_limiter(at.with(call.callee), down - 1, seen),
            }
        })
    }

    /// What an expression is as a limiter, by what it is, or else by its name.
    fn limiter(&self, at: ExprAt<'p>) -> Option<Found> {
        let family = family(at.file);
        let web = self.catalog.web(family);
        let values = self.values(at);
        for value in values.iter() {
            let Value::Symbol { path, call } = value else {
                continue;
            };
            if let Some(row) = web.limiter(family, path) {
                return self.has_needs(row, *call).then_some(Found::Known(row));
            }
            // A method of a throttle of outgoing calls: `bottleneck.schedule`.
            let mut owner = path.as_str();
            while let Some((above, _)) = owner.rsplit_once('.') {
                if web
                    .limiter(family, above)
                    .is_some_and(|row| row.limits == Limits::Outgoing)
                {
                    return None;
                }
                owner = above;
            }
        }
        let is_open = |value: &Value<'p>| match value {
            Value::Symbol { path, .. } => is_of_project(family, path),
            Value::Function(_) | Value::Parameter(_) | Value::Unknown | Value::Instance(_) => true,
            _ => false,
        };
        let by_name = values.iter().all(is_open) && self.names_limiter(at);
        by_name.then_some(Found::Named)
    }

    fn has_needs(&self, row: &Limiter, call: Option<ExprAt<'p>>) -> bool {
        row.needs.is_empty()
            || call
                .and_then(|at| at.file.facts.call(at.id))
                .is_some_and(|call| {
                    let keywords = call.arguments.iter().filter_map(|it| it.keyword.as_deref());
                    keywords
                        .into_iter()
                        .any(|name| row.needs.iter().any(|need| need == name))
                })
    }

    /// Whether an expression is called like a limiter: `rateLimit`, `chatLimiter.check`.
    fn names_limiter(&self, at: ExprAt<'p>) -> bool {
        let facts = &at.file.facts;
        match facts.kind(at.id) {
            ExprKind::Name(name) => names_limit(name),
            ExprKind::Member { object, name } => {
                let owner = match facts.kind(*object) {
                    ExprKind::Name(owner) | ExprKind::Member { name: owner, .. } => {
                        names_limit(owner)
                    }
                    _ => false,
                };
                let asks = [
                    "limit",
                    "check",
                    "consume",
                    "protect",
                    "hit",
                    "allow",
                    "acquire",
                    "take",
                    "isAllowed",
                    "is_allowed",
                ];
                names_limit(name) || owner && asks.contains(&&**name)
            }
            ExprKind::Call(call) => match facts.kind(call.callee) {
                ExprKind::Name(name) | ExprKind::Member { name, .. } => names_limit(name),
                _ => false,
            },
            _ => false,
        }
    }

    fn is_limited_by_package(&self, handler: &Handler<'p>) -> bool {
        let file = handler.function.file;
        let own = family(file);
        let by_installed = self.installed_limits().iter().any(|limit| {
            let fits = match (&limit.prefix, &handler.route) {
                (Some(prefix), Some(route)) if *limit.file == *file.path => {
                    route.starts_with(prefix.as_str())
                }
                _ => true,
            };
            limit.family == own && file.path.starts_with(&limit.folder) && fits
        });
        by_installed || self.has_limiting_door(file)
    }

    /// The folder of the package that a file belongs to.
    fn package_folder<'a>(&'a self, path: &'a Path) -> &'a Path {
        let package = self.project.package(path);
        let folder = package.or_else(|| self.project.root_of(path));
        folder.or(path.parent()).unwrap_or(path)
    }

    /// Whether a file through which all requests of the package go has a limiter.
    fn has_limiting_door(&self, file: &SourceFile) -> bool {
        let folder = self.package_folder(&file.path);
        let limits = |text: String| {
            let text = text.to_ascii_lowercase();
            ["ratelimit", "rate-limit", "rate_limit", "arcjet"]
                .iter()
                .any(|it| text.contains(it))
        };
        family(file) == Family::Ecma
            && FRONT_DOORS
                .iter()
                .any(|door| self.project.read(&folder.join(door)).is_some_and(limits))
    }

    /// The limits that files of the project install, found once.
    fn installed_limits(&self) -> &[Installed] {
        self.installed.get_or_init(|| {
            let mut installed = Vec::new();
            for file in self.project.files().map(|file| &**file) {
                if self.project.is_test(file) {
                    continue;
                }
                self.installed_in(file, &mut installed);
            }
            installed
        })
    }

    fn installed_in(&self, file: &'p SourceFile, installed: &mut Vec<Installed>) {
        let mut add = |prefix: Option<SmolStr>| {
            installed.push(Installed {
                folder: self.package_folder(&file.path).to_owned(),
                family: family(file),
                prefix,
                file: file.path.to_path_buf(),
            });
        };
        let facts = &file.facts;
        for &id in &facts.calls {
            let at = At { file, id };
            let Some(call) = facts.call(id) else {
                continue;
            };
            let (ExprKind::Name(name) | ExprKind::Member { name, .. }) = facts.kind(call.callee)
            else {
                continue;
            };
            let installs = INSTALLERS.contains(&&**name) && self.is_given_one(at);
            let by_itself = || matches!(self.limiter(at), Some(Found::Known(row)) if row.limits == Limits::Package);
            if installs || by_itself() {
                let first = call
                    .arguments
                    .first()
                    .map(|it| self.values(at.with(it.value)));
                let text = first
                    .as_ref()
                    .and_then(|it| it.iter().find_map(Value::as_text));
                add(text
                    .map(|text| text.value.clone())
                    .filter(|it| it.starts_with('/')));
            }
        }
        // `{ provide: APP_GUARD, useClass: ThrottlerGuard }`, `DEFAULT_THROTTLE_CLASSES = […]`.
        let text = file.document.text();
        let guarded = text.contains("APP_GUARD") && text.contains("ThrottlerGuard");
        if guarded
            || text.contains("DEFAULT_THROTTLE_CLASSES")
            || text.contains("DEFAULT_THROTTLE_RATES")
        {
            add(None);
        }
    }
}

/// Methods that put something before all handlers.
const INSTALLERS: &[&str] = &[
    "use",
    "register",
    "add_middleware",
    "include_router",
    "plugin",
    "onBeforeHandle",
    "addHook",
    "init_app",
    "useGlobalGuards",
    "before_request",
    "FastAPI",
    "APIRouter",
    "mount",
];

/// A limiter, and how it is known.
enum Found {
    /// The catalogue has it.
    Known(&'static Limiter),
    /// Its name says so.
    Named,
}

/// Whether a name says that it limits how often something happens.
fn names_limit(name: &str) -> bool {
    let words = words(name);
    let has = |wanted: &str| words.iter().any(|word| word == wanted);
    let pair = |first: &str, second: &str| {
        words
            .windows(2)
            .any(|pair| pair[0] == first && pair[1].starts_with(second))
    };
    let is_error = has("error") || has("exceeded") || has("exception") || has("status");
    let says = has("limiter")
        || has("ratelimit")
        || has("ratelimiter")
        || has("throttle")
        || has("throttler")
        || has("quota")
        || pair("rate", "limit")
        || pair("usage", "limit")
        || pair("daily", "limit");
    says && !is_error
}
