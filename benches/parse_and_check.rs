//! What a check costs on top of parsing, by language and size: three stages one below the other, on
//! the same text, so that their ratio can be read; the same bytes per second at all sizes is linear
//! growth.

mod sources;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use sources::{Share, check_alone, parse, tree};
use std::fmt;
use std::sync::Arc;
use windbreak::syntax::Language;
use windbreak::text::Document;

fn main() {
    divan::main();
}

/// How far a text is brought.
#[derive(Clone, Copy)]
enum Stage {
    /// To a syntax tree.
    Parse,
    /// To facts, over a tree.
    Facts,
    /// To findings, over facts.
    Check,
}

const STAGES: [Stage; 3] = [Stage::Parse, Stage::Facts, Stage::Check];

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Parse => "1 parse",
            Self::Facts => "2 parse+facts",
            Self::Check => "3 parse+facts+check",
        })
    }
}

fn measure(bencher: Bencher<'_, '_>, stage: Stage, path: &str, text: String) {
    let language = Language::of_path(path.as_ref()).expect("a path with a language");
    let text: Arc<str> = text.into();
    let bencher = bencher.counter(BytesCount::of_str(&*text));
    match stage {
        Stage::Parse => bencher.bench(|| tree(language, black_box(&text))),
        Stage::Facts => {
            bencher.bench(|| parse(path, language, Document::new(black_box(&text).clone())))
        }
        Stage::Check => {
            // What finds nothing may have looked at nothing.
            assert!(
                !check_alone(path, language, &text).is_empty(),
                "{path} has no findings"
            );
            bencher.bench(|| check_alone(path, language, black_box(&text)));
        }
    }
}

macro_rules! sizes {
    ($path:literal, $text:expr) => {
        small_sizes!($path, $text);

        #[divan::bench(args = STAGES, sample_count = 10)]
        fn c_1_mb(bencher: Bencher<'_, '_>, stage: Stage) {
            measure(bencher, stage, $path, $text(1_000_000));
        }
    };
}

/// For what grows faster than its text, so that a run ends.
macro_rules! small_sizes {
    ($path:literal, $text:expr) => {
        use super::*;

        #[divan::bench(args = STAGES)]
        fn a_10_kb(bencher: Bencher<'_, '_>, stage: Stage) {
            measure(bencher, stage, $path, $text(10_000));
        }

        #[divan::bench(args = STAGES)]
        fn b_100_kb(bencher: Bencher<'_, '_>, stage: Stage) {
            measure(bencher, stage, $path, $text(100_000));
        }
    };
}

mod typescript {
    sizes!("/project/src/orders.ts", |bytes| sources::typescript(
        bytes,
        Share::Some,
        1
    ));
}

mod python {
    sizes!("/project/src/orders.py", |bytes| sources::python(
        bytes,
        Share::Some,
        1
    ));
}

/// What nobody writes by hand: objects in objects, hundreds deep.
mod nested {
    sizes!("/project/src/nested.ts", |bytes: usize| {
        let depth = 400;
        let one = format!(
            "export const a = {}1{};\n",
            "{ a: ".repeat(depth),
            " }".repeat(depth)
        );
        known_key() + &one.repeat(bytes / one.len())
    });
}

/// A bundle: everything on one line, the same short names again and again, each in a scope of its
/// own.
mod one_line {
    sizes!("/project/src/bundle.js", |bytes: usize| {
        let one =
            "!function(a,b){function c(d,e){return d?e(d,{f:1}):[d,e].map(g=>g+1)}c(1,c)}(h,i);";
        known_key().replace('\n', ";") + &one.repeat(bytes / one.len())
    });
}

/// One name declared and called again and again in one scope.
mod one_name {
    small_sizes!("/project/src/name.js", |bytes: usize| {
        let one = "function f(a, b) { return a ? b(a, { c: 1 }) : [a, b].map((d) => d + 1); }\nf(1, f);\n";
        known_key() + &one.repeat(bytes / one.len())
    });
}

/// The same in Python, where each definition asks Mistral.
mod one_name_python {
    sizes!("/project/src/name.py", |bytes: usize| {
        let head = "import os\nfrom mistralai import Mistral\n\nclient = Mistral(api_key=os.environ[\"MISTRAL_API_KEY\"])\n\n\n";
        let one = "def ask(text):\n    messages = [{\"role\": \"user\", \"content\": text}]\n    return client.chat.complete(model=\"mistral-small-latest\", messages=messages)\n\n\n";
        head.to_owned() + &one.repeat(bytes / one.len())
    });
}

/// A chain of one operator, thousands of operands long.
mod chain {
    sizes!("/project/src/chain.ts", |bytes: usize| {
        known_key()
            + "export const text = \"\""
            + &" + \"a piece of text\"\n".repeat(bytes / 21)
            + ";\n"
    });
}

/// A file with something to find, at its head.
fn known_key() -> String {
    let text = sources::typescript(0, Share::Some, 1);
    let start = text
        .find("import { Mistral")
        .expect("the head imports the client");
    text[start..].to_owned()
}
