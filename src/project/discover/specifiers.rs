//! The modules that a text names, found without parsing it: enough to tell which files may import
//! another. A comment or a string that looks like an import counts as one.

use crate::syntax::Language;
use aho_corasick::AhoCorasick;
use std::sync::LazyLock;

/// A module's name is not longer.
const MAX_LENGTH: usize = 256;
/// A Python statement does not import more names that are modules.
const MAX_NAMES: usize = 64;

static ECMA_WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| words(&["from", "import", "require"]));
static PYTHON_WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| words(&["import"]));

fn words(words: &[&str]) -> AhoCorasick {
    AhoCorasick::new(words).expect("a few words make a pattern")
}

/// Calls `visit` with each module that a text of a language names, as written. In Python also with
/// `module.name` for each name taken from a module, which may be a module of it.
pub(super) fn each(language: Language, text: &[u8], visit: &mut dyn FnMut(&str)) {
    match language {
        Language::Dotenv | Language::Data(_) => {}
        Language::Python => python(text, visit),
        _ => ecma(text, visit),
    }
}

/// `from "x"`, `import "x"`, `import("x")`, `require("x")`.
fn ecma(text: &[u8], visit: &mut dyn FnMut(&str)) {
    for word in ECMA_WORDS.find_iter(text) {
        let rest = &text[word.end()..];
        let rest = rest.trim_ascii_start();
        let rest = rest.strip_prefix(b"(").unwrap_or(rest).trim_ascii_start();
        let (Some(quote @ (b'"' | b'\'' | b'`')), Some(rest)) = (rest.first(), rest.get(1..))
        else {
            continue;
        };
        let near = &rest[..rest.len().min(MAX_LENGTH)];
        let end = near.iter().position(|byte| byte == quote || *byte == b'\n');
        let name = end
            .filter(|&end| near[end] == *quote)
            .map(|end| &near[..end]);
        if let Some(Ok(name)) = name.map(std::str::from_utf8) {
            visit(name);
        }
    }
}

/// `import a.b, c as d`, `from .a import b, c as d`.
fn python(text: &[u8], visit: &mut dyn FnMut(&str)) {
    for word in PYTHON_WORDS.find_iter(text) {
        let before = &text[word.start().saturating_sub(MAX_LENGTH)..word.start()];
        let line = before
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        let Ok(before) = std::str::from_utf8(&before[line..]) else {
            continue;
        };
        // In a notebook a line is a string.
        let before = before.rsplit(';').next().unwrap_or_default();
        let before = before.trim_start_matches([' ', '\t', '"']).trim_end();
        let rest = &text[word.end()..];
        if !matches!(rest.first(), Some(b' ' | b'\t' | b'(' | b'*')) {
            continue;
        }
        if before.is_empty() {
            let end = rest
                .iter()
                .position(|byte| *byte == b'\n')
                .unwrap_or(rest.len());
            names(&rest[..end], &mut |name| visit(name));
        } else if let Some(module) = before.strip_prefix("from").map(str::trim) {
            if module.is_empty() || module.contains(char::is_whitespace) {
                continue;
            }
            visit(module);
            let rest = rest.trim_ascii_start();
            let (rest, stop) = match rest.strip_prefix(b"(") {
                Some(rest) => (rest, b')'),
                None => (rest, b'\n'),
            };
            let end = rest
                .iter()
                .position(|byte| *byte == stop)
                .unwrap_or(rest.len());
            let dot = if module.ends_with('.') { "" } else { "." };
            names(&rest[..end], &mut |name| {
                visit(&format!("{module}{dot}{name}"))
            });
        }
    }
}

/// The names in `a, b as c, d  # why`.
fn names(list: &[u8], visit: &mut dyn FnMut(&str)) {
    for part in list
        .split(|byte| matches!(byte, b',' | b'\n'))
        .take(MAX_NAMES)
    {
        let part = part.trim_ascii_start();
        let is_name =
            |byte: &u8| byte.is_ascii_alphanumeric() || b"_.".contains(byte) || *byte >= 128;
        let end = part
            .iter()
            .position(|byte| !is_name(byte))
            .unwrap_or(part.len());
        match std::str::from_utf8(&part[..end]) {
            Ok(name) if !name.is_empty() => visit(name),
            _ => {}
        }
    }
}

/// The part of a module's name by which the file it means is called: `config` of `../config.js` and of
/// `app.config`; `.` of a name that says only which folder.
pub(super) fn last_part(language: Language, module: &str) -> &str {
    if !language.is_ecma() {
        return match module.rsplit('.').next() {
            Some("") | None => ".",
            Some(part) => part,
        };
    }
    let module = module.split('?').next().unwrap_or_default();
    let mut parts = module.rsplit('/').filter(|part| !part.is_empty());
    let mut part = stem(parts.next().unwrap_or_default());
    if part == "index" {
        part = parts.next().unwrap_or(".");
    }
    if matches!(part, "." | ".." | "") {
        "."
    } else {
        part
    }
}

/// The name of a file without the extension of a language.
pub(super) fn stem(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, "ts" | "tsx" | "mts" | "cts" | "js" | "jsx" | "mjs" | "cjs" | "py")) => stem,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(language: Language, text: &str) -> Vec<String> {
        let mut found = Vec::new();
        each(language, text.as_bytes(), &mut |name| {
            found.push(name.to_owned())
        });
        found
    }

    #[test]
    fn finds_every_form_of_import() {
        let text = "import a from \"./a\";\nimport './b'; const c = require( './c' ), d = await import(`./d`);\nexport * from'../e.js'; // from nowhere\nimport {\n f,\n} from\n './f'; const imported = fromage('x');";
        assert_eq!(
            all(Language::TypeScript, text),
            ["./a", "./b", "./c", "./d", "../e.js", "./f"]
        );
        let text = "import a.b, c as d\nfrom .x import (\n    y,  # why\n    z as w,\n)\nif 1:\n    from . import q; import r\nimportant = 1\n";
        assert_eq!(
            all(Language::Python, text),
            ["a.b", "c", ".x", ".x.y", ".x.z", ".", ".q", "r"]
        );
    }

    #[test]
    fn broken_text_is_no_trouble() {
        for text in [
            "import",
            "from '",
            "import \"\n",
            "from x import (",
            "require(",
            "import \u{e9}",
        ] {
            all(Language::TypeScript, text);
            all(Language::Python, text);
        }
        each(Language::Python, b"from \xff import \xfe", &mut |_| {});
        each(Language::TypeScript, b"from '\xff'", &mut |_| {});
    }

    #[test]
    fn a_module_is_called_by_its_last_part() {
        for (module, part) in [
            ("./lib/config.js", "config"),
            ("@/llm", "llm"),
            ("./llm/index", "llm"),
            ("@acme/llm", "llm"),
            ("..", "."),
            ("./", "."),
            ("./llm.server", "llm.server"),
        ] {
            assert_eq!(last_part(Language::TypeScript, module), part, "{module}");
        }
        for (module, part) in [
            ("app.config", "config"),
            (".", "."),
            ("..llm", "llm"),
            ("x", "x"),
        ] {
            assert_eq!(last_part(Language::Python, module), part, "{module}");
        }
    }
}
