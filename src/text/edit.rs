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

    /// Whether every edit lies within `text` and cuts none of its characters.
    pub fn fits(&self, text: &str) -> bool {
        self.0
            .iter()
            .all(|edit| text.get(edit.range.as_range()).is_some())
    }

    /// `text` with the edits made.
    ///
    /// # Panics
    ///
    /// If the edits do not fit the text; see [`TextEdits::fits`].
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn replace(start: usize, end: usize, text: &str) -> TextEdit {
        TextEdit::replace(TextRange::new(start, end), text)
    }

    #[test]
    fn insertions_at_one_place_keep_their_order_before_a_replacement() {
        let edits = vec![
            replace(1, 3, "X"),
            TextEdit::insert(1, "1"),
            TextEdit::insert(3, "3"),
            TextEdit::insert(1, "2"),
        ];
        assert_eq!(TextEdits::new(edits).unwrap().apply("abcd"), "a12X3d");
    }

    #[test]
    fn edits_that_share_a_byte_are_refused() {
        let overlap = TextEdits::new(vec![replace(2, 5, "x"), replace(0, 3, "y")]).unwrap_err();
        assert_eq!(overlap.first, TextRange::new(0, 3));
        assert_eq!(overlap.second, TextRange::new(2, 5));
        assert_eq!(overlap.to_string(), "edits at bytes 0..3 and 2..5 overlap");
        assert!(TextEdits::new(vec![replace(2, 5, ""), TextEdit::insert(3, "x")]).is_err());
        assert!(TextEdits::new(vec![replace(2, 5, "x"), replace(2, 5, "x")]).is_err());
        assert!(TextEdits::new(vec![replace(2, 5, ""), replace(5, 6, "")]).is_ok());
    }

    #[test]
    fn edits_fit_a_text_they_lie_in() {
        let edits = TextEdits::from(replace(1, 3, ""));
        assert!(edits.fits("abc"));
        assert!(!edits.fits("ab"));
        assert!(edits.fits("aéb"));
        assert!(!edits.fits("abé"));
    }

    #[test]
    fn debug_output_shows_no_text() {
        let edit = replace(1, 3, "swordfish");
        assert_eq!(format!("{edit:?}"), "TextEdit(1..3 -> 9 bytes)");
    }

    /// Edits of a text of 12 bytes, in no order, overlapping or not.
    fn any_edits() -> impl Strategy<Value = Vec<TextEdit>> {
        let edit = (0..=12usize, 0..4usize, "[A-Z]{0,3}")
            .prop_map(|(start, len, text)| replace(start, (start + len).min(12), &text));
        prop::collection::vec(edit, 0..5)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_accepted_is_sorted_disjoint_and_complete(edits in any_edits()) {
            let overlapping = edits.iter().enumerate().any(|(i, a)| {
                edits[i + 1..].iter().any(|b| {
                    a.range.start() < b.range.end() && b.range.start() < a.range.end()
                })
            });
            let Ok(accepted) = TextEdits::new(edits.clone()) else {
                prop_assert!(overlapping);
                return Ok(());
            };
            prop_assert!(!overlapping);
            prop_assert_eq!(accepted.is_empty(), edits.is_empty());
            let ranges: Vec<_> = accepted.iter().map(|edit| edit.range).collect();
            prop_assert!(ranges.windows(2).all(|pair| pair[0].end() <= pair[1].start()));
            let mut kept: Vec<_> = accepted.iter().cloned().collect();
            let mut given = edits;
            kept.sort_by_key(|edit| (edit.range, edit.new_text.clone()));
            given.sort_by_key(|edit| (edit.range, edit.new_text.clone()));
            prop_assert_eq!(kept, given);
        }

        #[test]
        fn applying_equals_replacing_from_the_end(edits in any_edits()) {
            let text = "abcdefghijkl";
            if let Ok(edits) = TextEdits::new(edits) {
                let mut expected = text.to_owned();
                let backwards: Vec<_> = edits.iter().collect();
                for edit in backwards.into_iter().rev() {
                    expected.replace_range(edit.range.as_range(), &edit.new_text);
                }
                prop_assert!(edits.fits(text));
                prop_assert_eq!(edits.apply(text), expected);
            }
        }
    }
}
