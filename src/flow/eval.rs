//! What an expression may be.

use super::frame::Frame;
use super::member::is_capitalized;
use super::types::{one_of, says_nothing};
use super::value::{At, ExprAt, Text, Value};
use super::{Flow, MAX_DEPTH, MAX_VALUES, Place};
use crate::facts::{ExprId, ExprKind, Operator, Step};
use smol_str::SmolStr;
use std::rc::Rc;

/// How much stack, in bytes, there must be for the next step; else it gets [`STACK_MORE`].
const STACK_LEFT: usize = 128 << 10;
/// How much stack is added at once, in bytes.
const STACK_MORE: usize = 2 << 20;

impl<'p> Flow<'p> {
    /// What the expression may be. Never fails: what cannot be followed is [`Value::Unknown`]; a
    /// value that depends on itself adds nothing.
    pub fn values(&self, at: ExprAt<'p>) -> Rc<[Value<'p>]> {
        let (frame, number) = self.frame_of(at);
        let key = (number, at);
        if let Some(found) = self.solver.found(&self.solver.values, &key) {
            return found;
        }
        if self.depth.get() >= MAX_DEPTH {
            return Rc::new([Value::Unknown]);
        }
        self.solver.work_out(&self.solver.values, key, || {
            bounded(self.deeper(|| self.within(frame.clone(), || self.evaluate(at)))).into()
        })
    }

    /// Takes one step further into a value; at the end of the way nothing is known.
    pub(super) fn deeper(&self, step: impl FnOnce() -> Vec<Value<'p>>) -> Vec<Value<'p>> {
        if self.depth.get() >= MAX_DEPTH {
            return vec![Value::Unknown];
        }
        self.depth.set(self.depth.get() + 1);
        let values = stacker::maybe_grow(STACK_LEFT, STACK_MORE, step);
        self.depth.set(self.depth.get() - 1);
        values
    }

    /// Looks up a member of a place, once for all calls.
    pub(super) fn once(
        &self,
        place: Place,
        name: &str,
        look: impl Fn() -> Vec<Value<'p>>,
    ) -> Vec<Value<'p>> {
        self.once_in((None, 0), place, name, look)
    }

