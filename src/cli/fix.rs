//! `windbreak check --fix`: fixing until nothing changes.

use super::exit::Failure;
use super::resolved::Check;
use crate::apply::{Applied, apply};
use crate::check::Cancel;
use crate::finding::{Applicability, Finding, Fix};
use crate::project::{Note, Project};
use std::path::Path;
use std::sync::Arc;

/// Fixes that make each other necessary come to an end long before.
const MAX_ROUNDS: usize = 16;

/// What is left after fixing.
pub(super) struct Rounds {
    /// The files as they are now.
    pub(super) project: Project,
    /// What remains to be found in them.
    pub(super) findings: Vec<Finding>,
    /// How many findings were fixed.
    pub(super) fixed: usize,
    /// What could not be fixed, and why.
    pub(super) notes: Vec<Note>,
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
        notes: Vec::new(),
    };
    for _ in 0..MAX_ROUNDS {
        let applied = apply_best(check, least, &done);
        done.notes = notes(&applied);
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

fn best(finding: &Finding, least: Applicability) -> Option<&Fix> {
    finding.fixes.iter().find(|fix| fix.applicability >= least)
}

fn notes(applied: &Applied) -> Vec<Note> {
    let failed = applied.failed.iter();
    let mut notes: Vec<_> = failed
        .map(|(_, error)| Note {
            path: error.path.clone(),
            message: format!(
                "could not be fixed: {}; {}",
                error.kind,
                error.kind.remedy()
            ),
        })
        .collect();
    notes.sort();
    notes.dedup();
    notes
}
