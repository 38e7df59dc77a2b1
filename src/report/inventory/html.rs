//! One page to read, sort and print. Nothing in it is from elsewhere, and all text is escaped.

use super::super::Sources;
use super::words;
use crate::inventory::{Client, Inventory, Origin, OriginKind, Place, Request, TokenLimit};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("sort.js");

pub(super) fn write(
    list: &Inventory,
    sources: &Sources<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let page = Page { sources };
    let workspace = sources.workspace();
    let workspace = page.text(&workspace);
    writeln!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n\
         <title>{workspace}: what talks to Mistral</title>\n<style>\n{STYLE}</style>\n</head>\n<body>"
    )?;
    writeln!(out, "<h1>{workspace}: what talks to Mistral</h1>")?;
    writeln!(
        out,
        "<p>{}, by windbreak {}. No key is shown.</p>",
        words::counts(list),
        env!("CARGO_PKG_VERSION")
    )?;
    page.requests(list, out)?;
    page.clients(list, out)?;
    page.models(list, out)?;
    writeln!(out, "<script>\n{SCRIPT}</script>\n</body>\n</html>")
}

/// What text becomes before it stands in the page.
struct Page<'a> {
    sources: &'a Sources<'a>,
}

impl Page<'_> {
    fn requests(&self, list: &Inventory, out: &mut dyn Write) -> io::Result<()> {
        let heads = [
            "Place",
            "Request",
            "Model",
            "Limit",
            "Handler",
            "Audited",
            "Input checked",
            "Rate limited",
            "Client",
        ];
        let rows = list.requests.iter().map(|request| {
            let Request { place, client, .. } = request;
            let limit = match request.max_tokens {
                TokenLimit::Tokens(limit) => format!("<td class=\"number\">{limit}</td>"),
                TokenLimit::Computed => cell("computed", ""),
                TokenLimit::None if request.kind.generates_text() => cell("none", "warn"),
                TokenLimit::None => cell("", ""),
            };
            [
                self.place(place),
                self.code(&request.method),
                self.model(&request.model),
                limit,
                self.code(request.handler.as_deref().unwrap_or_default()),
                mark(Some(request.audited)),
                mark(request.validated_input),
                mark(request.rate_limited),
                client.as_ref().map_or(cell("", ""), |it| self.place(it)),
            ]
        });
        table("Requests", heads, rows, out)
    }

    fn clients(&self, list: &Inventory, out: &mut dyn Write) -> io::Result<()> {
        let heads = ["Place", "Client", "Package", "Key", "Server", "Requests"];
        let rows = list.clients.iter().map(|client| {
            let Client { place, class, .. } = client;
            let sent = |request: &&Request| request.client.as_ref() == Some(place);
            let count = list.requests.iter().filter(sent).count();
            [
                self.place(place),
                self.code(class),
                self.code(client.package.as_deref().unwrap_or_default()),
                self.key(&client.key),
                self.code(client.server.as_deref().unwrap_or_default()),
                format!("<td class=\"number\">{count}</td>"),
            ]
        });
        table("Clients", heads, rows, out)
    }

    fn models(&self, list: &Inventory, out: &mut dyn Write) -> io::Result<()> {
        let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
        for value in list.requests.iter().flat_map(|it| &it.model.values) {
            *uses.entry(value).or_default() += 1;
        }
        let row = |(model, count): (&str, usize)| {
            [
                self.code(model),
                format!("<td class=\"number\">{count}</td>"),
            ]
        };
        let rows = uses.into_iter().map(row);
        table("Models", ["Model", "Requests"], rows, out)
    }

    fn place(&self, place: &Place) -> String {
        // A path may be broken after each folder.
        let path = self
            .text(&self.sources.path(&place.path))
            .replace('/', "/<wbr>");
        let at = words::at(place);
        format!("<td><code>{path}:{at}</code></td>")
    }

    fn code(&self, text: &str) -> String {
        match text.is_empty() {
            true => cell("", ""),
            false => format!("<td><code>{}</code></td>", self.text(text)),
        }
    }

    /// A key's origin: one in the code is bad.
    fn key(&self, origin: &Origin) -> String {
        let class = match origin.kind {
            OriginKind::Literal | OriginKind::Constant => "bad",
            OriginKind::WebInput | OriginKind::Parameter => "warn",
            OriginKind::Unknown | OriginKind::Implicit => "soft",
            OriginKind::Env | OriginKind::Config => "",
        };
        cell(&self.text(&words::key(origin)), class)
    }

    /// A model's origin: one that somebody else chooses is worth a look.
    fn model(&self, origin: &Origin) -> String {
        let class = match origin.kind {
            OriginKind::WebInput => "bad",
            OriginKind::Parameter => "warn",
            OriginKind::Unknown | OriginKind::Implicit => "soft",
            _ => "",
        };
        cell(&self.text(&words::model(origin)), class)
    }

    /// A text of the workspace: keys masked, signs of HTML written out.
    fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.sources.redact(text) {
            Cow::Borrowed(text) => escape(text),
            Cow::Owned(text) => escape(&text).into_owned().into(),
        }
    }
}

/// A table with a heading, without columns that say nothing; of one without rows, only that there are
/// none.
fn table<const N: usize>(
    title: &str,
    heads: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "<h2>{title}</h2>")?;
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return writeln!(out, "<p>None.</p>");
    }
    let nothing = cell("", "");
    let says = |column: usize| rows.iter().any(|row| row[column] != nothing);
    let columns: Vec<usize> = (0..N).filter(|column| says(*column)).collect();
    write!(out, "<table>\n<thead><tr>")?;
    for &column in &columns {
        let head = heads[column];
        write!(out, "<th scope=\"col\"><button>{head}</button></th>")?;
    }
    writeln!(out, "</tr></thead>\n<tbody>")?;
    for row in &rows {
        let cells: String = columns.iter().map(|&column| row[column].as_str()).collect();
        writeln!(out, "<tr>{cells}</tr>")?;
    }
    writeln!(out, "</tbody>\n</table>")
}

/// A cell with text that is escaped already.
fn cell(text: &str, class: &str) -> String {
    match class {
        "" => format!("<td>{text}</td>"),
        class => format!("<td class=\"{class}\">{text}</td>"),
    }
}

fn mark(is_so: Option<bool>) -> String {
    match is_so {
        Some(true) => cell("yes", "good"),
        Some(false) => cell("no", "warn"),
        None => cell("", ""),
    }
}

/// `text` as it stands in HTML, in elements and in quoted attributes.
fn escape(text: &str) -> Cow<'_, str> {
    let is_sign = |c: char| matches!(c, '&' | '<' | '>' | '"' | '\'') || c.is_control();
    if !text.contains(is_sign) {
        return text.into();
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c if c.is_control() => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped.into()
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn signs_of_html_are_written_out() {
        assert_eq!(
            escape("<a href='x'>\"&\u{1b}"),
            "&lt;a href=&#39;x&#39;&gt;&quot;&amp;\u{fffd}"
        );
        assert_eq!(escape("plain é"), "plain é");
    }
}
