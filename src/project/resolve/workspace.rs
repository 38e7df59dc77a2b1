//! The packages of a monorepo by their names, as `workspaces` in `package.json` and
//! `pnpm-workspace.yaml` list them.

use super::{Lookup, glob};
use crate::project::disk::MAX_MANIFEST_SIZE;
use rustc_hash::FxHashMap;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The packages of a workspace: their folders, by name.
pub(super) struct Workspace(FxHashMap<String, PathBuf>);

impl Lookup<'_> {
    /// The file that the name of a package of the workspace means, or of a module in it.
    pub(super) fn workspace_module(&self, module: &str) -> Option<PathBuf> {
        let (name, subpath) = split(module)?;
        let folder = self.workspace_folder(name)?;
        match subpath {
            "" => self.exported(&folder, "."),
            subpath => self.exported(&folder, &format!("./{subpath}")),
        }
    }

    /// The folder of a package of the workspace, or of the package around, by its name.
    pub(super) fn workspace_folder(&self, name: &str) -> Option<PathBuf> {
        let is_own = |folder: &&Path| {
            let manifest = self.package_json(folder);
            manifest.is_some_and(|it| it.get("name").and_then(Value::as_str) == Some(name))
        };
        let around = || {
            let mut workspaces = self
                .folders()
                .filter_map(|folder| self.workspace_at(folder));
            workspaces.find_map(|workspace| workspace.0.get(name).cloned())
        };
        around().or_else(|| self.folders().find(is_own).map(Path::to_owned))
    }

    /// The workspace whose root is `folder`.
    fn workspace_at(&self, folder: &Path) -> Option<Arc<Workspace>> {
        let workspaces = &self.manifests().workspaces;
        workspaces.get_or_make(folder.to_owned(), |folder| {
            let patterns = self.members_of(folder)?;
            let folders = glob::folders(self.disk(), folder, &patterns);
            let named = folders.into_iter().filter_map(|folder| {
                let name = self
                    .package_json(&folder)?
                    .get("name")?
                    .as_str()?
                    .to_owned();
                Some((name, folder))
            });
            Some(Arc::new(Workspace(named.collect())))
        })
    }

    fn members_of(&self, folder: &Path) -> Option<Vec<String>> {
        let manifest = self.package_json(folder);
        let listed = manifest.as_ref().and_then(|manifest| {
            let workspaces = manifest.get("workspaces")?;
            workspaces
                .as_array()
                .or_else(|| workspaces.get("packages")?.as_array())
        });
        if let Some(listed) = listed {
            let patterns = listed.iter().filter_map(Value::as_str);
            return Some(patterns.map(str::to_owned).collect());
        }
        let path = folder.join("pnpm-workspace.yaml");
        Some(pnpm_packages(&self.disk().read(&path, MAX_MANIFEST_SIZE)?))
    }
}

/// The name of a package and the path behind it.
fn split(module: &str) -> Option<(&str, &str)> {
    let scope = match module.starts_with('@') {
        true => module.find('/')? + 1,
        false => 0,
    };
    let end = module[scope..].find('/').map(|end| scope + end);
    Some(match end {
        Some(end) => (&module[..end], &module[end + 1..]),
        None => (module, ""),
    })
}

/// The list `packages` of `pnpm-workspace.yaml`, which pnpm documents in these two forms.
fn pnpm_packages(text: &str) -> Vec<String> {
    let unquoted = |item: &str| item.trim().trim_matches(['\'', '"']).to_owned();
    let mut lines = text
        .lines()
        .map(|line| line.split(" #").next().unwrap_or_default());
    let Some(rest) = lines.find_map(|line| line.strip_prefix("packages:")) else {
        return Vec::new();
    };
    let inline = rest
        .trim()
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    if let Some(inline) = inline {
        return inline.split(',').map(unquoted).collect();
    }
    let items = lines.filter(|line| !line.trim().is_empty() && !line.trim().starts_with('#'));
    items
        .map_while(|line| line.trim().strip_prefix("- ").map(unquoted))
        .collect()
}
