//! Where the bytes of a text stand in the file that it was read from.

use crate::text::TextRange;

/// A piece of the text and the bytes that say it. They are the same bytes if there are as many; an
/// escape is longer than what it means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Run {
    text: TextRange,
    raw: TextRange,
}

/// Runs in order of text. Between them stands what the file does not say.
#[derive(Default, PartialEq, Eq, Debug)]
pub(super) struct SourceMap(Vec<Run>);

impl SourceMap {
    /// Adds a piece that comes after all others.
    pub(super) fn push(&mut self, text: TextRange, raw: TextRange) {
        if text.is_empty() {
            return;
        }
        match self.0.last_mut() {
            Some(last)
                if last.is_plain()
                    && text.len() == raw.len()
                    && (last.text.end(), last.raw.end()) == (text.start(), raw.start()) =>
            {
                last.text = last.text.cover(text);
                last.raw = last.raw.cover(raw);
            }
            _ => self.0.push(Run { text, raw }),
        }
    }

    /// Where the byte at `offset` of the text stands; `None` if the file does not say it.
    pub(super) fn before(&self, offset: usize) -> Option<usize> {
        let run = self.at(offset)?;
        Some(match run.is_plain() {
            true => run.raw.start() + offset - run.text.start(),
            false => run.raw.start(),
        })
    }

    /// Where the byte before `offset` of the text ends; `None` if the file does not say it.
    pub(super) fn after(&self, offset: usize) -> Option<usize> {
        let run = self.at(offset.checked_sub(1)?)?;
        Some(match run.is_plain() {
            true => run.raw.start() + offset - run.text.start(),
            false => run.raw.end(),
        })
    }

    fn at(&self, offset: usize) -> Option<Run> {
        let after = self.0.partition_point(|run| run.text.start() <= offset);
        let run = *self.0.get(after.checked_sub(1)?)?;
        run.text.contains(offset).then_some(run)
    }
}

impl Run {
    fn is_plain(&self) -> bool {
        self.text.len() == self.raw.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_gaps_are_stepped_over_whole() {
        // `ab\nc`, and in another string `d`.
        let range = TextRange::new;
        let mut map = SourceMap::default();
        map.push(range(0, 1), range(10, 11));
        map.push(range(1, 2), range(11, 12));
        map.push(range(2, 3), range(12, 14));
        map.push(range(3, 4), range(14, 15));
        map.push(range(4, 5), range(20, 21));
        assert_eq!(map.0.len(), 4);
        let before: Vec<_> = (0..6).map(|offset| map.before(offset)).collect();
        assert_eq!(
            before,
            [Some(10), Some(11), Some(12), Some(14), Some(20), None]
        );
        let after: Vec<_> = (0..6).map(|offset| map.after(offset)).collect();
        assert_eq!(
            after,
            [None, Some(11), Some(12), Some(14), Some(15), Some(21)]
        );
    }
}
