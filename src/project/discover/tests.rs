mod importers;
mod installers;
mod looked_at;
mod settings;

use super::*;
use crate::project::ConfigSource;
use std::fs;
use tempfile::TempDir;

/// A folder with these files; one whose name ends in `/` is a folder.
fn tree(files: &[(&str, &[u8])]) -> TempDir {
    let tree = TempDir::new().unwrap();
    for (name, bytes) in files {
        let path = tree.path().join(name);
        if name.ends_with('/') {
            fs::create_dir_all(path).unwrap();
            continue;
        }
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    tree
}

struct Seen {
    files: Vec<String>,
    notes: Vec<String>,
    unreadable: Vec<String>,
}

fn discover_with(tree: &TempDir, named: &[&str], force_exclude: bool) -> Seen {
    let root = tree.path();
    let mut configs = Configs::load(&[root.to_owned()], ConfigSource::Nearest, &[], &[]).unwrap();
    let paths: Vec<_> = named
        .iter()
        .map(|name| match *name {
            "." => root.to_owned(),
            name => root.join(name),
        })
        .collect();
    let discovered = Discovery {
        paths: &paths,
        given: None,
        around: &[],
        prefilter: &Prefilter::new(["mistral"]).for_data(|text| text.contains("key!")),
        force_exclude,
        known: None,
    }
    .run(&mut configs);
    assert_eq!(discovered.config_errors, []);
    let relative = |path: &Path| {
        let path = path.strip_prefix(root).unwrap();
        path.to_str().unwrap().replace('\\', "/")
    };
    let lines = |notes: Vec<Note>| {
        let lines = notes.iter();
        lines
            .map(|note| format!("{}: {}", relative(&note.path), note.message))
            .collect()
    };
    Seen {
        files: discovered
            .project
            .files()
            .map(|file| relative(&file.path))
            .collect(),
        notes: lines(discovered.notes),
        unreadable: lines(discovered.unreadable),
    }
}

fn discover(tree: &TempDir, named: &[&str]) -> Seen {
    discover_with(tree, named, false)
}

const RELEVANT: &[u8] = b"import 'Mistral'";

/// The files of a project that are parsed.
fn parsed(files: &[(&str, &str)]) -> Vec<String> {
    let files: Vec<_> = files
        .iter()
        .map(|(name, text)| (*name, text.as_bytes()))
        .collect();
    discover_with(&tree(&files), &["."], false).files
}
