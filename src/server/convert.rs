//! Between the engine's terms and the protocol's: places, findings. The only place where the two
//! meet.

use super::SOURCE;
use super::snapshot::Snapshot;
use crate::finding::{Finding, Label, Location, Severity};
use crate::text::{Document, Encoding, Position, TextEdit, TextRange};
use serde_json::{Value, json};
use tower_lsp::lsp_types::{
    self as lsp, CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity,
    DiagnosticTag, NumberOrString, Url,
};

/// The bytes a range covers, brought into the text; one whose ends are swapped is put right.
pub fn text_range(document: &Document, range: lsp::Range, encoding: Encoding) -> TextRange {
    let start = offset(document, range.start, encoding);
    let end = offset(document, range.end, encoding);
    TextRange::new(start.min(end), start.max(end))
}

/// The byte at a position, brought into the text.
pub fn offset(document: &Document, position: lsp::Position, encoding: Encoding) -> usize {
    let position = Position {
        line: position.line,
        column: position.character,
    };
    document.offset(position, encoding)
}

/// Where the bytes of `range` are.
pub fn range(document: &Document, range: TextRange, encoding: Encoding) -> lsp::Range {
    let position = |offset| {
        let Position { line, column } = document.position(offset, encoding);
        lsp::Position::new(line, column)
    };
    lsp::Range::new(position(range.start()), position(range.end()))
}

/// A replacement in `document`.
pub fn text_edit(document: &Document, edit: &TextEdit, encoding: Encoding) -> lsp::TextEdit {
    lsp::TextEdit::new(range(document, edit.range, encoding), edit.new_text.clone())
}

/// A finding in `document`, as the client can show it.
pub fn diagnostic(snapshot: &Snapshot, document: &Document, finding: &Finding) -> Diagnostic {
    let client = &snapshot.client;
    let tags: Vec<_> = tags(finding.rule.id)
        .iter()
        .filter(|tag| client.diagnostic_tags.contains(tag))
        .cloned()
        .collect();
    Diagnostic {
        range: range(
            document,
            snapshot.shown_range(&finding.location),
            client.encoding,
        ),
        severity: Some(severity(finding.severity)),
        code: Some(NumberOrString::String(finding.rule.id.to_owned())),
        code_description: client
            .code_description
            .then(|| Url::parse(&finding.rule.url()).ok())
            .flatten()
            .map(|href| CodeDescription { href }),
        source: Some(SOURCE.to_owned()),
        message: finding.message.clone(),
        related_information: (client.related_information && !finding.labels.is_empty())
            .then(|| related_information(snapshot, &finding.labels)),
        tags: (!tags.is_empty()).then_some(tags),
        data: client.diagnostic_data.then(|| data(finding)),
    }
}

/// What leads from a diagnostic back to its finding. Its fixes are not in it: they may hold a key,
/// and diagnostics are written down by clients.
fn data(finding: &Finding) -> Value {
    json!({ "fingerprint": finding.fingerprint.to_string() })
}

/// Whether `diagnostic` was made of `finding`, whose own diagnostic now is `own`.
pub fn is_of(diagnostic: &Diagnostic, finding: &Finding, own: &Diagnostic) -> bool {
    match &diagnostic.data {
        Some(known) => *known == data(finding),
        None => diagnostic.code == own.code && diagnostic.range == own.range,
    }
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Hint => DiagnosticSeverity::HINT,
        Severity::Info => DiagnosticSeverity::INFORMATION,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Error => DiagnosticSeverity::ERROR,
    }
}

/// How a rule's findings are to look, apart from their severity.
fn tags(rule: &str) -> &'static [DiagnosticTag] {
    match rule {
        "retired-model" => &[DiagnosticTag::DEPRECATED],
        "unused-suppression" => &[DiagnosticTag::UNNECESSARY],
        _ => &[],
    }
}

/// The labels in files that can be read.
fn related_information(snapshot: &Snapshot, labels: &[Label]) -> Vec<DiagnosticRelatedInformation> {
    let related = |label: &Label| {
        Some(DiagnosticRelatedInformation {
            location: location(snapshot, &label.location)?,
            message: label.message.clone(),
        })
    };
    labels.iter().filter_map(related).collect()
}

fn location(snapshot: &Snapshot, location: &Location) -> Option<lsp::Location> {
    let (path, place) = snapshot.shown(location);
    let document = snapshot.document(&path)?;
    let range = range(&document, place, snapshot.client.encoding);
    Some(lsp::Location::new(snapshot.uri(&path)?, range))
}
