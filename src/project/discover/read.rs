//! Reading one file, or finding that it is not worth it.

use crate::project::pinned::is_manifest;
use crate::syntax::{Format, Language, Notebook};
use regex::bytes::{Regex, RegexBuilder};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Arc, LazyLock};

/// Source files over this size were not written by hand.
const MAX_SOURCE_SIZE: u64 = 4 << 20;
/// Nor were data files. It is said of those only that mention a word, up to the size below.
const MAX_DATA_SIZE: u64 = 4 << 20;
const MAX_SEARCHED_SIZE: u64 = 64 << 20;
/// Lock files are written by tools.
const MAX_LOCK_SIZE: u64 = 32 << 20;
/// How much of a file that is too large is searched at a time.
const SEARCHED_AT_ONCE: usize = 64 << 10;
/// Notebooks hold pictures.
const MAX_NOTEBOOK_SIZE: u64 = 32 << 20;
/// Env files are read in any case, but not beyond this size.
const MAX_ENV_FILE_SIZE: u64 = 32 << 20;
/// Where to look for the NUL that gives a binary file away.
const BINARY_PROBE: usize = 8 << 10;

/// What a file must say to be parsed: one of some words, in any case of letters; and a data file also
/// something that is worth reading it for.
pub struct Prefilter {
    words: Vec<String>,
    pattern: Regex,
    data: fn(&str) -> bool,
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
            data: |_| true,
        }
    }

    /// The same that lets only those data files pass that `is_worth_it` says are worth reading.
    pub fn for_data(self, is_worth_it: fn(&str) -> bool) -> Self {
        Self {
            data: is_worth_it,
            ..self
        }
    }

    /// A filter for these words too.
    pub(super) fn with<'a>(&'a self, more: impl IntoIterator<Item = &'a str>) -> Self {
        Self::new(self.words.iter().map(String::as_str).chain(more)).for_data(self.data)
    }

    /// Whether it is for this word.
    pub(super) fn has(&self, word: &str) -> bool {
        self.words.iter().any(|it| it == word)
    }

    /// A filter that lets every text pass.
    pub(super) fn everything() -> &'static Self {
        static EVERYTHING: LazyLock<Prefilter> = LazyLock::new(|| Prefilter::new([""]));
        &EVERYTHING
    }

    /// Whether the text mentions one of the words.
    pub fn matches(&self, text: &[u8]) -> bool {
        self.pattern.is_match(text)
    }

    /// Whether a file at this path, in this language and with this text is worth parsing, as far as
    /// it itself says.
    pub fn passes(&self, path: &Path, language: Language, text: &str) -> bool {
        let is_worth_it = || match language {
            Language::Data(_) => is_manifest(path) || (self.data)(text),
            _ => true,
        };
        language == Language::Dotenv || self.matches(text.as_bytes()) && is_worth_it()
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
            Language::Data(Format::Lock) => MAX_LOCK_SIZE,
            Language::Data(_) => MAX_DATA_SIZE,
            _ if Notebook::is_named(path) => MAX_NOTEBOOK_SIZE,
            _ => MAX_SOURCE_SIZE,
        };
        let mut file = File::open(path)?;
        let size = file.metadata()?.len();
        if size > limit {
            let is_unsaid = language.format().is_some()
                && size <= MAX_SEARCHED_SIZE
                && !mentions(&mut file, prefilter, &mut self.0)?;
            return Ok(match is_unsaid {
                true => Content::Irrelevant,
                false => too_large(limit),
            });
        }
        self.0.clear();
        self.0.reserve(usize::try_from(size).unwrap_or(0) + 1);
        // The size may grow, and a pipe has none.
        file.by_ref().take(limit + 1).read_to_end(&mut self.0)?;
        if self.0.len() as u64 > limit {
            return Ok(too_large(limit));
        }
        Ok(judge(&self.0, path, language, prefilter))
    }

    /// The bytes of the file read last.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Whether a file that is not read as a whole mentions one of the words.
fn mentions(file: &mut File, prefilter: &Prefilter, buffer: &mut Vec<u8>) -> io::Result<bool> {
    // A word may lie across two pieces.
    const OVERLAP: usize = 64;
    buffer.clear();
    loop {
        let kept = buffer.len().min(OVERLAP);
        buffer.drain(..buffer.len() - kept);
        let read = file.take(SEARCHED_AT_ONCE as u64).read_to_end(buffer)?;
        if read == 0 || prefilter.matches(buffer) {
            return Ok(read > 0);
        }
    }
}

fn judge(bytes: &[u8], path: &Path, language: Language, prefilter: &Prefilter) -> Content {
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
        Ok(text) if !prefilter.passes(path, language, text) => Content::Irrelevant,
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
