//! The files in which a project may check its environment.

use super::super::super::context::Context;
use crate::project::SourceFile;
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};

/// What such modules are usually called, in which folders of a package.
const ECMA: [&str; 5] = ["env", "config", "environment", "env.server", "env.mjs"];
const ECMA_FOLDERS: [&str; 9] = [
    "",
    "src",
    "lib",
    "src/lib",
    "config",
    "src/config",
    "src/server",
    "app",
    "src/utils",
];
const ECMA_ENDINGS: [&str; 3] = ["ts", "mjs", "js"];
const PYTHON: [&str; 4] = ["config", "settings", "env", "configuration"];
const PYTHON_FOLDERS: [&str; 4] = ["", "core", "app", "app/core"];

/// The files of the package of `from` that may check the environment: those that have to do with
/// Mistral, and others by their names.
pub(super) fn files<'p>(ctx: &Context<'_, 'p>, from: &SourceFile) -> Vec<&'p SourceFile> {
    let project = ctx.project();
    let package = project.package(&from.path);
    let users = project.dependents(from);
    let users: FxHashSet<&Path> = users.iter().map(|file| &*file.path).collect();
    let is_near = |file: &&SourceFile| {
        file.language.is_ecma() == from.language.is_ecma()
            && file.notebook.is_none()
            && project.package(&file.path) == package
            && !project.is_test(file)
            // One that needs this file cannot be needed by it.
            && !users.contains(&*file.path)
    };
    let known = project.files().map(|file| &**file);
    let mut files: Vec<_> = known.filter(is_near).collect();
    for path in usual(ctx, from) {
        let is_known = files.iter().any(|file| *file.path == *path);
        if !is_known && path.is_file() {
            let read = project.file_or_read(&path).filter(is_near);
            files.extend(read.filter(|file| !imports(ctx, file, from)));
        }
    }
    files
}

fn imports(ctx: &Context<'_, '_>, file: &SourceFile, other: &SourceFile) -> bool {
    let project = ctx.project();
    let mut modules = file.facts.imports().map(|(_, import)| &import.module);
    modules.any(|module| {
        let path = project.locate(&file.path, file.language, module);
        path.is_some_and(|path| path == other.path)
    })
}

/// The places at which such a module usually is.
fn usual(ctx: &Context<'_, '_>, from: &SourceFile) -> Vec<PathBuf> {
    let project = ctx.project();
    let Some(own) = from.path.parent() else {
        return Vec::new();
    };
    let top = project.package(&from.path).or(project.root_of(&from.path));
    let top = top.unwrap_or(own);
    let (names, folders, endings): (&[&str], &[&str], &[&str]) = match from.language.is_ecma() {
        true => (&ECMA, &ECMA_FOLDERS, &ECMA_ENDINGS),
        false => (&PYTHON, &PYTHON_FOLDERS, &["py"]),
    };
    let above: Vec<&Path> = own
        .ancestors()
        .take_while(|folder| folder.starts_with(top))
        .collect();
    let below = folders.iter().map(|folder| top.join(folder));
    let nested = above
        .iter()
        .flat_map(|above| folders.iter().map(|it| above.join(it)));
    let folders: Vec<PathBuf> = match from.language.is_ecma() {
        true => below.collect(),
        false => nested.collect(),
    };
    let files = folders.iter().flat_map(|folder| {
        names.iter().flat_map(move |name| {
            endings
                .iter()
                .map(move |ending| folder.join(format!("{name}.{ending}")))
        })
    });
    files.collect()
}

/// Whether the manifest of the package of `from` names one of these libraries, and which.
pub(super) fn dependency<'n>(
    ctx: &Context<'_, '_>,
    from: &SourceFile,
    names: &[&'n str],
) -> Option<&'n str> {
    let project = ctx.project();
    let folder = project.package(&from.path)?;
    let manifests: &[&str] = match from.language.is_ecma() {
        true => &["package.json"],
        false => &["pyproject.toml", "requirements.txt", "setup.py", "Pipfile"],
    };
    let texts = manifests
        .iter()
        .filter_map(|name| project.read(&folder.join(name)));
    let text = texts.collect::<String>().replace('_', "-");
    let is_named = |name: &&&str| match from.language.is_ecma() {
        true => text.contains(&format!("\"{name}\"")),
        false => text.to_lowercase().contains(**name),
    };
    names.iter().find(is_named).copied()
}
