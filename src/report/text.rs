//! The source with the findings in it, in rustc's style.

use super::shorten::Shortened;
use super::{Report, Sources, Style};
use crate::finding::{Applicability, Finding, Fix, Location, Severity};
use crate::text::TextRange;
use annotate_snippets::{
    Annotation, AnnotationKind, Group, Level, Message, Origin, Renderer, Snippet,
    normalize_untrusted_str,
};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

pub(super) fn write(report: &Report<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let renderer = match style.color {
        true => Renderer::styled().hyperlink(style.hyperlinks),
        false => Renderer::plain(),
    };
    for finding in report.findings {
        let group = group(finding, report.sources);
        writeln!(out, "{}\n", renderer.render(&[group]))?;
    }
    report.summary.write(style, out)
}

fn group<'a>(finding: &'a Finding, sources: &Sources<'_>) -> Group<'a> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
        Severity::Hint => Level::HELP.with_name("hint"),
    };
    let title = level
        .primary_title(sources.redact(&finding.message).into_owned())
        .id(finding.rule.id)
        .id_url(finding.rule.url());
    let mut group = Group::with_title(title);
    for (path, marks) in marks_by_text(finding, sources) {
        group = match excerpt(&path, &marks, sources) {
            Some(snippet) => group.element(snippet),
            None => group.element(Origin::path(sources.path(&path))),
        };
    }
    for fix in finding.fixes.iter().take(1) {
        group = group.element(help(fix, sources));
    }
    let confidence = finding.confidence;
    let note = format!("{confidence} confidence; see {}", finding.rule.url());
    group.element(Level::NOTE.message(note))
}

/// A place to mark, and what to write there.
struct Mark {
    range: TextRange,
    label: Option<String>,
}

/// The places of a finding by file, in a notebook by cell, its own first.
fn marks_by_text(finding: &Finding, sources: &Sources<'_>) -> Vec<(Arc<Path>, Vec<Mark>)> {
    let labels = finding.labels.iter().map(|label| {
        let message = sources.redact(&label.message).into_owned();
        (&label.location, Some(message))
    });
    let mut texts: Vec<(Arc<Path>, Vec<Mark>)> = Vec::new();
    let cell = |path: &Arc<Path>, range: TextRange| sources.source(path)?.cell(range.start());
    for (Location { path, range }, label) in [(&finding.location, None)].into_iter().chain(labels) {
        let mark = Mark {
            range: *range,
            label,
        };
        let known = texts.iter_mut().find(|(known, marks)| {
            known == path && cell(known, marks[0].range) == cell(path, mark.range)
        });
        match known {
            Some((_, marks)) => marks.push(mark),
            None => texts.push((path.clone(), vec![mark])),
        }
    }
    texts
}

/// The marked lines of a file or a cell; `None` if it cannot be read.
fn excerpt(
    path: &Arc<Path>,
    marks: &[Mark],
    sources: &Sources<'_>,
) -> Option<Snippet<'static, Annotation<'static>>> {
    let source = sources.source(path)?;
    let ranges: Vec<_> = marks.iter().map(|mark| mark.range).collect();
    let (lines, first_line) = source.lines_of(&ranges);
    let shown = Shortened::new(&source.masked[lines.as_range()], lines.start(), &ranges);
    let annotations = marks.iter().enumerate().map(|(index, mark)| {
        let kind = match index {
            0 => AnnotationKind::Primary,
            _ => AnnotationKind::Context,
        };
        kind.span(shown.moved(mark.range)).label(mark.label.clone())
    });
    let annotations: Vec<_> = annotations.collect();
    let path = match source.cell(lines.start()) {
        Some(cell) => format!("{}:{cell}", sources.path(path)),
        None => sources.path(path),
    };
    let snippet = Snippet::source(shown.text)
        .path(path)
        .line_start(first_line);
    Some(snippet.annotations(annotations))
}

fn help<'a>(fix: &Fix, sources: &Sources<'_>) -> Message<'a> {
    let how = match fix.applicability {
        Applicability::Safe => " (`--fix`)",
        Applicability::Unsafe => " (`--fix --unsafe-fixes`)",
        Applicability::DisplayOnly => "",
    };
    let title = sources.redact(&fix.title);
    let title = normalize_untrusted_str(&title).replace('\n', " ");
    Level::HELP.message(format!("{title}{how}"))
}