    /// Looks up a member of a place once for the call that is told apart where the expression stands;
    /// once for all where none is.
    pub(super) fn once_at(
        &self,
        at: ExprAt<'p>,
        place: Place,
        name: &str,
        look: impl Fn() -> Vec<Value<'p>>,
    ) -> Vec<Value<'p>> {
        self.once_in(self.frame_of(at), place, name, look)
    }

    /// Looks up a member of a place once for a call that is told apart.
    pub(super) fn once_for(
        &self,
        frame: Rc<Frame<'p>>,
        place: Place,
        name: &str,
        look: impl Fn() -> Vec<Value<'p>>,
    ) -> Vec<Value<'p>> {
        let number = frame.number();
        self.once_in((Some(frame), number), place, name, look)
    }

    fn once_in(
        &self,
        (frame, number): (Option<Rc<Frame<'p>>>, u32),
        place: Place,
        name: &str,
        look: impl Fn() -> Vec<Value<'p>>,
    ) -> Vec<Value<'p>> {
        let key = (number, place, SmolStr::from(name));
        let look = || bounded(self.deeper(|| self.within(frame.clone(), &look))).into();
        self.solver.answer(&self.solver.members, key, look).to_vec()
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
            } => self.sum(at, *left, *right),
            ExprKind::Binary {
                operator: Operator::Union,
                left,
                right,
            } => {
                if let Some(client) = self.piped(at, *left, *right) {
                    return vec![client];
                }
                let sides = self.either(at, &[*left, *right]);
                let is_object = |value: &Value<'p>| matches!(value, Value::Object(_));
                match sides.iter().any(is_object) {
                    true => vec![Value::Object(at)],
                    // `Mistral | None`, a type.
                    false if sides.iter().any(is_type) => vec![Value::Symbol {
                        path: "types.UnionType".into(),
                        call: Some(at),
                    }],
                    false => vec![Value::Unknown],
                }
            }
            ExprKind::Binary {
                operator: Operator::Remainder,
                left,
                right,
            } => self.filled(at, *left, *right),
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
                let outcome = self.outcome(at.with(*test));
                let mut values = Vec::new();
                if outcome != Some(false) {
                    values.extend(self.branch(at.with(*test), true, at.with(*then)));
                }
                if outcome != Some(true) {
                    values.extend(self.branch(at.with(*test), false, at.with(*otherwise)));
                }
                values
            }
            ExprKind::Number(_) | ExprKind::Bool(_) => vec![Value::Constant(at)],
            ExprKind::Null => vec![Value::Null(at)],
            ExprKind::Member { object, name } => self.member_of(at, *object, name),
            ExprKind::Index { object, index } => self.element_of(at, *object, *index),
            ExprKind::Call(call) => self.call(at, call),
            ExprKind::Object(_) => vec![Value::Object(at)],
            ExprKind::Array(_) => vec![Value::Array(at)],
            ExprKind::Await(value) => self.values(at.with(*value)).to_vec(),
            ExprKind::Assert {
                value, declared, ..
            } => {
                let values = self.values(at.with(*value)).to_vec();
                self.with_type(values, file, declared.as_deref(), at)
            }
            ExprKind::Class(class) => vec![Value::Class(At { file, id: *class })],
            ExprKind::Function(function) => vec![Value::Function(At {
                file,
                id: *function,
            })],
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
        let step = Step::Key(name.clone());
        let owners = self.values(object);
        // Of one call of a constructor, `this.url` is what that call makes of it.
        let constructed = self.class_constructed(at).filter(|class| {
            let is_it = |value: &Value<'p>| matches!(value, Value::Instance(it) if it == class);
            owners.iter().all(is_it)
        });
        let mut values = match constructed {
            Some(class) => {
                let place = Place::Class(class.address(), class.id);
                self.once_at(at, place, name, || self.class_member(class, name, at))
            }
            None => self.parts(&owners, &step, at),
        };
        self.add_written(&mut values, object, &step);
        values
    }

    /// Adds what code puts into a part of an object to what the part is from the beginning.
    fn add_written(&self, values: &mut Vec<Value<'p>>, object: ExprAt<'p>, step: &Step) {
        let mut written = self.deeper(|| self.written(object, step));
        if let Step::Key(name) = step
            && written.is_empty()
            && values.iter().all(says_nothing)
        {
            written = self.deeper(|| self.kept_in_carrier(object, name));
            if written.is_empty() {
                written = self.deeper(|| self.decorated(name));
            }
        }
        if !written.is_empty() {
            values.retain(|value| {
                !says_nothing(value) && !written.iter().any(|it| it.is_same(value))
            });
            values.extend(written);
        }
    }

    /// `object[index]`.
    fn element_of(&self, at: ExprAt<'p>, object: ExprId, index: ExprId) -> Vec<Value<'p>> {
        if let Some(literals) = self.literal_type(at.with(object), at.with(index)) {
            return vec![literals];
        }
        self.element_at(at.with(object), at.with(index), at)
    }

    /// `object[index]`, asked at an expression.
    pub(super) fn element_at(
        &self,
        object: ExprAt<'p>,
        index: ExprAt<'p>,
        at: ExprAt<'p>,
    ) -> Vec<Value<'p>> {
        let owners = self.values(object);
        let mut values = Vec::new();
        for index in self.steps(index) {
            values.extend(
                owners
                    .iter()
                    .flat_map(|value| self.element(value, &index, at)),
            );
            self.add_written(&mut values, object, &index);
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
}

/// At most [`MAX_VALUES`] of the values, those made at one place first and of these the ones that speak
/// of Mistral, and the rest as unknown: what is made of many values of many things, a spread of
/// spreads, would not end otherwise.
fn bounded(values: Vec<Value<'_>>) -> Vec<Value<'_>> {
    if values.len() <= MAX_VALUES {
        return values;
    }
    let order = |value: &Value<'_>| (!value.is_made(), !value.speaks_of_mistral());
    let mut kept: Vec<Value<'_>> = Vec::with_capacity(MAX_VALUES);
    // Of each kind no more than may be left in the end, so that thousands are not compared with each
    // other.
    let mut counts = [[0; 2]; 2];
    for value in values {
        let (one, other) = order(&value);
        let count = &mut counts[usize::from(one)][usize::from(other)];
        if *count <= MAX_VALUES && !kept.iter().any(|it| it.is_same(&value)) {
            *count += 1;
            kept.push(value);
        }
    }
    if kept.len() > MAX_VALUES {
        kept.sort_by_key(order);
        kept.truncate(MAX_VALUES);
        kept.push(Value::Unknown);
    }
    kept
}

/// Whether a value can be used as a type.
fn is_type(value: &Value<'_>) -> bool {
    match value {
        Value::Class(_) => true,
        Value::Symbol { path, .. } => is_capitalized(path),
        _ => false,
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
