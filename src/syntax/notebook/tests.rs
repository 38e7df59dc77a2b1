use super::*;
use crate::text::{TextEdit, TextEdits};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A notebook of Python with these cells, as Jupyter writes it.
fn notebook(cells: &[(&str, &str)]) -> Notebook {
    let cells: Vec<_> = cells
        .iter()
        .map(|(kind, text)| {
            let lines: Vec<_> = text.split_inclusive('\n').collect();
            json!({ "cell_type": kind, "metadata": {}, "source": lines, "outputs": [] })
        })
        .collect();
    let value = json!({ "cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5 });
    Notebook::read(Document::new(
        serde_json::to_string_pretty(&value).unwrap() + "\n",
    ))
}

fn sources(raw: &str) -> Vec<String> {
    let value: Value = serde_json::from_str(raw).expect("the file is JSON");
    let cells = value["cells"].as_array().unwrap();
    let text = |cell: &Value| match &cell["source"] {
        Value::Array(lines) => lines.iter().map(|line| line.as_str().unwrap()).collect(),
        text => text.as_str().unwrap().to_owned(),
    };
    cells.iter().map(text).collect()
}

fn edited(notebook: &Notebook, edit: TextEdit) -> Option<String> {
    let edits = notebook.raw_edits(&TextEdits::from(edit))?;
    Some(edits.apply(notebook.raw().text()))
}

#[test]
fn cells_are_one_module_and_keep_their_numbers() {
    let notebook = notebook(&[
        ("markdown", "# Title"),
        ("code", "%pip install x\na = 1"),
        ("raw", "raw"),
        ("code", "f(a,\n é"),
    ]);
    let text = notebook.document().text();
    assert_eq!(text, "%pip install x\na = 1\n\nf(a,\n é\n)\n# Title\nraw\n");
    assert_eq!(
        notebook.code().text(),
        "pass          \na = 1\n\nf(a,\n é\n)\n"
    );
    let place = |what: &str| {
        let place = notebook.place(text.find(what).unwrap()).unwrap();
        (place.cell, place.line, place.column)
    };
    assert_eq!(place("a = 1"), (1, 2, 1));
    assert_eq!(place("f(a"), (3, 1, 1));
    assert_eq!(place("é"), (3, 2, 2));
    assert_eq!(place("# Title"), (0, 1, 1));
    let raw = notebook.raw_range(TextRange::new(
        text.find("f(a").unwrap(),
        text.find("é").unwrap(),
    ));
    assert!(notebook.raw().text()[raw.as_range()].starts_with("f(a,\\n\","));
}

#[test]
fn outputs_and_shells_are_told() {
    let raw = json!({ "cells": [{
        "cell_type": "code",
        "source": "!ls -a\n%env A=b",
        "outputs": [
            { "output_type": "stream", "text": ["one\n", "two"] },
            { "output_type": "execute_result", "data": { "image/png": "AAAA", "text/plain": "three" } },
            { "output_type": "error", "traceback": ["four"] },
        ],
    }] });
    let notebook = Notebook::read(Document::new(raw.to_string()));
    let text = notebook.document().text();
    let told: Vec<_> = notebook
        .other_texts()
        .map(|(range, kind)| (&text[range.as_range()], kind))
        .collect();
    assert_eq!(
        told,
        [
            ("ls -a", OtherText::Shell),
            ("one\ntwo", OtherText::Output),
            ("three", OtherText::Output),
            ("four", OtherText::Output),
        ]
    );
    let place = notebook.place(text.find("two").unwrap()).unwrap();
    assert_eq!((place.cell, place.output, place.line), (0, Some(0), 2));
    let [set] = notebook.environment() else {
        panic!()
    };
    assert_eq!(&text[set.name.as_range()], "A");
    assert_eq!(set.value.map(|value| &text[value.as_range()]), Some("b"));
}

#[test]
fn kernels_say_the_language() {
    let language = |metadata: Value| {
        let cell = json!({ "cell_type": "code", "source": "let a = 1", "outputs": [] });
        let raw = json!({ "cells": [cell], "metadata": metadata }).to_string();
        let notebook = Notebook::read(Document::new(raw));
        (notebook.code().text().starts_with("let")).then(|| notebook.language())
    };
    let deno =
        json!({ "kernelspec": { "name": "deno" }, "language_info": { "name": "typescript" } });
    assert_eq!(language(deno), Some(Language::TypeScript));
    let tslab = json!({ "kernelspec": { "name": "tslab", "language": "typescript" } });
    assert_eq!(language(tslab), Some(Language::TypeScript));
    assert_eq!(
        language(json!({ "kernelspec": { "name": "jslab" } })),
        Some(Language::JavaScript)
    );
    assert_eq!(
        language(json!({ "kernelspec": { "name": "python3" } })),
        Some(Language::Python)
    );
    assert_eq!(language(json!({})), Some(Language::Python));
    assert_eq!(language(json!({ "language_info": { "name": "R" } })), None);
}

#[test]
fn a_cell_may_be_in_another_language() {
    let cell = |language: &str| json!({ "cell_type": "code", "source": "a", "metadata": { "vscode": { "languageId": language } } });
    let raw = json!({ "cells": [cell("shellscript"), cell("python")] }).to_string();
    let notebook = Notebook::read(Document::new(raw));
    let kinds: Vec<_> = notebook
        .parts()
        .iter()
        .map(|part| (part.cell, part.kind))
        .collect();
    assert_eq!(kinds, [(1, PartKind::Code), (0, PartKind::Foreign)]);
}

#[test]
fn the_third_format_is_read_too() {
    let raw = r#"{"nbformat": 3, "worksheets": [{"cells": [
        {"cell_type": "markdown", "source": "a"},
        {"cell_type": "code", "language": "python", "input": ["b = 1\n", "c"], "outputs": [{"text": "d"}]}]}]}"#;
    let notebook = Notebook::read(Document::new(raw));
    assert_eq!(notebook.document().text(), "b = 1\nc\n\na\nd\n");
    assert_eq!(notebook.trouble(), None);
}

