//! A table by file, for people.

use super::super::{Sources, Style};
use crate::inventory::{Client, Inventory, Origin, OriginKind, Place, Request};
use anstyle::Style as Ansi;
use std::collections::BTreeSet;
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
    let lines = width(|row| at(row.place).len());
    let names = width(|row| row.name.chars().count());
    let mut file = None;
    for row in &rows {
        if file != Some(&row.place.path) {
            let gap = if file.is_some() { "\n" } else { "" };
            writeln!(out, "{gap}{bold}{}{bold:#}", sources.path(&row.place.path))?;
            file = Some(&row.place.path);
        }
        let (line, what, name) = (at(row.place), row.what, shown(sources, &row.name));
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
    let mut facts = vec![format!("key: {}", key(&client.key))];
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
    let mut facts = vec![format!("model: {}", model(&request.model))];
    match request.max_tokens {
        Some(limit) => facts.push(format!("at most {limit} tokens")),
        None if request.kind.generates_text() => facts.push("no token limit".to_owned()),
        None => {}
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

/// Where a key comes from, in words.
fn key(origin: &Origin) -> String {
    match (origin.kind, &origin.name) {
        (OriginKind::Implicit, Some(name)) => format!("${name}, read by the SDK"),
        (OriginKind::Implicit, None) => "none given".to_owned(),
        _ => named(origin),
    }
}

/// Where a model comes from, in words, and the names it may have.
fn model(origin: &Origin) -> String {
    let values = origin.values.join(" or ");
    match origin.kind {
        OriginKind::Literal | OriginKind::Constant if !values.is_empty() => values,
        OriginKind::Implicit => "none named".to_owned(),
        _ if values.is_empty() => named(origin),
        _ => format!("{} or {values}", named(origin)),
    }
}

fn named(origin: &Origin) -> String {
    let name = origin.name.as_deref();
    match (origin.kind, name) {
        (OriginKind::Env, Some(name)) => format!("${name}"),
        (OriginKind::Parameter, Some(name)) => format!("parameter {name}"),
        (OriginKind::WebInput, Some(name)) => format!("web input {name}"),
        (OriginKind::Config, Some(name)) => format!("configuration {name}"),
        (OriginKind::Constant, Some(name)) => format!("constant {name}"),
        (OriginKind::Literal, Some(name)) => format!("written in the code, behind ${name}"),
        (OriginKind::Literal, None) => "written in the code".to_owned(),
        (OriginKind::Constant, None) => "a constant".to_owned(),
        (OriginKind::Env, None) => "the environment".to_owned(),
        (OriginKind::Parameter, None) => "a parameter".to_owned(),
        (OriginKind::WebInput, None) => "web input".to_owned(),
        (OriginKind::Config, None) => "the configuration".to_owned(),
        (OriginKind::Implicit | OriginKind::Unknown, _) => "unknown".to_owned(),
    }
}

fn summary(list: &Inventory, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let bold = match style.color {
        true => Ansi::new().bold(),
        false => Ansi::new(),
    };
    let clients = list.clients.iter().map(|it| &it.place.path);
    let requests = list.requests.iter().map(|it| &it.place.path);
    let files = clients.chain(requests).collect::<BTreeSet<_>>().len();
    if files == 0 {
        return writeln!(out, "Nothing here talks to Mistral.");
    }
    let counts = [
        (list.clients.len(), "client"),
        (list.requests.len(), "request"),
    ];
    let [clients, requests] = counts.map(|(count, what)| counted(count, what));
    let files = counted(files, "file");
    writeln!(out, "\n{bold}{clients} and {requests} in {files}.{bold:#}")
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

/// The line of a place, with the cell of a notebook before it.
fn at(place: &Place) -> String {
    match place.cell {
        Some(cell) => format!("cell {cell}:{}", place.line),
        None => place.line.to_string(),
    }
}

/// A text as it may be shown: keys masked, on one line, without what steers a terminal.
fn shown(sources: &Sources<'_>, text: &str) -> String {
    sources.redact(text).replace(char::is_control, " ")
}
