//! What a call may give.

use super::eval::{confine, is_open};
use super::value::{At, Client, EnvRead, ExprAt, FunctionAt, Parameter, Value};
use super::{Flow, family};
use crate::catalog::{self, Meaning, Reaction};
use crate::facts::{Call, ExprKind, Step};
use smol_str::{SmolStr, format_smolstr};

impl<'p> Flow<'p> {
    /// What the call at an expression may give.
    pub(super) fn call(&self, at: ExprAt<'p>, call: &Call) -> Vec<Value<'p>> {
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
        let callees = self.values(at.with(call.callee));
        callees
            .iter()
            .flat_map(|callee| self.result(callee, at))
            .collect()
    }

    /// What calling `callee` by the call at an expression may give.
    fn result(&self, callee: &Value<'p>, at: ExprAt<'p>) -> Vec<Value<'p>> {
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
            Value::Client(client) => vec![self.called_client(client, "", at)],
            Value::ClientMember(client, path) => vec![self.called_client(client, path, at)],
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
        let returns = &function.file.facts.function(function.id).returns;
        let values: Vec<_> = returns
            .iter()
            .flat_map(|value| self.returned_value(function, function.with(*value)))
            .collect();
        if values.is_empty() {
            vec![Value::Unknown]
        } else {
            values
        }
    }

    fn returned_value(&self, function: FunctionAt<'p>, at: ExprAt<'p>) -> Vec<Value<'p>> {
        let mut values = self.values(at).to_vec();
        if is_open(&values) && self.is_confined_where_returned(function, at) {
            values.iter_mut().for_each(confine);
        }
        values
    }

    fn symbol_result(&self, path: &SmolStr, at: ExprAt<'p>) -> Vec<Value<'p>> {
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
            Some(Meaning::Transparent(through)) => match self.slot(at, &through.value) {
                Some(value) => value.values,
                None => vec![Value::Unknown],
            },
            _ if matches!(&**path, "require" | "import") => self.required(at),
            _ => vec![Value::Symbol {
                path: format_smolstr!("{path}()"),
                call: Some(at),
            }],
        }
    }

    /// A call that reads a variable of the environment: the variable, and the default it names.
    fn env_read(&self, at: ExprAt<'p>, read: &catalog::EnvRead) -> Vec<Value<'p>> {
        let default = self.first_slot(at, &read.default);
        let strict = read.missing == Reaction::Raises && default.is_none();
        let names = self
            .first_slot(at, &read.name)
            .into_iter()
            .flat_map(|name| name.texts().collect::<Vec<_>>());
        let mut values: Vec<_> = names
            .map(|name| {
                Value::Env(EnvRead {
                    name,
                    read: at,
                    strict,
                })
            })
            .collect();
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
