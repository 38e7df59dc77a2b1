//! What every fix promises, over programs that nobody wrote: a key in some of the forms in which keys
//! are written, in files that begin, end and are indented in some of the ways in which files are.

use crate::harness::{Fixture, FixtureFile, Run, check_fixes, key as key_of};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::RngSeed;
use windbreak::finding::Applicability;

/// The rule whose fix moves keys.
const RULE: &str = "hardcoded-key";

/// A form in TypeScript; `@K` is the key with its quotes, `@N` a number of its own.
const ECMA: [&str; 10] = [
    "export const client@N = new Mistral({ apiKey: @K });\n",
    "const key@N = @K;\nexport const client@N = new Mistral({ apiKey: key@N });\n",
    "const key@N = process.env.MISTRAL_API_KEY || @K;\nexport const client@N = new Mistral({ apiKey: key@N });\n",
    "export function connect@N(key = @K) {\n  return new Mistral({ apiKey: key });\n}\n",
    "export class Service@N {\n  key = @K;\n\n  connect() {\n    return new Mistral({ apiKey: this.key });\n  }\n}\n",
    "export function connect@N() {\n  // Some words.\n  const key = @K;\n  return new Mistral({ apiKey: key });\n}\n",
    "const config@N = {\n  mistral: {\n    apiKey: @K,\n  },\n};\n",
    "export const answer@N = () =>\n  fetch(\"https://api.mistral.ai/v1/models\", { headers: { \"x-api-key\": @K } });\n",
    "if (process.argv.length > @N) {\n  new Mistral({ timeoutMs: 10, apiKey: @K });\n}\n",
    "export const make@N = async () => ({ client: new Mistral({ apiKey: @K }), other: [1, 2] });\n",
];

const ECMA_HEADS: [&str; 5] = [
    "",
    "#!/usr/bin/env node\n",
    "\"use server\";\n\n",
    "/** Talks to Mistral. */\n\n",
    "// One.\n// Two.\n",
];

const PYTHON: [&str; 9] = [
    "client_@N = Mistral(api_key=@K)\n",
    "key_@N = @K\nclient_@N = Mistral(api_key=key_@N)\n",
    "key_@N = os.getenv(\"MISTRAL_API_KEY\", @K)\nclient_@N = Mistral(api_key=key_@N)\n",
    "def connect_@N(key=@K):\n    return Mistral(api_key=key)\n",
    "class Service_@N:\n    key = @K\n\n    def connect(self):\n        return Mistral(api_key=self.key)\n",
    "def connect_@N():\n    \"\"\"Some words.\"\"\"\n    options = {\"api_key\": @K}\n    return Mistral(**options)\n",
    "if len(sys.argv) > @N:\n    client_@N = Mistral(\n        timeout_ms=10,\n        api_key=@K,\n    )\n",
    "parser_@N = argparse.ArgumentParser()\nparser_@N.add_argument(\"--mistral-api-key\", default=@K)\n",
    "@dataclass\nclass Settings_@N:\n    mistral_api_key: str = @K\n",
];

const PYTHON_HEADS: [&str; 6] = [
    "",
    "#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n",
    "\"\"\"Talks to Mistral.\"\"\"\n\n",
    "'''Talks\n\nto Mistral.'''\nfrom __future__ import annotations\n\n",
    "# One.\n\nfrom __future__ import annotations\n",
    "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import os\n\n",
];

/// A program: its path and its text, and the keys in it.
#[derive(Clone, Debug)]
struct Program {
    path: &'static str,
    text: String,
    keys: Vec<u64>,
}

/// How a file is written.
#[derive(Clone, Copy, Debug)]
struct Written {
    single: bool,
    semicolons: bool,
    tabs: bool,
    crlf: bool,
    mark: bool,
    last_line_ends: bool,
}

fn written() -> impl Strategy<Value = Written> {
    any::<(bool, bool, bool, bool, bool, bool)>().prop_map(
        |(single, semicolons, tabs, crlf, mark, last_line_ends)| Written {
            single,
            semicolons,
            tabs,
            crlf,
            mark,
            last_line_ends,
        },
    )
}

