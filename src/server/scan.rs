//! Finding and reading the workspace's files, as the command line does.

use crate::check::prefilter;
use crate::finding::RuleMeta;
use crate::project::{
    ConfigSource, Configs, Discovery, Prefilter, Project, SourceFile, surroundings,
};
use crate::rules::RULES;
use crate::syntax::Language;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

static PREFILTER: LazyLock<Prefilter> = LazyLock::new(prefilter);

/// The workspace as it was found.
pub struct Scan {
    /// Its files and settings; `None` if those before hold on, because the settings cannot be used.
    pub project: Option<Project>,
    /// What is wrong with the settings.
    pub problems: Vec<String>,
    /// What was passed over.
    pub notes: Vec<String>,
}

/// Finds and parses the files under `roots` that are worth it. If there are settings that cannot
/// be used, what was found before holds on; if this is the `first` time, the defaults hold.
///
/// Files of `before` whose text is the same are not parsed again.
pub fn scan(roots: &[PathBuf], first: bool, before: &Project) -> Scan {
    let loaded = Configs::load(roots, ConfigSource::Nearest, &rules(), &[]);
    let (configs, mut errors) = match loaded {
        Ok(configs) => (Some(configs), Vec::new()),
        Err(errors) => (first.then(defaults), errors),
    };
    let Some(mut configs) = configs else {
        return Scan {
            project: None,
            problems: errors.iter().map(ToString::to_string).collect(),
            notes: Vec::new(),
        };
    };
    let discovery = Discovery {
        paths: roots,
        given: None,
        around: &[],
        prefilter: &PREFILTER,
        force_exclude: false,
        known: Some(before),
    };
    let found = discovery.run(&mut configs);
    errors.extend(found.config_errors);
    let notes = found.notes.iter().chain(&found.unreadable);
    Scan {
        problems: errors.iter().map(ToString::to_string).collect(),
        notes: notes
            .map(|note| format!("{} {}", note.path.display(), note.message))
            .collect(),
        project: Some(
            found
                .project
                .reaching(roots.iter().filter_map(|root| surroundings(root)))
                .under(roots.to_vec(), configs),
        ),
    }
}

/// Files that were read anew.
#[derive(Default)]
pub struct Reread {
    /// The files; `None` for one that is no more, or not worth parsing any more.
    pub files: Vec<(PathBuf, Option<Arc<SourceFile>>)>,
    /// There is a file that belongs to the workspace and was not known.
    pub has_news: bool,
}

/// Reads the files at `paths` anew. One that `project` does not hold is not read but told of, if
/// it is worth parsing.
pub fn reread(project: &Project, paths: impl IntoIterator<Item = PathBuf>) -> Reread {
    let (known, unknown): (Vec<_>, Vec<_>) = paths
        .into_iter()
        .partition(|path| project.file(path).is_some());
    let found = discover(project.roots(), &known);
    let news = discover(project.roots(), &unknown);
    Reread {
        files: known
            .into_iter()
            .map(|path| {
                let file = found.file(&path).cloned();
                (path, file)
            })
            .collect(),
        has_news: news
            .files()
            .any(|file| is_relevant(&file.path, file.language, file.document.text())),
    }
}

/// The files at `paths`.
fn discover(roots: &[PathBuf], paths: &[PathBuf]) -> Project {
    if paths.is_empty() {
        return Project::default();
    }
    let configs = Configs::load(roots, ConfigSource::Nearest, &rules(), &[]);
    let discovery = Discovery {
        paths,
        given: None,
        around: &[],
        prefilter: &PREFILTER,
        force_exclude: true,
        known: None,
    };
    discovery
        .run(&mut configs.unwrap_or_else(|_| defaults()))
        .project
}

/// Whether a text is worth parsing.
pub fn is_relevant(path: &Path, language: Language, text: &str) -> bool {
    PREFILTER.passes(path, language, text)
}

fn defaults() -> Configs {
    Configs::load(&[], ConfigSource::Defaults, &rules(), &[]).unwrap_or_default()
}

fn rules() -> Vec<&'static RuleMeta> {
    RULES.iter().map(|rule| &rule.meta).collect()
}
