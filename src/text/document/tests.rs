use super::*;
use Encoding::{Utf8, Utf16, Utf32};
use proptest::prelude::*;

const ENCODINGS: [Encoding; 3] = [Utf8, Utf16, Utf32];

fn at(line: u32, column: u32) -> Position {
    Position { line, column }
}

fn lines(text: &str) -> Vec<String> {
    let document = Document::new(text);
    (0..document.line_count())
        .map(|line| text[document.line_range(line).as_range()].to_owned())
        .collect()
}

#[test]
fn only_the_protocols_line_breaks_end_a_line() {
    assert_eq!(lines(""), [""]);
    assert_eq!(lines("a\nb\r\nc\rd"), ["a", "b", "c", "d"]);
    assert_eq!(lines("a\n"), ["a", ""]);
    assert_eq!(lines("\r\r\n\n\r"), ["", "", "", "", ""]);
    assert_eq!(
        lines("a\u{2028}b\u{85}c\u{b}d\u{c}e"),
        ["a\u{2028}b\u{85}c\u{b}d\u{c}e"]
    );
}

#[test]
fn the_empty_document_has_one_place() {
    for document in [Document::default(), Document::new("")] {
        assert!(document.is_empty());
        assert_eq!((document.text(), document.line_count()), ("", 1));
        assert_eq!(document.line_range(0), TextRange::empty(0));
        assert_eq!(document.line_range(9), TextRange::empty(0));
        for encoding in ENCODINGS {
            assert_eq!(document.position(7, encoding), at(0, 0));
            assert_eq!(document.offset(at(3, 3), encoding), 0);
        }
    }
}

#[test]
fn columns_are_counted_in_the_encoding_asked_for() {
    // é is 2 bytes and 1 unit, 🌬 is 4 bytes, 2 units and 1 character.
    let document = Document::new("x\né🌬z\n");
    assert_eq!(document.position(8, Utf8), at(1, 6));
    assert_eq!(document.position(8, Utf16), at(1, 3));
    assert_eq!(document.position(8, Utf32), at(1, 2));
    for encoding in ENCODINGS {
        let z = document.position(8, encoding);
        assert_eq!(document.offset(z, encoding), 8);
    }
}

#[test]
fn a_byte_order_mark_is_a_character_of_the_first_line() {
    let document = Document::new("\u{feff}a");
    assert_eq!(document.position(3, Utf8), at(0, 3));
    assert_eq!(document.position(3, Utf16), at(0, 1));
    assert_eq!(document.offset(at(0, 1), Utf32), 3);
}

#[test]
fn a_place_inside_a_character_is_its_start() {
    let document = Document::new("a🌬b");
    assert_eq!(document.offset(at(0, 2), Utf16), 1);
    assert_eq!(document.offset(at(0, 3), Utf8), 1);
    assert_eq!(document.position(4, Utf16), at(0, 1));
    let mut edited = document.clone();
    let change = edited.edit(TextRange::new(3, 99), "!");
    assert_eq!(edited.text(), "a!");
    assert_eq!((change.start, change.old_end, change.new_end), (1, 6, 2));
    assert_eq!(document.text(), "a🌬b");
}

#[test]
fn a_column_past_the_end_stays_before_the_line_break() {
    let document = Document::new("ab\r\nc\rd");
    assert_eq!(document.offset(at(0, 3), Utf16), 2);
    assert_eq!(document.offset(at(0, u32::MAX), Utf8), 2);
    assert_eq!(document.offset(at(1, 9), Utf32), 5);
    assert_eq!(document.offset(at(2, 9), Utf32), 7);
    assert_eq!(document.offset(at(u32::MAX, 0), Utf16), 7);
    assert_eq!(document.position(3, Utf16), at(0, 2));
    assert_eq!(document.position(99, Utf16), at(2, 1));
}

#[test]
fn an_edit_may_join_and_part_line_breaks() {
    let mut document = Document::new("a\rb\n");
    let joined = document.edit(TextRange::new(2, 3), "");
    assert_eq!((document.text(), document.line_count()), ("a\r\n", 2));
    assert_eq!(joined.start_position, at(1, 0));
    assert_eq!(joined.old_end_position, at(1, 1));
    assert_eq!(joined.new_end_position, at(0, 2));
    document.edit(TextRange::empty(2), "x");
    assert_eq!((document.text(), document.line_count()), ("a\rx\n", 3));
}

#[test]
fn the_shared_text_is_the_text() {
    let text: Arc<str> = "abc".into();
    let mut document = Document::new(text.clone());
    assert!(Arc::ptr_eq(&document.text_arc(), &text));
    document.edit(TextRange::empty(3), "d");
    assert_eq!(&*document.text_arc(), "abcd");
    assert_eq!(&*text, "abc");
}

#[test]
fn debug_output_shows_no_text() {
    let document = Document::new("swordfish");
    assert_eq!(format!("{document:?}"), "Document(9 bytes)");
}

/// The same questions answered by reading the text from the start.
mod naive {
    use super::*;

    /// The byte ranges of the lines: content, and content with its line break.
    fn lines(text: &str) -> Vec<(usize, usize, usize)> {
        let bytes = text.as_bytes();
        let (mut lines, mut start, mut i) = (Vec::new(), 0, 0);
        while i < bytes.len() {
            let break_len = match bytes[i] {
                b'\r' if bytes.get(i + 1) == Some(&b'\n') => 2,
                b'\r' | b'\n' => 1,
                _ => 0,
            };
            if break_len > 0 {
                lines.push((start, i, i + break_len));
                start = i + break_len;
            }
            i += break_len.max(1);
        }
        lines.push((start, text.len(), text.len() + 1));
        lines
    }

