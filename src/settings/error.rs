//! What is wrong with a configuration file, in the words of its reader.

use super::suggest::suggest;
use crate::text::TextRange;
use std::fmt;
use std::ops::Range;

/// Something in a configuration file that cannot be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OptionsError {
    /// Where in the file's text, if one place is to blame.
    pub range: Option<TextRange>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl OptionsError {
    /// An error about the bytes of `range`.
    pub(super) fn at(range: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            range: Some(TextRange::new(range.start, range.end)),
            message: message.into(),
            help: None,
        }
    }

    /// Adds what to do about it.
    pub(super) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl From<toml::de::Error> for OptionsError {
    /// The `toml` crate words its complaint about an unknown name as "unknown field `a`, expected
    /// `b`" or "..., expected one of `b`, `c`"; the names expected are where a suggestion is from.
    fn from(error: toml::de::Error) -> Self {
        let described = error.message();
        let (message, help) = match described.split_once(", expected ") {
            Some((unknown, expected)) if unknown.starts_with("unknown ") => {
                let word = in_backticks(unknown).next().unwrap_or_default();
                let help = match suggest(word, in_backticks(expected)) {
                    Some(name) => format!("did you mean `{name}`?"),
                    None => format!("known here: {}", expected.trim_start_matches("one of ")),
                };
                let unknown = unknown
                    .replacen("unknown field", "unknown setting", 1)
                    .replacen("unknown variant", "unknown value", 1);
                (unknown, Some(help))
            }
            _ => (described.to_owned(), None),
        };
        Self {
            range: error
                .span()
                .map(|span| TextRange::new(span.start, span.end)),
            message,
            help,
        }
    }
}

fn in_backticks(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

impl fmt::Display for OptionsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for OptionsError {}
