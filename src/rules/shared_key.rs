//! One key for two environments.

use super::Rule;
use super::context::Context;
use super::env_keys::{EnvKey, Environment, env_keys, is_template};
use crate::catalog::KeyShape;
use crate::finding::{Confidence, Finding, Fingerprint, Label, Level, RuleMeta};
use crate::syntax::Language;
use rustc_hash::FxHashSet;

/// The rule.
pub static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "shared-key",
        summary: "two environments use the same Mistral key",
        level: Level::Warning,
        confidence: Confidence::High,
        in_tests: false,
        fixable: false,
        docs: include_str!("shared-key.md"),
    },
    check,
};

fn check(ctx: &Context<'_, '_>, findings: &mut Vec<Finding>) {
    let own: Vec<_> = placed(ctx, ctx.file).collect();
    if own.is_empty() {
        return;
    }
    let wanted: FxHashSet<_> = own.iter().map(|(_, key)| hash(key)).collect();
    let files = ctx
        .project()
        .files()
        .filter(|file| file.language == Language::Dotenv);
    let all: Vec<_> = files
        .flat_map(|file| placed(ctx, file))
        .filter(|(_, key)| wanted.contains(&hash(key)))
        .collect();
    let mut told = FxHashSet::default();
    for (environment, key) in &own {
        let same: Vec<_> = all
            .iter()
            .filter(|(_, other)| other.value == key.value)
            .collect();
        let apart = same.iter().filter(|(other, _)| other != environment);
        // The one that matters most is told of, at the first place it has the key.
        let first = same
            .iter()
            .max_by_key(|(it, key)| (*it, std::cmp::Reverse(key.location())));
        let is_first = first.is_some_and(|(_, first)| first.location() == key.location());
        let matters = *environment >= Environment::Preview;
        if matters && is_first && apart.clone().next().is_some() && told.insert(hash(key)) {
            findings.push(finding(
                ctx,
                *environment,
                key,
                apart.map(|(it, key)| (*it, key)),
            ));
        }
    }
}

/// The keys of an env file whose environment is known.
fn placed<'p>(
    ctx: &Context<'_, 'p>,
    file: &'p crate::project::SourceFile,
) -> impl Iterator<Item = (Environment, EnvKey<'p>)> {
    let keys = match is_template(&file.path) {
        true => Vec::new(),
        false => env_keys(ctx, file),
    };
    let real = keys
        .into_iter()
        .filter(|key| key.shape == KeyShape::KeyShaped);
    real.filter_map(|key| Some((Environment::of(&key)?, key)))
}

fn hash(key: &EnvKey<'_>) -> Fingerprint {
    Fingerprint::new(RULE.meta.id, &[key.value])
}

fn finding<'k, 'p: 'k>(
    ctx: &Context<'_, '_>,
    environment: Environment,
    key: &EnvKey<'_>,
    others: impl Iterator<Item = (Environment, &'k EnvKey<'p>)>,
) -> Finding {
    let others: Vec<_> = others.collect();
    let mut names: Vec<_> = others.iter().map(|(it, _)| it.name()).collect();
    names.dedup();
    let message = format!(
        "`{}` is the same key for {} and {}. Whoever has it from one of them has the other too, and neither can be revoked \
         alone. Make a key for each environment.",
        key.entry.name,
        environment.name(),
        names.join(" and "),
    );
    let mut finding = ctx.finding(&RULE.meta, key.location(), &[key.value], message);
    finding.secrets.push(key.location());
    for (it, other) in others {
        finding.secrets.push(other.location());
        finding.labels.push(Label {
            location: other.location(),
            message: format!("the same key, for {}", it.name()),
        });
    }
    finding
}
