//! Lines and columns, in the three encodings the Language Server Protocol knows.

/// How columns are counted (LSP 3.17, `PositionEncodingKind`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units, LSP's default.
    Utf16,
    /// Characters (Unicode scalar values).
    Utf32,
}

/// A place in a document: line and column, both 0-based.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct Position {
    /// Lines before it; only `\n`, `\r\n` and `\r` end a line (LSP 3.17, `TextDocument`).
    pub line: u32,
    /// Units of the encoding between the line's start and it.
    pub column: u32,
}

/// What an edit of a document changed, as an incremental parser wants to hear it. Offsets are
/// bytes; positions count columns in bytes ([`Encoding::Utf8`]).
///
/// A place between `\r` and `\n`, where an edit may begin or end, is the column after the `\r`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Change {
    /// Where the change begins.
    pub start: usize,
    /// Where the replaced text ended.
    pub old_end: usize,
    /// Where the new text ends.
    pub new_end: usize,
    /// The position of `start`.
    pub start_position: Position,
    /// The position of `old_end` before the change.
    pub old_end_position: Position,
    /// The position of `new_end` after the change.
    pub new_end_position: Position,
}
