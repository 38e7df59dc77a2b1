//! Where errors of requests are caught, and which expressions there show them.

mod around;
mod kept;
mod shown;

pub(super) use around::Failures;

use super::Flow;
use super::value::{At, ExprAt, FunctionAt, Value};
use crate::catalog::Errors;
use crate::facts::{Definition, Source, Step};
use crate::project::SourceFile;
use crate::text::TextRange;

/// How many calls down from what is tried a request is looked for.
const MAX_CALLS_DOWN: usize = 3;

/// An error that is caught: what is tried, what runs on an error, how that is called there.
pub struct Caught<'p> {
    /// The file.
    pub file: &'p SourceFile,
    /// What is tried.
    pub tried: TextRange,
    /// What runs on an error.
    pub catch: TextRange,
    /// Whether it runs for the errors of all handlers, not for those of something tried.
    around: bool,
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
            // A member of a parameter has no name of its own.
            Name::Parameter(_, _, Some(_)) => None,
            Name::Parameter(function, index, None) => {
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
    /// The parameter of a function, or a member of it.
    Parameter(FunctionAt<'p>, usize, Option<&'p str>),
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
                    false => clause(self.catalog.errors(), file.source(catch))?,
                };
                let tried = handler.body;
                Some(Caught {
                    file,
                    tried,
                    catch,
                    around: false,
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
                around: false,
                name: Name::Parameter(At { file, id }, 0, None),
            })
        });
        let of_handlers = self.failures_of(file);
        of_statement.chain(of_promise).chain(of_handlers).collect()
    }

    /// Whether it catches the errors of all handlers, not those of something that is written there.
    pub fn stands_around(&self, caught: &Caught<'p>) -> bool {
        caught.around || self.goes_on(caught)
    }

    /// The call by which what is tried asks a model, itself or in what it calls; a request of a handler,
    /// if it stands around those.
    pub fn tried_request(&self, caught: &Caught<'p>) -> Option<ExprAt<'p>> {
        if self.stands_around(caught) {
            return self.served_request(caught.file);
        }
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
}

impl<'p> Caught<'p> {
    /// Whether a name means the caught error.
    fn is_called(&self, name: &str, at: ExprAt<'p>) -> bool {
        let definitions = || {
            let facts = &at.file.facts;
            let binding = facts.resolve(name, at.range().start())?;
            Some(&facts.binding(binding).definitions)
        };
        let any = |wanted: &dyn Fn(&Definition) -> bool| {
            definitions().is_some_and(|it| it.iter().any(wanted))
        };
        match &self.name {
            Name::Declared => any(&|it| matches!(it.source, Source::Caught)),
            Name::Written(own) => *own == name && self.catch.contains_range(at.range()),
            Name::Parameter(function, index, member) => any(&|it| {
                let is_part =
                    |wanted: &str| matches!(it.path.first(), Some(Step::Key(key)) if key == wanted);
                matches!(it.source, Source::Parameter(id, number)
                    if id == function.id && number == *index && std::ptr::eq(at.file, function.file))
                    && member.is_none_or(is_part)
            }),
            Name::None => false,
        }
    }
}

/// How an `except` clause calls the error; `None` if those of requests are not among what it catches.
fn clause<'s>(errors: &Errors, source: &'s str) -> Option<Name<'s>> {
    let head = source.lines().next()?.strip_prefix("except")?;
    let head = head.split(':').next()?.trim_start_matches('*');
    let (types, name) = match head.rsplit_once(" as ") {
        Some((types, name)) => (types, Name::Written(name.trim())),
        None => (head, Name::None),
    };
    let names = types.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '.');
    let mut names = names.filter(|it| !it.is_empty()).peekable();
    (names.peek().is_none() || names.any(|it| errors.is_wide(it))).then_some(name)
}
