//! Where the module that keeps the record is, or is to be, and how a file imports it.

use super::super::code_style as style;
use super::{Context, Kind, sink, template};
use crate::facts::{ExprKind, Facts};
use crate::finding::{FileChange, FileEdit};
use crate::project::{Project, SourceFile};
use crate::text::TextEdit;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The module that keeps the record, as seen from a file with a request.
pub(super) struct Home<'p> {
    from: &'p SourceFile,
    kind: Kind,
    path: Arc<Path>,
    /// What the file writes to import it.
    module: String,
    exists: bool,
}

impl<'p> Home<'p> {
    /// The module for a file: one that is there already, or the place of a new one.
    pub(super) fn of(ctx: &Context<'_, 'p>, from: &'p SourceFile) -> Option<Self> {
        let kind = kind(from)?;
        let project = ctx.project();
        if let Some(known) = existing(project, from, kind) {
            let module = style::module_name(project, from, &known.path)?;
            let path = known.path.clone();
            return Some(Self {
                from,
                kind,
                path,
                module,
                exists: true,
            });
        }
        let folder = folder(project, from, kind)?;
        let ending = match (kind, from.path.extension()?.to_str()?) {
            (Kind::Python, _) => "py",
            (Kind::TypeScript, "mts") => "mts",
            (Kind::TypeScript, _) => "ts",
            (_, ending @ ("mjs" | "cjs")) => ending,
            _ => "js",
        };
        let free = ["audit", "mistral_audit"].map(|stem| folder.join(format!("{stem}.{ending}")));
        let path = free
            .into_iter()
            .find(|path| project.read(path).is_none() && !path.exists())?;
        let module = style::module_name(project, from, &path)?;
        Some(Self {
            from,
            kind,
            path: path.into(),
            module,
            exists: false,
        })
    }

    pub(super) fn family(&self) -> Kind {
        self.kind
    }

    /// The edit that imports the function, unless the file has it.
    pub(super) fn import(&self, is_async: bool) -> Option<TextEdit> {
        let names = self.kind.function(is_async);
        if self.from.facts.module_binding(names).is_some() {
            return None;
        }
        let text = self.from.document.text();
        let (quote, end) = (style::quote(text), style::semicolon(text));
        let from = &self.module;
        Some(match self.kind {
            Kind::Python => {
                let import = format!("from {from} import {names}");
                style::python_import(self.from, &import, true)
            }
            Kind::CommonJs => {
                let import = format!("const {{ {names} }} = require({quote}{from}{quote}){end}");
                style::ecma_require(self.from, &import)
            }
            _ => {
                let import = format!("import {{ {names} }} from {quote}{from}{quote}{end}");
                style::ecma_import(self.from, &import)
            }
        })
    }

    /// The change that makes the module; nothing if it is there.
    pub(super) fn create(&self, ctx: &Context<'_, 'p>) -> Option<FileEdit> {
        if self.exists {
            return None;
        }
        let sink = sink::of(ctx, self.from, &self.path, self.kind);
        Some(FileEdit {
            path: self.path.clone(),
            change: FileChange::Create {
                text: template::module(self.kind, &sink),
                private: false,
            },
        })
    }
}

fn kind(file: &SourceFile) -> Option<Kind> {
    if !file.language.is_ecma() {
        return Some(Kind::Python);
    }
    match file.path.extension()?.to_str()? {
        "ts" | "tsx" | "mts" => Some(Kind::TypeScript),
        "mjs" => Some(Kind::Module),
        "cjs" => Some(Kind::CommonJs),
        "js" | "jsx" => Some(match requires(&file.facts) {
            true => Kind::CommonJs,
            false => Kind::Module,
        }),
        _ => None,
    }
}

/// Whether a file loads modules by `require`.
fn requires(facts: &Facts) -> bool {
    let mut callees = facts.calls.iter().filter_map(|&id| facts.call(id));
    callees.any(|call| matches!(facts.kind(call.callee), ExprKind::Name(name) if name == "require"))
}

/// The module of the same package that has the function.
fn existing<'p>(project: &'p Project, from: &SourceFile, kind: Kind) -> Option<&'p SourceFile> {
    let package = project.package(&from.path);
    let is_it = |file: &&SourceFile| {
        file.path != from.path
            && file.language.is_ecma() == from.language.is_ecma()
            && project.package(&file.path) == package
            && file.facts.functions().any(|(_, function)| {
                function.outer.is_none()
                    && function.class.is_none()
                    && function.name.as_deref() == Some(kind.function(false))
            })
    };
    project.files().map(|file| &**file).find(is_it)
}

/// The folder for a new module: that of the sources, or of the outermost Python package around the
/// file; without one, the package's own, or the file's.
fn folder(project: &Project, from: &SourceFile, kind: Kind) -> Option<PathBuf> {
    let own = from.path.parent()?;
    if kind == Kind::Python {
        let packages = own
            .ancestors()
            .take_while(|folder| style::is_python_package(project, folder));
        return Some(packages.last().unwrap_or(own).to_owned());
    }
    let package = project.package(&from.path).unwrap_or(own);
    let sources = ["src", "lib"].map(|name| package.join(name));
    let [src, lib] = sources;
    Some(match own.starts_with(&src) {
        true => src,
        false if lib.is_dir() => lib,
        false => package.to_owned(),
    })
}
