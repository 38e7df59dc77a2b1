use super::*;
use crate::syntax::SyntaxTree;
use crate::text::Document;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use tree_sitter::{Query, QueryCursor, StreamingIterator};

/// A match: the number of the pattern and the place of its subject.
type Found = BTreeSet<(usize, (usize, usize))>;

#[test]
fn all_query_files_are_read() {
    for language in Language::ALL {
        assert!(QuerySet::of(language).pattern_count() > 0, "{language:?}");
    }
}

/// Over all fixtures as they are written, so markers and all: broken code of every kind.
#[test]
fn finds_what_the_engine_of_tree_sitter_finds() {
    let texts = texts_below(Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures"
    )));
    assert!(texts.len() > 100, "only {} fixtures", texts.len());
    for language in Language::ALL {
        let source: String = sources(language)
            .iter()
            .map(|(_, source)| *source)
            .collect();
        let query = Query::new(&language.grammar(), &source).expect("tree-sitter reads them too");
        let mut matches = 0;
        for text in &texts {
            let tree = SyntaxTree::parse(language, &Document::new(text.as_str()));
            let (ours, theirs) = (ours(language, &tree), theirs(&query, &tree, text));
            assert!(
                ours == theirs,
                "{language:?}: {:?} in\n{text}",
                ours.symmetric_difference(&theirs).collect::<Vec<_>>()
            );
            matches += ours.len();
        }
        assert!(matches > 100, "{language:?}: only {matches} matches");
    }
}

fn ours(language: Language, tree: &SyntaxTree) -> Found {
    let mut found = Found::new();
    QuerySet::of(language).visit(tree.root(), |it| {
        found.insert((it.pattern(), place(it.subject_node())));
    });
    found
}

fn theirs(query: &Query, tree: &SyntaxTree, text: &str) -> Found {
    let mut found = Found::new();
    let names = query.capture_names();
    let mut cursor = QueryCursor::new();
    let mut matches = cursor.matches(query, tree.root(), text.as_bytes());
    while let Some(it) = matches.next() {
        let subject = it
            .captures()
            .iter()
            .find(|capture| !names[capture.index as usize].contains('.'));
        if let Some(subject) = subject {
            found.insert((it.pattern_index, place(subject.node)));
        }
    }
    found
}

fn place(node: Node<'_>) -> (usize, usize) {
    (node.start_byte(), node.end_byte())
}

fn texts_below(folder: &Path) -> Vec<String> {
    let mut open: Vec<PathBuf> = vec![folder.to_owned()];
    let mut texts = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let entries = std::fs::read_dir(&path).expect("a folder of fixtures");
            open.extend(entries.map(|entry| entry.expect("an entry").path()));
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            texts.push(text);
        }
    }
    texts
}
