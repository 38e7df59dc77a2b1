//! `windbreak check --fix`: fixing until nothing changes.

use super::exit::Failure;
use super::resolved::Check;
use crate::apply::{Applied, ApplyError, MAX_ROUNDS, apply};
use crate::check::Cancel;
use crate::finding::{Applicability, Finding, Fix};
use crate::project::Project;
use crate::report;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// What is left after fixing.
pub(super) struct Rounds {
    /// The files as they are now.
    pub(super) project: Project,
    /// What remains to be found in them.
    pub(super) findings: Vec<Finding>,
    /// How many findings were fixed.
    pub(super) fixed: usize,
    /// What could not be fixed, why, and what to do about it.
    pub(super) failures: Vec<String>,
}

/// Applies the best fix of every finding that is reported, if it is at least as trusted as
/// `least`; then checks again, as a fix may stand in another's way or make another possible.
pub(super) fn rounds(
    check: &Check,
    least: Applicability,
    project: Project,
    findings: Vec<Finding>,
) -> Result<Rounds, Failure> {
    let mut done = Rounds {
        project,
        findings,
        fixed: 0,
        failures: Vec::new(),
    };
    for _ in 0..MAX_ROUNDS {
        let applied = apply_best(check, least, &done);
        done.failures = failures(check, &applied);
        if applied.applied.is_empty() {
            break;
        }
        done.fixed += applied.applied.len();
        (done.project, _) = check.scope.load()?;
        done.findings = crate::check::check(&done.project, &Cancel::default());
    }
    Ok(done)
}

fn apply_best(check: &Check, least: Applicability, now: &Rounds) -> Applied {
    let shown = now.findings.iter().filter(|finding| check.shows(finding));
    let fixes: Vec<&Fix> = shown.filter_map(|finding| best(finding, least)).collect();
    let before = |path: &Path| now.project.read(path).map(Arc::from);
    apply(&fixes, now.project.roots(), before)
}

/// The first fix of a finding that is at least as trusted as `least`.
pub(super) fn best(finding: &Finding, least: Applicability) -> Option<&Fix> {
    let mut fixes = finding.fixes.iter();
    fixes.find(|fix| fix.applicability >= least)
}

/// What a fix that failed leaves to say, each file once.
fn failures(check: &Check, applied: &Applied) -> Vec<String> {
    let relative = |path: &Path| report::relative(path, &check.scope.working_directory);
    let said = |error: &ApplyError| {
        let ApplyError { path, kind, left } = error;
        let mut message = format!(
            "could not fix {}: {kind}; {}",
            relative(path),
            kind.remedy()
        );
        if !left.is_empty() {
            let left: Vec<_> = left.iter().map(|path| relative(path)).collect();
            message.push_str(&format!(
                " (already written, and could not be put back: {})",
                left.join(", ")
            ));
        }
        message
    };
    let messages: BTreeSet<_> = applied
        .failed
        .iter()
        .map(|(_, error)| said(error))
        .collect();
    messages.into_iter().collect()
}
