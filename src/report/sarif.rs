//! SARIF 2.1.0, as code scanning reads it.

use super::sources::Place;
use super::{Report, Sources};
use crate::finding::{Confidence, FileChange, Finding, Fix, Level, Location, RuleMeta, Severity};
use crate::text::TextEdit;
use serde_json::{Value, json};
use serde_sarif::sarif;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

/// The version of [`crate::finding::Fingerprint`]: raised when equal findings get other ones.
const FINGERPRINT: &str = "windbreak/v1";

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut rules: Vec<&'static RuleMeta> = report.findings.iter().map(|f| f.rule).collect();
    rules.sort_by_key(|rule| rule.id);
    rules.dedup_by_key(|rule| rule.id);
    let driver = sarif::ToolComponent::builder()
        .name("windbreak")
        .semantic_version(env!("CARGO_PKG_VERSION"))
        .information_uri(env!("CARGO_PKG_REPOSITORY"))
        .rules(
            rules
                .iter()
                .map(|rule| descriptor(rule))
                .collect::<Vec<_>>(),
        )
        .build();
    let results = report.findings.iter();
    let run = sarif::Run::builder()
        .tool(sarif::Tool::from(driver))
        .column_kind("unicodeCodePoints")
        .results(
            results
                .map(|finding| result(finding, &rules, report.sources))
                .collect::<Vec<_>>(),
        )
        .build();
    let log = sarif::Sarif::builder()
        .schema("https://json.schemastore.org/sarif-2.1.0.json")
        .version("2.1.0")
        .runs(vec![run])
        .build();
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn descriptor(rule: &RuleMeta) -> sarif::ReportingDescriptor {
    let level = rule.level.severity().map_or("none", level_of);
    let text = |text: &str| {
        sarif::MultiformatMessageString::builder()
            .text(text)
            .build()
    };
    let help = sarif::MultiformatMessageString::builder()
        .text(rule.docs)
        .markdown(rule.docs)
        .build();
    sarif::ReportingDescriptor::builder()
        .id(rule.id)
        .name(rule.id)
        .short_description(text(rule.summary))
        .full_description(text(rule.summary))
        .help(help)
        .help_uri(rule.url())
        .default_configuration(
            sarif::ReportingConfiguration::builder()
                .level(level)
                .build(),
        )
        .properties(properties([
            ("tags", json!(["security", "mistral"])),
            ("precision", json!(precision_of(rule.confidence))),
            ("security-severity", json!(security_severity_of(rule.level))),
        ]))
        .build()
}

fn result(finding: &Finding, rules: &[&RuleMeta], sources: &Sources<'_>) -> sarif::Result {
    let index = rules.iter().position(|rule| rule.id == finding.rule.id);
    let labels = finding
        .labels
        .iter()
        .zip(1..)
        .map(|(label, id)| sarif::Location {
            id: Some(id),
            message: Some(message(&sources.redact(&label.message))),
            ..location(&label.location, sources)
        });
    let fixes: Vec<_> = finding
        .fixes
        .iter()
        .filter(|fix| may_be_shown(fix, finding, sources))
        .map(|fix| fix_of(fix, sources))
        .collect();
    let fingerprint = (FINGERPRINT.to_owned(), finding.fingerprint.to_string());
    let mut result = sarif::Result::builder()
        .rule_id(finding.rule.id)
        .rule_index(
            index
                .and_then(|index| i64::try_from(index).ok())
                .unwrap_or(-1),
        )
        .level(match finding.severity {
            Severity::Error => sarif::ResultLevel::Error,
            Severity::Warning => sarif::ResultLevel::Warning,
            Severity::Info | Severity::Hint => sarif::ResultLevel::Note,
        })
        .message(message(&sources.redact(&finding.message)))
        .locations(vec![location(&finding.location, sources)])
        .related_locations(labels.collect::<Vec<_>>())
        .partial_fingerprints(std::collections::BTreeMap::from([fingerprint]))
        .properties(properties([
            ("severity", json!(finding.severity)),
            ("confidence", json!(finding.confidence)),
        ]))
        .build();
    result.fixes = (!fixes.is_empty()).then_some(fixes);
    result
}

