//! Comparing what was found with what the markers say.

use super::files::FixtureFile;
use super::fixture::Fixture;
use super::marker::{Marker, Says};
use super::run::Run;
use std::fmt::Write as _;
use windbreak::finding::{Finding, Location};
use windbreak::text::TextRange;

/// Holds the fixture's rule to the markers.
///
/// # Errors
///
/// If it reports something else: what, drawn as markers.
pub fn check(fixture: &Fixture) -> Result<(), String> {
    let run = Run::new(
        fixture
            .files
            .iter()
            .map(|file| (file.path.as_str(), file.text.as_str())),
    );
    let mut findings: Vec<_> = run
        .findings
        .iter()
        .filter(|finding| finding.rule.id == fixture.rule)
        .collect();
    let labels: Vec<_> = findings
        .iter()
        .flat_map(|finding| &finding.labels)
        .collect();
    let mut failures = String::new();
    for file in &fixture.files {
        let here = |location: &Location| run.relative(&location.path) == file.path;
        for (line, marker) in &file.markers {
            let is_there =
                |location: &Location| here(location) && is_at(file, *line, marker, location.range);
            let found = findings
                .iter()
                .position(|finding| is_there(&finding.location) && says(marker, finding));
            let holds = match &marker.says {
                Says::Reported { .. } | Says::FalseAlarm { .. } => {
                    found.map(|n| findings.remove(n)).is_some()
                }
                Says::Missed { .. } => found.is_none(),
                Says::Label { message } => labels.iter().any(|label| {
                    is_there(&label.location) && label.message.contains(message.as_str())
                }),
            };
            if !holds {
                describe(&mut failures, file, *line, marker);
            }
        }
    }
    for finding in findings {
        unexpected(&mut failures, fixture, &run, finding);
    }
    if failures.is_empty() {
        Ok(())
    } else {
        Err(failures)
    }
}

fn is_at(file: &FixtureFile, line: usize, marker: &Marker, range: TextRange) -> bool {
    let (start, end) = file.range(line, marker);
    range.start() == start && end.is_none_or(|end| range.end() == end)
}

/// Whether a finding is the one that a marker speaks of, wherever it is.
fn says(marker: &Marker, finding: &Finding) -> bool {
    match &marker.says {
        Says::Reported {
            severity,
            rule,
            message,
        } => {
            finding.rule.id == rule
                && finding.severity == *severity
                && finding.message.contains(message.as_str())
        }
        Says::Missed { rule } | Says::FalseAlarm { rule } => finding.rule.id == rule,
        Says::Label { .. } => false,
    }
}

fn describe(failures: &mut String, file: &FixtureFile, line: usize, marker: &Marker) {
    let what = match &marker.says {
        Says::Reported {
            severity,
            rule,
            message,
        } => format!("is not reported: {severity}: {rule} \"{message}\""),
        Says::Missed { rule } => format!("is no longer missed: {rule}"),
        Says::FalseAlarm { rule } => format!("is no longer a false alarm: {rule}"),
        Says::Label { message } => format!("has no label: \"{message}\""),
    };
    let (start, end) = file.range(line, marker);
    let drawn = file.draw(TextRange::new(start, end.unwrap_or(file.text.len())), '^');
    let _ = writeln!(
        failures,
        "  {}:{} {what}\n{}",
        file.path,
        line + 1,
        indented(&drawn)
    );
}

fn unexpected(failures: &mut String, fixture: &Fixture, run: &Run, finding: &Finding) {
    let path = run.relative(&finding.location.path);
    let drawn = match fixture.files.iter().find(|file| file.path == path) {
        Some(file) => file.draw(finding.location.range, '^'),
        None => String::new(),
    };
    let (severity, rule, message) = (finding.severity, finding.rule.id, &finding.message);
    let _ = writeln!(
        failures,
        "  {path} is reported unexpectedly\n{} {severity}: {rule} \"{message}\"",
        indented(&drawn)
    );
}

fn indented(text: &str) -> String {
    text.lines()
        .map(|line| format!("    {line}"))
        .collect::<Vec<_>>()
        .join("\n")
}
