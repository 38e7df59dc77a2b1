//! How a file names the other modules of its project.

use crate::project::{Project, SourceFile};
use crate::syntax::Language;
use std::path::Path;

/// How the file `from` names the module at `path`, in its own language; `None` where it cannot be
/// named for certain.
pub(in crate::rules) fn module_name(
    project: &Project,
    from: &SourceFile,
    path: &Path,
) -> Option<String> {
    match from.language.is_ecma() {
        true => Some(ecma_module(&from.path, path)? + ecma_ending(project, from, path)),
        false => python_module_name(project, from, path),
    }
}

fn python_module_name(project: &Project, from: &SourceFile, path: &Path) -> Option<String> {
    let own = from.path.parent()?;
    let up = own
        .ancestors()
        .position(|folder| path.starts_with(folder))?;
    let below = path.strip_prefix(own.ancestors().nth(up)?).ok()?;
    let below = below.with_extension("");
    let parts: Option<Vec<_>> = below.iter().map(|part| part.to_str()).collect();
    let dotted = parts?.join(".");
    match is_python_package(project, own) {
        true => Some(format!("{}{dotted}", ".".repeat(up + 1))),
        false => (up == 0).then_some(dotted),
    }
}

/// Whether a folder is a package of Python, which modules in it name one another by.
pub(in crate::rules) fn is_python_package(project: &Project, folder: &Path) -> bool {
    project.read(&folder.join("__init__.py")).is_some()
}

/// What the file puts behind the name of the module at `path`.
fn ecma_ending(project: &Project, from: &SourceFile, path: &Path) -> &'static str {
    let extension = path.extension().and_then(|it| it.to_str());
    let is_module = from.language == Language::JavaScript && from.facts.imports().next().is_some();
    match (extension, module_ending(project, from)) {
        (Some("mts" | "mjs"), _) => ".mjs",
        (Some("cjs"), _) => ".cjs",
        (_, Some(ending)) => ending,
        // Node finds no ES module without it.
        (_, None) if is_module => ".js",
        _ => "",
    }
}

/// How a module of TypeScript or JavaScript at `from` names the one at `to`, which has no ending then.
pub(in crate::rules) fn ecma_module(from: &Path, to: &Path) -> Option<String> {
    let own = from.parent()?;
    let up = own.ancestors().position(|folder| to.starts_with(folder))?;
    let below = to.strip_prefix(own.ancestors().nth(up)?).ok()?;
    let below = below.with_extension("");
    let below: Vec<_> = below
        .iter()
        .map(|part| part.to_str())
        .collect::<Option<_>>()?;
    let start = if up == 0 {
        "./".to_owned()
    } else {
        "../".repeat(up)
    };
    Some(start + &below.join("/"))
}

/// What the modules around a file put behind the names of their own modules: the file's own imports
/// say so, else those of its package, else its `tsconfig.json`; `None` if nothing does.
pub(in crate::rules) fn module_ending(
    project: &Project,
    from: &SourceFile,
) -> Option<&'static str> {
    let package = project.package(&from.path);
    let near = project
        .files()
        .map(|file| &**file)
        .filter(|file| file.language.is_ecma() && project.package(&file.path) == package);
    let mut imports = std::iter::once(from).chain(near).flat_map(|file| {
        let modules = file.facts.imports().map(|(_, import)| &import.module);
        modules.filter(|module| module.starts_with('.'))
    });
    if let Some(module) = imports.next() {
        let endings = [".js", ".ts"].into_iter();
        return endings
            .into_iter()
            .find(|ending| module.ends_with(ending))
            .or(Some(""));
    }
    let settings = project
        .read(&package?.join("tsconfig.json"))?
        .to_lowercase();
    let needs = ["\"nodenext\"", "\"node16\"", "\"node18\"", "\"node20\""];
    needs
        .iter()
        .any(|name| settings.contains(name))
        .then_some(".js")
}
