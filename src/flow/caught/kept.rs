//! Whether what is said of an error is said to those only who may know it.

use super::Caught;
use crate::catalog::Errors;
use crate::flow::Flow;
use crate::flow::value::ExprAt;

impl<'p> Flow<'p> {
    /// Whether what stands in a catch is reached for certain errors only, or while developing.
    pub fn is_kept_from_strangers(&self, caught: &Caught<'p>, at: ExprAt<'p>) -> bool {
        let facts = &caught.file.facts;
        let errors = self.catalog.errors();
        let range = at.range();
        let own = facts.guards_in(caught.catch).iter();
        own.filter(|guard| !guard.assertion).any(|guard| {
            let condition = caught.file.source(facts.range(guard.condition));
            let inside = guard.then.contains_range(range);
            let otherwise = guard.otherwise.is_some_and(|it| it.contains_range(range));
            let after = guard.then.end() <= range.start() && !facts.exits_in(guard.then).is_empty();
            inside && (errors.is_for_developers(condition) || is_narrow_test(errors, condition))
                || (otherwise || after) && condition.to_ascii_lowercase().contains("prod")
        })
    }
}

/// Whether a condition holds only for errors that are not of requests: `error instanceof ZodError`.
pub(super) fn is_narrow_test(errors: &Errors, condition: &str) -> bool {
    let class = match (
        condition.split_once("instanceof "),
        condition.split_once("isinstance("),
    ) {
        (Some((_, class)), _) => class,
        (None, Some((_, rest))) => rest.split_once(',').map_or("", |(_, class)| class),
        (None, None) => {
            return condition.contains("ZodError") || condition.contains("ValidationError");
        }
    };
    let end = |c: char| !c.is_alphanumeric() && c != '_' && c != '.';
    let class = class.trim().split(end).next().unwrap_or_default();
    !class.is_empty() && !errors.is_wide(class)
}
