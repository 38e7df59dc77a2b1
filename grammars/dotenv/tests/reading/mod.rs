//! What the tests share: parsing, and a file's entries, comments and errors as strings.

use tree_sitter::{Node, Parser, Tree};

/// A parser for `.env` files.
pub fn parser() -> Parser {
    let mut parser = Parser::new();
    parser
        .set_language(&windbreak_tree_sitter_dotenv::LANGUAGE.into())
        .expect("the grammar fits this tree-sitter");
    parser
}

/// The tree of the source.
pub fn parse(source: &[u8]) -> Tree {
    parser().parse(source, None).expect("no time limit is set")
}

/// What stands in the file, one string for an entry, a comment or an error. The value of an
/// entry is shown as `kind<text>`, with the text of its content where it has any.
pub fn shown(source: impl AsRef<[u8]>) -> Vec<String> {
    let source = source.as_ref();
    let text = |node: Node| String::from_utf8_lossy(&source[node.byte_range()]).into_owned();
    let tree = parse(source);
    let root = tree.root_node();
    let mut cursor = root.walk();
    root.children(&mut cursor)
        .map(|node| match node.kind() {
            "entry" => {
                let name = text(
                    node.child_by_field_name("name")
                        .expect("an entry has a name"),
                );
                let Some(value) = node.child_by_field_name("value") else {
                    return name;
                };
                let kind = value.kind().trim_end_matches("_value");
                let inner = match value.child_by_field_name("content") {
                    Some(content) => text(content),
                    None if kind == "unquoted" => text(value),
                    None => String::new(),
                };
                format!("{name} {kind}<{inner}>")
            }
            kind => format!("{kind}<{}>", text(node)),
        })
        .collect()
}
