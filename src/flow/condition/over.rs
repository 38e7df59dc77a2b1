//! What a condition says over other expressions: a name that holds what was decided before, a
//! function of the project that decides, and the elements of a list.

use super::list::outside_elements;
use super::{Knowledge, Known, common};
use crate::catalog::Predicate;
use crate::facts::{Call, Definition, ExprId, ExprKind, Facts, Function, Source};
use crate::flow::Flow;
use crate::flow::value::{ExprAt, Value};
use crate::project::SourceFile;
use crate::text::TextRange;
use rustc_hash::FxHashSet;

impl<'p> Flow<'p> {
    /// What is known once what a name holds has come out as `outcome`: `ok = model in MODELS`.
    pub(super) fn implied_by_name(
        &self,
        at: ExprAt<'p>,
        outcome: bool,
        depth: usize,
    ) -> Vec<Knowledge<'p>> {
        let Some(value) = held(at) else {
            return Vec::new();
        };
        // In JavaScript a list is true, empty or not.
        let of_list = match (at.file.language.is_ecma(), outcome) {
            (true, _) => None,
            (false, true) => self.something_in(at, depth),
            (false, false) => self.nothing_in(at, depth),
        };
        of_list.unwrap_or_else(|| self.implied(value, outcome, depth + 1))
    }

    /// What is known once a call has come out as `outcome`.
    pub(super) fn implied_by_call(
        &self,
        at: ExprAt<'p>,
        call: &Call,
        outcome: bool,
        depth: usize,
    ) -> Vec<Knowledge<'p>> {
        let facts = &at.file.facts;
        let (ExprKind::Member { name, .. } | ExprKind::Name(name)) = facts.kind(call.callee) else {
            return Vec::new();
        };
        let Some(first) = call.arguments.first().map(|it| at.with(it.value)) else {
            return Vec::new();
        };
        let each = |outcome| self.decided_of_each(first, outcome, depth);
        let confined = |at| vec![(unasserted(at), Known::Confined)];
        let second = || call.arguments.get(1).map(|it| at.with(it.value));
        match (self.catalog.checks().predicate(name), outcome) {
            (Some(Predicate::Has), true) => confined(first),
            // `Object.hasOwn(MODELS, model)`, `hasOwnProperty.call(MODELS, model)`
            (Some(Predicate::HasOwn), true) if names_own_property(facts, call.callee) => {
                second().map_or(Vec::new(), confined)
            }
            (Some(Predicate::Matches), true) if lists_words(at.with(call.callee).source()) => {
                confined(first)
            }
            (Some(Predicate::Every), true) => each(true),
            (Some(Predicate::Any), false) => each(false),
            (Some(Predicate::Any | Predicate::Finds), true) => outside_elements(each(true)),
            (Some(Predicate::Within), true) => match facts.member(call.callee) {
                Some((set, _)) => self
                    .all_in_environment(at.with(set), first)
                    .unwrap_or_default(),
                None => Vec::new(),
            },
            (Some(Predicate::First), true) => self.something_in(first, depth).unwrap_or_default(),
            _ => self.implied_by_predicate(at, call, outcome, depth),
        }
    }

    /// What is known once a function of the project that returns a condition on its parameters has
    /// come out as `outcome`: `isAllowed(body.model)`.
    fn implied_by_predicate(
        &self,
        at: ExprAt<'p>,
        call: &Call,
        outcome: bool,
        depth: usize,
    ) -> Vec<Knowledge<'p>> {
        let facts = &at.file.facts;
        let name = facts.last_name(call.callee);
        if name.is_some_and(|name| self.catalog.checks().is_of_language(name)) {
            return Vec::new();
        }
        let callees = self.values(at.with(call.callee));
        let [Value::Function(predicate)] = &*callees else {
            return Vec::new();
        };
        let facts = &predicate.file.facts;
        let declaration = facts.function(predicate.id);
        // `return false` is not on the way to a truth.
        let other = |id: &&ExprId| match facts.kind(**id) {
            ExprKind::Bool(value) => *value == outcome,
            ExprKind::Null => !outcome,
            _ => true,
        };
        let ways = declaration.returns.iter().filter(other);
        let ways = ways.map(|&id| self.implied(predicate.with(id), outcome, depth + 1));
        let decided = ways.reduce(|left, right| common(left, &right));
        passed_as(declaration, decided.unwrap_or_default(), at, call)
    }

    /// What is known once a call of a function of the project has come back that raises otherwise:
    /// `requireModel(body.model)`.
    pub(in crate::flow) fn implied_by_coming_back(&self, at: ExprAt<'p>) -> Vec<Knowledge<'p>> {
        let facts = &at.file.facts;
        let Some(call) = facts.call(at.id).filter(|it| !it.arguments.is_empty()) else {
            return Vec::new();
        };
        let callee = at.with(call.callee);
        let is_raising = |name: &str| self.raising_names().contains(name);
        if !self.may_be_called(callee, is_raising) && !self.comes_unread(callee) {
            return Vec::new();
        }
        let callees = self.values(callee);
        let [Value::Function(function)] = &*callees else {
            return Vec::new();
        };
        let file = function.file;
        let declaration = file.facts.function(function.id);
        let mut known = Vec::new();
        for guard in file.facts.guards_in(declaration.body) {
            let condition = function.with(guard.condition);
            if guard.assertion {
                known.extend(self.knowledge(condition, true));
            } else if raises(file, guard.then) {
                known.extend(self.knowledge(condition, false));
            }
        }
        passed_as(declaration, known, at, call)
    }

    /// Whether a function returns truth only for one of a known set.
    pub(in crate::flow) fn confines_its_argument(&self, function: ExprAt<'p>) -> bool {
        let values = self.values(function);
        let [Value::Function(function)] = &*values else {
            return false;
        };
        let declaration = function.file.facts.function(function.id);
        let [returned] = declaration.returns.as_slice() else {
            return false;
        };
        let known = self.knowledge(function.with(*returned), true);
        known
            .into_iter()
            .any(|(at, known)| known == Known::Confined && parameter(declaration, at) == Some(0))
    }

    /// Whether what is called is imported from a file of the project that was not parsed.
    fn comes_unread(&self, callee: ExprAt<'p>) -> bool {
        let facts = &callee.file.facts;
        let name = match facts.kind(callee.id) {
            ExprKind::Name(name) => Some(name),
            ExprKind::Member { object, .. } => match facts.kind(*object) {
                ExprKind::Name(name) => Some(name),
                _ => None,
            },
            _ => None,
        };
        let binding = name.and_then(|name| facts.resolve(name, callee.range().start()));
        let definitions = binding.map_or(&[][..], |it| &facts.binding(it).definitions);
        let is_unread = |definition: &Definition| match definition.source {
            Source::Import(import) => self.is_unread(callee.file, facts.import(import)),
            _ => false,
        };
        definitions.iter().any(is_unread)
    }

    /// The names of the functions that raise where a condition does not hold.
    fn raising_names(&self) -> &FxHashSet<&'p str> {
        self.raising.get_or_init(|| {
            let files = self.project.files();
            let names = files.flat_map(|file| {
                let guards = file.facts.guards.iter();
                let raising = guards.filter(|it| it.assertion || raises(file, it.then));
                raising.filter_map(|guard| {
                    let at = file.facts.range(guard.condition).start();
                    let function = file.facts.function(file.facts.function_at(at)?);
                    (!function.parameters.is_empty()).then_some(function.name.as_deref()?)
                })
            });
            names.collect()
        })
    }
}