#[test]
fn what_is_no_whole_notebook_is_read_as_far_as_it_goes() {
    let trouble = |raw: &str| {
        let notebook = Notebook::read(Document::new(raw));
        let text = notebook.document().text().to_owned();
        (text, notebook.trouble().unwrap_or_default().to_owned())
    };
    let half = "{\"cells\": [\n{\"cell_type\": \"code\", \"source\": [\"a = 1\"]},\n<<<<<<< HEAD";
    assert_eq!(
        trouble(half),
        (
            "a = 1\n\n".to_owned(),
            "was looked at only in part: line 3 is not JSON".to_owned()
        )
    );
    assert!(trouble("").1.contains("line 1 is not JSON"));
    assert!(trouble("[1, 2]").1.contains("no list of cells"));
    assert!(trouble("{\"cells\": 3}").1.contains("no list of cells"));
    assert_eq!(trouble("{\"cells\": []}").1, "");
    assert_eq!(
        trouble("\u{feff}{\"cells\": [3, null, {\"source\": 4}]}").1,
        ""
    );
}

#[test]
fn an_edit_leaves_the_rest_of_the_file_as_it_is() {
    let raw = "{\r\n \"cells\" : [ {\"source\": [\r\n   \"a = 'k'\\n\",\r\n   \"b\"\r\n  ], \"cell_type\":\"code\"} ]}\r\n";
    let notebook = Notebook::read(Document::new(raw));
    let literal = TextRange::new(4, 7);
    let replaced = edited(&notebook, TextEdit::replace(literal, "os.environ[\"K\"]")).unwrap();
    assert_eq!(replaced, raw.replace("'k'", "os.environ[\\\"K\\\"]"));
    let inserted = edited(&notebook, TextEdit::insert(0, "import os\n")).unwrap();
    assert_eq!(
        inserted,
        raw.replace("\"a =", "\"import os\\n\",\r\n   \"a =")
    );
    let appended = edited(&notebook, TextEdit::insert(10, "c\n")).unwrap();
    assert_eq!(appended, raw.replace("\"b\"", "\"b\\n\",\r\n   \"c\""));
    let deleted = edited(&notebook, TextEdit::delete(TextRange::new(0, 8))).unwrap();
    assert_eq!(deleted, raw.replace("\"a = 'k'\\n\",\r\n   ", ""));
    let line = edited(&notebook, TextEdit::replace(TextRange::new(0, 8), "x\n")).unwrap();
    assert_eq!(line, raw.replace("a = 'k'", "x"));
}

#[test]
fn what_is_not_of_one_cell_is_not_edited() {
    let notebook = notebook(&[("code", "a"), ("code", ""), ("markdown", "b")]);
    let text = notebook.document().text();
    assert_eq!(
        edited(&notebook, TextEdit::delete(TextRange::new(0, 3))),
        None
    );
    assert_eq!(
        edited(&notebook, TextEdit::insert(text.find('b').unwrap(), "c")),
        None
    );
    // An empty list has no string to write to.
    assert_eq!(edited(&notebook, TextEdit::insert(3, "c")), None);
}

