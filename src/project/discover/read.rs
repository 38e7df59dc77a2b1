//! Reading one file, or finding that it is not worth it.

use crate::syntax::{Language, Notebook};
use regex::bytes::{Regex, RegexBuilder};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

/// Source files over this size were not written by hand.
const MAX_SOURCE_SIZE: u64 = 4 << 20;
/// Notebooks hold pictures.
const MAX_NOTEBOOK_SIZE: u64 = 32 << 20;
/// Env files are read in any case, but not beyond this size.
const MAX_ENV_FILE_SIZE: u64 = 32 << 20;
/// Where to look for the NUL that gives a binary file away.
const BINARY_PROBE: usize = 8 << 10;

/// The words of which a source file must mention one to be parsed, in any case of letters.
pub struct Prefilter {
    words: Vec<String>,
    pattern: Regex,
}

impl Prefilter {
    /// A filter for these words, which are ASCII.
    ///
    /// # Panics
    ///
    /// If the words together make a pattern of many megabytes.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let words: Vec<_> = words.into_iter().map(str::to_owned).collect();
        let escaped: Vec<_> = words.iter().map(|word| regex::escape(word)).collect();
        let pattern = RegexBuilder::new(&escaped.join("|"))
            .case_insensitive(true)
            .unicode(false)
            .build();
        Self {
            words,
            pattern: pattern.expect("escaped words make a pattern"),
        }
    }

    /// A filter for these words too.
    pub(super) fn with<'a>(&'a self, more: impl IntoIterator<Item = &'a str>) -> Self {
        Self::new(self.words.iter().map(String::as_str).chain(more))
    }

    /// A filter that lets every text pass.
    pub(super) fn everything() -> Self {
        Self::new([""])
    }

    /// Whether the text mentions one of the words.
    pub fn matches(&self, text: &[u8]) -> bool {
        self.pattern.is_match(text)
    }

    /// Where the text mentions one of the words, in order.
    pub fn mentions(&self, text: &str) -> impl Iterator<Item = usize> {
        let found = self.pattern.find_iter(text.as_bytes());
        found.map(|found| found.start())
    }
}

/// What a file holds for windbreak.
pub(super) enum Content {
    /// Nothing: it mentions no word of the prefilter.
    Irrelevant,
    /// This text.
    Text(Arc<str>),
    /// Something that was not read; the message says why.
    Skipped(String),
}

/// Reads files into a buffer that is used again.
#[derive(Default)]
pub(super) struct Reader(Vec<u8>);

impl Reader {
    /// Reads the file at `path`.
    ///
    /// # Errors
    ///
    /// If the system does not let it be read.
    pub(super) fn read(
        &mut self,
        path: &Path,
        language: Language,
        prefilter: &Prefilter,
    ) -> io::Result<Content> {
        let limit = match language {
            Language::Dotenv => MAX_ENV_FILE_SIZE,
            _ if Notebook::is_named(path) => MAX_NOTEBOOK_SIZE,
            _ => MAX_SOURCE_SIZE,
        };
        let mut file = File::open(path)?;
        let size = file.metadata()?.len();
        if size > limit {
            return Ok(too_large(limit));
        }
        self.0.clear();
        self.0.reserve(usize::try_from(size).unwrap_or(0) + 1);
        // The size may grow, and a pipe has none.
        file.by_ref().take(limit + 1).read_to_end(&mut self.0)?;
        if self.0.len() as u64 > limit {
            return Ok(too_large(limit));
        }
        Ok(judge(&self.0, language, prefilter))
    }

    /// The bytes of the file read last.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

fn judge(bytes: &[u8], language: Language, prefilter: &Prefilter) -> Content {
    let relevant = |text: &[u8]| language == Language::Dotenv || prefilter.matches(text);
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        let ascii: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).collect();
        return match relevant(&ascii) {
            true => skipped("it is in UTF-16; save it as UTF-8"),
            false => Content::Irrelevant,
        };
    }
    if !relevant(bytes) {
        return Content::Irrelevant;
    }
    if bytes[..bytes.len().min(BINARY_PROBE)].contains(&0) {
        return skipped("it is binary");
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Content::Text(text.into()),
        Err(error) => {
            let line = 1 + bytes[..error.valid_up_to()]
                .iter()
                .filter(|byte| **byte == b'\n')
                .count();
            skipped(&format!("line {line} is not UTF-8; save it as UTF-8"))
        }
    }
}

fn too_large(limit: u64) -> Content {
    skipped(&format!("it is larger than {} MiB", limit >> 20))
}

fn skipped(why: &str) -> Content {
    Content::Skipped(format!("was skipped: {why}"))
}
