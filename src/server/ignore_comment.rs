//! The comment that says why a finding is accepted.

use crate::syntax::{Language, Node, SyntaxTree};
use crate::text::{Document, TextEdit};

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
    let line = &document.text()[line_start..];
    let indent = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
    let marker = match tree.language() {
        Language::TypeScript | Language::Tsx | Language::JavaScript => "//",
        Language::Python | Language::Dotenv => "#",
    };
    let line_end = line_ending(document.text());
    let comment = format!("{indent}{marker} windbreak-ignore {rule}: {REASON}{line_end}");
    Some(TextEdit::insert(line_start, comment))
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
