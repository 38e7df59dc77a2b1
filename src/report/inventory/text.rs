//! A table by file, for people.

use super::super::{Sources, Style};
use super::words;
use crate::inventory::{Client, Inventory, Place, Request, TokenLimit};
use anstyle::Style as Ansi;
use std::io::{self, Write};

/// One line of the table.
struct Row<'a> {
    place: &'a Place,
    what: &'static str,
    name: String,
    facts: String,
}

pub(super) fn write(
    list: &Inventory,
    sources: &Sources<'_>,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let paint = |ansi| if style.color { ansi } else { Ansi::new() };
    let (bold, dim) = (paint(Ansi::new().bold()), paint(Ansi::new().dimmed()));
    let rows = rows(list);
    let width = |text: fn(&Row<'_>) -> usize| rows.iter().map(text).max().unwrap_or(0);
    let lines = width(|row| words::at(row.place).len());
    let names = width(|row| row.name.chars().count());
    let mut file = None;
    for row in &rows {
        if file != Some(&row.place.path) {
            let gap = if file.is_some() { "\n" } else { "" };
            writeln!(out, "{gap}{bold}{}{bold:#}", sources.path(&row.place.path))?;
            file = Some(&row.place.path);
        }
        let (line, what, name) = (words::at(row.place), row.what, shown(sources, &row.name));
        write!(
            out,
            "  {dim}{line:>lines$}{dim:#}  {what:<7}  {bold}{name:<names$}{bold:#}"
        )?;
        writeln!(out, "  {}", shown(sources, &row.facts))?;
    }
    summary(list, style, out)
}

/// The clients and requests in order of place.
fn rows(list: &Inventory) -> Vec<Row<'_>> {
    let clients = list.clients.iter().map(|client| Row {
        place: &client.place,
        what: "client",
        name: client.class.to_string(),
        facts: of_client(client),
    });
    let requests = list.requests.iter().map(|request| Row {
        place: &request.place,
        what: "request",
        name: request.method.to_string(),
        facts: of_request(request),
    });
    let mut rows: Vec<_> = clients.chain(requests).collect();
    rows.sort_by_key(|row| row.place);
    rows
}

fn of_client(client: &Client) -> String {
    let mut facts = vec![format!("key: {}", words::key(&client.key))];
    facts.extend(client.base_url.iter().map(|url| format!("server: {url}")));
    facts.extend(
        client
            .package
            .iter()
            .map(|package| format!("from {package}")),
    );
    facts.join(", ")
}

fn of_request(request: &Request) -> String {
    let mut facts = vec![format!("model: {}", words::model(&request.model))];
    match request.max_tokens {
        TokenLimit::Tokens(1) => facts.push("at most 1 token".to_owned()),
        TokenLimit::Tokens(limit) => facts.push(format!("at most {limit} tokens")),
        TokenLimit::Computed => facts.push("a computed token limit".to_owned()),
        TokenLimit::None if request.kind.generates_text() => {
            facts.push("no token limit".to_owned());
        }
        TokenLimit::None => {}
    }
    facts.extend(
        request
            .handler
            .iter()
            .map(|handler| format!("in {handler}")),
    );
    let checks = [
        (Some(request.audited), "audited", "not audited"),
        (
            request.validated_input,
            "input checked",
            "input not checked",
        ),
        (request.rate_limited, "rate limited", "not rate limited"),
    ];
    facts.extend(checks.into_iter().filter_map(|(it, yes, no)| {
        let text = if it? { yes } else { no };
        Some(text.to_owned())
    }));
    facts.join(", ")
}

fn summary(list: &Inventory, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let bold = match style.color {
        true => Ansi::new().bold(),
        false => Ansi::new(),
    };
    if list.clients.is_empty() && list.requests.is_empty() {
        return writeln!(out, "Nothing here talks to Mistral.");
    }
    writeln!(out, "\n{bold}{}.{bold:#}", words::counts(list))
}

/// A text as it may be shown: keys masked, on one line, without what steers a terminal.
fn shown(sources: &Sources<'_>, text: &str) -> String {
    sources.redact(text).replace(char::is_control, " ")
}
