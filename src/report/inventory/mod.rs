//! Reports of an inventory: one file per output format, each a function of the list.
//!
//! Must not know: how clients and requests are found. No format shows a key: the list holds none,
//! and all text goes through [`Sources::redact`], for a key may stand where a name is expected.

mod cyclonedx;
mod html;
mod json;
mod text;
mod words;

pub use json::schema as json_schema;

use super::{Sources, Style};
use crate::inventory::Inventory;
use std::io::{self, Write};

#[cfg(test)]
mod tests;

/// An output format.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// A table by file, for people.
    Text,
    /// One JSON document.
    Json,
    /// One page, for people.
    Html,
    /// A bill of materials in CycloneDX 1.6.
    CycloneDx,
}

/// Writes an inventory.
///
/// # Errors
///
/// If `out` cannot be written to.
pub fn write(
    format: Format,
    list: &Inventory,
    sources: &Sources<'_>,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Text => text::write(list, sources, style, out),
        Format::Json => json::write(list, sources, out),
        Format::Html => html::write(list, sources, out),
        Format::CycloneDx => cyclonedx::write(list, sources, out),
    }
}
