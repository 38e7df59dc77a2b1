//! What schemas say of input: the one beside a framework's callback, the one that was parsed with,
//! the class a request's body is read into.

mod validators;

use super::Flow;
use super::value::{At, ClassAt, ExprAt, Parameter, SchemaField, Value};
use crate::facts::{ExprId, ExprKind, Facts, Field, Property, PropertyKey, Step, Type};
use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use std::rc::Rc;

/// How deep the schema of one argument is looked into.
const MAX_SCHEMA_DEPTH: usize = 6;

impl<'p> Flow<'p> {
    /// Whether a value is a part of what a callback is given, and the schema passed beside the
    /// callback confines it: `tool("…", { inputSchema: { model: z.enum([…]) } }, (input) => …)`.
    pub fn is_confined_by_schema(&self, value: &Value<'p>) -> bool {
        let Value::Parameter(parameter) = value else {
            return false;
        };
        let Some(Step::Key(name)) = parameter.path.last() else {
            return false;
        };
        let mut schemas = self.schemas_beside(parameter);
        schemas.extend(self.schemas_of_handler(parameter.function));
        schemas
            .into_iter()
            .any(|schema| self.confines(schema, name, 0))
    }

    /// The other arguments of the call that the parameter's function is passed to.
    fn schemas_beside(&self, parameter: &Parameter<'p>) -> Vec<ExprAt<'p>> {
        let file = parameter.function.file;
        let range = file.facts.function(parameter.function.id).range;
        let is_callback = |id: &ExprId| file.facts.range(*id) == range;
        let calls = file
            .facts
            .calls
            .iter()
            .filter_map(|&id| file.facts.call(id));
        let beside = calls.filter(|call| {
            call.arguments
                .iter()
                .any(|argument| is_callback(&argument.value))
        });
        let others = beside.flat_map(|call| call.arguments.iter().map(|argument| argument.value));
        others
            .filter(|id| !is_callback(id))
            .map(|id| parameter.function.with(id))
            .collect()
    }

    /// Whether a schema gives the property `name` a type that is a set of constants.
    fn confines(&self, schema: ExprAt<'p>, name: &str, depth: usize) -> bool {
        if depth > MAX_SCHEMA_DEPTH {
            return false;
        }
        self.values(schema).iter().any(|value| match value {
            Value::Object(object) => self.object_confines(*object, name, depth),
            // `z.object({ … })`: what it is called with.
            Value::Symbol {
                call: Some(call), ..
            } => {
                let Some(call_facts) = call.file.facts.call(call.id) else {
                    return false;
                };
                call_facts
                    .arguments
                    .iter()
                    .any(|argument| self.confines(call.with(argument.value), name, depth + 1))
            }
            _ => false,
        })
    }

    fn object_confines(&self, object: ExprAt<'p>, name: &str, depth: usize) -> bool {
        let ExprKind::Object(properties) = object.file.facts.kind(object.id) else {
            return false;
        };
        properties.iter().any(|property| match &property.key {
            PropertyKey::Name(key) if key == name => {
                let paths = self.symbols(object.with(property.value));
                paths
                    .iter()
                    .any(|path| self.catalog.checks().confines(path))
                    || self.lists_values(object.with(property.value))
                    || self.is_union_of_constants(object.with(property.value))
            }
            _ => self.confines(object.with(property.value), name, depth + 1),
        })
    }

    /// Whether a schema is one of some constants: `v.union(v.literal("a"), v.literal("b"))`.
    fn is_union_of_constants(&self, schema: ExprAt<'p>) -> bool {
        let values = self.values(schema);
        let union = values.iter().find_map(|value| match value {
            Value::Symbol { path, call } if path.ends_with(".union()") => *call,
            _ => None,
        });
        let Some(union) = union else { return false };
        let facts = &union.file.facts;
        let arguments = facts.call(union.id).map(|call| call.arguments.as_slice());
        let mut members = Vec::new();
        for argument in arguments.unwrap_or_default() {
            match facts.kind(argument.value) {
                ExprKind::Array(items) => members.extend(items),
                _ => members.push(argument.value),
            }
        }
        let is_constant = |id: &ExprId| {
            let paths = self.symbols(union.with(*id));
            paths
                .iter()
                .any(|path| self.catalog.checks().confines(path))
        };
        !members.is_empty() && members.iter().all(is_constant)
    }

    /// Whether a schema written as data lists its values: `{ type: "string", enum: […] }`.
    fn lists_values(&self, schema: ExprAt<'p>) -> bool {
        let values = self.values(schema);
        let mut objects = values.iter().filter_map(|value| match value {
            Value::Object(object) => Some(*object),
            _ => None,
        });
        objects.any(|object| {
            let ExprKind::Object(properties) = object.file.facts.kind(object.id) else {
                return false;
            };
            let lists = |key: &PropertyKey| {
                matches!(key, PropertyKey::Name(name) if name == "enum" || name == "const")
            };
            properties.iter().any(|property| lists(&property.key))
        })
    }

    /// A field of what a schema has parsed (`schema.parse(body).model`, at the symbol path `path`),
    /// where the schema says what it may be.
    pub(super) fn parsed_field(
        &self,
        path: &str,
        parse: ExprAt<'p>,
        name: &SmolStr,
    ) -> Option<Value<'p>> {
        let parsed = path.strip_suffix(&**name)?.trim_end_matches('.');
        if !self.catalog.checks().is_parsed(parsed) {
            return None;
        }
        let ExprKind::Member { object, .. } = parse
            .file
            .facts
            .kind(parse.file.facts.call(parse.id)?.callee)
        else {
            return None;
        };
        self.declared_field(parse.with(*object), name)
    }

