//! Fixes applied together: all safe ones of a file, of a rule in a file, of a rule in the workspace.
//!
//! They are applied in memory until nothing changes, so that those which stand in one another's way,
//! such as two keys that go to one env file, come with one action.

use super::snapshot::Snapshot;
use crate::apply::rounds;
use crate::check::{Cancel, check, check_file};
use crate::finding::{Applicability, FileChange, FileEdit, Finding, Fix};
use crate::project::Project;
use std::path::Path;

/// All safe fixes in the file at `path`, of one rule if it is named: what they come to together.
///
/// `findings` are those of the file.
pub fn in_file(
    snapshot: &Snapshot,
    path: &Path,
    findings: &[Finding],
    rule: Option<&str>,
) -> Vec<FileEdit> {
    let recheck = |project: &Project| match project.file(path) {
        Some(file) => check_file(project, file, &Cancel::default()),
        None => Vec::new(),
    };
    together(snapshot, findings.to_vec(), rule, &recheck)
}

/// All safe fixes of a rule in the workspace.
pub fn in_workspace(snapshot: &Snapshot, rule: &str) -> Vec<FileEdit> {
    let recheck = |project: &Project| check(project, &Cancel::default());
    let findings = recheck(&snapshot.project);
    together(snapshot, findings, Some(rule), &recheck)
}

fn together(
    snapshot: &Snapshot,
    findings: Vec<Finding>,
    rule: Option<&str>,
    recheck: &dyn Fn(&Project) -> Vec<Finding>,
) -> Vec<FileEdit> {
    let done = rounds(
        snapshot.project.clone(),
        findings,
        &|finding| {
            let is_wanted = rule.is_none_or(|rule| finding.rule.id == rule);
            safe(snapshot, finding).filter(|_| is_wanted)
        },
        recheck,
    );
    done.files.iter().map(|file| file.edit()).collect()
}

/// The first safe fix of a finding that the client can make.
pub fn safe<'f>(snapshot: &Snapshot, finding: &'f Finding) -> Option<&'f Fix> {
    let can = |fix: &&Fix| {
        let creates = |edit: &FileEdit| matches!(edit.change, FileChange::Create { .. });
        fix.applicability == Applicability::Safe
            && (snapshot.client.creates_files || !fix.edits.iter().any(creates))
    };
    finding.fixes.iter().find(can)
}
