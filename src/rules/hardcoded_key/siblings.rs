//! What stands beside a literal, in the same mapping or statement.

use crate::catalog::{Catalog, HostRole, words};
use crate::facts::{ExprId, ExprKind, Facts};
use crate::flow::{ExprAt, Flow, Value};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// How far out from a literal its statement is looked through.
const MAX_DEPTH: usize = 8;
/// How many values of one mapping or call are looked at.
const MAX_SIBLINGS: usize = 64;

/// Which expression each is written in, of those that hold others.
pub(super) struct Parents(FxHashMap<ExprId, ExprId>);

impl Parents {
    /// The parents in a file.
    pub(super) fn of(facts: &Facts) -> Self {
        let mut parents = FxHashMap::default();
        for (id, expr) in facts.exprs() {
            for child in children(&expr.kind) {
                parents.insert(child, id);
            }
        }
        Self(parents)
    }
}

/// What speaks for a literal's being a Mistral key, beside it: a place and what it says.
pub(super) struct Beside<'p> {
    /// Where it stands.
    pub(super) at: ExprAt<'p>,
    /// What it says, as a message may quote it.
    pub(super) says: SmolStr,
}

/// What of Mistral stands beside a literal: a host of its API in the same statement, or its name as
/// a provider, a package or a model in the same mapping or call. Nothing beside another's host.
pub(super) fn beside<'p>(
    flow: &Flow<'p>,
    parents: &Parents,
    literal: ExprAt<'p>,
) -> Option<Beside<'p>> {
    let facts = &literal.file.facts;
    let mut inner = literal.id;
    let mut found = None;
    let mut is_nearest = true;
    for _ in 0..MAX_DEPTH {
        let Some(&outer) = parents.0.get(&inner) else {
            break;
        };
        let siblings = children(facts.kind(outer));
        for sibling in siblings.filter(|it| *it != inner).take(MAX_SIBLINGS) {
            let at = literal.with(sibling);
            let Some(text) = text(flow, at) else { continue };
            match says(Catalog::builtin(), &text) {
                Says::MistralHost => return Some(Beside { at, says: text }),
                Says::OtherHost => return None,
                Says::Mistral if is_nearest && takes(facts, outer) => {
                    found = found.or(Some(Beside { at, says: text }));
                }
                _ => {}
            }
        }
        is_nearest &= !matches!(facts.kind(outer), ExprKind::Object(_) | ExprKind::Call(_));
        inner = outer;
    }
    found
}

/// Whether what holds the siblings is told something by them, and does not ask with them:
/// `setKey("mistral", "…")`, not `get_password("mistral", "…")`.
fn takes(facts: &Facts, outer: ExprId) -> bool {
    const VERBS: [&str; 10] = [
        "set",
        "add",
        "register",
        "put",
        "create",
        "make",
        "init",
        "configure",
        "use",
        "with",
    ];
    let ExprKind::Call(call) = facts.kind(outer) else {
        return true;
    };
    let (ExprKind::Name(name) | ExprKind::Member { name, .. }) = facts.kind(call.callee) else {
        return false;
    };
    let is_class = name.starts_with(|c: char| c.is_uppercase());
    let verb = words(name).into_iter().next().unwrap_or_default();
    call.construction || is_class || VERBS.contains(&&*verb)
}

enum Says {
    MistralHost,
    OtherHost,
    /// Mistral's name as a provider, a package or a model.
    Mistral,
    Nothing,
}

fn says(catalog: &Catalog, text: &str) -> Says {
    let is_address = text.contains("://") || text.contains("mistral.ai");
    if is_address {
        return match catalog.host(text) {
            Some(reached) if reached.host.role.takes_mistral_keys() => Says::MistralHost,
            Some(reached) if reached.host.role == HostRole::Seller => Says::OtherHost,
            Some(_) => Says::Nothing,
            None if text.contains("mistral.ai") => Says::Nothing,
            None => Says::OtherHost,
        };
    }
    let is_package = || {
        let mut clients = catalog.clients();
        catalog.names_mistral(text) && clients.any(|kind| kind.package == text)
    };
    match catalog.is_provider(text) || catalog.model(text).is_some() || is_package() {
        true => Says::Mistral,
        false => Says::Nothing,
    }
}

/// What a sibling says, as far as it is known.
fn text<'p>(flow: &Flow<'p>, at: ExprAt<'p>) -> Option<SmolStr> {
    match at.file.facts.kind(at.id) {
        ExprKind::String(literal) => Some(literal.value.clone()),
        ExprKind::Name(_) | ExprKind::Member { .. } | ExprKind::Template(_) => {
            let values = flow.values(at);
            values.iter().find_map(|value| match value {
                Value::Text(text) => Some(text.value.clone()),
                Value::Mixed(parts) => match parts.first()?.as_slice() {
                    [Value::Text(text)] => Some(text.value.clone()),
                    _ => None,
                },
                _ => None,
            })
        }
        _ => None,
    }
}

/// The expressions that one holds directly.
fn children(kind: &ExprKind) -> Box<dyn Iterator<Item = ExprId> + '_> {
    match kind {
        ExprKind::Object(properties) => Box::new(properties.iter().map(|it| it.value)),
        ExprKind::Call(call) => Box::new(call.arguments.iter().map(|it| it.value)),
        ExprKind::Array(items) | ExprKind::Template(items) => Box::new(items.iter().copied()),
        ExprKind::Await(value) | ExprKind::Assert { value, .. } => Box::new([*value].into_iter()),
        ExprKind::Binary { left, right, .. } => Box::new([*left, *right].into_iter()),
        ExprKind::Conditional {
            then, otherwise, ..
        } => Box::new([*then, *otherwise].into_iter()),
        _ => Box::new(std::iter::empty()),
    }
}