    /// What a schema (`z.object({ … })`) says of a field.
    fn declared_field(&self, schema: ExprAt<'p>, name: &SmolStr) -> Option<Value<'p>> {
        let made = self.values(schema).iter().find_map(|value| match value {
            Value::Symbol { call, .. } => *call,
            _ => None,
        })?;
        let facts = &made.file.facts;
        let shape = facts.call(made.id)?.arguments.first()?.value;
        let ExprKind::Object(properties) = facts.kind(shape) else {
            return None;
        };
        let is_it =
            |property: &&Property| matches!(&property.key, PropertyKey::Name(key) if key == name);
        let property = properties.iter().find(is_it)?;
        let paths = self.symbols(made.with(property.value));
        if paths
            .iter()
            .any(|path| self.catalog.checks().confines(path))
        {
            return Some(Value::OneOf(Rc::new([])));
        }
        let is_string = paths
            .iter()
            .any(|path| path.contains("string()") && !path.contains(".regex()"));
        let is_open = is_string && !self.is_refined(made.with(property.value));
        is_open.then(|| {
            Value::AnyString(SchemaField {
                file: made.file,
                range: property.range,
                name: name.clone(),
            })
        })
    }

    /// Whether a schema is refined to a known set: `z.string().refine((it) => MODELS.includes(it))`.
    fn is_refined(&self, schema: ExprAt<'p>) -> bool {
        let facts = &schema.file.facts;
        let mut id = schema.id;
        while let ExprKind::Call(call) = facts.kind(id) {
            let ExprKind::Member { object, name } = facts.kind(call.callee) else {
                return false;
            };
            if name == "refine"
                && let Some(test) = call.arguments.first()
                && self.confines_its_argument(schema.with(test.value))
            {
                return true;
            }
            id = *object;
        }
        false
    }

    /// Whether instances of a class are checked input: a pydantic model.
    pub(super) fn is_schema_class(&self, class: ClassAt<'p>) -> bool {
        let facts = &class.file.facts;
        let is_base = |base: &ExprId| match facts.kind(*base) {
            ExprKind::Name(name) | ExprKind::Member { name, .. } => {
                self.catalog.checks().is_base(name)
            }
            _ => false,
        };
        facts.class(class.id).bases.iter().any(is_base)
    }

    /// Whether a field of a schema is of what comes in with a request: of the class of a handler's
    /// parameter, or of one within that, or of one that is called like a body. A class of settings
    /// has the same base, and nobody sends it; nor what the program itself makes.
    pub(super) fn is_sent(&self, field: &SchemaField<'p>) -> bool {
        let mut classes = field.file.facts.classes();
        let around = classes.rfind(|(_, class)| class.range.contains_range(field.range));
        let Some((id, name)) = around.and_then(|(id, class)| Some((id, class.name.as_ref()?)))
        else {
            // A schema of TypeScript is no class.
            return around.is_none();
        };
        let class = At {
            file: field.file,
            id,
        };
        let is_made = || {
            let made = self.constructions(class);
            made.iter().any(|call| !self.is_test(call.file))
        };
        self.sent_classes().contains(name) || self.catalog.checks().is_body(name) && !is_made()
    }

    /// The names of the classes that handlers take as parameters, and of those within them.
    fn sent_classes(&self) -> &FxHashSet<SmolStr> {
        self.sent.get_or_init(|| {
            let mut sent: FxHashSet<SmolStr> = self.declared_by_handlers();
            for _ in 0..MAX_SCHEMA_DEPTH {
                let before = sent.len();
                for file in self.project.files() {
                    let classes = file.facts.classes().map(|(_, class)| class);
                    let known: Vec<_> = classes
                        .filter(|class| class.name.as_ref().is_some_and(|it| sent.contains(it)))
                        .flat_map(|class| class.fields.iter())
                        .filter_map(|field| field.declared.as_ref())
                        .collect();
                    for declared in known {
                        if let Type::Names(names) = declared {
                            sent.extend(names.iter().cloned());
                        }
                    }
                }
                if sent.len() == before {
                    break;
                }
            }
            sent
        })
    }

    /// Whether a decorator checks a field, and lets it be any string: `@IsString() model: string`.
    fn is_checked_by_decorator(&self, class: ClassAt<'p>, field: &str) -> bool {
        let checks = self.catalog.checks();
        let mut decorators = field.split('@').skip(1);
        class.file.language.is_ecma()
            && field.contains("@Is")
            && !decorators.any(|it| it.split('(').next().is_some_and(|it| checks.is_listing(it)))
    }

    /// What the field of a class for checked input (a pydantic model) may be, where its type lets it
    /// be any string.
    pub(super) fn schema_field(&self, class: ClassAt<'p>, field: &Field) -> Option<Value<'p>> {
        let facts = &class.file.facts;
        let Some(Type::Names(names)) = &field.declared else {
            return None;
        };
        let said = class.file.source(field.range);
        let is_schema = self.is_schema_class(class) || self.is_checked_by_decorator(class, said);
        let is_string = names.iter().any(|name| name == "str" || name == "string");
        let patterned = field.value.is_some_and(|value| has_pattern(facts, value));
        let is_open = is_schema && is_string && !patterned;
        let is_confined = || {
            self.is_confined_by_validator(class, &field.name)
                || self.is_confined_by_annotation(class.file, field.range, field.declared.as_ref())
        };
        (is_open && !is_confined()).then(|| {
            Value::AnyString(SchemaField {
                file: class.file,
                range: field.range,
                name: field.name.clone(),
            })
        })
    }
}

/// Whether what describes a value gives it a pattern: `Field(pattern="…")`, `Query(regex="…")`.
pub(super) fn has_pattern(facts: &Facts, description: ExprId) -> bool {
    let call = facts.call(description);
    let mut arguments = call.into_iter().flat_map(|call| &call.arguments);
    arguments.any(|it| matches!(it.keyword.as_deref(), Some("pattern" | "regex")))
}
