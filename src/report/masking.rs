//! Which characters must not be shown, and what is shown in their place.

use crate::catalog::KeyShape;
use crate::finding::Secret;
use crate::text::TextRange;
use aho_corasick::{AhoCorasick, MatchKind};
use std::borrow::Cow;

/// A secret shorter than this is masked where it stands, but not looked for elsewhere: it may be a
/// piece of a split key that is a word of its own.
const MIN_SEARCHED: usize = 8;
/// How many characters are shown at either end of a long secret, as in [`Secret::masked`].
const SHOWN: usize = 4;
/// The fewest characters a secret must have for its ends to be shown.
const MIN_WITH_ENDS: usize = 16;

/// Finds known secrets in any text.
#[derive(Default)]
pub(super) struct Redactor {
    search: Option<AhoCorasick>,
}

impl Redactor {
    pub(super) fn new(secrets: &[Secret]) -> Self {
        let searched = secrets
            .iter()
            .map(Secret::expose)
            .filter(|secret| secret.len() >= MIN_SEARCHED);
        let searched: Vec<_> = searched.collect();
        let search = (!searched.is_empty()).then(|| {
            let kind = MatchKind::LeftmostLongest;
            AhoCorasick::builder().match_kind(kind).build(searched)
        });
        Self {
            // Only a set of gigabytes cannot be searched for.
            search: search.and_then(Result::ok),
        }
    }

    /// `text` with every secret masked.
    pub(super) fn redact<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let occurrences = self.occurrences(text);
        if occurrences.is_empty() {
            return text.into();
        }
        let mut redacted = String::with_capacity(text.len());
        let mut done = 0;
        for Hidden { range, .. } in merge(text, &occurrences) {
            redacted.push_str(&text[done..range.start()]);
            redacted.push_str(&Secret::new(&text[range.as_range()]).masked());
            done = range.end();
        }
        redacted.push_str(&text[done..]);
        redacted.into()
    }

    /// Where known secrets stand in `text`, and what has the shape of one: a rule may be off, or
    /// its finding suppressed, and its key still stand on a line that another finding shows.
    pub(super) fn occurrences(&self, text: &str) -> Vec<Hidden> {
        let known = self.search.iter().flat_map(|search| search.find_iter(text));
        known
            .map(|found| TextRange::new(found.start(), found.end()))
            .chain(key_shaped(text))
            .map(|range| Hidden {
                range,
                is_piece: false,
            })
            .collect()
    }
}

/// The words of `text` that have the shape of a key.
fn key_shaped(text: &str) -> impl Iterator<Item = TextRange> {
    let mut end = 0;
    text.split_inclusive(|c: char| !c.is_ascii_alphanumeric())
        .filter_map(move |piece| {
            let start = end;
            end += piece.len();
            let word = piece.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
            let is_key = word.len() >= MIN_WITH_ENDS && KeyShape::of(word) == KeyShape::KeyShaped;
            is_key.then(|| TextRange::new(start, start + word.len()))
        })
}

/// A range to be masked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hidden {
    pub(super) range: TextRange,
    /// Whether it is one piece of several, of which not even the ends may be shown: the ends of
    /// many pieces are the whole.
    pub(super) is_piece: bool,
}

/// `text` with the hidden ranges masked, byte for byte as long, with the same lines. Every line
/// ends in `\n` or `\r\n`.
pub(super) fn mask(text: &str, hidden: &[Hidden]) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut done = 0;
    for range in merge(text, hidden) {
        let (start, end) = without_ends(text, range);
        masked.push_str(&text[done..start]);
        for character in text[start..end].chars() {
            match character {
                '\n' | '\r' => masked.push(character),
                _ => masked.extend(std::iter::repeat_n('*', character.len_utf8())),
            }
        }
        done = end;
    }
    masked.push_str(&text[done..]);
    unify_line_breaks(masked)
}

/// A lone `\r` ends a line for editors, but not for whoever prints this.
fn unify_line_breaks(text: String) -> String {
    if !text.contains('\r') {
        return text;
    }
    text.replace("\r\n", "\0\n")
        .replace('\r', "\n")
        .replace("\0\n", "\r\n")
}

