//! How code that is put into a file is written and where it goes, so that it looks as if it had always
//! been there.
//!
//! Must not know: Mistral, what a fix is for.

use crate::facts::{ExprKind, Facts, Source};
use crate::project::{Project, SourceFile};
use crate::text::{TextEdit, TextRange};
use std::path::Path;

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
    text[line_start(text, offset)..offset].trim().is_empty()
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
pub(super) fn semicolon(text: &str) -> &'static str {
    let statements = text
        .lines()
        .filter(|line| line.starts_with("import ") || line.starts_with("const "));
    let (with, all) = statements.fold((0, 0), |(with, all), line| {
        (with + usize::from(line.trim_end().ends_with(';')), all + 1)
    });
    if all == 0 || with * 2 >= all { ";" } else { "" }
}

/// The quote that the file's strings have.
pub(super) fn quote(text: &str) -> char {
    match text.matches('\'').count() > text.matches('"').count() {
        true => '\'',
        false => '"',
    }
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

/// The edit that puts `import` (a statement without line break) among those of a file in TypeScript or
/// JavaScript: after the last one; without any, above everything but a first `#!` or `"use …"`.
pub(super) fn ecma_import(file: &SourceFile, import: &str) -> TextEdit {
    let text = file.document.text();
    let statements = file.facts.imports().map(|(_, import)| import.range);
    let last = statements
        .filter(|range| begins_line(text, range.start()) && indent(text, range.start()).is_empty())
        .max_by_key(|range| range.end());
    if let Some(last) = last {
        return TextEdit::insert(line_after(text, last.end()), format!("{import}\n"));
    }
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let line = line.trim_start_matches('\u{feff}');
        if !["#!", "\"use ", "'use "]
            .iter()
            .any(|start| line.starts_with(start))
        {
            break;
        }
        offset += line.len();
    }
    TextEdit::insert(offset, format!("{import}\n\n"))
}

/// The edit that puts `import` among those of a Python file: before the first one that is not from
/// `__future__`, or for one of the project's own modules after the last; without any, after the
/// comments and the docstring that begin the file.
pub(super) fn python_import(file: &SourceFile, import: &str, own_module: bool) -> TextEdit {
    let text = file.document.text();
    let imports: Vec<_> = file
        .facts
        .imports()
        .map(|(_, import)| import)
        .filter(|import| line_start(text, import.range.start()) == import.range.start())
        .collect();
    let first = imports.iter().find(|import| import.module != "__future__");
    match (first, imports.last()) {
        (Some(first), _) if !own_module => {
            TextEdit::insert(first.range.start(), format!("{import}\n"))
        }
        (_, Some(last)) => {
            TextEdit::insert(line_after(text, last.range.end()), format!("{import}\n"))
        }
        (_, None) => {
            let mut offset = after_blank(text, 0);
            if let Some(quote) = docstring_quote(&text[offset..]) {
                offset = after_blank(text, after_docstring(text, offset, quote));
            }
            TextEdit::insert(offset, format!("{import}\n\n"))
        }
    }
}

/// What a Python file calls a module of the standard library, and the edit that imports it if it does
/// not yet.
pub(super) fn python_module(file: &SourceFile, module: &str) -> (String, Option<TextEdit>) {
    match imported_as(&file.facts, module) {
        Some(name) => (name, None),
        None => {
            let import = python_import(file, &format!("import {module}"), false);
            (module.to_owned(), Some(import))
        }
    }
}

/// The name by which the whole module is known at the top of a file.
fn imported_as(facts: &Facts, module: &str) -> Option<String> {
    facts.bindings().find_map(|(_, binding)| {
        let is_import = binding.definitions.iter().any(|definition| {
            matches!(definition.source, Source::Import(import)
                if facts.import(import).module == module && facts.import(import).name.is_none())
        });
        let at_top = facts.module_binding(&binding.name).is_some();
        (is_import && at_top).then(|| binding.name.to_string())
    })
}

