//! Where the model of a request comes from, and on which way somebody outside chooses it.

use super::handler::Spec;
use super::schema::has_pattern;
use super::value::{ExprAt, Parameter, Value};
use super::way::{Search, Way};
use super::{Flow, InputSource, Request, family};
use crate::catalog::{Role, Slot};
use crate::facts::{ExprKind, Step};
use smol_str::SmolStr;

/// Where a model comes from. Of several the one that confines it least counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ModelOrigin {
    /// The request names none; the agent, the client or the service chooses.
    Implicit,
    /// It is written where the request is made.
    Literal,
    /// It is written elsewhere, or is one of a known set.
    Constant,
    /// It was not followed.
    Unknown,
    /// The program's settings or records.
    Config,
    /// A variable of the environment.
    Env,
    /// Whoever calls a function, or the program.
    Parameter,
    /// A request of the web, a model's call of a tool, a person.
    WebInput,
}

/// The model of a request.
pub struct ModelChoice<'p> {
    /// Where it comes from.
    pub origin: ModelOrigin,
    /// The names it is known to have, each once.
    pub names: Vec<SmolStr>,
    /// The way on which somebody outside the program chooses it freely; `None` if nobody does.
    pub open: Option<Way<'p>>,
}

impl<'p> Flow<'p> {
    /// Where the model of a request comes from.
    pub fn model_choice(&self, request: &Request<'p>) -> ModelChoice<'p> {
        let Some(model) = self.model(request) else {
            return ModelChoice {
                origin: ModelOrigin::Implicit,
                names: Vec::new(),
                open: None,
            };
        };
        let at = model.at.unwrap_or(request.at);
        let origins = model.values.iter().map(|value| self.origin_of(value, at));
        let widest = origins.max();
        let mut names: Vec<SmolStr> = Vec::new();
        for value in &model.values {
            match value {
                Value::Text(text) => names.push(text.value.clone()),
                // A type says what a request should hold, and keeps it to nothing.
                Value::OneOf(_) if widest == Some(ModelOrigin::WebInput) => {}
                Value::OneOf(set) => names.extend(set.iter().cloned()),
                Value::Symbol { .. } => {
                    let input = self.input(value, at);
                    let left_out = input.map_or(Vec::new(), |it| self.option_default(&it, at));
                    names.extend(left_out.into_iter().map(|text| text.value));
                }
                _ => {}
            }
        }
        let mut seen = rustc_hash::FxHashSet::default();
        names.retain(|name| seen.insert(name.clone()));
        let in_place = matches!(at.file.facts.kind(at.id), ExprKind::String(_));
        let origin = match widest {
            Some(ModelOrigin::Literal) if !in_place => ModelOrigin::Constant,
            Some(origin) => origin,
            None => ModelOrigin::Unknown,
        };
        let open = match model.at {
            Some(at) => self
                .open_way(at)
                .filter(|way| self.is_among(&way.source, &model.values, at)),
            None => self.open_value(request, &model.values),
        };
        ModelChoice {
            origin,
            names,
            open,
        }
    }

    /// Whether a value that somebody chooses is one of those that a model may be; it is unless some
    /// callers do not count, who say a model of somebody else's.
    fn is_among(&self, source: &Value<'p>, model: &[Value<'p>], at: ExprAt<'p>) -> bool {
        let counts = |value: &Value<'p>| model.iter().any(|it| it.is_same(value));
        counts(source) || self.values(at).iter().all(counts)
    }

    fn origin_of(&self, value: &Value<'p>, at: ExprAt<'p>) -> ModelOrigin {
        match value {
            Value::Text(_) => ModelOrigin::Literal,
            Value::OneOf(_) => ModelOrigin::Constant,
            Value::Null(_) => ModelOrigin::Implicit,
            Value::Env(_) => ModelOrigin::Env,
            Value::Parameter(_) | Value::Symbol { .. } | Value::AnyString(_) => {
                match (self.input(value, at).map(|input| input.source), value) {
                    (Some(InputSource::Web | InputSource::Tool | InputSource::Prompt), _) => {
                        ModelOrigin::WebInput
                    }
                    (Some(InputSource::Cli), _) => ModelOrigin::Parameter,
                    (Some(InputSource::Database), _) => ModelOrigin::Config,
                    (None, Value::Parameter(_)) => ModelOrigin::Parameter,
                    (None, Value::AnyString(_)) => ModelOrigin::Config,
                    (None, _) => ModelOrigin::Unknown,
                }
            }
            // What stands beside a part that is chosen does not confine it: `f"mistral/{model}"`.
            Value::Mixed(parts) => {
                let parts = parts.iter().flatten();
                let origins = parts.map(|part| self.origin_of(part, at));
                origins.max().unwrap_or(ModelOrigin::Unknown)
            }
            Value::Instance(_) | Value::Module(_) => ModelOrigin::Config,
            _ => ModelOrigin::Unknown,
        }
    }

