//! Cutting the ends off lines that are too long to show.

use crate::text::TextRange;
use std::ops::Range;

/// A line longer than this was not written by hand; of one with a finding in it, only so many
/// bytes around the finding are shown.
const MAX_LINE: usize = 400;

/// Some lines of a text, without the ends of very long ones.
pub(super) struct Shortened {
    /// What is left.
    pub(super) text: String,
    /// Where the lines began in the text they are from.
    offset: usize,
    lines: Vec<Line>,
}

/// What is left of one line. All places are relative to the first line.
struct Line {
    /// Where the line began.
    start: usize,
    /// Which part of the text is left.
    kept: Range<usize>,
    /// Where that part now begins.
    now: usize,
}

impl Shortened {
    /// Shortens `lines`, which begin at byte `offset` of their text, around the starts of
    /// `ranges`.
    pub(super) fn new(lines: &str, offset: usize, ranges: &[TextRange]) -> Self {
        let mut places: Vec<_> = ranges
            .iter()
            .map(|range| range.start().saturating_sub(offset))
            .collect();
        places.sort_unstable();
        let mut shortened = Self {
            text: String::new(),
            offset,
            lines: Vec::new(),
        };
        let mut start = 0;
        for line in lines.split_inclusive('\n') {
            let first = places.partition_point(|place| *place < start);
            let middle = places.get(first).map_or(0, |place| place - start);
            shortened.push(line, start, middle);
            start += line.len();
        }
        shortened
    }

    fn push(&mut self, line: &str, start: usize, middle: usize) {
        let content = line.trim_end_matches(['\n', '\r']);
        let window = match content.len() > MAX_LINE {
            true => window(content, middle),
            false => 0..content.len(),
        };
        self.lines.push(Line {
            start,
            kept: start + window.start..start + window.end,
            now: self.text.len(),
        });
        self.text.push_str(&content[window]);
        self.text.push_str(&line[content.len()..]);
    }

    /// A range of the text as it lies in what is left.
    pub(super) fn moved(&self, range: TextRange) -> Range<usize> {
        self.place(range.start())..self.place(range.end())
    }

    fn place(&self, place: usize) -> usize {
        let place = place.saturating_sub(self.offset);
        let after = self.lines.partition_point(|line| line.start <= place);
        let now = match after.checked_sub(1).map(|index| &self.lines[index]) {
            Some(line) => line.now + place.clamp(line.kept.start, line.kept.end) - line.kept.start,
            None => 0,
        };
        self.text.floor_char_boundary(now)
    }
}

/// The bytes of a long line around `middle`.
fn window(line: &str, middle: usize) -> Range<usize> {
    let start = middle
        .saturating_sub(MAX_LINE / 4)
        .min(line.len() - MAX_LINE);
    line.floor_char_boundary(start)..line.ceil_char_boundary(start + MAX_LINE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_lines_stay_as_they_are() {
        let lines = "one\r\ntwo\n";
        let shortened = Shortened::new(lines, 10, &[TextRange::new(15, 18)]);
        assert_eq!(shortened.text, lines);
        assert_eq!(
            &shortened.text[shortened.moved(TextRange::new(15, 18))],
            "two"
        );
    }

    #[test]
    fn of_a_long_line_only_what_is_around_the_finding_is_left() {
        let lines = format!("first\n{}HERE{}\nlast", "é".repeat(5000), "b".repeat(5000));
        let here = lines.find("HERE").unwrap();
        let range = TextRange::new(here, here + 4);
        let shortened = Shortened::new(&lines, 0, &[range]);
        assert!(shortened.text.len() < 500);
        assert!(shortened.text.starts_with("first\né"));
        assert!(shortened.text.ends_with("b\nlast"));
        assert_eq!(&shortened.text[shortened.moved(range)], "HERE");
        let beyond = shortened.moved(TextRange::new(here, lines.len() - 6));
        assert!(shortened.text[beyond].starts_with("HEREbbb"));
    }
}