/// A fix carries the text it writes, and that of a fix for a key is the key.
fn may_be_shown(fix: &Fix, finding: &Finding, sources: &Sources<'_>) -> bool {
    let is_harmless = |text: &str| sources.redact(text) == text;
    finding.secrets.is_empty()
        && !fix.edits.is_empty()
        && fix.edits.iter().all(|edit| match &edit.change {
            FileChange::Create { .. } => false,
            FileChange::Edit(edits) => edits.iter().all(|edit| is_harmless(&edit.new_text)),
        })
}

fn fix_of(fix: &Fix, sources: &Sources<'_>) -> sarif::Fix {
    let changes = fix.edits.iter().filter_map(|edit| {
        let FileChange::Edit(edits) = &edit.change else {
            return None;
        };
        let replacements = edits
            .iter()
            .map(|one| replacement(&edit.path, one, sources));
        Some(
            sarif::ArtifactChange::builder()
                .artifact_location(artifact(&edit.path, sources))
                .replacements(replacements.collect::<Vec<_>>())
                .build(),
        )
    });
    sarif::Fix::builder()
        .description(message(&sources.redact(&fix.title)))
        .artifact_changes(changes.collect::<Vec<_>>())
        .build()
}

fn replacement(path: &Arc<Path>, edit: &TextEdit, sources: &Sources<'_>) -> sarif::Replacement {
    let place = Location {
        path: path.clone(),
        range: edit.range,
    };
    let inserted = sarif::ArtifactContent::builder();
    sarif::Replacement::builder()
        .deleted_region(region(sources.edit_places(&place)))
        .inserted_content(inserted.text(edit.new_text.as_str()).build())
        .build()
}

fn location(location: &Location, sources: &Sources<'_>) -> sarif::Location {
    let physical = sarif::PhysicalLocation::builder()
        .artifact_location(artifact(&location.path, sources))
        .region(region(sources.raw_places(location)))
        .build();
    let (place, _) = sources.places(location);
    let cell = place.cell.map(|cell| {
        sarif::LogicalLocation::builder()
            .name(cell.to_string())
            .kind("cell")
            .build()
    });
    let mut location = sarif::Location::builder()
        .physical_location(physical)
        .build();
    location.logical_locations = cell.map(|cell| vec![cell]);
    location
}

fn artifact(path: &Path, sources: &Sources<'_>) -> sarif::ArtifactLocation {
    let shown = sources.path(path);
    let uri = match path.is_absolute() && Path::new(&shown).is_absolute() {
        true => format!("file://{}", percent_encoded(&shown)),
        false => percent_encoded(&shown),
    };
    sarif::ArtifactLocation::builder().uri(uri).build()
}

fn region((start, end): (Place, Place)) -> sarif::Region {
    sarif::Region::builder()
        .start_line(start.line)
        .start_column(start.column)
        .end_line(end.line)
        .end_column(end.column)
        .build()
}

/// A path as a URI reference (RFC 3986, section 3.3).
fn percent_encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => uri.push(byte.into()),
            b'-' | b'.' | b'_' | b'~' | b'/' | b'@' | b'+' | b'(' | b')' => uri.push(byte.into()),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

fn message(text: &str) -> sarif::Message {
    text.into()
}

fn properties<const N: usize>(entries: [(&str, Value); N]) -> sarif::PropertyBag {
    let entries = entries
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value));
    sarif::PropertyBag::builder()
        .additional_properties(entries.collect::<std::collections::BTreeMap<_, _>>())
        .build()
}

fn level_of(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Hint => "note",
    }
}

/// GitHub's names for how likely a finding is true.
fn precision_of(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => "high",
        Confidence::Medium => "medium",
        Confidence::Low => "low",
    }
}

/// GitHub shows 7.0 to 8.9 as high, 4.0 to 6.9 as medium, less as low.
fn security_severity_of(level: Level) -> &'static str {
    match level {
        Level::Error => "8.0",
        Level::Warning => "5.5",
        Level::Info | Level::Hint | Level::Off => "2.0",
    }
}
