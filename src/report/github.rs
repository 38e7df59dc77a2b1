//! Workflow commands of GitHub Actions, which become annotations on the lines of a pull request.

use super::Report;
use crate::finding::{Finding, Severity};
use std::io::{self, Write};

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in report.findings {
        write_one(report, finding, out)?;
    }
    Ok(())
}

fn write_one(report: &Report<'_>, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Hint => "notice",
    };
    let path = report.sources.path(&finding.location.path);
    let (start, end) = report.sources.raw_places(&finding.location);
    let title = format!("windbreak ({})", finding.rule.id);
    write!(out, "::{command} title={},", property(&title))?;
    write!(out, "file={},line={},", property(&path), start.line)?;
    // Columns count only in an annotation of one line.
    match start.line == end.line {
        true => write!(out, "col={},endColumn={}", start.column, end.column)?,
        false => write!(out, "endLine={}", end.line)?,
    }
    // The log shows the message alone, so it says where it is about.
    let (place, _) = report.sources.places(&finding.location);
    let message = format!(
        "{}:{}:{}: {} {}",
        report.sources.path_of(&finding.location.path, place),
        place.line,
        place.column,
        finding.rule.id,
        report.sources.redact(&finding.message)
    );
    writeln!(out, "::{}", data(&message))
}

/// A message, escaped as the runner unescapes it.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
        .replace(char::is_control, "\u{fffd}")
}

/// The value of a property, escaped as the runner unescapes it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_ends_the_command_it_is_in() {
        assert_eq!(data("50%\r\n::error::x"), "50%25%0D%0A::error::x");
        assert_eq!(property("a,b:c"), "a%2Cb%3Ac");
    }
}
