//! Ignore comments: `windbreak-ignore rule, rule: reason` on the line of a finding or alone on the
//! line above, and `windbreak-ignore-file rule: reason` anywhere in the file.
//!
//! The names of rules are not optional: what ignores everything hides what nobody has looked at.
//!
//! Must not know: the protocol, the command line, any language's comment marks.

use crate::text::{Document, Encoding, TextRange};
use std::ops::RangeInclusive;

#[cfg(test)]
mod tests;

/// What an ignore comment begins with.
pub const MARK: &str = "windbreak-ignore";
const FILE_MARK: &str = "windbreak-ignore-file";

/// What other scanners' users write next to a secret that is none.
const FOREIGN_MARKS: [&str; 5] = [
    "gitleaks:allow",
    "trufflehog:ignore",
    "kingfisher:ignore",
    "pragma: allowlist secret",
    "nosemgrep",
];

/// The rules that look for what those scanners look for.
const RULES_OF_FOREIGN_MARKS: [&str; 2] = ["hardcoded-key", "env-file-exposed"];

/// One rule that a comment says to ignore.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Suppression {
    /// The rule's name, as written.
    pub rule: String,
    /// Where the name stands.
    pub range: TextRange,
    /// The whole comment.
    pub comment: TextRange,
    /// Why, if it says so.
    pub reason: Option<String>,
    /// Whether it stands in a list of names as it should be: what follows is a comma, a colon or the
    /// end, not a word of prose.
    pub is_list: bool,
    /// Whether it has ignored a finding.
    pub is_used: bool,
    /// For which lines it holds, from 0; `None` means all.
    lines: Option<RangeInclusive<u32>>,
}

/// An ignore comment that names no rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BareMark {
    /// Where its mark stands.
    pub range: TextRange,
    /// The whole comment.
    pub comment: TextRange,
}

/// The ignore comments of one file.
#[derive(Clone, Debug, Default)]
pub struct Suppressions {
    own: Vec<Suppression>,
    bare: Vec<BareMark>,
    foreign: Vec<RangeInclusive<u32>>,
}

impl Suppressions {
    /// The ignore comments among `comments`, which gives all comments of the document in order of
    /// place; those of other scanners too, if `honor_foreign` says so.
    pub fn of(
        comments: impl FnOnce() -> Vec<TextRange>,
        document: &Document,
        honor_foreign: bool,
    ) -> Self {
        let text = document.text();
        let mut suppressions = Self::default();
        // Nearly no file has one; finding that out must cost next to nothing.
        let is_foreign = |text: &str| FOREIGN_MARKS.iter().any(|mark| text.contains(mark));
        let honor_foreign = honor_foreign && is_foreign(text);
        if !text.contains(MARK) && !honor_foreign {
            return suppressions;
        }
        let comments: Vec<_> = comments()
            .into_iter()
            .map(|range| Comment::new(range, document))
            .collect();
        for (index, comment) in comments.iter().enumerate() {
            let content = &text[comment.range.as_range()];
            let lines = comment.covered_lines(&comments[index + 1..]);
            suppressions.add_own(comment.range, content, &lines);
            if honor_foreign && is_foreign(content) {
                suppressions.foreign.push(lines);
            }
        }
        suppressions
    }

    /// Whether a finding of the rule `rule` that starts at byte `offset` of the document is
    /// ignored. What ignores it counts as used from then on.
    pub fn covers(&mut self, rule: &str, offset: usize, document: &Document) -> bool {
        if self.own.is_empty() && self.foreign.is_empty() {
            return false;
        }
        let line = document.position(offset, Encoding::Utf8).line;
        let mut is_covered = false;
        for suppression in &mut self.own {
            let lines = suppression.lines.as_ref();
            if suppression.rule == rule && lines.is_none_or(|lines| lines.contains(&line)) {
                suppression.is_used = true;
                is_covered = true;
            }
        }
        is_covered
            || RULES_OF_FOREIGN_MARKS.contains(&rule)
                && self.foreign.iter().any(|lines| lines.contains(&line))
    }

    /// Those that name no rule, in order of place.
    pub fn bare(&self) -> impl Iterator<Item = &BareMark> {
        self.bare.iter()
    }

    /// All of them, in order of place.
    pub fn iter(&self) -> impl Iterator<Item = &Suppression> {
        self.own.iter()
    }

