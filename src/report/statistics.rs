//! How many findings of which rule there are.

use super::{Format, Style};
use crate::finding::{Applicability, Finding};
use anstyle::Style as Ansi;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The findings of one rule.
#[derive(Serialize)]
struct Count<'a> {
    rule: &'a str,
    count: usize,
    fixable: usize,
    summary: &'a str,
}

/// Writes how many findings of which rule there are, most frequent first: as JSON if the format is
/// JSON, else for people.
///
/// # Errors
///
/// If `out` cannot be written to.
pub fn write_statistics(
    format: Format,
    findings: &[&Finding],
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let counts = count(findings);
    if format == Format::Json {
        serde_json::to_writer_pretty(&mut *out, &counts)?;
        return writeln!(out);
    }
    let bold = match style.color {
        true => Ansi::new().bold(),
        false => Ansi::new(),
    };
    let digits = |count: &Count<'_>| count.count.to_string().len();
    let width = counts.iter().map(digits).max().unwrap_or(0);
    let longest = counts
        .iter()
        .map(|count| count.rule.len())
        .max()
        .unwrap_or(0);
    for Count {
        rule,
        count,
        fixable,
        summary,
    } in &counts
    {
        let mark = if *fixable > 0 { "[*]" } else { "[ ]" };
        writeln!(
            out,
            "{bold}{count:>width$}{bold:#}  {rule:<longest$}  {mark} {summary}"
        )?;
    }
    if counts.iter().any(|count| count.fixable > 0) {
        writeln!(out, "[*] some are fixable with `--fix`.")?;
    }
    Ok(())
}

fn count<'a>(findings: &[&'a Finding]) -> Vec<Count<'a>> {
    let mut counts = BTreeMap::new();
    for finding in findings {
        let count = counts.entry(finding.rule.id).or_insert(Count {
            rule: finding.rule.id,
            count: 0,
            fixable: 0,
            summary: finding.rule.summary,
        });
        let is_safe = |fix: &crate::finding::Fix| fix.applicability == Applicability::Safe;
        count.count += 1;
        count.fixable += usize::from(finding.fixes.iter().any(is_safe));
    }
    let mut counts: Vec<_> = counts.into_values().collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.count));
    counts
}
