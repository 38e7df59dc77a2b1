//! What people write where a key is to be filled in.

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;

use super::key_shape::{is_periodic, runs};
use super::load::{Mistake, Table};
use super::words::words;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
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

/// The table of placeholders.
#[derive(Debug)]
pub(super) struct Placeholders {
    written: Written,
    /// Strong words, then filler.
    words: AhoCorasick,
}

/// The least length at which a word found inside a key is no accident.
const TELLING: usize = 5;

impl Placeholders {
    pub fn read(table: Table) -> Result<Self, Mistake> {
        let written: Written = table.read()?;
        let all = written.strong.iter().chain(&written.filler);
        let words = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(all)
            .map_err(|e| Mistake::new(e.to_string()).at(table.name))?;
        Ok(Self { written, words })
    }

    /// Whether a word is inside a text of mixed letters and digits: a long one in any case, a
    /// strong one of four letters in one case only.
    pub fn speaks(&self, text: &str) -> bool {
        let lower = text.to_ascii_lowercase();
        self.words.find_iter(&lower).any(|found| {
            let strong = found.pattern().as_usize() < self.written.strong.len();
            found.len() >= TELLING
                || (strong && found.len() + 1 == TELLING && in_one_case(&text[found.range()]))
        })
    }

    /// Whether the text is made of nothing else, or for the most part, than what fills a gap.
    pub fn fills(&self, text: &str) -> bool {
        let lower = text.to_lowercase();
        let meant = lower.chars().filter(|c| c.is_alphanumeric()).count();
        meant < 2 || is_periodic(&lower) || 2 * self.covered(&lower) >= meant
    }

    /// Whether the text bears the mark of a placeholder somewhere.
    pub fn marks(&self, text: &str) -> bool {
        let lower = text.to_lowercase();
        let written = &self.written;
        text.contains(char::is_whitespace)
            || written.whole.contains(&lower)
            || written
                .starts
                .iter()
                .any(|start| lower.starts_with(start.as_str()))
            || written
                .contains
                .iter()
                .any(|part| lower.contains(part.as_str()))
            || words(text).iter().any(|word| written.strong.contains(word))
    }

    /// How many letters and digits belong to words of the table or stand in runs.
    fn covered(&self, lower: &str) -> usize {
        let mut covered = 0;
        let mut rest = String::new();
        let mut from = 0;
        for found in self.words.find_iter(lower) {
            covered += lower[found.range()].chars().count();
            rest.push_str(&lower[from..found.start()]);
            rest.push(' ');
            from = found.end();
        }
        rest.push_str(&lower[from..]);
        covered + runs(&rest, 3)
    }
}

fn in_one_case(word: &str) -> bool {
    word.bytes().skip(1).all(|b| b.is_ascii_lowercase())
        || word.bytes().all(|b| b.is_ascii_uppercase())
}
