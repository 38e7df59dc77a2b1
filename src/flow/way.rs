//! The way on which a value reaches an expression: from where it comes in, over names, members,
//! calls and callers.

use super::Flow;
use super::slot::SlotValue;
use super::value::{At, ExprAt, FunctionAt, Value};
use crate::facts::{Call, ExprId, ExprKind, Id, Operator, Source};
use rustc_hash::FxHashMap;

/// How many expressions one search looks at.
const MAX_STEPS: usize = 256;

/// Methods that put a text together of what they are called on and what they are given.
const PUTS_TOGETHER: &[&str] = &["concat", "format", "format_map", "format_messages", "join"];

/// A way that a value takes.
pub struct Way<'p> {
    /// The expressions it passes, from where it is used to where it comes from; at least one.
    pub steps: Vec<ExprAt<'p>>,
    /// What it is where it comes from.
    pub source: Value<'p>,
}

/// What is looked for on a way.
pub(super) struct Search<'s, 'p> {
    /// Whether the way may begin with a value, found at an expression.
    pub wanted: &'s dyn Fn(&Value<'p>, ExprAt<'p>) -> bool,
    /// Whether a way ends at an expression: what is behind does not get past it.
    pub stopped: &'s dyn Fn(ExprAt<'p>) -> bool,
    /// Whether it goes into lists, objects and texts put together.
    pub inside: bool,
}

/// What came of looking from an expression.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// A way leads here; it is among the steps.
    Found,
    /// Ways lead here, and all are stopped.
    Stopped,
    /// None leads here.
    Absent,
}

struct Walk<'s, 'p> {
    search: &'s Search<'s, 'p>,
    seen: FxHashMap<ExprAt<'p>, Outcome>,
    steps: Vec<ExprAt<'p>>,
    source: Option<Value<'p>>,
}

impl<'p> Flow<'p> {
    /// A way to the expression that is not stopped.
    pub(super) fn way(&self, to: ExprAt<'p>, search: &Search<'_, 'p>) -> Option<Way<'p>> {
        let mut walk = Walk {
            search,
            seen: FxHashMap::default(),
            steps: Vec::new(),
            source: None,
        };
        match self.walk(to, &mut walk) {
            Outcome::Found => {
                let source = self.in_full(&walk.steps, walk.source?);
                Some(Way {
                    steps: walk.steps,
                    source,
                })
            }
            Outcome::Stopped | Outcome::Absent => None,
        }
    }

    /// The part of a source that gets to the end of the way: `req.body.model`, where the way begins
    /// with `req`.
    fn in_full(&self, steps: &[ExprAt<'p>], source: Value<'p>) -> Value<'p> {
        let mut full = source;
        for step in steps.iter().rev() {
            let values = self.values(*step);
            let more = values.iter().find(|value| match (value, &full) {
                (Value::Parameter(part), Value::Parameter(whole)) => {
                    part.function == whole.function
                        && part.index == whole.index
                        && part.path.starts_with(&whole.path)
                }
                (Value::Symbol { path: part, .. }, Value::Symbol { path: whole, .. }) => {
                    part.starts_with(whole.as_str())
                }
                _ => false,
            });
            if let Some(more) = more {
                full = more.clone();
            }
        }
        full
    }

    fn walk(&self, at: ExprAt<'p>, walk: &mut Walk<'_, 'p>) -> Outcome {
        if let Some(known) = walk.seen.get(&at) {
            // A way that was found was not left.
            return *known;
        }
        if walk.seen.len() >= MAX_STEPS {
            return Outcome::Absent;
        }
        walk.seen.insert(at, Outcome::Absent);
        let outcome = self.walk_anew(at, walk);
        walk.seen.insert(at, outcome);
        outcome
    }

    fn walk_anew(&self, at: ExprAt<'p>, walk: &mut Walk<'_, 'p>) -> Outcome {
        let values = self.values(at);
        let mut all_wanted = values
            .iter()
            .filter(|value| (walk.search.wanted)(value, at));
        // Of several variables the one that is called after Mistral is likelier to hold here.
        let named = all_wanted.clone().find(|value| is_named(value));
        let wanted = named.or_else(|| all_wanted.next());
        let holds = |value: &Value<'p>| match value {
            Value::Object(_) | Value::Array(_) | Value::Mixed(_) | Value::Unknown => true,
            // A type of TypeScript says nothing of where a value comes from.
            Value::Instance(class) => class.file.language.is_ecma(),
            Value::Symbol { path, .. } => path.strip_suffix("()").is_some_and(is_class_name),
            _ => false,
        };
        let has_parts = walk.search.inside && (values.is_empty() || values.iter().any(holds));
        if wanted.is_none() && !has_parts {
            return Outcome::Absent;
        }
        if (walk.search.stopped)(at) {
            return Outcome::Stopped;
        }
        walk.steps.push(at);
        let is_put_together = |value: &Value<'p>| matches!(value, Value::Mixed(_));
        let inside = walk.search.inside || values.iter().any(is_put_together);
        let mut all_below = self.below(at, inside);
        let all = all_below.len();
        // Of what is put into a text or a list its parts count, not which of some it is.
        if !walk.search.inside {
            all_below.retain(|below| !self.is_confined_branch(at, *below));
        }
        let mut stopped = all_below.len() < all;
        if named.is_some() {
            all_below.sort_by_key(|below| !self.values(*below).iter().any(is_named));
        }
        for below in all_below {
            match self.walk(below, walk) {
                Outcome::Found => return Outcome::Found,
                Outcome::Stopped => stopped = true,
                Outcome::Absent => {}
            }
        }
        match wanted {
            Some(source) if !stopped => {
                walk.source = Some(source.clone());
                Outcome::Found
            }
            _ => {
                walk.steps.pop();
                if stopped {
                    Outcome::Stopped
                } else {
                    Outcome::Absent
                }
            }
        }
    }

