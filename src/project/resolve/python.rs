//! Modules of Python.

use super::{Lookup, glob, normalize, with_ending};
use crate::project::disk::MAX_MANIFEST_SIZE;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use toml::{Table, Value};

impl Lookup<'_> {
    /// The file that a Python module means: `a.b`, `.a`, `..`.
    pub(super) fn python(&self, module: &str) -> Option<PathBuf> {
        let dots = module.bytes().take_while(|&byte| byte == b'.').count();
        let path = module[dots..].replace('.', "/");
        if dots > 0 {
            let folder = self.folder.ancestors().nth(dots - 1)?;
            return self.python_file(&folder.join(path));
        }
        // An absolute module stands in a folder of the search path. Which those are is not written
        // anywhere: the folder of the script, one above it, or one that a manifest names.
        self.folders().find_map(|folder| {
            let own = self.python_file(&folder.join(&path));
            own.or_else(|| {
                let roots = self.python_roots(folder);
                roots
                    .iter()
                    .find_map(|root| self.python_file(&root.join(&path)))
            })
        })
    }

    fn python_file(&self, path: &Path) -> Option<PathBuf> {
        let package = path.join("__init__.py");
        let module = with_ending(path, ".py");
        [package, module]
            .into_iter()
            .find(|path| self.is_file(path))
    }

    /// The folders that modules are looked for in because of what is in `folder`.
    fn python_roots(&self, folder: &Path) -> Arc<[PathBuf]> {
        let roots = &self.manifests().python_roots;
        roots.get_or_make(folder.to_owned(), |folder| {
            let mut roots = vec![folder.join("src")];
            if let Some(manifest) = self.pyproject(folder) {
                roots.extend(package_folders(folder, &manifest));
                let members = strings(&manifest, "tool/uv/workspace/members");
                for member in glob::folders(self.disk(), folder, &members) {
                    if let Some(manifest) = self.pyproject(&member) {
                        roots.extend([member.join("src"), member.clone()]);
                        roots.extend(package_folders(&member, &manifest));
                    }
                }
            }
            roots.retain(|root| root.starts_with(self.root));
            roots.into()
        })
    }

    fn pyproject(&self, folder: &Path) -> Option<Table> {
        let path = folder.join("pyproject.toml");
        self.disk().read(&path, MAX_MANIFEST_SIZE)?.parse().ok()
    }
}

/// The folders that a manifest says hold packages, whichever tool builds it.
fn package_folders(folder: &Path, manifest: &Table) -> Vec<PathBuf> {
    let mut found = strings(manifest, "tool/setuptools/packages/find/where");
    let sources = get(manifest, "tool/setuptools/package-dir").and_then(Value::as_table);
    found.extend(
        sources
            .into_iter()
            .flat_map(|it| it.values().filter_map(text)),
    );
    let poetry = get(manifest, "tool/poetry/packages").and_then(Value::as_array);
    let poetry = poetry.into_iter().flatten();
    found.extend(poetry.filter_map(|it| it.get("from").and_then(text)));
    // Hatch names the packages themselves, and they stand in what is looked for.
    let hatch = strings(manifest, "tool/hatch/build/targets/wheel/packages");
    let parents = hatch
        .iter()
        .filter_map(|it| Path::new(it).parent()?.to_str());
    found.extend(parents.map(str::to_owned));
    found.extend(strings(manifest, "tool/pytest/ini_options/pythonpath"));
    found.extend(strings(manifest, "tool/pyright/extraPaths"));
    let paths = found.iter().map(|path| normalize(&folder.join(path)));
    paths.filter(|path| path != folder).collect()
}

fn get<'t>(table: &'t Table, path: &str) -> Option<&'t Value> {
    let mut parts = path.split('/');
    let first = table.get(parts.next()?)?;
    parts.try_fold(first, |value, part| value.get(part))
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn strings(table: &Table, path: &str) -> Vec<String> {
    match get(table, path) {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(several)) => several.iter().filter_map(text).collect(),
        _ => Vec::new(),
    }
}
