//! A key that travels where others can read it.

use super::Rule;
use super::context::{CIRCUMSTANTIAL, Context, label};
use super::transport::{self, Address, Unverified};
use crate::catalog::words;
use crate::facts::EnvEntry;
use crate::finding::{
    Applicability, Confidence, FileChange, FileEdit, Finding, Fix, Level, Location, RuleMeta,
};
use crate::syntax::Language;
use crate::text::{TextEdit, TextRange};

/// The rule.
pub static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "insecure-transport",
        summary: "requests with a Mistral key are sent over http, or to anybody's certificate",
        level: Level::Error,
        confidence: Confidence::High,
        in_tests: false,
        fixable: true,
        docs: include_str!("insecure-transport.md"),
    },
    check,
};

const PLAIN: &str = "http://";
/// Variables that turn the check of certificates off for a whole process, and what does so.
const SWITCHES: [(&str, &str); 2] = [
    ("NODE_TLS_REJECT_UNAUTHORIZED", "0"),
    ("PYTHONHTTPSVERIFY", "0"),
];

fn check(ctx: &Context<'_, '_>, findings: &mut Vec<Finding>) {
    if ctx.file.language == Language::Dotenv {
        let entries = &ctx.file.facts.env_entries;
        let about_mistral = entries.iter().any(|it| ctx.catalog.names_mistral(&it.name));
        findings.extend(
            entries
                .iter()
                .filter_map(|entry| in_env_file(ctx, entry, about_mistral)),
        );
        return;
    }
    for address in transport::addresses(ctx) {
        if is_exposed(ctx, &address.url) {
            findings.push(plain(ctx, &address));
        }
    }
    for unverified in transport::unverified(ctx) {
        findings.push(off(ctx, &unverified));
    }
}

/// Whether what is sent to an address can be read on the way.
fn is_exposed(ctx: &Context<'_, '_>, url: &str) -> bool {
    let url = url.trim();
    let scheme = url
        .get(..PLAIN.len())
        .is_some_and(|it| it.eq_ignore_ascii_case(PLAIN));
    // An address that is not written out (`http://${host}`) may be that of the machine itself.
    let host = url.get(PLAIN.len()..).unwrap_or_default();
    scheme && host.starts_with(|c: char| c.is_ascii_alphanumeric()) && !ctx.catalog.is_local(url)
}

fn plain(ctx: &Context<'_, '_>, address: &Address<'_>) -> Finding {
    let message = plain_message(&address.taker);
    let place = address.text;
    let identity = [address.taker.as_str(), place.source()];
    let mut finding = ctx.finding(&RULE.meta, place.location(), &identity, message);
    if place != address.slot {
        finding
            .labels
            .push(label(address.slot, "used as the address here"));
    }
    finding.fixes.extend(encrypt(
        ctx,
        &place.location(),
        place.source(),
        &address.url,
    ));
    finding
}

fn plain_message(taker: &str) -> String {
    format!(
        "{taker} sends its key and everything else over `http://`, where whoever is on the way can read it. Use `https://`."
    )
}

/// The fix that puts `https` in the place of `http`; safe where the host is known to answer to it.
fn encrypt(ctx: &Context<'_, '_>, location: &Location, source: &str, url: &str) -> Option<Fix> {
    let at = location.range.start() + source.to_ascii_lowercase().find(PLAIN)?;
    let is_known = ctx
        .catalog
        .host(url)
        .is_some_and(|it| it.host.role.takes_mistral_keys());
    let edit = TextEdit::insert(at + "http".len(), "s");
    Some(Fix {
        title: "Use `https://`".to_owned(),
        applicability: if is_known {
            Applicability::Safe
        } else {
            Applicability::Unsafe
        },
        edits: vec![FileEdit {
            path: location.path.clone(),
            change: FileChange::Edit(edit.into()),
        }],
    })
}

fn off(ctx: &Context<'_, '_>, unverified: &Unverified<'_>) -> Finding {
    let taker = &unverified.taker;
    let message = format!(
        "{taker} accepts any certificate, so whoever is on the way can pose as Mistral and read the key. Check \
         certificates; for one of your own, name its authority instead."
    );
    let place = unverified.switch;
    let identity = [taker.as_str(), place.source()];
    let mut finding = ctx.finding(&RULE.meta, place.location(), &identity, message);
    if let Some(used) = unverified.used {
        finding
            .labels
            .push(label(used, "sends requests to Mistral"));
    }
    if unverified.is_guess {
        finding.confidence = CIRCUMSTANTIAL;
    }
    if let Some(on) = unverified.on {
        finding.fixes.push(Fix {
            title: "Check certificates".to_owned(),
            applicability: Applicability::Safe,
            edits: vec![FileEdit {
                path: place.file.path.clone(),
                change: FileChange::Edit(TextEdit::replace(place.range(), on).into()),
            }],
        });
    }
    finding
}

fn in_env_file(ctx: &Context<'_, '_>, entry: &EnvEntry, about_mistral: bool) -> Option<Finding> {
    let value = entry.value.as_deref()?;
    let (name, location) = (&entry.name, ctx.location(entry.value_range));
    if about_mistral && SWITCHES.contains(&(name.as_str(), value)) {
        let message = format!(
            "`{name}={value}` makes the whole program accept any certificate, so whoever is on the way can pose as Mistral \
             and read the key. Leave it out."
        );
        return Some(ctx.finding(&RULE.meta, location, &[name], message));
    }
    let words = words(name);
    let is_address = words
        .iter()
        .any(|it| matches!(it.as_str(), "url" | "base" | "endpoint" | "host" | "server"));
    let reaches_mistral = ctx
        .catalog
        .host(value)
        .is_some_and(|it| it.host.role.takes_mistral_keys());
    if !(is_address && ctx.catalog.names_mistral(name) || reaches_mistral)
        || !is_exposed(ctx, value)
    {
        return None;
    }
    let message = plain_message(&format!("What reads `{name}`"));
    let mut finding = ctx.finding(&RULE.meta, location, &[name, value], message);
    let place = ctx.location(TextRange::new(
        entry.value_range.start(),
        entry.value_range.end(),
    ));
    let source = ctx.file.source(entry.value_range);
    finding.fixes.extend(encrypt(ctx, &place, source, value));
    Some(finding)
}
