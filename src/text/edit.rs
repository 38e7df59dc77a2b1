//! Replacements of ranges of one text.

use super::TextRange;
use std::fmt;

/// One replacement: the bytes of `range` become `new_text`.
///
/// `Debug` shows the length of the new text, not the text: a fix may carry a key.
#[derive(Clone, PartialEq, Eq)]
pub struct TextEdit {
    /// What is replaced, in bytes of the text before any edit.
    pub range: TextRange,
    /// What stands there afterwards.
    pub new_text: String,
}

impl TextEdit {
    /// Puts `text` in front of the byte at `offset`.
    pub fn insert(offset: usize, text: impl Into<String>) -> Self {
        Self {
            range: TextRange::empty(offset),
            new_text: text.into(),
        }
    }

    /// Puts `text` in the place of `range`.
    pub fn replace(range: TextRange, text: impl Into<String>) -> Self {
        Self {
            range,
            new_text: text.into(),
        }
    }

    /// Takes `range` away.
    pub fn delete(range: TextRange) -> Self {
        Self::replace(range, "")
    }
}

impl fmt::Debug for TextEdit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "TextEdit({:?} -> {} bytes)",
            self.range,
            self.new_text.len()
        )
    }
}

/// Edits of one text: sorted by place, no two overlapping.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TextEdits(Vec<TextEdit>);

/// Two edits of one set claim the same bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OverlappingEdits {
    /// The range of the first of the two.
    pub first: TextRange,
    /// The range of the second.
    pub second: TextRange,
}

impl TextEdits {
    /// Sorts the edits; insertions at one place keep their order, before a replacement there.
    ///
    /// # Errors
    ///
    /// If two edits overlap.
    pub fn new(mut edits: Vec<TextEdit>) -> Result<Self, OverlappingEdits> {
        edits.sort_by_key(|edit| (edit.range.start(), edit.range.end()));
        for pair in edits.windows(2) {
            if pair[0].range.end() > pair[1].range.start() {
                return Err(OverlappingEdits {
                    first: pair[0].range,
                    second: pair[1].range,
                });
            }
        }
        Ok(Self(edits))
    }

    /// The edits, in order of place.
    pub fn iter(&self) -> impl Iterator<Item = &TextEdit> {
        self.0.iter()
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `text` with the edits made.
    ///
    /// # Panics
    ///
    /// If an edit lies outside `text` or cuts a character.
    pub fn apply(&self, text: &str) -> String {
        let mut result = String::with_capacity(text.len());
        let mut done = 0;
        for edit in &self.0 {
            result.push_str(&text[done..edit.range.start()]);
            result.push_str(&edit.new_text);
            done = edit.range.end();
        }
        result.push_str(&text[done..]);
        result
    }
}

impl From<TextEdit> for TextEdits {
    fn from(edit: TextEdit) -> Self {
        Self(vec![edit])
    }
}

impl fmt::Display for OverlappingEdits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "edits at bytes {:?} and {:?} overlap",
            self.first, self.second
        )
    }
}

impl std::error::Error for OverlappingEdits {}
