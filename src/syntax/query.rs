//! The query files under `queries/`, compiled once for each language and checked against one
//! vocabulary of captures.

use super::Language;
use std::ops::ControlFlow;
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use tree_sitter::{
    Node, Query, QueryCursor, QueryCursorOptions, QueryCursorState, QueryMatch, StreamingIterator,
};

/// How many matches may be under way at once. A match is under way while the node it began at is
/// open, so this bounds nesting, and with it the time that hostile nesting takes.
const MATCH_LIMIT: u32 = 1024;

/// How long the queries may take over one file. Real files take milliseconds.
const TIME_LIMIT: Duration = Duration::from_secs(4);

macro_rules! captures {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// What a capture in a query file may be called. A name without a dot is the *subject* of
        /// its pattern, one of which every pattern has; a name with a dot is a part of it.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
        pub enum Capture { $($(#[$doc])* $variant,)* }

        impl Capture {
            /// The whole vocabulary.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name as query files spell it, without the `@`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

captures! {
    /// An import statement.
    Import = "import",
    /// An export statement.
    Export = "export",
    /// A declaration of names, with or without a value.
    Binding = "binding",
    /// A value put into a place that exists, or (Python) makes the name.
    Assignment = "assignment",
    /// The place.
    AssignmentTarget = "assignment.target",
    /// The value.
    AssignmentValue = "assignment.value",
    /// Names taken from the elements of a value.
    Loop = "loop",
    /// The names.
    LoopPattern = "loop.pattern",
    /// The value.
    LoopValue = "loop.value",
    /// A context manager that gives its value a name.
    Context = "context",
    /// The name.
    ContextPattern = "context.pattern",
    /// The value.
    ContextValue = "context.value",
    /// Names that belong to an outer scope.
    Outer = "outer",
    /// A function of any form.
    Function = "function",
    /// A class of any form.
    Class = "class",
    /// A name for a type.
    Alias = "alias",
    /// A definition with decorators.
    Decorated = "decorated",
    /// The definition.
    DecoratedDefinition = "decorated.definition",
    /// A call or construction.
    Call = "call",
    /// A condition that guards statements.
    Guard = "guard",
    /// The condition.
    GuardCondition = "guard.condition",
    /// What runs if it holds.
    GuardThen = "guard.then",
    /// What runs if it does not.
    GuardOtherwise = "guard.otherwise",
    /// A condition without which the program does not go on.
    Assertion = "assertion",
    /// The condition.
    AssertionCondition = "assertion.condition",
    /// Statements whose errors are caught.
    Handler = "handler",
    /// The statements.
    HandlerBody = "handler.body",
    /// The caught error.
    HandlerParameter = "handler.parameter",
    /// What runs on an error.
    HandlerCatch = "handler.catch",
    /// What runs in any case.
    HandlerFinally = "handler.finally",
    /// A statement that raises an error.
    Raise = "raise",
    /// A statement that returns.
    Return = "return",
    /// What a generator yields.
    Yield = "yield",
    /// The yielded value.
    YieldValue = "yield.value",
    /// The raised or returned value.
    ExitValue = "exit.value",
    /// A part of the text with names of its own.
    Scope = "scope",
    /// A comment.
    Comment = "comment",
    /// A line of an env file that sets a variable.
    Entry = "entry",
}

/// The queries of one language.
pub struct QuerySet {
    query: Query,
    /// By capture index of `query`.
    captures: Vec<Capture>,
    /// By pattern index of `query`.
    subjects: Vec<Capture>,
}

/// One place where a pattern matched.
pub struct Match<'set, 'tree, 'cursor> {
    set: &'set QuerySet,
    inner: &'cursor QueryMatch<'cursor, 'tree>,
}

impl QuerySet {
    /// The queries of `language`, compiled when first asked for.
    ///
    /// # Panics
    ///
    /// If a query file is wrong; a test compiles all of them.
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
            Language::Dotenv => &DOTENV,
        }
    }

    /// Calls `visit` for every match below `node`, in order of where the match begins, and tells
    /// whether those were all: in code nested deeper than any program's, and after [`TIME_LIMIT`],
    /// matches are left out.
    pub fn visit<'tree>(
        &self,
        node: Node<'tree>,
        text: &str,
        mut visit: impl FnMut(Match<'_, 'tree, '_>),
    ) -> bool {
        let start = Instant::now();
        let mut in_time = true;
        let mut within_limit = |_: &QueryCursorState| {
            in_time = start.elapsed() < TIME_LIMIT;
            if in_time {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        };
        let options = QueryCursorOptions::new().progress_callback(&mut within_limit);
        let mut cursor = QueryCursor::new();
        cursor.set_match_limit(MATCH_LIMIT);
        let mut matches = cursor.matches_with_options(&self.query, node, text.as_bytes(), options);
        while let Some(inner) = matches.next() {
            visit(Match { set: self, inner });
        }
        drop(matches);
        in_time && !cursor.did_exceed_match_limit()
    }

    /// How many patterns there are.
    pub fn pattern_count(&self) -> usize {
        self.query.pattern_count()
    }

    fn load(language: Language) -> Self {
        let source = sources(language).concat();
        let query = Query::new(&language.grammar(), &source)
            .unwrap_or_else(|error| panic!("the queries for {language:?} do not compile: {error}"));
        let captures: Vec<Capture> = query
            .capture_names()
            .iter()
            .map(|name| capture_named(name))
            .collect();
        let subjects = (0..query.pattern_count())
            .map(|pattern| subject(&query, &captures, pattern))
            .collect();
        Self {
            query,
            captures,
            subjects,
        }
    }
}

impl<'tree> Match<'_, 'tree, '_> {
    /// What the pattern is about.
    pub fn subject(&self) -> Capture {
        self.set.subjects[self.inner.pattern_index]
    }

    /// The index of the pattern in its set.
    pub fn pattern(&self) -> usize {
        self.inner.pattern_index
    }

    /// The first node captured as `capture`.
    pub fn node(&self, capture: Capture) -> Option<Node<'tree>> {
        self.nodes(capture).next()
    }

    /// The nodes captured as `capture`.
    pub fn nodes(&self, capture: Capture) -> impl Iterator<Item = Node<'tree>> {
        self.inner
            .captures()
            .iter()
            .filter(move |found| self.set.captures[found.index as usize] == capture)
            .map(|found| found.node)
    }

    /// Everything the pattern captured.
    pub fn parts(&self) -> impl Iterator<Item = (Capture, Node<'tree>)> {
        self.inner
            .captures()
            .iter()
            .map(|found| (self.set.captures[found.index as usize], found.node))
    }

    /// The node of the subject.
    ///
    /// # Panics
    ///
    /// Never: every pattern captures its subject.
    pub fn subject_node(&self) -> Node<'tree> {
        self.node(self.subject())
            .expect("every pattern captures its subject")
    }
}

