//! What is seen of the clients of each library: where one is made and with which key, what is asked
//! by it, with which model, input and limit. `clients/README.md` says how a case is written.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use windbreak::flow::{Credential, Flow, Request, SlotValue, Value};
use windbreak::project::{ConfigSource, Configs, Project, SourceFile};
use windbreak::syntax::Language;
use windbreak::text::{Document, Encoding};

/// A small project, and what should be seen in it.
struct Case {
    title: String,
    files: Vec<(String, String)>,
    expected: String,
}

#[test]
fn every_case_is_seen_as_it_is_written_down() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients");
    let only = std::env::var("WINDBREAK_FIXTURE").unwrap_or_default();
    let mut failures = String::new();
    let mut count = 0;
    let mut paths: Vec<_> = std::fs::read_dir(&folder)
        .expect("the cases are there")
        .map(|entry| entry.expect("it can be read").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    paths.sort();
    for path in paths {
        let text = std::fs::read_to_string(&path).expect("a case is text");
        let file = path.file_stem().unwrap_or_default().to_string_lossy();
        for case in cases(&text) {
            if !format!("{file}/{}", case.title).contains(&only) {
                continue;
            }
            count += 1;
            let seen = seen(&case.files);
            if seen.trim() != case.expected.trim() {
                let _ = writeln!(
                    failures,
                    "{file}: {}\n--- expected\n{}\n--- seen\n{seen}",
                    case.title,
                    case.expected.trim(),
                );
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
    assert!(count > 0, "no case has `{only}` in its name");
}

fn cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut expects = false;
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("== ") {
            expects = false;
            cases.push(Case {
                title: title.to_owned(),
                files: Vec::new(),
                expected: String::new(),
            });
            continue;
        }
        let Some(case) = cases.last_mut() else {
            continue;
        };
        if line == "-->" {
            expects = true;
        } else if expects {
            case.expected.push_str(line);
            case.expected.push('\n');
        } else if let Some(path) = line.strip_prefix("//- ") {
            case.files.push((path.trim().to_owned(), String::new()));
        } else if let Some((_, text)) = case.files.last_mut() {
            text.push_str(line);
            text.push('\n');
        }
    }
    cases
}

/// What is seen in some files, a line for each client and each request.
fn seen(files: &[(String, String)]) -> String {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let root = folder.path().canonicalize().expect("it is there");
    let mut parsed = Vec::new();
    for (path, text) in files {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("a file has a folder"))
            .expect("it can be made");
        std::fs::write(&path, text).expect("it can be written");
        if let Some(language) = Language::of_path(&path) {
            let document = Document::new(text.as_str());
            parsed.push(SourceFile::parse(Arc::from(path), language, document));
        }
    }
    let metas: Vec<_> = windbreak::rules::RULES
        .iter()
        .map(|rule| &rule.meta)
        .collect();
    let mut configs = Configs::load(
        std::slice::from_ref(&root),
        ConfigSource::Nearest,
        &metas,
        &[],
    )
    .unwrap_or_else(|errors| panic!("the settings are wrong: {}", errors[0]));
    for file in &parsed {
        let errors = configs.add_above(&file.path);
        assert!(errors.is_empty(), "the settings are wrong: {}", errors[0]);
    }
    let project = Project::new(vec![root.clone()], parsed, configs);
    let flow = Flow::new(&project);
    let mut lines = Vec::new();
    for file in project.files() {
        let name = file
            .path
            .strip_prefix(&root)
            .expect("it is below")
            .display()
            .to_string();
        let at = |offset: usize| {
            (
                name.clone(),
                file.document.position(offset, Encoding::Utf8).line + 1,
            )
        };
        for credential in flow.credentials(file) {
            lines.push((at(credential.at.range().start()), client(&credential)));
        }
        for request in flow.requests(file) {
            lines.push((at(request.at.range().start()), asked(&flow, &request)));
        }
    }
    lines.sort();
    let line = |((name, line), what): ((String, u32), String)| format!("{name}:{line} {what}\n");
    lines.into_iter().map(line).collect()
}

fn client(credential: &Credential<'_>) -> String {
    let kind = match &credential.client {
        Some(client) => client.kind.id.as_str(),
        None => "http",
    };
    match &credential.value {
        Some(value) => format!("client {kind}: {} = {}", credential.slot, drawn(value)),
        None => format!("client {kind}: no key given"),
    }
}

fn asked<'p>(flow: &Flow<'p>, request: &Request<'p>) -> String {
    let mut line = format!("{:?} {}:", request.kind, request.name);
    match flow.model(request) {
        Some(model) => {
            let _ = write!(line, " model {}", drawn(&model));
        }
        None => line.push_str(" no model"),
    }
    if flow.inputs(request).is_empty() {
        line.push_str(", no input");
    }
    if let Some(limit) = flow.token_limit(request) {
        let _ = write!(line, ", limit {}", drawn(&limit));
    }
    line
}

fn drawn(found: &SlotValue<'_>) -> String {
    let values: Vec<_> = found.values.iter().map(value).collect();
    values.join(" or ")
}

fn value(value: &Value<'_>) -> String {
    match value {
        Value::Text(text) => format!("{:?}", text.value),
        Value::Mixed(parts) => {
            let part = |part: &Vec<Value<'_>>| {
                let all: Vec<_> = part.iter().map(self::value).collect();
                all.join(" or ")
            };
            parts.iter().map(part).collect::<Vec<_>>().join(" + ")
        }
        Value::Env(env) => format!("${}{}", env.name, if env.strict { "!" } else { "" }),
        Value::Constant(at) => at.source().to_owned(),
        Value::Null(_) => "null".to_owned(),
        Value::OneOf(names) if names.is_empty() => "one of some".to_owned(),
        Value::OneOf(names) => format!("one of {names:?}"),
        Value::Parameter(_) => "a parameter".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Client(client) => format!("a client {}", client.kind.id),
        _ => "?".to_owned(),
    }
}
