//! What a name may be: its binding's definitions, imports among them.

use super::value::{At, ExprAt, FunctionAt, Parameter, Text, Value};
use super::{Flow, MAX_VALUES, Place, family};
use crate::catalog::Family;
use crate::facts::{Binding, Definition, ExportSource, ExprKind, Id, Import, Source, Step, Type};
use crate::project::SourceFile;
use smol_str::{SmolStr, format_smolstr};

impl<'p> Flow<'p> {
    /// What `name` may be at an expression.
    pub(super) fn name(&self, at: ExprAt<'p>, name: &SmolStr) -> Vec<Value<'p>> {
        let file = at.file;
        let offset = at.range().start();
        if let Some(binding) = file.facts.resolve(name, offset) {
            return self.binding(file, binding, at);
        }
        if name == "this" {
            return match file.facts.class_at(offset) {
                Some(class) => vec![Value::Instance(At { file, id: class })],
                None => vec![Value::Unknown],
            };
        }
        vec![Value::Symbol {
            path: name.clone(),
            call: None,
        }]
    }

    /// What a binding may be; `at` is where that is asked.
    pub(super) fn binding(
        &self,
        file: &'p SourceFile,
        id: Id<Binding>,
        at: ExprAt<'p>,
    ) -> Vec<Value<'p>> {
        let binding = file.facts.binding(id);
        self.deeper(
            || match (binding.definitions.as_slice(), &binding.declared) {
                ([], Some(declared)) => self.typed(file, declared, at),
                ([], None) => vec![Value::Unknown],
                // Of more definitions than an expression may have values the rest would be dropped.
                (definitions, _) => definitions
                    .iter()
                    .take(MAX_VALUES + 1)
                    .flat_map(|definition| self.definition(file, definition, at))
                    .collect(),
            },
        )
    }

