//! Changes on disk: which to hear of, and what each means.

use super::session::Session;
use super::uri;
use crate::syntax::Language;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tower_lsp::lsp_types::{FileEvent, Registration};

/// The files whose changes matter: settings, env files, what git ignores, what packages a project
/// depends on, and sources.
const GLOBS: [&str; 8] = [
    "**/{windbreak,.windbreak,pyproject}.toml",
    "**/{.env,.env.*,*.env,.envrc,.flaskenv,.dev.vars}",
    "**/{.gitignore,.ignore}",
    "**/{package,package-lock,npm-shrinkwrap,tsconfig,tsconfig.*,jsconfig}.json",
    "**/{pnpm-workspace.yaml,pnpm-lock.yaml,yarn.lock,bun.lock,uv.lock,poetry.lock,pdm.lock,pylock.toml,Pipfile.lock,Pipfile,setup.cfg}",
    "**/{requirements,constraints}*.{txt,in}",
    "**/*.{ts,mts,cts,tsx,js,mjs,cjs,jsx}",
    "**/*.{py,pyi,ipynb}",
];

/// What to ask the client for, so that it tells of these changes.
pub fn registration() -> Registration {
    let watchers: Vec<Value> = GLOBS
        .iter()
        .map(|glob| json!({ "globPattern": glob }))
        .collect();
    Registration {
        id: "windbreak/files".to_owned(),
        method: "workspace/didChangeWatchedFiles".to_owned(),
        register_options: Some(json!({ "watchers": watchers })),
    }
}

/// What changes on disk mean.
#[derive(PartialEq, Eq, Debug)]
pub enum Consequence {
    /// Nothing that is not known.
    Nothing,
    /// These files have to be read anew.
    Read(Vec<PathBuf>),
    /// The files have to be found anew.
    Scan,
}

/// What changes on disk mean for a session.
pub fn consequence(session: &Session, events: &[FileEvent]) -> Consequence {
    let mut stale = Vec::new();
    for path in events.iter().filter_map(|event| uri::path_of(&event.uri)) {
        let is_open = session
            .documents
            .at(&path)
            .is_some_and(|document| document.language.is_some());
        if is_open && is_source(&path) || is_of_others(session, &path) {
            continue;
        }
        if !is_source(&path) || session.project.file(&path).is_none() {
            return Consequence::Scan;
        }
        stale.push(path);
    }
    match stale.is_empty() {
        true => Consequence::Nothing,
        false => Consequence::Read(stale),
    }
}

/// Whether a file is a manifest or a source in a folder of dependencies, of which a tool may write
/// thousands at a time.
fn is_of_others(session: &Session, path: &Path) -> bool {
    let root = session.project.root_of(path);
    let below = root.and_then(|root| path.strip_prefix(root).ok());
    below.is_some_and(|below| {
        below
            .iter()
            .any(|name| name == "node_modules" || name == ".venv")
    })
}

/// Whether a file is code. What it holds changes nothing about other files, as the existence of an
/// env file does.
fn is_source(path: &Path) -> bool {
    Language::of_path(path).is_some_and(|language| language != Language::Dotenv)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::{Configs, Project, SourceFile};
    use crate::text::Document;
    use tower_lsp::lsp_types::FileChangeType;

    fn means(paths: &[&str]) -> Consequence {
        let known = SourceFile::parse(
            Path::new("/w/known.ts").into(),
            Language::TypeScript,
            Document::new(""),
        );
        let mut session = Session::default();
        session.project = Project::new(vec!["/w".into()], [known], Configs::default());
        let event = |path: &&str| {
            let uri = format!("file://{path}").parse().unwrap();
            FileEvent::new(uri, FileChangeType::CHANGED)
        };
        consequence(&session, &paths.iter().map(event).collect::<Vec<_>>())
    }

    #[test]
    #[cfg(unix)]
    fn a_known_source_is_read_and_anything_else_looked_for() {
        let known = PathBuf::from("/w/known.ts");
        assert_eq!(means(&["/w/known.ts"]), Consequence::Read(vec![known]));
        for new in ["/w/new.ts", "/w/.env", "/w/windbreak.toml", "/w/.gitignore"] {
            assert_eq!(means(&["/w/known.ts", new]), Consequence::Scan, "{new}");
        }
        assert_eq!(means(&[]), Consequence::Nothing);
        let installed = "/w/node_modules/a/package.json";
        assert_eq!(means(&[installed]), Consequence::Nothing);
    }
}