    fn add_own(&mut self, comment: TextRange, content: &str, lines: &RangeInclusive<u32>) {
        for (at, _) in content.match_indices(MARK) {
            let rest = &content[at..];
            if !is_at_start(&content[..at]) {
                continue;
            }
            let (mark, lines) = match rest.starts_with(FILE_MARK) {
                true => (FILE_MARK, None),
                false => (MARK, Some(lines.clone())),
            };
            if is_bare(&rest[mark.len()..]) {
                let start = comment.start() + at;
                self.bare.push(BareMark {
                    range: TextRange::new(start, start + mark.len()),
                    comment,
                });
            }
            for name in names(&rest[mark.len()..]) {
                let start = comment.start() + at + mark.len() + name.start;
                self.own.push(Suppression {
                    rule: rest[mark.len()..][name.clone()].to_owned(),
                    range: TextRange::new(start, start + name.len()),
                    comment,
                    reason: reason(&rest[mark.len()..]),
                    is_list: ends_item(&rest[mark.len() + name.end..]),
                    is_used: false,
                    lines: lines.clone(),
                });
            }
        }
    }
}

/// A comment and its lines.
struct Comment {
    range: TextRange,
    first_line: u32,
    last_line: u32,
    /// Whether nothing stands before it on its first line, or only what makes it a comment in JSX.
    is_alone: bool,
}

impl Comment {
    fn new(range: TextRange, document: &Document) -> Self {
        let first_line = document.position(range.start(), Encoding::Utf8).line;
        let last_line = document.position(range.end(), Encoding::Utf8).line;
        let before = document.line_range(first_line).start()..range.start();
        Self {
            range,
            first_line,
            last_line,
            is_alone: matches!(document.text()[before].trim(), "" | "{"),
        }
    }

    /// Its own lines; if it is alone, also the next line that is more than a comment.
    fn covered_lines(&self, following: &[Self]) -> RangeInclusive<u32> {
        if !self.is_alone {
            return self.first_line..=self.last_line;
        }
        let mut next = self.last_line + 1;
        for comment in following {
            if !comment.is_alone || comment.first_line != next {
                break;
            }
            next = comment.last_line + 1;
        }
        self.first_line..=next
    }
}

/// Whether a mark after `before` starts a comment, a line of one, or comes after another tool's
/// remark: prose that speaks of the mark does not count.
fn is_at_start(before: &str) -> bool {
    let line = before.rsplit(['\n', '\r']).next().unwrap_or(before);
    let line = line.trim_end();
    line.is_empty() || line.ends_with(['#', '/', '*', '-', ';', '!'])
}

/// Whether what follows a mark names no rule and is no prose either.
fn is_bare(rest: &str) -> bool {
    let line = rest.split(['\n', '\r']).next().unwrap_or_default();
    ends_item(line)
}

/// Whether what follows the name of a rule leaves it a name: a comma, a colon, the end of the comment.
fn ends_item(rest: &str) -> bool {
    let rest = rest.trim_start_matches([' ', '\t']);
    rest.is_empty()
        || rest.starts_with([',', ':', '\n', '\r'])
        || rest.starts_with("*/")
        || rest.starts_with("--")
}

/// Where the names of rules stand in what follows the mark: separated by commas, up to a colon or
/// a second word.
fn names(rest: &str) -> Vec<std::ops::Range<usize>> {
    if !rest.starts_with(char::is_whitespace) {
        return Vec::new();
    }
    let list = rest.split([':', '\n', '\r']).next().unwrap_or_default();
    let is_part = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let mut names = Vec::new();
    let mut item_start = 0;
    for item in list.split(',') {
        let start = item_start + item.len() - item.trim_start().len();
        let name = item.split_whitespace().next().unwrap_or_default();
        if name.is_empty() || name.starts_with("--") || !name.bytes().all(is_part) {
            break;
        }
        names.push(start..start + name.len());
        if item.trim().len() > name.len() {
            break;
        }
        item_start += item.len() + 1;
    }
    names
}

/// What is said after the first colon.
fn reason(rest: &str) -> Option<String> {
    let line = rest.split(['\n', '\r']).next()?;
    let (_, reason) = line.split_once(':')?;
    let reason = reason
        .trim()
        .trim_end_matches("*/")
        .trim_end_matches("-->")
        .trim();
    (!reason.is_empty()).then(|| reason.to_owned())
}
