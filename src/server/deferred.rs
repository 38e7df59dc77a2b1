//! Changes that a client asks for when somebody chooses the action: those of several files. Until then
//! nothing is worked out, and no key leaves its file.

use super::fix_all;
use super::session::Target;
use super::workspace_edit::{Doubt, workspace_edit};
use crate::finding::{Applicability, FileEdit};
use serde::{Deserialize, Serialize};
use tower_lsp::lsp_types::{CodeAction, Url};

/// What an action does.
#[derive(Serialize, Deserialize, Debug, Clone, PartialEq, Eq)]
#[serde(rename_all = "camelCase", tag = "what")]
pub enum What {
    /// It applies one fix of a finding.
    Fix {
        /// The finding's fingerprint.
        finding: String,
        /// The number of the fix.
        fix: usize,
    },
    /// It applies all safe fixes in the file, of one rule if it is named.
    File {
        /// The rule.
        rule: Option<String>,
    },
    /// It applies all safe fixes of a rule in the workspace.
    Workspace {
        /// The rule.
        rule: String,
    },
}

/// What an action carries until its changes are asked for.
#[derive(Serialize, Deserialize)]
pub struct Data {
    /// The document it is about.
    pub uri: Url,
    /// What it does.
    #[serde(flatten)]
    pub what: What,
}

/// The document that an action is about, if it is one of these.
pub fn document_of(action: &CodeAction) -> Option<Url> {
    Some(data(action)?.uri)
}

/// The action with the changes it was offered without; as it is if what it was for is gone.
pub fn resolved(target: &Target, action: CodeAction) -> CodeAction {
    match data(&action) {
        Some(Data { what, .. }) => made(target, action.clone(), &what).unwrap_or(action),
        None => action,
    }
}

fn data(action: &CodeAction) -> Option<Data> {
    serde_json::from_value(action.data.clone()?).ok()
}

/// The action, its changes to be asked for if the client can; `None` if there are none.
pub fn offered(target: &Target, action: CodeAction, what: What) -> Option<CodeAction> {
    if !target.snapshot.client.resolves_edits {
        return made(target, action, &what);
    }
    let uri = target.uri.clone();
    Some(CodeAction {
        data: serde_json::to_value(Data { uri, what }).ok(),
        ..action
    })
}

/// The action with its changes; `None` if there are none, or the client cannot make them.
pub fn made(target: &Target, action: CodeAction, what: &What) -> Option<CodeAction> {
    let (edits, doubt) = edits(target, what)?;
    if edits.is_empty() {
        return None;
    }
    Some(CodeAction {
        edit: Some(workspace_edit(&target.snapshot, &edits, doubt.as_ref())?),
        ..action
    })
}

/// The changes, and what is to be confirmed about them.
pub fn edits(target: &Target, what: &What) -> Option<(Vec<FileEdit>, Option<Doubt>)> {
    let findings = &target.report.findings;
    match what {
        What::Fix { finding, fix } => {
            let is_it = |it: &&crate::finding::Finding| it.fingerprint.to_string() == *finding;
            let fix = findings.iter().find(is_it)?.fixes.get(*fix)?;
            let doubt = (fix.applicability != Applicability::Safe).then(|| Doubt {
                title: fix.title.clone(),
            });
            Some((fix.edits.clone(), doubt))
        }
        What::File { rule } => {
            let path = findings.first()?.location.path.clone();
            let rule = rule.as_deref();
            Some((
                fix_all::in_file(&target.snapshot, &path, findings, rule),
                None,
            ))
        }
        What::Workspace { rule } => Some((fix_all::in_workspace(&target.snapshot, rule), None)),
    }
}
