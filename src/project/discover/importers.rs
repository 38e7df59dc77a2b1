//! From the files that mention Mistral to all that have to do with it: those that import what others
//! export of it, and so on, until there are no more.

use super::read::Prefilter;
use super::unparsed::{self, Unparsed};
use crate::project::tracked::{AllTracked, Giver};
use crate::project::{Project, SourceFile};
use rayon::prelude::*;
use std::sync::Arc;

/// How long the way may be from a client to who uses it, in files.
const MAX_ROUNDS: usize = 16;
/// So many files are added. More would be a library that everything uses.
const MAX_ADDED: usize = 2_000;

/// Adds those of the files that are not parsed that import what `project` has. Returns whether there are
/// too many.
pub(super) fn add(project: &mut Project, unparsed: Unparsed, prefilter: &Prefilter) -> bool {
    let mut tracked = AllTracked::default();
    let mut new: Vec<_> = project.files().cloned().collect();
    let mut added = 0;
    for _ in 0..MAX_ROUNDS {
        let news = tracked.add(givers(project, &new, prefilter));
        let names = news.iter().flat_map(|path| project.called(path));
        let known = &tracked.known;
        // Counted before they are parsed: of a library that everything uses that would be most of it.
        let taking = unparsed.importing(project, names, |path, language, text| {
            super::imports(language, text, &mut |module| {
                project
                    .locate(path, language, module)
                    .filter(|target| news.contains(target))
                    .and_then(|target| known.of(&target))
                    .is_some_and(|target| target.may_be_taken_by(text))
            })
        });
        if taking.is_empty() {
            break;
        }
        added += taking.len();
        if added > MAX_ADDED {
            return true;
        }
        new = unparsed::parse(&taking);
        for file in &new {
            project.insert(file.clone());
        }
    }
    false
}

fn givers(project: &Project, files: &[Arc<SourceFile>], prefilter: &Prefilter) -> Vec<Giver> {
    let giver = |file: &Arc<SourceFile>| Giver::new(project, file, prefilter);
    files.par_iter().map(giver).collect()
}
