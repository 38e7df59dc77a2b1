//! Runs the cases of `test/corpus/` against the compiled grammar, without tree-sitter's
//! command line tool. A case is a name between lines of `=`, a source, a line of `-`, and
//! the expected tree with its fields. The line end in front of the `-` is not of the source.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use tree_sitter::Parser;

#[test]
fn corpus() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("test/corpus");
    let mut files: Vec<_> = fs::read_dir(&folder)
        .expect("the corpus folder is readable")
        .map(|entry| entry.expect("its entries are readable").path())
        .filter(|path| path.extension().is_some_and(|end| end == "txt"))
        .collect();
    files.sort();

    let (mut count, mut failures) = (0, String::new());
    for file in files {
        let text = fs::read_to_string(&file).expect("a corpus file is UTF-8");
        let file_name = file.file_name().unwrap_or_default().display().to_string();
        let cases = cases(&text);
        assert!(!cases.is_empty(), "{file_name} holds no case");
        for case in cases {
            count += 1;
            let expected = pretty(case.tree);
            let actual = pretty(&tree_of(case.source));
            if expected != actual {
                let _ = writeln!(failures, "\n{file_name}: {}\n{}", case.name, case.source);
                failures.push_str(&diff(&expected, &actual));
            }
        }
    }
    assert!(failures.is_empty(), "- expected, + actual\n{failures}");
    assert!(count >= 35, "only {count} cases were found");
}

struct Case<'a> {
    name: &'a str,
    source: &'a str,
    tree: &'a str,
}

/// Whether the line is a rule: three times `mark` or more, and nothing else.
fn is_rule(line: &str, mark: char) -> bool {
    let line = line.trim_end();
    line.len() >= 3 && line.chars().all(|c| c == mark)
}

fn cases(text: &str) -> Vec<Case<'_>> {
    // The lines, each with where it begins.
    let mut start = 0;
    let lines: Vec<(usize, &str)> = text
        .split_inclusive('\n')
        .map(|line| {
            start += line.len();
            (start - line.len(), line)
        })
        .collect();
    let heads: Vec<usize> = (2..lines.len())
        .filter(|&i| is_rule(lines[i - 2].1, '=') && is_rule(lines[i].1, '='))
        .collect();

    let mut cases = Vec::new();
    for (nth, &head) in heads.iter().enumerate() {
        let name = lines[head - 1].1.trim();
        let end = heads.get(nth + 1).map_or(lines.len(), |next| next - 2);
        let divider = (head + 1..end)
            .find(|&i| is_rule(lines[i].1, '-'))
            .unwrap_or_else(|| panic!("the case {name:?} has no tree"));
        let (source_start, source_end) = (lines[head].0 + lines[head].1.len(), lines[divider].0);
        let source = &text[source_start..source_end];
        let tree_start = source_end + lines[divider].1.len();
        let tree_end = lines.get(end).map_or(text.len(), |line| line.0);
        cases.push(Case {
            name,
            source: source.strip_suffix('\n').unwrap_or(source),
            tree: &text[tree_start..tree_end],
        });
    }
    cases
}

fn tree_of(source: &str) -> String {
    let mut parser = Parser::new();
    parser
        .set_language(&windbreak_tree_sitter_dotenv::LANGUAGE.into())
        .expect("the grammar fits this tree-sitter");
    let tree = parser.parse(source, None).expect("no time limit is set");
    tree.root_node().to_sexp()
}

/// The tree with one node a line, indented by depth, whatever its blanks were.
fn pretty(tree: &str) -> String {
    let spaced = tree.replace('(', " ( ").replace(')', " ) ");
    let (mut out, mut depth, mut field) = (String::new(), 0, String::new());
    for word in spaced.split_whitespace() {
        match word {
            "(" => {
                let gap = if out.is_empty() { "" } else { "\n" };
                let _ = write!(out, "{gap}{:1$}{field}(", "", depth * 2);
                field.clear();
                depth += 1;
            }
            ")" => {
                out.push(')');
                depth = depth.saturating_sub(1);
            }
            _ if word.ends_with(':') => field = format!("{word} "),
            _ => {
                let gap = if out.ends_with('(') { "" } else { " " };
                let _ = write!(out, "{gap}{word}");
            }
        }
    }
    out
}

/// The lines of both, the common ones once, by their longest common subsequence.
fn diff(expected: &str, actual: &str) -> String {
    let (old, new): (Vec<_>, Vec<_>) = (expected.lines().collect(), actual.lines().collect());
    let mut common = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i][j] = if old[i] == new[j] {
                common[i + 1][j + 1] + 1
            } else {
                common[i + 1][j].max(common[i][j + 1])
            };
        }
    }
    let (mut i, mut j, mut out) = (0, 0, String::new());
    while i < old.len() || j < new.len() {
        let (mark, line) = if i < old.len() && j < new.len() && old[i] == new[j] {
            (i, j) = (i + 1, j + 1);
            (' ', old[i - 1])
        } else if j == new.len() || (i < old.len() && common[i + 1][j] >= common[i][j + 1]) {
            i += 1;
            ('-', old[i - 1])
        } else {
            j += 1;
            ('+', new[j - 1])
        };
        let _ = writeln!(out, "{mark} {line}");
    }
    out
}

#[test]
fn a_difference_is_shown_by_line() {
    let expected = pretty("(a (b)\n (c))");
    let actual = pretty("(a x: (b) (d))");
    assert_eq!(expected, "(a\n  (b)\n  (c))");
    assert_eq!(
        diff(&expected, &actual),
        "  (a\n-   (b)\n-   (c))\n+   x: (b)\n+   (d))\n"
    );
}
