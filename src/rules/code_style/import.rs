//! Where a new import goes in a file.

use super::{ModuleKind, begins_line, indent, line_after, line_start, quote, semicolon};
use crate::facts::{Call, ExprKind, Facts, Import, Source};
use crate::project::SourceFile;
use crate::syntax::{Notebook, PartKind};
use crate::text::{TextEdit, TextRange};

/// The edit with which a file imports `name` from one of the project's own modules, in the way of its
/// module system.
pub(in crate::rules) fn import_name(file: &SourceFile, name: &str, module: &str) -> TextEdit {
    let (quote, end) = (quote(file), semicolon(file));
    match ModuleKind::of(file) {
        Some(ModuleKind::Python) => {
            python_import(file, &format!("from {module} import {name}"), true)
        }
        Some(ModuleKind::CommonJs) => {
            let import = format!("const {{ {name} }} = require({quote}{module}{quote}){end}");
            ecma_require(file, &import)
        }
        _ => {
            let import = format!("import {{ {name} }} from {quote}{module}{quote}{end}");
            ecma_import(file, &import)
        }
    }
}

/// The edit that puts `import` (a statement without line break) among those of a file in TypeScript or
/// JavaScript: after the last one; without any, above everything but a first `#!` or `"use …"`.
fn ecma_import(file: &SourceFile, import: &str) -> TextEdit {
    let text = file.document.text();
    match last_at_top(file) {
        Some(last) => TextEdit::insert(line_after(text, last.end()), format!("{import}\n")),
        None => TextEdit::insert(top(file), format!("{import}\n\n")),
    }
}

/// The edit that puts a statement before all others of a file in TypeScript or JavaScript, and before
/// what they import.
pub(in crate::rules) fn first_statement(file: &SourceFile, statement: &str) -> TextEdit {
    let text = file.document.text();
    let imports = imports_at_top(file).map(|range| line_start(text, range.start()));
    let requires = requires_at_top(file).map(|range| line_start(text, range.start()));
    match imports.chain(requires).min() {
        Some(first) => TextEdit::insert(first, format!("{statement}\n")),
        None => TextEdit::insert(top(file), format!("{statement}\n\n")),
    }
}

/// The offset below a first `#!` or `"use …"`, or where a notebook's code begins.
fn top(file: &SourceFile) -> usize {
    if let Some(notebook) = &file.notebook {
        return first_code(notebook);
    }
    let mut offset = 0;
    for line in file.document.text().split_inclusive('\n') {
        let bare = line.trim_start_matches(super::BYTE_ORDER_MARK);
        let mut starts = ["#!", "\"use ", "'use "].into_iter();
        if !starts.any(|start| bare.starts_with(start)) {
            break;
        }
        offset += line.len();
    }
    offset
}

/// The statements that import something at the top of a file; in a notebook, of its first cell.
fn imports_at_top(file: &SourceFile) -> impl Iterator<Item = TextRange> {
    let text = file.document.text();
    let cell = file.notebook.as_deref().map(first_cell);
    let ranges = file.facts.imports().map(|(_, import)| import.range);
    ranges.filter(move |range| {
        begins_line(text, range.start())
            && indent(text, range.start()).is_empty()
            && file.facts.function_at(range.start()).is_none()
            && cell.is_none_or(|cell| cell.contains_range(*range))
    })
}

/// The last of these statements.
pub(super) fn last_at_top(file: &SourceFile) -> Option<TextRange> {
    imports_at_top(file).max_by_key(|range| range.end())
}

/// The statements at the top of a file that load something by `require`.
fn requires_at_top(file: &SourceFile) -> impl Iterator<Item = TextRange> {
    let facts = &file.facts;
    let is_require =
        |call: &&Call| matches!(facts.kind(call.callee), ExprKind::Name(name) if name == "require");
    let calls = facts.calls.iter().filter_map(|&id| facts.call(id));
    calls.filter(is_require).filter_map(|call| {
        let at = facts.range(call.callee).start();
        let is_at_top = facts.function_at(at).is_none();
        facts.statement_at(at).filter(|_| is_at_top)
    })
}

/// The edit that puts a `require` among those of a file: after the last one at its top; without any,
/// where an import would go.
fn ecma_require(file: &SourceFile, statement: &str) -> TextEdit {
    let text = file.document.text();
    match requires_at_top(file).max_by_key(|range| range.end()) {
        Some(last) => TextEdit::insert(line_after(text, last.end()), format!("{statement}\n")),
        None => ecma_import(file, statement),
    }
}

