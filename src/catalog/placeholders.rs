//! What people write where a key is to be filled in.

use serde::Deserialize;

use super::key_shape::{is_periodic, runs};
use super::words::words;

/// The table of placeholders.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Placeholders {
    /// Words each of which alone makes a placeholder: `your`, `changeme`.
    strong: Vec<String>,
    /// Words that make one only together: `mistral`, `api`, `key`.
    filler: Vec<String>,
    /// Whole texts.
    whole: Vec<String>,
    /// What a text starts with.
    starts: Vec<String>,
    /// What a text has somewhere.
    contains: Vec<String>,
}

/// The least length at which a word found inside a key is no accident.
const TELLING: usize = 5;

impl Placeholders {
    /// Whether a word is inside a text of mixed letters and digits: a long one in any case, a
    /// strong one of four letters in one case only.
    pub fn speaks(&self, text: &str) -> bool {
        let lower = text.to_ascii_lowercase();
        let found = |word: &String| {
            lower.match_indices(word.as_str()).any(|(at, _)| {
                word.len() >= TELLING || in_one_case(&text.as_bytes()[at..at + word.len()])
            })
        };
        let long = |word: &&String| word.is_ascii() && word.len() >= TELLING;
        let short = |word: &&String| word.is_ascii() && word.len() == TELLING - 1;
        self.strong.iter().filter(long).any(found)
            || self.strong.iter().filter(short).any(found)
            || self.filler.iter().filter(long).any(found)
    }

    /// Whether the text stands for a key that is to be filled in.
    pub fn stands_for_key(&self, text: &str) -> bool {
        let lower = text.to_lowercase();
        let meant = lower.chars().filter(|c| c.is_alphanumeric()).count();
        meant == 0
            || text.contains(char::is_whitespace)
            || self.whole.iter().any(|whole| *whole == lower)
            || self
                .starts
                .iter()
                .any(|start| lower.starts_with(start.as_str()))
            || self
                .contains
                .iter()
                .any(|part| lower.contains(part.as_str()))
            || is_periodic(&lower)
            || (text.len() != 32 && words(text).iter().any(|word| self.strong.contains(word)))
            || 2 * self.covered(&lower) >= meant
    }

    /// How many letters and digits belong to words of the table or stand in runs.
    fn covered(&self, lower: &str) -> usize {
        let mut covered = 0;
        let mut rest = lower;
        let mut unknown = String::new();
        while let Some(first) = rest.chars().next() {
            let known = self.strong.iter().chain(&self.filler);
            let longest = known
                .filter(|word| rest.starts_with(word.as_str()))
                .map(|word| word.len())
                .max();
            match longest {
                Some(length) => {
                    covered += rest[..length].chars().count();
                    unknown.push(' ');
                    rest = &rest[length..];
                }
                None => {
                    unknown.push(first);
                    rest = &rest[first.len_utf8()..];
                }
            }
        }
        covered + runs(&unknown, 3)
    }
}

fn in_one_case(word: &[u8]) -> bool {
    let tail = &word[1..];
    tail.iter().all(u8::is_ascii_lowercase) || word.iter().all(u8::is_ascii_uppercase)
}