#[test]
fn cells_of_an_editor_are_edited_as_they_are() {
    let cell = |is_code, text: &str| CellText {
        is_code,
        language: is_code.then_some(Language::Python),
        text: text.into(),
    };
    let notebook =
        Notebook::of_cells(&[cell(false, "# A"), cell(true, "a = \"k\""), cell(true, "b")]);
    assert_eq!(notebook.document().text(), "a = \"k\"\n\nb\n\n# A\n");
    let edited = edited(
        &notebook,
        TextEdit::replace(TextRange::new(4, 7), "\"x\"\n"),
    )
    .unwrap();
    assert_eq!(edited, "a = \"x\"\n\n\nb\n\n# A\n");
    assert_eq!(
        notebook.raw_range(TextRange::new(9, 10)),
        TextRange::new(9, 10)
    );
    assert_eq!(
        notebook.place(9).map(|place| (place.cell, place.line)),
        Some((2, 1))
    );
}

/// Cells of any text, as a list of lines or as one string, with or without all escapes.
fn any_cells() -> impl Strategy<Value = (Vec<String>, Vec<bool>, bool)> {
    let text = prop::collection::vec("[a-z\"'\\\\()=% \t\r\u{7}éß😀\u{2028}]{0,6}", 0..5)
        .prop_map(|lines| lines.join("\n"));
    prop::collection::vec((text, any::<bool>()), 0..4)
        .prop_map(|cells| cells.into_iter().unzip())
        .prop_flat_map(|(texts, lists): (Vec<_>, Vec<_>)| (Just(texts), Just(lists), any::<bool>()))
}

fn written(texts: &[String], lists: &[bool], ascii: bool) -> String {
    let cells: Vec<_> = std::iter::zip(texts, lists)
        .map(|(text, list)| {
            let source = match list {
                true => json!(text.split_inclusive('\n').collect::<Vec<_>>()),
                false => json!(text),
            };
            json!({ "cell_type": "code", "source": source })
        })
        .collect();
    let raw = serde_json::to_string_pretty(&json!({ "cells": cells })).unwrap();
    if !ascii {
        return raw;
    }
    let mut units = [0; 2];
    raw.chars()
        .map(|c| match c.is_ascii() {
            true => c.to_string(),
            false => c
                .encode_utf16(&mut units)
                .iter()
                .map(|unit| format!("\\u{unit:04x}"))
                .collect(),
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_range_of_a_cell_is_found_in_the_file((texts, lists, ascii) in any_cells()) {
        let notebook = Notebook::read(Document::new(written(&texts, &lists, ascii)));
        prop_assert_eq!(notebook.trouble(), None);
        prop_assert_eq!(notebook.parts().len(), texts.len());
        let whole = notebook.document().text();
        prop_assert_eq!(notebook.code().len(), whole.len());
        for (part, text) in std::iter::zip(notebook.parts(), &texts) {
            prop_assert_eq!(&whole[part.range.as_range()], text);
            for (at, c) in text.char_indices() {
                let at = part.range.start() + at;
                let range = notebook.raw_range(TextRange::new(at, at + c.len_utf8()));
                let raw = &notebook.raw().text()[range.as_range()];
                prop_assert_eq!(json::unescaped(raw).into_owned(), c.to_string());
                prop_assert_eq!(notebook.place(at).map(|place| place.cell), Some(part.cell));
            }
        }
    }

    #[test]
    fn an_edit_of_the_text_is_one_of_the_file(
        (texts, lists, ascii) in any_cells(),
        at in any::<(prop::sample::Index, prop::sample::Index, prop::sample::Index)>(),
        new in "[a-z\"\\\\\n\té😀]{0,5}",
    ) {
        prop_assume!(!texts.is_empty());
        let notebook = Notebook::read(Document::new(written(&texts, &lists, ascii)));
        let cell = at.0.index(texts.len());
        let text = &texts[cell];
        let places: Vec<_> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let (a, b) = (places[at.1.index(places.len())], places[at.2.index(places.len())]);
        let (from, to) = (a.min(b), a.max(b));
        let start = notebook.parts()[cell].range.start();
        let edit = TextEdit::replace(TextRange::new(start + from, start + to), new.as_str());
        let mut expected = texts.clone();
        expected[cell].replace_range(from..to, &new);
        match edited(&notebook, edit) {
            Some(raw) => prop_assert_eq!(sources(&raw), expected),
            // An empty list.
            None => prop_assert!(text.is_empty() && lists[cell]),
        }
    }

    #[test]
    fn no_text_is_too_broken_to_be_read(raw in ".{0,60}", cut in any::<prop::sample::Index>()) {
        let _ = Notebook::read(Document::new(raw.as_str()));
        let whole = written(&["a = \"é\"\n%env A=b".to_owned(), raw], &[true, false], true);
        let end = cut.index(whole.len() + 1);
        let half = Notebook::read(Document::new(&whole[..end]));
        prop_assert_eq!(half.trouble().is_none(), end == whole.len());
    }
}
