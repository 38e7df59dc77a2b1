//! Reading and extending the text of env files and `.gitignore`.

use crate::facts::Facts;
use crate::syntax::{Language, SyntaxTree};
use crate::text::{Document, TextEdit, TextRange};
use ignore::gitignore::GitignoreBuilder;
use std::path::Path;

/// An entry of an env file.
pub(super) struct Entry {
    /// Its value.
    pub(super) value: String,
    /// All of it, from its name to the end of its value.
    pub(super) range: TextRange,
}

/// The last entry of this name; in all dialects but a shell's the last one counts.
pub(super) fn entry(text: &str, name: &str) -> Option<Entry> {
    let document = Document::new(text);
    let facts = Facts::of(&SyntaxTree::parse(Language::Dotenv, &document), text);
    let entry = facts
        .env_entries
        .into_iter()
        .rev()
        .find(|entry| entry.name == name)?;
    let line_end = text[entry.name_range.end()..]
        .find(['\r', '\n'])
        .map_or(text.len(), |at| entry.name_range.end() + at);
    let value = entry
        .value
        .map(|value| value.to_string())
        .unwrap_or_default();
    // Of an entry without a value, all of the line: quotes around nothing are part of it.
    let end = if value.is_empty() {
        line_end
    } else {
        entry.value_range.end()
    };
    Some(Entry {
        value,
        range: TextRange::new(entry.name_range.start(), end),
    })
}

/// The value of a variable.
pub(super) fn value(text: &str, name: &str) -> Option<String> {
    entry(text, name).map(|entry| entry.value)
}

/// The edit that adds a line to the end of a text, with the line ending the text has.
pub(super) fn append_line(text: &str, line: &str) -> TextEdit {
    let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let before = if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        ending
    };
    TextEdit::insert(text.len(), format!("{before}{line}{ending}"))
}

/// Whether git ignores the file at `path` by the `.gitignore` files given, nearest first.
pub(super) fn is_ignored(path: &Path, files: &[(&Path, String)]) -> bool {
    for (folder, text) in files {
        let mut builder = GitignoreBuilder::new(folder);
        for line in text.lines() {
            // A line that is no pattern ignores nothing, as git has it.
            let _ = builder.add_line(None, line);
        }
        let Ok(rules) = builder.build() else { continue };
        let matched = rules.matched_path_or_any_parents(path, false);
        if matched.is_ignore() || matched.is_whitelist() {
            return matched.is_ignore();
        }
    }
    false
}
