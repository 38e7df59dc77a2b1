//! What a call may give.

use super::eval::{confine, is_open};
use super::types::says_nothing;
use super::value::{At, ClassAt, Client, EnvRead, ExprAt, FunctionAt, Parameter, Value};
use super::{Flow, family};
use crate::catalog::{self, Meaning, Reaction};
use crate::facts::{Call, ExprId, ExprKind, Step};
use smol_str::{SmolStr, format_smolstr};

/// Methods of lists, tables and promises that give what is in them.
const CONTAINER_METHODS: &[&str] = &[
    "get", "pop", "at", "find", "shift", "values", "next", "then", "filter", "slice", "popitem",
];

impl<'p> Flow<'p> {
    /// What the call at an expression may give.
    pub(super) fn call(&self, at: ExprAt<'p>, call: &Call) -> Vec<Value<'p>> {
        if let Some(values) = self.insisted_by_method(at, call) {
            return values;
        }
        // `key.trim()`, `secret.get_secret_value()`: the value as it was.
        if let ExprKind::Member { object, name } = at.file.facts.kind(call.callee)
            && self
                .catalog
                .transparent_method(family(at.file), name)
                .is_some()
        {
            let values = self.values(at.with(*object));
            if !values
                .iter()
                .all(|value| matches!(value, Value::Symbol { .. }))
            {
                return values.to_vec();
            }
        }
        if let ExprKind::Member { name, .. } = at.file.facts.kind(call.callee)
            && name == "pipe"
            && let Some(client) = self.piped_into(at)
        {
            return vec![client];
        }
        if let ExprKind::Member { object, name } = at.file.facts.kind(call.callee) {
            let text = self.text_method(at, call, *object, name);
            let of_container = || {
                let values = self.container_method(at, call, *object, name)?;
                // `registry.get("chat")`: what the project's own method gives it says itself.
                let callees = self.values(at.with(call.callee));
                let is_own = |callee: &Value<'p>| matches!(callee, Value::Function(_));
                (!callees.iter().any(is_own)).then_some(values)
            };
            if let Some(values) = text.or_else(of_container) {
                return values;
            }
        }
        let callees = self.values(at.with(call.callee));
        let mut values: Vec<_> = callees
            .iter()
            .flat_map(|callee| match callee {
                Value::Function(function) => self.returned_to(*function, at),
                other => self.result(other, at),
            })
            .collect();
        if let ExprKind::Member { object, name } = at.file.facts.kind(call.callee)
            && matches!(name.as_str(), "then" | "catch" | "finally")
        {
            values.extend(self.settled(at, call, *object, name));
        }
        self.with_type(values, at.file, call.types.as_deref(), at)
    }

    /// What a promise gives after its callbacks: `promise.then((it) => …)`.
    fn settled(&self, at: ExprAt<'p>, call: &Call, promise: ExprId, name: &str) -> Vec<Value<'p>> {
        let callback = call.arguments.first().filter(|_| name == "then");
        let mut values = match callback {
            Some(callback) => self.result_of(at.with(callback.value), at),
            None => self.values(at.with(promise)).to_vec(),
        };
        values.retain(|value| !says_nothing(value));
        values
    }

    /// What calling `callee` by the call at an expression may give.
    pub(super) fn result(&self, callee: &Value<'p>, at: ExprAt<'p>) -> Vec<Value<'p>> {
        match callee {
            Value::Symbol { path, .. } => self.symbol_result(path, at),
            Value::Function(function) => self.returned(*function),
            Value::Class(class) => {
                let instance = match self.instance_of_class(*class) {
                    Value::Client(client) => Value::Client(Client {
                        call: Some(at),
                        ..client
                    }),
                    other => other,
                };
                vec![instance]
            }
            Value::Client(client) => match self.called_client(client, "", at) {
                // It is only known to mention a client: a function that gives one.
                Value::Unknown if client.call.is_none_or(|made| self.is_partial(made)) => {
                    vec![callee.clone()]
                }
                called => vec![called],
            },
            Value::ClientMember(client, path) => match self.called_client(client, path, at) {
                // Of what is only known to mention a client: a table, a promise.
                Value::Unknown
                    if client.call.is_none() && CONTAINER_METHODS.contains(&path.as_str()) =>
                {
                    vec![Value::Client(client.clone())]
                }
                Value::Unknown => match path.strip_suffix(".bind") {
                    Some(method) => vec![Value::ClientMember(client.clone(), method.into())],
                    None => vec![Value::Unknown],
                },
                called => vec![called],
            },
            Value::Instance(class) => match self.method(*class, "__call__") {
                Some(method) => self.returned(method),
                None => vec![callee.clone()],
            },
            Value::Response(call) => vec![Value::Response(*call)],
            Value::Parameter(parameter) => {
                let mut path = parameter.path.clone();
                path.push(Step::Key("()".into()));
                vec![Value::Parameter(Parameter {
                    path,
                    ..parameter.clone()
                })]
            }
            _ => vec![Value::Unknown],
        }
    }

    /// What a function may return.
    pub(super) fn returned(&self, function: FunctionAt<'p>) -> Vec<Value<'p>> {
        let declaration = function.file.facts.function(function.id);
        if !declaration.yields.is_empty() {
            return vec![Value::Generator(function)];
        }
        let mut values: Vec<_> = declaration
            .returns
            .iter()
            .filter(|value| self.may_run(function, function.file.facts.range(**value)))
            .flat_map(|value| self.returned_value(function, function.with(*value)))
            .collect();
        if values.is_empty() {
            values.push(Value::Unknown);
        }
        self.typed_result(function, values)
    }

    /// What a generator yields.
    pub(super) fn yielded(&self, function: FunctionAt<'p>) -> Vec<Value<'p>> {
        let yields = &function.file.facts.function(function.id).yields;
        let values = yields
            .iter()
            .flat_map(|value| self.values(function.with(*value)).to_vec())
            .collect();
        self.typed_result(function, values)
    }

    /// What a function gives, by its declared type where its code does not tell.
    fn typed_result(&self, function: FunctionAt<'p>, values: Vec<Value<'p>>) -> Vec<Value<'p>> {
        let declared = function.file.facts.function(function.id).declared.as_ref();
        let at = function.with(ExprId::FIRST);
        self.with_type(values, function.file, declared, at)
    }

    /// The method of a class of this name.
    pub(super) fn method(&self, class: ClassAt<'p>, name: &str) -> Option<FunctionAt<'p>> {
        let members = self.member(
            &Value::Instance(class),
            &Step::Key(name.into()),
            class.with(ExprId::FIRST),
        );
        members.into_iter().find_map(|value| match value {
            Value::Function(function) => Some(function),
            _ => None,
        })
    }

    fn returned_value(&self, function: FunctionAt<'p>, at: ExprAt<'p>) -> Vec<Value<'p>> {
        let mut values = self.values(at).to_vec();
        if is_open(&values) && self.is_confined_where_returned(function, at) {
            values.iter_mut().for_each(confine);
        }
        values
    }

    fn symbol_result(&self, path: &SmolStr, at: ExprAt<'p>) -> Vec<Value<'p>> {
        let call = at.file.facts.call(at.id);
        if let Some(values) = call.and_then(|call| self.built_in(path, at, call)) {
            return values;
        }
        if let Some(values) = self.setting(&format!("{path}()"), at, at) {
            return values;
        }
        match self.meaning(at.file, path) {
            Some(Meaning::Client(kind)) if self.reaches_mistral(kind, at) => {
                vec![Value::Client(Client {
                    kind,
                    call: Some(at),
                    bound: None,
                })]
            }
            Some(Meaning::ClientInstance(kind)) => {
                let ready = Client {
                    kind,
                    call: None,
                    bound: None,
                };
                vec![self.called_client(&ready, "", at)]
            }
            Some(Meaning::EnvRead(read)) => self.env_read(at, read),
            Some(Meaning::Transparent(through)) => {
                let values = self.carried_through(at, through);
                match (path.ends_with(".cast"), self.typed_first(at)) {
                    (true, typed) if values.iter().all(says_nothing) && !typed.is_empty() => typed,
                    _ => values,
                }
            }
            _ if matches!(&**path, "require" | "import") => self.required(at),
            // An instance of a class that the framework keeps.
            None if path == "@angular/core#inject" => self.typed_first(at),
            _ => {
                let mut values = match call {
                    Some(_) if self.handed(at).is_some() => vec![Value::Response(at)],
                    Some(call) => self.handed_through(at, call),
                    None => Vec::new(),
                };
                values.push(Value::Symbol {
                    path: format_smolstr!("{path}()"),
                    call: Some(at),
                });
                values
            }
        }
    }

    /// `env.get("NAME").required()`: a variable, and what a method of its reader changes.
    fn insisted_by_method(&self, at: ExprAt<'p>, call: &Call) -> Option<Vec<Value<'p>>> {
        let ExprKind::Member { object, name } = at.file.facts.kind(call.callee) else {
            return None;
        };
        at.file.facts.call(*object)?;
        let mut values = self.values(at.with(*object)).to_vec();
        let mut changed = false;
        for value in &mut values {
            let Value::Env(env) = value else { continue };
            let Some(reader) = self.reader_of(env.read) else {
                continue;
            };
            let validator = self.catalog.validator(family(at.file), reader)?;
            if let Some(modifier) = validator.modifier(name) {
                if let Some(missing) = modifier.missing {
                    env.strict = missing == Reaction::Raises;
                }
                if modifier.empty == Some(Reaction::Raises) {
                    env.weak = None;
                }
            }
            changed = true;
        }
        changed.then_some(values)
    }

    /// The validator whose methods may follow a read of a variable.
    fn reader_of(&self, read: ExprAt<'p>) -> Option<&'static str> {
        let callee = read.with(read.file.facts.call(read.id)?.callee);
        let validator = |path: &SmolStr| match self.catalogued(read.file, path)? {
            Meaning::EnvRead(read) => read.validator.as_deref(),
            _ => None,
        };
        self.symbols(callee).iter().find_map(validator)
    }

    /// What a call carries through: the value of an argument, after a base if it has one.
    fn carried_through(&self, at: ExprAt<'p>, through: &catalog::Transparent) -> Vec<Value<'p>> {
        let base = through.base.as_ref().and_then(|base| self.slot(at, base));
        match (self.slot(at, &through.value), base) {
            (Some(value), None) => value.values,
            (None, Some(base)) => base.values,
            (None, None) => vec![Value::Unknown],
            (Some(value), Some(base)) => {
                let is_whole = |text: SmolStr| text.contains("://");
                let whole = value.texts().any(is_whole);
                match whole {
                    true => value.values,
                    false => vec![Value::Mixed([base.values, value.values].into())],
                }
            }
        }
    }

    /// Instances of the type that a call has as its first argument: `cast(Mistral, it)`.
    fn typed_first(&self, at: ExprAt<'p>) -> Vec<Value<'p>> {
        let call = at.file.facts.call(at.id);
        let first = call.and_then(|call| call.arguments.first());
        first.map_or(Vec::new(), |argument| {
            self.typed_by(at.with(argument.value))
        })
    }

    /// A call that reads a variable of the environment: the variable, and the default it names.
    fn env_read(&self, at: ExprAt<'p>, read: &catalog::EnvRead) -> Vec<Value<'p>> {
        let default = self.first_slot(at, &read.default);
        let required = read.required.is_empty()
            || self
                .first_slot(at, &read.required)
                .is_some_and(|found| is_true(&found.values));
        // Python's `...` says that there is no default.
        let default = default.filter(|found| found.at.is_none_or(|at| at.source() != "..."));
        let strict = read.missing == Reaction::Raises && default.is_none() && required;
        let takes_empty = read.empty == Reaction::Passes
            && !read.store
            && self.first_slot(at, &read.strong).is_none();
        let names = self
            .first_slot(at, &read.name)
            .into_iter()
            .flat_map(|name| name.texts().collect::<Vec<_>>());
        let (mut names, mut values) = (names.collect::<Vec<_>>(), Vec::new());
        if let Some(declared) = &read.declared {
            names.retain(|name| {
                let found = self.declared_setting(declared, name, at);
                let is_variable = found.is_empty();
                values.extend(found);
                is_variable
            });
        }
        let variables: Vec<_> = names
            .into_iter()
            .filter(|name| !name.is_empty())
            .map(|name| {
                Value::Env(EnvRead {
                    name,
                    read: at,
                    strict,
                    weak: (strict && takes_empty).then_some(at),
                    field: None,
                })
            })
            .collect();
        values.extend(variables);
        values.extend(default.into_iter().flat_map(|default| default.values));
        if values.is_empty() {
            vec![Value::Unknown]
        } else {
            values
        }
    }

    /// `require("module")`, `import("module")`.
    fn required(&self, at: ExprAt<'p>) -> Vec<Value<'p>> {
        let Some(call) = at.file.facts.call(at.id) else {
            return vec![Value::Unknown];
        };
        let Some(argument) = call.arguments.first() else {
            return vec![Value::Unknown];
        };
        let modules = self.values(at.with(argument.value));
        let texts = modules.iter().filter_map(Value::as_text);
        texts
            .flat_map(|module| self.module_member(at.file, &module.value, None, at))
            .collect()
    }

    /// The function whose body an expression stands in, innermost.
    pub fn function_around(&self, at: ExprAt<'p>) -> Option<FunctionAt<'p>> {
        at.file
            .facts
            .function_at(at.range().start())
            .map(|id| At { file: at.file, id })
    }
}

/// Whether a value is `true`.
fn is_true(values: &[Value<'_>]) -> bool {
    let is_true = |value: &Value<'_>| match value {
        Value::Constant(at) => matches!(at.file.facts.kind(at.id), ExprKind::Bool(true)),
        _ => false,
    };
    values.iter().any(is_true)
}
