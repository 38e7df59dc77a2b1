//! Finding the 20 files that mention Mistral among 8,000, against only reading them, and the memory
//! it takes; the same among 2,000, to see what grows, and where all of 400 files mention it, against
//! only parsing them.
//!
//! Each measurement of memory is a process of its own: this program, started with a word and a
//! folder. `rg` is measured too where it is installed.

mod sources;

use rayon::prelude::*;
use sources::{Share, configs, peak, tree, typescript};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use windbreak::check::{Cancel, check, prefilter};
use windbreak::project::Discovery;
use windbreak::syntax::Language;

const RELEVANT: usize = 20;
const ROUNDS: usize = 7;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, word, folder] = arguments.as_slice()
        && word == "--peak"
    {
        check_tree(Path::new(folder));
        println!("{}", peak().unwrap_or_default());
        return;
    }
    for (files, relevant) in [(2_000, RELEVANT), (8_000, RELEVANT), (400, 400)] {
        let folder = tempfile::tempdir().expect("a place for the files");
        let (paths, bytes) = plant(folder.path(), files, relevant);
        println!(
            "{files} files, {:.1} MB, {relevant} of them mention Mistral",
            bytes as f64 / 1e6
        );
        compare(folder.path(), &paths, relevant);
        println!();
    }
}

/// What is measured: its name, and how to do it once.
type Row<'a> = (&'static str, Box<dyn Fn() + 'a>);

/// Writes the tree: folders of 50 files, most of a few kilobytes.
fn plant(root: &Path, files: usize, relevant: usize) -> (Vec<PathBuf>, usize) {
    let every = files / relevant;
    let write = |n: usize| {
        let share = if n.is_multiple_of(every) {
            Share::Some
        } else {
            Share::None
        };
        let folder = root.join(format!("packages/p{}/src/d{}", n % 16, n / 50));
        let path = folder.join(format!("module{n}.ts"));
        let text = typescript(2_000 + n * 7_919 % 16_000, share, n as u64);
        fs::create_dir_all(&folder)
            .and_then(|()| fs::write(&path, &text))
            .expect("room for the files");
        (path, text.len())
    };
    let (paths, sizes): (Vec<_>, Vec<_>) = (0..files).into_par_iter().map(write).unzip();
    (paths, sizes.into_iter().sum())
}

fn compare(root: &Path, paths: &[PathBuf], relevant: usize) {
    let roots = [root.to_owned()];
    let prefilter = prefilter();
    let discover = || {
        Discovery {
            paths: &roots,
            given: None,
            around: &[],
            prefilter: &prefilter,
            force_exclude: false,
            known: None,
        }
        .run(&mut configs(&roots))
    };
    assert_eq!(discover().project.files().count(), relevant);
    let rg = || {
        Command::new("rg")
            .args(["--count", "--ignore-case", "mistral"])
            .arg(root)
            .stdout(Stdio::null())
            .status()
    };
    let program = || {
        Command::new(env!("CARGO_BIN_EXE_windbreak"))
            .arg("check")
            .arg(root)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
    };

    let mut rows: Vec<Row<'_>> = vec![
        ("read the files", Box::new(|| read(paths))),
        (
            "parse those that mention Mistral",
            Box::new(move || parse_relevant(paths)),
        ),
        ("Discovery", Box::new(move || drop(discover()))),
        ("Discovery and check", Box::new(|| check_tree(root))),
        (
            "windbreak check, the program",
            Box::new(move || drop(program())),
        ),
    ];
    if rg().is_ok() {
        rows.insert(
            1,
            (
                "rg --count --ignore-case mistral",
                Box::new(move || drop(rg())),
            ),
        );
    }
    // In turn, so that what else the machine does meets all of them.
    let mut times = vec![Vec::new(); rows.len()];
    for _ in 0..ROUNDS {
        for (times, (_, run)) in times.iter_mut().zip(&rows) {
            let start = Instant::now();
            run();
            times.push(start.elapsed());
        }
    }
    let median = |times: &Vec<Duration>| {
        let mut times = times.clone();
        times.sort();
        times[times.len() / 2].as_secs_f64() * 1e3
    };
    let base = median(&times[0]);
    for ((title, _), times) in rows.iter().zip(&times) {
        println!(
            "  {title:<34} {:>8.1} ms  {:>6.2} x",
            median(times),
            median(times) / base
        );
    }
    println!(
        "  peak of Discovery and check        {}",
        peak_of_child(root)
    );
}

/// Reads all files on all cores and does nothing with them.
fn read(paths: &[PathBuf]) {
    paths.par_iter().for_each_init(Vec::new, |buffer, path| {
        buffer.clear();
        let read = File::open(path).and_then(|mut file| file.read_to_end(buffer));
        std::hint::black_box(read.expect("the file was written"));
    });
}

/// Reads all files on all cores and makes a tree of those worth it, and no more.
fn parse_relevant(paths: &[PathBuf]) {
    let prefilter = prefilter();
    paths.par_iter().for_each(|path| {
        let text = fs::read_to_string(path).expect("the file was written");
        if prefilter.matches(text.as_bytes()) {
            std::hint::black_box(tree(Language::TypeScript, &text.into()));
        }
    });
}

fn check_tree(root: &Path) {
    let roots = vec![root.to_owned()];
    let mut configs = configs(&roots);
    let prefilter = prefilter();
    let found = Discovery {
        paths: &roots,
        given: None,
        around: &[],
        prefilter: &prefilter,
        force_exclude: false,
        known: None,
    }
    .run(&mut configs);
    let project = found.project.under(roots, configs);
    assert!(!check(&project, &Cancel::default()).is_empty());
}

fn peak_of_child(root: &Path) -> String {
    let program = std::env::current_exe().expect("a program");
    let output = Command::new(program)
        .arg("--peak")
        .arg(root)
        .output()
        .expect("it starts again");
    match String::from_utf8_lossy(&output.stdout).trim() {
        "" => "unknown on this system".to_owned(),
        peak => peak.to_owned(),
    }
}
