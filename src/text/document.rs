//! A text that can be edited and asked for lines and columns.

use super::{Change, Encoding, Position, TextRange};
use ropey::Rope;
use std::fmt;
use std::sync::{Arc, OnceLock};

#[cfg(test)]
mod tests;

/// The text of one document.
///
/// It is read as one string and edited as a rope; either is made from the other when first asked
/// for, so that a file that is only read never builds a rope. A clone is cheap and independent.
///
/// Places are clamped, never refused: an offset past the end counts as the end, one inside a
/// character as the character's first byte.
#[derive(Clone, Default)]
pub struct Document {
    // At least one of the two is set, and those that are hold the same text; with neither, the
    // text is empty.
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

    /// The whole text; after an edit, the first call takes time in proportion to its length.
    pub fn text(&self) -> &str {
        self.shared_text()
    }

    /// The whole text, shared rather than copied; costs what [`Document::text`] does.
    pub fn text_arc(&self) -> Arc<str> {
        self.shared_text().clone()
    }

    /// How many bytes the text has.
    pub fn len(&self) -> usize {
        match self.text.get() {
            Some(text) => text.len(),
            None => self.rope.get().map_or(0, Rope::len_bytes),
        }
    }

    /// Whether the text has no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many lines there are: one more than line breaks, so that the empty text has one.
    pub fn line_count(&self) -> u32 {
        to_u32(self.rope().len_lines())
    }

    /// The bytes of a line (0-based) without its line break; past the last line, the empty range
    /// at the end of the text.
    pub fn line_range(&self, line: u32) -> TextRange {
        let rope = self.rope();
        let line = line as usize;
        if line >= rope.len_lines() {
            return TextRange::empty(rope.len_bytes());
        }
        TextRange::new(rope.line_to_byte(line), line_end(rope, line))
    }

    /// Puts `new_text` in the place of the bytes of `range`, which is clamped to the text and to
    /// character boundaries.
    ///
    /// The first edit of a document makes its rope; from then on one takes time in proportion to
    /// the change, not to the document.
    pub fn edit(&mut self, range: TextRange, new_text: &str) -> Change {
        let rope = self.rope();
        let (start, old_end) = (floor(rope, range.start()), floor(rope, range.end()));
        let (start_position, old_end_position) = (point(rope, start), point(rope, old_end));

        let mut rope = self.rope.take().unwrap_or_default();
        let chars = rope.byte_to_char(start)..rope.byte_to_char(old_end);
        rope.remove(chars.clone());
        rope.insert(chars.start, new_text);

        let new_end = start + new_text.len();
        let new_end_position = point(&rope, new_end);
        self.text.take();
        self.rope = OnceLock::from(rope);
        Change {
            start,
            old_end,
            new_end,
            start_position,
            old_end_position,
            new_end_position,
        }
    }

    /// The position of the byte at `offset`; an offset past the end counts as the end, one between
    /// `\r` and `\n` as the end of the line they end.
    pub fn position(&self, offset: usize, encoding: Encoding) -> Position {
        let rope = self.rope();
        let offset = floor(rope, offset);
        let line = rope.byte_to_line(offset);
        let start = units(rope, rope.line_to_byte(line), encoding);
        let end = units(rope, offset.min(line_end(rope, line)), encoding);
        Position {
            line: to_u32(line),
            column: to_u32(end - start),
        }
    }

    /// The byte offset of `position`; a line past the last counts as the end of the text, a column
    /// past the line's end as the end of the line, before its line break, and a column inside a
    /// character as the character's start.
    pub fn offset(&self, position: Position, encoding: Encoding) -> usize {
        let rope = self.rope();
        let (line, column) = (position.line as usize, position.column as usize);
        if line >= rope.len_lines() {
            return rope.len_bytes();
        }
        let start = units(rope, rope.line_to_byte(line), encoding);
        let end = units(rope, line_end(rope, line), encoding);
        let unit = start.saturating_add(column).min(end);
        match encoding {
            Encoding::Utf8 => floor(rope, unit),
            Encoding::Utf16 => rope.char_to_byte(rope.utf16_cu_to_char(unit)),
            Encoding::Utf32 => rope.char_to_byte(unit),
        }
    }

    fn shared_text(&self) -> &Arc<str> {
        self.text.get_or_init(|| match self.rope.get() {
            Some(rope) => String::from(rope).into(),
            None => Arc::default(),
        })
    }

    fn rope(&self) -> &Rope {
        self.rope
            .get_or_init(|| Rope::from_str(self.text.get().map_or("", |text| text)))
    }
}

impl fmt::Debug for Document {
    /// Shows the length, not the text: it may hold a key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({} bytes)", self.len())
    }
}

/// `offset`, brought into the text and back to the start of the character it lies in.
fn floor(rope: &Rope, offset: usize) -> usize {
    rope.char_to_byte(rope.byte_to_char(offset.min(rope.len_bytes())))
}

/// How many units of the encoding stand before the byte at `offset`, a character boundary.
fn units(rope: &Rope, offset: usize, encoding: Encoding) -> usize {
    match encoding {
        Encoding::Utf8 => offset,
        Encoding::Utf16 => rope.char_to_utf16_cu(rope.byte_to_char(offset)),
        Encoding::Utf32 => rope.byte_to_char(offset),
    }
}

/// Where an existing line ends, before its line break.
fn line_end(rope: &Rope, line: usize) -> usize {
    if line + 1 == rope.len_lines() {
        return rope.len_bytes();
    }
    let next = rope.line_to_byte(line + 1);
    match rope.get_byte(next.wrapping_sub(2)) {
        Some(b'\r') if rope.byte(next - 1) == b'\n' => next - 2,
        _ => next - 1,
    }
}

/// The position of a character boundary, in bytes; unlike [`Document::position`] it keeps a place
/// between `\r` and `\n`, since an edit may stand there.
fn point(rope: &Rope, offset: usize) -> Position {
    let line = rope.byte_to_line(offset);
    Position {
        line: to_u32(line),
        column: to_u32(offset - rope.line_to_byte(line)),
    }
}

/// Texts over 4 GiB are not read, so nothing is cut here.
fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