    fn definition(
        &self,
        file: &'p SourceFile,
        definition: &Definition,
        at: ExprAt<'p>,
    ) -> Vec<Value<'p>> {
        let whole = match &definition.source {
            Source::Value(value) | Source::Context(value) => {
                self.values(At { file, id: *value }).to_vec()
            }
            Source::ElementOf(value) => self.elements(At { file, id: *value }),
            Source::Import(import) => self.import(file, file.facts.import(*import), at),
            Source::Function(function) => vec![Value::Function(At {
                file,
                id: *function,
            })],
            Source::Class(class) => vec![Value::Class(At { file, id: *class })],
            Source::Parameter(function, index) => self.parameter(
                At {
                    file,
                    id: *function,
                },
                *index,
                at,
            ),
            Source::Caught => vec![Value::Unknown],
        };
        let mut values = whole;
        for step in &definition.path {
            values = values
                .iter()
                .flat_map(|value| self.member(value, step, at))
                .collect();
        }
        if let Some(default) = definition
            .default
            .filter(|_| !matches!(definition.source, Source::Parameter(..)))
        {
            values.extend(self.values(At { file, id: default }).iter().cloned());
        }
        values
    }

    /// What the elements of a value may be.
    fn elements(&self, at: ExprAt<'p>) -> Vec<Value<'p>> {
        let step = Step::Rest;
        self.values(at)
            .iter()
            .flat_map(|value| self.member(value, &step, at))
            .collect()
    }

    /// What a parameter may be: what its declared type says, else what callers pass.
    pub(super) fn parameter(
        &self,
        function: FunctionAt<'p>,
        index: usize,
        at: ExprAt<'p>,
    ) -> Vec<Value<'p>> {
        let facts = &function.file.facts;
        let declaration = facts.function(function.id);
        let parameter = &declaration.parameters[index];
        if let (Some(class), 0, Family::Python) = (declaration.class, index, family(function.file))
        {
            return vec![Value::Instance(At {
                file: function.file,
                id: class,
            })];
        }
        if let Some(declared) = &parameter.declared {
            let typed = self.typed(function.file, declared, at);
            if typed.iter().any(|value| !value.is_unknown()) {
                return typed;
            }
        }
        let mut values = self.passed(function, index);
        // Where all callers leave it out, it is its default.
        let is_left_out = parameter.default.is_some() && !self.callers(function).is_empty();
        if values.is_empty() && !is_left_out {
            values.push(Value::Parameter(Parameter {
                function,
                index,
                path: Vec::new(),
            }));
        }
        if let Some(default) = parameter.default {
            values.extend(
                self.values(At {
                    file: function.file,
                    id: default,
                })
                .iter()
                .cloned(),
            );
        }
        values
    }

    /// What something declared to be of this type may be, as far as a type can tell.
    pub(super) fn typed(
        &self,
        file: &'p SourceFile,
        declared: &Type,
        at: ExprAt<'p>,
    ) -> Vec<Value<'p>> {
        match declared {
            Type::Literals(literals) => vec![Value::OneOf(literals.clone().into())],
            Type::Names(names) => {
                let mut values: Vec<_> = names
                    .iter()
                    .flat_map(|name| self.instance_of(file, name, at))
                    .collect();
                // `Model | string` is any string.
                if names.iter().any(|name| name == "string" || name == "str") && names.len() > 1 {
                    values.retain(|value| !matches!(value, Value::OneOf(_)));
                }
                values
            }
        }
    }

    /// What an instance of the type of this name may be; nothing if the type says nothing.
    fn instance_of(&self, file: &'p SourceFile, name: &str, at: ExprAt<'p>) -> Vec<Value<'p>> {
        if let Some(alias) = file.facts.alias(name) {
            return self.deeper(|| self.typed(file, alias, at));
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
            let step = Step::Key(part.into());
            values = values
                .iter()
                .flat_map(|value| self.member(value, &step, at))
                .collect();
        }
        values
            .iter()
            .filter_map(|value| self.instance(value, file))
            .collect()
    }

    /// The strings in the constant list of this name: `(typeof MODELS)[number]`.
    fn elements_as_type(&self, file: &'p SourceFile, name: &str, at: ExprAt<'p>) -> Vec<Value<'p>> {
        let Some(binding) = file.facts.module_binding(name) else {
            return Vec::new();
        };
        let lists = self.binding(file, binding, at);
        let is_list = |value: &&Value<'p>| matches!(value, Value::Array(_));
        let elements = lists
            .iter()
            .filter(is_list)
            .flat_map(|list| self.member(list, &Step::Rest, at));
        one_of(elements).into_iter().collect()
    }

    /// What an import may be.
    fn import(&self, file: &'p SourceFile, import: &Import, at: ExprAt<'p>) -> Vec<Value<'p>> {
        self.module_member(file, &import.module, import.name.as_deref(), at)
    }

    /// What the name taken from a module may be; without a name, the module.
    pub(super) fn module_member(
        &self,
        file: &'p SourceFile,
        module: &str,
        name: Option<&str>,
        at: ExprAt<'p>,
    ) -> Vec<Value<'p>> {
        let target = self.resolve(file, module);
        if let Some(target) = target {
            let Some(name) = name else {
                return vec![Value::Module(target)];
            };
            if family(target) != Family::Python || target.facts.module_binding(name).is_some() {
                return self.export(target, name, at);
            }
        }
        // `from package import module`: the package may not name its modules, or not be of the project.
        if let (Some(name), Family::Python) = (name, family(file)) {
            let joined = if module.ends_with('.') {
                format!("{module}{name}")
            } else {
                format!("{module}.{name}")
            };
            if let Some(target) = self.resolve(file, &joined) {
                return vec![Value::Module(target)];
            }
        }
        if target.is_some() {
            return vec![Value::Unknown];
        }
        let path = match (family(file), name) {
            (Family::Python, None) => module.into(),
            (Family::Python, Some(name)) => format_smolstr!("{module}.{name}"),
            (Family::Ecma, name) => format_smolstr!("{module}#{}", name.unwrap_or_default()),
        };
        vec![Value::Symbol { path, call: None }]
    }

    /// What a module of the project gives under this name.
    pub(super) fn export(
        &self,
        file: &'p SourceFile,
        name: &str,
        at: ExprAt<'p>,
    ) -> Vec<Value<'p>> {
        self.once(Place::Module(std::ptr::from_ref(file).addr()), name, || {
            self.exported_as(file, name, at)
        })
    }

    fn exported_as(&self, file: &'p SourceFile, name: &str, at: ExprAt<'p>) -> Vec<Value<'p>> {
        if family(file) == Family::Python {
            return match file.facts.module_binding(name) {
                Some(binding) => self.binding(file, binding, at),
                None => vec![Value::Unknown],
            };
        }
        let named = file
            .facts
            .exports
            .iter()
            .filter(|export| export.name == name);
        let mut values: Vec<_> = named
            .flat_map(|export| self.exported(file, &export.source, at))
            .collect();
        if values.is_empty() {
            let all = file
                .facts
                .exports
                .iter()
                .filter(|export| export.name == "*");
            for export in all {
                if let ExportSource::Module { module, .. } = &export.source
                    && let Some(target) = self
                        .resolve(file, module)
                        .filter(|target| !std::ptr::eq(*target, file))
                {
                    values.extend(self.export(target, name, at));
                }
            }
        }
        if values.is_empty() {
            vec![Value::Unknown]
        } else {
            values
        }
    }

    fn exported(
        &self,
        file: &'p SourceFile,
        source: &ExportSource,
        at: ExprAt<'p>,
    ) -> Vec<Value<'p>> {
        match source {
            ExportSource::Local(name) => {
                match (file.facts.module_binding(name), file.facts.alias(name)) {
                    (Some(binding), _) => self.binding(file, binding, at),
                    (None, Some(alias)) => self.typed(file, alias, at),
                    (None, None) => vec![Value::Unknown],
                }
            }
            ExportSource::Value(value) => self.values(At { file, id: *value }).to_vec(),
            ExportSource::Module { module, name } => {
                self.deeper(|| self.module_member(file, module, name.as_deref(), at))
            }
        }
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
