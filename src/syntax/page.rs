//! Pages: HTML, Vue, Svelte and Astro files, whose scripts are code. All scripts of one are one module,
//! whose text is that of the file with everything else blanked: a place in it is a place in the file.
//!
//! Must not know: rules, Mistral, files on disk.

use super::{Language, SyntaxTree};
use crate::text::{Document, TextRange};
use std::path::Path;

/// The scripts of a page.
pub struct Page {
    kind: PageKind,
    language: Language,
    code: Document,
    scripts: Vec<TextRange>,
    comments: Vec<TextRange>,
    /// What a server runs before it sends the page.
    server: Option<TextRange>,
}

/// What a page is written for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PageKind {
    /// A browser.
    Html,
    /// Vue.
    Vue,
    /// Svelte.
    Svelte,
    /// Astro, whose frontmatter a server runs.
    Astro,
}

impl Page {
    /// Whether a file of this name is a page.
    pub fn is_named(path: &Path) -> bool {
        PageKind::of(path).is_some()
    }

    /// Reads the page at `path`; `None` if the name is not that of one.
    pub fn read(path: &Path, document: &Document) -> Option<Self> {
        let text = document.text();
        let mut page = Self {
            kind: PageKind::of(path)?,
            language: Language::JavaScript,
            code: Document::new(""),
            scripts: Vec::new(),
            comments: Vec::new(),
            server: None,
        };
        let start = page.frontmatter(text);
        page.elements(text, start);
        page.code = Document::new(blanked(text, page.scripts.iter().copied()));
        Some(page)
    }

    /// What it is written for.
    pub fn kind(&self) -> PageKind {
        self.kind
    }

    /// The language of its scripts.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The scripts, where they stand in the file.
    pub fn code(&self) -> &Document {
        &self.code
    }

    /// The comments around the scripts.
    pub fn comments(&self) -> &[TextRange] {
        &self.comments
    }

    /// The tree of its scripts.
    pub fn parse(&self) -> SyntaxTree {
        SyntaxTree::parse(self.language, &self.code)
    }

    /// Whether the byte at `offset` is in a script.
    pub fn is_script(&self, offset: usize) -> bool {
        self.scripts.iter().any(|script| script.contains(offset))
    }

    /// Whether browsers are sent the byte at `offset`.
    pub fn is_sent(&self, offset: usize) -> bool {
        !self.server.is_some_and(|server| server.contains(offset))
    }

    /// Notes the frontmatter of an Astro file, and gives where what follows it begins.
    fn frontmatter(&mut self, text: &str) -> usize {
        let start = text.len() - text.trim_start().len();
        if self.kind != PageKind::Astro || !text[start..].starts_with("---") {
            return 0;
        }
        let start = start + 3;
        let end = text[start..].find("\n---");
        let end = end.map_or(text.len(), |length| start + length);
        let script = TextRange::new(start, end);
        self.scripts.push(script);
        self.server = Some(script);
        self.language = Language::TypeScript;
        (end + 4).min(text.len())
    }

    /// Notes comments and scripts from `at` on.
    fn elements(&mut self, text: &str, mut at: usize) {
        while let Some(found) = text[at..].find('<') {
            at += found;
            let rest = &text[at..];
            if rest.starts_with("<!--") {
                let end = rest.find("-->").map_or(text.len(), |end| at + end + 3);
                self.comments.push(TextRange::new(at, end));
                at = end;
            } else if is_tag(rest, "<script") {
                at = self.script(text, at);
            } else if is_tag(rest, "<style") {
                let content = tag_end(text, at);
                at = close(text, content, "</style");
            } else {
                at += 1;
            }
        }
    }

    /// Notes the script whose tag begins at `at`, and gives where it ends.
    fn script(&mut self, text: &str, at: usize) -> usize {
        let content = tag_end(text, at);
        let end = close(text, content, "</script");
        let tag = &text[at..content];
        if attribute(tag, "type").is_none_or(is_code) {
            self.language = match attribute(tag, "lang").or(attribute(tag, "type")) {
                Some("tsx") => Language::Tsx,
                Some("ts" | "typescript" | "text/typescript") => match self.language {
                    Language::Tsx => Language::Tsx,
                    _ => Language::TypeScript,
                },
                _ => self.language,
            };
            self.scripts.push(TextRange::new(content, end));
        }
        end
    }
}

impl PageKind {
    fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()? {
            "html" | "htm" => Some(Self::Html),
            "vue" => Some(Self::Vue),
            "svelte" => Some(Self::Svelte),
            "astro" => Some(Self::Astro),
            _ => None,
        }
    }
}

