//! From the files that mention Mistral to all that have to do with it: those that import what others
//! export of it, and so on, until there are no more.

use super::read::{Content, Prefilter, Reader};
use super::records::{self, Records};
use super::specifiers;
use crate::project::tracked::{AllTracked, AllUses, Uses};
use crate::project::{Project, SourceFile};
use crate::syntax::Language;
use crate::text::Document;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How long the way may be from a client to who uses it, in files.
const MAX_ROUNDS: usize = 16;
/// So many files are added. More would be a library that everything uses.
const MAX_ADDED: usize = 2_000;
/// How often a file is looked at again because another changed what it gives, on average.
const MAX_VISITS: usize = 16;

/// Adds the files that import what `project` has, as far as `records` tells of them; `is_excluded`
/// says which are not wanted. Returns whether there are too many.
pub(super) fn add(
    project: &mut Project,
    records: &[Records],
    prefilter: &Prefilter,
    is_excluded: &(dyn Fn(&Path) -> bool + Sync),
) -> bool {
    let mut tracked = AllTracked::default();
    let mut uses = AllUses::default();
    let mut open: Vec<_> = project.files().cloned().collect();
    let mut added = 0;
    for _ in 0..MAX_ROUNDS {
        let news = spread(project, open, &mut tracked, &mut uses, prefilter);
        let called = news.iter().flat_map(|path| project.called(path));
        let parts: FxHashSet<u32> = called.map(|part| records::hash(&part)).collect();
        let paths = records.iter().flat_map(|it| it.importing(&parts));
        let paths: Vec<_> = paths
            .filter(|path| project.file(path).is_none() && !is_excluded(path))
            .collect();
        let everything = Prefilter::everything();
        // Counted before they are parsed: of a library that everything uses that would be most of it.
        let taking: Vec<_> = paths
            .par_iter()
            .map_init(Reader::default, |reader, path| {
                let (language, text) = text_of(reader, path, &everything)?;
                takes(project, &tracked, &news, (path, language, &text)).then_some(path)
            })
            .flatten()
            .collect();
        if taking.is_empty() {
            break;
        }
        added += taking.len();
        if added > MAX_ADDED {
            return true;
        }
        open = taking
            .par_iter()
            .map_init(Reader::default, |reader, path| {
                let (language, text) = text_of(reader, path, &everything)?;
                let parsed = SourceFile::parse(Arc::from(&***path), language, Document::new(text));
                Some(Arc::new(parsed))
            })
            .flatten()
            .collect();
        for file in &open {
            project.insert(file.clone());
        }
    }
    false
}

/// The language and the text of a file, if it is one to parse.
fn text_of(
    reader: &mut Reader,
    path: &Path,
    everything: &Prefilter,
) -> Option<(Language, Arc<str>)> {
    let language = Language::of_path(path)?;
    match reader.read(path, language, everything) {
        Ok(Content::Text(text)) => Some((language, text)),
        _ => None,
    }
}

/// Finds what the files in `open` give, and what those that import them do; returns the files of which
/// more is known now.
fn spread(
    project: &Project,
    mut open: Vec<Arc<SourceFile>>,
    tracked: &mut AllTracked,
    uses: &mut AllUses,
    prefilter: &Prefilter,
) -> FxHashSet<Arc<Path>> {
    let mut news = FxHashSet::default();
    let mut visits = MAX_VISITS * project.files().count();
    while let Some(file) = open.pop()
        && visits > 0
    {
        visits -= 1;
        let uses = uses
            .entry(file.path.clone())
            .or_insert_with(|| Uses::of(&file, prefilter));
        let now = project.tracked(&file, uses, tracked);
        if now.is_empty() || tracked.get(&file.path) == Some(&now) {
            continue;
        }
        tracked.insert(file.path.clone(), now);
        news.insert(file.path.clone());
        let importers = project.incoming().get(&file.path).into_iter().flatten();
        open.extend(importers.filter_map(|path| project.file(path)).cloned());
    }
    news
}

/// Whether a text imports one of the files in `news` and takes something from it that is followed.
fn takes(
    project: &Project,
    tracked: &AllTracked,
    news: &FxHashSet<Arc<Path>>,
    (path, language, text): (&PathBuf, Language, &str),
) -> bool {
    let mut takes = false;
    specifiers::each(language, text.as_bytes(), &mut |module| {
        takes = takes
            || project
                .locate(path, language, module)
                .filter(|target| news.contains(target))
                .and_then(|target| tracked.get(&target))
                .is_some_and(|target| target.may_be_taken_by(text));
    });
    takes
}
