//! Modules of TypeScript and JavaScript.

use super::{Lookup, normalize, with_ending};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// What may stand after the name of a module in an import, in order of preference.
const ENDINGS: [&str; 8] = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"];

/// Folders that frameworks call `@` or `~` without a word in a manifest, below the package.
const HOMES: [&str; 3] = ["src", "app", ""];

impl Lookup<'_> {
    /// The file that an ECMAScript module means.
    pub(super) fn ecma(&self, module: &str) -> Option<PathBuf> {
        // Bundlers take orders behind a question mark.
        let module = module.split('?').next()?;
        if module.is_empty() || module.starts_with('/') || module.contains(':') {
            return None;
        }
        if module == "." || module == ".." || module.starts_with("./") || module.starts_with("../")
        {
            return self.ecma_file(&normalize(&self.folder.join(module)));
        }
        if module.starts_with('#')
            && let Some(found) = self.package_import(module)
        {
            return Some(found);
        }
        self.aliased(module)
            .or_else(|| self.workspace_module(module))
            .or_else(|| self.by_convention(module))
    }

    /// The file at `target`, with or without its extension, or the index of the folder there.
    pub(super) fn ecma_file(&self, target: &Path) -> Option<PathBuf> {
        // TypeScript imports `./a.ts` by the name that its output will have, `./a.js`.
        let typed: &[&str] = match target.extension().and_then(|it| it.to_str()) {
            Some("js") => &["ts", "tsx"],
            Some("jsx") => &["tsx"],
            Some("mjs") => &["mts"],
            Some("cjs") => &["cts"],
            _ => &[],
        };
        let sources = typed
            .iter()
            .map(|extension| target.with_extension(extension));
        let itself = [target.to_owned()].into_iter();
        let ended = ENDINGS.iter().map(|ending| with_ending(target, ending));
        let index = target.join("index");
        let indexed = ENDINGS.iter().map(|ending| with_ending(&index, ending));
        let mut candidates = sources.chain(itself).chain(ended).chain(indexed);
        candidates.find(|path| self.is_file(path))
    }

    /// The last parts of names that manifests around have for single files.
    pub(super) fn nicknames(&self) -> Vec<String> {
        let mut names = self.whole_aliases();
        let mut manifests = self
            .folders()
            .filter_map(|folder| self.package_json(folder));
        if let Some(manifest) = manifests.next() {
            names.extend(
                manifest
                    .get("name")
                    .and_then(Value::as_str)
                    .map(str::to_owned),
            );
            let tables = ["exports", "imports"].into_iter();
            let tables = tables.filter_map(|table| manifest.get(table)?.as_object());
            names.extend(tables.flat_map(|table| table.keys().cloned()));
        }
        let last = |name: &String| Some(name.rsplit('/').next()?.to_owned());
        names
            .iter()
            .filter(|name| !name.contains('*'))
            .filter_map(last)
            .collect()
    }

    /// What `@/`, `~/` and `$lib` mean where no `tsconfig.json` says: frameworks write theirs into a
    /// generated one, which is not under version control. No package has such a name.
    fn by_convention(&self, module: &str) -> Option<PathBuf> {
        let rest = |prefix: &str| module.strip_prefix(prefix)?.strip_prefix('/');
        let (rest, homes): (_, &[&str]) = match module {
            "$lib" => ("", &["src/lib"]),
            _ => match rest("$lib") {
                Some(rest) => (rest, &["src/lib"]),
                None => (rest("@").or_else(|| rest("~"))?, &HOMES),
            },
        };
        let has_manifest = |folder: &&Path| self.package_json(folder).is_some();
        let package = self.folders().find(has_manifest).unwrap_or(self.root);
        let mut targets = homes.iter().map(|home| package.join(home).join(rest));
        targets.find_map(|target| self.ecma_file(&normalize(&target)))
    }
}
