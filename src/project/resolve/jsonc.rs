//! JSON with comments and trailing commas, as TypeScript reads it. They are taken out by hand, for
//! `serde_json` bounds the depth of what it reads, and this is all that JSON5 and its kin would add.

use serde_json::Value;

/// The value in `text`; `None` if it is none.
pub(super) fn parse(text: &str) -> Option<Value> {
    serde_json::from_str(&plain(text.strip_prefix('\u{feff}').unwrap_or(text))).ok()
}

/// `text` without comments and without commas before a closing bracket.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let taken = match next {
            '"' => {
                let end = string_end(rest);
                plain.push_str(&rest[..end]);
                end
            }
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '}' | ']' => {
                let kept = plain.trim_end();
                let kept = kept.strip_suffix(',').unwrap_or(kept).len();
                plain.truncate(kept);
                plain.push(next);
                1
            }
            _ => {
                plain.push(next);
                next.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    plain
}

/// Where the string ends that `text` begins with.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::parse;
    use serde_json::json;

    #[test]
    fn reads_comments_and_trailing_commas() {
        let text = "\u{feff}{ // one\n \"a\": \"//\\\"/*\", /* two */ \"b\": [1, 2, ], }";
        assert_eq!(parse(text), Some(json!({ "a": "//\"/*", "b": [1, 2] })));
    }

    #[test]
    fn takes_no_nonsense() {
        let deep = "[".repeat(100_000);
        for text in ["", "{", "\"", "/*", "{,}x", deep.as_str()] {
            assert_eq!(parse(text), None);
        }
    }
}
