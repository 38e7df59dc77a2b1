use super::*;
use crate::finding::{
    Applicability, Confidence, FileChange, FileEdit, Fingerprint, Fix, Label, Level, Location,
    RuleMeta, Severity,
};
use crate::project::{Configs, Project, SourceFile};
use crate::syntax::Language;
use crate::text::{Document, TextEdit, TextRange};
use proptest::prelude::*;
use std::path::{Path, PathBuf};

static HARDCODED_KEY: RuleMeta = RuleMeta {
    id: "hardcoded-key",
    summary: "A Mistral API key stands in the source",
    level: Level::Error,
    confidence: Confidence::High,
    in_tests: true,
    fixable: true,
    docs: "# hardcoded-key\n\nA key in the source is a key in everybody's hands.\n",
};
static UNKNOWN_MODEL: RuleMeta = RuleMeta {
    id: "unknown-model",
    summary: "A model id is not one that Mistral offers",
    level: Level::Info,
    confidence: Confidence::Medium,
    in_tests: true,
    fixable: true,
    docs: "# unknown-model\n",
};

/// Obviously no key, but as long as one.
const KEY: &str = "notAKey0notAKey1notAKey2notAKey3";

fn base() -> PathBuf {
    match cfg!(windows) {
        true => PathBuf::from("C:\\p"),
        false => PathBuf::from("/p"),
    }
}

fn project(files: &[(&str, &str)]) -> Project {
    let files = files.iter().map(|(name, text)| {
        let path = base().join(name).into();
        SourceFile::parse(path, Language::TypeScript, Document::new(*text))
    });
    let files: Vec<_> = files.collect();
    Project::new(vec![base()], files, Configs::default())
}

/// Where `what` stands in the file.
fn at(project: &Project, name: &str, what: &str) -> Location {
    let path = base().join(name);
    let file = project.file(&path).expect("the file exists");
    let start = file.document.text().find(what).expect("it is in the file");
    Location {
        path: file.path.clone(),
        range: TextRange::new(start, start + what.len()),
    }
}

fn finding(rule: &'static RuleMeta, location: Location, message: &str) -> Finding {
    Finding {
        rule,
        severity: rule.level.severity().unwrap_or(Severity::Hint),
        confidence: rule.confidence,
        message: message.to_owned(),
        location,
        labels: Vec::new(),
        secrets: Vec::new(),
        fixes: Vec::new(),
        fingerprint: Fingerprint::new(rule.id, &[message]),
    }
}

fn edit(location: &Location, text: &str) -> FileEdit {
    FileEdit {
        path: location.path.clone(),
        change: FileChange::Edit(TextEdit::replace(location.range, text).into()),
    }
}

fn example() -> (Project, Vec<Finding>) {
    let client = format!(
        "import {{ key }} from './key';\n\nconst client = new Mistral({{ apiKey: key }});\n// 你好: {KEY}\r\n\tclient.chat.complete({{ model: 'mistral-smal' }});\n"
    );
    let project = project(&[
        ("src/client.ts", &client),
        ("src/key.ts", &format!("export const key =\n  '{KEY}';\n")),
    ]);
    let key = at(&project, "src/key.ts", KEY);
    let mut hardcoded = finding(
        &HARDCODED_KEY,
        key.clone(),
        "a Mistral API key stands in the source: everybody who reads it can use it",
    );
    hardcoded.labels.push(Label {
        location: at(&project, "src/client.ts", "key }"),
        message: "flows into `apiKey` of `Mistral`".to_owned(),
    });
    hardcoded.secrets.push(key.clone());
    hardcoded.fixes.push(Fix {
        title: "Move the key to `.env`".to_owned(),
        applicability: Applicability::Safe,
        edits: vec![edit(&key, "process.env.MISTRAL_API_KEY")],
    });
    let model = at(&project, "src/client.ts", "'mistral-smal'");
    let mut unknown = finding(
        &UNKNOWN_MODEL,
        model.clone(),
        "`mistral-smal` is no known model",
    );
    unknown.fixes.push(Fix {
        title: "Replace it by `mistral-small-latest`".to_owned(),
        applicability: Applicability::Unsafe,
        edits: vec![edit(&model, "'mistral-small-latest'")],
    });
    (project, vec![unknown, hardcoded])
}

fn render(format: Format, style: Style, project: &Project, findings: &[Finding]) -> String {
    let base = base();
    let sources = Sources::new(project, &base, findings);
    let shown: Vec<_> = findings.iter().collect();
    let report = Report {
        findings: &shown,
        sources: &sources,
        summary: &Summary::new(&shown, 0),
    };
    let mut out = Vec::new();
    write(format, &report, style, &mut out).expect("memory can be written to");
    String::from_utf8(out).expect("reports are UTF-8")
}

fn golden(format: Format) -> String {
    let (project, findings) = example();
    render(format, Style::default(), &project, &findings)
}

#[test]
fn text() {
    insta::assert_snapshot!(golden(Format::Text));
}

#[test]
fn concise() {
    insta::assert_snapshot!(golden(Format::Concise));
}

#[test]
fn json() {
    insta::assert_snapshot!(golden(Format::Json));
}

