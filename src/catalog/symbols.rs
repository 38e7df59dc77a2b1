//! What symbols from outside a project are for.

use super::clients::ClientKind;
use super::http::HttpCall;
use super::slot::Slot;
use serde::Deserialize;

/// What a symbol is for.
#[derive(Debug)]
pub enum Role {
    /// Calling it makes a client.
    Client(ClientKind),
    /// Calling it sends an HTTP request.
    Http(HttpCall),
    /// Any other role.
    Plain(PlainRole),
}

/// A role that a few words describe.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", tag = "role")]
pub enum PlainRole {
    /// Its members are the variables of the environment.
    EnvObject,
    /// Calling it reads a variable of the environment.
    EnvRead {
        /// Where it takes the variable's name.
        name: Slot,
        /// Where it takes what to give if the variable is missing.
        default: Option<Slot>,
        /// Whether it fails if the variable is missing and no default is given.
        #[serde(default)]
        strict: bool,
    },
    /// Calling it gives the value of an argument, perhaps in another type.
    Transparent {
        /// The argument.
        value: Slot,
    },
    /// Calling it ends the program or the request.
    Exit,
    /// Calling it with something false fails.
    Assertion,
    /// Calling it writes a record.
    AuditSink {
        /// Whether it only prints, so that what it prints decides.
        #[serde(default)]
        weak: bool,
    },
    /// Calling it makes clients record their requests, or makes a function that does.
    Instrumentation,
    /// Calling or importing it loads an env file.
    EnvLoader,
}

/// A file of symbols.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SymbolFile {
    pub(super) symbol: Vec<SymbolEntry>,
}

/// Symbols of one role.
#[derive(Deserialize)]
pub(super) struct SymbolEntry {
    pub(super) paths: Vec<String>,
    #[serde(flatten)]
    pub(super) role: PlainRole,
}
