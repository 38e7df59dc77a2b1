//! `windbreak check`.

use super::args::CheckArguments;
use super::exit::{Exit, Failure};
use super::output::complain;
use super::resolved::{Check, Fixing, Input};
use super::{diff, fix, rules};
use crate::check::{ANCHORS, Cancel};
use crate::finding::{Finding, Severity};
use crate::project::{Configs, Discovered, Discovery, Note, Prefilter, Project, SourceFile};
use crate::report::{self, Report, Sources, Summary};
use crate::syntax::Language;
use crate::text::Document;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A finding at least this bad fails the check.
const FAILING: Severity = Severity::Warning;

/// Checks, fixes if asked to, and reports.
pub(super) fn run(arguments: &CheckArguments) -> Result<Exit, Failure> {
    let check = Check::new(arguments, &rules())?;
    let (project, notes) = check.load()?;
    let findings = crate::check::check(&project, &Cancel::default());
    match check.fixing {
        Some(Fixing { least, diff: true }) => {
            check.say(&notes);
            diff::run(&check, least, project, findings)
        }
        Some(Fixing { least, diff: false }) => {
            let done = fix::rounds(&check, least, project, findings)?;
            let exit = check.finish(&done.project, &done.findings, Some(done.fixed), &notes)?;
            match done.failures.is_empty() {
                true => Ok(exit),
                false => Err(Failure {
                    messages: done.failures,
                }),
            }
        }
        None => check.finish(&project, &findings, None, &notes),
    }
}

impl Check {
    /// Reports what was found, after `fixed` other findings were fixed if fixes were asked for.
    fn finish(
        &self,
        project: &Project,
        findings: &[Finding],
        fixed: Option<usize>,
        notes: &[Note],
    ) -> Result<Exit, Failure> {
        let shown: Vec<_> = findings.iter().filter(|it| self.shows(it)).collect();
        self.report(project, findings, &shown, fixed.unwrap_or(0))?;
        self.say(notes);
        let fails = shown.iter().any(|finding| finding.severity >= FAILING);
        Ok(match fails && !self.exit_zero {
            true => Exit::Findings,
            false => Exit::Clean,
        })
    }

    /// Reads and parses what there is to check.
    pub(super) fn load(&self) -> Result<(Project, Vec<Note>), Failure> {
        let roots = self.roots();
        let mut configs = Configs::load(&roots, self.config.clone(), &rules(), &self.levels)
            .map_err(|errors| self.config_failure(&errors))?;
        let discovered = match &self.input {
            Input::Stdin(path) => self.read_stdin(path, &mut configs)?,
            Input::Paths(paths) => Discovery {
                paths,
                prefilter: &Prefilter::new(ANCHORS.iter().copied()),
                force_exclude: self.force_exclude,
            }
            .run(&mut configs),
        };
        if !discovered.config_errors.is_empty() {
            return Err(self.config_failure(&discovered.config_errors));
        }
        if !discovered.unreadable.is_empty() {
            let messages = discovered.unreadable.iter().map(|note| self.line(note));
            return Err(Failure {
                messages: messages.collect(),
            });
        }
        let project = Project::new(roots, discovered.files, configs);
        Ok((project, discovered.notes))
    }

    /// Whether the finding is bad and sure enough to be reported.
    pub(super) fn shows(&self, finding: &Finding) -> bool {
        finding.severity >= self.min_severity && finding.confidence >= self.min_confidence
    }

    /// The working directory, and what was named outside it.
    fn roots(&self) -> Vec<PathBuf> {
        let named: &[PathBuf] = match &self.input {
            Input::Stdin(path) => std::slice::from_ref(path),
            Input::Paths(paths) => paths,
        };
        let mut roots = vec![self.working_directory.clone()];
        for path in named
            .iter()
            .filter(|path| !path.starts_with(&self.working_directory))
        {
            let folder = match path.is_dir() {
                true => Some(path.as_path()),
                false => path.parent(),
            };
            roots.extend(folder.map(Path::to_owned));
        }
        roots.dedup();
        roots
    }

    fn read_stdin(&self, path: &Path, configs: &mut Configs) -> Result<Discovered, Failure> {
        let name = report::relative(path, &self.working_directory);
        let Some(language) = Language::of_path(path) else {
            let message =
                format!("`--stdin-filename {name}` is in no language that windbreak reads");
            return Err(Failure::new(message));
        };
        let mut bytes = Vec::new();
        std::io::stdin()
            .read_to_end(&mut bytes)
            .map_err(|error| Failure::new(format!("cannot read standard input: {error}")))?;
        let text = String::from_utf8(bytes)
            .map_err(|_| Failure::new(format!("standard input ({name}) is not UTF-8")))?;
        let config_errors = configs.add_above(path);
        let is_excluded = self.force_exclude && configs.is_excluded(path, Path::new(""));
        let file = || SourceFile::parse(path.into(), language, Document::new(text));
        Ok(Discovered {
            files: (!is_excluded).then(file).into_iter().collect(),
            config_errors,
            ..Discovered::default()
        })
    }

    fn report(
        &self,
        project: &Project,
        all: &[Finding],
        shown: &[&Finding],
        fixed: usize,
    ) -> Result<(), Failure> {
        let style = self.output.style();
        let sources = Sources::new(project, &self.working_directory, all);
        let report = Report {
            findings: shown,
            sources: &sources,
            summary: &Summary::new(shown, fixed),
        };
        let mut out = Vec::new();
        let written = match self.statistics {
            true => report::write_statistics(self.format, shown, style, &mut out),
            false => report::write(self.format, &report, style, &mut out),
        };
        written.map_err(|error| Failure::new(format!("cannot write the report: {error}")))?;
        self.output.write(&out)
    }

    fn say(&self, notes: &[Note]) {
        let lines: Vec<_> = notes.iter().map(|note| self.line(note)).collect();
        complain("note", &lines);
    }

    fn line(&self, note: &Note) -> String {
        let path = report::relative(&note.path, &self.working_directory);
        format!("{path}: {}", note.message)
    }

    fn config_failure(&self, errors: &[crate::project::ConfigError]) -> Failure {
        let messages = errors.iter().map(|error| {
            let path = report::relative(&error.path, &self.working_directory);
            crate::project::ConfigError {
                path: path.into(),
                ..error.clone()
            }
            .to_string()
        });
        Failure {
            messages: messages.collect(),
        }
    }
}
