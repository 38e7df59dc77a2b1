//! Every pattern of every query file is matched by some fixture: a pattern that nothing needs, or
//! that no longer matches what it was written for, shows.

use crate::harness::Fixture;
use std::collections::BTreeSet;
use std::path::Path;
use windbreak::syntax::{Language, Notebook, QuerySet, SyntaxTree};
use windbreak::text::Document;

/// The query files of each family of languages, in the order in which they are loaded.
const FAMILIES: [(&[Language], &[&str]); 3] = [
    (
        &[Language::TypeScript, Language::Tsx, Language::JavaScript],
        &[
            "ecma/declarations",
            "ecma/flow",
            "ecma/scopes",
            "typescript/declarations",
        ],
    ),
    (
        &[Language::Python],
        &["python/declarations", "python/flow", "python/scopes"],
    ),
    (&[Language::Dotenv], &["dotenv/entries"]),
];

#[test]
fn every_pattern_is_matched_by_a_fixture() {
    let fixtures = Fixture::all();
    let files = fixtures.iter().flat_map(|fixture| &fixture.files);
    let files: Vec<_> = files
        .filter(|file| !Notebook::is_named(Path::new(&file.path)))
        .filter_map(|file| Some((Language::of_path(Path::new(&file.path))?, &file.text)))
        .collect();
    let mut unmatched = Vec::new();
    for (languages, sources) in FAMILIES {
        let patterns: Vec<_> = sources.iter().flat_map(|source| patterns(source)).collect();
        assert_eq!(
            patterns.len(),
            QuerySet::of(languages[0]).pattern_count(),
            "patterns begin at a line's beginning"
        );
        let mut matched = BTreeSet::new();
        for (language, text) in files
            .iter()
            .filter(|(language, _)| languages.contains(language))
        {
            let tree = SyntaxTree::parse(*language, &Document::new(text.as_str()));
            QuerySet::of(*language).visit(tree.root(), |found| {
                matched.insert(found.pattern());
            });
        }
        let missing = patterns
            .into_iter()
            .enumerate()
            .filter(|(n, _)| !matched.contains(n));
        unmatched.extend(missing.map(|(_, pattern)| pattern));
    }
    assert!(
        unmatched.is_empty(),
        "no fixture has what these match:\n{}",
        unmatched.join("\n")
    );
}

/// Where the patterns of a query file begin.
fn patterns(source: &str) -> Vec<String> {
    let path = format!("queries/{source}.scm");
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&path))
        .expect("it is there");
    let lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| line.starts_with('('));
    lines
        .map(|(n, line)| format!("{path}:{}: {line}", n + 1))
        .collect()
}
