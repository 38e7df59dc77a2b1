//! The command line, as its users see it. Cases that are data are in `tests/cli/*.toml`, each with
//! its files in the folder `*.in`; what is too large or too odd to be kept is made here.

mod sandbox;

use sandbox::{WINDBREAK, client, folder, key, read, text, windbreak};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn cases() {
    trycmd::TestCases::new()
        .register_bin("windbreak", Path::new(WINDBREAK))
        .env("CLICOLOR_FORCE", "")
        .case("tests/cli/*.toml");
}

#[test]
fn no_output_shows_the_key() {
    let key = key(0);
    let folder = folder(&[("app.ts", &client(&key))]);
    for format in ["text", "concise", "json", "jsonl", "sarif", "github"] {
        for color in ["always", "never"] {
            let output = windbreak(&folder, &["check", "--format", format, "--color", color]);
            assert_eq!(output.status.code(), Some(1), "{format}");
            for stream in [&output.stdout, &output.stderr] {
                let shown = text(stream);
                assert!(!shown.contains(&key[4..28]), "{format}: {shown}");
            }
            assert!(text(&output.stdout).contains("hardcoded-key"), "{format}");
        }
    }
}

#[test]
fn no_output_shows_the_key_of_any_kind_of_file() {
    let key = key(0);
    let files = [
        (
            "a.json",
            format!("{{\"mistral\": {{\"apiKey\": \"{key}\"}}}}"),
        ),
        ("a.yaml", format!("mistral:\n  api_key: {key} # {key}\n")),
        ("a.toml", format!("[mistral]\napi_key = \"{key}\"\n")),
        ("a.ini", format!("[mistral]\napi_key = {key}\n")),
        (
            "compose.yaml",
            format!("services: {{a: {{environment: [MISTRAL_API_KEY={key}]}}}}\n"),
        ),
        (
            ".github/workflows/ci.yml",
            format!("env:\n  MISTRAL_API_KEY: {key}\n"),
        ),
        ("Dockerfile", format!("ENV MISTRAL_API_KEY={key}\n")),
        (
            "a.sh",
            format!("export MISTRAL_API_KEY={key}; echo {key}\n"),
        ),
        (
            "a.md",
            format!("MISTRAL_API_KEY={key}\n\n```py\nmistral_api_key = '{key}'\n```\n"),
        ),
        (
            "a.vue",
            format!("<script>const mistralApiKey = '{key}'</script><b>{key}</b>"),
        ),
        ("a.py", format!("# MISTRAL_API_KEY={key}\n")),
    ];
    let named: Vec<_> = files
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let folder = folder(&named);
    for format in ["text", "concise", "json", "jsonl", "sarif", "github"] {
        for diff in [&[][..], &["--diff", "--unsafe-fixes"]] {
            if !diff.is_empty() && format != "text" {
                continue;
            }
            let arguments = [&["check", "--format", format][..], diff].concat();
            let output = windbreak(&folder, &arguments);
            for stream in [&output.stdout, &output.stderr] {
                let shown = text(stream);
                assert!(!shown.contains(&key[4..28]), "{format}: {shown}");
            }
            let shown = text(&output.stdout);
            for (name, _) in files.iter().filter(|_| diff.is_empty()) {
                assert!(shown.contains(name), "{format} {name}: {shown}");
            }
        }
    }
}

#[test]
fn a_key_that_nobody_may_report_is_masked_all_the_same() {
    let key = key(0);
    let fallback = format!("process.env.KEY || '{key}'");
    let source = client(&key).replace(&format!("'{key}'"), &fallback);
    let folder = folder(&[("app.ts", &source)]);
    let output = windbreak(&folder, &["check", "--rule", "hardcoded-key=off"]);
    let shown = text(&output.stdout);
    assert!(shown.contains("app.ts:3:"), "{shown}");
    assert!(!shown.contains(&key[4..28]), "{shown}");
}

#[test]
fn a_report_goes_to_a_file_if_asked_to() {
    let folder = folder(&[("app.ts", &client(&key(0)))]);
    let arguments = ["check", "--format", "json", "--output", "findings.json"];
    let output = windbreak(&folder, &arguments);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout), "");
    let report = fs::read_to_string(folder.path().join("findings.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["version"], 1);
    let found = report["findings"].as_array().unwrap();
    assert!(
        found
            .iter()
            .any(|finding| finding["rule"] == "hardcoded-key")
    );
    assert!(found.iter().all(|finding| finding["path"] == "app.ts"));

    let nowhere = ["check", "--output", "no/such/folder/report"];
    let output = windbreak(&folder, &nowhere);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("cannot write to `no/such/folder/report`"));
}

