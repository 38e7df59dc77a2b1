//! What mends a finding: changes to one or more files.

use crate::text::TextEdits;
use serde::Serialize;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// How far a fix may be trusted, in ruff's sense.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Applicability {
    /// For a person to read; never applied by windbreak.
    DisplayOnly,
    /// May change what the program does; applied when asked for by name.
    Unsafe,
    /// Keeps what the program does, or is what its author meant; applied by `--fix` and fix-all.
    Safe,
}

/// One remedy for a finding.
///
/// All of it is applied or none. The files are changed in the order given, so that a key stands in
/// its new place before it leaves the old one, and that place is ignored before it holds a key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// What it does, as an editor's menu shows it: an imperative without a full stop.
    pub title: String,
    /// How far it may be trusted.
    pub applicability: Applicability,
    /// What changes where, in order of application; no path twice.
    pub edits: Vec<FileEdit>,
}

/// The change of one file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileEdit {
    /// The file, as an absolute path.
    pub path: Arc<Path>,
    /// What happens to it.
    pub change: FileChange,
}

/// What happens to one file.
#[derive(Clone, PartialEq, Eq)]
pub enum FileChange {
    /// The file, which must not exist yet, is made.
    Create {
        /// All of its text.
        text: String,
        /// Whether only its owner may read it.
        private: bool,
    },
    /// The file's text changes in places. A rule names places of the text that it sees; what
    /// leaves `check` names places of the file on disk, which for a notebook is another text.
    Edit(TextEdits),
}

impl fmt::Debug for FileChange {
    /// Shows sizes and places, not the text: it may hold a key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Create { text, private } => {
                write!(
                    f,
                    "Create({} bytes{})",
                    text.len(),
                    if *private { ", private" } else { "" }
                )
            }
            Self::Edit(edits) => edits.fmt(f),
        }
    }
}
