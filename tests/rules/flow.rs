//! `docs/flow.md` names a fixture for each thing it says: they are there, and its limits are misses
//! or false alarms that a fixture asserts.

use crate::harness::Fixture;
use std::collections::BTreeSet;

const PAGE: &str = include_str!("../../docs/flow.md");
/// The heading below which the limits stand.
const LIMITS: &str = "## Where the way ends";

#[test]
fn the_page_names_fixtures_that_are_there() {
    let known = fixtures(|_| true);
    let named = names(PAGE);
    assert!(named.len() > 20, "{named:?}");
    let missing: Vec<_> = named.difference(&known).collect();
    assert!(
        missing.is_empty(),
        "no fixture of flow has these names: {missing:?}"
    );
    let unnamed: Vec<_> = known.difference(&named).collect();
    assert!(unnamed.is_empty(), "docs/flow.md does not name {unnamed:?}");
}

#[test]
fn the_limits_on_the_page_are_those_that_fixtures_assert() {
    let (_, limits) = PAGE.split_once(LIMITS).expect("the page has its limits");
    assert_eq!(names(limits), fixtures(Fixture::is_known_wrong));
}

/// The names of the fixtures of flow that something holds for.
fn fixtures(holds: impl Fn(&Fixture) -> bool) -> BTreeSet<String> {
    let fixtures = Fixture::all().into_iter();
    let of_flow = fixtures.filter(|fixture| fixture.is_of_flow() && holds(fixture));
    of_flow
        .filter_map(|fixture| Some(fixture.name.rsplit('/').next()?.to_owned()))
        .collect()
}

/// The names of fixtures in a text: what stands between backticks and begins with a language.
fn names(text: &str) -> BTreeSet<String> {
    let quoted = text.split('`').skip(1).step_by(2);
    let is_name = |name: &&str| {
        let languages = ["ts-", "js-", "py-"];
        languages.iter().any(|language| name.starts_with(language))
    };
    quoted.filter(is_name).map(str::to_owned).collect()
}
