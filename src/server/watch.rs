//! Changes on disk: which to hear of, and what each means.

use super::session::Session;
use super::uri;
use crate::syntax::{Format, Language};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tower_lsp::lsp_types::{FileEvent, Registration};

/// The files whose changes matter: settings, env files, what git ignores, what packages a project
/// depends on, sources, and data files.
const GLOBS: [&str; 11] = [
    "**/{windbreak,.windbreak,pyproject}.toml",
    "**/{.env,.env.*,*.env,.envrc,.flaskenv,.dev.vars}",
    "**/{.gitignore,.ignore}",
    "**/{package,package-lock,npm-shrinkwrap,tsconfig,tsconfig.*,jsconfig}.json",
    "**/{pnpm-workspace.yaml,pnpm-lock.yaml,yarn.lock,bun.lock,uv.lock,poetry.lock,pdm.lock,pylock.toml,Pipfile.lock,Pipfile,setup.cfg}",
    "**/{requirements,constraints}*.{txt,in}",
    "**/*.{ts,mts,cts,tsx,js,mjs,cjs,jsx}",
    "**/*.{py,pyi,ipynb}",
    "**/*.{html,htm,vue,svelte,astro}",
    "**/*.{json,jsonc,json5,yaml,yml,toml,ini,cfg,conf,properties,sh,bash,zsh,fish,ps1,md,mdx}",
    "**/{Dockerfile,Dockerfile.*,*.dockerfile,Containerfile,Makefile,justfile}",
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
        let stands_alone = is_source(&path) || is_data(&path);
        if is_open && stands_alone || is_of_others(session, &path) {
            continue;
        }
        // What a data file holds, none imports: one that is new is read, and told of if it matters.
        let is_known = session.project.file(&path).is_some() || is_data(&path);
        if !stands_alone || !is_known {
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
    Language::of_path(path).is_some_and(Language::is_code)
}

/// Whether a file is data that says nothing of how a project is made up.
fn is_data(path: &Path) -> bool {
    const OF_PROJECTS: [&str; 9] = [
        "package.json",
        "pyproject.toml",
        "windbreak.toml",
        ".windbreak.toml",
        "pnpm-workspace.yaml",
        "lerna.json",
        "Pipfile",
        "setup.cfg",
        "jsconfig.json",
    ];
    let name = path.file_name().and_then(|name| name.to_str());
    let name = name.unwrap_or_default();
    let is_list = name.starts_with("requirements") || name.starts_with("constraints");
    let format = Language::of_path(path).and_then(Language::format);
    let is_config = OF_PROJECTS.contains(&name) || name.starts_with("tsconfig") || is_list;
    format.is_some_and(|format| format != Format::Lock) && !is_config
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
        let data = PathBuf::from("/w/config.yaml");
        assert_eq!(means(&["/w/config.yaml"]), Consequence::Read(vec![data]));
        for other in ["/w/package.json", "/w/uv.lock", "/w/tsconfig.json"] {
            assert_eq!(means(&[other]), Consequence::Scan, "{other}");
        }
        let installed = "/w/node_modules/a/package.json";
        assert_eq!(means(&[installed]), Consequence::Nothing);
    }
}
