//! What is read of each format, and that nothing breaks it.

use super::*;

/// The values of a text, each as `path=value`.
fn values(format: Format, text: &str) -> Vec<String> {
    let data = Data::read(format, text);
    let path = |mut id: Option<EntryId>| {
        let mut names = Vec::new();
        while let Some(entry) = id.map(|id| data.entry(id)) {
            names.push(entry.name.as_deref().unwrap_or("-").to_owned());
            id = entry.parent;
        }
        names.reverse();
        names.join("/")
    };
    let value = |id: EntryId| {
        let range = data.entry(id).value?;
        Some(format!("{}={}", path(Some(id)), &text[range.as_range()]))
    };
    (0..data.entries().len()).filter_map(value).collect()
}

fn comments(format: Format, text: &str) -> Vec<&str> {
    let data = Data::read(format, text);
    data.comments()
        .iter()
        .map(|it| &text[it.as_range()])
        .collect()
}

#[test]
fn json_in_all_its_liberties() {
    let text = r#"{ // a
        "a": {"b": "x\"y", 'c': 1, d: [true, {"e": "f"}]}, /* b */
        "g": "h", "i": "open
        "j": "k" ]]] "l": "m" "#;
    let expected = [
        "a/b=x\\\"y",
        "a/c=1",
        "a/d/-=true",
        "a/d/-/e=f",
        "g=h",
        "i=open",
        "j=k",
        "l=m",
    ];
    let found = values(Format::Json, text);
    assert_eq!(
        found
            .iter()
            .map(|it| it.trim_start_matches("-/"))
            .collect::<Vec<_>>(),
        expected
    );
    assert_eq!(comments(Format::Json, text), ["// a", "/* b */"]);
}

#[test]
fn yaml_by_its_indentation() {
    let text = "a: # one\n  b: c d # two\n  'e f': \"g: h\"\n  x:\n  - i\n  - j: k\n    l: m\n  -\n    n: o\n\
        p: |\n  q: r\n\n  s\nt: {u: v, w: [x, 'y']}\nz: &z 1\naa: *z\nbb: https://a.b/c#d\n- - cc\n  - dd: ee\n\
        - ff\n";
    let expected = [
        "a/b=c d",
        "a/e f=g: h",
        "a/x/-=i",
        "a/x/-/j=k",
        "a/x/-/l=m",
        "a/x/-/n=o",
        "p=  q: r\n\n  s",
        "t/u=v",
        "t/w/-=x",
        "t/w/-=y",
        "z=1",
        "bb=https://a.b/c#d",
        "bb/-/-=cc",
        "bb/-/-/dd=ee",
        "bb/-=ff",
    ];
    assert_eq!(values(Format::Yaml, text), expected);
    assert_eq!(comments(Format::Yaml, text), ["# one", "# two"]);
}

#[test]
fn lists_may_stand_under_their_name_or_further_right() {
    let text = "env:\n- name: A\n  value: B\n- name: C\nother:\n  - d\nlast: e\n";
    let expected = [
        "env/-/name=A",
        "env/-/value=B",
        "env/-/name=C",
        "other/-=d",
        "last=e",
    ];
    assert_eq!(values(Format::Yaml, text), expected);
}

#[test]
fn toml_with_tables_and_long_strings() {
    let text = "a = 1 # x\nb.c = 'd'\n[e.\"f g\"] # y\nh = \"i # j\"\nk = [\"l\", { m = \"n\" }, # z\n  'o']\n\
        p = \"\"\"q\nr = s\n\"\"\"\n[[t]]\nu = v\n";
    let expected = [
        "a=1",
        "b/c=d",
        "e/f g/h=i # j",
        "e/f g/k/-=l",
        "e/f g/k/-/m=n",
        "e/f g/k/-=o",
        "e/f g/p=q\nr = s\n",
        "t/u=v",
    ];
    assert_eq!(values(Format::Toml, text), expected);
    assert_eq!(comments(Format::Toml, text), ["# x", "# y", "# z"]);
}

#[test]
fn ini_with_sections() {
    let text = "a=b ; x\n[c d]\n# y\ne : f\nexport g = \"h ; i\"\n; z\nj\n";
    assert_eq!(values(Format::Ini, text), ["a=b", "c d/e=f", "c d/g=h ; i"]);
    assert_eq!(comments(Format::Ini, text), ["; x", "# y", "; z"]);
}

