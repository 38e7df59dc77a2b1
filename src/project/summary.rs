//! What other files can see of a file, in a number or two: whether they have to be looked at again when
//! it changed.

use super::{Project, SourceFile};
use crate::syntax::Language;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// What other files can see of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Summary {
    /// A hash of its code. Of a function, others see what it returns, records and checks, and those
    /// that it calls see what it passes; so this is all but comments and blank space.
    pub code: u64,
    /// A hash of the names it gives to others and of the modules it names.
    pub outline: u64,
}

impl SourceFile {
    /// What other files can see of it.
    pub fn summary(&self) -> Summary {
        *self.summary.get_or_init(|| match self.language.format() {
            // Nothing is taken from what is open of them.
            Some(_) => Summary {
                code: 0,
                outline: 0,
            },
            None => Summary {
                code: code(self),
                outline: outline(self),
            },
        })
    }
}

fn code(file: &SourceFile) -> u64 {
    let text = file.document.text();
    let mut hasher = FxHasher::default();
    let mut at = 0;
    for comment in &file.facts.comments {
        if comment.range.start() >= at {
            hash_code(file.language, &text[at..comment.range.start()], &mut hasher);
            at = comment.range.end();
        }
    }
    hash_code(file.language, &text[at..], &mut hasher);
    hasher.finish()
}

/// Hashes the lines of a text that are not blank, without what is blank at their ends; in Python,
/// where it has a meaning, with what is blank before them.
fn hash_code(language: Language, text: &str, hasher: &mut FxHasher) {
    for line in text.lines() {
        let line = match language {
            Language::Python => line.trim_end(),
            _ => line.trim(),
        };
        if !line.is_empty() {
            line.hash(hasher);
        }
    }
}

fn outline(file: &SourceFile) -> u64 {
    let facts = &file.facts;
    let mut hasher = FxHasher::default();
    for export in &facts.exports {
        export.name.hash(&mut hasher);
    }
    if !file.language.is_ecma() {
        let module = facts.scopes().module();
        let own = facts.bindings().filter(|(_, it)| Some(it.scope) == module);
        own.for_each(|(_, binding)| binding.name.hash(&mut hasher));
    }
    Project::modules(file).for_each(|module| module.hash(&mut hasher));
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Document;
    use std::path::Path;

    fn summary(name: &str, text: &str) -> Summary {
        let path = Path::new("/w").join(name);
        let language = Language::of_path(&path).unwrap();
        SourceFile::parse(path.into(), language, Document::new(text)).summary()
    }

    #[test]
    fn comments_and_blank_space_are_not_seen() {
        let before = summary(
            "a.ts",
            "export const a = 1;\nexport function f() {\n  return a;\n}\n",
        );
        let after = summary(
            "a.ts",
            "// why\n\nexport const a = 1; // one\nexport function f() {\n    return a;\n\n}\n",
        );
        assert_eq!(before, after);
        let before = summary("a.py", "def f():\n    return 1\n");
        assert_eq!(
            before,
            summary("a.py", "# why\n\ndef f():\n    return 1  # one\n")
        );
    }

    #[test]
    fn code_is_seen_and_so_is_how_python_is_indented() {
        let before = summary("a.ts", "export const a = f('x');\n");
        let after = summary("a.ts", "export const a = f('y');\n");
        assert_ne!(before.code, after.code);
        assert_eq!(before.outline, after.outline);
        let before = summary("a.py", "if x:\n    y = 1\n    z = 1\n");
        let after = summary("a.py", "if x:\n    y = 1\nz = 1\n");
        assert_ne!(before.code, after.code);
    }

    #[test]
    fn names_given_and_taken_are_an_outline() {
        let before = summary("a.ts", "import { a } from './a';\nexport const b = a;\n");
        for other in [
            "import { a } from './c';\nexport const b = a;\n",
            "import { a } from './a';\nexport const c = a;\n",
        ] {
            assert_ne!(before.outline, summary("a.ts", other).outline);
        }
        let before = summary("a.py", "from .a import b\nx = b\n");
        assert_ne!(
            before.outline,
            summary("a.py", "from .a import b\ny = b\n").outline
        );
    }
}
