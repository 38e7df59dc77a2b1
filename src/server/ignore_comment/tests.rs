use super::*;
use crate::text::TextEdits;

/// What becomes of `text` when what is found at `«` in it is ignored.
fn ignored(language: Language, text: &str) -> Option<String> {
    let start = text.find('«')?;
    let document = Document::new(text.replace('«', ""));
    let tree = SyntaxTree::parse(language, &document);
    let edit = insertion(&document, &tree, "some-rule", start)?;
    Some(TextEdits::from(edit).apply(document.text()))
}

#[test]
fn a_comment_stands_above_at_the_same_depth() {
    assert_eq!(
        ignored(Language::TypeScript, "f();\n\tconst a = «b;\n").unwrap(),
        "f();\n\t// windbreak-ignore some-rule: why this is safe here\n\tconst a = b;\n"
    );
    assert_eq!(
        ignored(Language::Python, "«a = 1\r\n").unwrap(),
        "# windbreak-ignore some-rule: why this is safe here\r\na = 1\r\n"
    );
    assert_eq!(
        ignored(Language::Dotenv, "A=1\nB=«2\n").unwrap(),
        "A=1\n# windbreak-ignore some-rule: why this is safe here\nB=2\n"
    );
}

#[test]
fn a_comment_is_not_offered_where_it_would_be_text() {
    for (language, text) in [
        (Language::TypeScript, "const a = `\n«b`;"),
        (Language::Tsx, "const a = <p>\n«b</p>;"),
        (Language::Tsx, "const a = <p>\n  <b c={«d} />\n</p>;"),
        (Language::Python, "a = '''\n«b'''"),
        (Language::Python, "a = 1 + \\\n  «b"),
        (Language::TypeScript, "/*\n«b*/"),
    ] {
        assert_eq!(ignored(language, text), None, "{text}");
    }
}

#[test]
fn a_comment_is_offered_in_code_inside_text() {
    for (language, text) in [
        (Language::TypeScript, "const a = `${\n«b}`;"),
        (Language::Tsx, "const a = <p>{\n«b}</p>;"),
        (Language::Tsx, "const a = <p\n  b={«c}\n/>;"),
        (Language::Python, "a = f(\n  «b)"),
    ] {
        assert!(ignored(language, text).is_some(), "{text}");
    }
}
