//! Running windbreak on the files of a fixture: the one place where the tests meet its API.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;
use windbreak::apply::{apply_in_memory, merge};
use windbreak::check;
use windbreak::finding::{Applicability, Finding, Level, RuleMeta};
use windbreak::project::{ConfigSource, Configs, Project, SourceFile};
use windbreak::rules::RULES;
use windbreak::syntax::{Language, Notebook, SyntaxTree};
use windbreak::text::Document;

/// A project of files in a folder of its own, and what is found in it.
pub struct Run {
    folder: TempDir,
    /// The text of every file, by path relative to the root.
    pub files: BTreeMap<String, String>,
    /// What all rules report.
    pub findings: Vec<Finding>,
}

impl Run {
    /// Checks these files.
    pub fn new<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the files can be made");
        let files = files
            .into_iter()
            .map(|(path, text)| (path.to_owned(), text.to_owned()))
            .collect();
        let mut run = Self {
            folder,
            files,
            findings: Vec::new(),
        };
        run.check();
        run
    }

    /// Writes the files (what is not parsed is read from disk) and looks at them.
    fn check(&mut self) {
        for (path, text) in &self.files {
            let path = self.root().join(path);
            std::fs::create_dir_all(path.parent().expect("a file has a folder"))
                .expect("it can be made");
            std::fs::write(path, text).expect("the folder can be written to");
        }
        self.findings = check::check(&self.project(), &check::Cancel::default());
    }

    /// What all rules report when the workers of this pool share the files.
    pub fn findings_by(&self, pool: &rayon::ThreadPool) -> Vec<Finding> {
        pool.install(|| check::check(&self.project(), &check::Cancel::default()))
    }

    fn root(&self) -> PathBuf {
        // Findings have absolute paths with no link in them.
        self.folder
            .path()
            .canonicalize()
            .expect("the folder is there")
    }

    fn project(&self) -> Project {
        let root = self.root();
        let metas: Vec<_> = RULES.iter().map(|rule| &rule.meta).collect();
        // Rules that are off by default have fixtures and pages like all others.
        let is_off = |meta: &&&RuleMeta| meta.level == Level::Off;
        let levels: Vec<_> = metas
            .iter()
            .filter(is_off)
            .map(|meta| (*meta, Level::Warning))
            .collect();
        let mut configs = Configs::load(
            std::slice::from_ref(&root),
            ConfigSource::Nearest,
            &metas,
            &levels,
        )
        .unwrap_or_else(|errors| panic!("the settings are wrong: {}", errors[0]));
        let mut files = Vec::new();
        for (path, text) in &self.files {
            let path = root.join(path);
            assert!(
                configs.add_above(&path).is_empty(),
                "the settings above {} are wrong",
                path.display()
            );
            if let Some(language) = Language::of_path(&path) {
                files.push(SourceFile::parse(
                    Arc::from(path),
                    language,
                    Document::new(text.as_str()),
                ));
            }
        }
        Project::new(vec![root], files, configs)
    }

    /// The path of a file as the fixture has it.
    pub fn relative(&self, path: &Path) -> String {
        let path = path.strip_prefix(self.root()).unwrap_or(path);
        path.to_string_lossy().replace('\\', "/")
    }

    /// Applies the first fix of every finding of a rule that is as trusted as `least`, as far as they
    /// go together, and looks again. Gives whether there was any.
    pub fn fix(&mut self, rule: &str, least: Applicability) -> Result<bool, String> {
        let of_rule = self
            .findings
            .iter()
            .filter(|finding| finding.rule.id == rule);
        let first = |finding: &'_ Finding| -> Option<_> {
            finding
                .fixes
                .iter()
                .find(|fix| fix.applicability >= least)
                .cloned()
        };
        let fixes: Vec<_> = of_rule.filter_map(first).collect();
        if fixes.is_empty() {
            return Ok(false);
        }
        let edits = merge(&fixes.iter().collect::<Vec<_>>()).edits;
        let changed = apply_in_memory(&edits, |path| self.files.get(&self.relative(path)));
        let changed = changed.map_err(|error| format!("a fix cannot be applied: {error}"))?;
        for (path, text) in changed {
            self.files.insert(self.relative(&path), text);
        }
        self.check();
        Ok(true)
    }

    /// The files that do not parse without errors.
    pub fn broken(&self) -> Vec<&str> {
        let is_broken = |path: &str, text: &str| {
            let (path, document) = (Path::new(path), Document::new(text));
            if Notebook::is_named(path) {
                let notebook = Notebook::read(document);
                return notebook.trouble().is_some() || notebook.parse().root().has_error();
            }
            Language::of_path(path)
                .is_some_and(|language| SyntaxTree::parse(language, &document).root().has_error())
        };
        self.files
            .iter()
            .filter(|(path, text)| is_broken(path, text))
            .map(|(path, _)| path.as_str())
            .collect()
    }
}
