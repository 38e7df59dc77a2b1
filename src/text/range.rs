//! A half-open range of bytes.

use std::fmt;

/// A half-open range of byte offsets into one text, at most 4 GiB.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextRange {
    start: u32,
    end: u32,
}

impl TextRange {
    /// The range from byte `start` up to byte `end`.
    ///
    /// # Panics
    ///
    /// If `start > end` or an offset does not fit 32 bits.
    pub fn new(start: usize, end: usize) -> Self {
        assert!(start <= end, "a range starts after its end: {start}..{end}");
        let offset = |n: usize| u32::try_from(n).expect("texts over 4 GiB are not read");
        Self {
            start: offset(start),
            end: offset(end),
        }
    }

    /// The empty range at byte `offset`.
    pub fn empty(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// The first byte.
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// The byte after the last.
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// How many bytes the range covers.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the range covers no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether the byte at `offset` lies in the range.
    pub fn contains(self, offset: usize) -> bool {
        self.start() <= offset && offset < self.end()
    }

    /// Whether all of `other` lies in the range; a range contains itself.
    pub fn contains_range(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two ranges share a byte, or touch where one of them is empty.
    pub fn intersects(self, other: Self) -> bool {
        self.start <= other.end
            && other.start <= self.end
            && (self.start < other.end && other.start < self.end
                || self.is_empty()
                || other.is_empty())
    }

    /// The smallest range that covers both.
    pub fn cover(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// The range as an index into the text it was made for.
    pub fn as_range(self) -> std::ops::Range<usize> {
        self.start()..self.end()
    }
}

impl fmt::Debug for TextRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}
