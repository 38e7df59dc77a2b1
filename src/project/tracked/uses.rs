//! What of a file's own names uses what.

use crate::catalog::{Catalog, Family};
use crate::facts::{Comment, ExprId, ExprKind};
use crate::project::words::words;
use crate::project::{Prefilter, SourceFile};
use crate::text::TextRange;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// What uses what: worked out once for a file, however often others change what it is given.
#[derive(Default)]
pub(super) struct Uses {
    /// The names, by the numbers that stand for them below.
    pub(super) names: Vec<SmolStr>,
    pub(super) numbers: FxHashMap<SmolStr, usize>,
    /// The values, in order of place, with the names that each is given to.
    pub(super) values: Vec<(TextRange, Vec<usize>)>,
    /// By name: where it is used.
    pub(super) used: Vec<Used>,
    /// Where the text mentions Mistral.
    pub(super) mentioned: Used,
}

/// Where something is written; comments do not count.
#[derive(Default)]
pub(super) struct Used {
    pub(super) places: Vec<usize>,
    /// The numbers of the values that it is written in.
    pub(super) values: Vec<usize>,
}

impl Uses {
    pub(super) fn of(file: &SourceFile, prefilter: &Prefilter) -> Self {
        let text = file.document.text();
        let mut uses = Self::default();
        for (name, range) in extents(file) {
            let number = uses.number(name);
            match uses.values.last_mut().filter(|(last, _)| *last == range) {
                Some((_, names)) => names.push(number),
                None => uses.values.push((range, vec![number])),
            }
        }
        // Which names `from module import *` gives is known later.
        let mut imports = file.facts.imports();
        if imports.any(|(_, import)| import.name.as_deref() == Some("*")) {
            for (_, word) in words(text) {
                uses.number(word.into());
            }
        }
        uses.used.resize_with(uses.names.len(), Used::default);
        let mut around = Around::new(file, &uses.values);
        for (place, word) in words(text) {
            if let Some(&number) = uses.numbers.get(word) {
                around.note(place, &mut uses.used[number]);
            }
        }
        let mut around = Around::new(file, &uses.values);
        for place in prefilter.mentions(text) {
            around.note(place, &mut uses.mentioned);
        }
        for used in uses.used.iter_mut().chain([&mut uses.mentioned]) {
            used.values.sort_unstable();
            used.values.dedup();
        }
        uses
    }

    fn number(&mut self, name: SmolStr) -> usize {
        let next = self.names.len();
        let number = *self.numbers.entry(name.clone()).or_insert(next);
        if number == next {
            self.names.push(name);
        }
        number
    }
}

/// The values around places that are asked for in order.
struct Around<'u> {
    comments: &'u [Comment],
    values: &'u [(TextRange, Vec<usize>)],
    /// How many values begin before the last place.
    begun: usize,
    /// Those of them that may not have ended.
    open: Vec<usize>,
}

impl<'u> Around<'u> {
    fn new(file: &'u SourceFile, values: &'u [(TextRange, Vec<usize>)]) -> Self {
        Self {
            comments: &file.facts.comments,
            values,
            begun: 0,
            open: Vec::new(),
        }
    }

    fn note(&mut self, place: usize, used: &mut Used) {
        let before = self
            .comments
            .partition_point(|comment| comment.range.start() <= place);
        if before > 0 && self.comments[before - 1].range.contains(place) {
            return;
        }
        let begin = |(range, _): &&(TextRange, Vec<usize>)| range.start() <= place;
        let begun = self.values[self.begun..].iter().take_while(begin).count();
        self.open.extend(self.begun..self.begun + begun);
        self.begun += begun;
        self.open
            .retain(|&value| self.values[value].0.contains(place));
        used.places.push(place);
        let news = self
            .open
            .iter()
            .filter(|value| !used.values.contains(value));
        let news: Vec<_> = news.copied().collect();
        used.values.extend(news);
    }
}

/// Where routers and applications of the file's own scope are given handlers, and classes what they are
/// decorated with: `router.post("/chat", chat)`, `@router.post("/chat")`, `@Module({ controllers })`. Who
/// imports those may limit them, or is told their errors.
fn registrations(file: &SourceFile) -> Vec<(SmolStr, TextRange)> {
    let facts = &file.facts;
    let family = match file.language.is_ecma() {
        true => Family::Ecma,
        false => Family::Python,
    };
    let web = Catalog::builtin().web(family);
    let receiver = |call: ExprId| {
        let (object, method) = facts.member(facts.call(call)?.callee)?;
        let registers = web.may_register(method) || web.installs(method) || web.mounts(method);
        match facts.kind(object) {
            ExprKind::Name(name) if registers => Some(name.clone()),
            _ => None,
        }
    };
    let called = facts.calls.iter().filter_map(|&call| {
        let name = receiver(call)?;
        let at_top = facts.function_at(facts.range(call).start()).is_none();
        at_top.then(|| (name, facts.range(call)))
    });
    let decorated = facts.functions().flat_map(|(_, function)| {
        let names = function.decorators.iter().filter_map(|&it| receiver(it));
        names.map(|name| (name, function.range))
    });
    let classes = facts.classes().flat_map(|(_, class)| {
        let ranges = class.decorators.iter().map(|&it| facts.range(it));
        ranges.filter_map(|range| Some((class.name.clone()?, range)))
    });
    called.chain(decorated).chain(classes).collect()
}

/// Where each name of the file's own scope is given its value, in order of place.
fn extents(file: &SourceFile) -> Vec<(SmolStr, TextRange)> {
    let facts = &file.facts;
    let extents = facts.given().map(|(name, range)| (name.clone(), range));
    let is_own = |name: &SmolStr| facts.module_binding(name).is_some();
    let given = registrations(file)
        .into_iter()
        .filter(|(name, _)| is_own(name));
    let mut extents: Vec<_> = extents.chain(given).collect();
    extents.sort_by_key(|(_, range)| (range.start(), range.end()));
    extents
}
