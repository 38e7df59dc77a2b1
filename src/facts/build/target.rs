//! What the names in a pattern are to be defined as.

use crate::facts::build::range;
use crate::facts::expr::ExprId;
use crate::facts::items::{Definition, Source, Step, Type};
use crate::syntax::Node;

/// What the names in a pattern are to be defined as.
#[derive(Clone)]
pub(in crate::facts) struct Target {
    pub(in crate::facts) source: Source,
    pub(in crate::facts) path: Vec<Step>,
    pub(in crate::facts) default: Option<ExprId>,
    pub(in crate::facts) declared: Option<Type>,
}

impl Target {
    /// How deep destructuring is followed.
    pub(in crate::facts) const MAX_DEPTH: usize = 32;

    /// Whether the pattern is nested deeper than any program's.
    pub(in crate::facts) fn is_deep(&self) -> bool {
        self.path.len() > Self::MAX_DEPTH
    }

    /// The same source, one step further in.
    pub(in crate::facts) fn step(&self, step: Step) -> Self {
        let mut path = self.path.clone();
        path.push(step);
        Self {
            source: self.source.clone(),
            path,
            default: None,
            declared: None,
        }
    }

    /// The same, with a value for when the part is missing.
    pub(in crate::facts) fn or(mut self, default: ExprId) -> Self {
        self.default = Some(default);
        self
    }

    /// The definition of the name at `node`.
    pub(in crate::facts) fn at(self, node: Node<'_>) -> (Definition, Option<Type>) {
        let definition = Definition {
            range: range(node),
            source: self.source,
            path: self.path,
            default: self.default,
        };
        (definition, self.declared)
    }
}
