//! What the type that something is declared to have says of it.

use super::value::{At, ClassAt, Client, ExprAt, Text, Value};
use super::{Flow, Place, family};
use crate::catalog::{Applies, Meaning, Role};
use crate::facts::{ExprKind, Operator, Step, Type};
use crate::project::SourceFile;
use smol_str::{SmolStr, format_smolstr};

impl<'p> Flow<'p> {
    /// What something declared to be of this type may be, as far as a type can tell.
    ///
    /// A type that only mentions a client (`Promise<Mistral>`, `dict[str, Mistral]`, `() => Mistral`)
    /// gives a client: no client is called, waited for or counted through, so that what is done with
    /// the value tells what it was.
    pub(super) fn typed(
        &self,
        file: &'p SourceFile,
        declared: &Type,
        at: ExprAt<'p>,
    ) -> Vec<Value<'p>> {
        match declared {
            Type::Literals(literals) => vec![Value::OneOf(literals.clone().into())],
            Type::Shape(class) => vec![Value::Instance(At { file, id: *class })],
            Type::Names(names) => {
                let named = names.iter().enumerate().flat_map(|(index, name)| {
                    let instances = self.instance_of(file, name, at).into_iter();
                    instances.flat_map(move |it| {
                        self.instances_made_for(it, file, &names[index + 1..], at)
                    })
                });
                let mut values: Vec<_> = named.collect();
                // `Model | string` is any string.
                if names.iter().any(|name| name == "string" || name == "str") && names.len() > 1 {
                    values.retain(|value| !matches!(value, Value::OneOf(_)));
                }
                values
            }
        }
    }

    /// Values of something that is declared to be of a type: what the type tells, where they do not.
    pub(super) fn with_type(
        &self,
        mut values: Vec<Value<'p>>,
        file: &'p SourceFile,
        declared: Option<&Type>,
        at: ExprAt<'p>,
    ) -> Vec<Value<'p>> {
        if let Some(declared) = declared
            && values.iter().all(says_nothing)
        {
            let typed = self.deeper(|| self.typed(file, declared, at));
            // What only its type speaks of is what the type says, whoever hands it over.
            if typed.iter().any(is_session) {
                values.retain(|value| !matches!(value, Value::Parameter(_) | Value::Unknown));
            }
            values.extend(
                typed
                    .into_iter()
                    .filter(|it| is_client_or_instance(it) || is_session(it)),
            );
        }
        if let Some(Type::Names(names)) = declared
            && values.iter().any(|value| matches!(value, Value::Client(_)))
        {
            self.leave_out_others(&mut values, file, names, at);
        }
        values
    }

    /// Leaves out clients of other packages than those of the clients that a type names: what is
    /// declared to be an `AsyncOpenAI` is no `Mistral`.
    fn leave_out_others(
        &self,
        values: &mut Vec<Value<'p>>,
        file: &'p SourceFile,
        names: &[SmolStr],
        at: ExprAt<'p>,
    ) {
        let types = names
            .iter()
            .flat_map(|name| self.named_type(file, name, at))
            .filter_map(|value| match value {
                Value::Symbol { path, .. } => match self.meaning(file, &path)? {
                    Meaning::Client(kind) => Some(kind.package.as_str()),
                    _ => None,
                },
                _ => None,
            });
        let packages: Vec<&str> = types.collect();
        if !packages.is_empty() {
            values.retain(|value| match value {
                Value::Client(client) => packages.contains(&client.kind.package.as_str()),
                _ => true,
            });
        }
    }

    /// What an instance of the type of this name may be; nothing if the type says nothing.
    fn instance_of(&self, file: &'p SourceFile, name: &str, at: ExprAt<'p>) -> Vec<Value<'p>> {
        if let Some(alias) = file.facts.alias(name) {
            // What clients of the project's own are hinges on the file that asks.
            let place = Place::Alias(std::ptr::from_ref(file).addr(), at.address());
            return self.once(place, name, || self.typed(file, alias, at));
        }
        if let Some(value) = name.strip_prefix("typeof ") {
            return self.elements_as_type(file, value, at);
        }
        let mut parts = name.split('.');
        let head = parts.next().unwrap_or_default();
        let binding = file.facts.module_binding(head);
        let Some(binding) = binding.filter(|id| !file.facts.binding(*id).definitions.is_empty())
        else {
            return Vec::new();
        };
        let mut values = self.binding(file, binding, at);
        for part in parts {
            values = self.parts(&values, &Step::Key(part.into()), at);
        }
        values
            .iter()
            .flat_map(|value| self.instances(value, file))
            .collect()
    }

    /// Instances of a type that a value is.
    fn instances(&self, value: &Value<'p>, file: &'p SourceFile) -> Vec<Value<'p>> {
        match value {
            // `Client = Annotated[Mistral, Depends(get_client)]`, `T = TypeVar("T", bound=Mistral)`;
            // `Tree = Union["Leaf", list["Tree"]]` comes up on the way to itself.
            Value::Symbol {
                call: Some(call), ..
            } => self.once(Place::Type(call.address(), call.id), "", || {
                self.typed_by(*call)
            }),
            other => self.instance(other, file).into_iter().collect(),
        }
    }

    /// Instances of the type that an expression writes.
    pub(super) fn typed_by(&self, at: ExprAt<'p>) -> Vec<Value<'p>> {
        let facts = &at.file.facts;
        let below = |id| self.deeper(|| self.typed_by(at.with(id)));
        match facts.kind(at.id) {
            ExprKind::Index { object, index } => {
                let mut values = below(*object);
                values.extend(below(*index));
                values
            }
            ExprKind::Binary {
                operator: Operator::Union,
                left,
                right,
            } => {
                let mut values = below(*left);
                values.extend(below(*right));
                values
            }
            ExprKind::Array(items) => items.iter().flat_map(|item| below(*item)).collect(),
            ExprKind::String(literal) => self.instance_of(at.file, &literal.value, at),
            ExprKind::Call(call) => {
                let injected = self.injected(at);
                let bound = call
                    .arguments
                    .iter()
                    .filter(|argument| argument.keyword.as_deref() == Some("bound"));
                let bound = bound.flat_map(|argument| below(argument.value));
                injected.into_iter().flatten().chain(bound).collect()
            }
            ExprKind::Name(_) | ExprKind::Member { .. } => {
                let values = self.values(at);
                let instances = values
                    .iter()
                    .flat_map(|value| self.instance(value, at.file));
                instances.collect()
            }
            _ => Vec::new(),
        }
    }

    /// The strings in the constant list of this name: `(typeof MODELS)[number]`.
    fn elements_as_type(&self, file: &'p SourceFile, name: &str, at: ExprAt<'p>) -> Vec<Value<'p>> {
        let Some(binding) = file.facts.module_binding(name) else {
            // `typeof fetch`: what the runtime has under the name.
            return match self.catalogued(file, name) {
                Some(Meaning::Http(..)) => vec![Value::Symbol {
                    path: name.into(),
                    call: None,
                }],
                _ => Vec::new(),
            };
        };
        let lists = self.binding(file, binding, at);
        let is_list = |value: &&Value<'p>| matches!(value, Value::Array(_));
        let elements = lists
            .iter()
            .filter(is_list)
            .flat_map(|list| self.member(list, &Step::Rest, at));
        let mut values: Vec<_> = one_of(elements).into_iter().collect();
        values.extend(lists.iter().flat_map(|it| self.declared_as_type(it)));
        // `typeof client`
        values.extend(lists.into_iter().filter(is_client_or_instance));
        values
    }

    /// An instance of what `value` is in a file, if that is a class, a client that always talks to
    /// Mistral, or a session of an HTTP library.
    pub(super) fn instance(&self, value: &Value<'p>, file: &SourceFile) -> Option<Value<'p>> {
        match value {
            Value::Class(class) => Some(self.instance_of_class(*class)),
            // What a name for a type gives that another module exports.
            Value::OneOf(_) | Value::Client(_) | Value::Instance(_) => Some(value.clone()),
            Value::Symbol { path, .. } => match self.meaning(file, path)? {
                Meaning::Client(kind) if kind.applies == Applies::Always => {
                    Some(Value::Client(Client {
                        kind,
                        call: None,
                        bound: None,
                    }))
                }
                _ => match self.catalog.role(family(file), path)? {
                    Role::HttpClient(_) | Role::EnvReader(_) => Some(Value::Symbol {
                        path: format_smolstr!("{path}()"),
                        call: None,
                    }),
                    _ => None,
                },
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
            })
            .filter(|it| matches!(it, Value::Client(_)));
        clients.next().unwrap_or(Value::Instance(class))
    }

    /// The members of a Python `Enum` as the strings they stand for, or of a TypeScript-like constant
    /// class; `None` for another class.
    pub(super) fn enumeration(&self, class: super::ClassAt<'p>) -> Option<Value<'p>> {
        let facts = &class.file.facts;
        let declaration = facts.class(class.id);
        let is_enum = declaration.bases.iter().any(|base| {
            matches!(facts.kind(*base), ExprKind::Name(name) | ExprKind::Member { name, .. } if name.ends_with("Enum"))
        });
        let members = declaration.fields.iter().filter_map(|field| field.value);
        let values = members.flat_map(|value| self.values(class.with(value)).to_vec());
        (is_enum || declaration.enumeration)
            .then(|| one_of(values))
            .flatten()
    }
}

/// The strings among some values as a set; `None` without any.
pub(super) fn one_of<'p>(values: impl Iterator<Item = Value<'p>>) -> Option<Value<'p>> {
    let texts = values.filter_map(|value| match value {
        Value::Text(Text { value, .. }) => Some(value),
        _ => None,
    });
    let texts: Vec<_> = texts.collect();
    (!texts.is_empty()).then(|| Value::OneOf(texts.into()))
}

/// Whether a value leaves open what it is.
pub(super) fn says_nothing(value: &Value<'_>) -> bool {
    match value {
        Value::Unknown
        | Value::Null(_)
        | Value::Constant(_)
        | Value::Symbol { .. }
        | Value::Parameter(_) => true,
        Value::Object(object) => {
            matches!(object.file.facts.kind(object.id), ExprKind::Object(properties) if properties.is_empty())
        }
        _ => false,
    }
}

/// Whether a value is a session of an HTTP library, a reader of the environment or `typeof fetch`, that
/// only a type speaks of.
pub(super) fn is_session(value: &Value<'_>) -> bool {
    matches!(value, Value::Symbol { call: None, .. })
}

fn is_client_or_instance(value: &Value<'_>) -> bool {
    matches!(value, Value::Client(_) | Value::Instance(_))
}
