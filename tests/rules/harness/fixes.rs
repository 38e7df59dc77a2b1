//! Applying the fixes of a fixture's findings until none is left.

use super::files::FixtureFile;
use super::fixture::Fixture;
use super::run::Run;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use windbreak::finding::{Applicability, Finding};

/// After how many rounds fixes that do not come to an end are given up.
const MAX_ROUNDS: usize = 8;

/// Holds the fixes of the fixture's rule, the safe ones and then all of them, to what every fix
/// promises: they come to an end, what parsed still parses, the bytes around the edits stay, and no
/// rule reports anything new; and to the files the fixture lists.
///
/// # Errors
///
/// If something is otherwise: what.
pub fn check_fixes(fixture: &Fixture) -> Result<(), String> {
    check_down_to(fixture, Applicability::Safe, fixture.fixed.as_deref())?;
    check_down_to(
        fixture,
        Applicability::Unsafe,
        fixture.fixed_unsafely.as_deref(),
    )
    .map_err(|error| format!("  with unsafe fixes:\n{error}"))
}

/// Checks the fixes that are at least as trusted as `least`.
fn check_down_to(
    fixture: &Fixture,
    least: Applicability,
    fixed: Option<&[FixtureFile]>,
) -> Result<(), String> {
    let files_of = fixture.files.iter();
    let mut run = Run::new(files_of.map(|file| (file.path.as_str(), file.text.as_str())));
    let before = run.files.clone();
    let broken: BTreeSet<_> = run.broken().into_iter().map(str::to_owned).collect();
    let reported = counts(&run);
    let has_fix = |finding: &&Finding| finding.fixes.iter().any(|fix| fix.applicability >= least);
    let of_rule = run.findings.iter().filter(|it| it.rule.id == fixture.rule);
    let unfixable = of_rule.filter(|it| !has_fix(it)).count();
    let mut rounds = 0;
    let fix = |run: &mut Run| {
        run.fix(&fixture.rule, least)
            .map_err(|error| format!("  {error}\n"))
    };
    while fix(&mut run)? {
        rounds += 1;
        if rounds == MAX_ROUNDS {
            return Err(format!(
                "  the fixes do not come to an end\n{}",
                files(&run.files, &before)
            ));
        }
    }
    let mut failures = String::new();
    let is_new = |path: &&str| !broken.contains(*path);
    for path in run.broken().into_iter().filter(is_new) {
        let _ = writeln!(failures, "  {path} does not parse once fixed");
    }
    let left = counts(&run).get(&fixture.rule).copied().unwrap_or(0);
    if left > unfixable {
        let _ = writeln!(
            failures,
            "  {left} findings are left, of which {unfixable} had no fix"
        );
    }
    let more = |(rule, count): &(String, usize)| reported.get(rule) < Some(count);
    let new: Vec<_> = counts(&run).into_iter().filter(more).collect();
    let new: Vec<_> = new.into_iter().map(|(rule, _)| rule).collect();
    let is_known = match least {
        Applicability::Safe => new == fixture.known_after_fix,
        _ => new
            .iter()
            .all(|rule| fixture.known_after_fix.contains(rule)),
    };
    if !is_known {
        let _ = writeln!(
            failures,
            "  because of the fixes {new:?} report something new"
        );
    }
    if let Some(fixed) = fixed {
        let mut whole = before.clone();
        whole.extend(
            fixed
                .iter()
                .map(|file| (file.path.clone(), file.text.clone())),
        );
        if whole != run.files {
            let differences = files(&run.files, &whole);
            let _ = writeln!(failures, "  the fixes leave other files:\n{differences}");
        }
    }
    match failures.is_empty() {
        true => Ok(()),
        false => Err(failures),
    }
}

/// How many findings each rule has.
fn counts(run: &Run) -> BTreeMap<String, usize> {
    run.findings
        .iter()
        .fold(BTreeMap::new(), |mut counts, finding| {
            *counts.entry(finding.rule.id.to_owned()).or_default() += 1;
            counts
        })
}

/// The files that are not as expected, both ways.
fn files(found: &BTreeMap<String, String>, expected: &BTreeMap<String, String>) -> String {
    let paths: BTreeSet<_> = found.keys().chain(expected.keys()).collect();
    let differing = paths
        .into_iter()
        .filter(|path| found.get(*path) != expected.get(*path));
    differing.fold(String::new(), |mut text, path| {
        for (what, side) in [("expected", expected), ("found", found)] {
            let body = side.get(path).map_or("(not there)\n".to_owned(), |body| {
                format!("{body:?}\n").replace("\\n", "\n    ")
            });
            let _ = write!(text, "  --- {path} ({what})\n    {body}");
        }
        text
    })
}
