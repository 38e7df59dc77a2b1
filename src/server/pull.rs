//! Answers to a client that asks for diagnostics.

use super::report::Report;
use super::session::Session;
use super::uri;
use std::collections::BTreeMap;
use tower_lsp::lsp_types::{
    DocumentDiagnosticReport, DocumentDiagnosticReportResult, FullDocumentDiagnosticReport,
    PreviousResultId, RelatedFullDocumentDiagnosticReport,
    RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport, Url,
    WorkspaceDiagnosticReport, WorkspaceDiagnosticReportResult, WorkspaceDocumentDiagnosticReport,
    WorkspaceFullDocumentDiagnosticReport,
};

/// What is wrong in one document; that nothing changed if the client knows as much.
pub fn document(report: &Report, known: Option<&str>) -> DocumentDiagnosticReportResult {
    let report = if known == Some(&report.id) {
        DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport {
                result_id: report.id.clone(),
            },
        })
    } else {
        DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report: full(report),
        })
    };
    report.into()
}

/// What is wrong in the workspace that the client does not know: files with other findings than
/// those of the `known` results, and files that it knows findings of and that have none.
pub fn workspace(
    session: &Session,
    known: &[PreviousResultId],
) -> Vec<WorkspaceDocumentDiagnosticReport> {
    let mut known: BTreeMap<&Url, &str> = known
        .iter()
        .map(|known| (&known.uri, known.value.as_str()))
        .collect();
    let empty = Report::empty(None);
    let mut news = Vec::new();
    for (path, report) in &session.reports {
        let open = session.documents.at(path);
        let uri = match open {
            Some(open) => Some(open.uri.clone()),
            None => uri::uri_of(path),
        };
        let Some(uri) = uri.filter(|_| open.is_some() || session.shows_all()) else {
            continue;
        };
        let known = known.remove(&uri);
        // Of an open document, the findings of its present text are to come. Of a file that it
        // knows nothing of, a client need not be told that it is fine.
        if session.is_ready(&uri) && known.unwrap_or(&empty.id) != report.id {
            let version = open.map(|open| i64::from(open.version));
            news.push(item(uri, version, report));
        }
    }
    let gone = known
        .into_iter()
        .filter(|(uri, id)| **id != empty.id && session.is_ready(uri));
    news.extend(gone.map(|(uri, _)| item(uri.clone(), None, &empty)));
    news
}

/// The answer that says these.
pub fn workspace_answer(
    items: Vec<WorkspaceDocumentDiagnosticReport>,
) -> WorkspaceDiagnosticReportResult {
    WorkspaceDiagnosticReport { items }.into()
}

fn item(uri: Url, version: Option<i64>, report: &Report) -> WorkspaceDocumentDiagnosticReport {
    WorkspaceFullDocumentDiagnosticReport {
        uri,
        version,
        full_document_diagnostic_report: full(report),
    }
    .into()
}

fn full(report: &Report) -> FullDocumentDiagnosticReport {
    FullDocumentDiagnosticReport {
        result_id: Some(report.id.clone()),
        items: report.diagnostics.clone(),
    }
}