/// A text with everything but some parts of it, in order of place, blanked: as long, with the same
/// lines.
pub fn blanked(text: &str, kept: impl IntoIterator<Item = TextRange>) -> String {
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    for part in kept {
        blank(&text[at..part.start()], &mut code);
        code.push_str(&text[part.as_range()]);
        at = part.end();
    }
    blank(&text[at..], &mut code);
    code
}

fn blank(text: &str, code: &mut String) {
    code.extend(text.bytes().map(|byte| match byte {
        b'\n' | b'\r' => char::from(byte),
        _ => ' ',
    }));
}

/// Whether a text begins with the tag whose name begins so, in any case of letters.
fn is_tag(rest: &str, tag: &str) -> bool {
    let begins = rest.get(..tag.len());
    begins.is_some_and(|begin| begin.eq_ignore_ascii_case(tag))
        && !rest[tag.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '-')
}

/// Where the tag at `at` ends.
fn tag_end(text: &str, at: usize) -> usize {
    let mut quote = None;
    for (offset, byte) in text.bytes().enumerate().skip(at) {
        match (byte, quote) {
            (b'"' | b'\'', None) => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            (b'>', None) => return offset + 1,
            _ => {}
        }
    }
    text.len()
}

/// Where the element ends whose content begins at `at`: at the next such tag, whatever is around it.
fn close(text: &str, at: usize, tag: &str) -> usize {
    let mut from = at;
    while let Some(found) = text[from..].find("</") {
        let begin = from + found;
        if is_tag(&text[begin..], tag) {
            return begin;
        }
        from = begin + 2;
    }
    text.len()
}

/// The value of an attribute in a tag.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let mut words = tag.split_whitespace().skip(1);
    let value = words.find_map(|word| {
        let (found, value) = word.split_once('=')?;
        found.eq_ignore_ascii_case(name).then_some(value)
    })?;
    Some(value.trim_matches(['"', '\'', '>', '/']))
}

/// Whether a script of this type is run.
fn is_code(kind: &str) -> bool {
    matches!(
        kind.to_ascii_lowercase().as_str(),
        "" | "module"
            | "text/javascript"
            | "application/javascript"
            | "text/ecmascript"
            | "text/babel"
            | "text/jsx"
            | "text/typescript"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(name: &str, text: &str) -> Page {
        Page::read(Path::new(name), &Document::new(text)).unwrap()
    }

    fn code(name: &str, text: &str) -> String {
        let page = page(name, text);
        assert_eq!(page.code().text().len(), text.len());
        page.code()
            .text()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn scripts_are_code_and_nothing_else_is() {
        let html = "<p>é a<b</p><!-- <script>no</script> --><SCRIPT async type=\"module\">one()</SCRIPT>\
            <script type=\"application/json\">{\"no\":1}</script><style>a{}</style><scripty>no</scripty>\
            <script data-a=\"1>2\">const end = '<\\/script>'; two()</script>";
        assert_eq!(
            code("a.html", html),
            "one() const end = '<\\/script>'; two()"
        );
        assert_eq!(page("a.html", html).comments().len(), 1);
    }

    #[test]
    fn the_language_is_what_a_script_says() {
        let language = |name: &str, text: &str| page(name, text).language();
        let vue = "<script>export default {}</script>\n<script setup lang=\"ts\">let a: X</script>";
        assert_eq!(language("a.vue", vue), Language::TypeScript);
        assert_eq!(
            language("a.vue", "<script lang=tsx>x</script>"),
            Language::Tsx
        );
        assert_eq!(
            language("a.svelte", "<script>x</script>"),
            Language::JavaScript
        );
    }

    #[test]
    fn the_frontmatter_of_astro_is_code_that_stays_on_the_server() {
        let astro = "---\nconst a = 1;\n---\n<p>{a}</p><script>b()</script>";
        assert_eq!(code("a.astro", astro), "const a = 1; b()");
        let page = page("a.astro", astro);
        assert!(!page.is_sent(astro.find("const").unwrap()));
        assert!(page.is_sent(astro.find("b()").unwrap()));
    }

    #[test]
    fn what_does_not_end_is_read_to_its_end() {
        for text in [
            "<script",
            "<script>a",
            "<!-- ",
            "<script a=\"",
            "---\na",
            "<",
        ] {
            for name in ["a.html", "a.astro"] {
                page(name, text);
            }
        }
    }
}