/// `examples/inventory.txt` is written by hand: what a careful reader of the examples finds.
#[test]
fn the_inventory_of_the_examples_is_what_a_reader_finds() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(WINDBREAK)
        .args(["inventory", "--format", "json"])
        .current_dir(root.join("examples"))
        .output()
        .unwrap();
    let list: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let items = |name: &str| list[name].as_array().unwrap().clone();
    let word = |value: &serde_json::Value| value.to_string().replace('"', "");
    let clients = items("clients").into_iter().map(|it| {
        let key = &it["key"];
        let [path, line, kind] = ["path", "line", "kind"].map(|name| word(&it[name]));
        format!(
            "{path}:{line} {kind} key={},{}",
            word(&key["origin"]),
            word(&key["name"])
        )
    });
    let requests = items("requests").into_iter().map(|it| {
        let model = &it["model"];
        let [path, line, method] = ["path", "line", "method"].map(|name| word(&it[name]));
        let [limit, audited] = ["max_tokens", "audited"].map(|name| word(&it[name]));
        let (origin, values) = (word(&model["origin"]), word(&model["values"]));
        format!("{path}:{line} {method} model={origin},{values} limit={limit} audited={audited}")
    });
    let mut found: Vec<_> = clients.chain(requests).collect();
    found.sort();
    let read = fs::read_to_string(root.join("examples/inventory.txt")).unwrap();
    let mut expected: Vec<_> = read.lines().filter(|line| !line.starts_with('#')).collect();
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn no_inventory_shows_a_key() {
    let key = key(0);
    let source = format!(
        "{}client.chat.complete({{ model: '{key}', messages: [] }});\n\
         fetch('https://api.mistral.ai/v1/models?key={key}', {{ headers: {{ Authorization: 'Bearer {key}' }} }});\n",
        client(&key)
    );
    let folder = folder(&[("app.ts", &source)]);
    for format in ["text", "json", "html", "cyclonedx"] {
        let output = windbreak(&folder, &["inventory", "--format", format]);
        assert_eq!(output.status.code(), Some(0), "{format}");
        let shown = text(&output.stdout);
        assert!(shown.contains("app.ts"), "{format}");
        assert!(!shown.contains(&key[4..28]), "{format}: {shown}");
    }
}

#[test]
fn fixing_moves_the_key_and_says_how_many_were_fixed() {
    let key = key(0);
    let folder = folder(&[("app.ts", &client(&key))]);
    let output = windbreak(&folder, &["check", "--fix", "--format", "concise"]);
    assert!(
        text(&output.stdout).contains("Fixed 1 finding, none remains."),
        "{output:?}"
    );
    let read = |name| read(&folder, name);
    assert!(!read("app.ts").contains(&key));
    assert!(read(".env").contains(&key));
    assert!(read(".gitignore").contains(".env"));

    let before = read("app.ts");
    let output = windbreak(&folder, &["check", "--fix", "--format", "concise"]);
    assert!(!text(&output.stdout).contains("fixed,"), "{output:?}");
    assert_eq!(read("app.ts"), before);
}

#[test]
fn a_large_file_is_noted_and_not_read() {
    let mut large = "// mistral\n".to_owned();
    large.extend(std::iter::repeat_n("let x = 1;\n", 20 << 17));
    let folder = folder(&[("large.ts", &large)]);
    let output = windbreak(&folder, &["check"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(&output.stdout), "No findings.\n");
    let note = "note: large.ts: was skipped: it is larger than 4 MiB\n";
    assert_eq!(text(&output.stderr), note);
}

#[test]
fn what_is_nested_deeply_is_survived() {
    const DEPTH: usize = 10_000;
    let nested = |open: &str, close: &str| open.repeat(DEPTH) + "1" + &close.repeat(DEPTH);
    let folder = folder(&[
        (
            "parens.ts",
            &format!("// mistral\nlet x = {};\n", nested("(", ")")),
        ),
        (
            "objects.ts",
            &format!("// mistral\nlet x = {};\n", nested("{a:", "}")),
        ),
        (
            "lists.py",
            &format!("# mistral\nx = {}\n", nested("[", "]")),
        ),
        ("open.ts", &format!("// mistral\n{}", "{[(".repeat(DEPTH))),
    ]);
    let mut deep = folder.path().to_owned();
    for _ in 0..1000 {
        deep.push("d");
    }
    fs::create_dir_all(&deep).unwrap();
    fs::write(deep.join("app.ts"), client(&key(0))).unwrap();
    let output = windbreak(&folder, &["check", "--format", "concise"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(text(&output.stdout).contains("/d/app.ts:3:"));
}

#[test]
fn nobody_reading_on_is_no_mishap() {
    let key = key(0);
    let many = client(&key).repeat(3);
    let folder = folder(&[("app.ts", &many)]);
    let mut child = Command::new(WINDBREAK)
        .args(["check", "--format", "concise"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(text(&output.stderr), "");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn completions_are_made_for_every_shell() {
    let folder = folder(&[]);
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = windbreak(&folder, &["completions", shell]);
        assert!(output.status.success());
        assert!(text(&output.stdout).contains("stdin-filename"), "{shell}");
    }
}
