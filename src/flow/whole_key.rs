//! Where a key stands in full in what an expression gives: in a text, an object, a list.
//!
//! A part of one (`key.slice(0, 4)`, `key[:4]`) and what is only known of it (`!!key`, `len(key)`) are
//! not the key.

use super::Flow;
use super::value::{At, EnvRead, ExprAt, Text, Value};
use crate::catalog::{KeyShape, Meaning, words};
use crate::facts::{Binding, Call, ExprId, ExprKind, Id, Operator, Source, Type};
use crate::project::SourceFile;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// How deep an expression is looked into.
const MAX_DEPTH: usize = 16;
/// How many keys of one expression are told.
const MAX_KEYS: usize = 8;

/// Words in the name of what is not the key itself, but says something about it or hides it.
const ABOUT: &[&str] = &[
    "has",
    "is",
    "no",
    "missing",
    "needs",
    "requires",
    "required",
    "use",
    "uses",
    "should",
    "valid",
    "masked",
    "mask",
    "redacted",
    "redact",
    "hidden",
    "hide",
    "hashed",
    "hash",
    "encrypted",
    "obfuscated",
    "obfuscate",
    "censor",
    "preview",
    "fingerprint",
    "truncate",
    "length",
    "name",
    "sanitize",
    "error",
    "errors",
    "status",
    "label",
    "exists",
    "configured",
    "set",
];

/// A key that an expression gives in full.
pub struct WholeKey<'p> {
    /// The expression that is the key, or has it in it.
    pub at: ExprAt<'p>,
    /// What the key is called.
    pub name: SmolStr,
    /// How that is known.
    pub origin: KeyOrigin<'p>,
    /// Whether the expression is the key and nothing else.
    pub bare: bool,
}

