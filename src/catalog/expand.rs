//! Several names written as one: `zod#{,z.}string` is `zod#string` and `zod#z.string`.

use super::load::Mistake;

/// The names a pattern stands for, in order; groups may follow one another and nest.
pub fn expand(pattern: &str) -> Result<Vec<String>, Mistake> {
    let Some(open) = pattern.find('{') else {
        return if pattern.contains('}') {
            Err(unbalanced(pattern))
        } else {
            Ok(vec![pattern.to_owned()])
        };
    };
    let (inside, after) = group(&pattern[open..]).ok_or_else(|| unbalanced(pattern))?;
    if pattern[..open].contains('}') {
        return Err(unbalanced(pattern));
    }
    let tails = expand(after)?;
    let mut names = Vec::new();
    for choice in choices(inside) {
        for head in expand(choice)? {
            for tail in &tails {
                names.push([&pattern[..open], &head, tail].concat());
            }
        }
    }
    Ok(names)
}

/// The names that several patterns stand for.
pub fn expand_all(patterns: Vec<String>) -> Result<Vec<String>, Mistake> {
    let mut names = Vec::with_capacity(patterns.len());
    for pattern in patterns {
        match pattern.contains(['{', '}']) {
            true => names.extend(expand(&pattern)?),
            false => names.push(pattern),
        }
    }
    Ok(names)
}

/// Splits `{inside}after` at the brace that closes the first one.
fn group(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((&text[1..at], &text[at + 1..]));
        }
    }
    None
}

/// Splits at the commas that stand in no inner group.
fn choices(text: &str) -> Vec<&str> {
    let mut depth = 0;
    let mut from = 0;
    let mut parts = Vec::new();
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            b',' if depth == 0 => {
                parts.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}

fn unbalanced(pattern: &str) -> Mistake {
    Mistake::new(format!("braces of `{pattern}` do not match"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expands_groups_in_order() {
        assert_eq!(expand("a.b").unwrap(), ["a.b"]);
        assert_eq!(expand("x{,y.}z").unwrap(), ["xz", "xy.z"]);
        assert_eq!(expand("{a,b}#{c,d}").unwrap(), ["a#c", "a#d", "b#c", "b#d"]);
        assert_eq!(expand("a{b{1,2},c}").unwrap(), ["ab1", "ab2", "ac"]);
    }

    #[test]
    fn refuses_braces_that_do_not_match() {
        for pattern in ["a{b", "a}b", "{a}}", "a}{b}", "{{a}"] {
            assert!(expand(pattern).is_err(), "{pattern:?} was taken");
        }
    }
}
