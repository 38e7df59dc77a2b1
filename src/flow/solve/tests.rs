//! That answers do not hinge on what was asked before.

use crate::flow::{At, Flow};
use crate::project::{Configs, Project, SourceFile};
use crate::syntax::Language;
use crate::text::Document;
use proptest::prelude::*;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

/// How many names a program has.
const NAMES: usize = 8;

/// A step of a program in which names get their values from each other.
#[derive(Clone, Copy, Debug)]
enum Step {
    Made(usize),
    Either(usize, usize, usize),
    PutBack(usize, usize),
    Kept(usize, usize),
    Taken(usize, usize),
    Given(usize, usize, usize),
    Called(usize, usize),
    Passed(usize, usize),
    Pushed(usize, usize),
    Picked(usize, usize),
    Chosen(usize, usize, usize),
    Asked(usize, usize, bool),
    Filled(usize, usize),
    Emptied(usize, usize),
}

fn step() -> impl Strategy<Value = Step> {
    let name = || 0..NAMES;
    prop_oneof![
        1 => name().prop_map(Step::Made),
        3 => (name(), name(), name()).prop_map(|(a, b, c)| Step::Either(a, b, c)),
        2 => (name(), name()).prop_map(|(a, b)| Step::PutBack(a, b)),
        2 => (name(), name()).prop_map(|(a, b)| Step::Kept(a, b)),
        2 => (name(), name()).prop_map(|(a, b)| Step::Taken(a, b)),
        2 => (name(), name(), name()).prop_map(|(a, b, c)| Step::Given(a, b, c)),
        2 => (name(), name()).prop_map(|(a, b)| Step::Called(a, b)),
        2 => (name(), name()).prop_map(|(a, b)| Step::Passed(a, b)),
        1 => (name(), name()).prop_map(|(a, b)| Step::Pushed(a, b)),
        1 => (name(), name()).prop_map(|(a, b)| Step::Picked(a, b)),
        2 => (name(), name(), name()).prop_map(|(a, b, c)| Step::Chosen(a, b, c)),
        2 => (name(), name(), any::<bool>()).prop_map(|(a, b, x)| Step::Asked(a, b, x)),
        1 => (name(), name()).prop_map(|(a, b)| Step::Filled(a, b)),
        1 => (name(), name()).prop_map(|(a, b)| Step::Emptied(a, b)),
    ]
}

/// The program in TypeScript, which ends with a request of each name.
fn program(steps: &[Step]) -> String {
    let mut text = String::from("import { Mistral } from '@mistralai/mistralai';\n");
    for name in 0..NAMES {
        let _ = writeln!(
            text,
            "let v{name}; const list{name} = []; class C{name} {{}}"
        );
    }
    for step in steps {
        let _ = match *step {
            Step::Made(a) => writeln!(text, "v{a} = new Mistral({{ apiKey: process.env.K{a} }});"),
            Step::Either(a, b, c) => writeln!(text, "v{a} = v{b} ?? v{c};"),
            Step::PutBack(a, b) => writeln!(text, "globalThis.g{a} = v{b};"),
            Step::Kept(a, b) => writeln!(text, "C{a}.kept = v{b};"),
            Step::Taken(a, b) => writeln!(text, "v{a} = globalThis.g{b} ?? C{b}.kept;"),
            Step::Given(a, b, c) => {
                writeln!(text, "function f{a}(p) {{ return v{b} ?? f{c}(p); }}")
            }
            Step::Called(a, b) => writeln!(text, "v{a} = f{b}(v{a});"),
            Step::Passed(a, b) => writeln!(text, "f{a}(v{b});"),
            Step::Pushed(a, b) => writeln!(text, "list{a}.push(v{b});"),
            Step::Picked(a, b) => writeln!(text, "v{a} = list{b}[0];"),
            Step::Chosen(a, b, c) => writeln!(
                text,
                "function h{a}(p) {{ if (p === 'x') {{ return v{b}; }} else {{ return h{c}(p); }} }}"
            ),
            Step::Asked(a, b, is_x) => writeln!(text, "v{a} = h{b}('{}');", word(is_x)),
            Step::Filled(a, b) => {
                writeln!(
                    text,
                    "function d{a}() {{ const o = {{}}; o.k = v{b}; return o; }}"
                )
            }
            Step::Emptied(a, b) => writeln!(text, "v{a} = d{b}().k;"),
        };
    }
    for name in 0..NAMES {
        let _ = writeln!(text, "v{name}.chat.complete({{ messages: [] }});");
    }
    text
}

