//! `windbreak check --diff`: what fixing would change, as a patch.
//!
//! A patch that moves a key has to hold it, or it could not be applied; and no output shows a key. So
//! a patch on standard output leaves out every fix that would bring a line with a secret into it, and
//! says so. A patch that goes to a file by `--output` holds it, and only its owner may read that file.

use super::exit::{Exit, Failure};
use super::fix::best;
use super::output::{Output, complain};
use super::resolved::Check;
use crate::apply::{Rounds, patch, rounds};
use crate::catalog::KeyShape;
use crate::check::Cancel;
use crate::facts::Facts;
use crate::finding::{Applicability, FileChange, Finding, Fix};
use crate::project::Project;
use crate::report::{self, Sources};
use crate::syntax::{Language, SyntaxTree};
use crate::text::Document;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// Prints the patch, or writes it to a file.
pub(super) fn run(
    check: &Check,
    least: Applicability,
    project: Project,
    findings: Vec<Finding>,
) -> Result<Exit, Failure> {
    let sources = Sources::new(&project, &check.scope.working_directory, &findings);
    let diff = Diff {
        check,
        least,
        project: &project,
        findings: &findings,
        sources: &sources,
    };
    let all = diff.fixed(|_| true);
    match &check.output {
        Output::Stdout => {
            let (shown, patch) = diff.clear();
            check.output.write(patch.as_bytes())?;
            diff.say(&shown, all.fixed - shown.fixed.min(all.fixed));
        }
        Output::File(path) => {
            let patch = diff.patches(&all).concat();
            match diff.sources.is_clear(&patch) {
                true => check.output.write(patch.as_bytes())?,
                false => Output::write_private(path, patch.as_bytes())?,
            }
            diff.say(&all, 0);
            diff.say_if_secret(path, &patch);
        }
    }
    Ok(match all.fixed == 0 || check.exit_zero {
        true => Exit::Clean,
        false => Exit::Findings,
    })
}

struct Diff<'a> {
    check: &'a Check,
    least: Applicability,
    project: &'a Project,
    findings: &'a [Finding],
    sources: &'a Sources<'a>,
}

impl Diff<'_> {
    /// What is left after fixing, in memory, with the fixes that `may` be applied.
    fn fixed(&self, may: impl Fn(&Fix) -> bool) -> Rounds {
        rounds(
            self.project.clone(),
            self.findings.to_vec(),
            &|finding| {
                let fix = best(finding, self.least).filter(|fix| may(fix))?;
                self.check.shows(finding).then_some(fix)
            },
            &|project| crate::check::check(project, &Cancel::default()),
        )
    }

    /// What can be shown of all that would be fixed, and its patch.
    ///
    /// A fix that writes a secret is left out. If another change stands so near to a secret that its
    /// lines would show it, no fix of that file is shown.
    fn clear(&self) -> (Rounds, String) {
        let mut withheld: BTreeSet<Arc<Path>> = BTreeSet::new();
        loop {
            let done = self.fixed(|fix| {
                fix.edits.iter().all(|edit| {
                    !withheld.contains(&edit.path) && self.sources.is_clear(&written(&edit.change))
                })
            });
            let patches = self.patches(&done);
            let shows_secret = |(file, patch): (&crate::apply::Changed, &String)| {
                (!self.sources.is_clear(patch) || has_value(&file.path, patch))
                    .then(|| file.path.clone())
            };
            let before = withheld.len();
            withheld.extend(std::iter::zip(&done.files, &patches).filter_map(shows_secret));
            if withheld.len() == before {
                return (done, patches.concat());
            }
        }
    }

    fn patches(&self, done: &Rounds) -> Vec<String> {
        let patches = done.files.iter().map(|file| {
            let name = report::relative(&file.path, &self.check.scope.working_directory);
            patch(&name, file.old.as_deref(), &file.new)
        });
        patches.collect()
    }

    fn say_if_secret(&self, path: &Path, patch: &str) {
        if !self.sources.is_clear(patch) {
            let message = format!(
                "`{}` holds a key; only you may read it. Delete it once it is applied",
                path.display()
            );
            complain("note", &[message]);
        }
    }

    /// Says on standard error what the patch comes to.
    fn say(&self, done: &Rounds, left_out: usize) {
        let fixable = |finding: &&Finding| {
            self.check.shows(finding) && best(finding, Applicability::Unsafe).is_some()
        };
        let more = match self.least {
            Applicability::Safe => done.findings.iter().filter(fixable).count() - left_out,
            _ => 0,
        };
        let mut message = match done.fixed {
            0 => "Would fix nothing".to_owned(),
            fixed => format!("Would fix {}", report::counted(fixed, "finding")),
        };
        if more > 0 {
            message.push_str(&format!(" ({more} more with `--unsafe-fixes`)"));
        }
        eprintln!("{message}.");
        if left_out > 0 {
            let what = report::counted(left_out, "finding");
            let message = format!(
                "the fix of {what} is left out, as the patch would show a key; use `--fix`, or \
                 `--output FILE` for a patch that only you may read"
            );
            complain("note", &[message]);
        }
    }
}

/// What a change writes.
fn written(change: &FileChange) -> String {
    match change {
        FileChange::Create { text, .. } => text.clone(),
        FileChange::Edit(edits) => edits.iter().map(|edit| &*edit.new_text).collect(),
    }
}

/// Whether a patch of an env file shows a value that may be somebody's secret.
fn has_value(path: &Path, patch: &str) -> bool {
    if Language::of_path(path) != Some(Language::Dotenv) {
        return false;
    }
    let lines = patch.lines().skip(2).filter_map(|line| line.get(1..));
    let text = lines.collect::<Vec<_>>().join("\n");
    let tree = SyntaxTree::parse(Language::Dotenv, &Document::new(&*text));
    let entries = Facts::of(&tree, &text).env_entries;
    let mut values = entries.iter().filter_map(|entry| entry.value.as_deref());
    values.any(|value| !value.is_empty() && KeyShape::of(value) != KeyShape::Placeholder)
}
