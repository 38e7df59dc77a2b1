//! The time from a keystroke to the findings, as the server goes about it: the edit, the tree, the
//! facts, a snapshot of the project with the file in it, the check. A line is typed in the middle of
//! a TypeScript file of 5,000 lines and taken away again, letter by letter, so that the file is
//! broken most of the time; alone, and beside files that have nothing to do with it or import it.

mod sources;

use sources::{Share, parse, project, typescript};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use windbreak::check::{Cancel, check_file};
use windbreak::project::{Project, SourceFile};
use windbreak::syntax::{Language, SyntaxTree};
use windbreak::text::{Document, TextRange};

const LINES: usize = 5_000;
const PATH: &str = "/project/src/orders.ts";
const STAGES: [&str; 6] = ["edit", "reparse", "facts", "insert", "check", "total"];
/// How often the line is typed and taken away.
const ROUNDS: usize = 3;

fn main() {
    // Rows by words of their titles; cargo adds an option of its own.
    let wanted: Vec<_> = std::env::args()
        .skip(1)
        .filter(|it| !it.starts_with('-'))
        .collect();
    let text = text_of_lines(LINES);
    println!(
        "a keystroke in {LINES} lines of TypeScript ({} bytes); milliseconds, p50/p99\n",
        text.len()
    );
    print!("{:<34}", "other files");
    STAGES.iter().for_each(|stage| print!("{stage:>15}"));
    println!("{:>9}", "findings");
    for (others, imports) in [(0, false), (100, false), (1_000, false), (100, true)] {
        let title = match (others, imports) {
            (0, _) => "none".to_owned(),
            (n, false) => format!("{n} that mention Mistral"),
            (n, true) => format!("{n} that import the file"),
        };
        if !wanted.is_empty() && !wanted.iter().any(|it| title.contains(it)) {
            continue;
        }
        let project = workspace(&text, others, imports);
        let (mut times, findings) = type_a_line(project, &text);
        print!("{title:<34}");
        for times in &mut times {
            times.sort();
            print!(
                "{:>15}",
                format!(
                    "{}/{}",
                    ms(percentile(times, 50)),
                    ms(percentile(times, 99))
                )
            );
        }
        println!("{findings:>9}");
    }
}

/// A module of this many lines; one of some more bytes is cut behind a top-level item.
fn text_of_lines(lines: usize) -> String {
    let text = typescript(lines * 60, Share::Some, 1);
    let at = text
        .match_indices("\n}\n")
        .map(|(at, _)| at + 3)
        .find(|&at| text[..at].lines().count() >= lines);
    text[..at.expect("60 bytes a line are more than enough")].to_owned()
}

/// The file and others of its kind, of 100 lines or so.
fn workspace(text: &str, others: usize, imports: bool) -> Project {
    let edited = parse(PATH, Language::TypeScript, Document::new(text));
    let other = |n: usize| {
        let mut text = typescript(5_000, Share::Some, n as u64 + 2);
        if imports {
            text.insert_str(0, "import { OrderStore1 } from \"../orders\";\n");
        }
        parse(
            &format!("/project/src/part{}/module{n}.ts", n % 20),
            Language::TypeScript,
            Document::new(text),
        )
    };
    project(std::iter::once(edited).chain((0..others).map(other)))
}

/// Types, and tells how long each stage of each keystroke took.
fn type_a_line(mut project: Project, text: &str) -> (Vec<Vec<Duration>>, usize) {
    let path: Arc<Path> = Path::new(PATH).into();
    let mut document = Document::new(text);
    let mut tree = SyntaxTree::parse(Language::TypeScript, &document);
    let line = "  const note = { text: `for ${user.id}`, at: new Date() }; if (note) { logger.info(note, \"noted\"); }";
    let start = text[text.len() / 2..]
        .find("try {\n")
        .map_or(0, |at| text.len() / 2 + at + 6);
    let mut times = vec![Vec::new(); STAGES.len()];
    let mut findings = 0;
    for _ in 0..ROUNDS {
        let typed = (0..line.len()).map(|n| (TextRange::empty(start + n), &line[n..=n]));
        let taken = (0..line.len())
            .rev()
            .map(|n| (TextRange::new(start + n, start + n + 1), ""));
        for (range, new_text) in typed.chain(taken) {
            let mut clock = Clock::default();
            let change = document.edit(range, new_text);
            tree.edit(&change);
            clock.lap();
            tree = tree.reparse(&document);
            clock.lap();
            let file = Arc::new(SourceFile::from_tree(path.clone(), document.clone(), &tree));
            clock.lap();
            let mut snapshot = project.clone();
            snapshot.insert(file.clone());
            clock.lap();
            let found = check_file(&snapshot, &file, &Cancel::default());
            clock.lap();
            findings = found.len();
            project = snapshot;
            for (times, took) in times.iter_mut().zip(clock.finish()) {
                times.push(took);
            }
        }
    }
    (times, findings)
}

/// Time by stages.
struct Clock(Vec<Instant>);

impl Default for Clock {
    fn default() -> Self {
        Self(vec![Instant::now()])
    }
}

impl Clock {
    fn lap(&mut self) {
        self.0.push(Instant::now());
    }

    /// Each stage, and all of them.
    fn finish(self) -> impl Iterator<Item = Duration> {
        let total = self
            .0
            .last()
            .zip(self.0.first())
            .map(|(end, start)| *end - *start);
        let stages: Vec<_> = self.0.windows(2).map(|pair| pair[1] - pair[0]).collect();
        stages.into_iter().chain(total)
    }
}

fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    sorted[(sorted.len() - 1) * percent / 100]
}

fn ms(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1e3)
}
