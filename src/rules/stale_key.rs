//! A key that has not been changed for long.

use super::Rule;
use super::context::Context;
use super::env_keys::env_keys;
use crate::catalog::Date;
use crate::facts::EnvEntry;
use crate::finding::{Confidence, Finding, Level, RuleMeta};
use crate::text::Encoding;
use rustc_hash::FxHashMap;

/// The rule.
pub static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "stale-key",
        summary: "a Mistral key is older than keys may get",
        level: Level::Info,
        confidence: Confidence::High,
        in_tests: false,
        fixable: false,
        docs: include_str!("stale-key.md"),
    },
    check,
};

/// The age in days that a key may get if the settings do not say.
const MAX_AGE: u32 = 90;
/// What a comment says before the day of the last change.
const MARK: &str = "rotated";

fn check(ctx: &Context<'_, '_>, findings: &mut Vec<Finding>) {
    let keys = env_keys(ctx, ctx.file);
    if keys.is_empty() {
        return;
    }
    let days = rotations(ctx);
    let max_age = ctx.settings.keys.max_age_days.unwrap_or(MAX_AGE);
    for key in keys {
        let Some(day) = rotated(ctx, key.entry, &days) else {
            continue;
        };
        let age = day.days_until(ctx.today);
        if age > i64::from(max_age) {
            findings.push(finding(ctx, key.entry, day, age, max_age));
        }
    }
}

fn finding(ctx: &Context<'_, '_>, entry: &EnvEntry, day: Date, age: i64, max_age: u32) -> Finding {
    let name = &entry.name;
    let message = format!(
        "`{name}` was last rotated on {day}, {age} days ago; {max_age} are the most. The longer a key is used, the more \
         places have it. Make a new key, put it here with the date, and revoke the old one."
    );
    ctx.finding(&RULE.meta, ctx.location(entry.name_range), &[name], message)
}

/// The days that comments tell of, by line; of a comment alone on its line, under the line after it too.
fn rotations(ctx: &Context<'_, '_>) -> FxHashMap<u32, Date> {
    let document = &ctx.file.document;
    let mut days = FxHashMap::default();
    let mut above: Option<(u32, Date)> = None;
    for comment in &ctx.file.facts.comments {
        let line = document
            .position(comment.range.start(), Encoding::Utf8)
            .line;
        let start = document.line_range(line).start();
        let is_alone = document.text()[start..comment.range.start()]
            .trim()
            .is_empty();
        // Comments right under one another belong to the same entry.
        let before = above.take().filter(|(last, _)| last + 1 == line);
        let day = day_in(ctx.file.source(comment.range));
        if !is_alone {
            days.extend(day.map(|day| (line, day)));
        } else if let Some(day) = day.or(before.map(|(_, day)| day)) {
            days.entry(line + 1).or_insert(day);
            above = Some((line, day));
        }
    }
    days
}

fn rotated(ctx: &Context<'_, '_>, entry: &EnvEntry, days: &FxHashMap<u32, Date>) -> Option<Date> {
    let offset = entry.name_range.start();
    days.get(&ctx.file.document.position(offset, Encoding::Utf8).line)
        .copied()
}

/// The day that a comment says a key was rotated on: `# rotated: 2026-01-31`.
fn day_in(comment: &str) -> Option<Date> {
    let at = comment.to_ascii_lowercase().find(MARK)?;
    let rest = comment[at + MARK.len()..].trim_start_matches([':', '=', ' ', '\t']);
    let rest = rest.strip_prefix("on ").unwrap_or(rest);
    rest.get(..10)?.parse().ok()
}
