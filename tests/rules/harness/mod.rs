//! Fixtures: projects written down with what is expected of them.
//!
//! One text holds the files of a small project. Under a line of code, a *marker* says what is
//! reported there; markers are taken out before anything is parsed, so they serve every language.
//! `tests/fixtures/README.md` describes the format.

mod expectation;
mod files;
mod fixes;
mod fixture;
mod marker;
mod notebook;
mod run;
mod tokens;

pub use expectation::check;
pub use files::FixtureFile;
pub use fixes::check_fixes;
pub use fixture::Fixture;
pub use run::Run;
pub use tokens::key;
