//! Folders by patterns, as workspaces list their members: `packages/*`, `apps/**`, `!**/test/**`.

use crate::project::disk::Disk;
use globset::{Glob, GlobMatcher};
use std::path::{Path, PathBuf};

/// A workspace with more members than this was not written by hand.
const MAX_FOLDERS: usize = 5_000;
/// How deep `**` looks.
const MAX_DEPTH: usize = 6;

/// The folders below `root` that the patterns mean, in order, each once.
pub(super) fn folders(disk: &Disk, root: &Path, patterns: &[String]) -> Vec<PathBuf> {
    let (unwanted, wanted): (Vec<_>, Vec<_>) = patterns
        .iter()
        .partition(|pattern| pattern.starts_with('!'));
    let mut found = Vec::new();
    for pattern in wanted {
        let parts = pattern.trim_start_matches("./").split('/');
        let parts: Vec<_> = parts
            .filter(|part| !part.is_empty() && *part != ".")
            .collect();
        if !parts.contains(&"..") {
            expand(disk, root.to_owned(), &parts, MAX_DEPTH, &mut found);
        }
    }
    found.sort();
    found.dedup();
    let unwanted: Vec<_> = unwanted.iter().filter_map(|it| glob(&it[1..])).collect();
    found.retain(|folder| {
        let below = folder.strip_prefix(root).unwrap_or(folder);
        !unwanted.iter().any(|pattern| pattern.is_match(below))
    });
    found
}

fn expand(disk: &Disk, at: PathBuf, parts: &[&str], depth: usize, found: &mut Vec<PathBuf>) {
    if found.len() >= MAX_FOLDERS {
        return;
    }
    let Some((part, rest)) = parts.split_first() else {
        found.push(at);
        return;
    };
    let is_deep = *part == "**";
    if !is_deep && !part.contains(['*', '?', '[', '{']) {
        return expand(disk, at.join(part), rest, depth, found);
    }
    if is_deep {
        expand(disk, at.clone(), rest, depth, found);
        if depth == 0 {
            return;
        }
    }
    let pattern = glob(part);
    for name in disk.folders_in(&at) {
        let is_hidden = name.to_str().is_none_or(|name| name.starts_with('.'));
        if is_hidden || name == "node_modules" {
            continue;
        }
        if is_deep {
            expand(disk, at.join(&name), parts, depth - 1, found);
        } else if pattern
            .as_ref()
            .is_some_and(|it| it.is_match(Path::new(&name)))
        {
            expand(disk, at.join(&name), rest, depth, found);
        }
    }
}

fn glob(pattern: &str) -> Option<GlobMatcher> {
    Some(Glob::new(pattern).ok()?.compile_matcher())
}