    /// The way on which somebody outside chooses what an expression is, with nothing on it that
    /// confines that to a known set.
    fn open_way(&self, at: ExprAt<'p>) -> Option<Way<'p>> {
        let wanted = |value: &Value<'p>, at: ExprAt<'p>| self.is_open_choice(value, at);
        let stopped = |step: ExprAt<'p>| self.is_confined_before(step, at);
        let search = Search {
            wanted: &wanted,
            stopped: &stopped,
            inside: false,
        };
        self.way(at, &search)
    }

    /// The same for what is passed as a part of something else.
    fn open_value(&self, request: &Request<'p>, values: &[Value<'p>]) -> Option<Way<'p>> {
        let at = request.at;
        let source = values.iter().find(|value| self.is_open_choice(value, at))?;
        Some(Way {
            steps: vec![at],
            source: source.clone(),
        })
    }

    /// Whether what feeds a parameter offers a known set: `gr.Dropdown([…])` among the inputs of a
    /// handler of gradio.
    fn is_fed_by_choice(&self, parameter: &Parameter<'p>) -> bool {
        let function = parameter.function;
        let Some(handler) = self
            .as_handler(function)
            .filter(|_| parameter.path.is_empty())
        else {
            return false;
        };
        let (Spec::Registrar(registrar), Some(call)) = (handler.spec, handler.registered) else {
            return false;
        };
        let bound = function.file.facts.function(function.id).class.is_some();
        let nth = |slots: &[Slot], index: usize| {
            let found = self.first_slot(call, slots)?;
            let lists = found.values.iter().filter_map(|value| match value {
                Value::Array(list) => Some(*list),
                _ => None,
            });
            let mut lists = lists.peekable();
            if lists.peek().is_none() {
                return (index == 0).then_some(found.values);
            }
            let items = lists.filter_map(|list| match list.file.facts.kind(list.id) {
                ExprKind::Array(items) => items.get(index).map(|item| list.with(*item)),
                _ => None,
            });
            Some(items.flat_map(|item| self.values(item).to_vec()).collect())
        };
        let fed = parameter
            .index
            .checked_sub(usize::from(bound))
            .and_then(|index| {
                nth(&registrar.feeds, index)
                    .or_else(|| nth(&registrar.feeds_more, index.checked_sub(2)?))
            });
        let confines = |value: &Value<'p>| match value {
            Value::Symbol { path, .. } => {
                let maker = path.strip_suffix("()").unwrap_or(path);
                let role = self.catalog.role(family(function.file), maker);
                matches!(role, Some(Role::Confines(_)))
            }
            _ => false,
        };
        fed.is_some_and(|values| values.iter().any(confines))
    }

    /// Whether the annotation of a parameter confines it: `Annotated[str, AfterValidator(check)]`.
    fn is_annotated(&self, parameter: &Parameter<'p>) -> bool {
        let function = parameter.function;
        let mut declared = function.file.facts.function(function.id).parameters.iter();
        declared.nth(parameter.index).is_some_and(|it| {
            parameter.path.is_empty()
                && self.is_confined_by_annotation(function.file, it.range, it.declared.as_ref())
        })
    }

    /// Whether somebody outside the program chooses a value freely.
    fn is_open_choice(&self, value: &Value<'p>, at: ExprAt<'p>) -> bool {
        if self.is_confined_by_schema(value) {
            return false;
        }
        let is_listed = || {
            let input = self.input(value, at);
            input.is_some_and(|input| self.is_listed_option(&input, at))
        };
        match value {
            // What a framework has checked is open only where the schema is known to be.
            Value::Parameter(parameter) => {
                !is_fetched(parameter)
                    && !self.is_checked_path_of(parameter)
                    && !is_listed()
                    && !is_patterned(parameter)
                    && !self.is_annotated(parameter)
                    && !self.is_fed_by_choice(parameter)
            }
            Value::AnyString(field) => self.is_sent(field),
            Value::Env(_) => true,
            Value::Mixed(parts) => parts.iter().flatten().any(|it| self.is_open_choice(it, at)),
            Value::Symbol { call, .. } => {
                let is_patterned = |it: &ExprAt<'p>| has_pattern(&it.file.facts, it.id);
                !self.is_checked_value(value)
                    && self.input(value, at).is_some()
                    && !is_listed()
                    && !call.as_ref().is_some_and(is_patterned)
            }
            _ => false,
        }
    }
}

/// Whether a value is what a function gives that was passed: `get_settings().model` is not chosen by
/// whoever passes `get_settings`.
fn is_fetched(parameter: &Parameter<'_>) -> bool {
    matches!(parameter.path.first(), Some(Step::Key(name)) if name == "()")
}

/// Whether a framework checks a parameter against a pattern: `Query(pattern="^(small|large)$")`.
fn is_patterned(parameter: &Parameter<'_>) -> bool {
    let facts = &parameter.function.file.facts;
    let declared = facts
        .function(parameter.function.id)
        .parameters
        .get(parameter.index);
    let mut said = declared
        .into_iter()
        .flat_map(|it| it.notes.iter().chain(&it.default));
    parameter.path.is_empty() && said.any(|&id| has_pattern(facts, id))
}
