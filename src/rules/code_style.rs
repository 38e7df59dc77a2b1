//! How code that is put into a file is written and where it goes, so that it looks as if it had always
//! been there.
//!
//! Must not know: Mistral, what a fix is for.

mod import;
mod module_kind;
mod module_name;
mod object;

pub(super) use import::{first_statement, import_name, python_import, python_module};
pub(super) use module_kind::{ModuleKind, sources_folder};
pub(super) use module_name::{ecma_module, module_ending, module_name};
pub(super) use object::{append_property, gap_before, property, set_property};

use crate::project::SourceFile;
use crate::text::{TextEdit, TextRange};

/// What may stand before the text of a file in UTF-8.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// The offset at which the line of the byte at `offset` begins.
pub(super) fn line_start(text: &str, offset: usize) -> usize {
    text[..offset].rfind('\n').map_or(0, |newline| newline + 1)
}

/// The offset of the line after that of the byte at `offset`.
pub(super) fn line_after(text: &str, offset: usize) -> usize {
    text[offset..]
        .find('\n')
        .map_or(text.len(), |at| offset + at + 1)
}

/// The white space that the line of the byte at `offset` begins with.
pub(super) fn indent(text: &str, offset: usize) -> &str {
    let line = &text[line_start(text, offset)..];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// Whether nothing but white space stands before the byte at `offset` on its line.
pub(super) fn begins_line(text: &str, offset: usize) -> bool {
    let before = text[line_start(text, offset)..offset].trim();
    before.trim_start_matches(BYTE_ORDER_MARK).is_empty()
}

/// What one level of indentation is in a file: that of its first indented line.
pub(super) fn indent_unit(file: &SourceFile) -> &str {
    let mut lines = file
        .document
        .text()
        .lines()
        .filter(|line| line.starts_with([' ', '\t']) && !line.trim_start().starts_with('*'));
    let first = lines.find(|line| !line.trim().is_empty());
    let usual = if file.language.is_ecma() {
        "  "
    } else {
        "    "
    };
    first.map_or(usual, |line| &line[..line.len() - line.trim_start().len()])
}

/// `;` if the file's statements end with it, else nothing.
pub(super) fn semicolon(file: &SourceFile) -> &'static str {
    file.style().semicolon
}

/// The quote that the file's strings have.
pub(super) fn quote(file: &SourceFile) -> char {
    file.style().quote
}

/// The offset of the first of the comment lines right above the line at `offset`; without any,
/// `offset`.
pub(super) fn above_comments(text: &str, offset: usize) -> usize {
    let mut first = offset;
    for line in text[..offset].split_inclusive('\n').rev() {
        let marks = ["//", "/*", "*", "#"];
        if !marks.iter().any(|mark| line.trim_start().starts_with(mark)) {
            break;
        }
        first -= line.len();
    }
    first
}

/// Lines put before the statement at `range`, above the comments it has; set apart by a blank line if
/// the statement is. `lines` are not indented and end with a line break.
pub(super) fn before_statement(text: &str, range: TextRange, lines: &str) -> TextEdit {
    let start = line_start(text, range.start());
    let above = above_comments(text, start);
    let is_apart = ["\n\n", "\n\r\n"]
        .iter()
        .any(|end| text[..above].ends_with(end));
    let code = indented(lines, indent(text, range.start()));
    TextEdit::insert(above, code + if is_apart { "\n" } else { "" })
}

/// `lines` with `indent` before each that is not empty.
pub(super) fn indented(lines: &str, indent: &str) -> String {
    let lines = lines
        .split_inclusive('\n')
        .map(|line| match line.trim().is_empty() {
            true => line.to_owned(),
            false => format!("{indent}{line}"),
        });
    lines.collect()
}

/// The offset of the line below the imports at the top of a file, of a notebook's first cell with code;
/// without any there, where that cell's code begins. `None` if there are none.
pub(super) fn below_imports(file: &SourceFile) -> Option<usize> {
    let text = file.document.text();
    match (import::last_at_top(file), &file.notebook) {
        (Some(last), _) => Some(line_after(text, last.end())),
        (None, Some(notebook)) => Some(import::first_code(notebook)),
        (None, None) => None,
    }
}
