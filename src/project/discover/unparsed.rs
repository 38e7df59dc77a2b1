//! Files that are not parsed and that import others, found by the records of what they import.

use super::read::{Content, Prefilter, Reader};
use super::records::{self, Records};
use crate::project::{Project, SourceFile};
use crate::syntax::Language;
use crate::text::Document;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The files that are not parsed, as far as records tell of them.
#[derive(Clone, Copy)]
pub(super) struct Unparsed<'a> {
    pub(super) records: &'a [Records],
    /// Which are not wanted.
    pub(super) is_excluded: &'a (dyn Fn(&Path) -> bool + Sync),
}

impl Unparsed<'_> {
    /// Those that import something called by one of `names` and of which `is_wanted` says that they
    /// are, in order. It is given the path, the language and the text of each.
    pub(super) fn importing(
        &self,
        project: &Project,
        names: impl Iterator<Item = impl AsRef<str>>,
        is_wanted: impl Fn(&Path, Language, &str) -> bool + Sync,
    ) -> Vec<PathBuf> {
        let parts: FxHashSet<u32> = names.map(|name| records::hash(name.as_ref())).collect();
        let paths = self.records.iter().flat_map(|it| it.importing(&parts));
        let mut paths: Vec<_> = paths
            .filter(|path| project.file(path).is_none() && !(self.is_excluded)(path))
            .collect();
        paths.sort();
        paths.dedup();
        let is_wanted = |reader: &mut Reader, path: &PathBuf| {
            let text = text_of(reader, path);
            text.is_some_and(|(language, text)| is_wanted(path, language, &text))
        };
        paths
            .into_par_iter()
            .map_init(Reader::default, |reader, path| {
                is_wanted(reader, &path).then_some(path)
            })
            .flatten()
            .collect()
    }
}

/// Parses files, on all cores.
pub(super) fn parse(paths: &[PathBuf]) -> Vec<Arc<SourceFile>> {
    paths
        .par_iter()
        .map_init(Reader::default, |reader, path| {
            let (language, text) = text_of(reader, path)?;
            let parsed = SourceFile::parse(Arc::from(&**path), language, Document::new(text));
            Some(Arc::new(parsed))
        })
        .flatten()
        .collect()
}

/// The language and the text of a file, if it is one to parse.
pub(super) fn text_of(reader: &mut Reader, path: &Path) -> Option<(Language, Arc<str>)> {
    let language = Language::of_path(path)?;
    match reader.read(path, language, Prefilter::everything()) {
        Ok(Content::Text(text)) => Some((language, text)),
        _ => None,
    }
}
