//! Files that make clients record their requests, and need not mention Mistral: the start of a program
//! that instruments everything.

use super::unparsed::{self, Unparsed};
use crate::catalog::{Catalog, Family};
use crate::project::{Project, SourceFile};
use crate::syntax::Language;
use rustc_hash::FxHashSet;
use std::path::Path;
use std::sync::Arc;

/// So many files are added.
const MAX_ADDED: usize = 200;

/// Adds those of the files that are not parsed that turn an instrumentation on, if `project` has code of
/// the same language, and those that lead to them.
pub(super) fn add(project: &mut Project, unparsed: Unparsed) {
    for family in [Family::Ecma, Family::Python] {
        if !project.files().any(|file| is_of(family, file.language)) {
            continue;
        }
        let catalog = Catalog::builtin();
        let modules = catalog.instrumentation_modules(family);
        let names = modules.map(|module| module.rsplit(['.', '/']).next().unwrap_or(module));
        let installs = |_: &Path, language, text: &str| {
            is_of(family, language)
                && super::imports(language, text, &mut |module| {
                    catalog.installs(family, module, |name| text.contains(name))
                })
        };
        let mut found = unparsed.importing(project, names, installs);
        found.truncate(MAX_ADDED);
        for file in unparsed::parse(&found) {
            project.insert(file);
        }
        add_starts(project, unparsed, family);
    }
}

/// Adds the files that import those which turn an instrumentation on, and so on: where programs start
/// that run with it.
fn add_starts(project: &mut Project, unparsed: Unparsed, family: Family) {
    let catalog = Catalog::builtin();
    let installs = |file: &&Arc<SourceFile>| {
        let text = file.document.text();
        is_of(family, file.language)
            && Project::modules(file)
                .any(|module| catalog.installs(family, &module, |name| text.contains(name)))
    };
    let installing = project.files().filter(installs);
    let mut open: FxHashSet<Arc<Path>> = installing.map(|file| file.path.clone()).collect();
    let mut seen = open.clone();
    let mut added = 0;
    while !open.is_empty() && added < MAX_ADDED {
        let names = open.iter().flat_map(|path| project.called(path));
        let mut found = unparsed.importing(project, names, |path, language, text| {
            let is_open = |target| open.contains(&target);
            is_of(family, language)
                && super::imports(language, text, &mut |module| {
                    project.locate(path, language, module).is_some_and(is_open)
                })
        });
        found.truncate(MAX_ADDED - added);
        let found = unparsed::parse(&found);
        added += found.len();
        let incoming = project.incoming();
        let importers = open
            .iter()
            .flat_map(|target| incoming.get(target))
            .flatten();
        let next = importers.chain(found.iter().map(|file| &file.path));
        open = next
            .filter(|path| seen.insert((*path).clone()))
            .cloned()
            .collect();
        for file in found {
            project.insert(file);
        }
    }
}

fn is_of(family: Family, language: Language) -> bool {
    match family {
        Family::Ecma => language.is_ecma(),
        Family::Python => language == Language::Python,
    }
}
