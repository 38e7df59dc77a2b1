//! What a file gives to others that windbreak follows: exports whose source mentions Mistral, or uses
//! something that does, be it of this file or of another.
//!
//! This errs on the side of too much: it only decides what is worth parsing. A list of providers that
//! thousands of files import makes those files worth it that name the list.

mod uses;

use super::{Prefilter, Project, SourceFile};
use crate::facts::{ExportSource, Source};
use crate::text::TextRange;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;
use uses::Uses;

/// The exports of a file that are followed.
#[derive(Default, Debug)]
pub(super) struct Tracked {
    /// Their names.
    names: FxHashSet<SmolStr>,
    /// Under which names they are given cannot be told.
    all: bool,
}

impl Tracked {
    /// Whether nothing is followed.
    fn is_empty(&self) -> bool {
        self.names.is_empty() && !self.all
    }

    /// How much is followed. It only grows.
    fn size(&self) -> usize {
        self.names.len() + usize::from(self.all)
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

/// What is followed of files, by path.
#[derive(Default)]
pub(super) struct Known {
    numbers: FxHashMap<Arc<Path>, usize>,
    tracked: Vec<Tracked>,
}

impl Known {
    /// What is followed of the file at `path`, if anything is.
    pub(super) fn of(&self, path: &Path) -> Option<&Tracked> {
        let tracked = &self.tracked[*self.numbers.get(path)?];
        (!tracked.is_empty()).then_some(tracked)
    }
}

/// What files give to others that is followed, worked out file by file as more becomes known.
#[derive(Default)]
pub(super) struct AllTracked {
    pub(super) known: Known,
    files: Vec<Giver>,
    /// By path: the numbers of the files that take something from the file there.
    takers: FxHashMap<Arc<Path>, Vec<usize>>,
}

impl AllTracked {
    /// Adds files, each once; returns the files of which more is known now, be they new or not. One is
    /// looked at again only when a file that it takes from gives more.
    pub(super) fn add(&mut self, files: Vec<Giver>) -> FxHashSet<Arc<Path>> {
        let first = self.files.len();
        for (number, file) in (first..).zip(files) {
            for target in file.taken_from.keys() {
                self.takers.entry(target.clone()).or_default().push(number);
            }
            self.known.numbers.insert(file.path.clone(), number);
            self.known.tracked.push(Tracked::default());
            self.files.push(file);
        }
        let mut open: VecDeque<_> = (first..self.files.len()).collect();
        let mut is_open = vec![false; first];
        is_open.resize(self.files.len(), true);
        let mut news = FxHashSet::default();
        while let Some(number) = open.pop_front() {
            is_open[number] = false;
            let file = &mut self.files[number];
            let mut tracked = std::mem::take(&mut self.known.tracked[number]);
            let before = tracked.size();
            file.look(&self.known, &mut tracked);
            let has_more = tracked.size() > before;
            self.known.tracked[number] = tracked;
            if has_more {
                news.insert(file.path.clone());
                for &taker in self.takers.get(&file.path).into_iter().flatten() {
                    if !std::mem::replace(&mut is_open[taker], true) {
                        open.push_back(taker);
                    }
                }
            }
        }
        news
    }
}

/// A file, what it takes from others and what it gives to others.
pub(super) struct Giver {
    path: Arc<Path>,
    taint: Taint,
    /// By the file that it is taken from: what is taken, and how much that file gave the last time.
    taken_from: FxHashMap<Arc<Path>, (usize, Vec<Taken>)>,
    gives: Gives,
}

/// Something that a file takes from another.
enum Taken {
    /// A name of it, or the module, under a name of this file's own.
    As(Option<SmolStr>, SmolStr),
    /// All names: `from module import *`.
    All,
    /// A name of it that is given on: `export { a as b } from "./a"`.
    GivenOn(Option<SmolStr>, SmolStr),
    /// All names are given on.
    AllGivenOn,
    /// Something, in a way that cannot be seen as a name: `require` in an expression.
    Somehow,
}

/// How a file gives something to others.
enum Gives {
    /// All names of its own scope.
    Names,
    /// What it exports.
    Exports {
        /// Those of its own that are not known to be followed.
        open: Vec<(SmolStr, Export)>,
        /// Whether it may give its exports a value as a whole: `module.exports`.
        is_common: bool,
    },
}

/// What an export of a file's own is.
enum Export {
    Name(SmolStr),
    Value(TextRange),
}

impl Giver {
    /// A file of a project, of which nothing has been looked at.
    pub(super) fn new(project: &Project, file: &SourceFile, prefilter: &Prefilter) -> Self {
        let gives = Gives::of(file);
        let is_common = matches!(
            gives,
            Gives::Exports {
                is_common: true,
                ..
            }
        );
        let mut taken_from: FxHashMap<_, (usize, Vec<Taken>)> = FxHashMap::default();
        let mut take = |module: &str, taken| {
            if let Some(target) = project.locate(&file.path, file.language, module) {
                taken_from.entry(target).or_default().1.push(taken);
            }
        };
        each_taken(file, &mut take);
        if is_common {
            Project::modules(file).for_each(|module| take(&module, Taken::Somehow));
        }
        Self {
            path: file.path.clone(),
            taint: Taint::new(Uses::of(file, prefilter)),
            taken_from,
            gives,
        }
    }

    /// Looks at what the files that it takes from give, as far as that is more than before.
    fn look(&mut self, known: &Known, tracked: &mut Tracked) {
        let taint = &mut self.taint;
        let mut takes_somehow = false;
        for (target, (heard, takes)) in &mut self.taken_from {
            let Some(other) = known.of(target).filter(|it| it.size() > *heard) else {
                continue;
            };
            *heard = other.size();
            for taken in takes {
                match taken {
                    Taken::As(name, own) if other.gives(name.as_deref()) => taint.take(own),
                    Taken::GivenOn(name, given) if other.gives(name.as_deref()) => {
                        tracked.names.insert(given.clone());
                    }
                    Taken::As(..) | Taken::GivenOn(..) => {}
                    Taken::All => other.names.iter().for_each(|name| taint.take(name)),
                    Taken::AllGivenOn => {
                        tracked.names.extend(other.names.iter().cloned());
                        tracked.all |= other.all;
                    }
                    Taken::Somehow => takes_somehow = true,
                }
            }
        }
        let (names, places) = taint.news();
        match &mut self.gives {
            Gives::Names => tracked.names.extend(names),
            Gives::Exports { open, is_common } => {
                let is_tracked = |export: &Export| match export {
                    Export::Name(name) => taint.has(name),
                    Export::Value(range) => {
                        let first = places.partition_point(|&place| place < range.start());
                        places
                            .get(first)
                            .is_some_and(|&place| range.contains(place))
                    }
                };
                let found = open.extract_if(.., |(_, export)| is_tracked(export));
                tracked.names.extend(found.map(|(name, _)| name));
                tracked.all |= *is_common && (taint.has_any() || takes_somehow);
            }
        }
    }
}

impl Gives {
    fn of(file: &SourceFile) -> Self {
        if !file.language.is_ecma() {
            return Self::Names;
        }
        let facts = &file.facts;
        let own = facts.exports.iter().filter_map(|export| {
            let source = match &export.source {
                ExportSource::Local(name) => Export::Name(name.clone()),
                ExportSource::Value(value) => Export::Value(facts.range(*value)),
                ExportSource::Module { .. } => return None,
            };
            Some((export.name.clone(), source))
        });
        let text = file.document.text();
        Self::Exports {
            open: own.collect(),
            is_common: text.contains("module.exports") || text.contains("exports."),
        }
    }
}

/// Calls `visit` with the modules that a file names, and what it takes from each.
fn each_taken(file: &SourceFile, visit: &mut dyn FnMut(&str, Taken)) {
    let facts = &file.facts;
    for (_, binding) in facts.bindings() {
        for definition in &binding.definitions {
            let Source::Import(import) = definition.source else {
                continue;
            };
            let import = facts.import(import);
            visit(
                &import.module,
                Taken::As(import.name.clone(), binding.name.clone()),
            );
            // `from package import module`.
            if let Some(name) = import.name.as_ref().filter(|_| !file.language.is_ecma()) {
                let dot = if import.module.ends_with('.') {
                    ""
                } else {
                    "."
                };
                let nested = format!("{}{dot}{name}", import.module);
                visit(&nested, Taken::As(None, binding.name.clone()));
            }
        }
    }
    for (_, import) in facts.imports() {
        if import.name.as_deref() == Some("*") {
            visit(&import.module, Taken::All);
        }
    }
    for export in &facts.exports {
        if let ExportSource::Module { module, name } = &export.source {
            let taken = match &*export.name {
                "*" => Taken::AllGivenOn,
                given => Taken::GivenOn(name.clone(), given.into()),
            };
            visit(module, taken);
        }
    }
}

/// The names of a file's own scope that have to do with what is followed.
struct Taint {
    uses: Uses,
    /// The places that have to do with it, in no order.
    places: Vec<usize>,
    /// By number of the name.
    taken: Vec<bool>,
    /// Names of other files that are given on under their own names.
    given: FxHashSet<SmolStr>,
    /// The names that were taken or given since it was last asked.
    names: Vec<SmolStr>,
    /// How many places there were then.
    asked: usize,
}

impl Taint {
    fn new(uses: Uses) -> Self {
        let mut taint = Self {
            places: Vec::new(),
            taken: vec![false; uses.names.len()],
            given: FxHashSet::default(),
            names: Vec::new(),
            asked: 0,
            uses,
        };
        taint.spread(None);
        taint
    }

    fn has_any(&self) -> bool {
        !self.places.is_empty() || !self.given.is_empty() || self.taken.contains(&true)
    }

    fn has(&self, name: &str) -> bool {
        let own = self.uses.numbers.get(name);
        own.is_some_and(|&number| self.taken[number]) || self.given.contains(name)
    }

    /// The names and the places, in order, that came to have to do with it since it was last asked.
    fn news(&mut self) -> (Vec<SmolStr>, Vec<usize>) {
        let mut places = self.places.split_off(self.asked);
        self.places.extend(&places);
        self.asked = self.places.len();
        places.sort_unstable();
        (std::mem::take(&mut self.names), places)
    }

    /// Takes a name, those whose values use it, and so on.
    fn take(&mut self, name: &SmolStr) {
        match self.uses.numbers.get(name).copied() {
            Some(number) => {
                if self.take_own(number) {
                    self.spread(Some(number));
                }
            }
            None => {
                if self.given.insert(name.clone()) {
                    self.names.push(name.clone());
                }
            }
        }
    }

    /// Takes a name of the file's own scope; whether it was not yet.
    fn take_own(&mut self, number: usize) -> bool {
        let is_new = !std::mem::replace(&mut self.taken[number], true);
        if is_new {
            self.names.push(self.uses.names[number].clone());
        }
        is_new
    }

    /// Takes the names that are given a value in which a name is used, or Mistral is mentioned, and so
    /// on.
    fn spread(&mut self, name: Option<usize>) {
        let mut open = vec![name];
        while let Some(name) = open.pop() {
            let used = match name {
                Some(number) => std::mem::take(&mut self.uses.used[number]),
                None => std::mem::take(&mut self.uses.mentioned),
            };
            self.places.extend(&used.places);
            for value in used.values {
                for at in 0..self.uses.values[value].1.len() {
                    let number = self.uses.values[value].1[at];
                    if self.take_own(number) {
                        open.push(Some(number));
                    }
                }
            }
        }
    }
}
