//! What `package.json` says of a package's modules: `exports`, `imports`, and the older fields.

use super::{Lookup, normalize};
use serde_json::Value;
use std::path::{Component, Path, PathBuf};

/// How deep conditions of `exports` are looked into.
const MAX_CONDITIONS: usize = 8;

/// Fields that name a package's main module, the nearest to the source first.
const MAIN_FIELDS: [&str; 7] = [
    "source", "svelte", "module", "main", "browser", "types", "typings",
];

/// Folders that builds are written to.
const OUTPUTS: [&str; 8] = ["dist", "build", "lib", "out", "output", "esm", "cjs", "es"];

impl Lookup<'_> {
    /// The file that `#name` means, by the `imports` of the package around.
    pub(super) fn package_import(&self, module: &str) -> Option<PathBuf> {
        let mut folders = self.folders();
        let (folder, manifest) = folders.find_map(|it| Some((it, self.package_json(it)?)))?;
        let targets = mapped(manifest.get("imports")?, module);
        targets
            .iter()
            .find_map(|target| match target.starts_with("./") {
                true => self.packaged(folder, target),
                false => self.workspace_module(target),
            })
    }

    /// The file that a package in `folder` gives as `subpath` (`.` or `./name`).
    pub(super) fn exported(&self, folder: &Path, subpath: &str) -> Option<PathBuf> {
        let manifest = self.package_json(folder)?;
        let exports = manifest.get("exports").map(|exports| match exports {
            Value::Object(keys) if keys.keys().any(|key| key.starts_with('.')) => {
                mapped(exports, subpath)
            }
            // Without subpaths it is all about the package itself.
            _ if subpath == "." => targets(exports, ""),
            _ => Vec::new(),
        });
        let exported = exports.into_iter().flatten();
        let mut exported = exported.filter_map(|target| self.packaged(folder, &target));
        if let Some(found) = exported.next() {
            return Some(found);
        }
        if subpath != "." {
            let target = subpath.trim_start_matches("./");
            let mut places = [folder.join(target), folder.join("src").join(target)].into_iter();
            return places.find_map(|target| self.ecma_file(&normalize(&target)));
        }
        let fields = MAIN_FIELDS.iter();
        let mut mains = fields.filter_map(|field| manifest.get(field)?.as_str());
        let main = mains.find_map(|main| self.packaged(folder, main));
        main.or_else(|| self.ecma_file(&folder.join("src")))
            .or_else(|| self.ecma_file(folder))
    }

    /// The file at `target` in a package, or the source it is built from.
    fn packaged(&self, folder: &Path, target: &str) -> Option<PathBuf> {
        let path = normalize(&folder.join(target));
        let below = path.strip_prefix(folder).ok()?.to_owned();
        let is_declaration = target.ends_with(".d.ts") || target.ends_with(".d.mts");
        let itself = (!is_declaration).then(|| self.ecma_file(&path)).flatten();
        itself.or_else(|| self.source_of(folder, &below))
    }

    /// What `dist/esm/name.js` is built from: `src/name.ts`.
    fn source_of(&self, folder: &Path, below: &Path) -> Option<PathBuf> {
        let mut rest = below.components().as_path();
        let is_output = |path: &Path| match path.components().next() {
            Some(Component::Normal(name)) => OUTPUTS.iter().any(|output| name == *output),
            _ => false,
        };
        if !is_output(rest) {
            return None;
        }
        loop {
            let mut inner = rest.components();
            inner.next();
            rest = inner.as_path();
            let name = rest.to_str()?;
            let stem = [".d.ts", ".d.mts", ".d.cts", ".js", ".mjs", ".cjs", ".jsx"]
                .iter()
                .find_map(|ending| name.strip_suffix(ending))
                .unwrap_or(name);
            let found = self.ecma_file(&folder.join("src").join(stem));
            let found = found.or_else(|| self.ecma_file(&folder.join(stem)));
            if found.is_some() || !is_output(rest) {
                return found;
            }
        }
    }
}

/// The paths that a table of `exports` or `imports` has for a name, the likeliest first.
fn mapped(table: &Value, name: &str) -> Vec<String> {
    let Some(table) = table.as_object() else {
        return Vec::new();
    };
    let matching = table
        .iter()
        .filter_map(|(pattern, value)| Some((pattern, matches(pattern, name)?, value)));
    let best = matching.max_by_key(|(pattern, ..)| (!pattern.contains('*'), pattern.len()));
    best.map_or_else(Vec::new, |(_, rest, value)| targets(value, rest))
}

/// The paths in what conditions lead to, with `*` replaced; declarations come last.
fn targets(value: &Value, rest: &str) -> Vec<String> {
    let (mut code, mut types) = (Vec::new(), Vec::new());
    collect(value, false, MAX_CONDITIONS, &mut code, &mut types);
    code.append(&mut types);
    code.iter()
        .map(|target| target.replace('*', rest))
        .collect()
}

fn collect<'v>(
    value: &'v Value,
    is_types: bool,
    depth: usize,
    code: &mut Vec<&'v str>,
    types: &mut Vec<&'v str>,
) {
    match value {
        Value::String(target) if is_types => types.push(target),
        Value::String(target) => code.push(target),
        Value::Array(several) if depth > 0 => several
            .iter()
            .for_each(|value| collect(value, is_types, depth - 1, code, types)),
        Value::Object(conditions) if depth > 0 => {
            for (condition, value) in conditions {
                let is_types = is_types || condition.starts_with("types");
                collect(value, is_types, depth - 1, code, types);
            }
        }
        _ => {}
    }
}

/// What the `*` of a pattern stands for in a name that it fits; nothing without a `*`.
pub(super) fn matches<'n>(pattern: &str, name: &'n str) -> Option<&'n str> {
    match pattern.split_once('*') {
        None => (pattern == name).then_some(""),
        Some((before, after)) => name.strip_prefix(before)?.strip_suffix(after),
    }
}
