//! A syntax tree and how it is kept up with its text.

use super::Language;
use crate::text::{Change, Document, Position};
use std::cell::RefCell;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};
use tree_sitter::{InputEdit, Node, ParseOptions, ParseState, Parser, Point, Tree};

/// How long one parse may take. Real files take milliseconds; error recovery on hostile input can
/// take longer than anybody waits.
const PARSE_LIMIT: Duration = Duration::from_secs(4);

/// The syntax tree of one text.
#[derive(Clone)]
pub struct SyntaxTree {
    language: Language,
    tree: Tree,
    complete: bool,
}

impl SyntaxTree {
    /// Parses a text from nothing. Of data, which has no grammar, this is an empty tree.
    pub fn parse(language: Language, document: &Document) -> Self {
        Self::parse_with(language, document, None)
    }

    /// Parses the text of `document` again, using what this tree knows. Every change made to the
    /// text since must have been passed to [`SyntaxTree::edit`].
    pub fn reparse(&self, document: &Document) -> Self {
        Self::parse_with(self.language, document, Some(&self.tree))
    }

    /// Moves the tree's nodes along with a change of its text.
    pub fn edit(&mut self, change: &Change) {
        self.tree.edit(&InputEdit {
            start_byte: change.start,
            old_end_byte: change.old_end,
            new_end_byte: change.new_end,
            start_position: point(change.start_position),
            old_end_position: point(change.old_end_position),
            new_end_position: point(change.new_end_position),
        });
    }

    /// The language it was parsed in.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The node of the whole text.
    pub fn root(&self) -> Node<'_> {
        self.tree.root_node()
    }

    /// Whether the whole text was parsed; if not, parsing took too long and the tree is empty.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    fn parse_with(language: Language, document: &Document, old: Option<&Tree>) -> Self {
        thread_local! {
            static PARSER: RefCell<Parser> = RefCell::new(Parser::new());
        }
        PARSER.with_borrow_mut(|parser| {
            parser
                .set_language(&language.grammar())
                .expect("the grammars are built for this tree-sitter");
            let text = match language.format() {
                Some(_) => "",
                None => document.text(),
            };
            let text = text.as_bytes();
            let parsed = parse_within_limit(parser, text, old);
            let complete = parsed.is_some();
            let tree = parsed.unwrap_or_else(|| {
                parser.reset();
                parser
                    .parse(b"", None)
                    .expect("an empty text parses at once")
            });
            Self {
                language,
                tree,
                complete,
            }
        })
    }
}

fn parse_within_limit(parser: &mut Parser, text: &[u8], old: Option<&Tree>) -> Option<Tree> {
    let start = Instant::now();
    let mut within_limit = |_: &ParseState| match start.elapsed() > PARSE_LIMIT {
        true => ControlFlow::Break(()),
        false => ControlFlow::Continue(()),
    };
    let options = ParseOptions::new().progress_callback(&mut within_limit);
    parser.parse_with_options(
        &mut |offset, _| text.get(offset..).unwrap_or_default(),
        old,
        Some(options),
    )
}

fn point(position: Position) -> Point {
    Point::new(position.line as usize, position.column as usize)
}