fn program() -> impl Strategy<Value = Program> {
    let ecma = (
        select(ECMA_HEADS.to_vec()),
        prop::collection::vec((select(ECMA.to_vec()), 0..3u64), 1..4),
        written(),
    );
    let ecma = ecma.prop_map(|(head, forms, written)| {
        let import = "import { Mistral } from \"@mistralai/mistralai\";\n\n";
        made("src/app.ts", &format!("{head}{import}"), &forms, written)
    });
    let python = (
        select(PYTHON_HEADS.to_vec()),
        prop::collection::vec((select(PYTHON.to_vec()), 0..3u64), 1..4),
        written(),
    );
    let python = python.prop_map(|(head, forms, written)| {
        let text: String = forms.iter().map(|(form, _)| *form).collect();
        let mut imports = String::new();
        for module in ["argparse", "os", "sys"] {
            if text.contains(&format!("{module}.")) {
                imports += &format!("import {module}\n");
            }
        }
        if text.contains("@dataclass") {
            imports += "from dataclasses import dataclass\n";
        }
        let head = format!("{head}{imports}from mistralai import Mistral\n\n");
        made("app.py", &head, &forms, written)
    });
    prop_oneof![ecma, python]
}

fn made(path: &'static str, head: &str, forms: &[(&str, u64)], written: Written) -> Program {
    // What the code reads already cannot be called otherwise, so all keys are that one then.
    let reads = |form: &str| form.contains("MISTRAL_API_KEY");
    let is_read = forms.iter().any(|(form, _)| reads(form));
    let forms: Vec<_> = forms
        .iter()
        .map(|(form, key)| (*form, if is_read { 0 } else { *key }))
        .collect();
    let quote = if written.single { '\'' } else { '"' };
    let mut text = head.to_owned();
    for (n, (form, key)) in forms.iter().enumerate() {
        let form = form
            .replace("@N", &(n + 2).to_string())
            .replace("@K", &format!("{quote}{}{quote}", key_of(*key)));
        text = text + "\n" + &form;
    }
    if !written.semicolons && path.ends_with(".ts") {
        text = text.replace(";\n", "\n");
    }
    if written.tabs {
        let unit = if path.ends_with(".ts") { "  " } else { "    " };
        text = text.replace(unit, "\t");
    }
    if !written.last_line_ends {
        text = text.trim_end_matches('\n').to_owned();
    }
    if written.crlf {
        text = text.replace('\n', "\r\n");
    }
    if written.mark && !text.starts_with("#!") {
        text = format!("\u{feff}{text}");
    }
    Program {
        path,
        text,
        keys: forms.iter().map(|(_, key)| *key).collect(),
    }
}

/// Whether all lines of `old` that hold no key are in `new`, in the same order, to the byte.
fn keeps_lines(old: &str, new: &str, keys: &[String]) -> bool {
    let mut lines = new.split_inclusive('\n');
    let mut kept = old
        .split_inclusive('\n')
        .filter(|line| !keys.iter().any(|key| line.contains(key.as_str())));
    kept.all(|line| {
        let line = line.trim_start_matches('\u{feff}');
        lines.any(|it| it.trim_start_matches('\u{feff}') == line)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, rng_seed: RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn a_fixed_program_is_what_it_was_without_the_key(program in program()) {
        let mut file = FixtureFile::new(program.path.to_owned(), &[]);
        file.text.clone_from(&program.text);
        let fixture = Fixture {
            name: "generated".to_owned(),
            rule: RULE.to_owned(),
            about: String::new(),
            files: vec![file],
            fixed: None,
            fixed_unsafely: None,
            known_after_fix: Vec::new(),
        };
        prop_assert_eq!(check_fixes(&fixture), Ok(()), "{}", program.text);

        let mut run = Run::new([(program.path, program.text.as_str())]);
        while run.fix(RULE, Applicability::Safe).unwrap() {}
        let text = run.files[program.path].clone();
        let keys: Vec<_> = program.keys.iter().map(|key| key_of(*key)).collect();
        for key in &keys {
            prop_assert!(!text.contains(key), "{}", text);
            prop_assert!(run.files[".env"].contains(key));
        }
        prop_assert!(keeps_lines(&program.text, &text, &keys), "{}\n---\n{}", program.text, text);
        prop_assert_eq!(program.text.starts_with('\u{feff}'), text.starts_with('\u{feff}'));
        prop_assert_eq!(program.text.ends_with('\n'), text.ends_with('\n'));
        let only_crlf = |text: &str| text.matches('\n').count() == text.matches("\r\n").count();
        prop_assert_eq!(only_crlf(&program.text), only_crlf(&text));
        // A second run has nothing to do.
        let again = run.files.clone();
        prop_assert!(!run.fix(RULE, Applicability::Safe).unwrap());
        prop_assert_eq!(again, run.files);
    }
}