/// The same in Python.
fn program_in_python(steps: &[Step]) -> String {
    let mut text = String::from("import os\nfrom mistralai import Mistral\nclass G: pass\n");
    for name in 0..NAMES {
        let _ = writeln!(text, "v{name} = None\nlist{name} = []\nclass C{name}: pass");
    }
    for step in steps {
        let _ = match *step {
            Step::Made(a) => writeln!(text, "v{a} = Mistral(api_key=os.environ['K{a}'])"),
            Step::Either(a, b, c) => writeln!(text, "v{a} = v{b} or v{c}"),
            Step::PutBack(a, b) => writeln!(text, "G.g{a} = v{b}"),
            Step::Kept(a, b) => writeln!(text, "C{a}.kept = v{b}"),
            Step::Taken(a, b) => writeln!(text, "v{a} = G.g{b} or C{b}.kept"),
            Step::Given(a, b, c) => writeln!(text, "def f{a}(p):\n    return v{b} or f{c}(p)"),
            Step::Called(a, b) => writeln!(text, "v{a} = f{b}(v{a})"),
            Step::Passed(a, b) => writeln!(text, "f{a}(v{b})"),
            Step::Pushed(a, b) => writeln!(text, "list{a}.append(v{b})"),
            Step::Picked(a, b) => writeln!(text, "v{a} = list{b}[0]"),
            Step::Chosen(a, b, c) => writeln!(
                text,
                "def h{a}(p):\n    if p == 'x':\n        return v{b}\n    return h{c}(p)"
            ),
            Step::Asked(a, b, is_x) => writeln!(text, "v{a} = h{b}('{}')", word(is_x)),
            Step::Filled(a, b) => {
                writeln!(
                    text,
                    "def d{a}():\n    o = {{}}\n    o['k'] = v{b}\n    return o"
                )
            }
            Step::Emptied(a, b) => writeln!(text, "v{a} = d{b}()['k']"),
        };
    }
    for name in 0..NAMES {
        let _ = writeln!(text, "v{name}.chat.complete(messages=[])");
    }
    text
}

fn word(is_x: bool) -> &'static str {
    match is_x {
        true => "x",
        false => "y",
    }
}

/// The clients that each call is made of, the calls asked about in this order.
fn clients(project: &Project, order: &[usize]) -> Vec<Vec<usize>> {
    let file: &SourceFile = project.files().next().unwrap();
    let flow = Flow::new(project);
    let calls = &file.facts.calls;
    let mut found = vec![Vec::new(); calls.len()];
    for &turn in order {
        let index = turn % calls.len();
        let call = file.facts.call(calls[index]).unwrap();
        let callee = At {
            file,
            id: call.callee,
        };
        let mut made: Vec<_> = (flow.values(callee).iter())
            .filter_map(|value| match value {
                crate::flow::Value::ClientMember(client, _) => client.call,
                _ => None,
            })
            .map(|call| call.range().start())
            .collect();
        made.sort_unstable();
        made.dedup();
        found[index] = made;
    }
    found
}

/// Asks of all calls of a program in three orders.
fn asks_in_any_order(
    text: &str,
    path: &str,
    language: Language,
    seed: u64,
) -> Result<(), TestCaseError> {
    let file = SourceFile::parse(Arc::from(Path::new(path)), language, Document::new(text));
    let calls = file.facts.calls.len();
    let project = Project::new(vec!["/app".into()], vec![file], Configs::default());
    let forward: Vec<_> = (0..calls).collect();
    let backward: Vec<_> = forward.iter().rev().copied().collect();
    let mut mixed = forward.clone();
    mixed.sort_by_key(|&it| (it as u64 + 1).wrapping_mul(seed | 1));
    let expected = clients(&project, &forward);
    prop_assert_eq!(&expected, &clients(&project, &backward), "{}", text);
    prop_assert_eq!(&expected, &clients(&project, &mixed), "{}", text);
    Ok(())
}

proptest! {
    #[test]
    fn what_is_asked_first_makes_no_difference(
        steps in proptest::collection::vec(step(), 4..24),
        seed in any::<u64>(),
    ) {
        asks_in_any_order(&program(&steps), "/app/a.ts", Language::TypeScript, seed)?;
    }

    #[test]
    fn what_is_asked_first_makes_no_difference_in_python(
        steps in proptest::collection::vec(step(), 4..24),
        seed in any::<u64>(),
    ) {
        asks_in_any_order(&program_in_python(&steps), "/app/a.py", Language::Python, seed)?;
    }
}
