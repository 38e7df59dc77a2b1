//! Who calls a function, and with what.

use super::Flow;
use super::solve::Solver;
use super::value::{At, ClassAt, ExprAt, FunctionAt, Value};
use crate::facts::{Export, ExportSource, ExprId, ExprKind, Source, Step};
use crate::project::{Project, SourceFile};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::rc::Rc;

/// The calls of a project.
pub(super) struct Callers<'p> {
    /// By the last name in what they call.
    named: FxHashMap<&'p str, Vec<ExprAt<'p>>>,
    /// By the names that they have as arguments, and as which.
    handing: FxHashMap<&'p str, Vec<(ExprAt<'p>, usize)>>,
}

/// The name of what a module gives if nothing else is asked of it.
const DEFAULT: &str = "default";

/// How many calls that may hand a function on are looked at.
const MAX_HANDED: usize = 32;

/// What a call runs.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Called<'p> {
    Function(FunctionAt<'p>),
    /// The constructor of a class.
    Class(ClassAt<'p>),
}

/// The calls of one name by what they run.
pub(super) type CallTable<'p> = FxHashMap<Called<'p>, Vec<ExprAt<'p>>>;

impl<'p> Callers<'p> {
    fn of(project: &'p Project) -> Self {
        let mut calls: FxHashMap<&'p str, Vec<ExprAt<'p>>> = FxHashMap::default();
        let mut handing: FxHashMap<&'p str, Vec<_>> = FxHashMap::default();
        for file in project.files() {
            for &id in &file.facts.calls {
                let Some(call) = file.facts.call(id) else {
                    continue;
                };
                // The grammar reads `await f<T>(x)` as a call of `await f`.
                let callee = match file.facts.kind(call.callee) {
                    ExprKind::Await(awaited) => file.facts.kind(*awaited),
                    callee => callee,
                };
                if let ExprKind::Name(name) | ExprKind::Member { name, .. } = callee {
                    calls.entry(name).or_default().push(At { file, id });
                }
                if let ExprKind::Name(name) = callee {
                    for other in names_behind(file, name, file.facts.range(id).start()) {
                        calls.entry(other).or_default().push(At { file, id });
                    }
                }
                for (index, argument) in call.arguments.iter().enumerate() {
                    if let ExprKind::Name(name) = file.facts.kind(argument.value) {
                        let handed = (At { file, id }, index);
                        handing.entry(name).or_default().push(handed);
                    }
                }
            }
        }
        Self {
            named: calls,
            handing,
        }
    }
}

impl<'p> Flow<'p> {
    /// The calls in the project that certainly or possibly run this function.
    pub fn callers(&self, function: FunctionAt<'p>) -> Rc<[ExprAt<'p>]> {
        let handed = function.file.facts.handed_to(function.id);
        if let Some((call, None)) = handed {
            return Rc::new([function.with(call)]);
        }
        let (names, runs) = self.called_as(function);
        let mut callers = Vec::new();
        for name in &names {
            match self.call_table(name) {
                Some(table) => callers.extend(
                    runs.iter()
                        .flat_map(|called| table.get(called).into_iter().flatten().copied()),
                ),
                None => callers.extend(&*self.callers_one_by_one(function, name, &runs)),
            }
        }
        callers.extend(self.deferred(function));
        // What a test passes says nothing of what the program does.
        if !self.is_test(function.file) {
            callers.retain(|call| !self.is_test(call.file));
        }
        callers.into()
    }

    /// The function that runs a function, itself or by what it hands it to at once:
    /// `withRetry(() => ask())`, `texts.map((it) => ask(it))`. What is certain where that is called
    /// is certain inside.
    pub(super) fn run_in(&self, function: FunctionAt<'p>) -> FunctionAt<'p> {
        let facts = &function.file.facts;
        let mut running = function;
        while let (Some((call, Some(index))), Some(outer)) = (
            facts.handed_to(running.id),
            facts.function(running.id).outer,
        ) {
            if !self.runs_at_once(function.with(call), index) {
                break;
            }
            running = function.with(outer);
        }
        running
    }

    /// Whether a call runs what it is handed as an argument before it comes back: a method of lists,
    /// or a function of the project that calls it.
    fn runs_at_once(&self, call: ExprAt<'p>, index: usize) -> bool {
        let facts = &call.file.facts;
        let Some(callee) = facts.call(call.id).map(|call| call.callee) else {
            return false;
        };
        let name = facts.last_name(callee);
        if name.is_some_and(|it| self.catalog.running().runs_for_each(it)) {
            return true;
        }
        let runs = |value: &Value<'p>| match value {
            Value::Function(callee) => calls_parameter(*callee, index),
            _ => false,
        };
        self.values(call.with(callee)).iter().any(runs)
    }

    /// The calls that hand a function with its arguments to what runs it later:
    /// `asyncio.to_thread(ask, client)`.
    fn deferred(&self, function: FunctionAt<'p>) -> Vec<ExprAt<'p>> {
        let declaration = function.file.facts.function(function.id);
        let (Some(name), None) = (&declaration.name, declaration.class) else {
            return Vec::new();
        };
        let handing = self.calls_handing(function, name).into_iter();
        let runs_it = |call: &ExprAt<'p>| {
            let facts = &call.file.facts;
            let callee = facts.call(call.id).map(|it| it.callee);
            let name = callee.and_then(|callee| facts.last_name(callee));
            name.is_some_and(|name| self.catalog.running().runs_first(name))
        };
        handing.map(|(call, _)| call).filter(runs_it).collect()
    }

    /// What the calls of something with this last name run; `None` while that is being worked out.
    fn call_table(&self, name: &SmolStr) -> Option<Rc<CallTable<'p>>> {
        if Solver::is_open(&self.solver.calls, name) {
            return None;
        }
        let work = || {
            let mut table = CallTable::default();
            for &call in self.calls_named(name) {
                for called in self.within(None, || self.called(call)) {
                    let calls = table.entry(called).or_default();
                    if calls.last() != Some(&call) {
                        calls.push(call);
                    }
                }
            }
            Rc::new(table)
        };
        Some(self.solver.answer(&self.solver.calls, name.clone(), work))
    }

    /// The callers of a function that is asked about because of a call of the same name.
    fn callers_one_by_one(
        &self,
        function: FunctionAt<'p>,
        name: &SmolStr,
        runs: &[Called<'p>],
    ) -> Rc<[ExprAt<'p>]> {
        let is_caller = |call: &&ExprAt<'p>| {
            let mut called = self.called(**call).into_iter();
            called.any(|called| runs.contains(&called))
        };
        let work = || {
            let calls = self.calls_named(name).iter();
            self.within(None, || calls.filter(is_caller).copied().collect())
        };
        let key = (function, name.clone());
        self.solver.answer(&self.solver.callers, key, work)
    }

    /// The functions and classes of the project that a call may run.
    fn called(&self, call: ExprAt<'p>) -> Vec<Called<'p>> {
        let Some(callee) = call.file.facts.call(call.id).map(|call| call.callee) else {
            return Vec::new();
        };
        let is_super =
            matches!(call.file.facts.kind(callee), ExprKind::Name(name) if name == "super");
        let called = |value: &Value<'p>| match value {
            Value::Function(function) => Some(Called::Function(*function)),
            Value::Class(class) => Some(Called::Class(*class)),
            Value::Instance(class) if is_super => Some(Called::Class(*class)),
            _ => None,
        };
        let values = self.values(call.with(callee));
        values.iter().filter_map(called).collect()
    }

    /// The calls in the project of something whose last name this is.
    pub(super) fn calls_named(&self, name: &str) -> &[ExprAt<'p>] {
        let callers = self.callers.get_or_init(|| Callers::of(self.project));
        callers
            .named
            .get(name)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// The calls that hand on the function of this name, and as which argument.
    fn calls_handing(&self, function: FunctionAt<'p>, name: &str) -> Vec<(ExprAt<'p>, usize)> {
        let callers = self.callers.get_or_init(|| Callers::of(self.project));
        let handing = callers.handing.get(name).into_iter().flatten();
        let is_it = |&&(call, index): &&(ExprAt<'p>, usize)| {
            let argument = call.file.facts.call(call.id);
            let argument = argument.map(|it| call.with(it.arguments[index].value));
            argument.is_some_and(|argument| {
                let values = self.values(argument);
                let is_function =
                    |value: &Value<'p>| matches!(value, Value::Function(it) if *it == function);
                values.iter().any(is_function)
            })
        };
        handing.take(MAX_HANDED).filter(is_it).copied().collect()
    }

    /// The names by which a function is called, and what calls of them run if they run it.
    fn called_as(&self, function: FunctionAt<'p>) -> (Vec<SmolStr>, Vec<Called<'p>>) {
        let facts = &function.file.facts;
        let declaration = facts.function(function.id);
        let mut runs = vec![Called::Function(function)];
        let (Some(name), Some(class)) = (&declaration.name, declaration.class) else {
            let mut names: Vec<_> = declaration.name.iter().cloned().collect();
            let is_it =
                |kind: &ExprKind| matches!(kind, ExprKind::Function(id) if *id == function.id);
            names.extend(exported_as(function.file, declaration.name.as_ref(), is_it));
            if let Some((call, Some(index))) = facts.handed_to(function.id) {
                names.extend(self.names_in_receiver(function.with(call), index));
            }
            for (call, index) in names
                .first()
                .map_or(Vec::new(), |name| self.calls_handing(function, name))
            {
                names.extend(self.names_in_receiver(call, index));
            }
            names.dedup();
            return (names, runs);
        };
        let class = function.with(class);
        let again = match name.as_str() {
            "constructor" => "super",
            "__init__" => "__init__",
            _ => {
                runs.push(Called::Class(class));
                return (vec![name.clone()], runs);
            }
        };
        // Classes below without a constructor of their own are constructed by this one.
        let below = self.descendants(class).into_iter();
        let heirs = below.filter(|below| self.constructor(*below).is_none());
        let classes: Vec<_> = std::iter::once(class).chain(heirs).collect();
        let mut names: Vec<_> = classes.iter().flat_map(|it| names_of_class(*it)).collect();
        names.push(again.into());
        runs.extend(classes.into_iter().map(Called::Class));
        (names, runs)
    }

    /// The names by which a function of the project calls what a call hands it as an argument: that of
    /// the parameter.
    fn names_in_receiver(&self, call: ExprAt<'p>, index: usize) -> Vec<SmolStr> {
        let Some(callee) = call.file.facts.call(call.id).map(|call| call.callee) else {
            return Vec::new();
        };
        let name = |value: &Value<'p>| match value {
            Value::Function(receiver) => {
                let parameters = &receiver.file.facts.function(receiver.id).parameters;
                parameters.get(index)?.name.clone()
            }
            _ => None,
        };
        let values = self.values(call.with(callee));
        values.iter().filter_map(name).collect()
    }

    /// Whether a library runs a method whenever an object of its class is made.
    pub(super) fn runs_when_made(&self, function: FunctionAt<'p>) -> bool {
        let facts = &function.file.facts;
        let declaration = facts.function(function.id);
        if declaration.class.is_none() {
            return false;
        }
        let running = self.catalog.running();
        let name = declaration.name.as_deref();
        let checks = |decorator: &ExprId| {
            let call = facts.call(*decorator);
            let callee = call.map_or(*decorator, |call| call.callee);
            let symbols = self.symbols(function.with(callee));
            symbols.iter().any(|it| running.is_made_decorator(it))
        };
        name.is_some_and(|name| running.is_made_method(name))
            || declaration.decorators.iter().any(checks)
    }

    /// The calls that construct a class.
    pub(super) fn constructions(&self, class: ClassAt<'p>) -> Vec<ExprAt<'p>> {
        let names = names_of_class(class).into_iter();
        let tables = names.filter_map(|name| self.call_table(&name));
        let calls = tables.filter_map(|table| table.get(&Called::Class(class)).cloned());
        calls.flatten().collect()
    }
}

/// The names by which a class is made.
fn names_of_class(class: ClassAt<'_>) -> Vec<SmolStr> {
    let name = class.file.facts.class(class.id).name.as_ref();
    let is_it = |kind: &ExprKind| matches!(kind, ExprKind::Class(id) if *id == class.id);
    let others = exported_as(class.file, name, is_it);
    name.cloned().into_iter().chain(others).collect()
}

/// What a name that is called has been taken from, where that is called otherwise:
/// `import { send as ask }`, `import ask from`, `const { send: ask } = api`, `const ask = require(..)`.
fn names_behind<'p>(
    file: &'p SourceFile,
    name: &'p SmolStr,
    offset: usize,
) -> impl Iterator<Item = &'p str> {
    let facts = &file.facts;
    let binding = facts.resolve(name, offset);
    let definitions = binding.map_or(&[][..], |it| &facts.binding(it).definitions);
    let behind = definitions.iter().filter_map(|definition| {
        if let Some(last) = definition.path.last() {
            return match last {
                Step::Key(key) => Some(key.as_str()),
                _ => None,
            };
        }
        match definition.source {
            Source::Import(import) => facts.import(import).name.as_deref().or(Some(DEFAULT)),
            Source::Value(value) => match facts.kind(value) {
                ExprKind::Name(other) | ExprKind::Member { name: other, .. } => Some(other),
                ExprKind::Call(call) => {
                    let is_require = facts
                        .last_name(call.callee)
                        .is_some_and(|it| it == "require");
                    is_require.then_some(DEFAULT)
                }
                _ => None,
            },
            _ => None,
        }
    });
    behind.filter(move |other| other != name)
}

