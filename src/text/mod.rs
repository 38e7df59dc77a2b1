//! Text and places in it: documents, byte ranges, edits, positions in the protocol's encodings.
//!
//! Must not know: languages, syntax trees, files on disk.

mod document;
mod edit;
mod position;
mod range;

pub use document::Document;
pub use edit::{OverlappingEdits, TextEdit, TextEdits};
pub use position::{Change, Encoding, Position};
pub use range::TextRange;
