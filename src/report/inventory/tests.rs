use super::*;
use crate::project::{Configs, Project, SourceFile};
use crate::syntax::Language;
use crate::text::Document;
use std::path::PathBuf;

fn base() -> PathBuf {
    match cfg!(windows) {
        true => PathBuf::from("C:\\p"),
        false => PathBuf::from("/p"),
    }
}

/// What could be a key: made here, so that none stands in this file.
fn key() -> String {
    let nth = |first: u8, n: u8| char::from(first + n);
    let letter = |n: u8| match n % 3 {
        0 => nth(b'a', n * 7 % 26),
        1 => nth(b'A', n * 5 % 26),
        _ => nth(b'0', n * 3 % 10),
    };
    (0..32).map(letter).collect()
}

fn project(files: &[(&str, &str)]) -> Project {
    let files = files.iter().map(|(name, text)| {
        let path = base().join(name);
        let language = Language::of_path(&path).expect("it is in a known language");
        SourceFile::parse(path.into(), language, Document::new(*text))
    });
    let files: Vec<_> = files.collect();
    Project::new(vec![base()], files, Configs::default())
}

/// Every kind of origin, a request without a client, and what a page must escape.
fn example() -> Project {
    let chat = r#"
import { Mistral } from "@mistralai/mistralai";

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY, serverURL: "https://api.eu.mistral.ai" });
const MODEL = "mistral-<b>small</b>-latest";

export function ask(model: string, messages: any[]) {
  client.chat.complete({ model, messages, maxTokens: 1_000 });
  client.chat.complete({ model: MODEL, messages });
  client.chat.complete({ model: process.env.MODEL ?? "mistral-small-latest", messages });
  client.agents.complete({ agentId: "ag_1", messages });
  client.embeddings.create({ model: "mistral-embed", inputs: ["a"] });
}
"#;
    let raw = format!(
        r#"
import requests
from mistralai import Mistral

KEY = "{key}"

Mistral(api_key=KEY)
Mistral()
requests.post(
    "https://api.mistral.ai/v1/chat/completions",
    headers={{"Authorization": "Bearer {key}"}},
    json={{"model": "{key}", "messages": []}},
)
"#,
        key = key()
    );
    project(&[("src/a & b.ts", chat), ("tools/raw.py", &raw)])
}

fn render(format: Format, style: Style, project: &Project) -> String {
    let base = base();
    let sources = Sources::new(project, &base, &[]);
    let mut out = Vec::new();
    let list = Inventory::of(project);
    write(format, &list, &sources, style, &mut out).expect("memory can be written to");
    String::from_utf8(out).expect("reports are UTF-8")
}

fn golden(format: Format) -> String {
    render(format, Style::default(), &example())
}

#[test]
fn text() {
    insta::assert_snapshot!(golden(Format::Text));
}

#[test]
fn json() {
    insta::assert_snapshot!(golden(Format::Json));
}

#[test]
fn no_format_shows_a_key() {
    let color = Style {
        color: true,
        hyperlinks: true,
    };
    for format in ALL {
        for style in [Style::default(), color] {
            let shown = render(format, style, &example()).replace("<wbr>", "");
            assert!(shown.contains("tools/raw.py"), "{format:?}: {shown}");
            assert!(!shown.contains(&key()[4..28]), "{format:?}: {shown}");
        }
    }
}

#[test]
fn what_stands_in_a_source_cannot_steer_the_terminal() {
    let text = "import { Mistral } from '@mistralai/mistralai';\n\
        new Mistral({}).chat.complete({ model: '\\x1b[2J\\n' });\n";
    let shown = render(Format::Text, Style::default(), &project(&[("a.ts", text)]));
    assert!(!shown.contains('\u{1b}'), "{shown}");
    assert_eq!(shown.lines().count(), 5, "{shown}");
}

#[test]
fn the_published_schema_is_the_one_of_the_code() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/inventory.schema.json");
    let schema = format!("{:#}\n", json_schema());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, &schema).unwrap();
    }
    let published = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(published, schema, "run the tests with UPDATE_DOCS=1");
}

#[test]
fn html() {
    insta::assert_snapshot!(golden(Format::Html));
}

#[test]
fn cyclonedx() {
    insta::assert_snapshot!(golden(Format::CycloneDx));
}

/// What the specification asks of a bill, as far as it concerns one like this.
#[test]
fn a_bill_of_materials_is_one() {
    let bill: serde_json::Value = serde_json::from_str(&golden(Format::CycloneDx)).unwrap();
    assert_eq!(bill["bomFormat"], "CycloneDX");
    assert_eq!(bill["specVersion"], "1.6");
    let serial = bill["serialNumber"].as_str().unwrap();
    let digits = serial.strip_prefix("urn:uuid:").unwrap();
    let lengths: Vec<_> = digits.split('-').map(str::len).collect();
    assert_eq!(lengths, [8, 4, 4, 4, 12], "{serial}");
    assert!(
        digits
            .replace('-', "")
            .bytes()
            .all(|b| b.is_ascii_hexdigit())
    );
    let items = |name: &str| bill[name].as_array().unwrap().clone();
    let mut references = vec![bill["metadata"]["component"]["bom-ref"].clone()];
    for component in items("components") {
        assert!(
            ["machine-learning-model", "library"].contains(&component["type"].as_str().unwrap())
        );
        assert!(!component["name"].as_str().unwrap().is_empty());
        for place in component["evidence"]["occurrences"].as_array().unwrap() {
            assert!(place["location"].is_string() && place["line"].is_u64());
        }
        references.push(component["bom-ref"].clone());
    }
    for service in items("services") {
        let endpoints = service["endpoints"].as_array().unwrap();
        let is_url = |it: &serde_json::Value| it.as_str().unwrap().starts_with("https://");
        assert!(service["name"].is_string() && endpoints.iter().all(is_url));
        references.push(service["bom-ref"].clone());
    }
    let unique: std::collections::BTreeSet<_> =
        references.iter().map(|it| it.to_string()).collect();
    assert_eq!(unique.len(), references.len(), "a reference is given twice");
    let dependencies = items("dependencies");
    assert_eq!(dependencies.len(), references.len());
    for dependency in &dependencies {
        assert!(references.contains(&dependency["ref"]));
    }
}

#[test]
fn a_page_asks_for_nothing_from_elsewhere() {
    let page = golden(Format::Html);
    for loading in ["src=", "href=", "url(", "@import", "<link", "fetch("] {
        assert!(!page.contains(loading), "{loading}");
    }
    assert!(page.contains("mistral-&lt;b&gt;small&lt;/b&gt;-latest"));
    assert!(page.contains("src/<wbr>a &amp; b.ts"));
}

#[test]
fn nothing_to_list_is_a_list_too() {
    let none = |format| render(format, Style::default(), &project(&[]));
    assert_eq!(none(Format::Text), "Nothing here talks to Mistral.\n");
    assert!(none(Format::Html).contains("None."));
    for format in [Format::Json, Format::CycloneDx] {
        let _: serde_json::Value = serde_json::from_str(&none(format)).unwrap();
    }
}

const ALL: [Format; 4] = [Format::Text, Format::Json, Format::Html, Format::CycloneDx];
