//! Shell scripts and Dockerfiles: comments, where a statement ends, and how a text in it is quoted.

use super::{Data, line_end, next_line};
use crate::text::TextRange;

/// How a text in a shell script is quoted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quoting {
    /// Not at all.
    Plain,
    /// Within `"`: variables are expanded.
    Double,
    /// Within `'`.
    Single,
    /// In the lines of a document written in place; whether variables are expanded there.
    Here {
        /// They are.
        expands: bool,
    },
}

/// What a scan comes across.
enum Event {
    Comment(TextRange),
    /// All of a statement, with the document it is given.
    Statement(TextRange),
    Piece(TextRange, Quoting),
}

/// Reads a script, or a Dockerfile.
pub(super) fn read(data: &mut Data, text: &str, is_docker: bool) {
    Scan::new(text, is_docker).run(&mut |event| {
        if let Event::Comment(range) = event {
            data.comments.push(range);
        }
        true
    });
}

/// The statement around the byte at `offset` of a script.
pub fn statement_at(text: &str, offset: usize) -> TextRange {
    let mut found = TextRange::new(0, text.len());
    Scan::new(text, false).run(&mut |event| {
        if let Event::Statement(range) = event {
            found = range;
            return range.end() <= offset;
        }
        true
    });
    found
}

/// How the text around the byte at `offset` of a script is quoted.
pub fn quoting_at(text: &str, offset: usize) -> Quoting {
    let mut found = Quoting::Plain;
    Scan::new(text, false).run(&mut |event| {
        if let Event::Piece(range, quoting) = event {
            found = quoting;
            return range.end() <= offset;
        }
        true
    });
    found
}

/// A document that begins on the next line.
struct Here<'t> {
    end: &'t str,
    expands: bool,
}

struct Scan<'t> {
    text: &'t str,
    is_docker: bool,
    quoting: Quoting,
    /// Where the statement and the piece of it begin.
    statement: usize,
    piece: usize,
    documents: Vec<Here<'t>>,
}

impl<'t> Scan<'t> {
    fn new(text: &'t str, is_docker: bool) -> Self {
        Self {
            text,
            is_docker,
            quoting: Quoting::Plain,
            statement: 0,
            piece: 0,
            documents: Vec::new(),
        }
    }

    /// Goes through the text, until `visit` has seen enough.
    fn run(mut self, visit: &mut dyn FnMut(Event) -> bool) {
        let mut at = 0;
        while at < self.text.len() {
            let Some(next) = self.step(at, visit) else {
                return;
            };
            at = next;
        }
        let end = self.text.len();
        let _ = visit(Event::Piece(TextRange::new(self.piece, end), self.quoting))
            && visit(Event::Statement(TextRange::new(self.statement, end)));
    }

    /// Reads the byte at `at`, and gives where to go on; `None` if that was enough.
    fn step(&mut self, at: usize, visit: &mut dyn FnMut(Event) -> bool) -> Option<usize> {
        let byte = self.text.as_bytes()[at];
        match (self.quoting, byte) {
            (Quoting::Single, b'\'') | (Quoting::Double, b'"') => {
                self.turn(at, Quoting::Plain, visit)
            }
            (Quoting::Single, _) => Some(at + 1),
            (_, b'\\') => Some(at + 2),
            (Quoting::Double, _) => Some(at + 1),
            (_, b'"') => self.turn(at + 1, Quoting::Double, visit),
            (_, b'\'') => self.turn(at + 1, Quoting::Single, visit),
            (_, b'#') if self.begins_comment(at) => {
                let end = line_end(self.text, at);
                visit(Event::Comment(TextRange::new(at, end))).then_some(end)
            }
            (_, b'<') => Some(self.document(at)),
            (_, b'\n') => self.newline(at, visit),
            _ => Some(at + 1),
        }
    }

    /// Ends a piece at `at`; what follows is quoted otherwise.
    fn turn(
        &mut self,
        at: usize,
        quoting: Quoting,
        visit: &mut dyn FnMut(Event) -> bool,
    ) -> Option<usize> {
        let piece = Event::Piece(TextRange::new(self.piece, at), self.quoting);
        let goes_on = visit(piece);
        // A quote that ends a text stands behind it.
        let next = match quoting {
            Quoting::Plain => at + 1,
            _ => at,
        };
        (self.quoting, self.piece) = (quoting, at);
        goes_on.then_some(next)
    }

    fn begins_comment(&self, at: usize) -> bool {
        let before = &self.text.as_bytes()[..at];
        if !self.is_docker {
            let last = before.last();
            return last.is_none_or(|byte| byte.is_ascii_whitespace() || *byte == b';');
        }
        let blank = |byte: &&u8| matches!(byte, b' ' | b'\t');
        let first = before.iter().rev().find(|byte| !blank(byte));
        first.is_none_or(|byte| *byte == b'\n')
    }

    /// Reads `<<WORD`, and gives where to go on.
    fn document(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let Some(word) = rest.strip_prefix("<<").filter(|it| !it.starts_with('<')) else {
            return at + rest.len() - rest.trim_start_matches('<').len();
        };
        let word = word.trim_start_matches(['-', '~']).trim_start_matches(' ');
        let expands = !word.starts_with(['"', '\'', '\\']);
        let word = word.trim_start_matches(['"', '\'', '\\']);
        let length = word
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(word.len());
        if length > 0 {
            let end = &word[..length];
            self.documents.push(Here { end, expands });
        }
        let begin = rest.len() - word.len();
        // A quote behind the word belongs to it.
        let quote = word[length..].starts_with(['"', '\'']);
        at + begin + length + usize::from(quote && !expands)
    }

    /// Ends a line, and the statement if it does not go on.
    fn newline(&mut self, at: usize, visit: &mut dyn FnMut(Event) -> bool) -> Option<usize> {
        let mut next = at + 1;
        for here in std::mem::take(&mut self.documents) {
            self.turn(next, Quoting::Plain, visit)?;
            let expands = here.expands;
            while next < self.text.len() {
                let line = &self.text[next..line_end(self.text, next)];
                if line.trim() == here.end {
                    break;
                }
                next = next_line(self.text, next);
            }
            let body = TextRange::new(self.piece.min(next), next);
            self.piece = next;
            if !visit(Event::Piece(body, Quoting::Here { expands })) {
                return None;
            }
            next = next_line(self.text, next);
        }
        let line = self.text[self.statement..at].trim_end();
        if !line.ends_with(['|', '`', '^']) && !line.ends_with("&&") {
            let statement = TextRange::new(self.statement, next);
            self.statement = next;
            return visit(Event::Statement(statement)).then_some(next);
        }
        Some(next)
    }
}
