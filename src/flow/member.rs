//! What a part of a value may be.

use super::types::says_nothing;
use super::value::{Client, EnvRead, ExprAt, Parameter, Value};
use super::written::Owner;
use super::{Flow, Place, family};
use crate::catalog::{Family, Meaning, Reaction};
use crate::facts::{Call, ExprId, ExprKind, Facts, PropertyKey, Spread, Step};
use smol_str::{SmolStr, format_smolstr};

/// Functions whose result has the members of what they are given.
const MERGING: &[&str] = &[
    "assign",
    "dict",
    "freeze",
    "seal",
    "update",
    "SimpleNamespace",
    "Namespace",
    "merge",
    "defaults",
    "Box",
];

/// How far into a parameter parts are told apart.
const MAX_PARAMETER_PATH: usize = 8;

impl<'p> Flow<'p> {
    /// The parts of some values that a step leads to.
    ///
    /// Where an interface says what the part is, what the rest leaves open is not looked at.
    pub(super) fn parts(
        &self,
        values: &[Value<'p>],
        step: &Step,
        at: ExprAt<'p>,
    ) -> Vec<Value<'p>> {
        let mut parts = Vec::new();
        let mut declared = false;
        for value in values {
            let part = self.member(value, step, at);
            declared |=
                matches!(value, Value::Instance(_)) && part.iter().any(|it| !says_nothing(it));
            parts.extend(part);
        }
        // A type that is only claimed of a part of a parameter checks nothing:
        // `(await request.json()) as Body`.
        let is_open = |part: &Value<'p>| match part {
            Value::Parameter(parameter) => parameter.path.len() < 2,
            part => part.is_unknown(),
        };
        if declared {
            parts.retain(|part| !is_open(part));
        }
        parts
    }

    /// `value.step` at the expression `at`.
    pub(super) fn member(&self, value: &Value<'p>, step: &Step, at: ExprAt<'p>) -> Vec<Value<'p>> {
        match (value, step) {
            (Value::Array(_) | Value::Row(_), Step::Others) => {
                vec![Value::Row([self.member(value, &Step::Rest, at)].into())]
            }
            (value, Step::Others) => vec![value.clone()],
            (Value::Row(items), Step::Index(index)) => match items.get(*index) {
                Some(item) => item.clone(),
                None => items.iter().flatten().cloned().collect(),
            },
            (Value::Row(items), Step::Rest) => items.iter().flatten().cloned().collect(),
            (Value::Generator(function), Step::Rest) => self.yielded(*function),
            // What is only known to mention a client is a list or a table of them.
            (Value::Client(_) | Value::Instance(_), Step::Index(_) | Step::Rest) => {
                vec![value.clone()]
            }
            // One that a call makes which is told apart has what that call puts into it.
            (Value::Object(object), Step::Key(name)) => {
                let place = Place::Object(object.address(), object.id);
                self.once_at(*object, place, name, || self.property_or_put(*object, name))
            }
            (Value::Object(object), _) => self.once_at(
                *object,
                Place::Object(object.address(), object.id),
                Facts::ANY,
                || self.all_properties(*object),
            ),
            (Value::Array(array), Step::Index(index)) => self.item(*array, Some(*index)),
            (Value::Symbol { path, .. }, Step::Key(name))
                if let Some(Meaning::ClientInstance(kind)) = self.meaning(at.file, path) =>
            {
                let ready = Client {
                    kind,
                    call: None,
                    bound: None,
                };
                vec![Value::ClientMember(ready, name.clone())]
            }
            (Value::Array(array), Step::Rest) => {
                self.once(Place::Object(array.address(), array.id), Facts::ANY, || {
                    self.item(*array, None)
                })
            }
            (Value::Symbol { path, call }, Step::Key(name)) => {
                self.symbol_members(path, *call, name, at)
            }
            // What React and Vue keep a value in: `useRef(client).current`.
            (Value::Client(_), Step::Key(name)) if matches!(&**name, "current" | "value") => {
                vec![value.clone()]
            }
            (Value::Client(client), Step::Key(name)) => {
                vec![Value::ClientMember(client.clone(), name.clone())]
            }
            (Value::ClientMember(client, path), Step::Key(name)) => {
                vec![Value::ClientMember(
                    client.clone(),
                    format_smolstr!("{path}.{name}"),
                )]
            }
            (Value::Module(file), Step::Key(name)) => match self.known_member(at, file, name) {
                Some(known) => vec![known],
                None => self.export(file, name, at),
            },
            (Value::Class(class) | Value::Instance(class), Step::Key(name)) => {
                self.once(Place::Class(class.address(), class.id), name, || {
                    self.class_member(*class, name, at)
                })
            }
            // `process.argv[2]`: some item of it.
            (Value::Symbol { path, call }, _) => vec![Value::Symbol {
                path: format_smolstr!("{path}[]"),
                call: *call,
            }],
            (Value::Parameter(parameter), Step::Key(name)) if is_binding(parameter, name) => {
                vec![Value::Env(EnvRead {
                    name: name.clone(),
                    read: at,
                    strict: false,
                    weak: None,
                    field: None,
                })]
            }
            (Value::Parameter(parameter), step) => vec![Value::Parameter(into(parameter, step))],
            (Value::Response(call), _) => vec![Value::Response(*call)],
            (Value::OneOf(names), Step::Key(name)) if name == "value" => {
                vec![Value::OneOf(names.clone())]
            }
            (Value::Function(function), Step::Key(name))
                if matches!(&**name, "bind" | "call" | "apply") =>
            {
                vec![Value::Function(*function)]
            }
            _ => vec![Value::Unknown],
        }
    }

    /// `value[step]` at the expression `at`.
    pub(super) fn element(&self, value: &Value<'p>, step: &Step, at: ExprAt<'p>) -> Vec<Value<'p>> {
        match (value, step) {
            // Python tells the items of a mapping from its members.
            (Value::Symbol { path, call }, Step::Key(name))
                if family(at.file) == Family::Python =>
            {
                let owner = Owner::Symbol(path.clone(), *call);
                let mut written = self.written_anywhere(&owner, name, at.file);
                if written.is_empty() {
                    written = self.kept_in_store(path, name, at);
                }
                match self.meaning(at.file, path) {
                    None if !written.is_empty() => written,
                    Some(Meaning::EnvObject(object)) => {
                        vec![Value::Env(EnvRead {
                            name: name.clone(),
                            read: at,
                            strict: object.missing == Reaction::Raises,
                            weak: None,
                            field: None,
                        })]
                    }
                    _ => vec![generic(path, at)],
                }
            }
            // `Optional[Mistral]`, a type.
            (Value::Symbol { path, .. }, Step::Rest)
                if family(at.file) == Family::Python && is_capitalized(path) =>
            {
                vec![generic(path, at)]
            }
            // What is only known to mention a client is a table of them.
            (Value::Client(client), Step::Key(_)) if client.call.is_none() => vec![value.clone()],
            (Value::Instance(_), Step::Key(_)) => {
                let mut values = self.member(value, step, at);
                if values.iter().all(says_nothing) {
                    values.push(value.clone());
                }
                values
            }
            _ => self.member(value, step, at),
        }
    }

    fn symbol_members(
        &self,
        path: &SmolStr,
        call: Option<ExprAt<'p>>,
        name: &SmolStr,
        at: ExprAt<'p>,
    ) -> Vec<Value<'p>> {
        if let Some(module) = self.module_of_path(path, name, at) {
            return vec![module];
        }
        let setting = call.and_then(|got| self.setting(&format!("{path}.{name}"), got, at));
        if let Some(setting) = setting {
            return setting;
        }
        let member = self.symbol_member(path, call, name, at);
        let mut values = Vec::new();
        if matches!(member, Value::Symbol { .. }) {
            let owner = Owner::Symbol(path.clone(), call);
            values = self.written_anywhere(&owner, name, at.file);
            if values.is_empty() && family(at.file) == Family::Python {
                values = self.kept_in_store(path, name, at);
            }
        }
        values.push(member);
        values
    }

    /// The module of the project that a dotted name means: `import app.llm`, where `app` is only a
    /// folder.
    fn module_of_path(&self, path: &str, name: &str, at: ExprAt<'p>) -> Option<Value<'p>> {
        if family(at.file) != Family::Python || path.contains(['(', '[']) {
            return None;
        }
        let module = format!("{path}.{name}");
        let imported = at.file.facts.imports().any(|(_, import)| {
            let rest = import.module.strip_prefix(&module);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
        let target = imported.then(|| self.resolve(at.file, &module));
        target.flatten().map(Value::Module)
    }

    fn symbol_member(
        &self,
        path: &str,
        call: Option<ExprAt<'p>>,
        name: &SmolStr,
        at: ExprAt<'p>,
    ) -> Value<'p> {
        let family = family(at.file);
        // In Python items are told from members, but for `st.secrets.KEY`.
        if let Some(Meaning::EnvObject(object)) = self.catalog.meaning(family, path)
            && (family == Family::Ecma || object.store)
        {
            return Value::Env(EnvRead {
                name: name.clone(),
                read: at,
                strict: object.missing == Reaction::Raises,
                weak: None,
                field: None,
            });
        }
        let path = match path
            .strip_suffix("#default")
            .filter(|_| family == Family::Ecma)
        {
            Some(module) => format_smolstr!("{module}#{name}"),
            None if path.ends_with('#') => format_smolstr!("{path}{name}"),
            None => format_smolstr!("{path}.{name}"),
        };
        let checked = call.and_then(|call| {
            let variable = self.validated_variable(&path, call, name, at);
            variable.or_else(|| self.parsed_field(&path, call, name))
        });
        checked.unwrap_or(Value::Symbol { path, call })
    }

    /// A member of an object: what it is made with, and what is put into it later.
    fn property_or_put(&self, object: ExprAt<'p>, name: &SmolStr) -> Vec<Value<'p>> {
        let mut values = self.property(object, name);
        let put = self.put_into(object, &Step::Key(name.clone()));
        if !put.is_empty() {
            values.retain(|value| !matches!(value, Value::Null(_) | Value::Unknown));
            values.extend(put);
        }
        values
    }

    /// The property of an object: of a literal the last of that name, or of what is spread into it; of
    /// a call that makes one (`dict(base, client=client)`) what it is given; of one joined to another
    /// (`base | other`) what either has.
    pub(super) fn property(&self, object: ExprAt<'p>, name: &str) -> Vec<Value<'p>> {
        let part = |id| {
            let at = object.with(id);
            let mut values = self.parts(&self.values(at), &Step::Key(name.into()), at);
            values.retain(|value| !matches!(value, Value::Null(_)));
            values
        };
        let properties = match object.file.facts.kind(object.id) {
            ExprKind::Object(properties) => properties,
            ExprKind::Binary { left, right, .. } => {
                return [part(*right), part(*left)].concat();
            }
            ExprKind::Call(call) => return self.argument_named(object, call, name),
            _ => return vec![Value::Unknown],
        };
        let mut uncertain = Vec::new();
        for property in properties.iter().rev() {
            match &property.key {
                PropertyKey::Name(key) if key == name => {
                    uncertain.extend(self.property_value(object.with(property.value)));
                    return uncertain;
                }
                PropertyKey::Name(_) => {}
                PropertyKey::Computed(key) => {
                    let keys = self.values(object.with(*key));
                    let known = keys.iter().all(|key| key.as_text().is_some()) && !keys.is_empty();
                    let is_it = |key: &Value<'p>| key.as_text().is_some_and(|it| it.value == name);
                    if known && !keys.iter().any(is_it) {
                        continue;
                    }
                    uncertain.extend(self.property_value(object.with(property.value)));
                    if known && keys.len() == 1 {
                        return uncertain;
                    }
                }
                PropertyKey::Spread => {
                    let step = Step::Key(name.into());
                    let spread = object.with(property.value);
                    let values = self.parts(&self.values(spread), &step, spread);
                    let is_some = values.iter().any(|value| !matches!(value, Value::Null(_)));
                    // What nobody can tell may lack it: `{ model: "…", ...options }`.
                    let is_open =
                        |value: &Value<'p>| matches!(value, Value::Parameter(_) | Value::Unknown);
                    let may_lack = values.iter().any(is_open);
                    uncertain.extend(values.into_iter().filter(|_| is_some));
                    if is_some && !may_lack {
                        return uncertain;
                    }
                }
            }
        }
        uncertain.push(Value::Null(object));
        uncertain
    }

    /// The value of a property; what a getter returns.
    fn property_value(&self, at: ExprAt<'p>) -> Vec<Value<'p>> {
        match at.file.facts.kind(at.id) {
            ExprKind::Function(id) if at.file.facts.function(*id).getter => {
                self.returned(at.with(*id))
            }
            _ => self.values(at).to_vec(),
        }
    }

    /// What a call that makes an object of its arguments gives it under a name.
    fn argument_named(&self, at: ExprAt<'p>, call: &Call, name: &str) -> Vec<Value<'p>> {
        let merges = at.file.facts.last_name(call.callee);
        let merges = merges.is_some_and(|it| MERGING.contains(&it.as_str()));
        for argument in call.arguments.iter().rev() {
            let value = at.with(argument.value);
            match (&argument.keyword, argument.spread) {
                (Some(keyword), _) if keyword == name => return self.values(value).to_vec(),
                (None, Some(Spread::Keyword)) | (None, None)
                    if merges || argument.spread.is_some() =>
                {
                    let mut values =
                        self.parts(&self.values(value), &Step::Key(name.into()), value);
                    values.retain(|value| !matches!(value, Value::Null(_)));
                    if !values.is_empty() {
                        return values;
                    }
                }
                _ => {}
            }
        }
        vec![Value::Null(at)]
    }

    fn all_properties(&self, object: ExprAt<'p>) -> Vec<Value<'p>> {
        let facts = &object.file.facts;
        let all = |id| self.parts(&self.values(object.with(id)), &Step::Rest, object.with(id));
        match facts.kind(object.id) {
            ExprKind::Object(properties) => {
                let values = properties.iter().flat_map(|property| match property.key {
                    PropertyKey::Spread => all(property.value),
                    _ => self.values(object.with(property.value)).to_vec(),
                });
                values.collect()
            }
            ExprKind::Binary { left, right, .. } => [all(*left), all(*right)].concat(),
            ExprKind::Call(call) => {
                let values =
                    call.arguments
                        .iter()
                        .flat_map(|argument| match argument.keyword.is_some() {
                            true => self.values(object.with(argument.value)).to_vec(),
                            false => all(argument.value),
                        });
                values.collect()
            }
            _ => vec![Value::Unknown],
        }
    }

    /// An item of an array literal; any of them without an index.
    fn item(&self, array: ExprAt<'p>, index: Option<usize>) -> Vec<Value<'p>> {
        let ExprKind::Array(items) = array.file.facts.kind(array.id) else {
            return vec![Value::Unknown];
        };
        let facts = &array.file.facts;
        let is_spread = |item: &ExprId| matches!(facts.kind(*item), ExprKind::Spread(_));
        let first_spread = items.iter().position(is_spread).unwrap_or(usize::MAX);
        if let Some(index) = index.filter(|index| *index < first_spread)
            && let Some(item) = items.get(index)
        {
            return self.values(array.with(*item)).to_vec();
        }
        if items.is_empty() {
            return vec![Value::Unknown];
        }
        let values = items.iter().flat_map(|item| match facts.kind(*item) {
            ExprKind::Spread(inner) => self.elements(array.with(*inner)),
            _ => self.values(array.with(*item)).to_vec(),
        });
        values.collect()
    }
}

/// A symbol with something in brackets, written at an expression.
fn generic<'p>(path: &str, at: ExprAt<'p>) -> Value<'p> {
    Value::Symbol {
        path: format_smolstr!("{path}[]"),
        call: Some(at),
    }
}

/// Whether the last name of a path is one of a type.
pub(super) fn is_capitalized(path: &str) -> bool {
    let last = path.rsplit('.').next().unwrap_or(path);
    last.starts_with(|first: char| first.is_ascii_uppercase())
}

/// A part of a parameter.
fn into<'p>(parameter: &Parameter<'p>, step: &Step) -> Parameter<'p> {
    let mut part = parameter.clone();
    if part.path.len() < MAX_PARAMETER_PATH {
        part.path.push(step.clone());
    }
    part
}

/// Whether a part of a parameter is a variable that a worker is handed: `env.MISTRAL_API_KEY` of
/// `fetch(request, env)`, `c.env.MISTRAL_API_KEY` of Hono.
fn is_binding(parameter: &Parameter<'_>, name: &str) -> bool {
    let file = parameter.function.file;
    let declaration = file.facts.function(parameter.function.id);
    let own = declaration.parameters.get(parameter.index);
    let of_env = match parameter.path.as_slice() {
        [] => own.is_some_and(|own| own.name.as_deref() == Some("env")),
        [.., Step::Key(last)] => last == "env",
        _ => false,
    };
    let is_constant = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    of_env && file.language.is_ecma() && name.len() > 2 && name.chars().all(is_constant)
}
