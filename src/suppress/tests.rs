use super::*;

/// The suppressions of a text in which a comment goes from `//`, `#` or `/*` to its end.
fn of(text: &str) -> Suppressions {
    of_with(text, false)
}

fn of_with(text: &str, honor_foreign: bool) -> Suppressions {
    let mut comments = Vec::new();
    let mut offset = 0;
    while let Some(start) = text[offset..].find(['/', '#']).map(|at| at + offset) {
        let end = match text[start..].starts_with("/*") {
            true => text[start..]
                .find("*/")
                .map_or(text.len(), |at| start + at + 2),
            false => text[start..].find('\n').map_or(text.len(), |at| start + at),
        };
        comments.push(TextRange::new(start, end));
        offset = end;
    }
    Suppressions::of(|| comments, &Document::new(text), honor_foreign)
}

/// The lines on which a finding of the rule would be ignored.
fn covered(text: &str, rule: &str) -> Vec<u32> {
    let (mut suppressions, document) = (of(text), Document::new(text));
    let mut is_covered = |line: &u32| {
        let offset = document.line_range(*line).start();
        suppressions.covers(rule, offset, &document)
    };
    (0..document.line_count())
        .filter(|line| is_covered(line))
        .collect()
}

#[test]
fn a_comment_covers_its_line_or_the_next() {
    let rule = "hardcoded-key";
    let trailing = "a\nb // windbreak-ignore hardcoded-key: a test\nc";
    assert_eq!(covered(trailing, rule), [1]);
    let above = "a\n  # windbreak-ignore hardcoded-key\nc\nd";
    assert_eq!(covered(above, rule), [1, 2]);
    let block = "/* windbreak-ignore hardcoded-key: two\n lines */\nc\nd";
    assert_eq!(covered(block, rule), [0, 1, 2]);
    let stacked = "// windbreak-ignore hardcoded-key: one\n// windbreak-ignore x: two\nc\nd";
    assert_eq!(covered(stacked, rule), [0, 1, 2]);
}

#[test]
fn it_covers_the_rules_it_names_and_no_other() {
    let text = "x // windbreak-ignore hardcoded-key, logged-key: both are tests";
    assert_eq!(covered(text, "logged-key"), [0]);
    assert!(covered(text, "shared-key").is_empty());
    assert!(covered(text, "both").is_empty());
    let prose = "x # windbreak-ignore hardcoded-key because it, too, is a test";
    assert_eq!(of(prose).iter().count(), 1);
}

#[test]
fn a_file_comment_covers_all_lines_from_anywhere() {
    let text = "a\nb\n# windbreak-ignore-file hardcoded-key: fixtures\n";
    assert_eq!(covered(text, "hardcoded-key"), [0, 1, 2, 3]);
}

#[test]
fn an_ignore_of_everything_ignores_nothing() {
    for text in [
        "x // windbreak-ignore",
        "x // windbreak-ignore: everything",
        "x // windbreak-ignore *",
        "x // windbreak-ignore-all",
        "x // windbreak-ignored hardcoded-key",
        "# windbreak-ignore-file",
        "# windbreak-ignore-files hardcoded-key",
        "// to accept it, write windbreak-ignore hardcoded-key: why",
    ] {
        assert_eq!(of(text).iter().count(), 0, "{text}");
    }
}

#[test]
fn it_stands_after_another_tools_remark() {
    let text = "x # noqa: S105 # windbreak-ignore hardcoded-key: a test";
    assert_eq!(covered(text, "hardcoded-key"), [0]);
}

#[test]
fn what_is_written_and_whether_it_was_of_use_is_known() {
    let text = "x /* windbreak-ignore hardcoded-key, logged-key: not real */";
    let mut suppressions = of(text);
    assert!(suppressions.covers("logged-key", 0, &Document::new(text)));
    let found: Vec<_> = suppressions.iter().collect();
    assert_eq!(&text[found[0].range.as_range()], "hardcoded-key");
    assert_eq!(&text[found[1].range.as_range()], "logged-key");
    assert_eq!(found[0].reason.as_deref(), Some("not real"));
    assert_eq!((found[0].is_used, found[1].is_used), (false, true));
    assert_eq!(&text[found[0].comment.as_range()], &text[2..]);
}

#[test]
fn remarks_of_other_scanners_count_only_on_request() {
    let text = "x # gitleaks:allow\ny";
    let document = Document::new(text);
    assert!(!of(text).covers("hardcoded-key", 0, &document));
    let mut suppressions = of_with(text, true);
    assert!(suppressions.covers("hardcoded-key", 0, &document));
    assert!(!suppressions.covers("hardcoded-key", text.len(), &document));
    assert!(!suppressions.covers("unrestricted-model", 0, &document));
}
