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
        add_starts(project, records, family, is_excluded);
    }
}

/// Adds the files that import those which turn an instrumentation on, and so on: where programs start
/// that run with it.
fn add_starts(
    project: &mut Project,
    records: &[Records],
    family: Family,
    is_excluded: &(dyn Fn(&Path) -> bool + Sync),
) {
    let catalog = Catalog::builtin();
    let is_of = |language: Language| match family {
        Family::Ecma => language.is_ecma(),
        Family::Python => language == Language::Python,
    };
    let installs = |file: &&Arc<SourceFile>| {
        let text = file.document.text();
        is_of(file.language)
            && Project::modules(file)
                .any(|module| catalog.installs(family, &module, |name| text.contains(name)))
    };
    let mut open: Vec<Arc<Path>> = project
        .files()
        .filter(installs)
        .map(|file| file.path.clone())
        .collect();
    let mut seen: FxHashSet<Arc<Path>> = open.iter().cloned().collect();
    let mut added = 0;
    while !open.is_empty() && added < MAX_ADDED {
        let called = open.iter().flat_map(|path| project.called(path));
        let parts: FxHashSet<u32> = called.map(|part| records::hash(&part)).collect();
        let unparsed = records.iter().flat_map(|it| it.importing(&parts));
        let mut paths: Vec<_> = unparsed
            .filter(|path| Language::of_path(path).is_some_and(is_of))
            .filter(|path| project.file(path).is_none() && !is_excluded(path))
            .collect();
        paths.sort();
        let targets: FxHashSet<Arc<Path>> = open.drain(..).collect();
        let found: Vec<_> = paths
            .par_iter()
            .map_init(Reader::default, |reader, path| {
                start(project, reader, path, &targets)
            })
            .flatten()
            .collect();
        for target in &targets {
            let importers = project.incoming().get(target).into_iter().flatten();
            open.extend(
                importers
                    .filter(|path| seen.insert((*path).clone()))
                    .cloned(),
            );
        }
        for file in found.into_iter().take(MAX_ADDED - added) {
            added += 1;
            if seen.insert(file.path.clone()) {
                open.push(file.path.clone());
            }
            project.insert(Arc::new(file));
        }
    }
}

/// The file at `path`, if it imports one of these.
fn start(
    project: &Project,
    reader: &mut Reader,
    path: &PathBuf,
    targets: &FxHashSet<Arc<Path>>,
) -> Option<SourceFile> {
    let language = Language::of_path(path)?;
    let everything = Prefilter::everything();
    let Ok(Content::Text(text)) = reader.read(path, language, &everything) else {
        return None;
    };
    let mut imports = false;
    specifiers::each(language, text.as_bytes(), &mut |module| {
        let is_target = |it: Arc<Path>| targets.contains(&it);
        imports = imports
            || project
                .locate(path, language, module)
                .is_some_and(is_target);
    });
    imports.then(|| SourceFile::parse(Arc::from(&**path), language, Document::new(text)))
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
