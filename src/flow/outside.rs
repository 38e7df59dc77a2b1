//! What calls of things from outside the project give: of a few known ones what they make of their
//! arguments, of the others what is handed to them and may come out again.

use super::text::decoded;
use super::types::says_nothing;
use super::value::{ExprAt, Value};
use super::{Flow, family};
use crate::catalog::{Family, Meaning};
use crate::facts::{Argument, Call, Definition, ExprId, ExprKind, Source, Step};
use smol_str::{SmolStr, format_smolstr};

impl<'p> Flow<'p> {
    /// What a call of something built into the language or its libraries gives; `None` if nothing is
    /// known of it.
    pub(super) fn built_in(
        &self,
        path: &str,
        at: ExprAt<'p>,
        call: &Call,
    ) -> Option<Vec<Value<'p>>> {
        let argument = |index: usize| {
            let argument = call.arguments.get(index).filter(|it| it.spread.is_none());
            argument.map(|argument| at.with(argument.value))
        };
        let values = |index| argument(index).map_or(Vec::new(), |it| self.values(it).to_vec());
        let first = || values(0);
        // `dict(os.environ)`: the variables as they are.
        let is_environment = |value: &Value<'p>| match value {
            Value::Symbol { path, .. } => {
                matches!(self.meaning(at.file, path), Some(Meaning::EnvObject(_)))
            }
            _ => false,
        };
        Some(match path {
            "dict" | "builtins.dict"
                if call.arguments.len() == 1 && first().iter().any(is_environment) =>
            {
                first()
            }
            "Object.assign"
            | "dict"
            | "builtins.dict"
            | "types.SimpleNamespace"
            | "argparse.Namespace" => vec![Value::Object(at)],
            "Object.freeze"
            | "Object.seal"
            | "Promise.resolve"
            | "Promise.all"
            | "Promise.race"
            | "Promise.any"
            | "Array.from"
            | "structuredClone"
            | "list"
            | "tuple"
            | "set"
            | "sorted"
            | "reversed"
            | "iter"
            | "aiter"
            | "frozenset"
            | "asyncio.run"
            | "asyncio.wait_for"
            | "asyncio.create_task"
            | "asyncio.ensure_future"
            | "asyncio.shield"
            | "contextlib.closing"
            | "contextlib.aclosing"
            | "itertools.cycle"
            | "functools.wraps" => first(),
            "functools.partial" if self.handed(at).is_none() => self.partial(at, call),
            "next" | "anext" | "random.choice" | "min" | "max" => self.elements(argument(0)?),
            "asyncio.gather" => {
                let items = call.arguments.iter();
                let items = items.map(|argument| self.values(at.with(argument.value)).to_vec());
                vec![Value::Row(items.collect())]
            }
            "Object.values" => vec![Value::Row([self.elements(argument(0)?)].into())],
            "Object.entries" | "enumerate" => vec![self.pairs(vec![Value::Unknown], argument(0)?)],
            "zip" => {
                let columns = call.arguments.iter();
                let columns = columns.map(|argument| self.elements(at.with(argument.value)));
                vec![Value::Row([vec![Value::Row(columns.collect())]].into())]
            }
            "getattr" | "Reflect.get" => {
                let names = values(1);
                let owners = first();
                let mut found = values(2);
                for name in names.iter().filter_map(Value::as_text) {
                    found.extend(self.parts(&owners, &Step::Key(name.value.clone()), at));
                }
                found
            }
            "super" if family(at.file) == Family::Python => {
                let class = at.file.facts.class_at(at.range().start())?;
                self.above(at.with(class), at)
            }
            "atob"
            | "base64.b64decode"
            | "base64.urlsafe_b64decode"
            | "base64.standard_b64decode"
            | "base64.decodebytes" => decoded(&first()),
            "Buffer.from" | "buffer#Buffer.from" | "node:buffer#Buffer.from" => {
                let coded = values(1)
                    .iter()
                    .filter_map(Value::as_text)
                    .any(|it| it.value == "base64");
                match coded {
                    true => decoded(&first()),
                    false => first(),
                }
            }
            "react#useState" | "preact/hooks#useState" => {
                let kept = self.kept_in_state(at);
                if kept.is_empty() {
                    return None;
                }
                let mut begun = first();
                begun.extend(self.handed_through(at, call));
                let state = begun.into_iter().chain(kept).collect();
                vec![Value::Row([state, vec![Value::Unknown]].into())]
            }
            "react#useContext" | "react#use" | "preact/hooks#useContext" => {
                let mut found = self.given_to_context(argument(0)?);
                found.push(Value::Symbol {
                    path: format_smolstr!("{path}()"),
                    call: Some(at),
                });
                found
            }
            "Proxy" if call.construction => {
                let mut found = self.proxied(argument(1));
                found.extend(first());
                found
            }
            _ => return None,
        })
    }

    /// Pairs of something and an element.
    fn pairs(&self, first: Vec<Value<'p>>, of: ExprAt<'p>) -> Value<'p> {
        let pair = Value::Row([first, self.elements(of)].into());
        Value::Row([vec![pair]].into())
    }

    /// The clients, answers and instances that are put into a state of React later, by what sets it:
    /// `const [client, setClient] = useState(null); setClient(new Mistral())`.
    fn kept_in_state(&self, state: ExprAt<'p>) -> Vec<Value<'p>> {
        let facts = &state.file.facts;
        let sets = |definition: &Definition| {
            matches!(definition.source, Source::Value(value) if value == state.id)
                && matches!(definition.path[..], [Step::Index(1)])
        };
        let mut bindings = facts.bindings();
        let Some((setter, binding)) =
            bindings.find(|(_, binding)| binding.definitions.iter().any(sets))
        else {
            return Vec::new();
        };
        let given = facts.calls.iter().filter_map(|&id| {
            let call = facts.call(id)?;
            let argument = call.arguments.first()?;
            let is_it = matches!(facts.kind(call.callee), ExprKind::Name(name) if *name == binding.name)
                && facts.resolve(&binding.name, facts.range(id).start()) == Some(setter);
            is_it.then(|| self.values(state.with(argument.value)))
        });
        let is_kept = |value: &Value<'p>| {
            matches!(
                value,
                Value::Client(_) | Value::Instance(_) | Value::Response(_)
            )
        };
        let given: Vec<_> = given.collect();
        let values = given.iter().flat_map(|values| values.iter());
        values.filter(|value| is_kept(value)).cloned().collect()
    }

    /// What is given for a context of React: by its providers, or where it is made.
    fn given_to_context(&self, context: ExprAt<'p>) -> Vec<Value<'p>> {
        let made_by = |at: ExprAt<'p>| {
            let values = self.values(at);
            let call = values.iter().find_map(|value| match value {
                Value::Symbol { path, call } if path.contains("createContext()") => *call,
                _ => None,
            });
            call.filter(|call| call.file.facts.call(call.id).is_some())
        };
        let Some(made) = made_by(context) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        let first = made
            .file
            .facts
            .call(made.id)
            .and_then(|it| it.arguments.first());
        found.extend(first.map_or(Vec::new(), |it| self.values(made.with(it.value)).to_vec()));
        for &provider in self.calls_named("Provider") {
            let facts = &provider.file.facts;
            let Some(call) = facts.call(provider.id) else {
                continue;
            };
            let is_its = facts
                .member(call.callee)
                .is_some_and(|(of, _)| made_by(provider.with(of)) == Some(made));
            let given = call.arguments.first().filter(|_| is_its);
            let value = given
                .and_then(|given| self.part(&self.slot_value(provider.with(given.value)), "value"));
            found.extend(value.into_iter().flat_map(|it| it.values));
        }
        found.retain(|value| !says_nothing(value));
        found
    }

    /// What the `get` of a proxy's handler hands on to.
    fn proxied(&self, handler: Option<ExprAt<'p>>) -> Vec<Value<'p>> {
        let step = Step::Key("get".into());
        let handlers = handler.map(|at| self.parts(&self.values(at), &step, at));
        let target = |value: Value<'p>| match value {
            Value::Function(function) => self.hands_on_to(function),
            _ => Vec::new(),
        };
        handlers.into_iter().flatten().flat_map(target).collect()
    }

    /// What a call of something unknown from outside may give besides what nobody can tell: a client
    /// that it is handed, or what a function it is handed gives, as wrappers, caches, hooks and
    /// containers do.
    pub(super) fn handed_through(&self, at: ExprAt<'p>, call: &Call) -> Vec<Value<'p>> {
        let candidates = call
            .arguments
            .iter()
            .filter(|argument| self.may_hold_client(at, argument));
        let through = |value: &Value<'p>| match value {
            Value::Client(_) | Value::ClientMember(..) | Value::Instance(_) => vec![value.clone()],
            Value::Function(function) => {
                let mut values = vec![value.clone()];
                let made = self.returned(*function).into_iter();
                values
                    .extend(made.filter(|it| matches!(it, Value::Client(_) | Value::Instance(_))));
                values
            }
            _ => Vec::new(),
        };
        candidates
            .flat_map(|argument| self.values(at.with(argument.value)).to_vec())
            .flat_map(|value| through(&value))
            .collect()
    }

    /// Whether what an argument is written as can be a client or a function: what never is need not be
    /// followed.
    fn may_hold_client(&self, at: ExprAt<'p>, argument: &Argument) -> bool {
        matches!(
            at.file.facts.kind(argument.value),
            ExprKind::Name(_)
                | ExprKind::Member { .. }
                | ExprKind::Call(_)
                | ExprKind::Function(_)
                | ExprKind::Await(_)
                | ExprKind::Assert { .. }
        )
    }

    /// What a method gives that lists and tables have: `table.get("client")`, `clients.values()`;
    /// `None` if the object is neither, or the method another.
    pub(super) fn container_method(
        &self,
        at: ExprAt<'p>,
        call: &Call,
        object: ExprId,
        name: &SmolStr,
    ) -> Option<Vec<Value<'p>>> {
        let object = at.with(object);
        // The catalogue knows better: `os.environ.get("KEY")`.
        let is_known = |path: &SmolStr| self.meaning(at.file, path).is_some();
        if self.symbols(object).iter().any(is_known) {
            return None;
        }
        let key = || {
            call.arguments
                .first()
                .map(|argument| at.with(argument.value))
        };
        let values = match name.as_str() {
            "get" | "pop" | "setdefault" | "at" | "popleft" | "shift" | "inject" | "resolve" => {
                let key = key();
                let mut values = match key {
                    Some(key) => self.element_at(object, key, at),
                    None => self.elements(object),
                };
                if values.iter().all(says_nothing) {
                    let keys = key.map(|key| self.values(key));
                    for key in keys
                        .iter()
                        .flat_map(|keys| keys.iter())
                        .filter_map(Value::as_text)
                    {
                        values.extend(self.stored(&key.value));
                    }
                }
                if values.iter().all(says_nothing) {
                    return None;
                }
                let other = call
                    .arguments
                    .get(1)
                    .filter(|_| name != "at" && name != "inject");
                if let Some(other) = other {
                    values.extend(self.values(at.with(other.value)).iter().cloned());
                }
                values
            }
            "values" if call.arguments.is_empty() => {
                vec![Value::Row([self.elements(object)].into())]
            }
            "find" | "findLast" => self.elements(object),
            "filter" | "toSorted" | "toReversed" => self.values(object).to_vec(),
            "items" | "entries" if call.arguments.is_empty() => {
                vec![self.pairs(vec![Value::Unknown], object)]
            }
            "__enter__" | "__aenter__" if call.arguments.is_empty() => self.entered(object),
            "enter_context" | "enter_async_context" => self.entered(key()?),
            "copy" if call.arguments.is_empty() => self.values(object).to_vec(),
            "__new__" => {
                let class = |value: &Value<'p>| match value {
                    Value::Class(class) => Some(Value::Instance(*class)),
                    _ => None,
                };
                self.values(key()?).iter().filter_map(class).collect()
            }
            _ => return None,
        };
        values
            .iter()
            .any(|value| !says_nothing(value))
            .then_some(values)
    }
}
