//! windbreak: a language server and linter that makes code calling Mistral AI safe.
//!
//! Data flows one way, from text to findings; each module below knows only the ones above it
//! (`tests/layers.rs` holds that). `ARCHITECTURE.md` walks them in reading order.

#![forbid(unsafe_code)]

pub mod text;

pub mod syntax;

pub mod catalog;
pub mod facts;
pub mod finding;
pub mod settings;

pub mod flow;
pub mod project;

pub mod rules;

pub mod apply;
pub mod check;
pub mod inventory;
pub mod suppress;

pub mod report;

pub mod cli;
pub mod server;
