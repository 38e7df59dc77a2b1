//! Checks of the environment by schemas and settings classes: what they do about a variable that is
//! absent or empty, as the catalogue has it measured.

use super::value::{At, ClassAt, EnvRead, ExprAt, Value};
use super::{Flow, family};
use crate::catalog::{
    Catalog, Grade, Meaning, Modifier, Reaction, Refusal, SettingsBase, Slot, Validator,
};
use crate::facts::{ExprId, ExprKind, Field, PropertyKey};
use crate::project::SourceFile;
use smol_str::{SmolStr, format_smolstr};

/// How deep a schema is taken apart.
const MAX_SCHEMA: usize = 12;

/// A check of values against a schema.
pub(super) struct Validation<'p> {
    /// Schemas of an object, one after another.
    pub(super) schemas: Vec<ExprAt<'p>>,
    /// The checked values; `None` if it reads the environment itself.
    pub(super) input: Option<ExprAt<'p>>,
    /// What it does about what does not fit.
    pub(super) refusal: &'static Refusal,
    /// Whether empty strings count as absent.
    empty_is_missing: bool,
    /// Whether it is turned off.
    skipped: bool,
}

/// What a schema makes certain of a variable.
#[derive(Clone, Copy)]
pub(super) struct Graded<'p> {
    /// Whether it fails without the variable.
    pub strict: bool,
    /// Where the schema lets the empty string through.
    pub weak: Option<ExprAt<'p>>,
}

