//! What a file gives to others that windbreak follows: exports whose source mentions Mistral, or uses
//! something that does, be it of this file or of another.
//!
//! This errs on the side of too much: it only decides what is worth parsing. A list of providers that
//! thousands of files import makes those files worth it that name the list.

use super::{Prefilter, Project, SourceFile};
use crate::catalog::{Catalog, Family};
use crate::facts::{Comment, ExportSource, ExprId, ExprKind, Source};
use crate::text::TextRange;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// The tracked exports of files, by path.
pub(super) type AllTracked = FxHashMap<Arc<Path>, Tracked>;

/// What uses what in files, by path.
pub(super) type AllUses = FxHashMap<Arc<Path>, Uses>;

/// The exports of a file that are followed.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(super) struct Tracked {
    /// Their names.
    pub(super) names: BTreeSet<SmolStr>,
    /// Under which names they are given cannot be told.
    pub(super) all: bool,
}

impl Tracked {
    /// Whether nothing is followed.
    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty() && !self.all
    }

    /// Whether a text that imports the file may take something that is followed.
    pub(super) fn may_be_taken_by(&self, text: &str) -> bool {
        let mentions = |name: &SmolStr| name == "default" || text.contains(&**name);
        let takes_all = || text.contains("export *") || text.contains("import *");
        self.all || self.names.iter().any(mentions) || takes_all()
    }

    fn gives(&self, name: Option<&str>) -> bool {
        self.all || name.is_none_or(|name| self.names.contains(name))
    }
}

impl Project {
    /// The exports of `file` that are followed, as far as `known` tells of the files it imports.
    /// `uses` are those of the file.
    pub(super) fn tracked(&self, file: &SourceFile, uses: &Uses, known: &AllTracked) -> Tracked {
        let facts = &file.facts;
        let text = file.document.text();
        let from = |module: &str| {
            let path = self.locate(&file.path, file.language, module)?;
            known.get(&path)
        };
        let mut tainted = Taint::new(uses);
        let mut tracked = Tracked::default();
        for (id, binding) in facts.bindings() {
            let is_taken = binding.definitions.iter().any(|definition| {
                let Source::Import(import) = definition.source else {
                    return false;
                };
                let import = facts.import(import);
                let own = from(&import.module).is_some_and(|it| it.gives(import.name.as_deref()));
                // `from package import module`.
                let nested = || {
                    let name = import.name.as_ref().filter(|_| !file.language.is_ecma())?;
                    let dot = if import.module.ends_with('.') {
                        ""
                    } else {
                        "."
                    };
                    from(&format!("{}{dot}{name}", import.module))
                };
                own || nested().is_some()
            });
            if is_taken {
                tainted.take(&facts.binding(id).name);
            }
        }
        let stars = facts
            .imports()
            .filter(|(_, it)| it.name.as_deref() == Some("*"));
        for other in stars.filter_map(|(_, import)| from(&import.module)) {
            other.names.iter().for_each(|name| tainted.take(name));
        }
        // What cannot be seen as a name: `require` in an expression.
        let required = || {
            let mut modules = Self::modules(file);
            modules.any(|module| from(&module).is_some())
        };
        if !file.language.is_ecma() {
            tracked.names = tainted.names().cloned().collect();
            return tracked;
        }
        for export in &facts.exports {
            let is_tracked = match &export.source {
                ExportSource::Local(name) => tainted.has(name),
                ExportSource::Value(value) => tainted.is_reached(facts.range(*value)),
                ExportSource::Module { module, name } if export.name != "*" => {
                    from(module).is_some_and(|it| it.gives(name.as_deref()))
                }
                ExportSource::Module { module, .. } => {
                    if let Some(other) = from(module) {
                        tracked.names.extend(other.names.iter().cloned());
                        tracked.all |= other.all;
                    }
                    false
                }
            };
            if is_tracked {
                tracked.names.insert(export.name.clone());
            }
        }
        let is_common = text.contains("module.exports") || text.contains("exports.");
        tracked.all |= is_common && (tainted.has_any() || required());
        tracked
    }
}

/// What of a file's own names uses what: worked out once for a file, however often others change what
/// it is given.
#[derive(Default)]
pub(super) struct Uses {
    /// The names, and the numbers that stand for them below.
    names: FxHashMap<SmolStr, usize>,
    /// The values, in order of place, with the names that each is given to.
    values: Vec<(TextRange, Vec<usize>)>,
    /// By name: where it is used.
    used: Vec<Used>,
    /// Where the text mentions Mistral.
    mentioned: Used,
}

