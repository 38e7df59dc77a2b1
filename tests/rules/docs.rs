//! The pages of the rules are held to what the rules do: what stands under *Example* is reported,
//! what stands under *Use instead* is not.

use crate::harness::{Run, key};
use std::path::Path;
use windbreak::finding::Level;
use windbreak::rules::{RULES, Rule};
use windbreak::syntax::Language;

/// The sections of a page, in order.
const SECTIONS: [&str; 7] = [
    "What it does",
    "Why is this bad?",
    "Example",
    "Use instead",
    "How it decides",
    "Options",
    "References",
];

/// The settings that the examples speak of: some rules say nothing without any.
const SETTINGS: &str = "[models]\nallowed = [\"mistral-small-latest\"]\n";

/// Set to write the index instead of comparing it.
const UPDATE: &str = "UPDATE_DOCS";

#[test]
fn pages_have_all_sections_in_order() {
    for rule in RULES {
        let sections: Vec<_> = rule
            .meta
            .docs
            .lines()
            .filter_map(|line| line.strip_prefix("## "))
            .collect();
        assert_eq!(sections, SECTIONS, "{}", rule.meta.id);
        assert!(
            rule.meta.docs.starts_with(&format!("# {}\n", rule.meta.id)),
            "{}",
            rule.meta.id
        );
    }
}

#[test]
fn examples_are_reported_and_what_to_use_instead_is_not() {
    for rule in RULES {
        for (section, is_reported) in [("Example", true), ("Use instead", false)] {
            let (blocks, beside): (Vec<_>, Vec<_>) = blocks(rule, section)
                .into_iter()
                .partition(|block| Language::of_path(Path::new(&block.path)).is_some());
            assert!(
                !blocks.is_empty(),
                "{} has no code under {section}",
                rule.meta.id
            );
            for block in blocks {
                let found = reports(rule, &block, &beside);
                assert_eq!(
                    found, is_reported,
                    "{}, under {section}:\n{}",
                    rule.meta.id, block.text
                );
            }
        }
    }
}

#[test]
fn the_index_lists_every_rule() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    let index = index();
    if std::env::var_os(UPDATE).is_some() {
        std::fs::write(&path, &index).expect("the index can be written");
    }
    let written = std::fs::read_to_string(&path)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    assert!(
        written == index,
        "docs/rules.md is out of date: run the tests with {UPDATE}=1"
    );
}

/// A block of code of a page.
struct Block {
    path: String,
    text: String,
}

/// The blocks of code in a section that are in a language windbreak reads, and manifests. A path after the language (`` ```ts src/client.ts ``) is the
/// file's name.
fn blocks(rule: &Rule, section: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let (mut here, mut open): (bool, Option<Option<Block>>) = (false, None);
    for line in rule.meta.docs.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(_), Some(_)) => blocks.extend(open.take().flatten().filter(|_| here)),
            (Some(info), None) => {
                open = Some(file_name(info).map(|path| Block {
                    path,
                    text: String::new(),
                }))
            }
            (None, Some(block)) => block
                .iter_mut()
                .for_each(|block| block.text.extend([line, "\n"])),
            (None, None) => {
                here = line
                    .strip_prefix("## ")
                    .map_or(here, |title| title == section)
            }
        }
    }
    blocks
}

fn file_name(info: &str) -> Option<String> {
    let (language, path) = info.split_once(' ').unwrap_or((info, ""));
    let default = match language {
        "ts" => "example.ts",
        "tsx" => "example.tsx",
        "js" => "example.js",
        "python" => "example.py",
        "dotenv" => ".env.example",
        // What stands beside the code.
        "json" if !path.is_empty() => path,
        _ => return None,
    };
    Some(if path.is_empty() {
        default.to_owned()
    } else {
        path.to_owned()
    })
}

/// Whether the rule reports something in a block that has these files beside it. A reader sees keys shortened, as windbreak shows
/// them (`q7Xd…9LmT`); the rule sees them whole.
fn reports(rule: &Rule, block: &Block, beside: &[Block]) -> bool {
    let shortened = regex::Regex::new("([A-Za-z0-9]{4})…([A-Za-z0-9]{4})").expect("it is constant");
    let whole = shortened.replace_all(&block.text, |parts: &regex::Captures<'_>| {
        format!("{}{}{}", &parts[1], &key(0)[4..28], &parts[2])
    });
    let settings = ("windbreak.toml", SETTINGS);
    let beside = beside
        .iter()
        .map(|block| (block.path.as_str(), block.text.as_str()));
    let run = Run::new(beside.chain([settings, (block.path.as_str(), &*whole)]));
    run.findings
        .iter()
        .any(|finding| finding.rule.id == rule.meta.id)
}

/// The page that lists the rules.
fn index() -> String {
    let mut text = "# Rules\n\n| rule | default | fix | reports |\n|---|---|---|---|\n".to_owned();
    for rule in RULES {
        let meta = &rule.meta;
        let fix = if meta.fixable { "yes" } else { "" };
        let row = format!(
            "| [`{0}`](../src/rules/{0}.md) | {1} | {fix} | {2} |\n",
            meta.id,
            level(meta.level),
            meta.summary
        );
        text.push_str(&row);
    }
    text
}

fn level(level: Level) -> &'static str {
    level.severity().map_or("off", |severity| severity.name())
}