/// The offset of the first line at or after `offset` that is neither blank nor a comment.
fn after_blank(text: &str, mut offset: usize) -> usize {
    while offset < text.len() {
        let line = text[offset..].lines().next().unwrap_or_default();
        let line = line.trim_start_matches('\u{feff}').trim();
        if !line.is_empty() && !line.starts_with('#') {
            break;
        }
        offset = line_after(text, offset);
    }
    offset
}

/// The quotes that a line which begins with a string begins with.
fn docstring_quote(line: &str) -> Option<&'static str> {
    let line = line.trim_start_matches(['r', 'R', 'u', 'U']);
    ["\"\"\"", "'''", "\"", "'"]
        .into_iter()
        .find(|quote| line.starts_with(quote))
}

/// The offset of the line after a docstring that begins on the line at `offset`.
fn after_docstring(text: &str, offset: usize, quote: &str) -> usize {
    let start = text[offset..]
        .find(quote)
        .map_or(offset, |at| offset + at + quote.len());
    let end = text[start..]
        .find(quote)
        .map_or(text.len(), |at| start + at + quote.len());
    line_after(text, end)
}

/// The edit that puts a `require` among those of a file: after the last one at its top; without any,
/// where an import would go.
pub(super) fn ecma_require(file: &SourceFile, statement: &str) -> TextEdit {
    let text = file.document.text();
    let facts = &file.facts;
    let is_require = |call: &&crate::facts::Call| matches!(facts.kind(call.callee), ExprKind::Name(name) if name == "require");
    let calls = facts.calls.iter().filter_map(|&id| facts.call(id));
    let places = calls.filter(is_require).filter_map(|call| {
        let at = facts.range(call.callee).start();
        let is_at_top = facts.function_at(at).is_none();
        facts.statement_at(at).filter(|_| is_at_top)
    });
    match places.max_by_key(|range| range.end()) {
        Some(last) => TextEdit::insert(line_after(text, last.end()), format!("{statement}\n")),
        None => ecma_import(file, statement),
    }
}

/// How a module of TypeScript or JavaScript at `from` names the one at `to`, which has no ending then.
pub(super) fn ecma_module(from: &Path, to: &Path) -> Option<String> {
    let own = from.parent()?;
    let up = own.ancestors().position(|folder| to.starts_with(folder))?;
    let below = to.strip_prefix(own.ancestors().nth(up)?).ok()?;
    let below = below.with_extension("");
    let below: Vec<_> = below
        .iter()
        .map(|part| part.to_str())
        .collect::<Option<_>>()?;
    let start = if up == 0 {
        "./".to_owned()
    } else {
        "../".repeat(up)
    };
    Some(start + &below.join("/"))
}

/// What the modules around a file put behind the names of their own modules: the file's own imports
/// say so, else those of its package, else its `tsconfig.json`; `None` if nothing does.
pub(super) fn module_ending(project: &Project, from: &SourceFile) -> Option<&'static str> {
    let package = project.package(&from.path);
    let near = project
        .files()
        .map(|file| &**file)
        .filter(|file| file.language.is_ecma() && project.package(&file.path) == package);
    let mut imports = std::iter::once(from).chain(near).flat_map(|file| {
        let modules = file.facts.imports().map(|(_, import)| &import.module);
        modules.filter(|module| module.starts_with('.'))
    });
    if let Some(module) = imports.next() {
        let endings = [".js", ".ts"].into_iter();
        return endings
            .into_iter()
            .find(|ending| module.ends_with(ending))
            .or(Some(""));
    }
    let settings = project
        .read(&package?.join("tsconfig.json"))?
        .to_lowercase();
    let needs = ["\"nodenext\"", "\"node16\"", "\"node18\"", "\"node20\""];
    needs
        .iter()
        .any(|name| settings.contains(name))
        .then_some(".js")
}

/// The offset of the line below the imports at the top of a file; `None` if there are none.
pub(super) fn below_imports(file: &SourceFile) -> Option<usize> {
    let text = file.document.text();
    let facts = &file.facts;
    let imports = facts.imports().map(|(_, import)| import.range);
    let at_top = |range: &TextRange| {
        facts.function_at(range.start()).is_none() && indent(text, range.start()).is_empty()
    };
    let last = imports.filter(at_top).max_by_key(|range| range.end())?;
    Some(line_after(text, last.end()))
}
