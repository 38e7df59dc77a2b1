//! The query files under `queries/`, read once for each language and checked against one vocabulary
//! of captures.

use super::pattern::{Parts, Reader, Shape};
use super::{Capture, Language};
use std::sync::LazyLock;
use tree_sitter::Node;

#[cfg(test)]
mod tests;

/// The queries of one language.
pub struct QuerySet {
    patterns: Vec<Pattern>,
    /// The numbers of the patterns by the kind of node that they are about.
    by_kind: Vec<Vec<usize>>,
}

/// A pattern and what it is about.
struct Pattern {
    shape: Shape,
    subject: Capture,
}

/// One place where a pattern matched.
pub struct Match<'visit, 'tree> {
    subject: Capture,
    pattern: usize,
    parts: &'visit [(Capture, Node<'tree>)],
}

impl QuerySet {
    /// The queries of `language`, read when first asked for.
    ///
    /// # Panics
    ///
    /// If a query file is wrong; a test reads all of them.
    pub fn of(language: Language) -> &'static Self {
        static TYPESCRIPT: LazyLock<QuerySet> =
            LazyLock::new(|| QuerySet::load(Language::TypeScript));
        static TSX: LazyLock<QuerySet> = LazyLock::new(|| QuerySet::load(Language::Tsx));
        static JAVASCRIPT: LazyLock<QuerySet> =
            LazyLock::new(|| QuerySet::load(Language::JavaScript));
        static PYTHON: LazyLock<QuerySet> = LazyLock::new(|| QuerySet::load(Language::Python));
        static DOTENV: LazyLock<QuerySet> = LazyLock::new(|| QuerySet::load(Language::Dotenv));
        match language {
            Language::TypeScript => &TYPESCRIPT,
            Language::Tsx => &TSX,
            Language::JavaScript => &JAVASCRIPT,
            Language::Python => &PYTHON,
            // Of data there is an empty tree.
            Language::Dotenv | Language::Data(_) => &DOTENV,
        }
    }

    /// Calls `visit` for every match at `node` and below it, outer nodes before inner ones. The time
    /// it takes is in proportion to the nodes.
    pub fn visit<'tree>(&self, node: Node<'tree>, mut visit: impl FnMut(Match<'_, 'tree>)) {
        let mut parts = Parts::new();
        let mut cursor = node.walk();
        loop {
            let node = cursor.node();
            for &number in self.about(node.kind_id()) {
                let pattern = &self.patterns[number];
                parts.clear();
                if pattern.shape.fits(node, &mut parts) {
                    visit(Match {
                        subject: pattern.subject,
                        pattern: number,
                        parts: &parts,
                    });
                }
            }
            if cursor.goto_first_child() {
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return;
                }
            }
        }
    }

    /// How many patterns there are.
    pub fn pattern_count(&self) -> usize {
        self.patterns.len()
    }

    fn about(&self, kind: u16) -> &[usize] {
        let numbers = self.by_kind.get(usize::from(kind));
        numbers.map(Vec::as_slice).unwrap_or_default()
    }

    fn load(language: Language) -> Self {
        let grammar = language.grammar();
        let mut set = Self {
            patterns: Vec::new(),
            by_kind: vec![Vec::new(); grammar.node_kind_count()],
        };
        for (path, source) in sources(language) {
            let mut reader = Reader::new(source, &grammar);
            loop {
                let read = reader.pattern().and_then(|shape| match shape {
                    Some(shape) => Pattern::new(shape).map(Some),
                    None => Ok(None),
                });
                match read {
                    Ok(Some(pattern)) => set.add(pattern),
                    Ok(None) => break,
                    Err(mistake) => panic!("queries/{path}.scm, for {language:?}: {mistake}"),
                }
            }
        }
        set
    }

    fn add(&mut self, pattern: Pattern) {
        for &kind in pattern.shape.kinds() {
            self.by_kind[usize::from(kind)].push(self.patterns.len());
        }
        self.patterns.push(pattern);
    }
}

impl Pattern {
    fn new(shape: Shape) -> Result<Self, String> {
        let captures = shape.captures();
        let mut subjects = captures.iter().filter(|capture| capture.is_subject());
        match (shape.capture(), subjects.next(), subjects.next()) {
            (Some(subject), Some(_), None) if subject.is_subject() => Ok(Self { shape, subject }),
            _ => Err(format!(
                "a pattern names its outermost node, and it alone, as its subject: {captures:?}"
            )),
        }
    }
}

impl<'tree> Match<'_, 'tree> {
    /// What the pattern is about.
    pub fn subject(&self) -> Capture {
        self.subject
    }

    /// The index of the pattern in its set.
    pub fn pattern(&self) -> usize {
        self.pattern
    }

    /// Everything the pattern captured, the subject first.
    pub fn parts(&self) -> impl Iterator<Item = (Capture, Node<'tree>)> {
        self.parts.iter().copied()
    }

    /// The node of the subject.
    ///
    /// # Panics
    ///
    /// Never: the outermost node of every pattern is its subject.
    pub fn subject_node(&self) -> Node<'tree> {
        self.parts[0].1
    }
}

/// The query files of a language and what they are called, shared ones first.
fn sources(language: Language) -> &'static [(&'static str, &'static str)] {
    macro_rules! files {
        ($($path:literal),*) => {
            &[$(($path, include_str!(concat!("../../queries/", $path, ".scm")))),*]
        };
    }
    match language {
        Language::TypeScript => files![
            "ecma/declarations",
            "ecma/flow",
            "ecma/scopes",
            "typescript/declarations"
        ],
        Language::Tsx => files![
            "ecma/declarations",
            "ecma/flow",
            "ecma/scopes",
            "jsx/flow",
            "typescript/declarations"
        ],
        Language::JavaScript => files!["ecma/declarations", "ecma/flow", "ecma/scopes", "jsx/flow"],
        Language::Python => files!["python/declarations", "python/flow", "python/scopes"],
        Language::Dotenv | Language::Data(_) => files!["dotenv/entries"],
    }
}