    /// Whether an expression is a branch of a conditional whose test says that it is one of a known set:
    /// `name if name in MODELS else DEFAULT`.
    fn is_confined_branch(&self, at: ExprAt<'p>, branch: ExprAt<'p>) -> bool {
        let ExprKind::Conditional {
            test,
            then,
            otherwise,
        } = *at.file.facts.kind(at.id)
        else {
            return false;
        };
        let by = |outcome| self.is_confined_by(at.with(test), outcome, branch);
        branch.id == then && by(true) || branch.id == otherwise && by(false)
    }

    /// The expressions that an expression takes its value from.
    fn below(&self, at: ExprAt<'p>, inside: bool) -> Vec<ExprAt<'p>> {
        let facts = &at.file.facts;
        let all = |ids: &[ExprId]| ids.iter().map(|id| at.with(*id)).collect();
        match facts.kind(at.id) {
            ExprKind::Name(name) => match facts.resolve(name, at.range().start()) {
                Some(binding) => self.below_name(at, binding, inside),
                None => Vec::new(),
            },
            ExprKind::Await(inner) | ExprKind::Assert { value: inner, .. } => vec![at.with(*inner)],
            ExprKind::Spread(inner) => vec![at.with(*inner)],
            ExprKind::Member { object, name } => self.below_member(at.with(*object), name),
            ExprKind::Index { object, index } => match facts.kind(*index) {
                ExprKind::String(name) => self.below_member(at.with(*object), &name.value),
                _ => vec![at.with(*object)],
            },
            ExprKind::Call(call) => self.below_call(at, call, inside),
            ExprKind::Binary {
                operator: Operator::Or | Operator::Coalesce,
                left,
                right,
            } => all(&[*left, *right]),
            ExprKind::Binary {
                operator: Operator::Add,
                left,
                right,
            } if inside => all(&[*left, *right]),
            ExprKind::Binary {
                operator: Operator::And,
                right,
                ..
            } => vec![at.with(*right)],
            ExprKind::Conditional {
                then, otherwise, ..
            } => all(&[*then, *otherwise]),
            ExprKind::Template(parts) if inside => all(parts),
            ExprKind::Array(items) if inside => all(items),
            ExprKind::Object(properties) if inside => {
                properties.iter().map(|it| at.with(it.value)).collect()
            }
            ExprKind::Unknown(parts) if inside => all(parts),
            _ => Vec::new(),
        }
    }

    fn below_name(
        &self,
        at: ExprAt<'p>,
        binding: Id<crate::facts::Binding>,
        inside: bool,
    ) -> Vec<ExprAt<'p>> {
        let facts = &at.file.facts;
        let binding = facts.binding(binding);
        let mut below = Vec::new();
        for definition in &binding.definitions {
            match &definition.source {
                Source::Value(value) | Source::Context(value) | Source::ElementOf(value) => {
                    let whole = at.with(*value);
                    below.extend(self.step_into(whole, &definition.path));
                }
                Source::Parameter(function, index) if definition.path.is_empty() => {
                    below.extend(self.arguments(at.with(*function), *index));
                }
                _ => {}
            }
            below.extend(definition.default.map(|default| at.with(default)));
        }
        if inside {
            below.extend(self.added_to(at, &binding.name));
        }
        below
    }

