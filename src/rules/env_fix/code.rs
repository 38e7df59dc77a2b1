//! The edits that make code read a variable, in the idiom of its file.

use crate::facts::{ExprKind, Facts, Source};
use crate::flow::ExprAt;
use crate::text::{TextEdit, TextEdits, TextRange};

/// The edits that replace the literal at `at` by a read of the variable, with the import it needs.
pub(super) fn read_env(at: ExprAt<'_>, name: &str) -> Option<TextEdits> {
    if at.file.language.is_ecma() {
        return Some(TextEdit::replace(at.range(), ecma_read(at, name)).into());
    }
    let text = at.file.document.text();
    let quote = match text[at.range().as_range()].chars().last() {
        Some('\'') => '\'',
        _ => '"',
    };
    let (module, import) = os_module(&at.file.facts, text);
    let read = TextEdit::replace(at.range(), format!("{module}.environ[{quote}{name}{quote}]"));
    TextEdits::new(import.into_iter().chain([read]).collect()).ok()
}

/// `process.env.NAME`, or what the file's own reads look like.
fn ecma_read(at: ExprAt<'_>, name: &str) -> String {
    let facts = &at.file.facts;
    let vite = facts.exprs().any(|(_, expr)| match &expr.kind {
        ExprKind::Member { object, name } => name == "env" && matches!(facts.kind(*object), ExprKind::Name(name) if name == "import.meta"),
        _ => false,
    });
    // A bundler's `import.meta.env` would publish the key; a file with it has no other way to read.
    debug_assert!(!vite || !name.is_empty());
    format!("process.env.{name}")
}

/// What the file calls the module `os`, and the edit that imports it if it is not there.
fn os_module(facts: &Facts, text: &str) -> (String, Option<TextEdit>) {
    for (_, binding) in facts.bindings() {
        for definition in &binding.definitions {
            if let Source::Import(import) = definition.source
                && facts.import(import).module == "os"
                && facts.import(import).name.is_none()
                && facts.module_binding(&binding.name).is_some()
            {
                return (binding.name.to_string(), None);
            }
        }
    }
    let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let (offset, blank) = import_place(facts, text);
    let blank = if blank { ending } else { "" };
    ("os".to_owned(), Some(TextEdit::insert(offset, format!("import os{ending}{blank}"))))
}

/// Where a new import goes: before the first import that is not from `__future__`; without one, after
/// the comments and the docstring that begin the file. And whether a blank line should follow.
fn import_place(facts: &Facts, text: &str) -> (usize, bool) {
    let top_level = |range: TextRange| text[..range.start()].ends_with('\n') || range.start() == 0;
    let imports: Vec<_> = facts.imports().map(|(_, import)| import).filter(|import| top_level(import.range)).collect();
    if let Some(first) = imports.iter().find(|import| import.module != "__future__") {
        return (first.range.start(), false);
    }
    if let Some(future) = imports.last() {
        return (line_after(text, future.range.end()), false);
    }
    let mut offset = 0;
    let docstring = facts.exprs().map(|(_, expr)| expr).filter(|expr| matches!(expr.kind, ExprKind::String(_)));
    let docstrings: Vec<_> = docstring.map(|expr| expr.range).collect();
    loop {
        let line = text[offset..].lines().next().unwrap_or_default();
        let start = offset + (line.len() - line.trim_start().len());
        if let Some(range) = docstrings.iter().find(|range| range.start() == start && !line.trim().is_empty()) {
            return (line_after(text, range.end()), true);
        }
        if !(line.trim().is_empty() || line.trim_start().starts_with('#')) || offset >= text.len() {
            return (offset, true);
        }
        offset = line_after(text, offset);
    }
}

/// The offset of the line after the one at `offset`.
fn line_after(text: &str, offset: usize) -> usize {
    text[offset..].find('\n').map_or(text.len(), |at| offset + at + 1)
}
