//! How the program ends.

use std::fmt;
use std::process::ExitCode;

/// What a command came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Exit {
    /// It did what was asked, and nothing fails the check.
    Clean,
    /// Something was found that fails the check.
    Findings,
}

/// Why windbreak could not do what was asked, in the words of the person who asked.
#[derive(Debug)]
pub(super) struct Failure {
    /// What is wrong, naming the option or the file; one entry per mishap.
    pub(super) messages: Vec<String>,
}

impl Failure {
    /// One mishap.
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            messages: vec![message.into()],
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Clean => Self::from(0),
            Exit::Findings => Self::from(1),
        }
    }
}

impl From<Failure> for ExitCode {
    fn from(_: Failure) -> Self {
        Self::from(2)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.messages.join("\n"))
    }
}
