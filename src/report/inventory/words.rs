//! What is said of clients and requests, in words: the same in every format for people.

use crate::inventory::{Inventory, Origin, OriginKind, Place};
use std::collections::BTreeSet;

/// How much there is.
pub(super) fn counts(list: &Inventory) -> String {
    let clients = list.clients.iter().map(|it| &it.place.path);
    let requests = list.requests.iter().map(|it| &it.place.path);
    let files = clients.chain(requests).collect::<BTreeSet<_>>().len();
    let clients = counted(list.clients.len(), "client");
    let requests = counted(list.requests.len(), "request");
    format!("{clients} and {requests} in {}", counted(files, "file"))
}

/// Where a key comes from, in words.
pub(super) fn key(origin: &Origin) -> String {
    match (origin.kind, &origin.name) {
        (OriginKind::Implicit, Some(name)) => format!("${name}, read by the SDK"),
        (OriginKind::Implicit, None) => "none given".to_owned(),
        _ => named(origin),
    }
}

/// Where a model comes from, in words, and the names it may have.
pub(super) fn model(origin: &Origin) -> String {
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

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

/// The line of a place, with the cell of a notebook before it.
pub(super) fn at(place: &Place) -> String {
    match place.cell {
        Some(cell) => format!("cell {cell}:{}", place.line),
        None => place.line.to_string(),
    }
}
