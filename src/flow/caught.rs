//! Where errors of requests are caught, and which expressions there show them.

use super::Flow;
use super::value::{At, ExprAt, FunctionAt, Value};
use crate::catalog::words;
use crate::facts::{Call, ExprId, ExprKind, Operator, Source, Step};
use crate::project::SourceFile;
use crate::text::TextRange;

/// How many calls down from what is tried a request is looked for.
const MAX_CALLS_DOWN: usize = 3;

/// How deep an error is looked for in an expression.
const MAX_DEPTH: usize = 24;

/// Members of an error that tell nothing of what happened inside.
const HARMLESS: &[&str] = &[
    "status",
    "statusCode",
    "status_code",
    "code",
    "name",
    "type",
    "constructor",
    "__class__",
    "__name__",
    "retryable",
    "length",
    "errno",
];

/// Functions that give what they are given as text, or in another form.
const SHOWING: &[&str] = &[
    "String",
    "str",
    "repr",
    "stringify",
    "inspect",
    "format",
    "join",
    "dumps",
    "Error",
    "encode",
    "toString",
    "slice",
    "substring",
    "trim",
    "replace",
    "jsonable_encoder",
    "serializeError",
    "dict",
    "list",
    "concat",
    "Exception",
    "strip",
    "format_exception",
    "toJSON",
];

/// Methods that give whether, not what.
const TESTING: &[&str] = &[
    "includes",
    "startsWith",
    "endsWith",
    "startswith",
    "endswith",
    "test",
    "match",
    "indexOf",
    "find",
    "get_status",
];

/// An error that is caught: what is tried, what runs on an error, how that is called there.
pub struct Caught<'p> {
    /// The file.
    pub file: &'p SourceFile,
    /// What is tried.
    pub tried: TextRange,
    /// What runs on an error.
    pub catch: TextRange,
    name: Name<'p>,
}

impl Caught<'_> {
    /// The name of the error in what runs on it, if it has one.
    pub fn error(&self) -> Option<&str> {
        let facts = &self.file.facts;
        match &self.name {
            Name::Declared => facts.bindings().find_map(|(_, binding)| {
                let mut definitions = binding.definitions.iter();
                let is_it = definitions.any(|it| {
                    matches!(it.source, Source::Caught)
                        && it.path.is_empty()
                        && (self.tried.end()..self.catch.end()).contains(&it.range.start())
                });
                is_it.then_some(&*binding.name)
            }),
            Name::Written(name) => Some(name),
            Name::Parameter(function, index) => {
                let parameters = &facts.function(function.id).parameters;
                parameters.get(*index)?.name.as_deref()
            }
            Name::None => None,
        }
    }
}

