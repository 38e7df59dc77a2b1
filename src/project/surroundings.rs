//! What a file is part of.

use super::disk::{Disk, MAX_MANIFEST_SIZE};
use std::path::{Path, PathBuf};

/// The folder of the repository that a file or folder is part of, or else of its workspace; `None` if
/// it is part of neither.
pub fn surroundings(path: &Path) -> Option<PathBuf> {
    let folders = || path.ancestors();
    let repository = folders().find(|folder| folder.join(".git").exists());
    let found = repository.or_else(|| folders().find(|folder| is_workspace(folder)));
    found.map(Path::to_owned)
}

fn is_workspace(folder: &Path) -> bool {
    let has_workspaces = || {
        let manifest = Disk::read_file(&folder.join("package.json"), MAX_MANIFEST_SIZE);
        manifest.is_some_and(|manifest| manifest.contains("\"workspaces\""))
    };
    folder.join("pnpm-workspace.yaml").is_file() || has_workspaces()
}