#[test]
fn comments_of_a_shell_are_no_texts() {
    let text = "#!/bin/sh\na=b#c # d\necho '# e' \"# f\" \\# g\ncat <<EOF\n# h\nEOF\n# i\n";
    assert_eq!(comments(Format::Shell, text), ["#!/bin/sh", "# d", "# i"]);
    let docker = "FROM a\n# b\nRUN c # d && \\\n  # e\n  f\n";
    assert_eq!(comments(Format::Docker, docker), ["# b", "# e"]);
}

#[test]
fn a_statement_goes_on_over_quotes_backslashes_and_documents() {
    let text = "a\nb 'c\nd' \\\n e |\n f <<X\ng\nX\nh\n";
    let statement = |part: &str| {
        let range = statement_at(text, text.find(part).unwrap());
        text[range.as_range()].trim().to_owned()
    };
    assert_eq!(statement("a"), "a");
    assert_eq!(statement("d'"), "b 'c\nd' \\\n e |\n f <<X\ng\nX");
    assert_eq!(statement("g"), statement("c"));
    assert_eq!(statement("h"), "h");
}

#[test]
fn a_place_in_a_shell_is_quoted_somehow() {
    let text = "a \"b\" 'c' d\ncat <<E\ne\nE\ncat <<'F'\nf\nF\ng";
    let quoting = |part: &str| quoting_at(text, text.find(part).unwrap());
    assert_eq!(quoting("a "), Quoting::Plain);
    assert_eq!(quoting("b"), Quoting::Double);
    assert_eq!(quoting("c'"), Quoting::Single);
    assert_eq!(quoting("d\n"), Quoting::Plain);
    assert_eq!(quoting("e\n"), Quoting::Here { expands: true });
    assert_eq!(quoting("f\n"), Quoting::Here { expands: false });
    assert_eq!(quoting("g"), Quoting::Plain);
}

#[test]
fn texts_have_fences_and_comments() {
    let text = "a `b` ```c```\n<!-- d -->\n```python title=x\ne\n```\n~~~ yaml\nf: g # h\n~~~\n\
        ````\n```\n````\n```sh\nopen <!-- i -->\n";
    let data = Data::read(Format::Markdown, text);
    let fences: Vec<_> = data
        .fences()
        .iter()
        .map(|it| &text[it.range.as_range()])
        .collect();
    assert_eq!(fences, ["e\n", "f: g # h\n", "```\n", "open <!-- i -->\n"]);
    assert_eq!(comments(Format::Markdown, text), ["<!-- d -->", "# h"]);
}

#[test]
fn half_of_anything_is_read_and_no_place_is_outside() {
    let texts = [
        "{\"é\": [\"a\\\"\", 'b', {c: d}], // é\n /* ",
        "é: &a \"b\n  c\": {d: [e, \"f'\n- - g: |\n    h\n\ti: 'j''k'\n---\n%\n? l\n: m\n",
        "[a.'é']\nb = \"\"\"c\nd = [\n{e = 'f\n\"g=",
        "[é\na=\"b\n;c\n=\n: ",
        "a 'b\n\"c\\\n<<-'E'é\n# d\nE\n<<\\F\nF <<",
        "```é\n~~~py\n<!--\n```yaml\n- é: [\n```\n<!-- -->",
    ];
    for format in [
        Format::Json,
        Format::Yaml,
        Format::Toml,
        Format::Ini,
        Format::Docker,
        Format::Shell,
        Format::Markdown,
        Format::Lock,
    ] {
        for text in texts {
            for text in [text.to_owned(), text.replace('\n', "\r\n")] {
                for end in (0..=text.len()).filter(|&end| text.is_char_boundary(end)) {
                    let text = &text[..end];
                    let data = Data::read(format, text);
                    let values = data.entries().iter().filter_map(|entry| entry.value);
                    for range in values.chain(data.comments().iter().copied()) {
                        assert!(text.get(range.as_range()).is_some(), "{format:?} {text:?}");
                    }
                    statement_at(text, end);
                    quoting_at(text, end);
                }
            }
        }
    }
}
