//! What `package.json`, the lock files of npm, pnpm, Yarn and Bun, and `node_modules` say.
//!
//! Lock files are searched for one package, not parsed: they are long, and tools lay them out in one
//! way.

use super::Said;
use super::range::Range;
use crate::catalog::Version;
use crate::project::SourceFile;
use crate::project::disk::{Disk, MAX_LOCK_SIZE, MAX_MANIFEST_SIZE};
use serde_json::Value;
use smol_str::SmolStr;
use std::path::Path;

/// How far after the name of a package its version stands at most, in bytes.
const REACH: usize = 400;

/// The parts of `package.json` that name packages.
const DEPENDENCIES: [&str; 4] = [
    "dependencies",
    "devDependencies",
    "peerDependencies",
    "optionalDependencies",
];

/// The name that `package.json` in `folder` gives its own package.
pub(in crate::project) fn name(disk: &Disk, folder: &Path) -> Option<SmolStr> {
    let text = disk.read(&folder.join("package.json"), MAX_MANIFEST_SIZE)?;
    let manifest: Value = serde_json::from_str(&text).ok()?;
    Some(manifest.get("name")?.as_str()?.into())
}

/// What `folder`, which is `file`'s or above it and in `root`, says of `package`.
pub(super) fn say(
    disk: &Disk,
    folder: &Path,
    root: &Path,
    package: &str,
    file: &SourceFile,
) -> Said {
    let manifest = disk.read(&folder.join("package.json"), MAX_MANIFEST_SIZE);
    let manifest = manifest.and_then(|text| serde_json::from_str::<Value>(&text).ok());
    let written = manifest.as_ref().and_then(|manifest| {
        let mut parts = DEPENDENCIES.iter();
        parts.find_map(|part| manifest.get(part)?.get(package)?.as_str())
    });
    let lock = |name: &str| disk.read(&folder.join(name), MAX_LOCK_SIZE);
    // The packages of the workspace that the file may belong to, the innermost first.
    let below = file.path.parent().unwrap_or(folder);
    let members: Vec<String> = below
        .ancestors()
        .take_while(|it| it.starts_with(folder))
        .filter_map(|it| it.strip_prefix(folder).ok()?.to_str())
        .map(|it| it.replace('\\', "/"))
        .collect();
    let locked = lock("package-lock.json")
        .or_else(|| lock("npm-shrinkwrap.json"))
        .and_then(|text| in_package_lock(&text, &members, package))
        .or_else(|| in_pnpm_lock(&lock("pnpm-lock.yaml")?, &members, package))
        .or_else(|| in_yarn_lock(&lock("yarn.lock")?, package, written))
        .or_else(|| in_bun_lock(&lock("bun.lock")?, package));
    Said {
        locked,
        installed: installed(folder, root, package),
        range: written.map(Range::of),
    }
}

/// The version in `node_modules`. There may be a link on the way, which must not lead out of the root.
fn installed(folder: &Path, root: &Path, package: &str) -> Option<Version> {
    let path = folder
        .join("node_modules")
        .join(package)
        .join("package.json");
    let path = path.canonicalize().ok()?;
    if !path.starts_with(root) && !path.starts_with(root.canonicalize().ok()?) {
        return None;
    }
    let text = Disk::read_file(&path, MAX_MANIFEST_SIZE)?;
    let manifest: Value = serde_json::from_str(&text).ok()?;
    manifest.get("version")?.as_str()?.parse().ok()
}

/// `"node_modules/name": { "version": "1.2.3"` or, before npm 7, `"name": { "version": "1.2.3"`.
fn in_package_lock(text: &str, members: &[String], package: &str) -> Option<Version> {
    let nested = members.iter().map(|member| match member.is_empty() {
        true => format!("\"node_modules/{package}\": {{"),
        false => format!("\"{member}/node_modules/{package}\": {{"),
    });
    let mut keys = nested.chain([format!("\"{package}\": {{")]);
    keys.find_map(|key| after(text, &key, "\"version\": \""))
}

