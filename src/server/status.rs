//! How things are, in words, for a bug report. Names files, quotes none.

use super::capabilities::encoding_kind;
use super::documents::OpenDocument;
use super::session::Session;
use std::fmt::Write;

/// The command that asks for it.
pub const COMMAND: &str = "windbreak.showStatus";

/// How things are; `work` is what is going on in the background.
pub fn status(session: &Session, work: &str) -> String {
    let mut text = format!("windbreak {}\n", env!("CARGO_PKG_VERSION"));
    let mut line = |name: &str, value: String| {
        let _ = writeln!(text, "{name}: {value}");
    };
    let client = &session.client;
    line(
        "position encoding",
        encoding_kind(client.encoding).as_str().to_owned(),
    );
    let way = if client.pulls_diagnostics {
        "pulled"
    } else {
        "pushed"
    };
    let reach = if session.shows_all() {
        "workspace"
    } else {
        "open files"
    };
    line("diagnostics", format!("{way}, {reach}"));
    for root in session.project.roots() {
        line("root", root.display().to_string());
    }
    line("files parsed", session.project.files().count().to_string());
    line("background work", work.to_owned());
    let count = session.documents.iter().count();
    line("open documents", count.to_string());
    for document in session.documents.iter() {
        line("  document", describe(session, document));
    }
    text
}

fn describe(session: &Session, document: &OpenDocument) -> String {
    let language = match document.language {
        Some(language) => format!("{language:?}"),
        None => "not checked".to_owned(),
    };
    let findings = match session.reports.get(&document.path) {
        Some(report) => report.findings.len().to_string(),
        None => "no".to_owned(),
    };
    format!(
        "{} version {}, {language}, {} bytes, {} lines, {findings} findings",
        document.uri,
        document.version,
        document.document.len(),
        document.document.line_count(),
    )
}
