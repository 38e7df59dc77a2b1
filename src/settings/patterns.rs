//! Patterns of files, in the manner of `.gitignore`.

use super::OptionsError;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::path::Path;
use toml::Spanned;

/// Some patterns and the folder they are relative to.
#[derive(Clone, Debug)]
pub(super) struct Patterns(Gitignore);

impl Patterns {
    /// The patterns as they are written in a file in `folder`.
    pub(super) fn new(folder: &Path, patterns: &[Spanned<String>]) -> Result<Self, OptionsError> {
        let mut builder = GitignoreBuilder::new(folder);
        for pattern in patterns {
            let text = pattern.get_ref().as_str();
            // A leading `./` means nothing to git and something to everybody else.
            let text = text.strip_prefix("./").unwrap_or(text);
            builder.add_line(None, text).map_err(|error| {
                OptionsError::at(pattern.span(), format!("`{text}` is no pattern: {error}"))
            })?;
        }
        let patterns = builder
            .build()
            .map_err(|error| OptionsError::at(0..0, error.to_string()))?;
        Ok(Self(patterns))
    }

    /// Whether the file at `path`, or a folder that holds it, matches.
    pub(super) fn matches(&self, path: &Path) -> bool {
        self.cover(path) && self.0.matched_path_or_any_parents(path, false).is_ignore()
    }

    /// Whether the file or folder at `path` matches as such, wherever it lies.
    pub(super) fn matches_itself(&self, path: &Path, is_folder: bool) -> bool {
        self.cover(path) && self.0.matched(path, is_folder).is_ignore()
    }

    fn cover(&self, path: &Path) -> bool {
        !self.0.is_empty() && path.starts_with(self.0.path())
    }
}