impl<'p> Flow<'p> {
    /// `env.NAME` where `env` is what the call `parse` made of the environment, at the symbol path
    /// `path`, which ends in the name.
    pub(super) fn validated_variable(
        &self,
        path: &str,
        parse: ExprAt<'p>,
        name: &SmolStr,
        at: ExprAt<'p>,
    ) -> Option<Value<'p>> {
        let result = path.strip_suffix(&**name)?.trim_end_matches('.');
        let validation = self.validation(parse)?;
        let in_result = match validation.refusal {
            Refusal::Throws => result.ends_with("()"),
            Refusal::ReturnsOk(_) | Refusal::ReturnsError(_) => {
                result.ends_with("().data")
                    || result.ends_with("().value")
                    || result.ends_with("()")
            }
        };
        if !in_result {
            return None;
        }
        let variable = self.checked_variable(&validation, name)?;
        let graded = self.graded(&validation, name, parse.file)?;
        Some(Value::Env(EnvRead {
            name: variable,
            read: at,
            strict: graded.strict,
            weak: graded.weak,
            field: None,
        }))
    }

    /// What the checks of a file by schemas make certain of a variable.
    pub(super) fn graded_in(&self, file: &'p SourceFile, variable: &str) -> Option<Graded<'p>> {
        if !file.document.text().contains(variable) {
            return None;
        }
        let graded = file.facts.calls.iter().filter_map(|&id| {
            let at = At { file, id };
            let call = file.facts.call(id)?;
            if let ExprKind::Member { name, .. } = file.facts.kind(call.callee)
                && !self.catalog.may_validate(family(file), name)
            {
                return None;
            }
            let validation = self.validation(at)?;
            let is_it = self.checked_variable(&validation, variable)? == variable;
            is_it
                .then(|| self.graded(&validation, variable, file))
                .flatten()
        });
        graded
            .chain(self.graded_by_tree(file, variable))
            .filter(|graded| graded.strict)
            .min_by_key(|graded| graded.weak.is_some())
    }

    /// The variable that a check has under a name; `None` if it does not check the environment.
    fn checked_variable(&self, validation: &Validation<'p>, name: &str) -> Option<SmolStr> {
        let Some(input) = validation.input else {
            return Some(name.into());
        };
        self.values(input).iter().find_map(|value| match value {
            Value::Symbol { path, .. } => {
                let meaning = self.catalogued(input.file, path);
                matches!(meaning, Some(Meaning::EnvObject(_))).then(|| name.into())
            }
            Value::Object(object) => {
                let ExprKind::Object(properties) = object.file.facts.kind(object.id) else {
                    return None;
                };
                properties.iter().find_map(|property| {
                    let values = self.values(object.with(property.value));
                    match &property.key {
                        PropertyKey::Name(key) if key == name => {
                            values.iter().find_map(|value| match value {
                                Value::Env(env) => Some(env.name.clone()),
                                _ => None,
                            })
                        }
                        PropertyKey::Spread => {
                            let is_environment = |value: &Value<'p>| match value {
                                Value::Symbol { path, .. } => matches!(
                                    self.catalogued(object.file, path),
                                    Some(Meaning::EnvObject(_))
                                ),
                                _ => false,
                            };
                            values.iter().any(is_environment).then(|| name.into())
                        }
                        _ => None,
                    }
                })
            }
            _ => None,
        })
    }

    /// The check that a call makes, if it makes one.
    pub(super) fn validation(&self, at: ExprAt<'p>) -> Option<Validation<'p>> {
        let callee = at.with(at.file.facts.call(at.id)?.callee);
        self.values(callee).iter().find_map(|value| {
            let Value::Symbol { path, .. } = value else {
                return None;
            };
            match self.catalogued(at.file, path)? {
                Meaning::Validation(validation) => {
                    let is_on = |slots: &[Slot]| {
                        self.first_slot(at, slots).is_some_and(|found| {
                            found.values.iter().any(|value| matches!(value, Value::Constant(at) if matches!(at.file.facts.kind(at.id), ExprKind::Bool(true))))
                        })
                    };
                    let schemas = validation.schema.iter();
                    Some(Validation {
                        schemas: schemas.filter_map(|slot| self.slot(at, slot)?.at).collect(),
                        input: self.first_slot(at, &validation.input).and_then(|found| found.at),
                        refusal: &validation.refusal,
                        empty_is_missing: is_on(&validation.empty_as_missing),
                        skipped: is_on(&validation.skip),
                    })
                }
                Meaning::Check(_, check) => {
                    let schema = match at.file.facts.kind(callee.id) {
                        ExprKind::Member { object, .. } => at.with(*object),
                        _ => callee,
                    };
                    Some(Validation {
                        schemas: vec![schema],
                        input: Some(self.first_slot(at, &check.input)?.at?),
                        refusal: &check.refusal,
                        empty_is_missing: false,
                        skipped: false,
                    })
                }
                _ => None,
            }
        })
    }

    /// What a check makes certain of what it has under a name.
    fn graded(
        &self,
        validation: &Validation<'p>,
        name: &str,
        file: &'p SourceFile,
    ) -> Option<Graded<'p>> {
        let mut schemas = validation.schemas.iter();
        let (field, change) = schemas.find_map(|schema| self.field_of(*schema, name, 0))?;
        let (mut grade, _) = self.grade(field, None, 0)?;
        if let Some(change) = change {
            grade = change.apply(grade);
        }
        let enforced = match validation.refusal {
            Refusal::Throws => true,
            Refusal::ReturnsOk(property) | Refusal::ReturnsError(property) => {
                self.refusal_leaves(file, property)
            }
        };
        let strict = grade.missing == Reaction::Raises && enforced && !validation.skipped;
        let takes_empty = grade.empty != Reaction::Raises && !validation.empty_is_missing;
        Some(Graded {
            strict,
            weak: takes_empty.then_some(field),
        })
    }

    /// Whether a file leaves where a check has said no: `if (!parsed.success) throw …`.
    fn refusal_leaves(&self, file: &'p SourceFile, property: &str) -> bool {
        let says = |condition: ExprId| match property {
            "" => true,
            _ => file.source(file.facts.range(condition)).contains(property),
        };
        let mut guards = file.facts.guards.iter();
        guards.any(|guard| {
            says(guard.condition)
                && (guard.assertion
                    || self.leaves(file, guard.then)
                    || guard
                        .otherwise
                        .is_some_and(|range| self.leaves(file, range)))
        })
    }

    /// The schema that an object's schema has for a field, and what is changed of all fields.
    fn field_of(
        &self,
        schema: ExprAt<'p>,
        name: &str,
        depth: usize,
    ) -> Option<(ExprAt<'p>, Option<Modifier>)> {
        if depth > MAX_SCHEMA {
            return None;
        }
        self.values(schema).iter().find_map(|value| match value {
            Value::Object(object) => {
                let ExprKind::Object(properties) = object.file.facts.kind(object.id) else {
                    return None;
                };
                properties.iter().find_map(|property| match &property.key {
                    PropertyKey::Name(key) if key == name => {
                        Some((object.with(property.value), None))
                    }
                    PropertyKey::Spread => {
                        self.field_of(object.with(property.value), name, depth + 1)
                    }
                    _ => None,
                })
            }
            Value::Symbol {
                call: Some(call), ..
            } => {
                let callee = call.with(call.file.facts.call(call.id)?.callee);
                let made = self.values(callee).iter().find_map(|value| match value {
                    Value::Symbol { path, .. } => match self.catalogued(call.file, path)? {
                        Meaning::SchemaObject(object) => self.first_slot(*call, &object.fields)?.at,
                        _ => None,
                    },
                    _ => None,
                });
                if let Some(fields) = made {
                    return self.field_of(fields, name, depth + 1);
                }
                let ExprKind::Member {
                    object,
                    name: method,
                } = call.file.facts.kind(callee.id)
                else {
                    return None;
                };
                let validator = self.validator_of(callee)?;
                let added = validator.extenders.iter().any(|it| it == method);
                let more = added
                    .then(|| self.slot(*call, &Slot::position(0))?.at)
                    .flatten();
                let field = more.and_then(|more| self.field_of(more, name, depth + 1));
                let (field, change) =
                    field.or_else(|| self.field_of(call.with(*object), name, depth + 1))?;
                Some((field, validator.modifier(method).or(change)))
            }
            _ => None,
        })
    }

    /// The validator whose schema's method a callee is.
    fn validator_of(&self, callee: ExprAt<'p>) -> Option<&'static Validator> {
        self.values(callee).iter().find_map(|value| match value {
            Value::Symbol { path, .. } => match self.catalogued(callee.file, path)? {
                Meaning::SchemaMethod(validator) | Meaning::Check(validator, _) => Some(validator),
                _ => None,
            },
            _ => None,
        })
    }

    /// What the schema of one value does, and whose it is.
    fn grade(
        &self,
        schema: ExprAt<'p>,
        within: Option<&'static Validator>,
        depth: usize,
    ) -> Option<(Grade, Option<&'static Validator>)> {
        if depth > MAX_SCHEMA {
            return None;
        }
        self.values(schema).iter().find_map(|value| match value {
            Value::Text(text) => {
                let catalog: &'static Catalog = self.catalog;
                let arktype = within.or_else(|| {
                    catalog
                        .validator(family(schema.file), "arktype")
                        .map(|it| &**it)
                })?;
                Some((arktype.text(&text.value)?, Some(arktype)))
            }
            Value::Symbol {
                call: Some(call), ..
            } => {
                let callee = call.with(call.file.facts.call(call.id)?.callee);
                let base = self.values(callee).iter().find_map(|value| match value {
                    Value::Symbol { path, .. } => match self.catalogued(call.file, path)? {
                        Meaning::SchemaField(field) => Some(field),
                        _ => None,
                    },
                    _ => None,
                });
                if let Some(field) = base {
                    let mut grade = field.grade;
                    for slot in &field.inner {
                        let inner = self.slot(*call, slot).and_then(|found| found.at);
                        if let Some((inner, _)) =
                            inner.and_then(|at| self.grade(at, Some(&field.validator), depth + 1))
                        {
                            grade = grade.and(inner);
                        }
                    }
                    for (slot, modifier) in &field.options {
                        if let Some(found) = self.slot(*call, slot)
                            && (!modifier.needs_positive || is_positive(&found.values))
                        {
                            grade = modifier.apply(grade);
                        }
                    }
                    if let Some(then) = field.then {
                        grade = then.apply(grade);
                    }
                    return Some((grade, Some(&*field.validator)));
                }
                let ExprKind::Member { object, name } = call.file.facts.kind(callee.id) else {
                    return None;
                };
                let (grade, validator) = self.grade(call.with(*object), within, depth + 1)?;
                let Some(modifier) = validator.and_then(|it| it.modifier(name)) else {
                    return Some((grade, validator));
                };
                let argument = self.slot(*call, &Slot::position(0));
                let applies =
                    !modifier.needs_positive || argument.is_some_and(|it| is_positive(&it.values));
                let grade = if applies {
                    modifier.apply(grade)
                } else {
                    grade
                };
                Some((grade, validator))
            }
            _ => None,
        })
    }

    /// A field of a class that reads its fields from the environment (`BaseSettings`): the variable,
    /// and its default.
    pub(super) fn settings_field(
        &self,
        class: ClassAt<'p>,
        field: &Field,
    ) -> Option<Vec<Value<'p>>> {
        let facts = &class.file.facts;
        let declaration = facts.class(class.id);
        let base = declaration
            .bases
            .iter()
            .find_map(|base| self.settings_base(class.with(*base), 0))?;
        let call = field
            .value
            .filter(|value| facts.call(*value).is_some())
            .map(|value| class.with(value));
        let is_field = |call: &ExprAt<'p>| {
            let callee = facts.call(call.id).map(|it| call.with(it.callee));
            let symbols = callee
                .map(|callee| self.symbols(callee))
                .unwrap_or_default();
            symbols
                .iter()
                .any(|symbol| base.field.iter().any(|it| it == symbol))
        };
        let described = call.filter(is_field);
        let default = match described {
            Some(call) => self
                .first_slot(call, &base.default)
                .filter(|found| found.at.is_none_or(|at| at.source() != "...")),
            None => field.value.map(|value| self.slot_value(class.with(value))),
        };
        let alias = described.and_then(|call| self.first_slot(call, &base.alias));
        let alias = alias.and_then(|found| found.texts().next());
        let strong = described.is_some_and(|call| self.first_slot(call, &base.strong).is_some());
        let name = alias.unwrap_or_else(|| {
            let prefix = self.settings_prefix(class, base);
            format_smolstr!("{}{}", prefix.to_uppercase(), field.name.to_uppercase())
        });
        // The place of the read is the field; an expression of it, or of the class.
        let read = class.with(field.value.or(declaration.bases.first().copied())?);
        let takes_empty = base.grade.empty != Reaction::Raises && !strong;
        let strict = default.is_none() && base.grade.missing == Reaction::Raises;
        let mut values = vec![Value::Env(EnvRead {
            name,
            read,
            strict,
            weak: takes_empty.then_some(read),
            field: field.value.is_none().then_some(field.range),
        })];
        values.extend(default.into_iter().flat_map(|found| found.values));
        Some(values)
    }

    pub(super) fn settings_base(
        &self,
        base: ExprAt<'p>,
        depth: usize,
    ) -> Option<&'static SettingsBase> {
        if depth > MAX_SCHEMA {
            return None;
        }
        self.values(base).iter().find_map(|value| match value {
            Value::Symbol { path, .. } => match self.catalogued(base.file, path)? {
                Meaning::SettingsBase(settings) => Some(settings),
                _ => None,
            },
            Value::Class(class) => {
                let bases = &class.file.facts.class(class.id).bases;
                let mut found = bases
                    .iter()
                    .map(|base| self.settings_base(class.with(*base), depth + 1));
                found.find_map(|found| found)
            }
            _ => None,
        })
    }

    /// What stands before the names of a settings class's variables: `env_prefix`.
    pub(super) fn settings_prefix(&self, class: ClassAt<'p>, _base: &SettingsBase) -> SmolStr {
        let facts = &class.file.facts;
        let config = facts
            .class(class.id)
            .fields
            .iter()
            .find(|field| field.name == "model_config");
        let prefix = config.and_then(|config| {
            let value = class.with(config.value?);
            let slot: Slot = "env_prefix".parse().ok()?;
            let by_call = facts.call(value.id).and_then(|_| self.slot(value, &slot));
            let found = by_call.or_else(|| self.part(&self.slot_value(value), "env_prefix"));
            found?.texts().next()
        });
        prefix.unwrap_or_default()
    }
}

/// Whether a value is a number above 0.
fn is_positive(values: &[Value<'_>]) -> bool {
    values.iter().any(|value| match value {
        Value::Constant(at) => match at.file.facts.kind(at.id) {
            ExprKind::Number(number) => number.parse::<f64>().is_ok_and(|number| number > 0.0),
            _ => false,
        },
        _ => false,
    })
}
