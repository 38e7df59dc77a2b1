use super::*;
use crate::server::uri::Identity;
use proptest::prelude::*;
use tower_lsp::lsp_types::{Position, Range};

const URI: &str = "file:///nowhere/a.ts";

fn open(text: &str) -> Documents {
    let mut documents = Documents::default();
    let uri: Url = URI.parse().unwrap();
    let item = TextDocumentItem::new(uri.clone(), "typescript".to_owned(), 1, text.to_owned());
    let identity = Identity::of(&uri, "typescript", &[]);
    documents.open(item, identity, false);
    documents
}

fn document(documents: &Documents) -> &OpenDocument {
    documents.iter().next().unwrap()
}

/// Parses the document and hands the tree in, as a worker does.
fn parse(documents: &mut Documents) {
    let document = documents.iter_mut().next().unwrap();
    let (tree, revision) = (fresh_or_reparsed(document), document.revision);
    document.take_tree(tree, revision);
}

/// Has a tree made, as the owner does, so that changes meanwhile are kept.
fn run(documents: &mut Documents) {
    documents.iter_mut().next().unwrap().running = Some(Running {
        state: State::default(),
        cancel: Arc::default(),
    });
}

fn fresh_or_reparsed(document: &OpenDocument) -> SyntaxTree {
    match &document.tree {
        Some(tree) => tree.reparse(&document.document),
        None => SyntaxTree::parse(Language::TypeScript, &document.document),
    }
}

fn change(text: &str, range: Option<(u32, u32, u32, u32)>) -> TextDocumentContentChangeEvent {
    TextDocumentContentChangeEvent {
        range: range.map(|(line, column, end_line, end_column)| {
            Range::new(
                Position::new(line, column),
                Position::new(end_line, end_column),
            )
        }),
        range_length: None,
        text: text.to_owned(),
    }
}

fn apply(documents: &mut Documents, changes: Vec<TextDocumentContentChangeEvent>) {
    let uri = URI.parse().unwrap();
    documents.change(&uri, 2, changes, Encoding::Utf16);
}

#[test]
fn a_tree_of_an_older_text_catches_up() {
    let mut documents = open("let a = 1;\nlet b = 2;\n");
    run(&mut documents);
    let older = fresh_or_reparsed(document(&documents));
    let revision = document(&documents).revision;
    apply(
        &mut documents,
        vec![change("let c = `\n${a}`;\n", Some((1, 0, 1, 0)))],
    );
    apply(&mut documents, vec![change("", Some((0, 0, 1, 0)))]);
    let open = documents.iter_mut().next().unwrap();
    open.take_tree(older, revision);
    let reparsed = fresh_or_reparsed(open);
    let fresh = SyntaxTree::parse(Language::TypeScript, &open.document);
    assert_eq!(reparsed.root().to_sexp(), fresh.root().to_sexp());
}

#[test]
fn a_tree_of_a_text_that_was_replaced_is_not_taken() {
    let mut documents = open("let a = 1;");
    run(&mut documents);
    let older = fresh_or_reparsed(document(&documents));
    let revision = document(&documents).revision;
    apply(&mut documents, vec![change("class B {}", None)]);
    let open = documents.iter_mut().next().unwrap();
    open.take_tree(older.clone(), revision);
    assert!(open.tree.is_none());

    // Nor one of a document that was closed and opened again, whatever its version.
    let before = documents.latest;
    documents.close(&URI.parse().unwrap());
    documents.open(
        TextDocumentItem::new(URI.parse().unwrap(), String::new(), 1, "x".to_owned()),
        Identity::of(&URI.parse().unwrap(), "", &[]),
        false,
    );
    let open = documents.iter_mut().next().unwrap();
    open.take_tree(older, before);
    assert!(open.tree.is_none());
}

#[test]
fn closing_and_changing_end_what_is_computed() {
    let mut documents = open("");
    let cancel = Arc::new(Cancel::default());
    documents.iter_mut().next().unwrap().running = Some(Running {
        state: State::default(),
        cancel: cancel.clone(),
    });
    documents.close(&URI.parse().unwrap());
    assert!(cancel.is_cancelled());
}

/// A piece of text, some of it code, some of it odd.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("const a = new Mistral({ apiKey: 'x' });\n".to_owned()),
        Just("`${".to_owned()),
        Just("}`".to_owned()),
        Just("\r\n".to_owned()),
        Just("\r".to_owned()),
        Just("é𝕏\u{2028}".to_owned()),
        Just("/*".to_owned()),
        Just("(".to_owned()),
        "[a-z(){};=\" \n]{0,12}",
    ]
}

fn edits() -> impl Strategy<Value = Vec<TextDocumentContentChangeEvent>> {
    let place = (0u32..8, 0u32..50, 0u32..8, 0u32..50);
    let one = (piece(), proptest::option::weighted(0.95, place));
    let one = one.prop_map(|(text, range)| change(&text, range));
    proptest::collection::vec(one, 1..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// However a text came about, and whenever trees were made on the way, what is known of it is
    /// what would be known had it been opened like that.
    #[test]
    fn edited_equals_opened(
        start in proptest::collection::vec(piece(), 0..6),
        rounds in proptest::collection::vec((edits(), any::<bool>()), 1..12),
    ) {
        let mut documents = open(&start.concat());
        for (changes, parses) in rounds {
            apply(&mut documents, changes);
            if parses {
                parse(&mut documents);
            }
        }
        parse(&mut documents);
        let edited = document(&documents);
        let opened = open(edited.document.text());
        let opened = document(&opened);
        prop_assert_eq!(edited.document.len(), opened.document.len());
        prop_assert_eq!(edited.document.line_count(), opened.document.line_count());
        let fresh = fresh_or_reparsed(opened);
        let tree = edited.tree.as_ref().unwrap();
        prop_assert_eq!(tree.root().end_byte(), fresh.root().end_byte());
        // After a syntax error, the parser may mend a text in more than one way.
        if !fresh.root().has_error() {
            prop_assert_eq!(tree.root().to_sexp(), fresh.root().to_sexp());
        }
    }
}
