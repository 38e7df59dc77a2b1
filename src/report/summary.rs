//! How many findings there are, in numbers and in a line.

use super::Style;
use crate::finding::{Applicability, Finding, Severity};
use anstyle::{AnsiColor, Style as Ansi};
use schemars::JsonSchema;
use serde::Serialize;
use std::io::{self, Write};

/// How many findings there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, JsonSchema)]
#[schemars(rename = "Summary")]
pub struct Summary {
    /// All findings.
    pub findings: usize,
    /// Those of severity error.
    pub errors: usize,
    /// Those of severity warning.
    pub warnings: usize,
    /// Those of severity info.
    pub infos: usize,
    /// Those of severity hint.
    pub hints: usize,
    /// Those that `--fix` fixes.
    pub fixable: usize,
    /// Those that `--fix --unsafe-fixes` fixes beyond that.
    pub unsafely_fixable: usize,
    /// Those that were there before and that `--fix` has fixed.
    pub fixed: usize,
}

impl Summary {
    /// Counts `findings`, after `fixed` others were fixed.
    pub fn new(findings: &[&Finding], fixed: usize) -> Self {
        let of = |severity| findings.iter().filter(|f| f.severity == severity).count();
        let fixable_by = |applicability| {
            let best = |finding: &Finding| finding.fixes.iter().map(|fix| fix.applicability).max();
            let fixable = findings.iter().filter(|f| best(f) == Some(applicability));
            fixable.count()
        };
        Self {
            findings: findings.len(),
            errors: of(Severity::Error),
            warnings: of(Severity::Warning),
            infos: of(Severity::Info),
            hints: of(Severity::Hint),
            fixable: fixable_by(Applicability::Safe),
            unsafely_fixable: fixable_by(Applicability::Unsafe),
            fixed,
        }
    }

    /// Writes it in a line or two, for people.
    pub(super) fn write(&self, style: Style, out: &mut dyn Write) -> io::Result<()> {
        let bold = match style.color {
            true => Ansi::new().bold(),
            false => Ansi::new(),
        };
        let all = self.findings + self.fixed;
        if all == 0 {
            let green = match style.color {
                true => AnsiColor::Green.on_default().bold(),
                false => Ansi::new(),
            };
            return writeln!(out, "{green}No findings.{green:#}");
        }
        if self.fixed > 0 {
            return self.write_fixed(bold, out);
        }
        write!(out, "{bold}Found {}{bold:#}", counted(all, "finding"))?;
        writeln!(out, ": {}.", self.by_severity())?;
        self.write_fixable(out)
    }

    /// `Fixed 3 findings, 2 remain: 1 error, 1 info (1 fixable with `--unsafe-fixes`).`
    fn write_fixed(&self, bold: Ansi, out: &mut dyn Write) -> io::Result<()> {
        let fixed = counted(self.fixed, "finding");
        let (left, s) = (self.findings, if self.findings == 1 { "s" } else { "" });
        write!(out, "{bold}Fixed {fixed}{bold:#}")?;
        match left {
            0 => write!(out, ", none remains")?,
            _ => write!(out, ", {left} remain{s}: {}", self.by_severity())?,
        }
        if self.unsafely_fixable > 0 {
            write!(
                out,
                " ({} fixable with `--unsafe-fixes`)",
                self.unsafely_fixable
            )?;
        }
        writeln!(out, ".")
    }

    fn by_severity(&self) -> String {
        let counts = [
            (self.errors, "error"),
            (self.warnings, "warning"),
            (self.infos, "info"),
            (self.hints, "hint"),
        ];
        let present = counts.into_iter().filter(|(count, _)| *count > 0);
        let parts: Vec<_> = present.map(|(count, what)| counted(count, what)).collect();
        parts.join(", ")
    }

    fn write_fixable(&self, out: &mut dyn Write) -> io::Result<()> {
        match (self.fixable, self.unsafely_fixable) {
            (0, 0) => Ok(()),
            (safe, 0) => writeln!(out, "{safe} fixable with `--fix`."),
            (0, unsafe_) => writeln!(out, "{unsafe_} fixable with `--fix --unsafe-fixes`."),
            (safe, unsafe_) => writeln!(
                out,
                "{safe} fixable with `--fix`, {unsafe_} more with `--fix --unsafe-fixes`."
            ),
        }
    }
}

/// `1 finding`, `2 findings`.
pub fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}
