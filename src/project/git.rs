//! What git says of a file: whether it tracks it, and whether it ignores it and by which line. Read from
//! the files that git keeps, without running git: a repository can have git run programs.
//!
//! Must not know: rules, what a file holds.

mod index;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder, gitconfig_excludes_path};
use std::fs;
use std::path::{Path, PathBuf};

#[cfg(test)]
mod tests;

/// A repository and the folder that its files are checked out in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Repository {
    /// The folder with the files.
    pub work_tree: PathBuf,
    /// Its own folder: `.git`, or what a file of that name points to in a worktree or submodule.
    git_dir: PathBuf,
    /// The folder that all worktrees share.
    common_dir: PathBuf,
}

/// What git does with a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GitStatus {
    /// Whether it is part of the repository, or will be with the next commit.
    pub tracked: bool,
    /// Whether it is ignored, if some line speaks of it at all.
    pub ignored: Option<Ignored>,
}

/// A line of an ignore file that speaks of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ignored {
    /// Whether it has git ignore the file; else it takes it out of what is ignored (`!.env`).
    pub ignores: bool,
    /// The pattern.
    pub pattern: String,
    /// The file with the line.
    pub file: PathBuf,
}

impl GitStatus {
    /// Whether the file is kept out of the repository.
    pub fn is_ignored(&self) -> bool {
        self.ignored.as_ref().is_some_and(|line| line.ignores)
    }
}

impl Repository {
    /// The repository that the file at `path` lies in: that of the nearest folder above.
    pub fn around(path: &Path) -> Option<Self> {
        path.ancestors().skip(1).find_map(Self::at)
    }

    /// The repository that is checked out in this folder.
    fn at(work_tree: &Path) -> Option<Self> {
        let dot_git = work_tree.join(".git");
        let git_dir = match fs::metadata(&dot_git).ok()?.is_dir() {
            true => dot_git,
            false => {
                let text = fs::read_to_string(&dot_git).ok()?;
                work_tree.join(text.strip_prefix("gitdir:")?.trim())
            }
        };
        if !git_dir.join("HEAD").exists() {
            return None;
        }
        let common_dir = match fs::read_to_string(git_dir.join("commondir")) {
            Ok(text) => git_dir.join(text.trim()),
            Err(_) => git_dir.clone(),
        };
        Some(Self {
            work_tree: work_tree.to_owned(),
            git_dir,
            common_dir,
        })
    }

    /// What git does with the file at `path`, which lies in the work tree.
    pub fn status(&self, path: &Path) -> GitStatus {
        GitStatus {
            tracked: self.tracks(path),
            ignored: self.ignored(path),
        }
    }

    fn tracks(&self, path: &Path) -> bool {
        let Ok(inside) = path.strip_prefix(&self.work_tree) else {
            return false;
        };
        let names: Vec<_> = inside
            .components()
            .filter_map(|part| part.as_os_str().to_str())
            .collect();
        let config = fs::read_to_string(self.common_dir.join("config")).unwrap_or_default();
        let is_sha256 =
            config_value(&config, "extensions", "objectformat").is_some_and(|it| it == "sha256");
        let hash = if is_sha256 { 32 } else { 20 };
        index::contains(&self.git_dir, hash, names.join("/").as_bytes())
    }

    /// The line that decides: of the outermost folder that is ignored, for nothing in it can be taken out
    /// again, or else of the file.
    fn ignored(&self, path: &Path) -> Option<Ignored> {
        let apart = self.lines_apart();
        let mut steps: Vec<_> = path
            .ancestors()
            .take_while(|step| *step != self.work_tree)
            .collect();
        steps.reverse();
        let mut last = None;
        for step in steps {
            last = self.line_about(step, step != path, &apart);
            if last.as_ref().is_some_and(|line| line.ignores) {
                break;
            }
        }
        last
    }

    /// The line that decides about a file or folder by itself: the nearest `.gitignore` counts most.
    fn line_about(&self, path: &Path, is_folder: bool, apart: &[Gitignore]) -> Option<Ignored> {
        let folders = path
            .ancestors()
            .skip(1)
            .take_while(|folder| folder.starts_with(&self.work_tree));
        let near = folders
            .map(|folder| folder.join(".gitignore"))
            .filter_map(|file| lines_of(&file, file.parent()?));
        let decide = |lines: &Gitignore| decision(lines, path, is_folder);
        near.into_iter()
            .find_map(|lines| decide(&lines))
            .or_else(|| apart.iter().find_map(decide))
    }

    /// The ignore files that lie outside the work tree, those of the repository first.
    fn lines_apart(&self) -> Vec<Gitignore> {
        let config = fs::read_to_string(self.common_dir.join("config")).unwrap_or_default();
        let named = config_value(&config, "core", "excludesfile").map(|it| self.work_tree.join(it));
        let files = [
            Some(self.common_dir.join("info/exclude")),
            named.or_else(gitconfig_excludes_path),
        ];
        files
            .into_iter()
            .flatten()
            .filter_map(|file| lines_of(&file, &self.work_tree))
            .collect()
    }
}

/// The lines of an ignore file, whose patterns are relative to `folder`.
fn lines_of(file: &Path, folder: &Path) -> Option<Gitignore> {
    let text = fs::read_to_string(file).ok()?;
    let mut builder = GitignoreBuilder::new(folder);
    for line in text.lines() {
        // A line that is no pattern ignores nothing, as git has it.
        let _ = builder.add_line(Some(file.to_owned()), line);
    }
    builder.build().ok()
}

fn decision(lines: &Gitignore, path: &Path, is_folder: bool) -> Option<Ignored> {
    let matched = lines.matched(path, is_folder);
    let (glob, ignores) = match matched {
        Match::None => return None,
        Match::Ignore(glob) => (glob, true),
        Match::Whitelist(glob) => (glob, false),
    };
    Some(Ignored {
        ignores,
        pattern: glob.original().to_owned(),
        file: glob.from().map(Path::to_owned).unwrap_or_default(),
    })
}

/// The last value of a key in a section of a configuration file of git's.
fn config_value<'t>(config: &'t str, section: &str, key: &str) -> Option<&'t str> {
    let mut inside = false;
    let mut found = None;
    for line in config.lines().map(str::trim) {
        if let Some(head) = line.strip_prefix('[') {
            inside = head
                .trim_end_matches(']')
                .trim()
                .eq_ignore_ascii_case(section);
        } else if inside
            && let Some((name, value)) = line.split_once('=')
            && name.trim().eq_ignore_ascii_case(key)
        {
            found = Some(value.trim().trim_matches('"'));
        }
    }
    found
}