/// The other names under which a file exports something of a name, or what an expression is.
fn exported_as(
    file: &SourceFile,
    name: Option<&SmolStr>,
    is_it: impl Fn(&ExprKind) -> bool,
) -> Vec<SmolStr> {
    let exports = file
        .facts
        .exports
        .iter()
        .filter(|export| match &export.source {
            ExportSource::Local(local) => Some(local) == name,
            ExportSource::Value(value) => match file.facts.kind(*value) {
                ExprKind::Name(local) => Some(local) == name,
                kind => is_it(kind),
            },
            ExportSource::Module { .. } => false,
        });
    let exported = exports.map(|export| match export.name.as_str() {
        Export::WHOLE => DEFAULT.into(),
        _ => export.name.clone(),
    });
    exported.filter(|other| Some(other) != name).collect()
}

/// Whether a function calls what it takes as a parameter, itself.
fn calls_parameter(function: FunctionAt<'_>, index: usize) -> bool {
    let facts = &function.file.facts;
    let declaration = facts.function(function.id);
    let Some(name) = declaration
        .parameters
        .get(index)
        .and_then(|it| it.name.as_ref())
    else {
        return false;
    };
    let is_it = |id: &ExprId| {
        let callee = facts.call(*id).map(|call| facts.kind(call.callee));
        matches!(callee, Some(ExprKind::Name(it)) if it == name)
            && facts.function_at(facts.range(*id).start()) == Some(function.id)
    };
    facts.calls_in(declaration.range).iter().any(is_it)
}
