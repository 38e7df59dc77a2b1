//! The language server as a client meets it: the real program, over its pipes.
//!
//! No test measures time; every wait has a limit far above what is needed, and ends the test.

mod actions;
mod client;
mod diagnostics;
mod documents;
mod end;
mod faults;
mod findings;
mod framing;
mod notebooks;
mod settings;
mod workspace;