/// How it is known that something is a key.
pub enum KeyOrigin<'p> {
    /// It is read from the environment.
    Env(EnvRead<'p>),
    /// It is written out.
    Text(Text<'p>),
    /// It is handed to a client as its key.
    Slot,
    /// By its name alone.
    Name,
    /// It is the whole environment, and the key with it.
    Environment,
}

/// What a file hands over as keys.
#[derive(Default)]
pub struct KnownKeys {
    variables: Vec<SmolStr>,
    texts: Vec<SmolStr>,
    bindings: Vec<Id<Binding>>,
    members: Vec<String>,
}

/// What an expression is looked through for.
struct Search<'s, 'p> {
    known: &'s KnownKeys,
    found: Vec<WholeKey<'p>>,
    /// How deep each expression was looked at. Objects that hold one another lead to it on many ways.
    seen: FxHashMap<ExprAt<'p>, usize>,
}

impl<'p> Flow<'p> {
    /// What a file hands over as keys to clients and requests.
    pub fn known_keys(&self, file: &'p SourceFile) -> KnownKeys {
        let mut known = KnownKeys::default();
        let credentials = self.credentials(file).into_iter();
        for slot in credentials.filter_map(|credential| credential.value) {
            let names = slot.values.iter().filter_map(|value| match value {
                Value::Env(env) => Some(&env.name),
                _ => None,
            });
            // Of several, what is not called a key is what else the same function reads.
            let names: Vec<_> = names.collect();
            let is_only = names.iter().all(|name| *name == names[0]);
            known
                .variables
                .extend(names.into_iter().filter(|_| is_only).cloned());
            let texts = slot.values.iter().filter_map(Value::as_text);
            known.texts.extend(texts.map(|text| text.value.clone()));
            let Some(at) = slot.at.filter(|at| std::ptr::eq(at.file, file)) else {
                continue;
            };
            match file.facts.kind(bare(at).id) {
                ExprKind::Name(name) => {
                    let binding = file.facts.resolve(name, at.range().start());
                    known.bindings.extend(binding);
                }
                ExprKind::Member { .. } => known.members.push(bare(at).source().to_owned()),
                _ => {}
            }
        }
        known
    }

    /// The keys that an expression gives in full.
    pub fn whole_keys(&self, at: ExprAt<'p>, known: &KnownKeys) -> Vec<WholeKey<'p>> {
        let mut search = Search {
            known,
            found: Vec::new(),
            seen: FxHashMap::default(),
        };
        self.look(at, &mut search, 0);
        search.found
    }

    fn look(&self, at: ExprAt<'p>, search: &mut Search<'_, 'p>, depth: usize) {
        if depth > MAX_DEPTH || search.found.len() >= MAX_KEYS {
            return;
        }
        let before = search.seen.get(&at).copied();
        if before.is_some_and(|before| before <= depth) {
            return;
        }
        search.seen.insert(at, depth);
        let mut into = |id: ExprId| self.look(at.with(id), search, depth + 1);
        match at.file.facts.kind(at.id) {
            ExprKind::Template(parts) => {
                let parts = parts.iter().filter(|id| !is_cut(at.with(**id)));
                parts.for_each(|id| into(*id));
            }
            ExprKind::Array(items) => items.iter().for_each(|id| into(*id)),
            ExprKind::Object(properties) => {
                properties.iter().for_each(|property| into(property.value));
            }
            ExprKind::Spread(value) | ExprKind::Await(value) => into(*value),
            ExprKind::Assert { value, .. } => into(*value),
            ExprKind::Binary {
                operator: Operator::Add | Operator::Or | Operator::Coalesce | Operator::Remainder,
                left,
                right,
            } => {
                into(*left);
                into(*right);
            }
            ExprKind::Binary {
                operator: Operator::And,
                right,
                ..
            } => into(*right),
            ExprKind::Conditional {
                then, otherwise, ..
            } => {
                into(*then);
                into(*otherwise);
            }
            ExprKind::Call(call) => self.look_at_call(at, call, search, depth),
            ExprKind::Name(_) | ExprKind::Member { .. } | ExprKind::Index { .. }
                if !self.is_wrapped(at) =>
            {
                self.look_at_value(at, search, depth);
            }
            _ => {}
        }
    }

    fn look_at_call(&self, at: ExprAt<'p>, call: &Call, search: &mut Search<'_, 'p>, depth: usize) {
        let facts = &at.file.facts;
        let name = facts
            .last_name(call.callee)
            .map_or("", |name| name.as_str());
        let is_error = name.ends_with("Error") || name.ends_with("Exception");
        let joins = [
            "format",
            "concat",
            "join",
            "dumps",
            "stringify",
            "pformat",
            "dict",
            "assign",
        ];
        if is_error || joins.contains(&name) {
            let arguments = call.arguments.iter().map(|argument| argument.value);
            let object = match facts.kind(call.callee) {
                ExprKind::Member { object, .. } => Some(*object),
                _ => None,
            };
            let inner = arguments.chain(object).map(|id| at.with(id));
            return inner.for_each(|inner| self.look(inner, search, depth + 1));
        }
        if words(name).iter().any(|word| ABOUT.contains(&&**word)) || name.starts_with("Secret") {
            return;
        }
        match self.carried(at) {
            Some(inner) => self.look(inner, search, depth + 1),
            None => self.look_at_value(at, search, depth),
        }
    }

    /// Looks at what an expression may be, and at its name where that is not known.
    fn look_at_value(&self, at: ExprAt<'p>, search: &mut Search<'_, 'p>, depth: usize) {
        let values = self.values(at);
        // `readEnv(name)` may read any: instances of one function are not told apart.
        let is_other = |value: &Value<'p>| match value {
            Value::Env(env) => !self.is_key_env(env, search.known),
            _ => false,
        };
        if values.iter().any(is_other) {
            return;
        }
        for value in values.iter() {
            let (name, origin, bare) = match value {
                Value::Env(env) if self.is_key_env(env, search.known) => {
                    (env.name.clone(), KeyOrigin::Env(env.clone()), true)
                }
                Value::Text(text) if self.is_key_text(text, at, search.known) => {
                    (called(at), KeyOrigin::Text(text.clone()), true)
                }
                Value::Mixed(parts) => {
                    let mut inner = parts.iter().flatten();
                    let Some(env) = inner.find_map(|part| match part {
                        Value::Env(env) if self.is_key_env(env, search.known) => Some(env),
                        _ => None,
                    }) else {
                        continue;
                    };
                    (env.name.clone(), KeyOrigin::Env(env.clone()), false)
                }
                Value::Object(inner) | Value::Array(inner) if *inner != at => {
                    let mut within = Search {
                        known: search.known,
                        found: Vec::new(),
                        seen: std::mem::take(&mut search.seen),
                    };
                    self.look(*inner, &mut within, depth + 1);
                    let Some(key) = within.found.into_iter().next() else {
                        search.seen = within.seen;
                        continue;
                    };
                    (key.name, key.origin, false)
                }
                Value::Symbol { path, .. } if self.is_environment(at, path) => {
                    ("the environment".into(), KeyOrigin::Environment, false)
                }
                _ => continue,
            };
            return search.found.push(WholeKey {
                at,
                name,
                origin,
                bare,
            });
        }
        let open = |value: &Value<'p>| {
            matches!(
                value,
                Value::Unknown
                    | Value::Parameter(_)
                    | Value::Symbol { .. }
                    | Value::Null(_)
                    | Value::AnyString(_)
            )
        };
        let is_null = |value: &Value<'p>| matches!(value, Value::Null(_));
        if values.iter().all(open)
            && !values.iter().all(is_null)
            && let Some(origin) = self.named_key(at, search.known)
        {
            search.found.push(WholeKey {
                at,
                name: called(at),
                origin,
                bare: true,
            });
        }
    }

    /// How it is known by what it is called that an expression is a key.
    fn named_key(&self, at: ExprAt<'p>, known: &KnownKeys) -> Option<KeyOrigin<'p>> {
        let facts = &at.file.facts;
        let (name, is_slot) = match facts.kind(at.id) {
            ExprKind::Name(name) => {
                let binding = facts.resolve(name, at.range().start());
                (name, binding.is_some_and(|it| known.bindings.contains(&it)))
            }
            ExprKind::Member { name, .. } => {
                (name, known.members.iter().any(|it| it == at.source()))
            }
            _ => return None,
        };
        if is_slot {
            return Some(KeyOrigin::Slot);
        }
        let is_about = words(name).iter().any(|word| ABOUT.contains(&&**word));
        (!is_about && self.catalog.names_mistral_credential(name)).then_some(KeyOrigin::Name)
    }

    fn is_key_env(&self, env: &EnvRead<'p>, known: &KnownKeys) -> bool {
        let own = || &self.project.settings(&env.read.file.path).keys.variables;
        self.catalog.is_key_variable(&env.name)
            || known.variables.contains(&env.name)
            || own().iter().any(|name| **name == *env.name)
    }

    fn is_key_text(&self, text: &Text<'p>, at: ExprAt<'p>, known: &KnownKeys) -> bool {
        KeyShape::of(&text.value) == KeyShape::KeyShaped
            && (known.texts.contains(&text.value)
                || self.catalog.names_mistral_credential(&called(at)))
    }

    fn is_environment(&self, at: ExprAt<'p>, path: &str) -> bool {
        let whole = ["process.env", "os.environ", "Bun.env", "import.meta.env"];
        whole.contains(&path) && matches!(self.meaning(at.file, path), Some(Meaning::EnvObject(_)))
    }

    /// Whether what stands there prints as stars: a `SecretStr`.
    fn is_wrapped(&self, at: ExprAt<'p>) -> bool {
        let facts = &at.file.facts;
        let is_secret = |declared: &Option<Type>| match declared {
            Some(Type::Names(names)) => names.iter().any(|name| name.contains("Secret")),
            _ => false,
        };
        match facts.kind(at.id) {
            ExprKind::Member { object, name } => {
                let owners = self.values(at.with(*object));
                owners.iter().any(|owner| match owner {
                    Value::Instance(class) | Value::Class(class) => {
                        let fields = &class.file.facts.class(class.id).fields;
                        let mut fields = fields.iter().filter(|field| field.name == *name);
                        fields.any(|field| is_secret(&field.declared))
                    }
                    _ => false,
                })
            }
            ExprKind::Name(name) => {
                let Some(binding) = facts.resolve(name, at.range().start()) else {
                    return false;
                };
                let binding = facts.binding(binding);
                let makes_secret = |id: ExprId| {
                    let call = facts.call(id);
                    let name = call.and_then(|call| facts.last_name(call.callee));
                    name.is_some_and(|name| name.starts_with("Secret"))
                };
                is_secret(&binding.declared)
                    || binding.definitions.iter().any(|it| match it.source {
                        Source::Value(id) => makes_secret(id),
                        Source::Parameter(function, index) => {
                            let parameters = &facts.function(function).parameters;
                            parameters
                                .get(index)
                                .is_some_and(|it| is_secret(&it.declared))
                        }
                        _ => false,
                    })
            }
            _ => false,
        }
    }
}

/// Whether a part of an f-string is cut to a length: `{key:.4}`.
fn is_cut(at: ExprAt<'_>) -> bool {
    let text = at.file.document.text();
    text.get(at.range().end()..)
        .is_some_and(|rest| rest.starts_with(":."))
}

/// An expression without what is asserted of it and what stands in for it.
fn bare(at: ExprAt<'_>) -> ExprAt<'_> {
    let mut at: At<'_, ExprId> = at;
    for _ in 0..MAX_DEPTH {
        at = match at.file.facts.kind(at.id) {
            ExprKind::Assert { value, .. } | ExprKind::Await(value) => at.with(*value),
            ExprKind::Binary {
                operator: Operator::Or | Operator::Coalesce,
                left,
                ..
            } => at.with(*left),
            _ => return at,
        };
    }
    at
}

/// The last name of an expression.
fn called(at: ExprAt<'_>) -> SmolStr {
    let facts = &at.file.facts;
    let callee = facts.call(at.id).map_or(at.id, |call| call.callee);
    facts.last_name(callee).cloned().unwrap_or_default()
}
