//! The files of a fixture: their text without the markers, and the markers.

use super::marker::Marker;
use super::notebook::notebook;
use super::tokens::{Expanded, expand};
use std::path::Path;
use windbreak::syntax::Notebook;
use windbreak::text::TextRange;

/// A file of a fixture.
pub struct FixtureFile {
    /// Its path, relative to the root of the project.
    pub path: String,
    /// Its lines of code as the fixture has them, with tokens.
    pub lines: Vec<String>,
    /// Its text, as it is parsed.
    pub text: String,
    /// The markers and the line (from 0) each one stands under.
    pub markers: Vec<(usize, Marker)>,
    expanded: Vec<(usize, Expanded)>,
}

/// How the line begins that gives a file its path.
const SEPARATORS: [&str; 2] = ["//- ", "#- "];

impl FixtureFile {
    /// The files in a part of a fixture. What stands before the first is not looked at.
    pub fn all(text: &str) -> Vec<Self> {
        let mut parts: Vec<(String, Vec<&str>)> = Vec::new();
        for line in text.lines() {
            match SEPARATORS
                .iter()
                .find_map(|separator| line.strip_prefix(separator))
            {
                Some(path) => parts.push((path.trim().to_owned(), Vec::new())),
                None => parts
                    .last_mut()
                    .into_iter()
                    .for_each(|(_, lines)| lines.push(line)),
            }
        }
        parts
            .into_iter()
            .map(|(path, lines)| Self::new(path, &lines))
            .collect()
    }

    /// A file of these lines. Empty ones at the end only keep the fixture's files apart.
    pub fn new(path: String, lines: &[&str]) -> Self {
        let end = lines
            .iter()
            .rposition(|line| !line.trim().is_empty())
            .map_or(0, |last| last + 1);
        let mut file = Self {
            path,
            lines: Vec::new(),
            text: String::new(),
            markers: Vec::new(),
            expanded: Vec::new(),
        };
        for line in &lines[..end] {
            match Marker::of(line) {
                Some(marker) => file
                    .markers
                    .push((file.lines.len().saturating_sub(1), marker)),
                None => file.push(line),
            }
        }
        if Notebook::is_named(Path::new(&file.path)) {
            file.become_notebook();
        }
        file
    }

    /// Makes what the lines show a notebook; from then on places are those of its cells' text.
    fn become_notebook(&mut self) {
        let lines: Vec<_> = self
            .expanded
            .iter()
            .map(|(_, line)| line.text.clone())
            .collect();
        let (raw, starts) = notebook(&lines);
        self.text = raw;
        for ((start, _), place) in self.expanded.iter_mut().zip(starts) {
            *start = place.unwrap_or(usize::MAX);
        }
    }

    fn push(&mut self, line: &str) {
        let expanded = expand(line);
        let start = self.text.len();
        self.text.push_str(&expanded.text);
        self.text.push('\n');
        self.lines.push(line.to_owned());
        self.expanded.push((start, expanded));
    }

    /// The bytes that a marker under a line is drawn under; the end is open if the marker goes on.
    pub fn range(&self, line: usize, marker: &Marker) -> (usize, Option<usize>) {
        let (start, expanded) = &self.expanded[line];
        let end = start + expanded.offset(marker.columns.end);
        (
            start + expanded.offset(marker.columns.start),
            (!marker.goes_on).then_some(end),
        )
    }

    /// A range as the fixture would draw it: the line, and under it the sign.
    pub fn draw(&self, range: TextRange, sign: char) -> String {
        let lines = self.expanded.iter().enumerate();
        let before = lines.filter(|(_, (start, _))| *start <= range.start());
        let Some((line, (start, expanded))) = before.max_by_key(|(_, (start, _))| *start) else {
            return String::new();
        };
        let from = expanded.column(range.start() - start);
        let goes_on = range.end() > start + expanded.text.len();
        let to = expanded.column(range.end() - start).max(from + 1);
        let to = if goes_on {
            self.lines[line].chars().count()
        } else {
            to
        };
        let signs: String = std::iter::repeat_n(sign, to.saturating_sub(from)).collect();
        format!(
            "{}\n{}{signs}{}",
            self.lines[line],
            " ".repeat(from),
            if goes_on { "..." } else { "" }
        )
    }
}
