//! What requirement files, `pyproject.toml`, `setup.cfg`, the lock files of Poetry, uv, PDM and Pipenv,
//! and a virtual environment say.

use super::Said;
use super::range::Range;
use crate::catalog::Version;
use crate::project::disk::{Disk, MAX_LOCK_SIZE, MAX_MANIFEST_SIZE};
use smol_str::SmolStr;
use std::path::Path;
use toml::{Table, Value};

/// Lock files in TOML with a `[[package]]` for each.
const LOCKS: [&str; 4] = ["uv.lock", "poetry.lock", "pdm.lock", "pylock.toml"];

/// What `folder` says of `package`.
pub(super) fn say(disk: &Disk, folder: &Path, package: &str) -> Said {
    let package = normal(package);
    let lock = |name: &str| disk.read(&folder.join(name), MAX_LOCK_SIZE);
    let mut locks = LOCKS.iter();
    let locked = locks
        .find_map(|name| in_toml_lock(&lock(name)?, &package))
        .or_else(|| in_pipfile_lock(&lock("Pipfile.lock")?, &package));
    let range = in_requirements(disk, folder, &package)
        .or_else(|| {
            let text = disk.read(&folder.join("pyproject.toml"), MAX_MANIFEST_SIZE)?;
            in_pyproject(&text.parse().ok()?, &package)
        })
        .or_else(|| {
            let text = disk.read(&folder.join("Pipfile"), MAX_MANIFEST_SIZE)?;
            in_pipfile(&text.parse().ok()?, &package)
        })
        .or_else(|| {
            let text = disk.read(&folder.join("setup.cfg"), MAX_MANIFEST_SIZE)?;
            text.lines()
                .find_map(|line| requirement(line.trim(), &package))
        })
        .or_else(|| {
            let text = disk.read(&folder.join("setup.py"), MAX_MANIFEST_SIZE)?;
            let mut strings = text.split(['"', '\'']);
            strings.find_map(|string| requirement(string, &package))
        });
    Said {
        locked,
        installed: installed(disk, folder, &package),
        range,
    }
}

/// The name that `pyproject.toml` in `folder` gives its own distribution.
pub(in crate::project) fn name(disk: &Disk, folder: &Path) -> Option<SmolStr> {
    let text = disk.read(&folder.join("pyproject.toml"), MAX_MANIFEST_SIZE)?;
    let manifest: Table = text.parse().ok()?;
    let poetry = || manifest.get("tool")?.get("poetry")?.get("name");
    let own = manifest.get("project").and_then(|it| it.get("name"));
    Some(normal(own.or_else(poetry)?.as_str()?).into())
}

/// The name of a distribution as PyPI compares it.
fn normal(name: &str) -> String {
    let lower = name.trim().to_ascii_lowercase();
    let parts = lower.split(['-', '_', '.']).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-")
}

/// What a requirement (`mistralai[agents]>=1.0,<2; python_version > "3"`) allows, if it is about the
/// package.
fn requirement(text: &str, package: &str) -> Option<Range> {
    let text = text.split(['#', ';']).next()?.trim();
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let (name, rest) = text.split_at(text.find(|c: char| !is_name(c)).unwrap_or(text.len()));
    if name.is_empty() || normal(name) != package {
        return None;
    }
    let rest = rest.trim_start();
    let rest = match rest.strip_prefix('[') {
        Some(extras) => extras.split_once(']')?.1,
        None => rest,
    };
    // Options of pip stand behind it: `--hash=…`.
    let rest = rest
        .split(" --")
        .next()?
        .trim_matches(['(', ')', ' ', '\\']);
    (!rest.starts_with('=') || rest.starts_with("==")).then(|| Range::of(rest))
}

/// Requirement files and constraints; a file that holds the package at one version counts first.
fn in_requirements(disk: &Disk, folder: &Path, package: &str) -> Option<Range> {
    let is_list = |name: &str| {
        let known = name.starts_with("requirements") || name.starts_with("constraints");
        known && (name.ends_with(".txt") || name.ends_with(".in"))
    };
    let mut paths: Vec<_> = disk.files_in(folder);
    paths.retain(|name| name.to_str().is_some_and(is_list));
    let paths = paths.iter().map(|name| folder.join(name));
    let nested = disk.files_in(&folder.join("requirements"));
    let nested = nested
        .iter()
        .filter(|name| name.to_str().is_some_and(|it| it.ends_with(".txt")));
    let nested = nested.map(|name| folder.join("requirements").join(name));
    let mut found = None;
    for path in paths.chain(nested) {
        let Some(text) = disk.read(&path, MAX_MANIFEST_SIZE) else {
            continue;
        };
        for range in text
            .lines()
            .filter_map(|line| requirement(line.trim(), package))
        {
            if range.is_exact() {
                return Some(range);
            }
            found = found.or(Some(range));
        }
    }
    found
}

