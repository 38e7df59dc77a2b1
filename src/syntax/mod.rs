//! Syntax trees: languages, parsing, incremental reparse, queries. The only home of `tree_sitter`;
//! other modules name its `Node` through here.
//!
//! Must not know: rules, Mistral, files on disk.

mod language;
mod query;
mod tree;

pub use language::Language;
pub use query::{Capture, Match, QuerySet};
pub use tree::SyntaxTree;
pub use tree_sitter::{Node, TreeCursor};
