//! The names that values stand under in a file.

use super::defaults::defaults;
use crate::facts::{Call, ExprId, ExprKind, Facts, Operator, PropertyKey, Source};
use rustc_hash::FxHashMap;

/// A value that may be a string, and the name it stands under.
#[derive(Clone, Copy)]
pub(super) struct Named<'f> {
    /// The value.
    pub(super) value: ExprId,
    /// Its name: of a variable, a property, an argument, a field.
    pub(super) name: &'f str,
    /// The name of what it is a part of: `mistral` of `{ mistral: { apiKey: "…" } }`.
    pub(super) owner: Option<&'f str>,
    /// Whether it is only the argument after the name: `set("mistral", "…")`.
    pub(super) positional: bool,
}

/// The named values of a file, in no order.
pub(super) struct Names<'f> {
    /// Those that may be strings.
    pub(super) values: Vec<Named<'f>>,
}

/// Collects names; owners are known once all are read.
struct Reader<'f> {
    facts: &'f Facts,
    values: Vec<(Named<'f>, Option<ExprId>)>,
    objects: FxHashMap<ExprId, &'f str>,
}

impl<'f> Names<'f> {
    /// The names of a file.
    pub(super) fn of(facts: &'f Facts) -> Self {
        let mut reader = Reader {
            facts,
            values: Vec::new(),
            objects: FxHashMap::default(),
        };
        reader.declared();
        reader.assigned();
        for (id, expr) in facts.exprs() {
            match &expr.kind {
                ExprKind::Object(properties) => {
                    for property in properties {
                        if let PropertyKey::Name(name) = &property.key {
                            reader.add_part(property.value, name, None, Some(id));
                        }
                    }
                }
                ExprKind::Call(call) => reader.arguments(call),
                ExprKind::Binary {
                    operator: Operator::Or | Operator::Coalesce,
                    left,
                    right,
                } => {
                    if let Some(name) = reader.last_name(*left) {
                        reader.add(*right, name);
                    }
                }
                _ => {}
            }
        }
        let objects = reader.objects;
        let owned = |(named, object): (Named<'f>, Option<ExprId>)| Named {
            owner: named.owner.or_else(|| objects.get(&object?).copied()),
            ..named
        };
        Self {
            values: reader.values.into_iter().map(owned).collect(),
        }
    }

    /// The names by what stands under them.
    pub(super) fn by_value(&self) -> FxHashMap<ExprId, &'f str> {
        let values = self.values.iter().rev().filter(|it| !it.positional);
        values.map(|named| (named.value, named.name)).collect()
    }
}

impl<'f> Reader<'f> {
    /// Adds a value under a name that is no part of anything.
    fn add(&mut self, value: ExprId, name: &'f str) {
        self.add_part(value, name, None, None);
    }

    /// Adds a value under a name; of what it is a part is said by name, or by the object it is in.
    fn add_part(
        &mut self,
        value: ExprId,
        name: &'f str,
        owner: Option<&'f str>,
        object: Option<ExprId>,
    ) {
        let facts = self.facts;
        match facts.kind(value) {
            ExprKind::Object(_) => {
                self.objects.entry(value).or_insert(name);
                return;
            }
            ExprKind::Call(call) => {
                for default in defaults(facts, call) {
                    self.add_part(default, name, owner, object);
                }
            }
            ExprKind::String(_)
            | ExprKind::Template(_)
            | ExprKind::Binary { .. }
            | ExprKind::Conditional { .. }
            | ExprKind::Array(_)
            | ExprKind::Assert { .. } => {}
            _ => return,
        }
        let named = Named {
            value,
            name,
            owner,
            positional: false,
        };
        self.values.push((named, object));
    }

    /// Variables, parameters with a default, and fields of classes.
    fn declared(&mut self) {
        let facts = self.facts;
        for (_, binding) in facts.bindings() {
            for definition in &binding.definitions {
                if let (Source::Value(value), None) = (&definition.source, definition.path.last()) {
                    self.add(*value, &binding.name);
                }
                if let Some(default) = definition.default {
                    self.add(default, &binding.name);
                }
            }
        }
        for (_, class) in facts.classes() {
            for field in &class.fields {
                if let Some(value) = field.value {
                    self.add_part(value, &field.name, class.name.as_deref(), None);
                }
            }
        }
    }

    /// `config.mistral.apiKey = "…"`, `os.environ["MISTRAL_API_KEY"] = "…"`.
    fn assigned(&mut self) {
        let facts = self.facts;
        for assignment in &facts.assignments {
            if let Some((object, name)) = facts.member(assignment.target) {
                let owner = self.last_name(object);
                self.add_part(assignment.value, name, owner, None);
            }
        }
    }

    /// Keyword arguments, and arguments that come after their name: `os.getenv("MISTRAL_API_KEY",
    /// "…")`, `add_argument("--mistral-api-key", default="…")`.
    fn arguments(&mut self, call: &'f Call) {
        let facts = self.facts;
        for argument in &call.arguments {
            if let Some(keyword) = &argument.keyword {
                self.add(argument.value, keyword);
            }
        }
        let mut plain = call.arguments.iter().filter(|it| it.keyword.is_none());
        let label = plain.next().map(|label| facts.kind(label.value));
        let Some(ExprKind::String(label)) = label else {
            return;
        };
        let after = plain.map(|argument| argument.value);
        for value in after.chain(defaults(facts, call)) {
            let before = self.values.len();
            self.add(value, &label.value);
            for (named, _) in &mut self.values[before..] {
                named.positional = true;
            }
        }
    }

    /// The last name of an expression: of `config.mistral` or `env["mistral"]`, `mistral`; of a call
    /// that reads a variable, the variable.
    fn last_name(&self, id: ExprId) -> Option<&'f str> {
        let facts = self.facts;
        match facts.kind(id) {
            ExprKind::Name(name) => Some(name),
            ExprKind::Call(call) => match facts.kind(call.arguments.first()?.value) {
                ExprKind::String(literal) => Some(&literal.value),
                _ => None,
            },
            ExprKind::Assert { value, .. } => self.last_name(*value),
            _ => facts.member(id).map(|(_, name)| name.as_str()),
        }
    }
}
