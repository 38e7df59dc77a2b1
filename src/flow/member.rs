//! What a part of a value may be.

use super::value::{At, ClassAt, Client, EnvRead, ExprAt, Parameter, Value};
use super::{Flow, Place, family};
use crate::catalog::{Applies, Family, Meaning, Reaction};
use crate::facts::{ExprId, ExprKind, PropertyKey, Step};
use crate::project::SourceFile;
use smol_str::{SmolStr, format_smolstr};

/// How far into a parameter parts are told apart.
const MAX_PARAMETER_PATH: usize = 8;

impl<'p> Flow<'p> {
    /// `value.step` at the expression `at`.
    pub(super) fn member(&self, value: &Value<'p>, step: &Step, at: ExprAt<'p>) -> Vec<Value<'p>> {
        match (value, step) {
            (Value::Object(object), Step::Key(name)) => {
                self.once(Place::Object(object.address(), object.id), name, || {
                    self.property(*object, name)
                })
            }
            (Value::Object(object), _) => self.all_properties(*object),
            (Value::Array(array), Step::Index(index)) => self.item(*array, Some(*index)),
            (Value::Array(array), Step::Rest) => self.item(*array, None),
            (Value::Symbol { path, call }, Step::Key(name)) => {
                vec![self.symbol_member(path, *call, name, at)]
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
            (Value::Module(file), Step::Key(name)) => self.export(file, name, at),
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
            (Value::Symbol { path, .. }, Step::Key(name)) if family(at.file) == Family::Python => {
                match self.meaning(at.file, path) {
                    Some(Meaning::EnvObject(object)) => {
                        vec![Value::Env(EnvRead {
                            name: name.clone(),
                            read: at,
                            strict: object.missing == Reaction::Raises,
                        })]
                    }
                    _ => vec![Value::Symbol {
                        path: format_smolstr!("{path}[]"),
                        call: None,
                    }],
                }
            }
            _ => self.member(value, step, at),
        }
    }