fn in_pyproject(manifest: &Table, package: &str) -> Option<Range> {
    let listed = |list: &Value| {
        let mut entries = list.as_array()?.iter();
        entries.find_map(|entry| requirement(entry.as_str()?, package))
    };
    let in_groups = |groups: &Value| groups.as_table()?.values().find_map(listed);
    let get = |path: &str| {
        let mut parts = path.split('/');
        let first = manifest.get(parts.next()?)?;
        parts.try_fold(first, |value, part| value.get(part))
    };
    let project = get("project/dependencies").and_then(listed);
    let groups = || {
        let groups = [
            "project/optional-dependencies",
            "dependency-groups",
            "tool/pdm/dev-dependencies",
        ];
        groups.iter().find_map(|path| in_groups(get(path)?))
    };
    let uv = || get("tool/uv/dev-dependencies").and_then(listed);
    let poetry = || {
        let groups = get("tool/poetry/group").and_then(Value::as_table);
        let groups = groups.into_iter().flat_map(Table::values);
        let groups = groups.filter_map(|group| group.get("dependencies"));
        let own = ["dependencies", "dev-dependencies"]
            .into_iter()
            .filter_map(|part| get("tool/poetry")?.get(part));
        own.chain(groups)
            .find_map(|table| in_table(table.as_table()?, package))
    };
    project.or_else(groups).or_else(uv).or_else(poetry)
}

fn in_pipfile(manifest: &Table, package: &str) -> Option<Range> {
    let mut parts = ["packages", "dev-packages"].into_iter();
    parts.find_map(|part| in_table(manifest.get(part)?.as_table()?, package))
}

/// `mistralai = "^1.2"` or `mistralai = { version = "^1.2", extras = [] }`.
fn in_table(table: &Table, package: &str) -> Option<Range> {
    let (_, value) = table.iter().find(|(name, _)| normal(name) == package)?;
    let version = value.as_str().or_else(|| value.get("version")?.as_str());
    Some(version.map(Range::of).unwrap_or_default())
}

/// `name = "mistralai"` with `version = "1.2.3"` in the next line.
fn in_toml_lock(text: &str, package: &str) -> Option<Version> {
    let mut lines = text.lines();
    lines.by_ref().find(|line| {
        let name = line
            .strip_prefix("name = \"")
            .and_then(|it| it.strip_suffix('"'));
        name.is_some_and(|name| normal(name) == package)
    })?;
    let version = lines.next()?.strip_prefix("version = \"")?;
    version.strip_suffix('"')?.parse().ok()
}

fn in_pipfile_lock(text: &str, package: &str) -> Option<Version> {
    let lock: serde_json::Value = serde_json::from_str(text).ok()?;
    let mut parts = ["default", "develop"].into_iter();
    let entry = parts.find_map(|part| {
        let mut entries = lock.get(part)?.as_object()?.iter();
        entries.find_map(|(name, entry)| (normal(name) == package).then_some(entry))
    })?;
    entry
        .get("version")?
        .as_str()?
        .trim_start_matches('=')
        .parse()
        .ok()
}

/// `.venv/lib/python3.12/site-packages/mistralai-1.2.3.dist-info`.
fn installed(disk: &Disk, folder: &Path, package: &str) -> Option<Version> {
    [".venv", "venv"].into_iter().find_map(|name| {
        let lib = folder.join(name).join("lib");
        let mut pythons = disk.folders_in(&lib).into_iter();
        pythons.find_map(|python| {
            let packages = disk.folders_in(&lib.join(python).join("site-packages"));
            packages.iter().find_map(|entry| {
                let (name, version) = entry
                    .to_str()?
                    .strip_suffix(".dist-info")?
                    .rsplit_once('-')?;
                (normal(name) == package).then(|| version.parse().ok())?
            })
        })
    })
}
