//! The one door: from a project to its findings. The command line and the server both come through
//! here, so they cannot differ.
//!
//! Must not know: the protocol, the command line, how findings are shown.

mod unused;

use crate::catalog::{Catalog, Date, key_words};
use crate::finding::{Applicability, FileChange, FileEdit, Finding, Fix, Level};
use crate::flow::Flow;
use crate::project::{Prefilter, Project, SourceFile};
use crate::rules::{Context, RULES, Rule};
use crate::suppress::{MARK, Suppressions};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

/// What a file must mention, in any case of letters, to be worth parsing.
const ANCHORS: [&str; 1] = ["mistral"];

/// What tells files that are worth parsing: sources that mention Mistral; data files that do and may
/// hold a key, or a remark on one, or name versions of packages.
pub fn prefilter() -> Prefilter {
    Prefilter::new(ANCHORS).for_data(|text| text.contains(MARK) || !key_words(text, 1).is_empty())
}

/// A flag that asks running work to stop early.
#[derive(Default, Debug)]
pub struct Cancel(AtomicBool);

impl Cancel {
    /// Asks for an end.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether an end was asked for.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// The findings in one file of the project, in order of place; empty if cancelled.
///
/// A value in the file may be used in files that import it, so those are looked at too.
pub fn check_file(project: &Project, file: &SourceFile, cancel: &Cancel) -> Vec<Finding> {
    let flow = Flow::new(project);
    let files = std::iter::once(file).chain(project.dependents(file));
    let found = files
        .take_while(|_| !cancel.is_cancelled())
        .flat_map(|file| raw(&flow, file))
        .collect();
    let mut findings = settle(project, found, &[file]);
    findings.retain(|finding| finding.location.path == file.path);
    if cancel.is_cancelled() {
        Vec::new()
    } else {
        findings
    }
}

/// The findings in all files of the project, in order of path and place, on all cores; empty if
/// cancelled.
pub fn check(project: &Project, cancel: &Cancel) -> Vec<Finding> {
    let files = asked(project);
    // What is learned of one file serves the next, so each worker keeps its answers. Which files are
    // whose is settled beforehand: what is found depends on nobody's speed.
    let found = rayon::broadcast(|worker| {
        let flow = Flow::new(project);
        let own = files.iter().skip(worker.index());
        own.step_by(worker.num_threads())
            .take_while(|_| !cancel.is_cancelled())
            .flat_map(|file| raw(&flow, file))
            .collect::<Vec<_>>()
    });
    let found = found.concat();
    if cancel.is_cancelled() {
        Vec::new()
    } else {
        settle(project, found, &files)
    }
}

/// The files to look at: all, or those in which findings are asked for and those that use them.
fn asked(project: &Project) -> Vec<&SourceFile> {
    let is_named = |file: &&SourceFile| project.is_named(&file.path);
    let files = || project.files().map(|file| &**file);
    let named: Vec<_> = files().filter(is_named).collect();
    if files().count() == named.len() {
        return named;
    }
    let mut users: FxHashSet<_> = named.iter().map(|file| &*file.path).collect();
    for file in &named {
        users.extend(project.dependents(file).iter().map(|file| &*file.path));
    }
    files().filter(|file| users.contains(&*file.path)).collect()
}

/// The day in UTC.
fn today() -> Date {
    let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    Date::of_unix_time(since_1970.map_or(0, |time| time.as_secs()))
}

/// What the rules say on looking at one file.
fn raw<'p>(flow: &Flow<'p>, file: &'p SourceFile) -> Vec<Finding> {
    let settings = flow.project().settings(&file.path);
    let context = Context {
        flow,
        file,
        settings,
        catalog: Catalog::builtin(),
        today: today(),
    };
    let mut findings = Vec::new();
    let is_test = flow.project().is_test(file);
    let applies = |rule: &&&Rule| {
        settings.level(&rule.meta) != Level::Off && (rule.meta.in_tests || !is_test)
    };
    for rule in RULES.iter().filter(applies) {
        (rule.check)(&context, &mut findings);
    }
    findings
}

/// Puts findings in order, each once, those that the code suppresses left out, and tells those with
/// the same content apart.
///
/// Of the files in `looked_at` all findings are there, so what ignores nothing in them is told of.
fn settle(
    project: &Project,
    mut findings: Vec<Finding>,
    looked_at: &[&SourceFile],
) -> Vec<Finding> {
    // Of those about the same, the one with the best evidence comes first and stays.
    findings.sort_by(|a, b| {
        let place = (&a.location, a.rule.id).cmp(&(&b.location, b.rule.id));
        let evidence = (b.severity, b.confidence).cmp(&(a.severity, a.confidence));
        // Of two that are as good, it is the same one whoever was looked at first.
        let message = || b.message.cmp(&a.message);
        let labels = || a.labels.cmp(&b.labels);
        place.then(evidence).then_with(message).then_with(labels)
    });
    findings.dedup_by(|a, b| a.location == b.location && a.rule.id == b.rule.id);
    let mut suppressions = FxHashMap::default();
    findings.retain(|finding| {
        if !project.is_named(&finding.location.path) {
            return false;
        }
        // A value may come from a file that is not among those that are checked.
        let Some(file) = project.file_or_read(&finding.location.path) else {
            return true;
        };
        if project.passes_over(&file.path) && project.file(&file.path).is_none() {
            return false;
        }
        let known = suppressions.entry(finding.location.path.clone());
        let known = known.or_insert_with(|| suppressions_of(project, file));
        !known.covers(
            finding.rule.id,
            finding.location.range.start(),
            &file.document,
        )
    });
    let asked = looked_at.iter().filter(|file| project.is_named(&file.path));
    for file in asked {
        let known = suppressions.entry(file.path.clone());
        let known = known.or_insert_with(|| suppressions_of(project, file));
        findings.extend(unused::findings(project, file, known));
    }
    findings.sort_by(|a, b| (&a.location, a.rule.id).cmp(&(&b.location, b.rule.id)));
    let mut seen = FxHashMap::default();
    for finding in &mut findings {
        let count = seen
            .entry((finding.location.path.clone(), finding.fingerprint))
            .or_insert(0);
        *count += 1;
        if *count > 1 {
            finding.fingerprint = finding.fingerprint.nth(*count);
        }
        for fix in &mut finding.fixes {
            edit_files(project, fix);
        }
    }
    findings
}

/// The ignore comments of a file.
fn suppressions_of(project: &Project, file: &SourceFile) -> Suppressions {
    let honor_foreign = project.settings(&file.path).honor_foreign_ignores;
    Suppressions::of(|| file.comments(), &file.document, honor_foreign)
}

/// Makes the edits of a fix edits of the files on disk: rules edit the text that the cells of a
/// notebook make. A fix that cannot be made there is for a person to make.
fn edit_files(project: &Project, fix: &mut Fix) {
    let raw = |edit: &FileEdit| {
        let notebook = project
            .file(&edit.path)
            .and_then(|file| file.notebook.as_ref());
        let change = match (&edit.change, notebook) {
            (FileChange::Edit(edits), Some(notebook)) => {
                FileChange::Edit(notebook.raw_edits(edits)?)
            }
            (change, _) => change.clone(),
        };
        let path = edit.path.clone();
        Some(FileEdit { path, change })
    };
    match fix.edits.iter().map(raw).collect() {
        Some(edits) => fix.edits = edits,
        None => {
            fix.applicability = Applicability::DisplayOnly;
            fix.edits = Vec::new();
        }
    }
}
