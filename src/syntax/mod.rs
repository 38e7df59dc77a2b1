//! Syntax trees: languages, parsing, incremental reparse, queries, notebooks and pages as modules; and
//! data files, which are read by their lines. The only home of `tree_sitter`; other modules name its
//! `Node` through here.
//!
//! Must not know: rules, Mistral, files on disk.

mod capture;
mod data;
mod field;
mod language;
mod notebook;
mod page;
mod pattern;
mod query;
mod tree;

pub use capture::Capture;
pub use data::{Data, Entry, EntryId, Fence, Format, Quoting, Style, quoting_at, statement_at};
pub use field::{NodeField, NodeFields};
pub use language::Language;
pub use notebook::{CellPlace, CellText, EnvWrite, Notebook, OtherText, Part, PartKind};
pub use page::{Page, PageKind, blanked};
pub use query::{Match, QuerySet};
pub use tree::SyntaxTree;
pub use tree_sitter::{Node, TreeCursor};
