//! The comment that says why a finding is accepted.

use crate::project::SourceFile;
use crate::syntax::{Data, Format, Language, Node, Page, Quoting, SyntaxTree, quoting_at};
use crate::text::{Document, TextEdit};
use std::path::Path;

#[cfg(test)]
mod tests;

/// What stands where the person is to say why.
const REASON: &str = "why this is safe here";

/// The line above the one of the byte at `offset` that has a rule's finding there ignored; `None`
/// where a line cannot be put in without becoming part of a text.
pub fn insertion(
    document: &Document,
    tree: &SyntaxTree,
    rule: &str,
    offset: usize,
) -> Option<TextEdit> {
    let line_start = line_start(document.text(), offset);
    if !takes_comment(tree, line_start) || continues_line(&document.text()[..line_start]) {
        return None;
    }
    Some(line_above(
        document,
        line_start,
        rule,
        marks(tree.language())?,
    ))
}

/// The same in a file of data or a text, or in a page.
pub fn insertion_beside_code(file: &SourceFile, rule: &str, offset: usize) -> Option<TextEdit> {
    let (document, text) = (&file.document, file.document.text());
    let line_start = line_start(text, offset);
    let marks = match (&file.page, file.data()) {
        (Some(page), _) => return in_page(page, document, rule, offset),
        (None, Some(data)) => marks_in_data(file, data, line_start, offset)?,
        _ => return None,
    };
    let goes_on = continues_line(&text[..line_start]);
    (!goes_on).then(|| line_above(document, line_start, rule, marks))
}

/// The line above the one that starts at `line_start`, with a comment in these marks.
fn line_above(document: &Document, line_start: usize, rule: &str, marks: Marks) -> TextEdit {
    let line = &document.text()[line_start..];
    let indent = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
    let line_end = line_ending(document.text());
    let (open, close) = marks;
    let comment = format!("{indent}{open}windbreak-ignore {rule}: {REASON}{close}{line_end}");
    TextEdit::insert(line_start, comment)
}

/// What a comment begins and ends with.
type Marks = (&'static str, &'static str);

fn marks(language: Language) -> Option<Marks> {
    match language {
        Language::TypeScript | Language::Tsx | Language::JavaScript => Some(("// ", "")),
        Language::Python | Language::Dotenv => Some(("# ", "")),
        Language::Data(format) => format.comment_marks(),
    }
}

/// The marks of a comment on a line of its own at `line_start` in a data file or a text.
fn marks_in_data(
    file: &SourceFile,
    data: &Data,
    line_start: usize,
    offset: usize,
) -> Option<Marks> {
    let text = file.document.text();
    let mut values = data.entries().iter().filter_map(|entry| entry.value);
    if values.any(|value| value.start() < line_start && line_start <= value.end()) {
        return None;
    }
    if let Some(fence) = data.fences().iter().find(|it| it.range.contains(offset)) {
        let is_code = |language: &Language| language.is_code();
        // Of code, the comments between fences are no comments of the text.
        return fence.language.filter(|it| !is_code(it)).and_then(marks);
    }
    match file.language.format()? {
        Format::Json => takes_comments(&file.path).then_some(("// ", "")),
        Format::Shell if quoting_at(text, line_start) != Quoting::Plain => None,
        // A line between two of a table ends the table.
        Format::Markdown if text[line_start..].trim_start().starts_with('|') => None,
        format => format.comment_marks(),
    }
}

/// Whether who reads a JSON file takes comments in it.
fn takes_comments(path: &Path) -> bool {
    let path = path.to_string_lossy().replace('\\', "/");
    let ends = [".jsonc", ".json5", ".code-workspace"];
    let folders = ["/.vscode/", "/.devcontainer/"];
    ends.iter().any(|end| path.ends_with(end)) || folders.iter().any(|it| path.contains(it))
}

/// The comment above a line of a page: of its script, or of what is around it.
fn in_page(page: &Page, document: &Document, rule: &str, offset: usize) -> Option<TextEdit> {
    if page.is_script(offset) {
        return insertion(document, &page.parse(), rule, offset);
    }
    let line_start = line_start(document.text(), offset);
    let before = &document.text()[..line_start];
    let is_in_tag = before.rfind('<') > before.rfind('>');
    (!is_in_tag).then(|| line_above(document, line_start, rule, ("<!-- ", " -->")))
}

/// Where the line of the byte at `offset` starts; lines end as the protocol has it.
fn line_start(text: &str, offset: usize) -> usize {
    text[..offset]
        .rfind(['\n', '\r'])
        .map_or(0, |line_break| line_break + 1)
}

/// The line ending that the text uses first.
fn line_ending(text: &str) -> &'static str {
    match text.find(['\n', '\r']) {
        Some(at) if text[at..].starts_with("\r\n") => "\r\n",
        Some(at) if text[at..].starts_with('\r') => "\r",
        _ => "\n",
    }
}

/// Whether a line after `before` belongs to the one before it.
fn continues_line(before: &str) -> bool {
    before.trim_end_matches(['\n', '\r']).ends_with('\\')
}

/// Whether a line put in at `offset`, the start of one, is a comment there.
fn takes_comment(tree: &SyntaxTree, offset: usize) -> bool {
    let Some(innermost) = tree.root().descendant_for_byte_range(offset, offset) else {
        return true;
    };
    std::iter::successors(Some(innermost), Node::parent)
        .filter(|node| node.start_byte() < offset && offset < node.end_byte())
        .find_map(|node| match node.kind() {
            // Code again, inside a text.
            "template_substitution" | "jsx_expression" => Some(true),
            kind if kind.contains("string") || kind.contains("quoted") => Some(false),
            "comment" | "jsx_element" | "jsx_text" => Some(false),
            _ => None,
        })
        .unwrap_or(true)
}
