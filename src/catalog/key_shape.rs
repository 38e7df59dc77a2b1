//! What a Mistral key looks like. Keys have no prefix, so the shape is one of two factors; where the
//! value goes is the other.

use serde::Deserialize;
use std::sync::LazyLock;

/// How many characters a Mistral key has.
const KEY_LENGTH: usize = 32;

/// A key's characters carry more bits than this each. 32 characters drawn evenly from 62 carry 4.5
/// on average; words and numbers in a row carry less than 3.8.
const MIN_ENTROPY: f64 = 3.8;

/// How long a run of neighbours (`abcd`, `4321`) makes a sequence.
const SEQUENCE: usize = 6;

/// What a literal in the place of a key looks like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyShape {
    /// Like a key: 32 letters and digits, both cases, no order in them.
    KeyShaped,
    /// Like neither a key nor a placeholder.
    Odd,
    /// Like what documentation puts in the place of a key.
    Placeholder,
}

impl KeyShape {
    /// The shape of a literal.
    pub fn of(value: &str) -> Self {
        if is_placeholder(value) {
            Self::Placeholder
        } else if is_key_shaped(value) {
            Self::KeyShaped
        } else {
            Self::Odd
        }
    }

    /// The shape in words.
    pub fn describe(self) -> &'static str {
        match self {
            Self::KeyShaped => "32 mixed alphanumerics",
            Self::Odd => "a literal of another shape than a key's",
            Self::Placeholder => "a placeholder",
        }
    }
}

fn is_key_shaped(value: &str) -> bool {
    value.len() == KEY_LENGTH
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && value.bytes().any(|byte| byte.is_ascii_uppercase())
        && value.bytes().any(|byte| byte.is_ascii_lowercase())
        && entropy(value) > MIN_ENTROPY
}

/// Shannon entropy in bits a byte.
fn entropy(value: &str) -> f64 {
    let mut counts = [0u32; 256];
    value
        .bytes()
        .for_each(|byte| counts[usize::from(byte)] += 1);
    let length = value.len() as f64;
    let share = |count: u32| f64::from(count) / length;
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(|&count| -share(count) * share(count).log2())
        .sum()
}

/// The words of placeholders.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Placeholders {
    /// What a placeholder is, whole.
    exact: Vec<String>,
    /// What a placeholder has somewhere.
    words: Vec<String>,
    /// What a placeholder begins with.
    prefixes: Vec<String>,
}

static PLACEHOLDERS: LazyLock<Placeholders> = LazyLock::new(|| {
    toml::from_str(include_str!("data/placeholders.toml")).expect("a test reads the table")
});

fn is_placeholder(value: &str) -> bool {
    let value = value.trim();
    let lower = value.to_lowercase();
    let plain: String = lower
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    let table = &*PLACEHOLDERS;
    value.len() < 8
        || value.contains(char::is_whitespace)
        || !value.is_ascii()
        || value.contains(['<', '>', '{', '}', '[', ']', '*', '…', '$', '%'])
        || value.contains("...")
        || table.exact.contains(&lower)
        || table
            .prefixes
            .iter()
            .any(|prefix| lower.starts_with(prefix.as_str()))
        || table
            .words
            .iter()
            .any(|word| has_word(&lower, &plain, word))
        || has_order(value)
}

/// Whether `word` stands in the value: a short one as a word of its own, a long one anywhere.
fn has_word(lower: &str, plain: &str, word: &str) -> bool {
    match word.len() < 6 {
        true => plain.split(' ').any(|part| part == word),
        false => lower.contains(word),
    }
}

/// Whether characters repeat or follow one another as no key's do.
fn has_order(value: &str) -> bool {
    let bytes = value.as_bytes();
    let run = |step: i16| {
        let (mut longest, mut length) = (1, 1);
        for pair in bytes.windows(2) {
            length = if i16::from(pair[1]) - i16::from(pair[0]) == step {
                length + 1
            } else {
                1
            };
            longest = longest.max(length);
        }
        longest
    };
    let repeats = (1..=4)
        .any(|period| bytes.len() >= 12 && bytes.iter().zip(&bytes[period..]).all(|(a, b)| a == b));
    run(0) >= SEQUENCE || run(1) >= SEQUENCE || run(-1) >= SEQUENCE || repeats
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Characters as a key has them, drawn by a small generator with a fixed seed.
    fn keys(count: usize) -> Vec<String> {
        const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut draw = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            char::from(ALPHABET[usize::try_from(state % 62).unwrap()])
        };
        (0..count)
            .map(|_| (0..KEY_LENGTH).map(|_| draw()).collect())
            .collect()
    }

    #[test]
    fn knows_nearly_every_random_key() {
        let keys = keys(20_000);
        let missed = keys
            .iter()
            .filter(|key| KeyShape::of(key) != KeyShape::KeyShaped)
            .count();
        assert!(missed <= 20, "{missed} of {} keys were missed", keys.len());
    }

    #[test]
    fn takes_no_digest_identifier_or_word_for_a_key() {
        let digest = "d41d8cd98f00b204e9800998ecf8427e";
        let uuid = "123e4567e89b12d3a456426614174000";
        let words = "getMistralClientFromEnvironments";
        assert_eq!(words.len(), KEY_LENGTH);
        for value in [digest, uuid, "mistral-large-latest", "sk-proj-abcdefghijkl"] {
            assert_ne!(KeyShape::of(value), KeyShape::KeyShaped, "{value}");
        }
        assert_ne!(KeyShape::of(words), KeyShape::KeyShaped);
    }

    #[test]
    fn knows_placeholders() {
        for value in [
            "",
            "your-api-key",
            "<your key>",
            "${MISTRAL_API_KEY}",
            "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "test-key",
            "changeme",
            "sk-...",
            "YOUR_MISTRAL_API_KEY_GOES_HERE_1",
            "abcdefghijklmnopqrstuvwxyzABCDEF",
            "dummy-key-for-tests",
            "votre_cle_api",
            "fake-api-key-123",
        ] {
            assert_eq!(KeyShape::of(value), KeyShape::Placeholder, "{value}");
        }
    }
}
