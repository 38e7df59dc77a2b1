//! The modules in which a program checks its environment: where their schema lists the variables.

use super::Flow;
use super::value::{At, ClassAt, ExprAt, Value};
use crate::catalog::Meaning;
use crate::facts::{ExportSource, ExprId, ExprKind, Source};
use crate::project::SourceFile;
use smol_str::SmolStr;

/// A check of the environment whose result a module gives to others.
pub struct EnvSchema<'p> {
    /// The name under which the module exports the checked variables.
    pub export: SmolStr,
    /// The object literal with a schema for each variable.
    pub fields: ExprAt<'p>,
    /// The object literal with the values that are checked, where they are listed one by one.
    pub listed: Option<ExprAt<'p>>,
}

/// A class whose fields are read from the environment.
pub struct SettingsClass<'p> {
    /// The class.
    pub class: ClassAt<'p>,
    /// What makes or holds the one instance of it at module level: `settings`, `get_settings()`.
    pub instance: String,
    /// What stands before the names of its variables.
    pub prefix: SmolStr,
}

impl<'p> Flow<'p> {
    /// The checks of the environment that a file exports.
    pub fn env_schemas(&self, file: &'p SourceFile) -> Vec<EnvSchema<'p>> {
        let exports = file.facts.exports.iter().filter_map(|export| {
            let value = match &export.source {
                ExportSource::Value(id) => *id,
                ExportSource::Local(name) => self.only_value(file, name)?,
                ExportSource::Module { .. } => return None,
            };
            self.env_schema(At { file, id: value }, &export.name)
        });
        exports.collect()
    }

    /// The value that a name of a module has, if it has only that one.
    fn only_value(&self, file: &SourceFile, name: &str) -> Option<ExprId> {
        let binding = file.facts.binding(file.facts.module_binding(name)?);
        match binding.definitions.as_slice() {
            [only] if only.path.is_empty() => match only.source {
                Source::Value(id) => Some(id),
                _ => None,
            },
            _ => None,
        }
    }

    fn env_schema(&self, at: ExprAt<'p>, export: &SmolStr) -> Option<EnvSchema<'p>> {
        let validation = self.validation(at)?;
        let is_environment = |input: ExprAt<'p>| {
            self.values(input).iter().any(|value| match value {
                Value::Symbol { path, .. } => {
                    let meaning = self.meaning(input.file, path);
                    matches!(meaning, Some(Meaning::EnvObject(_)))
                }
                _ => false,
            })
        };
        let listed = match validation.input {
            Some(input) if is_environment(input) => None,
            Some(input) => Some(self.object_literal(input)?),
            None => None,
        };
        let is_thrown = matches!(validation.refusal, crate::catalog::Refusal::Throws);
        let fields = self.fields_literal(*validation.schemas.first()?)?;
        (is_thrown && std::ptr::eq(fields.file, at.file)).then(|| EnvSchema {
            export: export.clone(),
            fields,
            listed,
        })
    }

    fn object_literal(&self, at: ExprAt<'p>) -> Option<ExprAt<'p>> {
        self.values(at).iter().find_map(|value| match value {
            Value::Object(object) => Some(*object),
            _ => None,
        })
    }

    /// The object literal that lists the fields of a schema.
    fn fields_literal(&self, schema: ExprAt<'p>) -> Option<ExprAt<'p>> {
        self.values(schema).iter().find_map(|value| match value {
            Value::Object(object) => Some(*object),
            Value::Symbol {
                call: Some(call), ..
            } => {
                let callee = call.with(call.file.facts.call(call.id)?.callee);
                let symbols = self.symbols(callee);
                let fields =
                    symbols
                        .iter()
                        .find_map(|path| match self.meaning(call.file, path)? {
                            Meaning::SchemaObject(object) => Some(&object.fields),
                            _ => None,
                        })?;
                self.object_literal(self.first_slot(*call, fields)?.at?)
            }
            _ => None,
        })
    }

    /// The settings class of a file that has one instance at module level.
    pub fn settings_class(&self, file: &'p SourceFile) -> Option<SettingsClass<'p>> {
        let facts = &file.facts;
        facts.classes().find_map(|(id, declaration)| {
            let class = At { file, id };
            let bases = declaration.bases.iter().map(|base| class.with(*base));
            let base = bases
                .into_iter()
                .find_map(|base| self.settings_base(base, 0))?;
            let instance = self.one_instance(class)?;
            let prefix = self.settings_prefix(class, base);
            Some(SettingsClass {
                class,
                instance,
                prefix,
            })
        })
    }

    /// What gives the instance of a class: a name of the module, or a call of one of its functions.
    fn one_instance(&self, class: ClassAt<'p>) -> Option<String> {
        let facts = &class.file.facts;
        let name = facts.class(class.id).name.as_deref()?;
        let makes_it = |id: ExprId| {
            let callee = facts.call(id).map(|call| facts.kind(call.callee));
            matches!(callee, Some(ExprKind::Name(callee)) if callee == name)
        };
        let held = facts.bindings().find_map(|(id, binding)| {
            let made = binding
                .definitions
                .iter()
                .any(|it| matches!(it.source, Source::Value(value) if makes_it(value)));
            let is_of_module = facts.module_binding(&binding.name) == Some(id);
            (made && is_of_module).then(|| binding.name.to_string())
        });
        let made = || {
            facts.functions().find_map(|(_, function)| {
                let plain = function.outer.is_none() && function.class.is_none();
                let made = function.returns.iter().any(|&id| makes_it(id));
                let name = function.name.as_deref()?;
                (plain && made && function.parameters.is_empty()).then(|| format!("{name}()"))
            })
        };
        held.or_else(made)
    }
}
