//! A malicious release of a package, in a manifest or a lock file.

use super::Rule;
use super::context::{CIRCUMSTANTIAL, Context};
use crate::catalog::{Advisory, Family};
use crate::finding::{
    Applicability, Confidence, FileChange, FileEdit, Finding, Fix, Level, Location, RuleMeta,
};
use crate::project::{Pinned, Project};
use crate::text::TextEdit;
use std::sync::Arc;

/// The rule.
pub static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "compromised-dependency",
        summary: "a manifest or lock file names a malicious release",
        level: Level::Error,
        confidence: Confidence::High,
        in_tests: true,
        fixable: true,
        docs: include_str!("compromised-dependency.md"),
    },
    check,
};

fn check(ctx: &Context<'_, '_>, findings: &mut Vec<Finding>) {
    let mut add = |named: &Pinned| {
        if let Some(advisory) = advisory(ctx, named) {
            findings.push(finding(ctx, named, advisory));
        }
    };
    Project::pinned_by(ctx.file).iter().for_each(&mut add);
    // One that is looked at itself may say something else by now than it does on disk.
    let is_passed = |named: &&Pinned| ctx.project().file(&named.path).is_none();
    for pinned in ctx.project().pinned(&ctx.file.path) {
        pinned.iter().filter(is_passed).for_each(&mut add);
    }
}

fn advisory<'c>(ctx: &Context<'_, '_>, named: &Pinned) -> Option<&'c Advisory> {
    let mut advisories = ctx.catalog.advisories().iter();
    advisories.find(|it| {
        let package = match it.family {
            Family::Ecma => named.package == it.package,
            // Names of Python's packages differ in case and in dashes.
            Family::Python => named.package.eq_ignore_ascii_case(&it.package),
        };
        package && it.versions.contains(&named.version)
    })
}

fn finding(ctx: &Context<'_, '_>, named: &Pinned, advisory: &Advisory) -> Finding {
    let (package, version) = (&named.package, &named.version);
    let what = match named.is_exact {
        true => "is named here",
        false => "is the lowest that will do here, so it was installed once",
    };
    let advice = match named.is_lock {
        true => "have the lock file made anew",
        false => "install it",
    };
    let message = format!(
        "`{package}` {version} is a malicious release ({}), and {what}. Whoever installed it should count every key on \
         that machine as stolen: change them. Go to {}, and {advice}.",
        advisory.id, advisory.safe,
    );
    let location = Location {
        path: Arc::clone(&named.path),
        range: named.range,
    };
    let mut finding = ctx.finding(&RULE.meta, location, &[package, version], message);
    if !named.is_exact {
        finding.confidence = CIRCUMSTANTIAL;
    }
    // A lock file has hashes too; its tool must write them.
    if !named.is_lock {
        finding.fixes.push(Fix {
            title: format!("Go to {}", advisory.safe),
            applicability: Applicability::Safe,
            edits: vec![FileEdit {
                path: Arc::clone(&named.path),
                change: FileChange::Edit(
                    TextEdit::replace(named.range, advisory.safe.clone()).into(),
                ),
            }],
        });
    }
    finding
}