/// How a caught error is called.
enum Name<'p> {
    /// What a `catch` clause declares.
    Declared,
    /// What stands behind the `as` of Python.
    Written(&'p str),
    /// The parameter of a function.
    Parameter(FunctionAt<'p>, usize),
    /// Nothing.
    None,
}

impl<'p> Flow<'p> {
    /// Where a file catches errors that those of requests may be among, in order of place.
    pub fn caught(&self, file: &'p SourceFile) -> Vec<Caught<'p>> {
        let facts = &file.facts;
        let of_statement = facts.handlers.iter().flat_map(|handler| {
            handler.catches.iter().filter_map(move |&catch| {
                let name = match file.language.is_ecma() {
                    true => Name::Declared,
                    false => clause(file.source(catch))?,
                };
                let tried = handler.body;
                Some(Caught {
                    file,
                    tried,
                    catch,
                    name,
                })
            })
        });
        // `ask().catch((error) => …)`.
        let of_promise = facts.functions().filter_map(|(id, function)| {
            let callee = facts.receiver(id)?;
            let (object, name) = facts.member(callee)?;
            (name == "catch").then(|| Caught {
                file,
                tried: facts.range(object),
                catch: function.range,
                name: Name::Parameter(At { file, id }, 0),
            })
        });
        of_statement.chain(of_promise).collect()
    }

    /// The call by which what is tried asks a model, itself or in what it calls.
    pub fn tried_request(&self, caught: &Caught<'p>) -> Option<ExprAt<'p>> {
        self.asks_within(caught.file, caught.tried, MAX_CALLS_DOWN, &mut Vec::new())
    }

    fn asks_within(
        &self,
        file: &'p SourceFile,
        range: TextRange,
        down: usize,
        seen: &mut Vec<FunctionAt<'p>>,
    ) -> Option<ExprAt<'p>> {
        let own = self.requests(file);
        if let Some(request) = own.iter().find(|it| range.contains_range(it.at.range())) {
            return Some(request.at);
        }
        if down == 0 {
            return None;
        }
        let facts = &file.facts;
        facts.calls_in(range).iter().find_map(|&id| {
            let call = facts.call(id)?;
            let at = At { file, id };
            let values = self.values(at.with(call.callee));
            values.iter().find_map(|value| match value {
                Value::Function(function) if !seen.contains(function) && seen.len() < 64 => {
                    seen.push(*function);
                    let range = function.file.facts.function(function.id).range;
                    self.asks_within(function.file, range, down - 1, seen)
                        .map(|_| at)
                }
                _ => None,
            })
        })
    }

    /// The part of an expression that shows the error: `error.message` in `{ error: error.message }`.
    pub fn shows(&self, caught: &Caught<'p>, at: ExprAt<'p>) -> Option<ExprAt<'p>> {
        self.shows_within(caught, at, 0)
    }

    fn shows_within(
        &self,
        caught: &Caught<'p>,
        at: ExprAt<'p>,
        depth: usize,
    ) -> Option<ExprAt<'p>> {
        if depth > MAX_DEPTH {
            return None;
        }
        let facts = &at.file.facts;
        let below = |id: ExprId| self.shows_within(caught, at.with(id), depth + 1);
        match facts.kind(at.id) {
            ExprKind::Name(name) if caught.is_called(name, at) => Some(at),
            ExprKind::Name(name) => self.shown_by_name(caught, name, at, depth),
            ExprKind::Member { object, name } => {
                below(*object)?;
                (!HARMLESS.contains(&name.as_str())).then_some(at)
            }
            ExprKind::Index { object, .. } => below(*object),
            ExprKind::Call(call) => self.shown_by_call(caught, call, at, depth),
            ExprKind::Template(parts) | ExprKind::Array(parts) | ExprKind::Unknown(parts) => {
                parts.iter().find_map(|id| below(*id))
            }
            ExprKind::Object(properties) => properties.iter().find_map(|it| below(it.value)),
            ExprKind::Binary {
                operator,
                left,
                right,
            } => match operator {
                Operator::And if for_developers(at.with(*left).source()) => None,
                Operator::And => below(*right),
                Operator::Add
                | Operator::Or
                | Operator::Coalesce
                | Operator::Remainder
                | Operator::Union => below(*left).or_else(|| below(*right)),
                _ => None,
            },
            ExprKind::Conditional {
                test,
                then,
                otherwise,
            } => {
                let test = at.file.source(facts.range(*test));
                let kept = for_developers(test) || is_narrow_test(test);
                match kept {
                    true => None,
                    false => below(*then).or_else(|| below(*otherwise)),
                }
            }
            ExprKind::Await(inner)
            | ExprKind::Spread(inner)
            | ExprKind::Assert { value: inner, .. } => below(*inner),
            _ => None,
        }
    }

    /// `const message = error.message`, `const { message } = error`.
    fn shown_by_name(
        &self,
        caught: &Caught<'p>,
        name: &str,
        at: ExprAt<'p>,
        depth: usize,
    ) -> Option<ExprAt<'p>> {
        let facts = &at.file.facts;
        let binding = facts.binding(facts.resolve(name, at.range().start())?);
        let inside = binding
            .definitions
            .iter()
            .filter(|it| caught.catch.contains_range(it.range));
        inside.into_iter().find_map(|definition| {
            let harmless = matches!(definition.path.first(), Some(Step::Key(key)) if HARMLESS.contains(&key.as_str()));
            match definition.source {
                Source::Value(value) if !harmless => {
                    self.shows_within(caught, at.with(value), depth + 1).map(|_| at)
                }
                _ => None,
            }
        })
    }

    fn shown_by_call(
        &self,
        caught: &Caught<'p>,
        call: &Call,
        at: ExprAt<'p>,
        depth: usize,
    ) -> Option<ExprAt<'p>> {
        let facts = &at.file.facts;
        let name = facts.last_name(call.callee)?;
        if TESTING.contains(&name.as_str()) {
            return None;
        }
        if name == "format_exc" && caught.catch.contains_range(at.range()) {
            return Some(at);
        }
        if let Some((object, _)) = facts.member(call.callee)
            && self
                .shows_within(caught, at.with(object), depth + 1)
                .is_some()
        {
            return Some(at);
        }
        let values = self.values(at.with(call.callee));
        call.arguments
            .iter()
            .enumerate()
            .find_map(|(index, argument)| {
                self.shows_within(caught, at.with(argument.value), depth + 1)?;
                let functions = values.iter().filter_map(|value| match value {
                    Value::Function(function) => Some(*function),
                    _ => None,
                });
                let mut functions = functions.peekable();
                if functions.peek().is_none() {
                    return SHOWING.contains(&name.as_str()).then_some(at);
                }
                functions.find_map(|function| {
                    let declaration = function.file.facts.function(function.id);
                    let inner = Caught {
                        file: function.file,
                        tried: declaration.range,
                        catch: declaration.range,
                        name: Name::Parameter(function, index),
                    };
                    let mut returns = declaration.returns.iter();
                    returns.find_map(|id| self.shows_within(&inner, function.with(*id), depth + 4))
                })?;
                Some(at)
            })
    }

    /// Whether what stands in a catch is reached for certain errors only, or while developing.
    pub fn is_kept_from_strangers(&self, caught: &Caught<'p>, at: ExprAt<'p>) -> bool {
        let facts = &caught.file.facts;
        let range = at.range();
        let own = facts.guards.iter().filter(|guard| {
            caught.catch.contains_range(facts.range(guard.condition)) && !guard.assertion
        });
        own.into_iter().any(|guard| {
            let condition = caught.file.source(facts.range(guard.condition));
            let within = |range: TextRange| {
                facts
                    .exits
                    .iter()
                    .any(|exit| range.contains_range(exit.range))
            };
            let inside = guard.then.contains_range(range);
            let otherwise = guard.otherwise.is_some_and(|it| it.contains_range(range));
            let after = guard.then.end() <= range.start() && within(guard.then);
            inside && (for_developers(condition) || is_narrow_test(condition))
                || (otherwise || after) && condition.to_ascii_lowercase().contains("prod")
        })
    }
}