/// The query files of a language, shared ones first.
fn sources(language: Language) -> &'static [&'static str] {
    macro_rules! files {
        ($($path:literal),*) => { &[$("\n", include_str!(concat!("../../queries/", $path, ".scm"))),*] };
    }
    match language {
        Language::TypeScript | Language::Tsx => files![
            "ecma/declarations",
            "ecma/flow",
            "ecma/scopes",
            "typescript/declarations"
        ],
        Language::JavaScript => files!["ecma/declarations", "ecma/flow", "ecma/scopes"],
        Language::Python => files!["python/declarations", "python/flow", "python/scopes"],
        Language::Dotenv => files!["dotenv/entries"],
    }
}

fn capture_named(name: &str) -> Capture {
    *Capture::ALL
        .iter()
        .find(|capture| capture.name() == name)
        .unwrap_or_else(|| panic!("the capture @{name} is not in the vocabulary"))
}

fn subject(query: &Query, captures: &[Capture], pattern: usize) -> Capture {
    let quantifiers = query.capture_quantifiers(pattern);
    let mut subjects = captures
        .iter()
        .zip(quantifiers)
        .filter(|(capture, quantifier)| {
            !capture.name().contains('.') && **quantifier != tree_sitter::CaptureQuantifier::Zero
        })
        .map(|(capture, _)| *capture);
    match (subjects.next(), subjects.next()) {
        (Some(subject), None) => subject,
        _ => panic!("pattern {pattern} must capture exactly one subject"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_query_files_compile_and_use_the_vocabulary() {
        for language in Language::ALL {
            assert!(QuerySet::of(language).pattern_count() > 0, "{language:?}");
        }
    }
}
