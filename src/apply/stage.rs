//! From a fix to the writes it takes, given what earlier fixes did.

use super::content::{BOM, edited};
use super::merge::both;
use super::roots::Roots;
use super::steps::{Step, expect};
use super::{ApplyError, ApplyErrorKind};
use crate::finding::{FileChange, FileEdit, Fix};
use crate::text::TextEdits;
use rustc_hash::FxHashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The files that fixes are applied to, by resolved path, as the applied ones left them.
pub(super) struct Stage<'a> {
    roots: Roots,
    before: &'a dyn Fn(&Path) -> Option<Arc<str>>,
    files: FxHashMap<PathBuf, StagedFile>,
}

/// A file as it was and what has been done to it.
///
/// Later edits are joined to earlier ones and all of them made anew on the first text, since that
/// is the text they were all made for.
#[derive(Clone)]
struct StagedFile {
    /// The text that edits are made for; of a created file, nothing.
    base: Arc<str>,
    /// What stands on disk in front of that text: nothing, or a byte order mark.
    mark: &'static str,
    /// All that is done to it.
    change: FileChange,
    /// What it then holds.
    on_disk: Arc<str>,
}

/// The writes of one fix and what the files are after them.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) steps: Vec<Step>,
    files: Vec<(PathBuf, StagedFile)>,
}

/// Why a fix is not applied now.
pub(super) enum Refusal {
    /// An applied one is in its way.
    Conflict,
    /// It cannot be.
    Error(ApplyError),
}

impl<'a> Stage<'a> {
    pub(super) fn new(roots: &[PathBuf], before: &'a dyn Fn(&Path) -> Option<Arc<str>>) -> Self {
        Self {
            roots: Roots::new(roots),
            before,
            files: FxHashMap::default(),
        }
    }

    /// What it takes to apply `fix`; looks at every file before any is written.
    pub(super) fn plan(&self, fix: &Fix) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        for edit in &fix.edits {
            self.plan_file(edit, &mut plan).map_err(|refusal| {
                refusal.map_or(Refusal::Conflict, |kind| {
                    Refusal::Error(ApplyError::new(&*edit.path, kind))
                })
            })?;
        }
        Ok(plan)
    }

    /// Takes note that a plan was carried out.
    pub(super) fn accept(&mut self, plan: Plan) {
        self.files.extend(plan.files);
    }

    /// Adds one file to the plan; fails with `None` on a conflict.
    fn plan_file(&self, edit: &FileEdit, plan: &mut Plan) -> Result<(), Option<ApplyErrorKind>> {
        let path = self.roots.resolve(&edit.path)?;
        if plan.files.iter().any(|(other, _)| *other == path) {
            return Err(Some(ApplyErrorKind::Unfit));
        }
        let file = match (self.files.get(&path), &edit.change) {
            (Some(file), change) => {
                let change = both(&file.change, change).ok_or(None)?;
                plan.replace(&path, file, change)?
            }
            (None, FileChange::Edit(_)) => {
                let file = self.open(&path, &edit.path)?;
                plan.replace(&path, &file, edit.change.clone())?
            }
            (None, FileChange::Create { text, private }) => plan.create(&path, text, *private)?,
        };
        plan.files.push((path, file));
        Ok(())
    }

    /// The file at `path`, which the fix calls `given`, before anything is done to it.
    fn open(&self, path: &Path, given: &Path) -> Result<StagedFile, ApplyErrorKind> {
        let metadata = fs::metadata(path)?;
        if !metadata.is_file() {
            return Err(ApplyErrorKind::NotAFile);
        }
        if metadata.permissions().readonly() {
            return Err(ApplyErrorKind::ReadOnlyFile);
        }
        let on_disk = String::from_utf8(fs::read(path)?).map_err(|_| ApplyErrorKind::NotUtf8)?;
        let base = (self.before)(given).ok_or(ApplyErrorKind::Changed)?;
        let mark = match on_disk.strip_suffix(&*base) {
            Some("") => "",
            Some(BOM) => BOM,
            _ => return Err(ApplyErrorKind::Changed),
        };
        Ok(StagedFile {
            base,
            mark,
            change: FileChange::Edit(TextEdits::default()),
            on_disk: on_disk.into(),
        })
    }
}

impl Plan {
    /// Plans that all done to `file` becomes `change`.
    fn replace(
        &mut self,
        path: &Path,
        file: &StagedFile,
        change: FileChange,
    ) -> Result<StagedFile, ApplyErrorKind> {
        let new = match &change {
            FileChange::Edit(edits) => [file.mark, &edited(&file.base, edits)?].concat().into(),
            FileChange::Create { .. } => file.on_disk.clone(),
        };
        if new == file.on_disk {
            // An earlier fix did it. Since then somebody may have taken it away.
            expect(path, &new)?;
        } else {
            self.steps.push(Step::Replace {
                path: path.to_path_buf(),
                old: file.on_disk.clone(),
                new: Arc::clone(&new),
            });
        }
        Ok(StagedFile {
            change,
            on_disk: new,
            ..file.clone()
        })
    }

    /// Plans a file that does not exist yet, and the folders it needs.
    fn create(
        &mut self,
        path: &Path,
        text: &str,
        private: bool,
    ) -> Result<StagedFile, ApplyErrorKind> {
        if path.symlink_metadata().is_ok() {
            return Err(ApplyErrorKind::Exists);
        }
        let missing: Vec<_> = path
            .ancestors()
            .skip(1)
            .take_while(|folder| !folder.exists())
            .map(|folder| Step::Folder(folder.to_path_buf()))
            .collect();
        for step in missing.into_iter().rev() {
            if !self.steps.contains(&step) {
                self.steps.push(step);
            }
        }
        let on_disk: Arc<str> = text.into();
        self.steps.push(Step::Create {
            path: path.to_path_buf(),
            text: on_disk.clone(),
            private,
        });
        Ok(StagedFile {
            base: Arc::default(),
            mark: "",
            change: FileChange::Create {
                text: text.to_owned(),
                private,
            },
            on_disk,
        })
    }
}
