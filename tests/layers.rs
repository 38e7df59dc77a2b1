//! Holds the layers that `src/lib.rs` and `ARCHITECTURE.md` speak of: a module uses lower ones only.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The modules and their layers.
const LAYERS: [(&str, u8); 17] = [
    ("text", 0),
    ("syntax", 1),
    ("facts", 2),
    ("catalog", 2),
    ("finding", 2),
    ("settings", 2),
    ("flow", 3),
    ("project", 3),
    ("rules", 4),
    ("check", 5),
    ("inventory", 5),
    ("suppress", 5),
    ("apply", 5),
    ("report", 6),
    ("keys", 6),
    ("cli", 7),
    ("server", 7),
];

/// Uses within a layer.
const BESIDE: [(&str, &str); 4] = [
    ("settings", "finding"),
    ("settings", "catalog"),
    ("flow", "project"),
    ("check", "suppress"),
];

/// Crates that only one module knows. What is built on them can be exchanged there.
const HOMES: [(&str, &str); 4] = [
    ("tree_sitter", "syntax"),
    ("tower_lsp", "server"),
    ("lsp_types", "server"),
    ("clap", "cli"),
];

/// Names that say nothing of what a module holds.
const EMPTY_NAMES: [&str; 6] = ["util", "utils", "common", "helpers", "misc", "shared"];

/// A source file: the top module it belongs to, its path and its text.
struct Source {
    module: String,
    path: PathBuf,
    text: String,
}

impl Source {
    /// The names in the file that come right after `prefix`.
    fn names_after(&self, prefix: &str) -> BTreeSet<&str> {
        let code = self
            .text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        let pieces = code.flat_map(|line| line.split(prefix).skip(1));
        pieces
            .map(|piece| {
                piece
                    .split(|c: char| !c.is_alphanumeric() && c != '_')
                    .next()
                    .unwrap_or_default()
            })
            .collect()
    }

    /// Whether the file names a crate.
    fn knows(&self, name: &str) -> bool {
        let code = self
            .text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        let starts = [
            format!("use {name}::"),
            format!("use {name};"),
            format!("{name}::"),
            format!("#[{name}("),
        ];
        let is_word = |line: &str, start: &String| {
            line.match_indices(start.as_str()).any(|(at, _)| {
                !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
            })
        };
        code.into_iter()
            .any(|line| starts.iter().any(|start| is_word(line, start)))
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut sources) = (vec![root.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("src can be read") {
            let path = entry.expect("its entries can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let below = path.strip_prefix(&root).expect("it is below src");
                let module = below
                    .iter()
                    .next()
                    .expect("it has a name")
                    .to_string_lossy()
                    .trim_end_matches(".rs")
                    .to_owned();
                let text = std::fs::read_to_string(&path).expect("sources are text");
                sources.push(Source {
                    module,
                    path: below.to_owned(),
                    text,
                });
            }
        }
    }
    sources.retain(|source| source.module != "lib" && source.module != "main");
    sources
}

fn layer(module: &str) -> u8 {
    let found = LAYERS.iter().find(|(name, _)| *name == module);
    found
        .unwrap_or_else(|| panic!("the module {module} has no layer"))
        .1
}

#[test]
fn modules_use_lower_layers_only() {
    for source in sources() {
        for used in source.names_after("crate::") {
            let user = source.module.as_str();
            let is_allowed =
                used == user || BESIDE.contains(&(user, used)) || layer(used) < layer(user);
            assert!(
                is_allowed,
                "{}: {user} must not know {used}",
                source.path.display()
            );
        }
    }
}

#[test]
fn crates_stay_where_they_belong() {
    for source in sources() {
        for (name, home) in HOMES {
            assert!(
                source.module == home || !source.knows(name),
                "{}: only {home} may know {name}",
                source.path.display()
            );
        }
    }
}

#[test]
fn every_file_says_what_it_holds() {
    // A file of unit tests is part of the one it tests.
    for source in sources()
        .into_iter()
        .filter(|source| !source.path.ends_with("tests.rs"))
    {
        assert!(
            source.text.starts_with("//! "),
            "{} has no head",
            source.path.display()
        );
    }
}

#[test]
fn module_names_say_what_they_hold() {
    for source in sources() {
        let names = source
            .path
            .iter()
            .map(|part| part.to_string_lossy().trim_end_matches(".rs").to_owned());
        for name in names {
            assert!(
                !EMPTY_NAMES.contains(&name.as_str()),
                "{}",
                source.path.display()
            );
        }
    }
}
