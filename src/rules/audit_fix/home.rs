//! Where the module that keeps the record is, or is to be, and how a file imports it.

use super::super::code_style as style;
use super::{Context, Kind, sink, template, wrapper};
use crate::finding::{FileChange, FileEdit};
use crate::project::{Project, SourceFile};
use crate::text::TextEdit;
use std::path::Path;
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
        let kind = Kind::of(from)?;
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
        let folder = style::sources_folder(project, from)?;
        let ending = kind.ending(from)?;
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

    pub(super) fn kind(&self) -> Kind {
        self.kind
    }

    /// The edit that imports the function, unless the file has it.
    pub(super) fn import(&self, is_async: bool) -> Option<TextEdit> {
        let names = wrapper(self.kind, is_async);
        if self.from.facts.module_binding(names).is_some() {
            return None;
        }
        Some(style::import_name(self.from, names, &self.module))
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

/// The module of the same package that has the function.
fn existing<'p>(project: &'p Project, from: &SourceFile, kind: Kind) -> Option<&'p SourceFile> {
    let package = project.package(&from.path);
    let is_it = |file: &&SourceFile| {
        file.path != from.path
            && file.notebook.is_none()
            && file.language.is_ecma() == from.language.is_ecma()
            && project.package(&file.path) == package
            && file.facts.functions().any(|(_, function)| {
                function.outer.is_none()
                    && function.class.is_none()
                    && function.name.as_deref() == Some(wrapper(kind, false))
            })
    };
    project.files().map(|file| &**file).find(is_it)
}
