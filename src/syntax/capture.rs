//! The vocabulary of the query files.

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
    /// Statements of which a value chooses.
    Cases = "cases",
    /// The value.
    CasesSubject = "cases.subject",
    /// The statements with what they are chosen by.
    CasesBody = "cases.body",
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
    /// The statements that stand together, indented, in Python.
    Block = "block",
    /// A comment.
    Comment = "comment",
    /// A line of an env file that sets a variable.
    Entry = "entry",
}

impl Capture {
    /// The capture that query files spell like this, without the `@`.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|capture| capture.name() == name)
    }

    /// Whether it is what a pattern is about; if not, a part of that.
    pub(super) fn is_subject(self) -> bool {
        !self.name().contains('.')
    }
}
