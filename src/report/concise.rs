//! A line per finding: `path:line:column: severity rule message`; in a notebook
//! `path:cell 3:line:column: …`.

use super::{Report, Style};
use crate::finding::Severity;
use anstyle::{AnsiColor, Style as Ansi};
use std::io::{self, Write};

pub(super) fn write(report: &Report<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let paint = |ansi| if style.color { ansi } else { Ansi::new() };
    let (bold, dim) = (paint(Ansi::new().bold()), paint(Ansi::new().dimmed()));
    for finding in report.findings {
        let (start, _) = report.sources.places(&finding.location);
        let path = report.sources.path_of(&finding.location.path, start);
        let (line, column) = (start.line, start.column);
        let severity = finding.severity;
        let color = paint(color_of(severity));
        let message = one_line(&report.sources.redact(&finding.message));
        write!(out, "{bold}{path}{bold:#}{dim}:{dim:#}{line}{dim}:{dim:#}")?;
        write!(out, "{column}{dim}:{dim:#} {color}{severity}{color:#} ")?;
        writeln!(out, "{bold}{}{bold:#} {message}", finding.rule.id)?;
    }
    report.summary.write(style, out)
}

fn color_of(severity: Severity) -> Ansi {
    let color = match severity {
        Severity::Error => AnsiColor::BrightRed,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Info => AnsiColor::BrightBlue,
        Severity::Hint => AnsiColor::BrightCyan,
    };
    color.on_default().bold()
}

/// A message may name what stands in the source: nothing of it may steer a terminal or start a
/// line of its own.
fn one_line(message: &str) -> String {
    message.replace(char::is_control, " ")
}
