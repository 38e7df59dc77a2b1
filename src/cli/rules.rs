//! `windbreak explain` and `windbreak rules`.

use super::args::{ExplainArguments, PageFormat, RulesArguments};
use super::exit::{Exit, Failure};
use super::output::Output;
use crate::finding::RuleMeta;
use crate::settings::known_rule;
use anstyle::Style as Ansi;
use serde::Serialize;

/// What is said of a rule in JSON.
#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    summary: &'a str,
    level: crate::finding::Level,
    confidence: crate::finding::Confidence,
    fixable: bool,
    url: String,
    docs: &'a str,
}

/// Explains one rule.
pub(super) fn explain(arguments: &ExplainArguments) -> Result<Exit, Failure> {
    let rule = known_rule(&arguments.rule, &super::rules())
        .map_err(|error| Failure::new(error.to_string()))?;
    let text = match arguments.format {
        PageFormat::Json => format!("{}\n", to_json(&entry(rule))),
        PageFormat::Text | PageFormat::Markdown => {
            format!("{}\n\n{}\n", rule.docs.trim_end(), defaults(rule))
        }
    };
    Output::Stdout.write(text.as_bytes())?;
    Ok(Exit::Clean)
}

/// Lists all rules.
pub(super) fn list(arguments: &RulesArguments) -> Result<Exit, Failure> {
    let rules = super::rules();
    let text = match arguments.format {
        PageFormat::Text => as_table(&rules),
        PageFormat::Markdown => as_markdown(&rules),
        PageFormat::Json => {
            let entries: Vec<_> = rules.iter().map(|rule| entry(rule)).collect();
            format!("{}\n", to_json(&entries))
        }
    };
    Output::Stdout.write(text.as_bytes())?;
    Ok(Exit::Clean)
}

fn entry(rule: &RuleMeta) -> Entry<'_> {
    Entry {
        id: rule.id,
        summary: rule.summary,
        level: rule.level,
        confidence: rule.confidence,
        fixable: rule.fixable,
        url: rule.url(),
        docs: rule.docs,
    }
}

fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).expect("strings and flags make JSON")
}

fn defaults(rule: &RuleMeta) -> String {
    let fixable = match rule.fixable {
        true => "some findings come with a fix",
        false => "there is no fix",
    };
    format!("Default level: {}; {fixable}.", level(rule))
}

fn level(rule: &RuleMeta) -> &'static str {
    rule.level
        .severity()
        .map_or("off", |severity| severity.name())
}

fn as_table(rules: &[&RuleMeta]) -> String {
    let bold = match Output::Stdout.style().color {
        true => Ansi::new().bold(),
        false => Ansi::new(),
    };
    let width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    let line = |rule: &&RuleMeta| {
        let (id, level) = (rule.id, level(rule));
        let fixable = if rule.fixable { "fix" } else { "" };
        let summary = rule.summary;
        format!("{bold}{id:<width$}{bold:#}  {level:<7}  {fixable:<3}  {summary}\n")
    };
    rules.iter().map(line).collect()
}

fn as_markdown(rules: &[&RuleMeta]) -> String {
    let mut table = "| rule | default | fix | reports |\n|---|---|---|---|\n".to_owned();
    for rule in rules {
        let fixable = if rule.fixable { "yes" } else { "" };
        let summary = rule.summary.replace('|', "\\|");
        let (id, level) = (rule.id, level(rule));
        table.push_str(&format!(
            "| [`{id}`]({}) | {level} | {fixable} | {summary} |\n",
            rule.url()
        ));
    }
    table
}
