//! An env file with a key that git tracks or does not ignore.

use super::context::{CIRCUMSTANTIAL, Context};
use super::env_keys::{EnvKey, env_keys, is_template};
use super::{Rule, env_fix};
use crate::catalog::KeyShape;
use crate::finding::{Confidence, Finding, Label, Level, RuleMeta, Severity};
use crate::project::{GitStatus, Ignored, Repository};

/// The rule.
pub static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "env-file-exposed",
        summary: "git tracks, or does not ignore, an env file with a Mistral key",
        level: Level::Error,
        confidence: Confidence::High,
        in_tests: true,
        fixable: true,
        docs: include_str!("env-file-exposed.md"),
    },
    check,
};

/// The least length of a secret of another shape than a key's.
const LEAST: usize = 20;

fn check(ctx: &Context<'_, '_>, findings: &mut Vec<Finding>) {
    let path = &ctx.file.path;
    // A template with a key is `hardcoded-key`'s to tell of.
    if is_template(path) {
        return;
    }
    let mut keys = env_keys(ctx, ctx.file);
    keys.retain(is_secret);
    if keys.is_empty() {
        return;
    }
    let exposure = match Repository::around(path) {
        None => Exposure::Someday,
        Some(repository) => match repository.status(path) {
            GitStatus {
                tracked: true,
                ignored,
            } => Exposure::Tracked(ignored),
            status if status.is_ignored() => return,
            status => Exposure::NotIgnored(status.ignored),
        },
    };
    if matches!(exposure, Exposure::Someday) && env_fix::is_ignored(ctx.project(), path) {
        return;
    }
    findings.push(finding(ctx, &keys, &exposure));
}

fn is_secret(key: &EnvKey<'_>) -> bool {
    let is_odd = key.shape == KeyShape::Odd && key.value.len() >= LEAST;
    key.shape == KeyShape::KeyShaped
        || is_odd && !key.is_reference() && !key.value.contains(char::is_whitespace)
}

/// How a file gets out.
enum Exposure {
    /// It is in the repository, whatever the ignore files say.
    Tracked(Option<Ignored>),
    /// The next `git add` takes it; a line may say so.
    NotIgnored(Option<Ignored>),
    /// There is no repository yet, and nothing to keep it out of one.
    Someday,
}

fn finding(ctx: &Context<'_, '_>, keys: &[EnvKey<'_>], exposure: &Exposure) -> Finding {
    let name = file_name(ctx);
    let variables: Vec<_> = keys
        .iter()
        .map(|key| format!("`{}`", key.entry.name))
        .collect();
    let holds = variables.join(", ");
    let message = match exposure {
        Exposure::Tracked(_) => format!(
            "git tracks `{name}`, which holds {holds}: whoever has the repository or its history has the key. Revoke it, \
             have git ignore the file, and run `git rm --cached {name}`."
        ),
        Exposure::NotIgnored(_) => format!(
            "git does not ignore `{name}`, which holds {holds}: the next `git add` makes the key part of the history. Add \
             `{name}` to `.gitignore`."
        ),
        Exposure::Someday => format!(
            "Nothing keeps `{name}`, which holds {holds}, out of a repository: there is none here yet, and no `.gitignore` \
             names the file. Add it to one before `git init`."
        ),
    };
    let identity: Vec<_> = keys.iter().map(|key| key.value).collect();
    let mut finding = ctx.finding(&RULE.meta, keys[0].location(), &identity, message);
    finding.secrets = keys.iter().map(EnvKey::location).collect();
    finding.labels = keys[1..].iter().map(another).collect();
    let is_shaped = keys.iter().any(|key| key.shape == KeyShape::KeyShaped);
    if !is_shaped {
        finding.severity = finding.severity.min(Severity::Warning);
        finding.confidence = CIRCUMSTANTIAL;
    }
    if matches!(exposure, Exposure::Someday) {
        finding.severity = finding.severity.min(Severity::Info);
        finding.confidence = CIRCUMSTANTIAL;
    }
    if let Exposure::NotIgnored(Some(line)) = exposure {
        let file = line
            .file
            .file_name()
            .and_then(|it| it.to_str())
            .unwrap_or_default();
        finding.message.push_str(&format!(
            " The line `{}` of `{file}` takes it out.",
            line.pattern
        ));
    }
    let is_kept_out = matches!(exposure, Exposure::Tracked(Some(line)) if line.ignores);
    if !is_kept_out {
        finding
            .fixes
            .extend(env_fix::ignore_file(ctx.project(), &ctx.file.path));
    }
    finding
}

fn another(key: &EnvKey<'_>) -> Label {
    Label {
        location: key.location(),
        message: "another key".to_owned(),
    }
}

fn file_name<'p>(ctx: &Context<'_, 'p>) -> &'p str {
    let name = ctx.file.path.file_name();
    name.and_then(|name| name.to_str()).unwrap_or_default()
}
