//! Every fixture says what its rule reports, and the rule reports exactly that.

use crate::harness::{Fixture, check, check_fixes};

/// A part of a fixture's name: only those with it are run, and a failure is easier to read.
const FILTER: &str = "WINDBREAK_FIXTURE";

#[test]
fn rules_report_what_the_fixtures_say() {
    let wanted = std::env::var(FILTER).unwrap_or_default();
    let fixtures = Fixture::all()
        .into_iter()
        .filter(|fixture| fixture.name.contains(&wanted));
    let mut failures = Vec::new();
    for fixture in fixtures {
        let found = check(&fixture).and_then(|()| check_fixes(&fixture));
        failures.extend(
            found
                .err()
                .map(|failure| format!("{}\n{failure}", fixture.name)),
        );
    }
    let count = failures.len();
    assert!(
        failures.is_empty(),
        "{count} fixtures do not hold:\n\n{}\n",
        failures.join("\n")
    );
}