    fn width(text: &str, encoding: Encoding) -> usize {
        match encoding {
            Utf8 => text.len(),
            Utf16 => text.encode_utf16().count(),
            Utf32 => text.chars().count(),
        }
    }

    pub fn floor(text: &str, offset: usize) -> usize {
        (0..=offset.min(text.len()))
            .rev()
            .find(|&n| text.is_char_boundary(n))
            .unwrap_or(0)
    }

    pub fn point(text: &str, offset: usize) -> Position {
        let lines = lines(text);
        let line = lines.iter().position(|line| offset < line.2).unwrap();
        at(line as u32, (offset - lines[line].0) as u32)
    }

    pub fn position(text: &str, offset: usize, encoding: Encoding) -> Position {
        let offset = floor(text, offset);
        let lines = lines(text);
        let line = lines.iter().position(|line| offset < line.2).unwrap();
        let (start, end, _) = lines[line];
        let column = width(&text[start..offset.min(end)], encoding);
        at(line as u32, column as u32)
    }

    pub fn offset(text: &str, position: Position, encoding: Encoding) -> usize {
        let Some(&(start, end, _)) = lines(text).get(position.line as usize) else {
            return text.len();
        };
        (start..=end)
            .filter(|&n| text.is_char_boundary(n))
            .take_while(|&n| width(&text[start..n], encoding) <= position.column as usize)
            .last()
            .unwrap_or(start)
    }

    /// The number of lines, and the length of the longest in bytes.
    pub fn extent(text: &str) -> (u32, u32) {
        let lines = lines(text);
        let longest = lines.iter().map(|line| line.1 - line.0).max().unwrap_or(0);
        (lines.len() as u32, longest as u32)
    }
}

/// Text with what is hard about text: line breaks of all kinds, and characters of all widths.
fn text(pieces: impl Into<proptest::collection::SizeRange>) -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a", "bc ", "\n", "\r", "\r\n", "é", "漢", "🌬", "\u{feff}", "\u{2028}", "e\u{301}",
    ]);
    prop::collection::vec(piece, pieces).prop_map(|pieces| pieces.concat())
}

/// Edits as byte ranges, partly past the end and inside characters, with their new text.
fn edits(bytes: usize) -> impl Strategy<Value = Vec<(TextRange, String)>> {
    let range = (0..bytes, 0..bytes).prop_map(|(a, b)| TextRange::new(a.min(b), a.max(b)));
    prop::collection::vec((range, text(0..6)), 1..6)
}

fn assert_same_places(document: &Document, text: &str) {
    assert_eq!(document.text(), text);
    assert_eq!(document.len(), text.len());
    let (line_count, longest) = naive::extent(text);
    assert_eq!(document.line_count(), line_count);
    for encoding in ENCODINGS {
        for offset in 0..text.len() + 2 {
            let position = document.position(offset, encoding);
            assert_eq!(position, naive::position(text, offset, encoding));
        }
        for line in 0..line_count + 1 {
            for column in 0..longest + 2 {
                let position = at(line, column);
                let offset = document.offset(position, encoding);
                assert_eq!(offset, naive::offset(text, position, encoding));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_edited_document_equals_a_fresh_one(before in text(0..20), edits in edits(48)) {
        let mut document = Document::new(before.as_str());
        let mut expected = before;
        for (range, new_text) in edits {
            let (start, end) = (
                naive::floor(&expected, range.start()),
                naive::floor(&expected, range.end()),
            );
            let old = expected.clone();
            expected.replace_range(start..end, &new_text);
            let new_end = start + new_text.len();
            prop_assert_eq!(document.edit(range, &new_text), Change {
                start,
                old_end: end,
                new_end,
                start_position: naive::point(&old, start),
                old_end_position: naive::point(&old, end),
                new_end_position: naive::point(&expected, new_end),
            });
            assert_same_places(&document, &expected);
        }
    }

    /// Long enough for the rope to have many leaves, whose seams edits cut.
    #[test]
    fn a_long_edited_document_equals_a_fresh_one(before in text(1500..2500), edits in edits(5000)) {
        let mut document = Document::new(before.as_str());
        let mut expected = before;
        for (range, new_text) in edits {
            let range = TextRange::new(range.start(), range.end().min(range.start() + 300));
            let change = document.edit(range, &new_text);
            expected.replace_range(change.start..change.old_end, &new_text);
        }
        prop_assert_eq!(document.text(), &expected);
        let fresh = Document::new(expected.as_str());
        prop_assert_eq!(document.line_count(), fresh.line_count());
        for line in 0..fresh.line_count() {
            prop_assert_eq!(document.line_range(line), fresh.line_range(line));
        }
        for offset in (0..expected.len()).step_by(997) {
            for encoding in ENCODINGS {
                let position = document.position(offset, encoding);
                prop_assert_eq!(position, naive::position(&expected, offset, encoding));
            }
        }
    }

    #[test]
    fn offset_undoes_position(text in text(0..40)) {
        let document = Document::new(text.as_str());
        let inside_crlf = |n: usize| text[..n].ends_with('\r') && text[n..].starts_with('\n');
        for offset in (0..=text.len()).filter(|&n| text.is_char_boundary(n) && !inside_crlf(n)) {
            for encoding in ENCODINGS {
                let position = document.position(offset, encoding);
                prop_assert_eq!(document.offset(position, encoding), offset);
            }
        }
    }
}