#[test]
fn jsonl() {
    insta::assert_snapshot!(golden(Format::Jsonl));
}

#[test]
fn sarif() {
    insta::assert_snapshot!(golden(Format::Sarif));
}

#[test]
fn github() {
    insta::assert_snapshot!(golden(Format::Github));
}

#[test]
fn statistics() {
    let (_, findings) = example();
    let shown: Vec<_> = findings.iter().chain(&findings[1..]).collect();
    let mut out = Vec::new();
    write_statistics(Format::Text, &shown, Style::default(), &mut out).unwrap();
    insta::assert_snapshot!(String::from_utf8(out).unwrap());
}

/// A notebook with a key in its third cell that is used in its fourth and printed there.
fn notebook_example() -> (Project, Vec<Finding>) {
    let raw = serde_json::json!({ "cells": [
        { "cell_type": "markdown", "source": ["# Keys\n", "and values"] },
        { "cell_type": "code", "source": "%pip install mistralai" },
        { "cell_type": "code", "source": ["import os\n", format!("key = \"{KEY}\"")] },
        { "cell_type": "code", "source": ["# é\n", "client = Mistral(api_key=key)"],
          "outputs": [{ "text": ["one\n", format!("MISTRAL_API_KEY={KEY}")] }] },
    ] });
    let raw = serde_json::to_string_pretty(&raw).unwrap();
    let path = base().join("chat.ipynb").into();
    let file = SourceFile::parse(path, Language::Python, Document::new(raw));
    let project = Project::new(vec![base()], [file], Configs::default());
    let key = at(&project, "chat.ipynb", KEY);
    let mut written = finding(&HARDCODED_KEY, key.clone(), "a key");
    written.secrets.push(key);
    written.labels.push(Label {
        location: at(&project, "chat.ipynb", "key)"),
        message: "used here".to_owned(),
    });
    let mut printed = written.clone();
    printed.labels.clear();
    let text = project
        .file(&base().join("chat.ipynb"))
        .unwrap()
        .document
        .text()
        .to_owned();
    let last = text.rfind(KEY).unwrap();
    printed.location.range = TextRange::new(last, last + KEY.len());
    printed.secrets[0] = printed.location.clone();
    (project, vec![written, printed])
}

#[test]
fn places_in_notebooks_are_those_of_cells_for_people_and_of_the_file_for_tools() {
    let (project, findings) = notebook_example();
    let render = |format| {
        let report = render(format, Style::default(), &project, &findings);
        assert!(!report.contains(KEY), "{report}");
        report
    };
    let text = render(Format::Text);
    let masked = format!(
        "2 | key = \"{}{}{}\"",
        &KEY[..4],
        "*".repeat(KEY.len() - 8),
        &KEY[KEY.len() - 4..]
    );
    for part in [
        "chat.ipynb:cell 2:2:8\n",
        &masked,
        "chat.ipynb:cell 3:2:26\n",
        "2 | client =",
        "chat.ipynb:cell 3 output 0:2:17\n",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    let concise = render(Format::Concise);
    assert!(
        concise.starts_with("chat.ipynb:cell 2:2:8: error hardcoded-key a key\n"),
        "{concise}"
    );

    let raw = project
        .file(&base().join("chat.ipynb"))
        .unwrap()
        .raw()
        .text()
        .to_owned();
    let line = raw.lines().position(|line| line.contains(KEY)).unwrap() + 1;
    let json: serde_json::Value = serde_json::from_str(&render(Format::Json)).unwrap();
    let [written, printed] = [&json["findings"][0], &json["findings"][1]];
    assert_eq!(
        (&written["cell"], &written["range"]["start"]["line"]),
        (&2.into(), &2.into())
    );
    assert_eq!(
        (&written["labels"][0]["cell"], written.get("output")),
        (&3.into(), None)
    );
    assert_eq!(
        (&printed["cell"], &printed["output"]),
        (&3.into(), &0.into())
    );
    let sarif: serde_json::Value = serde_json::from_str(&render(Format::Sarif)).unwrap();
    let location = &sarif["runs"][0]["results"][0]["locations"][0];
    assert_eq!(location["physicalLocation"]["region"]["startLine"], line);
    assert_eq!(location["logicalLocations"][0]["name"], "cell 2");
    let github = render(Format::Github);
    assert!(
        github.contains(&format!("file=chat.ipynb,line={line},")),
        "{github}"
    );
    assert!(
        github.contains("::chat.ipynb:cell 2:2:8: hardcoded-key"),
        "{github}"
    );
}

#[test]
fn colors_and_links_are_made_only_on_request() {
    let (project, findings) = example();
    for format in [Format::Text, Format::Concise] {
        let plain = render(format, Style::default(), &project, &findings);
        assert!(!plain.contains('\u{1b}'));
        let color = Style {
            color: true,
            hyperlinks: false,
        };
        assert!(render(format, color, &project, &findings).contains("\u{1b}["));
    }
    let links = Style {
        color: true,
        hyperlinks: true,
    };
    let text = render(Format::Text, links, &project, &findings);
    assert!(text.contains("\u{1b}]8;;https://"));
}

#[test]
fn without_findings_people_are_told_and_machines_get_an_empty_list() {
    let none = |format| render(format, Style::default(), &project(&[]), &[]);
    assert_eq!(none(Format::Text), "No findings.\n");
    assert_eq!(none(Format::Jsonl), "");
    let json: serde_json::Value = serde_json::from_str(&none(Format::Json)).unwrap();
    assert_eq!(json["findings"], serde_json::json!([]));
}

#[test]
fn a_file_that_is_gone_is_still_named() {
    let lost = Location {
        path: base().join("gone.ts").into(),
        range: TextRange::new(10, 20),
    };
    let findings = [finding(&HARDCODED_KEY, lost, "a key")];
    for format in ALL {
        let report = render(format, Style::default(), &project(&[]), &findings);
        assert!(report.contains("gone.ts"), "{format:?}");
    }
}

#[test]
fn what_stands_in_a_source_cannot_steer_the_terminal() {
    let text = "const x = '\u{1b}[2J\u{202e}';\n";
    let project = project(&[("a.ts", text)]);
    let location = at(&project, "a.ts", "x");
    let findings = [finding(&UNKNOWN_MODEL, location, "bad \u{1b}[2J\nmodel")];
    for format in ALL {
        let report = render(format, Style::default(), &project, &findings);
        assert!(!report.contains('\u{1b}'), "{format:?}: {report}");
    }
}

#[test]
fn the_first_column_is_after_the_byte_order_mark() {
    let project = project(&[("a.ts", "\u{feff}model")]);
    let findings = [finding(&UNKNOWN_MODEL, at(&project, "a.ts", "model"), "m")];
    let report = render(Format::Concise, Style::default(), &project, &findings);
    assert!(report.starts_with("a.ts:1:1: "), "{report}");
    let report = render(Format::Text, Style::default(), &project, &findings);
    assert!(report.contains("a.ts:1:1\n"), "{report}");
}

#[test]
fn the_published_schema_is_the_one_of_the_code() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/findings.schema.json");
    let schema = format!("{:#}\n", json_schema());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, &schema).unwrap();
    }
    let published = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(published, schema, "run the tests with UPDATE_DOCS=1");
}

