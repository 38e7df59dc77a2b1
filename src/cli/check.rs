//! `windbreak check`.

use super::args::CheckArguments;
use super::exit::{Exit, Failure};
use super::resolved::Check;
use super::{fix, rules};
use crate::check::Cancel;
use crate::finding::{Finding, Severity};
use crate::project::Project;
use crate::report::{self, Report, Sources, Summary};

/// A finding at least this bad fails the check.
const FAILING: Severity = Severity::Warning;

/// Checks, fixes if asked to, and reports.
pub(super) fn run(arguments: &CheckArguments) -> Result<Exit, Failure> {
    let check = Check::new(arguments, &rules())?;
    let (mut project, mut notes) = check.scope.load()?;
    let mut findings = crate::check::check(&project, &Cancel::default());
    let mut fixed = 0;
    if let Some(least) = check.fix {
        let rounds = fix::rounds(&check, least, project, findings)?;
        (project, findings, fixed) = (rounds.project, rounds.findings, rounds.fixed);
        notes.extend(rounds.notes);
    }
    let shown: Vec<_> = findings
        .iter()
        .filter(|finding| check.shows(finding))
        .collect();
    check.report(&project, &findings, &shown, fixed)?;
    check.scope.say(&notes);
    let fails = shown.iter().any(|finding| finding.severity >= FAILING);
    Ok(match fails && !check.exit_zero {
        true => Exit::Findings,
        false => Exit::Clean,
    })
}

impl Check {
    /// Whether the finding is bad and sure enough to be reported.
    pub(super) fn shows(&self, finding: &Finding) -> bool {
        finding.severity >= self.min_severity && finding.confidence >= self.min_confidence
    }

    fn report(
        &self,
        project: &Project,
        all: &[Finding],
        shown: &[&Finding],
        fixed: usize,
    ) -> Result<(), Failure> {
        let style = self.output.style();
        let sources = Sources::new(project, &self.scope.working_directory, all);
        let report = Report {
            findings: shown,
            sources: &sources,
            summary: &Summary::new(shown, fixed),
        };
        let mut out = Vec::new();
        let written = match self.statistics {
            true => report::write_statistics(self.format, shown, style, &mut out),
            false => report::write(self.format, &report, style, &mut out),
        };
        written.map_err(|error| Failure::new(format!("cannot write the report: {error}")))?;
        self.output.write(&out)
    }
}
