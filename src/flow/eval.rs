//! What an expression may be.

use super::name::one_of;
use super::value::{At, ExprAt, Text, Value};
use super::{Flow, MAX_DEPTH, MAX_VALUES, Place};
use crate::facts::{ExprId, ExprKind, Operator, Step};
use smol_str::{SmolStr, SmolStrBuilder};
use std::rc::Rc;

impl<'p> Flow<'p> {
    /// What the expression may be. Never fails: what cannot be followed is [`Value::Unknown`]; a
    /// value that depends on itself adds nothing.
    pub fn values(&self, at: ExprAt<'p>) -> Rc<[Value<'p>]> {
        if let Some(known) = self.known.borrow().get(&at) {
            return known.clone();
        }
        if self.depth.get() >= MAX_DEPTH {
            return Rc::new([Value::Unknown]);
        }
        self.known.borrow_mut().insert(at, Rc::new([]));
        let mut values = self.deeper(|| self.evaluate(at));
        if values.len() > MAX_VALUES {
            values.truncate(MAX_VALUES);
            values.push(Value::Unknown);
        }
        let values: Rc<[_]> = values.into();
        self.known.borrow_mut().insert(at, values.clone());
        values
    }

    /// Takes one step further into a value; at the end of the way nothing is known.
    pub(super) fn deeper(&self, step: impl FnOnce() -> Vec<Value<'p>>) -> Vec<Value<'p>> {
        if self.depth.get() >= MAX_DEPTH {
            return vec![Value::Unknown];
        }
        self.depth.set(self.depth.get() + 1);
        let values = step();
        self.depth.set(self.depth.get() - 1);
        values
    }

    /// Looks up a member, unless that is already being done: what depends on itself adds nothing.
    pub(super) fn once(
        &self,
        place: Place,
        name: &str,
        look: impl FnOnce() -> Vec<Value<'p>>,
    ) -> Vec<Value<'p>> {
        let key = (place, SmolStr::from(name));
        if !self.open.borrow_mut().insert(key.clone()) {
            return Vec::new();
        }
        let values = self.deeper(look);
        self.open.borrow_mut().remove(&key);
        values
    }

