//! The tree-sitter grammar for `.env` files, as a [`LanguageFn`] that a tree-sitter parser
//! takes. It holds nothing else: queries, and what an entry means, are for its users.
//!
//! The kinds of nodes and their fields are listed in [`NODE_TYPES`] and described in the
//! crate's `README.md`.

use tree_sitter_language::LanguageFn;

unsafe extern "C" {
    fn tree_sitter_dotenv() -> *const ();
}

/// The grammar for `.env` files.
///
/// ```
/// let mut parser = tree_sitter::Parser::new();
/// let dotenv = windbreak_tree_sitter_dotenv::LANGUAGE.into();
/// parser.set_language(&dotenv).expect("the grammar fits this tree-sitter");
/// let tree = parser.parse("MISTRAL_SERVER=eu\n", None).expect("no time limit is set");
/// assert!(!tree.root_node().has_error());
/// ```
// SAFETY: the function is the one that the generated `parser.c` defines; it takes nothing and
// returns a pointer to a constant language table that lives as long as the program.
pub const LANGUAGE: LanguageFn = unsafe { LanguageFn::from_raw(tree_sitter_dotenv) };

/// The kinds of nodes that the grammar makes, as tree-sitter's `node-types.json` tells them.
pub const NODE_TYPES: &str = include_str!("../../src/node-types.json");
