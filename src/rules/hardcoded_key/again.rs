//! Again: a key that stands more than once in a file, and is known by one of its places.

use super::judged::Judged;
use super::proven::VARIABLE;
use super::{Seen, texts};
use crate::catalog::KeyShape;
use crate::facts::ExprKind;
use crate::finding::Finding;
use crate::flow::{At, ExprAt, Text};
use crate::rules::context::{Context, label, line_name};

/// Reports what is written like a key that was found in the same file.
pub(super) fn check<'p>(ctx: &Context<'_, 'p>, seen: &mut Seen<'p>, findings: &mut Vec<Finding>) {
    let known = found(ctx, findings);
    if known.is_empty() {
        return;
    }
    let is_known = |at: &ExprAt<'p>| known.iter().any(|(it, _)| it == at);
    let other = literals(ctx).filter(|(at, _)| !seen.contains(at) && !is_known(at));
    for (at, text) in other.collect::<Vec<_>>() {
        let Some((first, _)) = known.iter().find(|(_, it)| it.value == text.value) else {
            continue;
        };
        seen.insert(at);
        let judged = Judged {
            text: &text,
            shape: KeyShape::KeyShaped,
            slot: format!("is the key of {}", line_name(*first)),
            labels: vec![label(*first, "the same key")],
            certain: true,
            admin: false,
            variables: vec![VARIABLE.to_owned()],
        };
        findings.push(judged.finding(ctx));
    }
}

/// The literals of the file that were found to be a key.
fn found<'p>(ctx: &Context<'_, 'p>, findings: &[Finding]) -> Vec<(ExprAt<'p>, Text<'p>)> {
    let secrets = findings.iter().flat_map(|finding| &finding.secrets);
    let here: Vec<_> = secrets.filter(|it| it.path == ctx.file.path).collect();
    if here.is_empty() {
        return Vec::new();
    }
    let is_found = |at: &ExprAt<'p>| here.iter().any(|it| at.range().contains_range(it.range));
    literals(ctx).filter(|(at, _)| is_found(at)).collect()
}

/// The literals of the file that look like a key, and their text without the scheme of a header.
fn literals<'c, 'p>(
    ctx: &'c Context<'_, 'p>,
) -> impl Iterator<Item = (ExprAt<'p>, Text<'p>)> + use<'c, 'p> {
    let file = ctx.file;
    let exprs = file.facts.exprs();
    let strings = exprs.filter(|(_, expr)| matches!(expr.kind, ExprKind::String(_)));
    let texts = strings.flat_map(move |(id, _)| {
        let at = At { file, id };
        let texts = texts::of_expr(ctx.flow, at).into_iter();
        texts.map(move |text| (at, text))
    });
    texts.filter(|(_, text)| KeyShape::of(&text.value) == KeyShape::KeyShaped)
}