    fn evaluate(&self, at: ExprAt<'p>) -> Vec<Value<'p>> {
        let file = at.file;
        match file.facts.kind(at.id) {
            ExprKind::Name(name) => self.name(at, name),
            ExprKind::String(literal) => {
                vec![Value::Text(Text {
                    value: literal.value.clone(),
                    parts: vec![at],
                })]
            }
            ExprKind::Template(parts) => self.concatenation(at, parts),
            ExprKind::Binary {
                operator: Operator::Add,
                left,
                right,
            } => self.concatenation(at, &[*left, *right]),
            ExprKind::Binary {
                operator: Operator::Or | Operator::Coalesce,
                left,
                right,
            } => match self.never_returns(at.with(*right)) {
                true => self.insisted(at.with(*left)),
                false => self.either(at, &[*left, *right]),
            },
            ExprKind::Binary {
                operator: Operator::And,
                right,
                ..
            } => self.values(at.with(*right)).to_vec(),
            ExprKind::Conditional {
                test,
                then,
                otherwise,
            } => {
                let mut values = self.branch(at.with(*test), true, at.with(*then));
                values.extend(self.branch(at.with(*test), false, at.with(*otherwise)));
                values
            }
            ExprKind::Number(_) | ExprKind::Bool(_) => vec![Value::Constant(at)],
            ExprKind::Null => vec![Value::Null(at)],
            ExprKind::Member { object, name } => self.member_of(at, *object, name),
            ExprKind::Index { object, index } => self.element_of(at, *object, *index),
            ExprKind::Call(call) => self.call(at, call),
            ExprKind::Object(_) => vec![Value::Object(at)],
            ExprKind::Array(_) => vec![Value::Array(at)],
            ExprKind::Await(value) | ExprKind::Assert { value, .. } => {
                self.values(at.with(*value)).to_vec()
            }
            ExprKind::Function(function) => vec![Value::Function(At {
                file,
                id: *function,
            })],
            ExprKind::Binary {
                operator: Operator::Other,
                left,
                right,
            } => self.piped(at, *left, *right),
            ExprKind::Binary { .. }
            | ExprKind::Not(_)
            | ExprKind::Spread(_)
            | ExprKind::Unknown(_) => {
                vec![Value::Unknown]
            }
        }
    }

    fn either(&self, at: ExprAt<'p>, branches: &[ExprId]) -> Vec<Value<'p>> {
        branches
            .iter()
            .flat_map(|branch| self.values(at.with(*branch)).to_vec())
            .collect()
    }

    /// What the branch of a conditional may be, knowing how its test came out.
    fn branch(&self, test: ExprAt<'p>, outcome: bool, branch: ExprAt<'p>) -> Vec<Value<'p>> {
        let mut values = self.values(branch).to_vec();
        if is_open(&values) && self.is_confined_by(test, outcome, branch) {
            values.iter_mut().for_each(confine);
        }
        values
    }

    /// What an expression may be if the program does not go on without it: `env || fail()`.
    fn insisted(&self, at: ExprAt<'p>) -> Vec<Value<'p>> {
        let mut values = self.values(at).to_vec();
        for value in &mut values {
            if let Value::Env(env) = value {
                env.strict = true;
            }
        }
        values
    }

    /// `object.name`; the object's values stepped into.
    fn member_of(&self, at: ExprAt<'p>, object: ExprId, name: &SmolStr) -> Vec<Value<'p>> {
        let object = at.with(object);
        let written = self.written_members(object, name);
        if !written.is_empty() {
            return written;
        }
        let step = Step::Key(name.clone());
        self.values(object)
            .iter()
            .flat_map(|value| self.member(value, &step, at))
            .collect()
    }

    /// `object[index]`.
    fn element_of(&self, at: ExprAt<'p>, object: ExprId, index: ExprId) -> Vec<Value<'p>> {
        if let Some(literals) = self.literal_type(at.with(object), at.with(index)) {
            return vec![literals];
        }
        let object = self.values(at.with(object));
        let mut values = Vec::new();
        for index in self.steps(at.with(index)) {
            values.extend(
                object
                    .iter()
                    .flat_map(|value| self.element(value, &index, at)),
            );
        }
        values
    }

    /// `Literal["a", "b"]`, a type that is a set of strings.
    fn literal_type(&self, object: ExprAt<'p>, index: ExprAt<'p>) -> Option<Value<'p>> {
        let (ExprKind::Name(name) | ExprKind::Member { name, .. }) =
            object.file.facts.kind(object.id)
        else {
            return None;
        };
        let symbols = ["typing.Literal", "typing_extensions.Literal"];
        let is_symbol = |path: &SmolStr| symbols.contains(&&**path);
        if name != "Literal" || !self.symbols(object).iter().any(is_symbol) {
            return None;
        }
        let values = self.values(index);
        let items = values.iter().flat_map(|value| match value {
            Value::Array(_) => self.member(value, &Step::Rest, index),
            other => vec![other.clone()],
        });
        one_of(items)
    }

    /// The steps that an index expression stands for.
    fn steps(&self, index: ExprAt<'p>) -> Vec<Step> {
        if let ExprKind::Number(number) = index.file.facts.kind(index.id) {
            return vec![number.parse().map_or(Step::Rest, Step::Index)];
        }
        let steps = self
            .values(index)
            .iter()
            .map(|value| match value {
                Value::Text(text) => Step::Key(text.value.clone()),
                _ => Step::Rest,
            })
            .collect::<Vec<_>>();
        if steps.is_empty() {
            vec![Step::Rest]
        } else {
            steps
        }
    }

    /// Strings put together: one string if all parts are known and certain.
    fn concatenation(&self, at: ExprAt<'p>, parts: &[ExprId]) -> Vec<Value<'p>> {
        let parts: Vec<_> = parts
            .iter()
            .map(|part| self.values(at.with(*part)))
            .collect();
        let mut value = SmolStrBuilder::new();
        let mut places = Vec::new();
        for part in &parts {
            let [Value::Text(text)] = &**part else {
                return vec![Value::Mixed(flatten(&parts).into())];
            };
            value.push_str(&text.value);
            places.extend(text.parts.iter().copied());
        }
        vec![Value::Text(Text {
            value: value.finish(),
            parts: places,
        })]
    }
}

/// Whether somebody outside the program chooses a value.
pub(super) fn is_open(values: &[Value<'_>]) -> bool {
    let is_open = |value: &Value<'_>| matches!(value, Value::Parameter(_) | Value::Env(_));
    values.iter().any(is_open)
}

/// Makes of a value that somebody outside chooses one of a set that is known to the program.
pub(super) fn confine(value: &mut Value<'_>) {
    if is_open(std::slice::from_ref(value)) {
        *value = Value::OneOf(Rc::new([]));
    }
}

/// The parts, those that are themselves mixed taken apart.
fn flatten<'p>(parts: &[Rc<[Value<'p>]>]) -> Vec<Vec<Value<'p>>> {
    let mut flat = Vec::new();
    for part in parts {
        match &**part {
            [Value::Mixed(inner)] => flat.extend(inner.iter().cloned()),
            other => flat.push(other.to_vec()),
        }
    }
    flat
}
