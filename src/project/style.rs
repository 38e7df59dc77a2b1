//! How the code of a file is written, as far as it is asked for more than once.

use super::SourceFile;

/// What may stand before the text of a file in UTF-8.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// How the code of a file is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Style {
    /// The quote that most strings have.
    pub quote: char,
    /// `;` if most statements end with it, else nothing.
    pub semicolon: &'static str,
}

impl SourceFile {
    /// How its code is written; looked at once, however many fixes write into it.
    pub fn style(&self) -> Style {
        *self.style.get_or_init(|| {
            let text = self.document.text();
            Style {
                quote: quote(text),
                semicolon: semicolon(text),
            }
        })
    }
}

fn semicolon(text: &str) -> &'static str {
    const BEGINNINGS: [&str; 6] = ["import ", "const ", "let ", "var ", "export ", "return "];
    let ends = text.lines().filter_map(|line| {
        let line = line.trim_start_matches(BYTE_ORDER_MARK).trim();
        let is_statement = BEGINNINGS.iter().any(|start| line.starts_with(start));
        // What goes on in the next line says nothing.
        line.chars()
            .last()
            .filter(|&end| is_statement && !"{([,=>`+|&?:.*".contains(end))
    });
    let (with, all) = ends.fold((0, 0), |(with, all), end| {
        (with + usize::from(end == ';'), all + 1)
    });
    if all == 0 || with * 2 >= all { ";" } else { "" }
}

fn quote(text: &str) -> char {
    match text.matches('\'').count() > text.matches('"').count() {
        true => '\'',
        false => '"',
    }
}
