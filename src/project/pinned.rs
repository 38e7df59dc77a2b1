//! Which versions of packages the manifests and lock files name, and where. Read by their lines: a file
//! that a person is writing is rarely whole.
//!
//! Must not know: which versions are bad.

use super::disk::{MAX_LOCK_SIZE, Memo};
use super::{Project, SourceFile};
use crate::text::TextRange;
use regex::Regex;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

/// A version of a package, as a manifest or a lock file names it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pinned {
    /// The file.
    pub path: Arc<Path>,
    /// The package.
    pub package: String,
    /// The version.
    pub version: String,
    /// Where the version stands.
    pub range: TextRange,
    /// Whether the file is written by a tool, which then has to write it anew.
    pub is_lock: bool,
    /// Whether it names this version and no other; else it is the lowest that will do.
    pub is_exact: bool,
}

/// What was read of each folder.
pub(super) type PinnedIn = Memo<PathBuf, Arc<[Pinned]>>;

/// A form of manifest: its names, and how a version stands in it.
struct Form {
    is_named: fn(&str) -> bool,
    pattern: LazyLock<Regex>,
    is_lock: bool,
}

/// A package of the npm registry that is one of Mistral's.
const NPM: &str = r"(?P<package>@mistralai/[a-z-]+)";
const PYPI: &str = r"(?P<package>[A-Za-z0-9][A-Za-z0-9._-]*)";
const VERSION: &str = r"(?P<version>[0-9]+(?:\.[0-9]+)+)";