/// The edit that puts `import` among those of a Python file: before the first one that is not from
/// `__future__`, or for one of the project's own modules after the last; without any, after the
/// comments and the docstring that begin the file. In a notebook it goes into the first cell with
/// code, the same one for all who want it there.
pub(in crate::rules) fn python_import(
    file: &SourceFile,
    import: &str,
    own_module: bool,
) -> TextEdit {
    let text = file.document.text();
    let cell = file.notebook.as_deref().map(first_cell);
    let is_in_cell = |it: &&Import| cell.is_none_or(|cell| cell.contains_range(it.range));
    let imports: Vec<_> = file
        .facts
        .imports()
        .map(|(_, import)| import)
        .filter(|it| {
            begins_line(text, it.range.start()) && indent(text, it.range.start()).is_empty()
        })
        .filter(is_in_cell)
        .collect();
    let not_future = |it: &&&Import| it.module != "__future__";
    let root = import.split([' ', '.']).nth(1).unwrap_or_default();
    // Beside those of the same package, if there are any.
    let mut others = imports.iter().filter(not_future);
    let related = others.find(|it| !root.is_empty() && it.module.starts_with(root));
    let first = related.or_else(|| imports.iter().find(not_future));
    match (first, imports.last()) {
        (Some(first), _) if !own_module => {
            let start = line_start(text, first.range.start());
            TextEdit::insert(start, format!("{import}\n"))
        }
        (_, Some(last)) => {
            TextEdit::insert(line_after(text, last.range.end()), format!("{import}\n"))
        }
        (_, None) => {
            if let Some(notebook) = &file.notebook {
                return TextEdit::insert(first_code(notebook), format!("{import}\n\n"));
            }
            let mut offset = after_blank(text, 0);
            if let Some(quote) = docstring_quote(&text[offset..]) {
                offset = after_blank(text, after_docstring(text, offset, quote));
            }
            TextEdit::insert(offset, format!("{import}\n\n"))
        }
    }
}

/// What a Python file calls a module of the standard library at the byte at `offset`, and the edit
/// that imports it if it is not there yet.
pub(in crate::rules) fn python_module(
    file: &SourceFile,
    module: &str,
    offset: usize,
) -> (String, Option<TextEdit>) {
    if let Some(name) = imported_as(file, module, offset) {
        return (name, None);
    }
    let (name, import) = match is_another(&file.facts, module, offset) {
        true => (
            format!("_{module}"),
            format!("import {module} as _{module}"),
        ),
        false => (module.to_owned(), format!("import {module}")),
    };
    (name, Some(python_import(file, &import, false)))
}

/// The name by which the whole module is known at the byte at `offset`. Cells run one after another:
/// what a later one imports is not there yet.
fn imported_as(file: &SourceFile, module: &str, offset: usize) -> Option<String> {
    let facts = &file.facts;
    let text = file.document.text();
    let is_it = |import: &Import| import.module == module && import.name.is_none();
    let mut bindings = facts.bindings();
    bindings.find_map(|(id, binding)| {
        let is_import = binding.definitions.iter().any(|definition| {
            let start = definition.range.start();
            matches!(definition.source, Source::Import(import) if is_it(facts.import(import)))
                && (file.notebook.is_none() || start < offset)
                && !is_for_types(facts, text, start)
        });
        let is_known = facts.module_binding(&binding.name) == Some(id)
            && facts.resolve(&binding.name, offset) == Some(id);
        (is_import && is_known).then(|| binding.name.to_string())
    })
}

/// Whether a name means something else than the module of this name at the byte at `offset`.
fn is_another(facts: &Facts, module: &str, offset: usize) -> bool {
    let Some(binding) = facts.resolve(module, offset) else {
        return false;
    };
    let mut sources = facts.binding(binding).definitions.iter();
    !sources.all(
        |it| matches!(it.source, Source::Import(import) if facts.import(import).module == module),
    )
}

/// Whether the byte at `offset` is below `if TYPE_CHECKING:`, which never runs.
fn is_for_types(facts: &Facts, text: &str, offset: usize) -> bool {
    facts.guards.iter().any(|guard| {
        let condition = &text[facts.range(guard.condition).as_range()];
        guard.then.contains(offset) && condition.ends_with("TYPE_CHECKING")
    })
}

/// The first cell with code that is not all magics and comments; without one, the first with code.
fn first_cell<'n>(notebook: &'n Notebook) -> TextRange {
    let (text, code) = (notebook.document().text(), notebook.code().text());
    // A magic is another text in the code.
    let is_code = |(line, as_code): (&str, &str)| {
        line == as_code && !line.trim().is_empty() && !line.trim_start().starts_with('#')
    };
    let ranges = notebook
        .parts()
        .iter()
        .filter(|part| part.kind == PartKind::Code)
        .map(|part| part.range);
    let runs = |range: &TextRange| {
        let lines = |text: &'n str| text.get(range.as_range()).unwrap_or_default().lines();
        std::iter::zip(lines(text), lines(code)).any(is_code)
    };
    let mut with_code = ranges.clone().filter(runs);
    with_code
        .next()
        .or(ranges.clone().next())
        .unwrap_or(TextRange::empty(0))
}

/// The offset in that cell after its magics and the comments that begin it.
pub(super) fn first_code(notebook: &Notebook) -> usize {
    let (text, code) = (notebook.document().text(), notebook.code().text());
    let cell = first_cell(notebook);
    let mut start = cell.start();
    while start < cell.end() {
        let end = line_after(text, start);
        let line = text[start..end].trim();
        let is_magic = text.get(start..end) != code.get(start..end);
        if !(line.is_empty() || line.starts_with('#') || is_magic) || end > cell.end() {
            break;
        }
        start = end;
    }
    start
}

/// The offset of the first line at or after `offset` that is neither blank nor a comment.
fn after_blank(text: &str, mut offset: usize) -> usize {
    while offset < text.len() {
        let line = text[offset..].lines().next().unwrap_or_default();
        let line = line.trim_start_matches(super::BYTE_ORDER_MARK).trim();
        if !line.is_empty() && !line.starts_with('#') {
            break;
        }
        offset = line_after(text, offset);
    }
    offset
}

/// The quotes that a line which begins with a string begins with.
fn docstring_quote(line: &str) -> Option<&'static str> {
    let line = line.trim_start_matches(super::BYTE_ORDER_MARK);
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