/// What is known of a function's parameters, of what a call passes for them.
fn passed_as<'p>(
    function: &Function,
    known: Vec<Knowledge<'p>>,
    at: ExprAt<'p>,
    call: &Call,
) -> Vec<Knowledge<'p>> {
    let passed = |(of, known): Knowledge<'p>| {
        let argument = call.arguments.get(parameter(function, of)?)?;
        Some((unasserted(at.with(argument.value)), known))
    };
    known.into_iter().filter_map(passed).collect()
}

/// Whether statements raise an error.
fn raises(file: &SourceFile, range: TextRange) -> bool {
    let exit = file.facts.exits_in(range).first();
    exit.is_some_and(|exit| exit.raises)
}

/// Whether what is called asks an object for a property of its own.
fn names_own_property(facts: &Facts, callee: ExprId) -> bool {
    let ExprKind::Member { object, name } = facts.kind(callee) else {
        return false;
    };
    name == "hasOwn"
        || facts
            .last_name(*object)
            .is_some_and(|it| it == "hasOwnProperty")
}

/// Whether a regular expression lets nothing pass but some words: `/^(small|large)$/.test`.
fn lists_words(source: &str) -> bool {
    let inner = source.strip_prefix("/^").and_then(|it| it.split_once("$/"));
    let words = inner.map(|(words, _)| words.trim_start_matches("(?:").trim_matches(['(', ')']));
    let is_plain = |it: char| it.is_alphanumeric() || matches!(it, '-' | '_' | '|' | '.' | '\\');
    words.is_some_and(|it| !it.is_empty() && it.chars().all(is_plain) && !it.contains("\\w"))
}

/// An expression without what is asserted of its type.
pub(super) fn unasserted(at: ExprAt<'_>) -> ExprAt<'_> {
    let inner = |at: &ExprAt<'_>| match at.file.facts.kind(at.id) {
        ExprKind::Assert { value, .. } => Some(*value),
        _ => None,
    };
    let mut plain = at;
    while let Some(id) = inner(&plain) {
        plain = at.with(id);
    }
    plain
}

/// What a name holds, if that is given it once.
pub(super) fn held(at: ExprAt<'_>) -> Option<ExprAt<'_>> {
    let facts = &at.file.facts;
    let ExprKind::Name(name) = facts.kind(at.id) else {
        return None;
    };
    let binding = facts.resolve(name, at.range().start())?;
    match facts.binding(binding).definitions.as_slice() {
        [
            Definition {
                source: Source::Value(value),
                path,
                ..
            },
        ] if path.is_empty() && *value != at.id => Some(at.with(*value)),
        _ => None,
    }
}

/// Which parameter of a function an expression is.
fn parameter(function: &Function, at: ExprAt<'_>) -> Option<usize> {
    let ExprKind::Name(name) = at.file.facts.kind(at.id) else {
        return None;
    };
    let mut parameters = function.parameters.iter();
    parameters.position(|parameter| parameter.name.as_ref() == Some(name))
}
