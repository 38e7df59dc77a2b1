//! `windbreak check`.

use super::args::CheckArguments;
use super::exit::{Exit, Failure};
use super::resolved::{Check, Fixing};
use super::{diff, fix, rules};
use crate::check::Cancel;
use crate::finding::{Finding, Severity};
use crate::project::{Note, Project};
use crate::report::{self, Report, Sources, Summary};

/// A finding at least this bad fails the check.
const FAILING: Severity = Severity::Warning;

/// Checks, fixes if asked to, and reports.
pub(super) fn run(arguments: &CheckArguments) -> Result<Exit, Failure> {
    let check = Check::new(arguments, &rules())?;
    let (project, notes) = check.scope.load()?;
    let findings = crate::check::check(&project, &Cancel::default());
    match check.fixing {
        Some(Fixing { least, diff: true }) => {
            check.scope.say(&notes);
            diff::run(&check, least, project, findings)
        }
        Some(Fixing { least, diff: false }) => {
            let done = fix::rounds(&check, least, project, findings)?;
            let exit = check.finish(&done.project, &done.findings, Some(done.fixed), &notes)?;
            match done.failures.is_empty() {
                true => Ok(exit),
                false => Err(Failure {
                    messages: done.failures,
                }),
            }
        }
        None => check.finish(&project, &findings, None, &notes),
    }
}

impl Check {
    /// Reports what was found, after `fixed` other findings were fixed if fixes were asked for.
    fn finish(
        &self,
        project: &Project,
        findings: &[Finding],
        fixed: Option<usize>,
        notes: &[Note],
    ) -> Result<Exit, Failure> {
        let shown: Vec<_> = findings.iter().filter(|it| self.shows(it)).collect();
        self.report(project, findings, &shown, fixed.unwrap_or(0))?;
        self.scope.say(notes);
        let fails = shown.iter().any(|finding| finding.severity >= FAILING);
        Ok(match fails && !self.exit_zero {
            true => Exit::Findings,
            false => Exit::Clean,
        })
    }

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