    fn symbol_member(
        &self,
        path: &str,
        call: Option<ExprAt<'p>>,
        name: &SmolStr,
        at: ExprAt<'p>,
    ) -> Value<'p> {
        let family = family(at.file);
        if family == Family::Ecma
            && let Some(Meaning::EnvObject(object)) = self.catalog.meaning(family, path)
        {
            return Value::Env(EnvRead {
                name: name.clone(),
                read: at,
                strict: object.missing == Reaction::Raises,
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
        let checked = call.and_then(|call| self.parsed_field(&path, call, name));
        checked.unwrap_or(Value::Symbol { path, call })
    }

    /// The property of an object literal: the last of that name, or of what is spread into it.
    fn property(&self, object: ExprAt<'p>, name: &str) -> Vec<Value<'p>> {
        let ExprKind::Object(properties) = object.file.facts.kind(object.id) else {
            return vec![Value::Unknown];
        };
        for property in properties.iter().rev() {
            match &property.key {
                PropertyKey::Name(key) if key == name => {
                    return self.values(object.with(property.value)).to_vec();
                }
                PropertyKey::Name(_) => {}
                PropertyKey::Computed(_) => return vec![Value::Unknown],
                PropertyKey::Spread => {
                    let step = Step::Key(name.into());
                    let spread = object.with(property.value);
                    let values: Vec<_> = self
                        .values(spread)
                        .iter()
                        .flat_map(|value| self.member(value, &step, spread))
                        .collect();
                    if values.iter().any(|value| !matches!(value, Value::Null(_))) {
                        return values;
                    }
                }
            }
        }
        vec![Value::Null(object)]
    }

    fn all_properties(&self, object: ExprAt<'p>) -> Vec<Value<'p>> {
        let ExprKind::Object(properties) = object.file.facts.kind(object.id) else {
            return vec![Value::Unknown];
        };
        properties
            .iter()
            .flat_map(|property| self.values(object.with(property.value)).to_vec())
            .collect()
    }

    /// An item of an array literal; any of them without an index.
    fn item(&self, array: ExprAt<'p>, index: Option<usize>) -> Vec<Value<'p>> {
        let ExprKind::Array(items) = array.file.facts.kind(array.id) else {
            return vec![Value::Unknown];
        };
        match index {
            Some(index) => match items.get(index) {
                Some(item) => self.values(array.with(*item)).to_vec(),
                None => vec![Value::Unknown],
            },
            None => items
                .iter()
                .flat_map(|item| self.values(array.with(*item)).to_vec())
                .collect(),
        }
    }

    /// What code has put into `object.name` where `object` is a plain name or `this`.
    pub(super) fn written_members(&self, object: ExprAt<'p>, name: &str) -> Vec<Value<'p>> {
        let file = object.file;
        let ExprKind::Name(owner) = file.facts.kind(object.id) else {
            return Vec::new();
        };
        let Some(binding) = file.facts.resolve(owner, object.range().start()) else {
            return Vec::new();
        };
        // `self` is asked of its class instead, where all methods count.
        if self
            .values(object)
            .iter()
            .any(|value| matches!(value, Value::Instance(_)))
        {
            return Vec::new();
        }
        let is_owner = |target: ExprId| match file.facts.member(target).map(|(object, _)| object) {
            Some(object) => match file.facts.kind(object) {
                ExprKind::Name(name) => {
                    name == owner
                        && file.facts.resolve(name, file.facts.range(object).start())
                            == Some(binding)
                }
                _ => false,
            },
            None => false,
        };
        let written = file
            .facts
            .writes(name)
            .filter(|write| is_owner(write.target));
        written
            .flat_map(|write| {
                self.values(At {
                    file,
                    id: write.value,
                })
                .to_vec()
            })
            .collect()
    }

    /// A member of a class or its instances: a field, what methods assign to it, a method, or a
    /// member of a base.
    fn class_member(&self, class: ClassAt<'p>, name: &str, at: ExprAt<'p>) -> Vec<Value<'p>> {
        let facts = &class.file.facts;
        let declaration = facts.class(class.id);
        let mut values = Vec::new();
        for field in declaration.fields.iter().filter(|field| field.name == name) {
            values.extend(self.schema_field(class, field));
            match (field.value, &field.declared) {
                (Some(value), _) => values.extend(self.values(class.with(value)).iter().cloned()),
                (None, Some(declared)) => values.extend(self.typed(class.file, declared, at)),
                (None, None) => {}
            }
            if field.value.is_none() && values.is_empty() {
                values.push(Value::Unknown);
            }
        }
        values.extend(self.assigned_fields(class, name));
        for &method in &declaration.methods {
            let function = facts.function(method);
            if function.name.as_deref() == Some(name) {
                match function.getter {
                    true => values.extend(self.returned(class.with(method))),
                    false => values.push(Value::Function(class.with(method))),
                }
            }
            let fields = function.parameters.iter().enumerate();
            for (index, _) in fields
                .filter(|(_, parameter)| parameter.field && parameter.name.as_deref() == Some(name))
            {
                values.extend(self.parameter(class.with(method), index, at));
            }
        }
        if values.is_empty() {
            let step = Step::Key(name.into());
            for &base in &declaration.bases {
                let bases = self.values(class.with(base));
                values.extend(bases.iter().flat_map(|value| self.member(value, &step, at)));
            }
        }
        if values.iter().any(|value| !value.is_unknown()) {
            values.retain(|value| !value.is_unknown());
        }
        if values.is_empty() {
            vec![Value::Unknown]
        } else {
            values
        }
    }

    /// What methods put into `this.name`.
    fn assigned_fields(&self, class: ClassAt<'p>, name: &str) -> Vec<Value<'p>> {
        let facts = &class.file.facts;
        let range = facts.class(class.id).range;
        let is_instance = |object: ExprId| {
            let values = self.values(class.with(object));
            values
                .iter()
                .any(|value| matches!(value, Value::Instance(owner) if *owner == class))
        };
        let inside = facts
            .writes(name)
            .filter(|write| range.contains_range(facts.range(write.target)));
        let written = inside.filter(|write| {
            facts
                .member(write.target)
                .is_some_and(|(object, _)| is_instance(object))
        });
        written
            .flat_map(|write| self.values(class.with(write.value)).to_vec())
            .collect()
    }

    /// An instance of what `value` is in a file, if that is a class or a client that always talks to
    /// Mistral.
    pub(super) fn instance(&self, value: &Value<'p>, file: &SourceFile) -> Option<Value<'p>> {
        match value {
            Value::Class(class) => Some(self.instance_of_class(*class)),
            Value::OneOf(names) => Some(Value::OneOf(names.clone())),
            Value::Symbol { path, .. } => match self.meaning(file, path)? {
                Meaning::Client(kind) if kind.applies == Applies::Always => {
                    Some(Value::Client(Client { kind, call: None }))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// An instance of a class of the project: a client if the class extends one, a set of strings if
    /// it is an enumeration.
    pub(super) fn instance_of_class(&self, class: ClassAt<'p>) -> Value<'p> {
        if let Some(names) = self.enumeration(class) {
            return names;
        }
        let bases = class.file.facts.class(class.id).bases.iter();
        let mut clients = bases
            .flat_map(|base| self.values(class.with(*base)).to_vec())
            .filter_map(|base| match base {
                Value::Symbol { .. } => self.instance(&base, class.file),
                _ => None,
            });
        clients.next().unwrap_or(Value::Instance(class))
    }
}

/// A part of a parameter.
fn into<'p>(parameter: &Parameter<'p>, step: &Step) -> Parameter<'p> {
    let mut part = parameter.clone();
    if part.path.len() < MAX_PARAMETER_PATH {
        part.path.push(step.clone());
    }
    part
}
