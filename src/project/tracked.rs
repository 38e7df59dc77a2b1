//! What a file gives to others that windbreak follows: exports whose source mentions Mistral, or uses
//! something that does, be it of this file or of another.
//!
//! This errs on the side of too much: it only decides what is worth parsing. A list of providers that
//! thousands of files import makes those files worth it that name the list.

use super::{Prefilter, Project, SourceFile};
use crate::facts::{ExportSource, Source};
use crate::text::TextRange;
use rustc_hash::{FxHashMap, FxHashSet};
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
        tainted.spread();
        // What cannot be seen as a name: `require` in an expression.
        let required = || {
            let mut modules = Self::modules(file);
            modules.any(|module| from(&module).is_some())
        };
        if !file.language.is_ecma() {
            tracked.names = tainted.names.into_iter().collect();
            return tracked;
        }
        for export in &facts.exports {
            let is_tracked = match &export.source {
                ExportSource::Local(name) => tainted.names.contains(name),
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
    /// Where each name is given its value, in order of place.
    extents: Vec<(SmolStr, TextRange)>,
    /// Where each of these names is written; comments do not count.
    places: FxHashMap<SmolStr, Vec<usize>>,
    /// Where the text mentions Mistral; comments do not count.
    mentions: Vec<usize>,
}

impl Uses {
    pub(super) fn of(file: &SourceFile, prefilter: &Prefilter) -> Self {
        let facts = &file.facts;
        let text = file.document.text();
        let mut uses = Self {
            extents: extents(file),
            ..Self::default()
        };
        uses.extents.sort_by_key(|(_, range)| range.start());
        let is_comment = |place: usize| {
            let before = facts
                .comments
                .partition_point(|comment| comment.range.start() <= place);
            before > 0 && facts.comments[before - 1].range.contains(place)
        };
        let mentions = prefilter.mentions(text);
        uses.mentions = mentions.filter(|&place| !is_comment(place)).collect();
        let names = uses.extents.iter().map(|(name, _)| (name.clone(), vec![]));
        uses.places = names.collect();
        for (place, word) in words(text) {
            if let Some(places) = uses.places.get_mut(word)
                && !is_comment(place)
            {
                places.push(place);
            }
        }
        uses
    }
}

/// Where each name of the file's own scope is given its value.
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
    extents.collect()
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
    /// How long the longest value is, in bytes.
    longest: usize,
    /// The places that have to do with it, in no order.
    places: Vec<usize>,
    names: FxHashSet<SmolStr>,
    /// Names whose uses were not looked for.
    open: Vec<SmolStr>,
}

impl<'u> Taint<'u> {
    fn new(uses: &'u Uses) -> Self {
        let lengths = uses.extents.iter().map(|(_, range)| range.len());
        let mut taint = Self {
            uses,
            longest: lengths.max().unwrap_or(0),
            places: Vec::new(),
            names: FxHashSet::default(),
            open: Vec::new(),
        };
        taint.reach(&uses.mentions);
        taint
    }

    fn has_any(&self) -> bool {
        !self.places.is_empty() || !self.names.is_empty()
    }

    /// Whether something in a range has to do with it.
    fn is_reached(&self, range: TextRange) -> bool {
        self.places.iter().any(|&place| range.contains(place))
    }

    fn take(&mut self, name: &SmolStr) {
        if self.names.insert(name.clone()) {
            self.open.push(name.clone());
        }
    }

    /// Takes the names that are given their value around some places, which are in order.
    fn reach(&mut self, places: &'u [usize]) {
        self.places.extend(places);
        let (Some(&first), Some(&last)) = (places.first(), places.last()) else {
            return;
        };
        let extents = &self.uses.extents;
        let from = extents.partition_point(|(_, range)| range.start() + self.longest < first);
        let near = extents[from..]
            .iter()
            .take_while(|(_, range)| range.start() <= last);
        for (name, range) in near {
            let at = places.partition_point(|&place| place < range.start());
            if places.get(at).is_some_and(|&place| range.contains(place)) {
                self.take(name);
            }
        }
    }

    /// Takes the names whose values use those taken, and so on.
    fn spread(&mut self) {
        while let Some(name) = self.open.pop() {
            let uses = self.uses;
            self.reach(
                uses.places
                    .get(&name)
                    .map(Vec::as_slice)
                    .unwrap_or_default(),
            );
        }
    }
}
