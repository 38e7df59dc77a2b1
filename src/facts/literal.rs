//! What string literals mean.

use smol_str::SmolStr;

/// Resolves the escapes of a JavaScript or Python string; one that is malformed stands for itself.
pub(super) fn unescape(text: &str) -> SmolStr {
    if !text.contains('\\') {
        return text.into();
    }
    let mut result = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => escape(&mut chars, &mut result),
            _ => result.push(c),
        }
    }
    result.into()
}

/// Resolves the escape whose backslash was just read.
fn escape(chars: &mut std::str::Chars<'_>, result: &mut String) {
    let Some(c) = chars.next() else {
        return result.push('\\');
    };
    match c {
        'n' => result.push('\n'),
        't' => result.push('\t'),
        'r' => result.push('\r'),
        '0' => result.push('\0'),
        '\n' => {}
        '\r' => {
            if chars.as_str().starts_with('\n') {
                chars.next();
            }
        }
        'x' => code_point(chars, 2, result),
        'u' if chars.as_str().starts_with('{') => braced_code_point(chars, result),
        'u' => code_point(chars, 4, result),
        'U' => code_point(chars, 8, result),
        other => result.push(other),
    }
}

fn code_point(chars: &mut std::str::Chars<'_>, digits: usize, result: &mut String) {
    let rest = chars.as_str();
    let parsed = rest
        .get(..digits)
        .and_then(|hex| u32::from_str_radix(hex, 16).ok())
        .and_then(char::from_u32);
    if let Some(c) = parsed {
        result.push(c);
        *chars = rest[digits..].chars();
    }
}

fn braced_code_point(chars: &mut std::str::Chars<'_>, result: &mut String) {
    let rest = chars.as_str();
    let parsed = rest.find('}').and_then(|end| {
        let c = u32::from_str_radix(rest.get(1..end)?, 16)
            .ok()
            .and_then(char::from_u32)?;
        Some((c, end))
    });
    if let Some((c, end)) = parsed {
        result.push(c);
        *chars = rest[end + 1..].chars();
    }
}

#[cfg(test)]
mod tests {
    use super::unescape;

    #[test]
    fn resolves_escapes_and_keeps_what_is_none() {
        assert_eq!(unescape(r"a\n\x41\u0042\u{43}\q\"), "a\nABCq\\");
        assert_eq!(unescape(r"\u{zz}\xzz"), "{zz}zz");
        assert_eq!(unescape("plain"), "plain");
    }
}
