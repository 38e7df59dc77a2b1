//! What the corpus cannot show: the exact text of names, values and comments, line ends, odd
//! bytes, and sizes.

mod reading;

use reading::{parse, shown};
use tree_sitter::Tree;

#[test]
fn texts_are_exact() {
    assert_eq!(
        shown("export  a.B-c =  one  two \t # three \t"),
        ["a.B-c unquoted<one  two>", "comment<# three>"]
    );
    assert_eq!(
        shown("A=' b '\nC=\" d\te \" \nF=`g`"),
        [
            "A single_quoted< b >",
            "C double_quoted< d\te >",
            "F backtick_quoted<g>"
        ]
    );
    assert_eq!(
        shown("A=\"one\\n\n${X:-y} # z\n\"\nB=${X} y $Z  "),
        [
            "A double_quoted<one\\n\n${X:-y} # z\n>",
            "B unquoted<${X} y $Z>"
        ]
    );
    assert_eq!(
        shown("A=\"\"\nB=#c\nD= #e\nF='''g'"),
        [
            "A double_quoted<>",
            "B unquoted<#c>",
            "D",
            "comment<#e>",
            "F unquoted<'''g'>"
        ]
    );
}

#[test]
fn stray_quotes_end_with_their_line() {
    assert_eq!(
        shown("A=\" one two \t\nB='three # four\nC=`\nD=\"five"),
        [
            "A double_quoted<one two>",
            "B single_quoted<three>",
            "comment<# four>",
            "C backtick_quoted<>",
            "D double_quoted<five>"
        ]
    );
}

#[test]
fn parts_of_an_interpolation_have_fields() {
    let source = "A=\"x${B:-c ${D}}\"";
    let tree = parse(source.as_bytes());
    let part = |path: &[&str]| {
        let mut node = tree.root_node().child(0).expect("there is an entry");
        for step in path {
            node = match node.child_by_field_name(step) {
                Some(child) => child,
                None => node.named_child(0).expect("there is a child"),
            };
        }
        &source[node.byte_range()]
    };
    assert_eq!(part(&["value", "content", "interpolation"]), "${B:-c ${D}}");
    assert_eq!(part(&["value", "content", "interpolation", "name"]), "B");
    assert_eq!(
        part(&["value", "content", "interpolation", "operator"]),
        ":-"
    );
    assert_eq!(
        part(&["value", "content", "interpolation", "default"]),
        "c ${D}"
    );
    assert_eq!(
        part(&[
            "value",
            "content",
            "interpolation",
            "default",
            "inner",
            "name"
        ]),
        "D"
    );
}

#[test]
fn every_kind_of_line_end() {
    let expected = [
        "A unquoted<1>",
        "comment<# x>",
        "ERROR<b c>",
        "D double_quoted<e>",
        "F",
    ];
    for end in ["\n", "\r\n", "\r"] {
        let source = ["A=1 # x", "b c", "D=\"e\" ", "F=", ""].join(end);
        assert_eq!(shown(&source), expected, "{end:?}");
        assert_eq!(
            shown(source.trim_end()),
            expected,
            "{end:?}, none at the end"
        );
    }
    assert_eq!(
        shown("A='1\r\n2'\r\nB='3\rC=4"),
        [
            "A single_quoted<1\r\n2>",
            "B single_quoted<3>",
            "C unquoted<4>"
        ]
    );
}

#[test]
fn a_byte_order_mark_is_skipped_at_the_start_only() {
    assert_eq!(shown("\u{feff}A=1"), ["A unquoted<1>"]);
    assert_eq!(shown("\u{feff}# b"), ["comment<# b>"]);
    assert_eq!(
        shown("A=1\n\u{feff}B=2\nC=3"),
        ["A unquoted<1>", "ERROR<\u{feff}B=2>", "C unquoted<3>"]
    );
}

#[test]
fn control_bytes_are_text_in_a_value_and_an_error_in_a_name() {
    assert_eq!(
        shown("A=\0a\x01\0\nB=\"\0\\\0\" # \0\nC='\x7f\0'\nD=${X:-\0}\nE=\0 \0 "),
        [
            "A unquoted<\0a\x01\0>",
            "B double_quoted<\0\\\0>",
            "comment<# \0>",
            "C single_quoted<\x7f\0>",
            "D unquoted<${X:-\0}>",
            "E unquoted<\0 \0>"
        ]
    );
    assert_eq!(
        shown("\0\nA\0=1\n\x0cB=2\nC=3"),
        [
            "ERROR<\0>",
            "ERROR<A\0=1>",
            "ERROR<\x0cB=2>",
            "C unquoted<3>"
        ]
    );
    assert_eq!(shown("\0"), ["ERROR<\0>"]);
    assert_eq!(shown("A=\0"), ["A unquoted<\0>"]);
}

#[test]
fn bytes_that_are_not_utf8() {
    assert_eq!(
        shown(b"A=\xff\xfe b\nC=\"\xc3\"\n\xff\nD=1"),
        [
            "A unquoted<\u{fffd}\u{fffd} b>",
            "C double_quoted<\u{fffd}>",
            "ERROR<\u{fffd}>",
            "D unquoted<1>"
        ]
    );
}

#[test]
fn deep_nesting_makes_no_deep_tree() {
    let nested = |depth| format!("A={}b{}", "${X:-".repeat(depth), "}".repeat(depth));
    assert_eq!(deepest(&parse(nested(64).as_bytes())), 2 + 2 * 64);
    assert_eq!(deepest(&parse(nested(65).as_bytes())), 2);
    assert_eq!(
        shown(nested(100_000)),
        [format!("A unquoted<{}>", &nested(100_000)[2..])]
    );
    assert_eq!(
        deepest(&parse(format!("A={}", "${X:-".repeat(100_000)).as_bytes())),
        2
    );
}

/// The depth of the deepest named node but names; the root has depth 0.
fn deepest(tree: &Tree) -> u32 {
    let mut cursor = tree.walk();
    let mut deepest = 0;
    loop {
        if cursor.node().is_named() && cursor.node().kind() != "name" {
            deepest = deepest.max(cursor.depth());
        }
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return deepest;
            }
        }
    }
}

#[test]
fn one_hundred_thousand_stray_quotes() {
    let tree = parse("A=\"b\nC='d\nE=`f\n".repeat(33_334).as_bytes());
    assert_eq!(tree.root_node().named_child_count(), 100_002);
    assert!(!tree.root_node().has_error());
}
