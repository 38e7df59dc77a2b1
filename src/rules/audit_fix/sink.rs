//! What the project writes its logs with.

use super::super::code_style as style;
use super::{Context, Kind};
use crate::catalog::{Family, Meaning};
use crate::facts::{ExportSource, Source};
use crate::flow::At;
use crate::project::SourceFile;
use std::path::Path;

/// What records are written with.
pub(super) enum Sink {
    /// Nothing of the project's own: lines of JSON.
    Plain,
    /// A logger that a module of the project exports.
    Logger {
        /// The name it is exported by.
        name: String,
        /// How the new module names that one.
        module: String,
        /// Whether it takes the record before the message, as pino does.
        record_first: bool,
    },
    /// Python's own logging, which the project has set up.
    Logging,
    /// A logging library of Python.
    Loguru,
    /// Another.
    Structlog,
}

/// What a new module at `path` should write to.
pub(super) fn of<'p>(ctx: &Context<'_, 'p>, from: &'p SourceFile, path: &Path, kind: Kind) -> Sink {
    let project = ctx.project();
    let package = project.package(&from.path);
    let is_near = |file: &&SourceFile| {
        project.package(&file.path) == package
            && file.language.is_ecma() == from.language.is_ecma()
            && !project.is_test(file)
    };
    let mut files = project.files().map(|file| &**file).filter(is_near);
    let ending = style::module_ending(project, from).unwrap_or_default();
    match kind {
        Kind::Python => python(files),
        // A module in another system may not be loadable.
        Kind::CommonJs => Sink::Plain,
        _ => files
            .find_map(|file| exported(ctx, file, path, ending))
            .unwrap_or(Sink::Plain),
    }
}

fn python<'a>(files: impl Iterator<Item = &'a SourceFile>) -> Sink {
    let mut found = Sink::Plain;
    for file in files {
        let imports = |module: &str| file.facts.imports().any(|(_, it)| it.module == module);
        if imports("structlog") {
            return Sink::Structlog;
        }
        if imports("loguru") {
            return Sink::Loguru;
        }
        let text = file.document.text();
        if ["logging.basicConfig(", "dictConfig(", ".addHandler("]
            .iter()
            .any(|it| text.contains(it))
        {
            found = Sink::Logging;
        }
    }
    found
}

/// The logger that a module exports.
fn exported<'p>(
    ctx: &Context<'_, 'p>,
    file: &'p SourceFile,
    path: &Path,
    ending: &str,
) -> Option<Sink> {
    let names = ["logger", "log"];
    let exports = file
        .facts
        .exports
        .iter()
        .filter(|export| names.contains(&&*export.name));
    exports.into_iter().find_map(|export| {
        let value = match &export.source {
            ExportSource::Value(id) => *id,
            ExportSource::Local(name) => {
                let binding = file.facts.binding(file.facts.module_binding(name)?);
                binding
                    .definitions
                    .iter()
                    .find_map(|definition| match definition.source {
                        Source::Value(id) => Some(id),
                        _ => None,
                    })?
            }
            ExportSource::Module { .. } => return None,
        };
        let symbol = ctx
            .flow
            .symbols(At { file, id: value })
            .into_iter()
            .find(|symbol| {
                let info = ctx.catalog.meaning(Family::Ecma, &format!("{symbol}.info"));
                matches!(info, Some(Meaning::AuditSink(_)))
            })?;
        Some(Sink::Logger {
            name: export.name.to_string(),
            module: style::ecma_module(path, &file.path)? + ending,
            record_first: symbol.starts_with("pino") || symbol.starts_with("bunyan"),
        })
    })
}
