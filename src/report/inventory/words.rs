//! What is said of clients and requests, in words: the same in every format for people.

use crate::inventory::{Inventory, Origin, OriginKind, Place};
use smol_str::SmolStr;
use std::collections::BTreeSet;

/// How many names of models are listed.
const MAX_NAMES: usize = 6;

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
    let values = several(&origin.values);
    match origin.kind {
        OriginKind::Literal | OriginKind::Constant if !values.is_empty() => values,
        OriginKind::Implicit => "none named".to_owned(),
        _ if values.is_empty() => named(origin),
        _ => format!("{} or {values}", named(origin)),
    }
}

/// The names that a model may have; of many the first ones.
fn several(names: &[SmolStr]) -> String {
    match names.len() > MAX_NAMES {
        true => {
            let shown = names[..MAX_NAMES - 1].join(", ");
            format!("{shown} or one of {} more", names.len() + 1 - MAX_NAMES)
        }
        false => names.join(" or "),
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

#[cfg(test)]
mod tests {
    use super::several;
    use smol_str::format_smolstr;

    #[test]
    fn of_many_models_the_first_are_named() {
        let names: Vec<_> = (1..=9).map(|n| format_smolstr!("m{n}")).collect();
        assert_eq!(several(&names[..2]), "m1 or m2");
        assert_eq!(several(&names), "m1, m2, m3, m4, m5 or one of 4 more");
    }
}
