//! A text that can be edited and asked for lines and columns.

use super::{Change, Encoding, Position, TextRange};
use ropey::Rope;
use std::sync::{Arc, OnceLock};

/// The text of one document.
///
/// It is read as one string and edited as a rope; either is made from the other when first asked
/// for, so that a file that is only read never builds a rope.
#[derive(Clone, Default)]
pub struct Document {
    text: OnceLock<Arc<str>>,
    rope: OnceLock<Rope>,
}

impl Document {
    /// A document with this text.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self {
            text: OnceLock::from(text.into()),
            rope: OnceLock::new(),
        }
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        self.text.get_or_init(|| {
            self.rope
                .get()
                .map(|rope| rope.to_string())
                .unwrap_or_default()
                .into()
        })
    }

    fn rope(&self) -> &Rope {
        self.rope
            .get_or_init(|| Rope::from_str(self.text.get().map_or("", |text| text)))
    }
}

impl Document {
    /// How many bytes the text has.
    pub fn len(&self) -> usize {
        todo!()
    }

    /// Puts `new_text` in the place of the bytes of `range`, which is clamped to the text and to
    /// character boundaries.
    pub fn edit(&mut self, range: TextRange, new_text: &str) -> Change {
        todo!()
    }

    /// The position of the byte at `offset`; an offset past the end counts as the end.
    pub fn position(&self, offset: usize, encoding: Encoding) -> Position {
        todo!()
    }

    /// The byte offset of `position`; a line past the last counts as the end of the text, a column
    /// past the line's end as the end of the line.
    pub fn offset(&self, position: Position, encoding: Encoding) -> usize {
        todo!()
    }
}
