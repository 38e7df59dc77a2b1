//! Three promises for any text at all, tried on texts made by chance: an error stays on its
//! line, a line reads the same wherever it stands, and an edited tree equals a fresh one.

mod reading;

use reading::{parse, parser, shown};
use tree_sitter::{InputEdit, Point, Tree};

/// Chance, the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }

    fn text(&mut self, pieces: &[&str], most: usize) -> String {
        (0..self.roll(most + 1))
            .map(|_| self.pick(pieces))
            .collect()
    }
}

/// Pieces that mean something to the grammar, so that chance meets its corners.
const PIECES: &[&str] = &[
    "A",
    "b",
    "=",
    "=",
    ": ",
    "\"",
    "'",
    "`",
    "\n",
    "\n",
    "\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    "#",
    " #",
    "$",
    "${",
    "${X:-",
    "${X}",
    "}",
    "\\",
    "\\n",
    "export ",
    "A=",
    "A=\"",
    "\0",
    "é",
    "!",
    ";",
    "x y",
    "A=\"b\"\n",
    "\u{feff}",
];

#[test]
fn an_error_stays_on_its_line() {
    let mut dice = Dice(0x5eed_1234_5678_9abc);
    for _ in 0..5_000 {
        let source = dice.text(PIECES, 40);
        let tree = parse(source.as_bytes());
        let root = tree.root_node();
        let mut cursor = root.walk();
        for node in root.children(&mut cursor) {
            let text = &source[node.byte_range()];
            match node.kind() {
                "entry" => assert!(!node.has_error(), "{text:?} in {source:?}"),
                kind => {
                    assert!(matches!(kind, "comment" | "ERROR"), "{kind} in {source:?}");
                    assert!(!text.contains(['\n', '\r']), "{text:?} in {source:?}");
                    assert_eq!(text.trim_end_matches([' ', '\t']), text, "in {source:?}");
                }
            }
            let value = node.child_by_field_name("value");
            if let Some(bare) = value.filter(|value| value.kind() == "unquoted_value") {
                let text = &source[bare.byte_range()];
                assert_eq!(text.trim_matches([' ', '\t']), text, "in {source:?}");
                assert!(!text.contains(['\n', '\r']), "{text:?} in {source:?}");
            }
        }
    }
}

/// Lines whose quotes cannot close a quote of another line.
const LINES: &[&str] = &[
    "",
    "  ",
    "A=1",
    "export B = two words ",
    "C",
    "D: x # y",
    "E=\"quoted $X\" # z",
    "F='single'",
    "G=`tick`",
    "H=\"\"",
    "# comment",
    "not an entry",
    "!",
    "I=\"closed\" junk",
    "J=\"stray",
    "K='stray # c",
    "L=`stray ${X}",
    "M=${X:-${Y}",
    "N=\"glued\"on",
    "=",
    "\0",
    "O=",
];

#[test]
fn a_line_reads_the_same_wherever_it_stands() {
    let mut dice = Dice(0xfeed_5678_9abc_1234);
    for _ in 0..3_000 {
        let lines: Vec<&str> = (0..dice.roll(30)).map(|_| dice.pick(LINES)).collect();
        let end = dice.pick(&["\n", "\r\n", "\r"]);
        let alone: Vec<String> = lines.iter().flat_map(shown).collect();
        assert_eq!(shown(lines.join(end)), alone, "{lines:?}");
    }
}

#[test]
fn an_edited_tree_equals_a_fresh_one() {
    let mut dice = Dice(0xabcd_ef12_3456_789a);
    for _ in 0..3_000 {
        let mut source = dice.text(PIECES, 40);
        let mut tree = parse(source.as_bytes());
        for _ in 0..3 {
            let start = boundary(&source, dice.roll(source.len() + 1));
            let old_end = boundary(&source, (start + dice.roll(4)).min(source.len()));
            let insert = dice.text(PIECES, 2);
            let mut edited = source.clone();
            edited.replace_range(start..old_end, &insert);
            let new_end = start + insert.len();
            tree.edit(&InputEdit {
                start_byte: start,
                old_end_byte: old_end,
                new_end_byte: new_end,
                start_position: point(&source, start),
                old_end_position: point(&source, old_end),
                new_end_position: point(&edited, new_end),
            });
            tree = parser()
                .parse(&edited, Some(&tree))
                .expect("no time limit is set");
            let fresh = parse(edited.as_bytes());
            assert_eq!(nodes(&tree), nodes(&fresh), "{source:?} became {edited:?}");
            source = edited;
        }
    }
}

/// Every node's kind and place, in the order of the source.
fn nodes(tree: &Tree) -> Vec<(&str, tree_sitter::Range)> {
    let mut cursor = tree.walk();
    let mut nodes = Vec::new();
    loop {
        nodes.push((cursor.node().kind(), cursor.node().range()));
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return nodes;
            }
        }
    }
}

/// The nearest place at or after `at` where a character begins.
fn boundary(text: &str, at: usize) -> usize {
    (at..=text.len())
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(text.len())
}

fn point(text: &str, at: usize) -> Point {
    let before = &text.as_bytes()[..at];
    let line_start = before
        .iter()
        .rposition(|&b| b == b'\n')
        .map_or(0, |end| end + 1);
    Point::new(
        before.iter().filter(|&&b| b == b'\n').count(),
        at - line_start,
    )
}
