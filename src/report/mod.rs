//! Reports: one file per output format, each a function of findings and the texts they are in.
//!
//! Must not know: how a rule decides, the command line. No format shows a key: all text goes
//! through [`Sources`], which masks every secret range of a run.

mod concise;
mod github;
pub mod inventory;
mod json;
mod masking;
mod sarif;
mod shorten;
mod sources;
mod statistics;
mod summary;
mod text;

pub use json::schema as json_schema;
pub use sources::{Sources, relative};
pub use statistics::write_statistics;
pub use summary::{Summary, counted};

use crate::finding::Finding;
use std::io::{self, Write};

#[cfg(test)]
mod tests;

/// An output format.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// The source with the findings in it, for people.
    Text,
    /// A line per finding, for people.
    Concise,
    /// One JSON document.
    Json,
    /// A JSON document per line and finding.
    Jsonl,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands of GitHub Actions, which become annotations.
    Github,
}

/// How a report for people looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Style {
    /// Whether it is coloured.
    pub color: bool,
    /// Whether names of rules link to their pages.
    pub hyperlinks: bool,
}

/// What a report is about.
pub struct Report<'a> {
    /// The findings to show.
    pub findings: &'a [&'a Finding],
    /// The texts they are in.
    pub sources: &'a Sources<'a>,
    /// How many findings of each kind there are.
    pub summary: &'a Summary,
}

/// Writes a report.
///
/// # Errors
///
/// If `out` cannot be written to.
pub fn write(
    format: Format,
    report: &Report<'_>,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Text => text::write(report, style, out),
        Format::Concise => concise::write(report, style, out),
        Format::Json => json::write(report, out),
        Format::Jsonl => json::write_lines(report, out),
        Format::Sarif => sarif::write(report, out),
        Format::Github => github::write(report, out),
    }
}
