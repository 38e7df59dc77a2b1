//! Fixes keep how a file is written: its line endings, its byte order mark, its tabs, whether its last
//! line ends. What they do to a file written otherwise is what they do to the file, written otherwise.

use crate::harness::{Fixture, Run};
use std::collections::BTreeMap;
use std::path::Path;
use windbreak::finding::Applicability;
use windbreak::syntax::Language;

type Files = BTreeMap<String, String>;

/// A way in which a file may be written; `None` where it cannot be.
type Way = fn(&str) -> Option<String>;

const WAYS: [(&str, Way); 4] = [
    ("with `\\r\\n`", |text| Some(text.replace('\n', "\r\n"))),
    ("with a byte order mark", |text| {
        (!text.starts_with("#!")).then(|| format!("\u{feff}{text}"))
    }),
    ("without an end of the last line", |text| {
        Some(text.trim_end_matches('\n').to_owned())
    }),
    ("with tabs", tabbed),
];

/// The text with a tab for each level; `None` without any level, or where lines are aligned.
fn tabbed(text: &str) -> Option<String> {
    let depth = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let unit = text.lines().map(depth).filter(|&depth| depth > 0).min()?;
    let is_even = text.lines().all(|line| depth(line) % unit == 0);
    let lines = text.split_inclusive('\n').map(|line| {
        let depth = depth(line);
        format!("{}{}", "\t".repeat(depth / unit), &line[depth..])
    });
    is_even.then(|| lines.collect())
}

/// Whether a file is code, whose last line may be changed only where an edit is.
///
/// Data files are left out: YAML knows no tabs, and a key in a block of shell in a file with `\r\n` is
/// known not to be fixed.
fn is_code(path: &str) -> bool {
    let language = Language::of_path(Path::new(path));
    let is_code = |it: Language| it.is_ecma() || it == Language::Python;
    language.is_some_and(is_code) && !path.ends_with(".ipynb")
}

fn fixed(rule: &str, files: &Files) -> Result<Files, String> {
    let mut run = Run::new(
        files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str())),
    );
    for _ in 0..8 {
        if !run.fix(rule, Applicability::Unsafe)? {
            return Ok(run.files);
        }
    }
    Err("the fixes do not come to an end".to_owned())
}

fn written(files: &Files, way: Way) -> Files {
    let other = |(path, text): (&String, &String)| {
        let text = match is_code(path) {
            true => way(text).unwrap_or_else(|| text.clone()),
            false => text.clone(),
        };
        (path.clone(), text)
    };
    files.iter().map(other).collect()
}

#[test]
fn fixes_keep_how_a_file_is_written() {
    let shows_fix = |fixture: &Fixture| fixture.fixed.is_some() || fixture.fixed_unsafely.is_some();
    let mut failures = Vec::new();
    for fixture in Fixture::all().into_iter().filter(shows_fix) {
        let files: Files = fixture
            .files
            .iter()
            .map(|file| (file.path.clone(), file.text.clone()))
            .collect();
        let plain = fixed(&fixture.rule, &files).expect(&fixture.name);
        for (name, way) in WAYS {
            let found = fixed(&fixture.rule, &written(&files, way)).expect(&fixture.name);
            for (path, text) in &files {
                let is_written = is_code(path) && way(text).is_some();
                let Some(expected) = way(&plain[path]).filter(|_| is_written) else {
                    continue;
                };
                if found[path] != expected {
                    let (fixture, file) = (&fixture.name, path);
                    failures.push(format!(
                        "{fixture}, {file}, {name}\n--- expected\n{expected:?}\n--- found\n{:?}\n",
                        found[path]
                    ));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
