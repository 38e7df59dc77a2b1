//! Sources made up for the benches: the same ones in every run, written like people write services,
//! mostly about other things than Mistral.
//!
//! Each bench uses a part of this.
#![allow(dead_code)]

use std::path::PathBuf;
use std::sync::Arc;
use windbreak::check::{Cancel, check};
use windbreak::finding::Finding;
use windbreak::project::{ConfigSource, Configs, Project, SourceFile};
use windbreak::rules::RULES;
use windbreak::syntax::{Language, SyntaxTree};
use windbreak::text::Document;

/// How often a piece of code asks Mistral for something.
#[derive(Clone, Copy)]
pub enum Share {
    /// Never; Mistral is not even mentioned.
    None,
    /// In one piece of eight.
    Some,
}

/// A TypeScript module of at least `bytes` bytes.
pub fn typescript(bytes: usize, share: Share, seed: u64) -> String {
    let head = include_str!("head.ts.txt");
    let pieces = [
        include_str!("store.ts.txt"),
        include_str!("queue.ts.txt"),
        include_str!("routes.ts.txt"),
        include_str!("format.ts.txt"),
    ];
    source(
        bytes,
        share,
        seed,
        [head, include_str!("head_mistral.ts.txt")],
        &pieces,
        include_str!("mistral.ts.txt"),
    )
}

/// A Python module of at least `bytes` bytes.
pub fn python(bytes: usize, share: Share, seed: u64) -> String {
    let head = include_str!("head.py.txt");
    let pieces = [
        include_str!("store.py.txt"),
        include_str!("queue.py.txt"),
        include_str!("routes.py.txt"),
        include_str!("format.py.txt"),
    ];
    source(
        bytes,
        share,
        seed,
        [head, include_str!("head_mistral.py.txt")],
        &pieces,
        include_str!("mistral.py.txt"),
    )
}

fn source(
    bytes: usize,
    share: Share,
    seed: u64,
    heads: [&str; 2],
    pieces: &[&str],
    mistral: &str,
) -> String {
    let mut random = Random(seed);
    let mut text = heads[0].to_owned();
    if matches!(share, Share::Some) {
        text.push_str(&heads[1].replace("KEY", &random.key()));
    }
    let mut number = 0_usize;
    while text.len() < bytes {
        let piece = match share {
            Share::Some if number.is_multiple_of(8) => mistral,
            _ => pieces[random.below(pieces.len())],
        };
        text.push_str(&piece.replace("NN", &number.to_string()));
        number += 1;
    }
    text
}

/// Numbers that look random and are the same in every run (splitmix64).
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// A string of the shape of a key; none stands in the repository.
    fn key(&mut self) -> String {
        let letters: Vec<char> = ('a'..='z').chain('A'..='Z').chain('0'..='9').collect();
        (0..32)
            .map(|_| letters[self.below(letters.len())])
            .collect()
    }
}

/// A document's file, parsed.
pub fn parse(path: &str, language: Language, document: Document) -> SourceFile {
    SourceFile::parse(PathBuf::from(path).into(), language, document)
}

/// A project of these files, with the rules at their defaults.
pub fn project(files: impl IntoIterator<Item = SourceFile>) -> Project {
    let roots = vec![PathBuf::from("/project")];
    let configs = configs(&roots);
    Project::new(roots, files, configs)
}

/// The default settings.
pub fn configs(roots: &[PathBuf]) -> Configs {
    let rules: Vec<_> = RULES.iter().map(|rule| &rule.meta).collect();
    Configs::load(roots, ConfigSource::Defaults, &rules, &[]).unwrap_or_default()
}

/// The findings in one file that stands alone, from nothing.
pub fn check_alone(path: &str, language: Language, text: &Arc<str>) -> Vec<Finding> {
    check(
        &project([parse(path, language, Document::new(text.clone()))]),
        &Cancel::default(),
    )
}

/// The tree alone.
pub fn tree(language: Language, text: &Arc<str>) -> SyntaxTree {
    SyntaxTree::parse(language, &Document::new(text.clone()))
}

/// The most memory this process has had, where `/proc` tells.
pub fn peak() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(format!("{:.1} MiB", kib / 1024.0))
}