const ALL: [Format; 6] = [
    Format::Text,
    Format::Concise,
    Format::Json,
    Format::Jsonl,
    Format::Sarif,
    Format::Github,
];

/// Pieces of text around a key: line breaks of all kinds, tabs, wide and combining characters.
const FILLER: &str = "[a-z '\"`\t\r\n\u{1b}你é\u{301}🦀=;{}]{0,40}";

proptest! {
    /// Whatever ranges a rule names, whatever is around the key, whoever's message holds it.
    #[test]
    fn no_format_shows_a_key(
        before in FILLER,
        between in FILLER,
        after in FILLER,
        ranges in proptest::collection::vec((0usize..200, 0usize..200), 1..6),
        split in 0usize..=32,
        whole in any::<bool>(),
    ) {
        let text = format!("{before}{KEY}{between}{}\r\n{}{after}", &KEY[..split], &KEY[split..]);
        let project = project(&[("a.ts", &text)]);
        let path = at(&project, "a.ts", KEY).path;
        let place = |start: usize, end: usize| Location {
            path: path.clone(),
            range: TextRange::new(start.min(end), start.max(end)),
        };
        let first = before.len();
        let second = first + KEY.len() + between.len();
        let third = second + split + 2;
        let mut keys = finding(&HARDCODED_KEY, place(ranges[0].0, ranges[0].1), KEY);
        keys.secrets.push(place(first, first + KEY.len()));
        keys.fixes.push(Fix {
            title: format!("Move {KEY}"),
            applicability: Applicability::Safe,
            edits: vec![edit(&keys.location, KEY)],
        });
        let mut parts = finding(&HARDCODED_KEY, place(second, third), "a key in two parts");
        match whole {
            true => parts.secrets.push(place(second, third + KEY.len() - split)),
            false => parts.secrets.extend([
                place(second, second + split),
                place(third, third + KEY.len() - split),
            ]),
        }
        let mut other = finding(&UNKNOWN_MODEL, place(first + 3, first + 9), "half a key");
        other.labels = ranges
            .iter()
            .map(|(start, end)| Label {
                location: place(*start, *end),
                message: format!("it is {KEY}"),
            })
            .collect();
        other.fixes.push(Fix {
            title: "Repeat it".to_owned(),
            applicability: Applicability::Unsafe,
            edits: vec![edit(&other.location, KEY)],
        });
        let findings = [keys, parts, other];
        for format in ALL {
            for color in [false, true] {
                let style = Style { color, hyperlinks: color };
                let report = render(format, style, &project, &findings);
                for window in KEY.as_bytes().windows(10).step_by(1) {
                    let window = std::str::from_utf8(window).unwrap();
                    prop_assert!(!report.contains(window), "{format:?}: {report}");
                }
            }
        }
    }
}

#[test]
fn paths_in_other_folders_are_seen_from_here() {
    assert_eq!(
        sources::relative(Path::new("/p/a"), Path::new("/p/b")),
        "../a"
    );
}
