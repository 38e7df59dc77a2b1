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

#[cfg(test)]
mod tests {
    use super::*;

    fn range(start: usize, end: usize) -> TextRange {
        TextRange::new(start, end)
    }

    #[test]
    fn neighbours_do_not_intersect_unless_one_is_empty() {
        assert!(range(0, 3).intersects(range(2, 5)));
        assert!(range(0, 9).intersects(range(2, 5)));
        assert!(!range(0, 3).intersects(range(3, 5)));
        assert!(!range(3, 5).intersects(range(0, 3)));
        for place in [0, 1, 3] {
            assert!(range(0, 3).intersects(range(place, place)));
            assert!(range(place, place).intersects(range(0, 3)));
        }
        assert!(range(3, 3).intersects(range(3, 3)));
        assert!(!range(4, 4).intersects(range(0, 3)));
    }

    #[test]
    fn contains_its_start_but_not_its_end() {
        assert!(range(1, 3).contains(1) && range(1, 3).contains(2));
        assert!(!range(1, 3).contains(3) && !range(1, 1).contains(1));
        assert!(range(1, 3).contains_range(range(1, 3)));
        assert!(range(1, 3).contains_range(range(3, 3)));
        assert!(!range(1, 3).contains_range(range(2, 4)));
    }

    #[test]
    fn covers_what_lies_between() {
        assert_eq!(range(1, 2).cover(range(5, 6)), range(1, 6));
        assert_eq!((range(1, 6).len(), range(1, 6).as_range()), (5, 1..6));
    }

    #[test]
    #[should_panic(expected = "starts after its end")]
    fn never_runs_backwards() {
        range(2, 1);
    }
}
