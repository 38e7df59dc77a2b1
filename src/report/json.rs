//! JSON, as one document or as one per line. The shapes are promised: `docs/findings.schema.json`.

use super::sources::Place;
use super::{Report, Sources, Summary};
use crate::finding::{Applicability, Confidence, Finding, Location, Severity};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use std::io::{self, Write};

/// What `windbreak check --format json` prints.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "windbreak findings")]
struct Document<'a> {
    /// The version of this shape.
    version: u32,
    /// The findings, in order of path and place.
    findings: Vec<Entry<'a>>,
    /// How many there are.
    summary: &'a Summary,
}

/// One finding; with `--format jsonl`, one line.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Finding")]
struct Entry<'a> {
    /// The rule that found it.
    rule: &'a str,
    /// How bad it is if true.
    #[schemars(extend("enum" = ["hint", "info", "warning", "error"]), with = "String")]
    severity: Severity,
    /// How likely it is true.
    #[schemars(extend("enum" = ["low", "medium", "high"]), with = "String")]
    confidence: Confidence,
    /// What is wrong, why it matters here, what to do.
    message: String,
    #[serde(flatten)]
    at: Area,
    /// Other places that explain it.
    labels: Vec<Note>,
    /// What mends it, best first.
    fixes: Vec<Remedy<'a>>,
    /// What stays the same when the code around it moves.
    fingerprint: String,
    /// The rule's page.
    url: String,
}

/// A place that explains a finding.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Label")]
struct Note {
    /// What is there.
    message: String,
    #[serde(flatten)]
    at: Area,
}

/// A place in a file.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Location")]
struct Area {
    /// The file, relative to the working directory, with `/`.
    path: String,
    /// The cell of a notebook, counting all cells from 0; `null` in other files.
    cell: Option<u32>,
    /// Which of the texts that the cell printed, from 0, if it is in one; its lines count there.
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<u32>,
    /// From where to where.
    range: Range,
}

/// A range of a text.
#[derive(Serialize, JsonSchema)]
struct Range {
    /// The first character.
    start: Point,
    /// The character after the last.
    end: Point,
}

/// A position in a text.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Position")]
struct Point {
    /// The line, from 1.
    #[schemars(range(min = 1))]
    line: u32,
    /// The column in characters, from 1.
    #[schemars(range(min = 1))]
    column: u32,
}

/// A fix.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Fix")]
struct Remedy<'a> {
    /// What it does.
    title: std::borrow::Cow<'a, str>,
    /// How far it may be trusted.
    #[schemars(extend("enum" = ["display-only", "unsafe", "safe"]), with = "String")]
    applicability: Applicability,
}

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let findings = report.findings.iter();
    let document = Document {
        version: 1,
        findings: findings.map(|f| entry(f, report.sources)).collect(),
        summary: report.summary,
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

pub(super) fn write_lines(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in report.findings {
        serde_json::to_writer(&mut *out, &entry(finding, report.sources))?;
        writeln!(out)?;
    }
    Ok(())
}

/// The JSON Schema of the JSON format.
pub fn schema() -> serde_json::Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let generator = settings.into_generator();
    generator.into_root_schema_for::<Document<'_>>().to_value()
}

fn entry<'a>(finding: &'a Finding, sources: &Sources<'_>) -> Entry<'a> {
    Entry {
        rule: finding.rule.id,
        severity: finding.severity,
        confidence: finding.confidence,
        message: sources.redact(&finding.message).into_owned(),
        at: area(&finding.location, sources),
        labels: finding
            .labels
            .iter()
            .map(|label| Note {
                message: sources.redact(&label.message).into_owned(),
                at: area(&label.location, sources),
            })
            .collect(),
        fixes: finding
            .fixes
            .iter()
            .map(|fix| Remedy {
                title: sources.redact(&fix.title),
                applicability: fix.applicability,
            })
            .collect(),
        fingerprint: finding.fingerprint.to_string(),
        url: finding.rule.url(),
    }
}

fn area(location: &Location, sources: &Sources<'_>) -> Area {
    let (start, end) = sources.places(location);
    Area {
        path: sources.path(&location.path),
        cell: start.cell.map(|cell| cell.index),
        output: start.cell.and_then(|cell| cell.output),
        range: Range {
            start: start.into(),
            end: end.into(),
        },
    }
}

impl From<Place> for Point {
    fn from(place: Place) -> Self {
        Self {
            line: place.line,
            column: place.column,
        }
    }
}
