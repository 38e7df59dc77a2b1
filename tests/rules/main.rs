//! Tests that hold the rules to their fixtures (`tests/fixtures/<rule>/*.fixture`), to their pages
//! (`src/rules/<rule>.md`), and to what a user expects of every rule.
//!
//! One binary, so that the library is linked once.

mod docs;
mod fixtures;
mod flow;
mod generated;
mod harness;
mod queries;
mod registry;
mod workers;
mod written;
