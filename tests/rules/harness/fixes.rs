//! Applying the fixes of a fixture's findings until none is left.

use super::fixture::Fixture;
use super::run::Run;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use windbreak::finding::Applicability;

/// After how many rounds fixes that do not come to an end are given up.
const MAX_ROUNDS: usize = 8;

/// Holds the fixes of the fixture's rule, safe ones unless it says otherwise, to what every fix promises: they come to an end, what
/// parsed still parses, and no rule reports anything new; and to the files the fixture lists.
///
/// # Errors
///
/// If something is otherwise: what.
pub fn check_fixes(fixture: &Fixture) -> Result<(), String> {
    let mut run = Run::new(
        fixture
            .files
            .iter()
            .map(|file| (file.path.as_str(), file.text.as_str())),
    );
    let before = run.files.clone();
    let broken: BTreeSet<_> = run.broken().into_iter().map(str::to_owned).collect();
    let reported = counts(&run);
    let least = match fixture.unsafe_fixes {
        true => Applicability::Unsafe,
        false => Applicability::Safe,
    };
    let mut rounds = 0;
    while run
        .fix(&fixture.rule, least)
        .map_err(|error| format!("  {error}\n"))?
    {
        rounds += 1;
        if rounds == MAX_ROUNDS {
            return Err(format!(
                "  the fixes do not come to an end\n{}",
                files(&run.files, &before)
            ));
        }
    }
    let mut failures = String::new();
    for path in run
        .broken()
        .into_iter()
        .filter(|path| !broken.contains(*path))
    {
        let _ = writeln!(failures, "  {path} does not parse once fixed");
    }
    let new: Vec<_> = counts(&run)
        .into_iter()
        .filter(|(rule, count)| reported.get(rule) < Some(count))
        .collect();
    let new: Vec<_> = new.into_iter().map(|(rule, _)| rule).collect();
    if new != fixture.known_after_fix {
        let _ = writeln!(
            failures,
            "  because of the fixes {new:?} report something new"
        );
    }
    if let Some(fixed) = &fixture.fixed {
        let expected: BTreeMap<_, _> = fixed
            .iter()
            .map(|file| (file.path.clone(), file.text.clone()))
            .collect();
        let mut whole = before.clone();
        whole.extend(expected);
        if whole != run.files {
            let _ = writeln!(
                failures,
                "  the fixes leave other files:\n{}",
                files(&run.files, &whole)
            );
        }
    }
    if failures.is_empty() {
        Ok(())
    } else {
        Err(failures)
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