    /// Where a part of an expression is written, if it is; else the expression.
    fn step_into(&self, whole: ExprAt<'p>, path: &[crate::facts::Step]) -> Vec<ExprAt<'p>> {
        match path {
            [crate::facts::Step::Key(name)] => self.below_member(whole, name),
            _ => vec![whole],
        }
    }

    /// What is put into a list by its methods: `messages.push(message)`.
    fn added_to(&self, at: ExprAt<'p>, list: &str) -> Vec<ExprAt<'p>> {
        let facts = &at.file.facts;
        let own = facts.resolve(list, at.range().start());
        let added = facts.calls.iter().filter_map(|&id| {
            let call = facts.call(id)?;
            let ExprKind::Member { object, name } = facts.kind(call.callee) else {
                return None;
            };
            let adds = ["push", "append", "unshift", "extend", "insert", "concat"];
            let ExprKind::Name(owner) = facts.kind(*object) else {
                return None;
            };
            let is_it = owner == list
                && adds.contains(&&**name)
                && facts.resolve(owner, facts.range(*object).start()) == own;
            is_it.then(|| call.arguments.iter().map(|it| at.with(it.value)))
        });
        added.flatten().collect()
    }

    fn below_member(&self, object: ExprAt<'p>, name: &str) -> Vec<ExprAt<'p>> {
        let values = self.values(object);
        let is_object = |value: &Value<'p>| matches!(value, Value::Object(_));
        if !values.iter().any(is_object) {
            return vec![object];
        }
        let whole = SlotValue {
            at: Some(object),
            values: values.to_vec(),
        };
        let part = self.part(&whole, name);
        part.and_then(|part| part.at).into_iter().collect()
    }

    fn below_call(&self, at: ExprAt<'p>, call: &Call, inside: bool) -> Vec<ExprAt<'p>> {
        let callees = self.values(at.with(call.callee));
        let mut below = Vec::new();
        // `UserMessage(content=text)`: what a class from outside is given, its instances hold.
        if inside && callees.iter().any(|callee| is_class_from_outside(callee)) {
            return call.arguments.iter().map(|it| at.with(it.value)).collect();
        }
        for callee in callees.iter() {
            if let Value::Function(function) = callee {
                let returns = &function.file.facts.function(function.id).returns;
                below.extend(returns.iter().map(|id| function.with(*id)));
            }
        }
        if below.is_empty() {
            below.extend(self.carried(at));
        }
        if let (true, ExprKind::Member { object, name }) =
            (below.is_empty(), at.file.facts.kind(call.callee))
        {
            below.push(at.with(*object));
            if inside && PUTS_TOGETHER.contains(&name.as_str()) {
                below.extend(call.arguments.iter().map(|it| at.with(it.value)));
            }
        }
        below
    }

    /// What the project's callers pass for a parameter, as they write it.
    pub(super) fn arguments(&self, function: FunctionAt<'p>, index: usize) -> Vec<ExprAt<'p>> {
        let declaration = function.file.facts.function(function.id);
        let is_python = !function.file.language.is_ecma();
        let bound = declaration.class.is_some() && is_python;
        let position = index.checked_sub(usize::from(bound));
        let name = declaration
            .parameters
            .get(index)
            .and_then(|it| it.name.as_deref());
        let calls = self.callers(function);
        let passed = calls.iter().filter_map(|&at| {
            let call = at.file.facts.call(at.id)?;
            let mut keywords = call.arguments.iter().filter(|it| it.keyword.is_some());
            let keyword = keywords.find(|it| it.keyword.as_deref() == name);
            let positional = || {
                let mut plain = call.arguments.iter().filter(|it| it.keyword.is_none());
                plain.nth(position?)
            };
            let argument = keyword.or_else(positional)?;
            Some(At {
                file: at.file,
                id: argument.value,
            })
        });
        passed.collect()
    }
}

/// Whether a value is a class of a package.
fn is_class_from_outside(value: &Value<'_>) -> bool {
    matches!(value, Value::Symbol { path, .. } if is_class_name(path))
}

/// Whether a path is that of a class, by how it is called; not of one that is global: `Number(text)`
/// and the like turn what they are given into something else.
fn is_class_name(path: &str) -> bool {
    let name = path.rsplit_once(['.', '#']).map(|(_, name)| name);
    name.is_some_and(|name| name.starts_with(char::is_uppercase) && !name.ends_with(')'))
}

/// Whether a value is a variable that is called after Mistral.
fn is_named(value: &Value<'_>) -> bool {
    matches!(value, Value::Env(env) if env.is_called_after_mistral())
}
