//! What a file gives to others that windbreak follows: exports whose source mentions Mistral, or uses
//! something that does, be it of this file or of another.
//!
//! This errs on the side of too much: it only decides what is worth parsing. A list of providers that
//! thousands of files import makes those files worth it that name the list.

use super::{Prefilter, Project, SourceFile};
use crate::facts::{ExportSource, Source};
use crate::text::TextRange;
use aho_corasick::AhoCorasick;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// The tracked exports of files, by path.
pub(super) type AllTracked = FxHashMap<Arc<Path>, Tracked>;

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
    /// `prefilter` finds the words that make a text worth parsing.
    pub(super) fn tracked(
        &self,
        file: &SourceFile,
        known: &AllTracked,
        prefilter: &Prefilter,
    ) -> Tracked {
        let facts = &file.facts;
        let text = file.document.text();
        let from = |module: &str| {
            let path = self.locate(&file.path, file.language, module)?;
            known.get(&path)
        };
        let mut tainted = Taint::new(file);
        tainted.reach(prefilter.mentions(text));
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

/// The names of a file's own scope that have to do with what is followed.
struct Taint<'f> {
    file: &'f SourceFile,
    /// Where each name is given its value.
    extents: Vec<(SmolStr, TextRange)>,
    /// The places that have to do with it, in no order.
    places: Vec<usize>,
    names: FxHashSet<SmolStr>,
    /// Names whose uses were not looked for.
    open: Vec<SmolStr>,
}

impl<'f> Taint<'f> {
    fn new(file: &'f SourceFile) -> Self {
        let facts = &file.facts;
        let module = facts.scopes().module();
        let own = facts.bindings().filter(|(_, it)| Some(it.scope) == module);
        let extents = own.flat_map(|(_, binding)| {
            let ranges = binding.definitions.iter().filter_map(|definition| {
                Some(match definition.source {
                    Source::Value(it) | Source::ElementOf(it) | Source::Context(it) => {
                        facts.range(it)
                    }
                    Source::Function(it) => facts.function(it).range,
                    Source::Class(it) => facts.class(it).range,
                    Source::Import(it) => facts.import(it).range,
                    Source::Parameter(..) | Source::Caught => return None,
                })
            });
            ranges.map(|range| (binding.name.clone(), range))
        });
        Self {
            file,
            extents: extents.collect(),
            places: Vec::new(),
            names: FxHashSet::default(),
            open: Vec::new(),
        }
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

    /// Takes the names that are given their value around some places; those in comments do not count.
    fn reach(&mut self, places: impl Iterator<Item = usize>) {
        let comments = &self.file.facts.comments;
        let is_comment = |place: usize| {
            let before = comments.partition_point(|comment| comment.range.start() <= place);
            before > 0 && comments[before - 1].range.contains(place)
        };
        let places: Vec<_> = places.filter(|&place| !is_comment(place)).collect();
        if places.is_empty() {
            return;
        }
        let around: Vec<_> = self
            .extents
            .iter()
            .filter(|(name, range)| {
                let first = places.partition_point(|&place| place < range.start());
                let inside = places
                    .get(first)
                    .is_some_and(|&place| range.contains(place));
                inside && !self.names.contains(name)
            })
            .map(|(name, _)| name.clone())
            .collect();
        self.places.extend(places);
        for name in &around {
            self.take(name);
        }
    }

    /// Takes the names whose values use those taken, and so on.
    fn spread(&mut self) {
        while !self.open.is_empty() {
            let names = std::mem::take(&mut self.open);
            let Ok(pattern) = AhoCorasick::builder()
                .match_kind(aho_corasick::MatchKind::LeftmostLongest)
                .build(names.iter().map(SmolStr::as_str))
            else {
                return;
            };
            let text = self.file.document.text();
            let is_part = |byte: Option<&u8>| {
                byte.is_some_and(|it| {
                    it.is_ascii_alphanumeric() || matches!(it, b'_' | b'$' | 128..)
                })
            };
            let bytes = text.as_bytes();
            let whole = pattern.find_iter(text).filter(|found| {
                let before = found.start().checked_sub(1).and_then(|at| bytes.get(at));
                !is_part(before) && !is_part(bytes.get(found.end()))
            });
            let places: Vec<_> = whole.map(|found| found.start()).collect();
            self.reach(places.into_iter());
        }
    }
}
