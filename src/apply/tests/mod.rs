//! Fixes applied to real folders.

mod disk;
mod failure;
mod faults;
mod property;
mod refusal;

use super::*;
use crate::finding::{FileChange, FileEdit};
use crate::text::{TextEdit, TextEdits, TextRange};
use std::collections::BTreeMap;
use std::fs;
use tempfile::TempDir;

const KEY: &str = "k3yK3yk3yK3yk3yK3yk3yK3yk3yK3yk3";

/// A folder to fix, with the text that its files had when it was checked.
struct Sandbox {
    _folder: TempDir,
    root: PathBuf,
    checked: BTreeMap<PathBuf, Arc<str>>,
}

impl Sandbox {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let mut checked = BTreeMap::new();
        for (name, text) in files {
            let path = root.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
            checked.insert(path, (*text).into());
        }
        Self {
            _folder: folder,
            root,
            checked,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// All files, folders and texts.
    fn snapshot(&self) -> BTreeMap<PathBuf, Option<String>> {
        let mut found = BTreeMap::new();
        let mut folders = vec![self.root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path.clone());
                }
                found.insert(path.clone(), fs::read_to_string(path).ok());
            }
        }
        found
    }

    fn apply(&self, fixes: &[Fix]) -> Applied {
        self.apply_with(&Disk::REAL, fixes)
    }

    fn apply_with(&self, writer: &dyn Writer, fixes: &[Fix]) -> Applied {
        let fixes: Vec<_> = fixes.iter().collect();
        let roots = [self.root.clone()];
        apply_with(writer, &fixes, &roots, |path| {
            self.checked.get(path).cloned()
        })
    }

    /// Applies a fix that cannot be, and gives the reason.
    fn refused(&self, edits: Vec<FileEdit>) -> ApplyError {
        let before = self.snapshot();
        let mut outcome = self.apply(&[fix(edits)]);
        assert_eq!(before, self.snapshot());
        assert!(outcome.applied.is_empty() && outcome.deferred.is_empty());
        outcome.failed.pop().unwrap().1
    }

    fn insert(&self, name: &str, offset: usize, text: &str) -> FileEdit {
        self.edit(name, TextEdit::insert(offset, text))
    }

    fn replace(&self, name: &str, old: &str, new: &str) -> FileEdit {
        let text = &self.checked[&self.path(name)];
        let start = text.find(old).unwrap();
        let range = TextRange::new(start, start + old.len());
        self.edit(name, TextEdit::replace(range, new))
    }

    fn edit(&self, name: &str, edit: TextEdit) -> FileEdit {
        FileEdit {
            path: self.path(name).into(),
            change: FileChange::Edit(TextEdits::from(edit)),
        }
    }

    fn create(&self, name: &str, text: &str, private: bool) -> FileEdit {
        let text = text.to_owned();
        FileEdit {
            path: self.path(name).into(),
            change: FileChange::Create { text, private },
        }
    }
}

fn fix(edits: Vec<FileEdit>) -> Fix {
    Fix {
        title: "Mend it".to_owned(),
        applicability: Applicability::Safe,
        edits,
    }
}

/// A project with a key in its source, and the fix that moves it to an env file.
fn project_with_key() -> (Sandbox, Fix) {
    let source = format!("const key = '{KEY}'\n");
    let sandbox = Sandbox::new(&[(".gitignore", "dist\n"), ("app.ts", &source)]);
    let edits = vec![
        sandbox.insert(".gitignore", 5, ".env\n"),
        sandbox.create(".env", &format!("MISTRAL_API_KEY={KEY}\n"), true),
        sandbox.create("config/example/.env", "MISTRAL_API_KEY=\n", false),
        sandbox.replace("app.ts", &format!("'{KEY}'"), "process.env.MISTRAL_API_KEY"),
    ];
    (sandbox, fix(edits))
}
