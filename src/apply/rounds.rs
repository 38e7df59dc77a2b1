//! Fixing in memory until nothing changes: what `--diff` shows and what fixing all in an editor does.

use super::{apply_in_memory, merge};
use crate::finding::{FileChange, FileEdit, Finding, Fix};
use crate::project::Project;
use crate::text::{TextEdit, TextEdits, TextRange};
use similar::{Algorithm, DiffTag, capture_diff_slices};
use std::path::Path;
use std::sync::Arc;

/// Fixes that make each other necessary come to an end long before.
pub const MAX_ROUNDS: usize = 16;

/// What is left after fixing.
pub struct Rounds {
    /// The files as they are now, in memory.
    pub project: Project,
    /// What remains to be found in them.
    pub findings: Vec<Finding>,
    /// How many findings were fixed.
    pub fixed: usize,
    /// The files that changed, in the order in which they are to be written.
    pub files: Vec<Changed>,
}

/// A file before and after.
pub struct Changed {
    /// Its absolute path.
    pub path: Arc<Path>,
    /// What it held; `None` if there was none.
    pub old: Option<String>,
    /// What it holds.
    pub new: String,
    /// Whether, if it is made, only its owner may read it.
    pub private: bool,
}

/// Applies the fix that `choose` gives for each finding, as far as they go together, looks again with
/// `recheck`, and so on until there is nothing to apply. The disk is read, never written.
///
/// A fix that does not fit is passed over.
pub fn rounds(
    project: Project,
    findings: Vec<Finding>,
    choose: &dyn Fn(&Finding) -> Option<&Fix>,
    recheck: &dyn Fn(&Project) -> Vec<Finding>,
) -> Rounds {
    let mut done = Rounds {
        project,
        findings,
        fixed: 0,
        files: Vec::new(),
    };
    for _ in 0..MAX_ROUNDS {
        let fixes: Vec<&Fix> = done.findings.iter().filter_map(choose).collect();
        let fitting: Vec<&Fix> = fixes.into_iter().filter(|fix| done.fits(fix)).collect();
        let merged = merge(&fitting);
        if merged.chosen.is_empty() || done.make(&merged.edits).is_none() {
            break;
        }
        done.fixed += merged.chosen.len();
        done.findings = recheck(&done.project);
    }
    done.files
        .retain(|file| file.old.as_deref() != Some(&file.new));
    done
}

impl Rounds {
    fn fits(&self, fix: &Fix) -> bool {
        let creates_what_is_there = |edit: &FileEdit| {
            matches!(edit.change, FileChange::Create { .. })
                && !self.files.iter().any(|file| file.path == edit.path)
                && edit.path.symlink_metadata().is_ok()
        };
        !fix.edits.iter().any(creates_what_is_there)
            && apply_in_memory(&fix.edits, |path| self.project.read(path)).is_ok()
    }

    /// Makes the edits, all or none.
    fn make(&mut self, edits: &[FileEdit]) -> Option<()> {
        let mut texts = apply_in_memory(edits, |path| self.project.read(path)).ok()?;
        let mut place = self.files.len();
        for edit in edits.iter().rev() {
            let new = texts.remove(&*edit.path)?;
            match self.files.iter().position(|file| file.path == edit.path) {
                Some(known) => {
                    self.files[known].new.clone_from(&new);
                    place = known;
                }
                None => self.files.insert(
                    place,
                    Changed {
                        path: edit.path.clone(),
                        old: self.project.read(&edit.path),
                        new: new.clone(),
                        private: matches!(edit.change, FileChange::Create { private: true, .. }),
                    },
                ),
            }
            self.project.put(edit.path.clone(), &new);
        }
        Some(())
    }
}

impl Changed {
    /// What happened to the file, line by line.
    pub fn edit(&self) -> FileEdit {
        let change = match &self.old {
            None => FileChange::Create {
                text: self.new.clone(),
                private: self.private,
            },
            Some(old) => FileChange::Edit(line_edits(old, &self.new)),
        };
        FileEdit {
            path: self.path.clone(),
            change,
        }
    }
}

/// The edits of whole lines that make `new` of `old`.
fn line_edits(old: &str, new: &str) -> TextEdits {
    let (old_lines, new_lines) = (lines(old), lines(new));
    let start = offsets(&old_lines);
    let mut edits = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old_lines, &new_lines) {
        if op.tag() != DiffTag::Equal {
            let old_range = op.old_range();
            let range = TextRange::new(start[old_range.start], start[old_range.end]);
            edits.push(TextEdit::replace(range, new_lines[op.new_range()].concat()));
        }
    }
    TextEdits::new(edits).unwrap_or_else(|_| {
        TextEdits::from(TextEdit::replace(
            TextRange::new(0, old.len()),
            new.to_owned(),
        ))
    })
}

/// The lines of a text with their ends; only `\n` ends one.
pub(super) fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// Where each line begins, and where the last one ends.
fn offsets(lines: &[&str]) -> Vec<usize> {
    let mut offsets = vec![0];
    for line in lines {
        offsets.push(offsets[offsets.len() - 1] + line.len());
    }
    offsets
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn edits_of_lines_make_the_new_text(old in "[ab\r\n]{0,12}", new in "[ab\r\n]{0,12}") {
            prop_assert_eq!(line_edits(&old, &new).apply(&old), new);
        }
    }
}
