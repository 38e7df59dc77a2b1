//! `tsconfig.json` and `jsconfig.json`: `paths` and `baseUrl`, also those of what they extend.

use super::{Lookup, jsonc, normalize, package};
use crate::project::disk::MAX_MANIFEST_SIZE;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How many configurations may extend one another.
const MAX_EXTENDS: usize = 8;

/// Other names for files.
#[derive(Default, Clone)]
pub(super) struct Aliases {
    /// Where names that are no alias are looked for.
    base: Option<PathBuf>,
    /// A name with at most one `*`, and the paths it may stand for.
    paths: Vec<(String, Vec<PathBuf>)>,
}

impl Lookup<'_> {
    /// The file that an alias means.
    pub(super) fn aliased(&self, module: &str) -> Option<PathBuf> {
        let aliases = self.folders().find_map(|folder| self.aliases_in(folder))?;
        let matching = aliases.paths.iter().filter_map(|(pattern, targets)| {
            package::matches(pattern, module).map(|rest| (pattern, rest, targets))
        });
        // The exact name counts, or else the longest that fits.
        let best = matching.max_by_key(|(pattern, ..)| (!pattern.contains('*'), pattern.len()));
        let by_paths = best.and_then(|(_, rest, targets)| {
            targets.iter().find_map(|target| {
                let target = target.to_str()?.replacen('*', rest, 1);
                self.ecma_file(&normalize(Path::new(&target)))
            })
        });
        by_paths.or_else(|| self.ecma_file(&normalize(&aliases.base.as_ref()?.join(module))))
    }

    /// The aliases around.
    pub(super) fn whole_aliases(&self) -> Vec<String> {
        let aliases = self.folders().find_map(|folder| self.aliases_in(folder));
        let aliases = aliases.iter().flat_map(|aliases| &aliases.paths);
        aliases.map(|(name, _)| name.clone()).collect()
    }

    /// What the configuration in a folder says, if there is one.
    fn aliases_in(&self, folder: &Path) -> Option<Arc<Aliases>> {
        let aliases = &self.manifests().aliases;
        aliases.get_or_make(folder.to_owned(), |folder| {
            let mut names = ["tsconfig.json", "jsconfig.json"].into_iter();
            let path = names.find_map(|name| {
                let path = folder.join(name);
                self.disk().is_file(&path).then_some(path)
            })?;
            let config = self.config(&path)?;
            let mut found = self.read_config(&path, &config, MAX_EXTENDS);
            if found.paths.is_empty() {
                // A configuration that only refers to others has its say in one of those.
                let references = config.get("references").and_then(Value::as_array);
                let references = references.into_iter().flatten().take(MAX_EXTENDS);
                let mut others = references.filter_map(|reference| {
                    let path = normalize(&folder.join(reference.get("path")?.as_str()?));
                    let config = self.config(&path)?;
                    let found = self.read_config(&path, &config, MAX_EXTENDS);
                    (!found.paths.is_empty()).then_some(found)
                });
                found = others.next().unwrap_or(found);
            }
            Some(Arc::new(found))
        })
    }

    fn config(&self, path: &Path) -> Option<Value> {
        if !path.starts_with(self.root) {
            return None;
        }
        jsonc::parse(&self.disk().read(path, MAX_MANIFEST_SIZE)?)
    }

    fn read_config(&self, path: &Path, config: &Value, depth: usize) -> Aliases {
        let folder = path.parent().unwrap_or(path);
        let mut aliases = Aliases::default();
        let extended = match config.get("extends") {
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(one)) => vec![one.as_str()],
            _ => Vec::new(),
        };
        for name in extended.into_iter().take(depth) {
            if let Some((path, config)) = self.extended(folder, name) {
                let other = self.read_config(&path, &config, depth - 1);
                aliases.base = other.base.or(aliases.base);
                if !other.paths.is_empty() {
                    aliases.paths = other.paths;
                }
            }
        }
        let options = config.get("compilerOptions");
        let option = |name: &str| options?.get(name);
        if let Some(base) = option("baseUrl").and_then(Value::as_str) {
            aliases.base = Some(normalize(&folder.join(base)));
        }
        if let Some(paths) = option("paths").and_then(Value::as_object) {
            let base = option("baseUrl").and(aliases.base.as_deref());
            let base = base.unwrap_or(folder);
            let target = |target: &Value| {
                let target = target.as_str()?.replace("${configDir}", ".");
                Some(base.join(target))
            };
            aliases.paths = paths
                .iter()
                .filter_map(|(name, targets)| {
                    let targets = targets.as_array()?.iter();
                    Some((name.clone(), targets.filter_map(target).collect()))
                })
                .collect();
        }
        aliases
    }

    /// The configuration that another in `folder` extends by this name.
    fn extended(&self, folder: &Path, name: &str) -> Option<(PathBuf, Value)> {
        let candidates = |path: PathBuf| {
            let path = normalize(&path);
            [
                super::with_ending(&path, ".json"),
                path.join("tsconfig.json"),
                path,
            ]
        };
        let read = |path: PathBuf| Some((path.clone(), self.config(&path)?));
        if name.starts_with('.') {
            return candidates(folder.join(name)).into_iter().find_map(read);
        }
        let folders = folder
            .ancestors()
            .take_while(|it| it.starts_with(self.root));
        let installed = folders.map(|folder| folder.join("node_modules").join(name));
        let own = self.workspace_folder(name).into_iter();
        let mut paths = own.chain(installed).flat_map(candidates);
        paths.find_map(read)
    }
}