/// Where something is written; comments do not count.
#[derive(Default)]
struct Used {
    places: Vec<usize>,
    /// The numbers of the values that it is written in.
    values: Vec<usize>,
}

impl Uses {
    pub(super) fn of(file: &SourceFile, prefilter: &Prefilter) -> Self {
        let text = file.document.text();
        let mut uses = Self::default();
        for (name, range) in extents(file) {
            let next = uses.names.len();
            let number = *uses.names.entry(name).or_insert(next);
            match uses.values.last_mut().filter(|(last, _)| *last == range) {
                Some((_, names)) => names.push(number),
                None => uses.values.push((range, vec![number])),
            }
        }
        // Which names `from module import *` gives is known later.
        let mut imports = file.facts.imports();
        if imports.any(|(_, import)| import.name.as_deref() == Some("*")) {
            for (_, word) in words(text) {
                let next = uses.names.len();
                uses.names.entry(word.into()).or_insert(next);
            }
        }
        uses.used.resize_with(uses.names.len(), Used::default);
        let mut around = Around::new(file, &uses.values);
        for (place, word) in words(text) {
            if let Some(&number) = uses.names.get(word) {
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
    let module = facts.scopes().module();
    let own = facts.bindings().filter(|(_, it)| Some(it.scope) == module);
    let extents = own.flat_map(|(_, binding)| {
        let ranges = binding.definitions.iter().filter_map(|definition| {
            Some(match definition.source {
                Source::Value(it) | Source::ElementOf(it) | Source::Context(it) => facts.range(it),
                Source::Function(it) => facts.function(it).range,
                Source::Class(it) => facts.class(it).range,
                Source::Import(it) => facts.import(it).range,
                Source::Parameter(..) | Source::Caught => return None,
            })
        });
        ranges.map(|range| (binding.name.clone(), range))
    });
    let is_own = |name: &SmolStr| facts.module_binding(name).is_some();
    let given = registrations(file)
        .into_iter()
        .filter(|(name, _)| is_own(name));
    let mut extents: Vec<_> = extents.chain(given).collect();
    extents.sort_by_key(|(_, range)| (range.start(), range.end()));
    extents
}

/// The words of a text that may be names, with where they begin.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | 128..);
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + bytes[at..].iter().position(|&byte| is_part(byte))?;
        let length = bytes[start..].iter().position(|&byte| !is_part(byte));
        at = length.map_or(bytes.len(), |length| start + length);
        Some((start, &text[start..at]))
    })
}

/// The names of a file's own scope that have to do with what is followed.
struct Taint<'u> {
    uses: &'u Uses,
    /// The places that have to do with it, in no order.
    places: Vec<usize>,
    /// By number of the name.
    taken: Vec<bool>,
    /// Names of other files that are given on under their own names.
    given: Vec<SmolStr>,
}

impl<'u> Taint<'u> {
    fn new(uses: &'u Uses) -> Self {
        let mut taint = Self {
            uses,
            places: Vec::new(),
            taken: vec![false; uses.names.len()],
            given: Vec::new(),
        };
        taint.spread(&uses.mentioned);
        taint
    }

    fn has_any(&self) -> bool {
        !self.places.is_empty() || !self.given.is_empty() || self.taken.contains(&true)
    }

    /// Whether something in a range has to do with it.
    fn is_reached(&self, range: TextRange) -> bool {
        self.places.iter().any(|&place| range.contains(place))
    }

    fn has(&self, name: &str) -> bool {
        let own = self.uses.names.get(name);
        own.is_some_and(|&number| self.taken[number]) || self.given.iter().any(|it| it == name)
    }

    fn names(&self) -> impl Iterator<Item = &SmolStr> {
        let own = self.uses.names.iter();
        let taken = own.filter(|(_, number)| self.taken[**number]);
        taken.map(|(name, _)| name).chain(&self.given)
    }

    /// Takes a name, those whose values use it, and so on.
    fn take(&mut self, name: &SmolStr) {
        match self.uses.names.get(name) {
            Some(&number) if !self.taken[number] => {
                self.taken[number] = true;
                self.spread(&self.uses.used[number]);
            }
            Some(_) => {}
            None => self.given.push(name.clone()),
        }
    }

    /// Takes the names that are given a value in which something is used, and so on.
    fn spread(&mut self, used: &'u Used) {
        let mut open = vec![used];
        while let Some(used) = open.pop() {
            self.places.extend(&used.places);
            for &value in &used.values {
                for &number in &self.uses.values[value].1 {
                    if !std::mem::replace(&mut self.taken[number], true) {
                        open.push(&self.uses.used[number]);
                    }
                }
            }
        }
    }
}
