//! What a file is part of.

use super::disk::{Disk, MAX_MANIFEST_SIZE};
use super::{CONFIG_FILE_NAMES, MANIFESTS};
use std::path::{Path, PathBuf};

/// Files beside manifests and settings that a project has where it begins.
const PROJECT_FILES: &[&str] = &["jsconfig.json", "tsconfig.json"];

/// The folder of the repository that a file or folder is part of, or else of its workspace, or else of
/// the nearest folder with a manifest or settings; `None` if it is part of none: it stands for itself, whatever lies beside it.
pub fn surroundings(path: &Path) -> Option<PathBuf> {
    let folders = || path.ancestors();
    let repository = folders().find(|folder| folder.join(".git").exists());
    let workspace = || folders().find(|folder| is_workspace(folder));
    let project = || folders().find(|folder| is_project(folder));
    let found = repository.or_else(workspace).or_else(project);
    found.map(Path::to_owned)
}

fn is_project(folder: &Path) -> bool {
    let mut names = [MANIFESTS, &CONFIG_FILE_NAMES, PROJECT_FILES]
        .into_iter()
        .flatten();
    names.any(|name| folder.join(name).is_file())
}

fn is_workspace(folder: &Path) -> bool {
    let has_workspaces = || {
        let manifest = Disk::read_file(&folder.join("package.json"), MAX_MANIFEST_SIZE);
        manifest.is_some_and(|manifest| manifest.contains("\"workspaces\""))
    };
    folder.join("pnpm-workspace.yaml").is_file() || has_workspaces()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_repository_is_more_than_a_workspace_and_that_more_than_a_project() {
        let temporary = tempfile::tempdir().unwrap();
        let root = temporary.path();
        let file = root.join("apps/web/src/a.ts");
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        let surroundings = || surroundings(&file).filter(|it| it.starts_with(root));
        assert_eq!(surroundings(), None);
        for (name, text, found) in [
            ("apps/web/tsconfig.json", "{}", "apps/web"),
            ("apps/package.json", r#"{ "workspaces": ["*"] }"#, "apps"),
            (".git", "", ""),
        ] {
            fs::write(root.join(name), text).unwrap();
            assert_eq!(
                surroundings(),
                Some(root.join(found).components().collect())
            );
        }
    }
}
