//! What stands in a slot of a call: a positional or keyword argument, or a property of one.

use super::Flow;
use super::eval::is_open;
use super::member::is_capitalized;
use super::value::{ExprAt, Parameter, Text, Value};
use crate::catalog::{ArgRef, Slot};
use crate::facts::{Argument, ExprKind, PropertyKey, Spread, Step, Type};
use smol_str::SmolStr;

/// How many lists and instances within one another are looked into for a part.
const MAX_NESTED: usize = 3;

/// What was found in a slot.
pub struct SlotValue<'p> {
    /// The expression written there; `None` where it is passed as part of something else.
    pub at: Option<ExprAt<'p>>,
    /// What it may be.
    pub values: Vec<Value<'p>>,
}

impl SlotValue<'_> {
    /// The strings it may be.
    pub fn texts(&self) -> impl Iterator<Item = SmolStr> {
        self.values
            .iter()
            .filter_map(Value::as_text)
            .map(|Text { value, .. }| value.clone())
    }
}

impl<'p> Flow<'p> {
    /// What a call has in a slot; `None` if it certainly has nothing there.
    pub fn slot(&self, call: ExprAt<'p>, slot: &Slot) -> Option<SlotValue<'p>> {
        let mut found = self.argument(call, &slot.arg)?;
        for name in &slot.path {
            // A client has no parts that are said.
            let is_client =
                |value: &Value<'p>| matches!(value, Value::Client(_) | Value::ClientMember(..));
            found.values.retain(|value| !is_client(value));
            found = self
                .part(&found, name)
                .filter(|_| !found.values.is_empty())?;
        }
        Some(found)
    }

    /// What a call has in the first of some slots that has anything.
    pub fn first_slot(&self, call: ExprAt<'p>, slots: &[Slot]) -> Option<SlotValue<'p>> {
        slots.iter().find_map(|slot| self.slot(call, slot))
    }

    fn argument(&self, at: ExprAt<'p>, argument: &ArgRef) -> Option<SlotValue<'p>> {
        match self.partial_behind(at) {
            Some(made) => {
                let (at, argument) = self.argument_of_partial(at, made, argument);
                self.own_argument(at, &argument, 0)
            }
            None => self.own_argument(at, argument, 0),
        }
    }

    fn own_argument(
        &self,
        at: ExprAt<'p>,
        argument: &ArgRef,
        depth: usize,
    ) -> Option<SlotValue<'p>> {
        let call = at.file.facts.call(at.id)?;
        if *argument == ArgRef::Receiver {
            return match at.file.facts.kind(call.callee) {
                ExprKind::Member { object, .. } => Some(self.slot_value(at.with(*object))),
                _ => None,
            };
        }
        let skip = match self.handed(at) {
            Some(handed) => handed.skip,
            None => usize::from(self.is_partial(at)),
        };
        let plain = match argument {
            ArgRef::Position(position) => {
                let positional = call
                    .arguments
                    .iter()
                    .take_while(|argument| argument.spread.is_none());
                positional
                    .filter(|argument| argument.keyword.is_none())
                    .nth(*position + skip)
            }
            ArgRef::Keyword(name) => call
                .arguments
                .iter()
                .find(|argument| argument.keyword.as_deref() == Some(name)),
            ArgRef::Receiver => None,
        };
        if let Some(argument) = plain {
            return Some(self.slot_value(at.with(argument.value)));
        }
        // `f(*args)` and `f(**options)` may hold it.
        call.arguments
            .iter()
            .find_map(|passed| match (passed.spread?, argument) {
                (Spread::Positional, ArgRef::Position(_)) => Some(SlotValue {
                    at: None,
                    values: vec![Value::Unknown],
                }),
                (Spread::Keyword, ArgRef::Keyword(name)) => {
                    self.part_within(&self.slot_value(at.with(passed.value)), name, depth + 1)
                }
                _ => None,
            })
    }

    pub(super) fn slot_value(&self, at: ExprAt<'p>) -> SlotValue<'p> {
        SlotValue {
            at: Some(at),
            values: self.values(at).to_vec(),
        }
    }

    /// The part of this name of what was found; `None` if it certainly has none.
    pub fn part(&self, whole: &SlotValue<'p>, name: &str) -> Option<SlotValue<'p>> {
        self.part_within(whole, name, 0)
    }

    /// The same of something that was found in lists and instances so deep: one may hold itself.
    fn part_within(
        &self,
        whole: &SlotValue<'p>,
        name: &str,
        depth: usize,
    ) -> Option<SlotValue<'p>> {
        if depth > MAX_NESTED {
            return None;
        }
        let (mut values, mut others) = (Vec::new(), Vec::new());
        let mut place = None;
        // `payload["model"] = …`
        if let Some(at) = whole.at {
            values.extend(self.written(at, &Step::Key(name.into())));
        }
        let is_written = !values.is_empty();
        let mut put = whole
            .at
            .filter(|_| is_written)
            .and_then(|at| self.expr_put(at, name));
        for value in &whole.values {
            if let (Value::Object(object), false) = (value, is_written) {
                values.extend(self.put_into(*object, &Step::Key(name.into())));
                put = put.or_else(|| self.expr_put(*object, name));
            }
            match value {
                Value::Object(object) => match self.property_expr(*object, name) {
                    Property::At(expr) => {
                        place = place.or(Some(expr));
                        values.extend(self.values(expr).iter().cloned());
                    }
                    Property::Spread => {
                        values.extend(self.member(value, &Step::Key(name.into()), *object))
                    }
                    Property::Absent => {}
                },
                Value::Null(_) | Value::Constant(_) | Value::Text(_) | Value::Mixed(_) => {}
                Value::Parameter(parameter) if is_declared_text(parameter) => {}
                // The same part of each item: `config_list=[{"model": …}]`.
                Value::Array(array) => {
                    let items = match array.file.facts.kind(array.id) {
                        ExprKind::Array(items) => &items[..],
                        _ => &[],
                    };
                    for item in items {
                        let item = self.slot_value(array.with(*item));
                        let found = self.part_within(&item, name, depth + 1);
                        place = place.or(found.as_ref().and_then(|found| found.at));
                        values.extend(found.into_iter().flat_map(|found| found.values));
                    }
                }
                other => match self.constructed_with(other, name, depth) {
                    Some(found) => {
                        place = place.or(found.as_ref().and_then(|found| found.at));
                        values.extend(found.into_iter().flat_map(|found| found.values));
                    }
                    None => others.push(other.clone()),
                },
            }
        }
        if let (Some(at), false) = (whole.at, others.is_empty()) {
            values.extend(self.parts(&others, &Step::Key(name.into()), at));
        }
        // Where it is put in later and somebody outside chooses it, that is where it is said.
        if let Some(put) = put
            && (place.is_none() || is_chosen(&self.values(put)))
        {
            place = Some(put);
        }
        // What an object certainly lacks reads as null.
        values.retain(|value| place.is_some() || !matches!(value, Value::Null(_)));
        (place.is_some() || !values.is_empty()).then_some(SlotValue { at: place, values })
    }

    /// The part of an instance of a class from outside that it was made with under this name, in
    /// Python: `RunContext(model="…")`; nothing, if it was made with others by their names only.
    fn constructed_with(
        &self,
        value: &Value<'p>,
        name: &str,
        depth: usize,
    ) -> Option<Option<SlotValue<'p>>> {
        let Value::Symbol {
            path,
            call: Some(made),
        } = value
        else {
            return None;
        };
        let class = path.strip_suffix("()")?;
        let is_class = is_capitalized(class) && !made.file.language.is_ecma();
        let call = made.file.facts.call(made.id).filter(|_| is_class)?;
        let found = self.own_argument(*made, &ArgRef::Keyword(name.to_owned()), depth);
        let by_name = |argument: &Argument| argument.keyword.is_some();
        let is_told = !call.arguments.is_empty() && call.arguments.iter().all(by_name);
        (found.is_some() || is_told).then_some(found)
    }

    fn property_expr(&self, object: ExprAt<'p>, name: &str) -> Property<'p> {
        let ExprKind::Object(properties) = object.file.facts.kind(object.id) else {
            return Property::Spread;
        };
        let mut spread = false;
        for property in properties.iter().rev() {
            match &property.key {
                PropertyKey::Name(key) if key == name => {
                    return Property::At(object.with(property.value));
                }
                PropertyKey::Name(_) => {}
                PropertyKey::Computed(_) | PropertyKey::Spread => spread = true,
            }
        }
        if spread {
            Property::Spread
        } else {
            Property::Absent
        }
    }
}

/// How an object literal has a property.
enum Property<'p> {
    /// Written out.
    At(ExprAt<'p>),
    /// Perhaps, as part of what is spread into it.
    Spread,
    /// Not at all.
    Absent,
}

/// Whether a parameter is declared to be a text, which has no parts of a name.
fn is_declared_text(parameter: &Parameter<'_>) -> bool {
    let facts = &parameter.function.file.facts;
    let declared = facts
        .function(parameter.function.id)
        .parameters
        .get(parameter.index);
    match declared.and_then(|it| it.declared.as_ref()) {
        Some(Type::Names(names)) if parameter.path.is_empty() => {
            names.iter().all(|name| name == "string" || name == "str")
        }
        _ => false,
    }
}

/// Whether somebody outside the program may choose a value.
fn is_chosen(values: &[Value<'_>]) -> bool {
    let is_chosen = |value: &Value<'_>| matches!(value, Value::Symbol { .. });
    is_open(values) || values.iter().any(is_chosen)
}
