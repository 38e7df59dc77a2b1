//! How a file names the other modules of its project.

use super::ModuleKind;
use crate::project::{Project, SourceFile};
use std::path::Path;

/// How the file `from` names the module at `path`, in its own language and as it or its neighbours name
/// others; `None` where it cannot be named for certain.
pub(in crate::rules) fn module_name(
    project: &Project,
    from: &SourceFile,
    path: &Path,
) -> Option<String> {
    match from.language.is_ecma() {
        true => ecma_module_name(project, from, path),
        false => python_module_name(project, from, path),
    }
}

fn ecma_module_name(project: &Project, from: &SourceFile, path: &Path) -> Option<String> {
    let relative = ecma_module(&from.path, path)? + ecma_ending(project, from, path);
    let is_far = relative.starts_with("..");
    let own = by_root(project, from, from, path);
    let aliased = own.or_else(|| {
        let mut near = neighbours(project, from).filter(|_| is_far);
        near.find_map(|file| by_root(project, file, from, path))
    });
    Some(aliased.unwrap_or(relative))
}

fn python_module_name(project: &Project, from: &SourceFile, path: &Path) -> Option<String> {
    let is_relative = from
        .facts
        .imports()
        .any(|(_, it)| it.module.starts_with('.'));
    if !is_relative && let Some(absolute) = by_root(project, from, from, path) {
        return Some(absolute);
    }
    let own = from.path.parent()?;
    let up = own
        .ancestors()
        .position(|folder| path.starts_with(folder))?;
    let below = path.strip_prefix(own.ancestors().nth(up)?).ok()?;
    let dotted = parts(&below.with_extension(""))?.join(".");
    match is_python_package(project, own) {
        true => Some(format!("{}{dotted}", ".".repeat(up + 1))),
        false if up == 0 => Some(dotted),
        false => neighbours(project, from).find_map(|file| by_root(project, file, from, path)),
    }
}

/// The other files of the package in this language.
fn neighbours<'p>(project: &'p Project, from: &SourceFile) -> impl Iterator<Item = &'p SourceFile> {
    let package = project.package(&from.path).map(Path::to_owned);
    let (path, is_ecma) = (from.path.clone(), from.language.is_ecma());
    let files = project.files().map(|file| &**file);
    files.filter(move |file| {
        file.path != path
            && file.language.is_ecma() == is_ecma
            && project.package(&file.path) == package.as_deref()
    })
}

/// The name of the module at `path` by a root that `file` names another of the project's modules by:
/// `@/lib/chat` for `src/lib/chat.ts` says that `@/` is `src`, `app.chat` for `app/chat.py` where
/// packages begin.
fn by_root(project: &Project, file: &SourceFile, from: &SourceFile, path: &Path) -> Option<String> {
    let separator = if file.language.is_ecma() { "/" } else { "." };
    let mut modules = file.facts.imports().map(|(_, import)| &import.module);
    modules.find_map(|module| {
        if module.starts_with('.') {
            return None;
        }
        let target = project.locate(&file.path, file.language, module)?;
        if project.package(&target) != project.package(&from.path) {
            return None;
        }
        let named: Vec<_> = module.split(separator).collect();
        let (target, wanted) = (target.with_extension(""), path.with_extension(""));
        let below = parts(&target)?;
        let same = std::iter::zip(named.iter().rev(), below.iter().rev());
        let same = same.take_while(|(name, part)| name == part).count();
        // In Python all of the name has to be that of the file.
        let is_root = same > 0 && (separator == "/" || same == named.len());
        let root = target.ancestors().nth(same).filter(|_| is_root)?;
        let rest = parts(wanted.strip_prefix(root).ok()?)?;
        let start = named[..named.len() - same].iter().copied();
        Some(start.chain(rest).collect::<Vec<_>>().join(separator))
    })
}

/// The parts of a path; `None` if one is no text.
fn parts(path: &Path) -> Option<Vec<&str>> {
    path.iter()
        .map(|part| part.to_str())
        .filter(|part| *part != Some("/"))
        .collect()
}

/// Whether a folder is a package of Python, which modules in it name one another by.
pub(super) fn is_python_package(project: &Project, folder: &Path) -> bool {
    project.read(&folder.join("__init__.py")).is_some()
}

/// What the file puts behind the name of the module at `path`.
fn ecma_ending(project: &Project, from: &SourceFile, path: &Path) -> &'static str {
    let extension = path.extension().and_then(|it| it.to_str());
    let is_module = ModuleKind::of(from) == Some(ModuleKind::Module);
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
