//! What can be done about findings: their fixes, one by one and together, and accepting them.

use super::apply_fix;
use super::deferred::{Data, What, made, offered};
use super::session::Target;
use super::workspace_edit::workspace_edit;
use super::{convert, fix_all, ignore_comment};
use crate::finding::{Applicability, FileChange, FileEdit, Finding, Fix};
use crate::text::TextEdits;
use tower_lsp::lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionResponse,
    Diagnostic,
};

/// The kind of the action that applies all safe fixes in a file.
pub const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.windbreak");

/// What changes are called that the client is asked to make.
pub const LABEL: &str = "Fix by windbreak";

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
        let what = What::Fix {
            finding: finding.fingerprint.to_string(),
            fix: n,
        };
        let mut action = quick_fix(title(target, fix), diagnostic);
        action.is_preferred = (Some(n) == preferred).then_some(true);
        let data = Data {
            uri: target.uri.clone(),
            what: what.clone(),
        };
        if let Some(command) = apply_fix::by_command(target, &action, fix, &data) {
            return Some(command);
        }
        match fix.edits.len() > 1 {
            true => offered(target, action, what),
            false => made(target, action, &what),
        }
    };
    finding
        .fixes
        .iter()
        .enumerate()
        .filter(|(_, fix)| fix.applicability != Applicability::DisplayOnly)
        .filter_map(action)
        .collect()
}

/// What a fix is called in the menu. One that may change what the program does says so, unless the
/// client will ask.
fn title(target: &Target, fix: &Fix) -> String {
    match fix.applicability {
        Applicability::Safe => fix.title.clone(),
        _ if target.snapshot.client.annotates_changes => fix.title.clone(),
        _ => format!("{} (may change what the program does)", fix.title),
    }
}

/// The actions that fix all of what the finding's rule found: in this file, if there is more, and in
/// the workspace, if the client asks for the changes later. They are offered with a finding that they
/// fix.
fn fix_all_of_rule(target: &Target, finding: &Finding, diagnostic: &Diagnostic) -> Vec<CodeAction> {
    let rule = finding.rule.id;
    let snapshot = &target.snapshot;
    if fix_all::safe(snapshot, finding).is_none() {
        return Vec::new();
    }
    let of_rule = target
        .report
        .findings
        .iter()
        .filter(|it| it.rule.id == rule);
    let count = of_rule
        .filter(|it| fix_all::safe(snapshot, it).is_some())
        .count();
    let in_file = (count > 1).then(|| {
        let action = quick_fix(format!("Fix all `{rule}` in this file"), diagnostic);
        let rule = Some(rule.to_owned());
        offered(target, action, What::File { rule })
    });
    let in_workspace = snapshot.client.resolves_edits.then(|| {
        let action = quick_fix(format!("Fix all `{rule}` in this workspace"), diagnostic);
        let rule = rule.to_owned();
        offered(target, action, What::Workspace { rule })
    });
    in_file.into_iter().chain(in_workspace).flatten().collect()
}

/// The action that applies all safe fixes in this file. Its changes are there at once: what runs on
/// saving does not ask for them.
fn fix_all(target: &Target) -> Option<CodeAction> {
    let action = CodeAction {
        title: "Apply all safe fixes of windbreak in this file".to_owned(),
        kind: Some(FIX_ALL),
        ..CodeAction::default()
    };
    made(target, action, &What::File { rule: None })
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
        None if file.is_some_and(|it| it.page.is_some() || it.data().is_some()) => {
            ignore_comment::insertion_beside_code(file?, finding.rule.id, start)?.into()
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
    Some(CodeAction {
        edit: Some(workspace_edit(&target.snapshot, &[edit], None)?),
        ..quick_fix(title, diagnostic)
    })
}

fn is_safe(fix: &Fix) -> bool {
    fix.applicability == Applicability::Safe
}

/// A quick fix that does nothing yet.
fn quick_fix(title: String, diagnostic: &Diagnostic) -> CodeAction {
    CodeAction {
        title,
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![diagnostic.clone()]),
        ..CodeAction::default()
    }
}
