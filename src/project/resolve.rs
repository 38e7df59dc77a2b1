//! Which file of the project a module name means.
//!
//! What is written in an import is looked up among the files in memory and those on disk, by the
//! rules of its language and what the manifests around it say. A file that is meant and was not
//! parsed is read then, so that a value can be followed into a file that says nothing of Mistral.

mod ecma;
mod glob;
mod jsonc;
mod package;
mod python;
mod tsconfig;
mod workspace;

#[cfg(test)]
mod tests;

use super::disk::{Disk, MAX_MANIFEST_SIZE, Memo};
use super::{Project, SourceFile, discover};
use crate::facts::{ExportSource, ExprKind};
use crate::syntax::Language;
use serde_json::Value;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// What module names mean, by the folder they are written in, family of languages and name.
pub(super) type Located = Memo<(PathBuf, bool, String), Option<Arc<Path>>>;

/// What manifests say about modules.
#[derive(Default)]
pub(super) struct Manifests {
    packages: Memo<PathBuf, Option<Arc<Value>>>,
    aliases: Memo<PathBuf, Option<Arc<tsconfig::Aliases>>>,
    workspaces: Memo<PathBuf, Option<Arc<workspace::Workspace>>>,
    python_roots: Memo<PathBuf, Arc<[PathBuf]>>,
}

impl Project {
    /// The file that `module`, as written in an import of `from`, means; `None` for a module from
    /// outside the project. It is read if it was not.
    pub fn resolve(&self, from: &SourceFile, module: &str) -> Option<&SourceFile> {
        let path = self.locate(&from.path, from.language, module)?;
        self.file_or_read(&path)
    }

    /// Where the file is that `module` means in an import of the file at `from`; `None` for a module
    /// from outside the project. It need not have been parsed.
    pub fn locate(&self, from: &Path, language: Language, module: &str) -> Option<Arc<Path>> {
        let folder = from.parent()?;
        let is_ecma = language.is_ecma();
        let key = (folder.to_owned(), is_ecma, module.to_owned());
        let found = self.located.get_or_make(key, |_| {
            let lookup = Lookup::new(self, folder)?;
            let found = match is_ecma {
                true => lookup.ecma(module),
                false => lookup.python(module),
            };
            found.map(Arc::from)
        });
        // A file does not mean itself: `mistralai.py` gets `mistralai` from elsewhere.
        found.filter(|path| **path != *from)
    }

    /// The modules that a file names, as it writes them: in imports, in exports from elsewhere, and in
    /// calls of `require` and `import`. A name comes as often as it is written.
    pub fn modules(file: &SourceFile) -> impl Iterator<Item = String> + '_ {
        let facts = &file.facts;
        let imported = facts.imports().flat_map(move |(_, import)| {
            // `from package import module` may name a module of it.
            let nested = import.name.as_ref().filter(|_| !file.language.is_ecma());
            let nested = nested.map(|name| match import.module.ends_with('.') {
                true => format!("{}{name}", import.module),
                false => format!("{}.{name}", import.module),
            });
            [Some(import.module.to_string()), nested]
                .into_iter()
                .flatten()
        });
        let exported = facts
            .exports
            .iter()
            .filter_map(|export| match &export.source {
                ExportSource::Module { module, .. } => Some(module.to_string()),
                _ => None,
            });
        let required = facts.calls.iter().filter_map(|&id| {
            let call = facts.call(id)?;
            let ExprKind::Name(name) = facts.kind(call.callee) else {
                return None;
            };
            let module = call
                .arguments
                .first()
                .filter(|_| matches!(&**name, "require" | "import"))?;
            match facts.kind(module.value) {
                ExprKind::String(literal) => Some(literal.value.to_string()),
                _ => None,
            }
        });
        imported.chain(exported).chain(required)
    }
}

impl Project {
    /// The last parts of module names that may mean the file at `path`, and some that do not.
    pub(super) fn called(&self, path: &Path) -> Vec<String> {
        let name = |path: &Path| Some(path.file_name()?.to_str()?.to_owned());
        let Some(file) = name(path) else {
            return Vec::new();
        };
        let (stem, _) = file.rsplit_once('.').unwrap_or((&file, ""));
        let mut names = vec![stem.to_owned()];
        if matches!(stem, "index" | "__init__") {
            names.push(".".to_owned());
            names.extend(path.parent().and_then(name));
        }
        if Language::of_path(path).is_some_and(Language::is_ecma)
            && let Some(lookup) = path.parent().and_then(|folder| Lookup::new(self, folder))
        {
            names.extend(lookup.nicknames());
        }
        names
    }
}

/// Looking up a module for a file in a folder.
struct Lookup<'p> {
    project: &'p Project,
    /// The folder the name is written in.
    folder: &'p Path,
    /// The outermost folder that may be looked into.
    root: &'p Path,
}

impl<'p> Lookup<'p> {
    fn new(project: &'p Project, folder: &'p Path) -> Option<Self> {
        let around = project.reach.iter().filter(|root| folder.starts_with(root));
        let root = around.min_by_key(|root| root.as_os_str().len())?;
        Some(Self {
            project,
            folder,
            root,
        })
    }

    fn disk(&self) -> &'p Disk {
        &self.project.read.disk
    }

    fn manifests(&self) -> &'p Manifests {
        &self.project.read.manifests
    }

    /// The folder and those around it, the innermost first.
    fn folders(&self) -> impl Iterator<Item = &'p Path> + use<'p> {
        let root = self.root;
        self.folder
            .ancestors()
            .take_while(move |it| it.starts_with(root))
    }

    /// Whether there is a source file at `path` that is the project's own.
    fn is_file(&self, path: &Path) -> bool {
        let Ok(below) = path.strip_prefix(self.root) else {
            return false;
        };
        let is_source = Language::of_path(path).is_some_and(Language::is_code);
        let is_there = || self.project.file(path).is_some() || self.disk().is_file(path);
        is_source && !discover::is_passed_over(below) && is_there()
    }

    /// `package.json` in a folder.
    fn package_json(&self, folder: &Path) -> Option<Arc<Value>> {
        let disk = self.disk();
        self.manifests()
            .packages
            .get_or_make(folder.to_owned(), |folder| {
                let text = disk.read(&folder.join("package.json"), MAX_MANIFEST_SIZE)?;
                serde_json::from_str(&text).ok().map(Arc::new)
            })
    }
}

/// `path` without `.` and `..`, by its text alone.
fn normalize(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}

/// `path` with more behind it.
fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
