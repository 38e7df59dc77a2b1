//! What grows with the number of files: the time to find and check those that have to do with Mistral,
//! and the memory; with 20 files that mention it and with 100 that use it over others. And the check
//! of one file among all of them.
//!
//! `WINDBREAK_GROWTH=100000` adds a tree of so many files.

mod sources;

use sources::{Share, configs, peak, typescript};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use windbreak::check::{Cancel, check, prefilter};
use windbreak::project::{Discovered, Discovery};

/// So many mention Mistral, and so many use what those export, half of them over another file.
const MENTIONING: usize = 20;
const USING: usize = 100;
const ROUNDS: usize = 5;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, word, folder] = arguments.as_slice()
        && word == "--peak"
    {
        let root = Path::new(folder);
        let found = discover(root, &[root.to_owned()], &[]);
        check(&found.project, &Cancel::default());
        println!("{}", peak().unwrap_or_default());
        return;
    }
    let more = std::env::var("WINDBREAK_GROWTH").ok();
    let more = more.and_then(|files| files.parse().ok());
    for files in [1_000, 10_000].into_iter().chain(more) {
        let folder = tempfile::tempdir().expect("a place for the files");
        let root = folder.path().canonicalize().expect("it is there");
        let bytes = plant(&root, files);
        println!("{files} files, {:.1} MB", bytes as f64 / 1e6);
        measure(&root, files);
    }
}

/// Writes the tree: folders of 50 files of one to four kilobytes, each of which imports three others.
fn plant(root: &Path, files: usize) -> usize {
    let place = |n: usize| format!("d{}/module{n}", n / 50);
    let mut bytes = 0;
    for n in 0..files {
        let mentions = n < MENTIONING;
        let uses = (MENTIONING..MENTIONING + USING).contains(&n);
        let share = if mentions { Share::Some } else { Share::None };
        let mut text = typescript(1_000 + n * 7_919 % 3_000, share, n as u64);
        for other in [n / 2, n / 3, n.saturating_sub(1)].map(|other| other.max(MENTIONING + USING))
        {
            let taken = format!("import {{ thing{other} }} from \"../{}\";\n", place(other));
            text.insert_str(0, &taken);
        }
        if mentions {
            text.push_str(&format!("export const client{n} = client;\n"));
        }
        if uses {
            // Every second one uses it over the one before.
            let (name, from) = match n % 2 {
                0 => ("client", n % MENTIONING),
                _ => ("ask", n - 1),
            };
            let taken = format!(
                "import {{ {name}{from} }} from \"../{}.js\";\n",
                place(from)
            );
            text.insert_str(0, &taken);
            text.push_str(&format!(
                "export const ask{n} = (it) => {name}{from}.chat.complete(it);\n"
            ));
        }
        text.push_str(&format!("export const thing{n} = {n};\n"));
        let path = root.join(format!("{}.ts", place(n)));
        let folder = path.parent().expect("a file is in a folder");
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&path, &text))
            .expect("room for the files");
        bytes += text.len();
    }
    bytes
}

fn discover(root: &Path, paths: &[PathBuf], around: &[PathBuf]) -> Discovered {
    let roots = vec![root.to_owned()];
    let mut configs = configs(&roots);
    let discovery = Discovery {
        paths,
        given: None,
        around,
        prefilter: &prefilter(),
        force_exclude: false,
        known: None,
    };
    let found = discovery.run(&mut configs);
    Discovered {
        project: found.project.under(roots, configs),
        ..found
    }
}

fn measure(root: &Path, files: usize) {
    let whole = [root.to_owned()];
    let one = [root.join("d0/module0.ts")];
    let found = discover(root, &whole, &[]);
    let count = found.project.files().count();
    assert!(count >= MENTIONING + USING, "{count} were found");
    let rows: [(&str, &dyn Fn()); 3] = [
        ("Discovery", &|| drop(discover(root, &whole, &[]))),
        ("Discovery and check", &|| {
            let found = discover(root, &whole, &[]);
            check(&found.project, &Cancel::default());
        }),
        ("one file and who uses it", &|| {
            let found = discover(root, &one, &whole);
            check(&found.project, &Cancel::default());
        }),
    ];
    for (title, run) in rows {
        let time = median(run);
        println!(
            "  {title:<26} {:>8.1} ms  {:>6.2} us a file",
            time.as_secs_f64() * 1e3,
            time.as_secs_f64() * 1e6 / files as f64
        );
    }
    if Command::new("rg").arg("--version").output().is_ok() {
        let time = median(&|| {
            let mut rg = Command::new("rg");
            let rg = rg.args(["--count", "--ignore-case", "mistral"]).arg(root);
            drop(rg.output());
        });
        println!("  {:<26} {:>8.1} ms", "rg", time.as_secs_f64() * 1e3);
    }
    let program = std::env::current_exe().expect("a program");
    let output = Command::new(program).arg("--peak").arg(root).output();
    let output = output.expect("it starts again");
    println!("  peak {}", String::from_utf8_lossy(&output.stdout).trim());
}

fn median(run: &dyn Fn()) -> Duration {
    let mut times: Vec<_> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[ROUNDS / 2]
}
