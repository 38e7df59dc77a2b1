//! What can be done about findings: their fixes, one by one and together, and accepting them.

use super::session::Target;
use super::workspace_edit::workspace_edit;
use super::{convert, ignore_comment};
use crate::apply::merge;
use crate::finding::{Applicability, FileChange, FileEdit, Finding, Fix};
use crate::text::TextEdits;
use tower_lsp::lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionResponse,
    Diagnostic,
};

/// The kind of the action that applies all safe fixes in a file.
pub const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.windbreak");

/// What can be done where the client asks.
pub fn code_actions(target: &Target, params: &CodeActionParams) -> CodeActionResponse {
    let only = params.context.only.as_deref();
    let mut actions = Vec::new();
    if wants(only, &CodeActionKind::QUICKFIX) {
        for (finding, diagnostic) in asked_for(target, params) {
            let diagnostic = as_client_knows_it(params, finding, diagnostic);
            actions.extend(fixes(target, finding, &diagnostic));
            actions.extend(fix_all_of_rule(target, finding, &diagnostic));
            actions.extend(ignore(target, finding, &diagnostic));
        }
    }
    if wants(only, &FIX_ALL) {
        actions.extend(fix_all(target));
    }
    actions
        .into_iter()
        .map(CodeActionOrCommand::CodeAction)
        .collect()
}

/// Whether an action of `kind` is wanted: of one of the kinds named, or of a kind below one.
fn wants(only: Option<&[CodeActionKind]>, kind: &CodeActionKind) -> bool {
    only.is_none_or(|only| {
        only.iter()
            .any(|wanted| match kind.as_str().strip_prefix(wanted.as_str()) {
                Some(rest) => {
                    wanted.as_str().is_empty() || rest.is_empty() || rest.starts_with('.')
                }
                None => false,
            })
    })
}

/// The findings in the range that the client asks about, with their diagnostics.
fn asked_for<'a>(
    target: &'a Target,
    params: &CodeActionParams,
) -> Vec<(&'a Finding, &'a Diagnostic)> {
    let Some(document) = &target.document else {
        return Vec::new();
    };
    let encoding = target.snapshot.client.encoding;
    let range = convert::text_range(document, params.range, encoding);
    let report = &target.report;
    std::iter::zip(&report.findings, &report.diagnostics)
        .filter(|(finding, _)| {
            let there = target.snapshot.shown_range(&finding.location);
            there.intersects(range)
        })
        .collect()
}

/// The client's own copy of a diagnostic, by which it tells which one an action is for.
fn as_client_knows_it(
    params: &CodeActionParams,
    finding: &Finding,
    own: &Diagnostic,
) -> Diagnostic {
    let known = params.context.diagnostics.iter();
    known
        .clone()
        .find(|known| convert::is_of(known, finding, own) && known.range == own.range)
        .or_else(|| {
            known
                .clone()
                .find(|known| convert::is_of(known, finding, own))
        })
        .unwrap_or(own)
        .clone()
}

/// One action for each fix of a finding; the first safe one is preferred.
fn fixes(target: &Target, finding: &Finding, diagnostic: &Diagnostic) -> Vec<CodeAction> {
    let preferred = finding.fixes.iter().position(is_safe);
    let action = |(n, fix): (usize, &Fix)| {
        let mut action = quick_fix(target, fix.title.clone(), diagnostic, &fix.edits)?;
        action.is_preferred = (Some(n) == preferred).then_some(true);
        Some(action)
    };
    finding
        .fixes
        .iter()
        .enumerate()
        .filter(|(_, fix)| fix.applicability != Applicability::DisplayOnly)
        .filter_map(action)
        .collect()
}

/// The action that fixes all of what the finding's rule found in this file, if there is more;
/// offered with the first of them in the range.
fn fix_all_of_rule(
    target: &Target,
    finding: &Finding,
    diagnostic: &Diagnostic,
) -> Option<CodeAction> {
    let safe: Vec<_> = safe_fixes(target)
        .filter(|(other, _)| other.rule.id == finding.rule.id)
        .collect();
    let is_one_of_several = safe.len() > 1 && safe.iter().any(|(other, _)| *other == finding);
    if !is_one_of_several {
        return None;
    }
    let fixes: Vec<_> = safe.into_iter().map(|(_, fix)| fix).collect();
    let edits = merge(&fixes).edits;
    let title = format!("Fix all `{}` in this file", finding.rule.id);
    quick_fix(target, title, diagnostic, &edits)
}

/// The action that applies all safe fixes in this file.
fn fix_all(target: &Target) -> Option<CodeAction> {
    let fixes: Vec<_> = safe_fixes(target).map(|(_, fix)| fix).collect();
    let edits = merge(&fixes).edits;
    if edits.is_empty() {
        return None;
    }
    Some(CodeAction {
        title: "Apply all safe fixes of windbreak in this file".to_owned(),
        kind: Some(FIX_ALL),
        edit: Some(workspace_edit(&target.snapshot, &edits)?),
        ..CodeAction::default()
    })
}

/// The action that accepts a finding, for a reason that is left to the person.
fn ignore(target: &Target, finding: &Finding, diagnostic: &Diagnostic) -> Option<CodeAction> {
    let start = finding.location.range.start();
    let file = target.snapshot.project.file(&finding.location.path);
    let edits = match file.and_then(|file| file.notebook.as_ref()) {
        Some(notebook) => {
            let (document, tree) = (notebook.document(), notebook.parse());
            let comment = ignore_comment::insertion(document, &tree, finding.rule.id, start)?;
            notebook.raw_edits(&TextEdits::from(comment))?
        }
        None => {
            let (document, tree) = (target.document.as_ref()?, target.tree.as_ref()?);
            ignore_comment::insertion(document, tree, finding.rule.id, start)?.into()
        }
    };
    let edit = FileEdit {
        path: finding.location.path.clone(),
        change: FileChange::Edit(edits),
    };
    let title = format!("Ignore `{}` here and say why", finding.rule.id);
    quick_fix(target, title, diagnostic, &[edit])
}

/// The first safe fix of each finding that the client can make.
fn safe_fixes(target: &Target) -> impl Iterator<Item = (&Finding, &Fix)> {
    target.report.findings.iter().filter_map(|finding| {
        let fix = finding.fixes.iter().find(|fix| is_safe(fix))?;
        workspace_edit(&target.snapshot, &fix.edits)?;
        Some((finding, fix))
    })
}

fn is_safe(fix: &Fix) -> bool {
    fix.applicability == Applicability::Safe
}

fn quick_fix(
    target: &Target,
    title: String,
    diagnostic: &Diagnostic,
    edits: &[FileEdit],
) -> Option<CodeAction> {
    Some(CodeAction {
        title,
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![diagnostic.clone()]),
        edit: Some(workspace_edit(&target.snapshot, edits)?),
        ..CodeAction::default()
    })
}
