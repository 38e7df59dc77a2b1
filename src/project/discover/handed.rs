//! Files that mention nothing of Mistral, and that are handed something of it: those whose functions a
//! followed file calls, whose classes it makes, extends or takes. `post(url, body)` in a file of its own
//! sends what it is given.

use super::{Prefilter, read_one};
use crate::facts::{Export, ExportSource, ExprId, ExprKind, Facts, Source, Type};
use crate::project::words::words;
use crate::project::{Project, SourceFile};
use crate::text::TextRange;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// How long the way may be from who hands something over to who uses it, in files.
const MAX_ROUNDS: usize = 3;
/// So many files are added. More would be an application around a file that mentions Mistral.
const MAX_ADDED: usize = 500;
/// Some of these stand in what sends a request, over HTTP or by a client.
const SENDING: &[&str] = &[
    "fetch",
    "axios",
    "got",
    "XMLHttpRequest",
    "superagent",
    "undici",
    "http.request",
    "https.request",
    "httpRequest",
    "requests",
    "httpx",
    "aiohttp",
    "urllib",
    "urlopen",
    ".post(",
    ".complete",
    ".stream(",
    ".embed",
    ".create(",
    ".invoke(",
    ".generate",
    ".parse(",
    ".process(",
    ".transcribe",
];
/// How many names stand between the mention of Mistral and what hands something on for it.
const MAX_USED: usize = 3;
/// How many values of names that begin before a place are looked at: of names at the top of a file few
/// stand within one another.
const MAX_NESTED: usize = 8;
/// How many members of members a callee is taken apart into: `api.http.post`.
const MAX_MEMBERS: usize = 8;

/// Adds the files that those in `project` hand something to, those that these hand it on to, and so on;
/// `is_excluded` says which are not wanted. Returns whether there are too many.
pub(super) fn add(
    project: &mut Project,
    prefilter: &Prefilter,
    is_excluded: &(dyn Fn(&Path) -> bool + Sync),
) -> bool {
    let mut open: Vec<Arc<SourceFile>> = project.files().cloned().collect();
    let mut seen: FxHashSet<Arc<Path>> = open.iter().map(|file| file.path.clone()).collect();
    let mut added = 0;
    for round in 0..MAX_ROUNDS {
        open.retain(|file| file.language.is_code() && !project.is_test(file));
        let handed: BTreeSet<Arc<Path>> = open
            .par_iter()
            .flat_map_iter(|file| handed_to(project, file, prefilter, round > 0))
            .filter(|path| !seen.contains(path))
            .filter(|path| !project.passes_over(path) && !is_excluded(path))
            .collect();
        seen.extend(handed.iter().cloned());
        open = handed
            .into_par_iter()
            .filter_map(|path| read_one(&path).map(Arc::new))
            .filter(|file| may_send(file) || gives_on(file))
            .collect();
        for file in open.iter().filter(|file| may_send(file)) {
            added += 1;
            if added > MAX_ADDED {
                return true;
            }
            project.insert(file.clone());
        }
    }
    false
}

/// Whether something in a file may send a request.
fn may_send(file: &SourceFile) -> bool {
    let text = file.document.text();
    SENDING.iter().any(|word| text.contains(word))
}

/// Whether a file gives on what others have.
fn gives_on(file: &SourceFile) -> bool {
    let of_another = |export: &Export| matches!(export.source, ExportSource::Module { .. });
    file.path.ends_with("__init__.py") || file.facts.exports.iter().any(of_another)
}

/// The files that a file hands something to; of one that was itself handed something, those of its own
/// package.
fn handed_to(
    project: &Project,
    file: &SourceFile,
    prefilter: &Prefilter,
    was_handed: bool,
) -> BTreeSet<Arc<Path>> {
    let facts = &file.facts;
    let mut modules: BTreeSet<SmolStr> = BTreeSet::new();
    let reached = Reached::of(file, prefilter);
    for (name, offset) in used(facts).filter(|(_, offset)| reached.holds(*offset)) {
        let Some(binding) = facts.resolve(name, offset) else {
            continue;
        };
        for definition in &facts.binding(binding).definitions {
            match definition.source {
                Source::Import(import) => {
                    let import = facts.import(import);
                    modules.insert(import.module.clone());
                    // `from package import module`
                    if let (Some(name), false) = (&import.name, file.language.is_ecma()) {
                        let dot = if import.module.ends_with('.') {
                            ""
                        } else {
                            "."
                        };
                        modules.insert(format!("{}{dot}{name}", import.module).into());
                    }
                }
                Source::Value(value) => modules.extend(required(facts, value)),
                _ => {}
            }
        }
    }
    // What others take from here may be what they hand something to.
    if was_handed && gives_on(file) {
        modules.extend(Project::modules(file).map(SmolStr::from));
    }
    let here = project.package(&file.path);
    let locate = |module: &SmolStr| project.locate(&file.path, file.language, module);
    let found = modules.iter().filter_map(locate);
    found
        .filter(|path| !was_handed || project.package(path) == here)
        .collect()
}

/// Where in a file something has to do with Mistral.
struct Reached<'f> {
    file: &'f SourceFile,
    /// Where the names of the file's own scope are given their values, in order.
    given: Vec<TextRange>,
    /// The places that mention it, in order; none of a file that has to do with it over others.
    places: Vec<usize>,
}