static FORMS: [Form; 10] = [
    Form {
        is_named: |name| name == "package.json",
        pattern: LazyLock::new(|| {
            form(&format!(
                r#""{NPM}"\s*:\s*"(?P<sign>[=^~v]|>=)?\s*{VERSION}""#
            ))
        }),
        is_lock: false,
    },
    Form {
        is_named: |name| matches!(name, "package-lock.json" | "npm-shrinkwrap.json"),
        pattern: LazyLock::new(|| {
            form(&format!(
                r#""(?:[^"\n]*node_modules/)?{NPM}"\s*:\s*\{{\s*"version"\s*:\s*"{VERSION}""#
            ))
        }),
        is_lock: true,
    },
    Form {
        is_named: |name| matches!(name, "pnpm-lock.yaml" | "bun.lock"),
        pattern: LazyLock::new(|| form(&format!(r"{NPM}[@/]{VERSION}"))),
        is_lock: true,
    },
    Form {
        is_named: |name| name == "yarn.lock",
        pattern: LazyLock::new(|| {
            form(&format!(
                r#"(?m)^"?{NPM}@[^\n]*:\r?\n\s+version:?\s+"?{VERSION}"#
            ))
        }),
        is_lock: true,
    },
    Form {
        is_named: |name| {
            let is_text = name.ends_with(".txt") || name.ends_with(".in");
            is_text && (name.starts_with("requirements") || name.starts_with("constraints"))
        },
        pattern: LazyLock::new(|| {
            form(&format!(
                r"(?m)^[ \t]*{PYPI}[ \t]*(?:\[[^\]\n]*\])?[ \t]*(?P<sign>===?|>=|~=)[ \t]*{VERSION}"
            ))
        }),
        is_lock: false,
    },
    Form {
        is_named: |name| name == "pyproject.toml",
        pattern: LazyLock::new(|| {
            form(&format!(
                r#"["']{PYPI}[ \t]*(?:\[[^\]\n]*\])?[ \t]*(?P<sign>===?|>=|~=)[ \t]*{VERSION}"#
            ))
        }),
        is_lock: false,
    },
    Form {
        is_named: |name| matches!(name, "pyproject.toml" | "Pipfile"),
        pattern: LazyLock::new(|| {
            form(&format!(
                r#"(?m)^[ \t]*"?{PYPI}"?[ \t]*=[ \t]*(?:\{{[^}}\n]*version[ \t]*=[ \t]*)?["'](?P<sign>===?|>=|~=|\^|~)?[ \t]*{VERSION}["']"#
            ))
        }),
        is_lock: false,
    },
    Form {
        is_named: |name| matches!(name, "poetry.lock" | "uv.lock" | "pdm.lock"),
        pattern: LazyLock::new(|| form(&format!(r#"name = "{PYPI}"\r?\nversion = "{VERSION}""#))),
        is_lock: true,
    },
    Form {
        is_named: |name| name == "Pipfile.lock",
        pattern: LazyLock::new(|| {
            form(&format!(
                r#""{PYPI}"\s*:\s*\{{[^{{}}]*"version"\s*:\s*"=={VERSION}""#
            ))
        }),
        is_lock: true,
    },
    Form {
        is_named: |name| name == "pylock.toml",
        pattern: LazyLock::new(|| form(&format!(r#"name = "{PYPI}"\r?\nversion = "{VERSION}""#))),
        is_lock: true,
    },
];

/// Whether a file of this name is a manifest or a lock file that names versions.
pub(super) fn is_manifest(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| FORMS.iter().any(|form| (form.is_named)(name)))
}

fn form(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the forms are constant")
}

impl Project {
    /// The versions that a file names, if it is a manifest or a lock file; of npm those of Mistral's
    /// packages alone.
    pub fn pinned_by(file: &SourceFile) -> Vec<Pinned> {
        let name = file.path.file_name().and_then(|name| name.to_str());
        let name = name.unwrap_or_default();
        let mut found = Vec::new();
        for form in FORMS.iter().filter(|form| (form.is_named)(name)) {
            named_in(file.document.text(), form, &file.path, &mut found);
        }
        found
    }

    /// The versions that the manifests and lock files above the file at `path` name, up to the root; of
    /// npm those of Mistral's packages alone.
    pub fn pinned(&self, path: &Path) -> Vec<Arc<[Pinned]>> {
        let Some(root) = self.root_of(path) else {
            return Vec::new();
        };
        let folders = path
            .ancestors()
            .skip(1)
            .take_while(|folder| folder.starts_with(root));
        let read = |folder: &Path| {
            let key = folder.to_owned();
            self.read
                .pinned
                .get_or_make(key, |folder| self.pinned_in(folder))
        };
        folders
            .map(read)
            .filter(|pinned| !pinned.is_empty())
            .collect()
    }

    fn pinned_in(&self, folder: &Path) -> Arc<[Pinned]> {
        let mut found = Vec::new();
        for name in self.read.disk.files_in(folder) {
            let Some(name) = name.to_str() else { continue };
            let mut forms = FORMS.iter().filter(|form| (form.is_named)(name)).peekable();
            if forms.peek().is_none() {
                continue;
            }
            let path: Arc<Path> = folder.join(name).into();
            if let Some(text) = self.read.disk.read(&path, MAX_LOCK_SIZE) {
                forms.for_each(|form| named_in(&text, form, &path, &mut found));
            }
        }
        found.into()
    }
}

/// Adds the versions that a text names in one form.
fn named_in(text: &str, form: &Form, path: &Arc<Path>, found: &mut Vec<Pinned>) {
    for captures in form.pattern.captures_iter(text) {
        let (Some(package), Some(version)) = (captures.name("package"), captures.name("version"))
        else {
            continue;
        };
        let line = text[..package.start()]
            .rfind('\n')
            .map_or(0, |newline| newline + 1);
        if text[line..].trim_start().starts_with(['#', '/']) && !form.is_lock {
            continue;
        }
        let sign = captures.name("sign").map_or("", |sign| sign.as_str());
        // What npm and poetry take for a version without a sign is no range; poetry's is.
        found.push(Pinned {
            path: path.clone(),
            package: package.as_str().to_owned(),
            version: version.as_str().to_owned(),
            range: TextRange::new(version.start(), version.end()),
            is_lock: form.is_lock,
            is_exact: form.is_lock || sign.is_empty() || sign.starts_with('='),
        });
    }
}
