//! The fix that makes a program stop where a variable of the environment is missing, before it is
//! used.
//!
//! By the module in which the project checks its environment, if it has one or can have one. Else, in
//! TypeScript and JavaScript, a guard that throws; in Python a read that raises by itself, or a guard.

mod config;
mod ecma;
mod python;

pub(super) use config::strengthen::weak;

use super::context::Context;
use crate::facts::{ExprId, ExprKind, Operator};
use crate::finding::{Applicability, FileChange, FileEdit, Fix};
use crate::flow::{Credential, EnvRead, ExprAt};
use crate::project::SourceFile;
use crate::text::{TextEdit, TextEdits};

/// The fixes for a variable that `credential` is made of and that is read at `env.read`, the best first;
/// where the client reads it itself, that is the credential's own place. None where nothing is certain.
pub(super) fn fixes<'p>(
    ctx: &Context<'_, 'p>,
    credential: &Credential<'p>,
    env: &EnvRead<'p>,
) -> Vec<Fix> {
    let by_module = config::by_module(ctx, credential, env);
    let is_there = by_module.as_ref().is_some_and(|fix| {
        let mut edits = fix.edits.iter();
        !edits.any(|edit| matches!(edit.change, FileChange::Create { .. }))
    });
    // Beside the module that is there for it, a guard would be another way to do the same.
    let guard = (!is_there).then(|| guard(ctx, credential, env)).flatten();
    by_module.into_iter().chain(guard).collect()
}

/// The fix for a client that neither is given a key nor looks for one.
pub(super) fn pass<'p>(credential: &Credential<'p>, env: &EnvRead<'p>) -> Option<Fix> {
    let file = env.read.file;
    let edits = (!file.language.is_ecma()).then(|| python::explicit_key(credential, env))??;
    Some(Fix {
        title: format!("Pass `{}`, and stop if it is not set", env.name),
        applicability: Applicability::Safe,
        edits: vec![FileEdit {
            path: file.path.clone(),
            change: FileChange::Edit(TextEdits::new(edits).ok()?),
        }],
    })
}

fn guard<'p>(ctx: &Context<'_, 'p>, credential: &Credential<'p>, env: &EnvRead<'p>) -> Option<Fix> {
    let file = env.read.file;
    let (edits, applicability) = match file.language.is_ecma() {
        true => ecma::guard(ctx, credential, env)?,
        false => python::guard(credential, env)?,
    };
    Some(Fix {
        title: format!("Stop with a clear message if `{}` is not set", env.name),
        applicability,
        edits: vec![FileEdit {
            path: file.path.clone(),
            change: FileChange::Edit(TextEdits::new(edits).ok()?),
        }],
    })
}

/// What a guard comes to: edits of the file with the read, and how far they may be trusted.
type Guard = (Vec<TextEdit>, Applicability);

/// Whether the client is left to read the variable itself.
fn is_implicit(credential: &Credential<'_>, env: &EnvRead<'_>) -> bool {
    env.read == credential.at
}

/// Whether the read and what it is for run one after the other: in the same file and function.
fn is_straight(credential: &Credential<'_>, env: &EnvRead<'_>) -> bool {
    let function = |at: ExprAt<'_>| at.file.facts.function_at(at.range().start());
    std::ptr::eq(credential.at.file, env.read.file) && function(credential.at) == function(env.read)
}

/// Whether a condition of the file tests the variable already, if only to do without it.
fn is_tested(file: &SourceFile, name: &str, read: ExprId) -> bool {
    let facts = &file.facts;
    let is_read = |id: ExprId| facts.range(id).contains_range(facts.range(read));
    let holders = facts.bindings().filter_map(|(_, binding)| {
        let from_read = binding.definitions.iter().any(|definition| {
            matches!(definition.source, crate::facts::Source::Value(id) if is_read(id))
        });
        from_read.then_some(&*binding.name)
    });
    let names: Vec<&str> = holders.chain([name]).collect();
    facts.guards.iter().any(|guard| {
        let condition = file.source(facts.range(guard.condition));
        let mut words = condition.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.any(|word| names.contains(&word))
    })
}

/// The expression around a read that stands in for an absent value with an empty one, or silences the
/// compiler; the read itself without one.
fn without_stand_in(read: ExprAt<'_>) -> ExprAt<'_> {
    let facts = &read.file.facts;
    let mut at = read;
    loop {
        let is_around = |kind: &ExprKind| match kind {
            ExprKind::Assert { value, .. } => *value == at.id,
            ExprKind::Binary {
                operator: Operator::Or | Operator::Coalesce,
                left,
                right,
            } => *left == at.id && is_empty(facts.kind(*right)),
            _ => false,
        };
        match facts.exprs().find(|(_, expr)| is_around(&expr.kind)) {
            Some((id, _)) => at = read.with(id),
            None => return at,
        }
    }
}

fn is_empty(kind: &ExprKind) -> bool {
    match kind {
        ExprKind::String(literal) => literal.value.is_empty(),
        ExprKind::Null => true,
        _ => false,
    }
}