/// `name:` below the importer, with `version: 1.2.3(peer@4)` in one of the next lines or behind it.
fn in_pnpm_lock(text: &str, members: &[String], package: &str) -> Option<Version> {
    let is_key = |line: &str| {
        let key = line.trim_start();
        let key = key.strip_prefix(['\'', '"']).unwrap_or(key);
        let rest = key.strip_prefix(package)?;
        let rest = rest.strip_prefix(['\'', '"']).unwrap_or(rest);
        rest.strip_prefix(':').map(str::to_owned)
    };
    let importer = |member: &str| -> Option<Version> {
        let name = if member.is_empty() { "." } else { member };
        let is_start = |line: &&str| {
            let line = line.trim_end().strip_prefix("  ");
            let key = line.and_then(|line| line.strip_suffix(':'));
            key.is_some_and(|key| key.trim_matches(['\'', '"']) == name)
        };
        let mut lines = text.lines().skip_while(|line| !is_start(line)).skip(1);
        let own = lines
            .by_ref()
            .take_while(|line| line.starts_with("    ") || line.is_empty());
        version_below(own, is_key)
    };
    let in_importer = members.iter().find_map(|member| importer(member));
    // The lock of one package has no importers.
    let plain = || version_below(text.lines().take_while(|line| *line != "packages:"), is_key);
    in_importer.or_else(plain).or_else(|| {
        let mut lines = text
            .lines()
            .map(|line| line.trim_start().trim_start_matches(['\'', '"', '/']));
        lines.find_map(|line| {
            let version = line.strip_prefix(package)?.strip_prefix(['@', '/'])?;
            leading_version(version)
        })
    })
}

fn version_below<'a>(
    mut lines: impl Iterator<Item = &'a str>,
    is_key: impl Fn(&str) -> Option<String>,
) -> Option<Version> {
    let rest = lines.find_map(is_key)?;
    let rest = rest.trim();
    if !rest.is_empty() {
        return leading_version(rest);
    }
    let mut near = lines.take(2);
    near.find_map(|line| leading_version(line.trim_start().strip_prefix("version:")?.trim_start()))
}

/// `"name@^1.2.0":`, also with `npm:` before the range, and `version "1.2.3"` or `version: 1.2.3` below.
fn in_yarn_lock(text: &str, package: &str, written: Option<&str>) -> Option<Version> {
    let mut found = None;
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.starts_with([' ', '#']) || !line.contains(package) {
            continue;
        }
        let mut entries = line.trim_end_matches(':').split(',');
        let ranges = entries.by_ref().filter_map(|entry| {
            let entry = entry.trim().trim_matches('"');
            let range = entry.strip_prefix(package)?.strip_prefix('@')?;
            Some(range.strip_prefix("npm:").unwrap_or(range))
        });
        let ranges: Vec<_> = ranges.collect();
        if ranges.is_empty() {
            continue;
        }
        let version = lines.next().and_then(|line| {
            let version = line.trim_start().strip_prefix("version")?;
            leading_version(version.trim_start_matches([':', ' ', '"']))
        });
        if written.is_some_and(|written| ranges.contains(&written)) {
            return version;
        }
        found = found.or(version);
    }
    found
}

/// `"name": ["name@1.2.3", …`.
fn in_bun_lock(text: &str, package: &str) -> Option<Version> {
    after(text, &format!("\"{package}\": ["), &format!("\"{package}@"))
}

/// The version that stands right after `mark`, which stands soon after `key`.
fn after(text: &str, key: &str, mark: &str) -> Option<Version> {
    let mut starts = text.match_indices(key);
    starts.find_map(|(start, _)| {
        let rest = &text[start + key.len()..];
        let end = rest.len().min(REACH);
        let end = (0..=end).rev().find(|&end| rest.is_char_boundary(end))?;
        let near = rest[..end].split(['}', ']']).next()?;
        leading_version(near.split_once(mark)?.1)
    })
}

fn leading_version(text: &str) -> Option<Version> {
    let text = text.trim_start_matches(['\'', '"']);
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || ".-+".contains(c)));
    text[..end.unwrap_or(text.len())].parse().ok()
}
