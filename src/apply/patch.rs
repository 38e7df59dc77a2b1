//! A change of a file as a unified patch, which `git apply` and `patch -p1` take.
//!
//! The headers are the plain ones, without `diff --git`, so that paths are relative to the folder in
//! which the patch is applied, whether that is the top of a repository or not.

use super::rounds::lines;
use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices, group_diff_ops};
use std::fmt::Write as _;
use std::ops::Range;

/// Unchanged lines shown around a change.
const CONTEXT: usize = 3;

/// The patch that makes `new` of the file at `path` (relative, with `/`), which holds `old` or, if
/// that is `None`, does not exist; empty if nothing changes.
///
/// It holds the text as it is, keys included.
pub fn patch(path: &str, old: Option<&str>, new: &str) -> String {
    let (old_lines, new_lines) = (lines(old.unwrap_or_default()), lines(new));
    let ops = capture_diff_slices(Algorithm::Myers, &old_lines, &new_lines);
    let mut patch = String::new();
    for hunk in group_diff_ops(ops, CONTEXT) {
        if patch.is_empty() {
            let before = old.map_or("/dev/null".to_owned(), |_| quoted(&format!("a/{path}")));
            let after = quoted(&format!("b/{path}"));
            let _ = write!(patch, "--- {before}\n+++ {after}\n");
        }
        write_hunk(&mut patch, &hunk, &old_lines, &new_lines);
    }
    patch
}

fn write_hunk(patch: &mut String, ops: &[DiffOp], old: &[&str], new: &[&str]) {
    let (Some(first), Some(last)) = (ops.first(), ops.last()) else {
        return;
    };
    let before = range(first.old_range().start..last.old_range().end);
    let after = range(first.new_range().start..last.new_range().end);
    let _ = writeln!(patch, "@@ -{before} +{after} @@");
    for op in ops {
        match op.tag() {
            DiffTag::Equal => write_lines(patch, ' ', &old[op.old_range()]),
            _ => {
                write_lines(patch, '-', &old[op.old_range()]);
                write_lines(patch, '+', &new[op.new_range()]);
            }
        }
    }
}

fn write_lines(patch: &mut String, sign: char, lines: &[&str]) {
    for line in lines {
        patch.push(sign);
        patch.push_str(line);
        if !line.ends_with('\n') {
            patch.push_str("\n\\ No newline at end of file\n");
        }
    }
}

/// Lines as a hunk's head counts them: first line and number, the number left out if it is 1. Of no
/// lines at all the line before is named.
fn range(lines: Range<usize>) -> String {
    match lines.len() {
        0 => format!("{},0", lines.start),
        1 => format!("{}", lines.start + 1),
        count => format!("{},{count}", lines.start + 1),
    }
}

/// A path as git writes it: quoted if it holds what would end it early, followed by a tab if it holds
/// a space.
fn quoted(path: &str) -> String {
    let is_odd = |c: char| c.is_control() || matches!(c, '"' | '\\');
    if !path.contains(is_odd) {
        let end = if path.contains(' ') { "\t" } else { "" };
        return format!("{path}{end}");
    }
    let mut quoted = String::from("\"");
    for c in path.chars() {
        match c {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(c);
            }
            c if c.is_control() => {
                let mut buffer = [0; 4];
                for byte in c.encode_utf8(&mut buffer).bytes() {
                    let _ = write!(quoted, "\\{byte:03o}");
                }
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_change_a_creation_and_no_change() {
        let text = "a\nb\nc\nd\ne\n";
        assert_eq!(patch("x", Some(text), text), "");
        assert_eq!(
            patch("src/x.ts", Some(text), &text.replace('e', "E")),
            "--- a/src/x.ts\n+++ b/src/x.ts\n@@ -2,4 +2,4 @@\n b\n c\n d\n-e\n+E\n"
        );
        assert_eq!(
            patch(".env", None, "A=\n"),
            "--- /dev/null\n+++ b/.env\n@@ -0,0 +1 @@\n+A=\n"
        );
    }

    #[test]
    fn lines_end_as_they_do_in_the_file() {
        assert_eq!(
            patch("x", Some("a\r\nb"), "a\r\nc"),
            "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\r\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n"
        );
    }

    #[test]
    fn odd_names_are_quoted() {
        assert_eq!(quoted("a/é.ts"), "a/é.ts");
        assert_eq!(quoted("a/my file"), "a/my file\t");
        assert_eq!(quoted("a/\"\n"), r#""a/\"\012""#);
    }

    /// Applies a patch of one file as its format has it, which is not how it was made.
    fn apply(patch: &str, old: &str) -> String {
        let old = lines(old);
        let (mut new, mut at) = (Vec::<String>::new(), 0);
        let mut patch = patch.split_inclusive('\n').skip(2).peekable();
        while let Some(line) = patch.next() {
            let no_newline = patch.next_if(|line| line.starts_with('\\')).is_some();
            let text = if no_newline {
                line.trim_end_matches('\n')
            } else {
                line
            };
            match line.as_bytes()[0] {
                b'@' => {
                    let first = line[4..].split([',', ' ']).next().unwrap();
                    let none = line[4..].split(' ').next().unwrap().ends_with(",0");
                    let first = first.parse::<usize>().unwrap() - usize::from(!none);
                    new.extend(old[at..first].iter().map(|line| (*line).to_owned()));
                    at = first;
                }
                b'+' => new.push(text[1..].to_owned()),
                sign => {
                    assert_eq!(text[1..], *old[at]);
                    if sign == b' ' {
                        new.push(text[1..].to_owned());
                    }
                    at += 1;
                }
            }
        }
        new.extend(old[at..].iter().map(|line| (*line).to_owned()));
        new.concat()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn applying_a_patch_gives_the_new_text(old in "([abc\r]{0,2}\n){0,20}[ab]?", new in "([abc\r]{0,2}\n){0,20}[ab]?") {
            prop_assert_eq!(apply(&patch("x", Some(&old), &new), &old), new);
        }
    }
}
