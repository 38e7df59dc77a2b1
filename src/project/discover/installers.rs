//! Files that make clients record their requests, and need not mention Mistral: the start of a program
//! that instruments everything.

use super::read::{Content, Prefilter, Reader};
use super::records::{self, Records};
use super::specifiers;
use crate::catalog::{Catalog, Family};
use crate::project::{Project, SourceFile};
use crate::syntax::Language;
use crate::text::Document;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// So many files are added.
const MAX_ADDED: usize = 200;

/// Adds the files that turn an instrumentation on, as far as `records` tells of them, if `project` has
/// code of the same language. `is_excluded` says which are not wanted.
pub(super) fn add(
    project: &mut Project,
    records: &[Records],
    is_excluded: &(dyn Fn(&Path) -> bool + Sync),
) {
    for family in [Family::Ecma, Family::Python] {
        let is_of = |language: Language| match family {
            Family::Ecma => language.is_ecma(),
            Family::Python => language == Language::Python,
        };
        if !project.files().any(|file| is_of(file.language)) {
            continue;
        }
        let modules = Catalog::builtin().instrumentation_modules(family);
        let parts: FxHashSet<u32> = modules
            .map(|module| records::hash(module.rsplit(['.', '/']).next().unwrap_or(module)))
            .collect();
        let paths = records.iter().flat_map(|it| it.importing(&parts));
        let mut paths: Vec<_> = paths
            .filter(|path| Language::of_path(path).is_some_and(is_of))
            .filter(|path| project.file(path).is_none() && !is_excluded(path))
            .collect();
        paths.sort();
        let found: Vec<_> = paths
            .par_iter()
            .map_init(Reader::default, |reader, path| {
                installer(reader, path, family)
            })
            .flatten()
            .collect();
        for file in found.into_iter().take(MAX_ADDED) {
            project.insert(Arc::new(file));
        }
    }
}

/// The file at `path`, if it names what turns an instrumentation on and imports its module.
fn installer(reader: &mut Reader, path: &PathBuf, family: Family) -> Option<SourceFile> {
    let catalog = Catalog::builtin();
    let language = Language::of_path(path)?;
    let everything = Prefilter::everything();
    let Ok(Content::Text(text)) = reader.read(path, language, &everything) else {
        return None;
    };
    let mut imports = false;
    specifiers::each(language, text.as_bytes(), &mut |module| {
        imports = imports || catalog.installs(family, module, |name| text.contains(name));
    });
    imports.then(|| SourceFile::parse(Arc::from(&**path), language, Document::new(text)))
}