/// The ranges in order of place, clamped to characters of `text`; those that overlap or touch as
/// one.
fn merge(text: &str, hidden: &[Hidden]) -> Vec<Hidden> {
    let mut sorted: Vec<_> = hidden
        .iter()
        .map(|hidden| Hidden {
            range: TextRange::new(
                text.floor_char_boundary(hidden.range.start()),
                text.ceil_char_boundary(hidden.range.end()),
            ),
            ..*hidden
        })
        .filter(|hidden| !hidden.range.is_empty())
        .collect();
    sorted.sort();
    let mut merged: Vec<Hidden> = Vec::new();
    for next in sorted {
        match merged.last_mut() {
            Some(last) if next.range.start() <= last.range.end() => {
                last.range = last.range.cover(next.range);
                last.is_piece |= next.is_piece;
            }
            _ => merged.push(next),
        }
    }
    merged
}

/// Where masking starts and ends: a whole secret that is long enough keeps its ends.
fn without_ends(text: &str, hidden: Hidden) -> (usize, usize) {
    let (start, end) = (hidden.range.start(), hidden.range.end());
    let secret = &text[start..end];
    if hidden.is_piece || secret.contains(['\n', '\r']) || secret.chars().count() < MIN_WITH_ENDS {
        return (start, end);
    }
    let mut places = secret.char_indices().map(|(place, _)| place);
    let head = places.nth(SHOWN).unwrap_or(0);
    let tail = places.nth_back(SHOWN - 1).unwrap_or(secret.len());
    (start + head, start + tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(start: usize, end: usize) -> Hidden {
        Hidden {
            range: TextRange::new(start, end),
            is_piece: false,
        }
    }

    #[test]
    fn a_long_secret_keeps_its_ends_and_its_width() {
        let text = "k = 'abcd0123456789wxyz'\r\n";
        assert_eq!(mask(text, &[whole(5, 23)]), "k = 'abcd**********wxyz'\r\n");
    }

    #[test]
    fn a_short_one_and_a_piece_keep_nothing() {
        assert_eq!(mask("k = 'hunter2'", &[whole(5, 12)]), "k = '*******'");
        let piece = Hidden {
            is_piece: true,
            ..whole(0, 18)
        };
        assert_eq!(mask("abcd0123456789wxyz", &[piece]), "*".repeat(18));
    }

    #[test]
    fn touching_ranges_are_one_secret() {
        let text = "abcd0123456789wxyzabcd0123456789wxyz";
        let masked = mask(text, &[whole(18, 36), whole(0, 18), whole(3, 20)]);
        assert_eq!(masked, format!("abcd{}wxyz", "*".repeat(28)));
    }

    #[test]
    fn ranges_are_clamped_and_lines_kept() {
        let text = "é\n日本語\rx";
        let masked = mask(text, &[whole(1, 9), whole(90, 99)]);
        assert_eq!(masked, "**\n******語\nx");
        assert_eq!(masked.len(), text.len());
    }

    #[test]
    fn known_secrets_are_found_in_any_text() {
        let redactor = Redactor::new(&[Secret::new("abcd0123456789wxyz"), Secret::new("key")]);
        let text = "the key abcd0123456789wxyz is out";
        assert_eq!(redactor.redact(text), "the key abcd…wxyz is out");
        assert_eq!(redactor.redact("nothing"), "nothing");
        let found: Vec<_> = redactor
            .occurrences(text)
            .iter()
            .map(|hidden| hidden.range)
            .collect();
        assert_eq!(found, [TextRange::new(8, 26)]);
    }

    #[test]
    fn what_has_the_shape_of_a_key_is_masked_though_nobody_named_it() {
        let letter = |n: u8| {
            char::from(match n % 3 {
                0 => b'a' + n * 7 % 26,
                1 => b'A' + n * 5 % 26,
                _ => b'0' + n * 3 % 10,
            })
        };
        let key: String = (0..32).map(letter).collect();
        let redacted = Redactor::default()
            .redact(&format!("k='{key}';"))
            .into_owned();
        assert_eq!(redacted, format!("k='{}…{}';", &key[..4], &key[28..]));
        let words =
            "an ordinary sentence, http://localhost:8080/v1 and notAKeyButAsLongAsOneWouldBe0000";
        assert_eq!(Redactor::default().redact(words), words);
    }
}
