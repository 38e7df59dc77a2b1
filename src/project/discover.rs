//! Which files under the roots are worth parsing.

/// What to look for and where.
pub struct Discovery {}

/// What was found.
pub struct Discovered {}