impl<'p> Caught<'p> {
    /// Whether a name means the caught error.
    fn is_called(&self, name: &str, at: ExprAt<'p>) -> bool {
        let definitions = || {
            let facts = &at.file.facts;
            let binding = facts.resolve(name, at.range().start())?;
            Some(&facts.binding(binding).definitions)
        };
        let any = |wanted: &dyn Fn(&Source) -> bool| {
            definitions().is_some_and(|it| it.iter().any(|it| wanted(&it.source)))
        };
        match &self.name {
            Name::Declared => any(&|source| matches!(source, Source::Caught)),
            Name::Written(own) => *own == name && self.catch.contains_range(at.range()),
            Name::Parameter(function, index) => any(&|source| {
                matches!(source, Source::Parameter(id, number)
                    if *id == function.id && number == index && std::ptr::eq(at.file, function.file))
            }),
            Name::None => false,
        }
    }
}

/// How an `except` clause calls the error; `None` if those of requests are not among what it catches.
fn clause(source: &str) -> Option<Name<'_>> {
    let head = source.lines().next()?.strip_prefix("except")?;
    let head = head.split(':').next()?.trim_start_matches('*');
    let (types, name) = match head.rsplit_once(" as ") {
        Some((types, name)) => (types, Name::Written(name.trim())),
        None => (head, Name::None),
    };
    let names = types.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '.');
    let mut names = names.filter(|it| !it.is_empty()).peekable();
    (names.peek().is_none() || names.any(is_wide)).then_some(name)
}

/// Whether errors of requests are of this class.
fn is_wide(class: &str) -> bool {
    let class = class.rsplit('.').next().unwrap_or(class);
    let of_requests = [
        "mistral",
        "sdk",
        "http",
        "api",
        "request",
        "connection",
        "connect",
        "timeout",
        "axios",
        "client",
    ];
    match class {
        "Error" | "Exception" | "BaseException" => true,
        "HTTPException" | "HttpException" => false,
        _ => words(class)
            .iter()
            .any(|word| of_requests.contains(&word.as_str())),
    }
}

/// Whether a condition holds only for errors that are not of requests: `error instanceof ZodError`.
fn is_narrow_test(condition: &str) -> bool {
    let class = match (
        condition.split_once("instanceof "),
        condition.split_once("isinstance("),
    ) {
        (Some((_, class)), _) => class,
        (None, Some((_, rest))) => rest.split_once(',').map_or("", |(_, class)| class),
        (None, None) => {
            return condition.contains("ZodError") || condition.contains("ValidationError");
        }
    };
    let end = |c: char| !c.is_alphanumeric() && c != '_' && c != '.';
    let class = class.trim().split(end).next().unwrap_or_default();
    !class.is_empty() && !is_wide(class)
}

/// Whether a condition holds only while developing.
fn for_developers(condition: &str) -> bool {
    let condition = condition.to_ascii_lowercase();
    let marks = [
        "development",
        "debug",
        "isdev",
        "is_dev",
        "env.dev",
        "node_env",
        "__dev__",
        "production",
    ];
    marks.iter().any(|mark| condition.contains(mark))
}
