//! Queries over syntax trees.

/// A compiled set of queries.
pub struct QuerySet {}
/// One match.
pub struct Match {}
/// One capture name.
pub struct Capture {}
