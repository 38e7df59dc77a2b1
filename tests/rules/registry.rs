//! What holds for every rule.

use crate::harness::Fixture;
use windbreak::rules::RULES;
use windbreak::syntax::Language;

/// The languages that every rule has fixtures in, and what they are called.
const LANGUAGES: [(&str, &[Language]); 2] = [
    (
        "TypeScript",
        &[Language::TypeScript, Language::Tsx, Language::JavaScript],
    ),
    ("Python", &[Language::Python]),
];

/// Rules about env files and manifests alone: no code is reported by them.
const WITHOUT_CODE: [&str; 4] = [
    "env-file-exposed",
    "malformed-key",
    "shared-key",
    "stale-key",
];

#[test]
fn ids_are_in_kebab_case_and_in_order() {
    let ids: Vec<_> = RULES.iter().map(|rule| rule.meta.id).collect();
    assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
    for id in ids {
        let is_word = |word: &str| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        assert!(id.split('-').all(is_word), "{id}");
    }
}

#[test]
fn summaries_are_one_line_without_a_full_stop() {
    for rule in RULES {
        let (id, summary) = (rule.meta.id, rule.meta.summary);
        assert!(
            !summary.is_empty() && !summary.contains('\n') && !summary.ends_with('.'),
            "{id}: {summary}"
        );
    }
}

#[test]
fn every_rule_has_fixtures_that_are_reported_and_fixtures_that_are_not() {
    let fixtures = Fixture::all();
    for rule in RULES {
        let id = rule.meta.id;
        let without_code: [(&str, &[Language]); 1] = [("env files", &[Language::Dotenv])];
        let languages = match WITHOUT_CODE.contains(&id) {
            true => &without_code[..],
            false => &LANGUAGES[..],
        };
        for &(name, languages) in languages {
            // Those that show a fix say nothing new of what is reported.
            let of_rule = fixtures.iter().filter(|fixture| {
                let shows_fix = fixture.name.contains("/fix-");
                fixture.rule == id
                    && fixture.speaks(languages)
                    && !shows_fix
                    && !fixture.is_of_flow()
            });
            let (silent, reported): (Vec<_>, Vec<_>) =
                of_rule.partition(|fixture| fixture.is_silent());
            assert!(
                !reported.is_empty(),
                "{id} has no fixture in {name} that is reported"
            );
            assert!(
                silent.len() >= reported.len(),
                "{id} has {} fixtures in {name} that are reported and only {} that are not",
                reported.len(),
                silent.len(),
            );
        }
    }
}

#[test]
fn every_fixture_is_about_a_rule_and_says_what_it_shows() {
    for fixture in Fixture::all() {
        assert!(
            windbreak::rules::rule(&fixture.rule).is_some(),
            "{}: there is no such rule",
            fixture.name
        );
        assert!(
            !fixture.about.is_empty(),
            "{} does not say what it shows",
            fixture.name
        );
        assert!(!fixture.files.is_empty(), "{} has no files", fixture.name);
    }
}

#[test]
fn rules_that_promise_fixes_show_them() {
    let fixtures = Fixture::all();
    for rule in RULES {
        let shows = fixtures.iter().any(|fixture| {
            fixture.rule == rule.meta.id
                && (fixture.fixed.is_some() || fixture.fixed_unsafely.is_some())
        });
        assert_eq!(shows, rule.meta.fixable, "{}", rule.meta.id);
    }
}