impl<'f> Reached<'f> {
    fn of(file: &'f SourceFile, prefilter: &Prefilter) -> Self {
        let text = file.document.text();
        let mut places: Vec<usize> = prefilter.mentions(text).collect();
        places.sort_unstable();
        let names: FxHashSet<&str> = file
            .facts
            .given()
            .filter(|(_, range)| is_mentioned(&places, *range))
            .map(|(name, _)| name.as_str())
            .collect();
        let named = words(text).filter(|(_, word)| names.contains(word));
        places.extend(named.map(|(place, _)| place));
        places.sort_unstable();
        let mut given: Vec<_> = file.facts.given().map(|(_, range)| range).collect();
        given.sort_by_key(|range| (range.start(), range.end()));
        let mut reached = Self {
            file,
            given,
            places,
        };
        reached.add_used();
        reached
    }

    /// Adds what is used by what has to do with Mistral: a class that is given its address sends by what
    /// it calls.
    fn add_used(&mut self) {
        if self.places.is_empty() {
            return;
        }
        let mut others: FxHashMap<&str, TextRange> = FxHashMap::default();
        for (name, range) in self.file.facts.given() {
            if !is_mentioned(&self.places, range) {
                others.insert(name, range);
            }
        }
        let named: Vec<_> = words(self.file.document.text())
            .filter(|(_, word)| others.contains_key(word))
            .collect();
        for _ in 0..MAX_USED {
            let used = named.iter().filter(|(place, word)| {
                let own = others.get(word).is_some_and(|range| range.contains(*place));
                let around = self.around(*place);
                !own && around.is_some_and(|range| is_mentioned(&self.places, range))
            });
            let used: FxHashSet<&str> = used.map(|(_, word)| *word).collect();
            let added = used.iter().filter_map(|word| others.remove(word));
            let added: Vec<_> = added.map(|range| range.start()).collect();
            if added.is_empty() {
                break;
            }
            self.places.extend(added);
            self.places.sort_unstable();
        }
    }

    /// What stands around a place: the outermost function or class, or the call.
    fn around(&self, offset: usize) -> Option<TextRange> {
        let after = self.given.partition_point(|range| range.start() <= offset);
        let mut before = self.given[..after].iter().rev().take(MAX_NESTED);
        let given = before.find(|range| range.contains(offset)).copied();
        given.or_else(|| {
            let facts = &self.file.facts;
            let calls = facts.calls_in(TextRange::new(offset, offset + 1));
            calls.first().map(|&call| facts.range(call))
        })
    }

    /// Whether what stands around a place has to do with Mistral.
    fn holds(&self, offset: usize) -> bool {
        let around = self.around(offset);
        self.places.is_empty() || around.is_none_or(|range| is_mentioned(&self.places, range))
    }
}

/// Whether one of some places, which are in order, is in a range.
fn is_mentioned(places: &[usize], range: TextRange) -> bool {
    let next = places.partition_point(|&place| place < range.start());
    places.get(next).is_some_and(|&place| range.contains(place))
}

/// The names that a file hands something to, with where it does: what it calls with arguments, what its
/// classes extend, what its parameters and fields are declared to be.
fn used(facts: &Facts) -> impl Iterator<Item = (&SmolStr, usize)> {
    let called = facts.calls.iter().filter_map(|&id| {
        let call = facts.call(id).filter(|call| !call.arguments.is_empty())?;
        let name = first_name(facts, call.callee)?;
        Some((name, facts.range(id).start()))
    });
    let extended = facts.classes().flat_map(|(_, class)| {
        let bases = class.bases.iter();
        bases.filter_map(|&base| Some((first_name(facts, base)?, facts.range(base).start())))
    });
    let of_fields = facts.classes().flat_map(|(_, class)| {
        let fields = class.fields.iter();
        fields.map(|field| (field.declared.as_ref(), class.range.start()))
    });
    let of_parameters = facts.functions().flat_map(|(_, function)| {
        let parameters = function.parameters.iter();
        parameters.map(|it| (it.declared.as_ref(), function.range.start()))
    });
    let declared = of_fields
        .chain(of_parameters)
        .flat_map(|(declared, offset)| {
            let names = match declared {
                Some(Type::Names(names)) => &names[..],
                _ => &[],
            };
            names.iter().map(move |name| (name, offset))
        });
    called.chain(extended).chain(declared)
}

/// The name that an expression begins with: `api` of `api.http.post`.
fn first_name(facts: &Facts, id: ExprId) -> Option<&SmolStr> {
    let mut here = id;
    for _ in 0..MAX_MEMBERS {
        match facts.kind(here) {
            ExprKind::Name(name) => return Some(name),
            ExprKind::Member { object, .. } => here = *object,
            ExprKind::Await(inner) => here = *inner,
            _ => return None,
        }
    }
    None
}

/// The module that `require("module")` names.
fn required(facts: &Facts, id: ExprId) -> Option<SmolStr> {
    let call = facts.call(id)?;
    let is_require = facts.last_name(call.callee)? == "require";
    match facts.kind(call.arguments.first().filter(|_| is_require)?.value) {
        ExprKind::String(module) => Some(module.value.clone()),
        _ => None,
    }
}
