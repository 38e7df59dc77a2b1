//! Which file of the project a module name means.

use super::{Project, SourceFile};
use std::path::{Component, Path, PathBuf};

/// What may stand after the name of an ECMAScript module in an import, in order of preference.
const ECMA_ENDINGS: &[&str] = &[
    "",
    ".ts",
    ".tsx",
    ".mts",
    ".cts",
    ".js",
    ".jsx",
    ".mjs",
    ".cjs",
    "/index.ts",
    "/index.tsx",
    "/index.mts",
    "/index.js",
    "/index.jsx",
    "/index.mjs",
    "/index.cjs",
];

impl Project {
    /// The file that `module`, as written in an import of `from`, means; `None` for a module from
    /// outside the project.
    pub fn resolve(&self, from: &SourceFile, module: &str) -> Option<&SourceFile> {
        match from.language.is_ecma() {
            true => self.resolve_ecma(from, module),
            false => self.resolve_python(from, module),
        }
    }

    fn resolve_ecma(&self, from: &SourceFile, module: &str) -> Option<&SourceFile> {
        if !module.starts_with('.') {
            return None;
        }
        let target = normalize(&from.path.parent()?.join(module));
        let found = ECMA_ENDINGS
            .iter()
            .find_map(|ending| self.file_with_ending(&target, ending));
        // TypeScript imports `./a.ts` by the name its output will have, `./a.js`.
        found.or_else(|| {
            let typed = match target.extension()?.to_str()? {
                "js" | "jsx" => ["ts", "tsx"],
                "mjs" => ["mts", "mts"],
                "cjs" => ["cts", "cts"],
                _ => return None,
            };
            typed
                .iter()
                .find_map(|extension| self.source(&target.with_extension(extension)))
        })
    }

    fn resolve_python(&self, from: &SourceFile, module: &str) -> Option<&SourceFile> {
        let dots = module.bytes().take_while(|&byte| byte == b'.').count();
        let relative = module[dots..].replace('.', "/");
        if dots > 0 {
            let folder = from.path.ancestors().nth(dots)?;
            return self.python_module(&folder.join(relative));
        }
        // An absolute module stands in a folder of the search path: one above the file, up to a root,
        // or the `src` folder of one.
        let folders = from.path.ancestors().skip(1);
        let inside =
            folders.take_while(|folder| self.roots().iter().any(|root| folder.starts_with(root)));
        inside.into_iter().find_map(|folder| {
            let plain = self.python_module(&folder.join(&relative));
            plain.or_else(|| self.python_module(&folder.join("src").join(&relative)))
        })
    }

    fn python_module(&self, path: &Path) -> Option<&SourceFile> {
        self.file_with_ending(path, ".py")
            .or_else(|| self.source(&path.join("__init__.py")))
    }

    fn file_with_ending(&self, path: &Path, ending: &str) -> Option<&SourceFile> {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        self.source(Path::new(&name))
    }

    fn source(&self, path: &Path) -> Option<&SourceFile> {
        self.file(path).map(|file| &**file)
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

impl Project {
    /// The files that import `file`, directly or over others.
    pub fn dependents(&self, file: &SourceFile) -> Vec<&SourceFile> {
        let mut found: Vec<&SourceFile> = Vec::new();
        let mut open = vec![file.path.clone()];
        while let Some(path) = open.pop() {
            for candidate in self.files().map(|file| &**file) {
                let known = candidate.path == file.path
                    || found.iter().any(|found| found.path == candidate.path);
                if !known
                    && self
                        .imports(candidate)
                        .any(|imported| imported.path == path)
                {
                    open.push(candidate.path.clone());
                    found.push(candidate);
                }
            }
        }
        found
    }

    /// The files of the project that a file imports, each as often as it does.
    fn imports<'p>(&'p self, file: &'p SourceFile) -> impl Iterator<Item = &'p SourceFile> {
        file.facts
            .imports()
            .filter_map(|(_, import)| self.resolve(file, &import.module))
    }
}
