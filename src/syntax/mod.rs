//! Syntax trees: languages, parsing, incremental reparse, queries, and notebooks as modules. The only
//! home of `tree_sitter`; other modules name its `Node` through here.
//!
//! Must not know: rules, Mistral, files on disk.

mod capture;
mod field;
mod language;
mod notebook;
mod pattern;
mod query;
mod tree;

pub use capture::Capture;
pub use field::{NodeField, NodeFields};
pub use language::Language;
pub use notebook::{CellPlace, CellText, EnvWrite, Notebook, OtherText, Part, PartKind};
pub use query::{Match, QuerySet};
pub use tree::SyntaxTree;
pub use tree_sitter::{Node, TreeCursor};
