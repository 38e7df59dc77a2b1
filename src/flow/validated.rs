//! Whether what comes in from outside is checked before a model is asked with it.

use super::value::{ExprAt, FunctionAt, Parameter, Value};
use super::way::{Search, Way};
use super::{Flow, InputSource, Request, Sender, family};
use crate::catalog::{Role, Slot};
use crate::facts::{ExprId, ExprKind, PropertyKey, Source, Step, Type};

impl<'p> Flow<'p> {
    /// Whether all that comes from the web into what a request asks passes a check of its type, its
    /// length or its schema; `None` if nothing of the web goes into it.
    pub fn validated_input(&self, request: &Request<'p>) -> Option<bool> {
        let slots = self.input_slots(request);
        let any = slots.iter().any(|at| self.input_way(*at, false).is_some());
        let unchecked = || slots.iter().any(|at| self.input_way(*at, true).is_some());
        any.then(|| !unchecked())
    }

    /// A way on which something of the web gets into what a request asks without a check.
    pub fn unvalidated_input(&self, request: &Request<'p>) -> Option<Way<'p>> {
        let slots = self.input_slots(request);
        slots.into_iter().find_map(|at| self.input_way(at, true))
    }

    /// A way on which something from outside gets into what a request asks, checked or not.
    pub fn outside_input(&self, request: &Request<'p>) -> Option<Way<'p>> {
        let slots = self.input_slots(request);
        slots.into_iter().find_map(|at| self.input_way(at, false))
    }

    /// The expressions that a request asks with; of HTTP the whole body, where its parts are not told
    /// apart.
    fn input_slots(&self, request: &Request<'p>) -> Vec<ExprAt<'p>> {
        let of = |slots: &[Slot]| {
            let found = slots
                .iter()
                .filter_map(|slot| self.slot(request.said_at(), slot));
            found.filter_map(|found| found.at).collect::<Vec<_>>()
        };
        match &request.sender {
            Sender::Client(_, method) => of(&method.input),
            Sender::Function(function) => of(&function.request.input),
            Sender::Http(send, _) => {
                let parts = self.inputs(request).into_iter();
                let parts: Vec<_> = parts.filter_map(|part| part.at).collect();
                match parts.is_empty() {
                    true => of(&send.call.body),
                    false => parts,
                }
            }
        }
    }

    /// A way on which something of the web gets into an expression; without a check, if that is asked.
    fn input_way(&self, at: ExprAt<'p>, unchecked: bool) -> Option<Way<'p>> {
        let wanted = |value: &Value<'p>, at: ExprAt<'p>| match self.input(value, at) {
            None if !unchecked => self.is_checked_body(value, at),
            Some(input) => {
                let of_web = matches!(
                    input.source,
                    InputSource::Web | InputSource::Tool | InputSource::Prompt
                );
                of_web && !(unchecked && self.is_checked_value(value))
            }
            None => false,
        };
        let stopped = |step: ExprAt<'p>| {
            unchecked && (self.is_tested_before(step, at) || self.is_result_of_check(step))
        };
        let search = Search {
            wanted: &wanted,
            stopped: &stopped,
            inside: true,
        };
        self.way(at, &search)
    }

    /// Whether a value is the body of a request that a framework has read into a class: a parameter
    /// declared as a pydantic model.
    fn is_checked_body(&self, value: &Value<'p>, at: ExprAt<'p>) -> bool {
        let facts = &at.file.facts;
        let (Value::Instance(class), ExprKind::Name(name)) = (value, facts.kind(at.id)) else {
            return false;
        };
        let Some(binding) = facts.resolve(name, at.range().start()) else {
            return false;
        };
        let definitions = &facts.binding(binding).definitions;
        self.is_schema_class(*class)
            && definitions
                .iter()
                .any(|definition| match definition.source {
                    Source::Parameter(function, index) => self
                        .as_handler(at.with(function))
                        .is_some_and(|handler| handler.takes(index)),
                    _ => false,
                })
    }

    /// Whether a framework or a schema has checked a value before it is there.
    pub(super) fn is_checked_value(&self, value: &Value<'p>) -> bool {
        match value {
            Value::AnyString(_) => true,
            Value::Parameter(parameter) => {
                if self.is_checked_path_of(parameter) {
                    return true;
                }
                let function = parameter.function;
                let facts = &function.file.facts;
                let declared = &facts.function(function.id).parameters[parameter.index].declared;
                let Some(handler) = self.as_handler(function) else {
                    return false;
                };
                // FastAPI and its kin convert what they pass to the type that is declared.
                let checks = self.catalog.checks();
                let says_more = |declared: &Type| match declared {
                    Type::Literals(_) | Type::Shape(_) => true,
                    Type::Names(names) => !names.iter().any(|it| checks.is_open_type(it)),
                };
                let typed = declared.as_ref().is_some_and(says_more) && handler.converts();
                typed
                    || handler
                        .registered
                        .is_some_and(|at| self.has_schema_beside(at))
            }
            Value::Symbol { path, .. } => self.is_checked_path(path),
            _ => false,
        }
    }

    /// Whether the part of a parameter is what its framework has checked: `c.req.valid("json")`.
    pub(super) fn is_checked_path_of(&self, parameter: &Parameter<'p>) -> bool {
        let checks = self.catalog.checks();
        let mut path = parameter.path.iter();
        path.any(|step| matches!(step, Step::Key(name) if checks.is_member(name)))
    }

    /// Whether a path leads over a check: `zod#object().parse().messages`.
    pub(super) fn is_checked_path(&self, path: &str) -> bool {
        let checks = self.catalog.checks();
        let mut parts = path.split(['.', '#']);
        parts.any(|part| match part.strip_suffix("()") {
            Some(called) => checks.is_member(called),
            None => checks.is_field(part),
        })
    }

    /// Whether a registration names a schema beside the handler: `schema: { body }`,
    /// `zValidator("json", schema)`, `.input(schema)`, `{ args: { text: v.string() } }`.
    fn has_schema_beside(&self, registration: ExprAt<'p>) -> bool {
        let facts = &registration.file.facts;
        let Some(call) = facts.call(registration.id) else {
            return false;
        };
        let in_arguments = call
            .arguments
            .iter()
            .any(|it| self.is_schema(registration.with(it.value), 0));
        in_arguments || self.chain_has_schema(registration.with(call.callee))
    }

    /// What a handler is registered with, besides itself: the arguments of its registration and of
    /// the calls in the chain before it.
    pub(super) fn schemas_of_handler(&self, function: FunctionAt<'p>) -> Vec<ExprAt<'p>> {
        let handler = self.as_handler(function);
        let Some(at) = handler.and_then(|handler| handler.registered) else {
            return Vec::new();
        };
        let facts = &at.file.facts;
        let mut schemas = Vec::new();
        let mut id = at.id;
        for _ in 0..12 {
            id = match facts.kind(id) {
                ExprKind::Call(call) => {
                    schemas.extend(call.arguments.iter().map(|it| at.with(it.value)));
                    call.callee
                }
                ExprKind::Member { object, .. } => *object,
                _ => break,
            };
        }
        schemas
    }

    fn chain_has_schema(&self, callee: ExprAt<'p>) -> bool {
        let facts = &callee.file.facts;
        let mut id = callee.id;
        for _ in 0..12 {
            id = match facts.kind(id) {
                ExprKind::Member { object, name } => {
                    if self.catalog.checks().is_method(name) {
                        return true;
                    }
                    *object
                }
                ExprKind::Call(call) => call.callee,
                _ => return false,
            };
        }
        false
    }

    fn is_schema(&self, at: ExprAt<'p>, depth: usize) -> bool {
        let facts = &at.file.facts;
        if depth > 3 {
            return false;
        }
        let checks = self.catalog.checks();
        let role_is_schema = || {
            let symbols = self.symbols(at);
            symbols.iter().any(|path| self.schema_role(at, path))
        };
        match facts.kind(at.id) {
            ExprKind::Object(properties) => properties.iter().any(|property| {
                matches!(&property.key, PropertyKey::Name(name) if checks.is_property(name))
                    || self.is_schema(at.with(property.value), depth + 1)
            }),
            ExprKind::Array(items) => items
                .iter()
                .any(|id| self.is_schema(at.with(*id), depth + 1)),
            ExprKind::Call(call) => {
                let name = callee_name(at, call.callee);
                name.is_some_and(|name| checks.makes_schema(name)) || role_is_schema()
            }
            ExprKind::Name(name) => checks.is_schema(name) || role_is_schema(),
            _ => false,
        }
    }

    /// Whether a path is of something that the catalogue knows as a schema.
    fn schema_role(&self, at: ExprAt<'p>, path: &str) -> bool {
        let plain = path.replace("()", "");
        let role = self.catalog.resolve(family(at.file), &plain);
        matches!(
            role,
            Some((
                Role::SchemaField(_) | Role::SchemaObject(_) | Role::Validation(_),
                _
            ))
        )
    }

    /// Whether an expression is what a check gives for what it was given: `schema.parse(body)`,
    /// `Body(**data)`, `validateBody(body)`, and what cuts a text to a length: `text.slice(0, 2000)`.
    fn is_result_of_check(&self, at: ExprAt<'p>) -> bool {
        let facts = &at.file.facts;
        if let ExprKind::Index { index, .. } = facts.kind(at.id) {
            let index = at.with(*index);
            let range = index.source().split_once(':');
            return range.is_some_and(|(from, _)| is_end_of_text(from));
        }
        let ExprKind::Call(call) = facts.kind(at.id) else {
            return false;
        };
        let name = callee_name(at, call.callee).unwrap_or_default();
        let checks = self.catalog.checks();
        if checks.is_cut(name) {
            let from = call.arguments.first();
            return from.is_none_or(|from| is_end_of_text(at.with(from.value).source()));
        }
        if checks.is_call(name) {
            return true;
        }
        let is_check = |value: &Value<'p>| match value {
            Value::Symbol { path, .. } => self.schema_role(at, path),
            Value::Class(class) => self.is_schema_class(*class),
            _ => false,
        };
        self.values(at.with(call.callee)).iter().any(is_check)
    }
}

/// Whether a cut begins at the start of a text, or counts from its end. One that begins at a name
/// takes one piece after another: `texts.slice(i, i + 16)`.
fn is_end_of_text(from: &str) -> bool {
    let is_name = |c: char| c.is_alphabetic() || c == '_';
    !from.trim_start().starts_with(is_name)
}

/// The last name in what is called.
fn callee_name<'p>(at: ExprAt<'p>, callee: ExprId) -> Option<&'p str> {
    match at.file.facts.kind(callee) {
        ExprKind::Name(name) | ExprKind::Member { name, .. } => Some(name),
        _ => None,
    }
}
