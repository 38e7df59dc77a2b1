//! In which language and module system a file is written, and where its neighbours would be.

use super::module_name::is_python_package;
use crate::facts::{ExprKind, Facts};
use crate::project::{Project, SourceFile};
use std::path::PathBuf;

/// A language and a module system.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::rules) enum ModuleKind {
    /// TypeScript.
    TypeScript,
    /// JavaScript with `import`.
    Module,
    /// JavaScript with `require`.
    CommonJs,
    /// Python.
    Python,
}

impl ModuleKind {
    /// What a file is written in; `None` for what is no module.
    pub(in crate::rules) fn of(file: &SourceFile) -> Option<Self> {
        if !file.language.is_ecma() {
            return Some(Self::Python);
        }
        match file.path.extension()?.to_str()? {
            "ts" | "tsx" | "mts" | "cts" => Some(Self::TypeScript),
            "mjs" => Some(Self::Module),
            "cjs" => Some(Self::CommonJs),
            "js" | "jsx" => Some(match requires(&file.facts) {
                true => Self::CommonJs,
                false => Self::Module,
            }),
            _ => None,
        }
    }

    /// How the name of a module beside `from` ends.
    pub(in crate::rules) fn ending(self, from: &SourceFile) -> Option<&str> {
        Some(match (self, from.path.extension()?.to_str()?) {
            (Self::Python, _) => "py",
            (Self::TypeScript, ending @ ("mts" | "cts")) => ending,
            (Self::TypeScript, _) => "ts",
            (_, ending @ ("mjs" | "cjs")) => ending,
            _ => "js",
        })
    }
}

/// Whether a file loads modules by `require`.
fn requires(facts: &Facts) -> bool {
    let mut callees = facts.calls.iter().filter_map(|&id| facts.call(id));
    callees.any(|call| matches!(facts.kind(call.callee), ExprKind::Name(name) if name == "require"))
}

/// The folder for a new module: that of the sources, or of the outermost Python package around the
/// file; without one, the package's own, or the file's.
pub(in crate::rules) fn sources_folder(project: &Project, from: &SourceFile) -> Option<PathBuf> {
    let own = from.path.parent()?;
    if !from.language.is_ecma() {
        let packages = own
            .ancestors()
            .take_while(|folder| is_python_package(project, folder));
        return Some(packages.last().unwrap_or(own).to_owned());
    }
    let package = project.package(&from.path).unwrap_or(own);
    let [src, lib] = ["src", "lib"].map(|name| package.join(name));
    Some(match own.starts_with(&src) {
        true => src,
        false if lib.is_dir() => lib,
        false => package.to_owned(),
    })
}
