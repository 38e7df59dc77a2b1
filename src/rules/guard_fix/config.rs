//! The fix that has a variable checked where the project checks its environment: by a schema or a
//! settings class that is there, or by a new one if the project depends on a library for it.

mod ecma;
mod home;
mod library;
mod python;
pub(in crate::rules) mod strengthen;

use super::super::code_style as style;
use super::super::context::Context;
use super::{Credential, EnvRead, is_implicit, without_stand_in};
use crate::catalog::{ArgRef, Slot};
use crate::facts::{ExprKind, Source};
use crate::finding::{Applicability, FileChange, FileEdit, Fix};
use crate::flow::ExprAt;
use crate::project::SourceFile;
use crate::text::{TextEdit, TextEdits};
use std::path::Path;
use std::sync::Arc;

/// The fix for a variable that `credential` is made of; `None` where the project has no such module
/// and nothing to make one with, or where it cannot be read from there.
pub(super) fn by_module<'p>(
    ctx: &Context<'_, 'p>,
    credential: &Credential<'p>,
    env: &EnvRead<'p>,
) -> Option<Fix> {
    let from = env.read.file;
    if ctx.project().is_test(from) || from.notebook.is_some() {
        return None;
    }
    let checked = match from.language.is_ecma() {
        true => ecma::checked(ctx, env)?,
        false => python::checked(ctx, env)?,
    };
    checked.fix(ctx, credential, env)
}

/// How a variable is checked in a module, and how it is read from there.
struct Checked {
    /// The module.
    path: Arc<Path>,
    /// What it exports: `env`, `settings`, `get_settings`.
    export: String,
    /// What stands behind that: `.MISTRAL_API_KEY`, `().mistral_api_key`.
    member: String,
    /// What has to change in the module, if anything.
    change: Option<FileChange>,
}

impl Checked {
    fn fix<'p>(
        self,
        ctx: &Context<'_, 'p>,
        credential: &Credential<'p>,
        env: &EnvRead<'p>,
    ) -> Option<Fix> {
        let from = env.read.file;
        let mut edits = Vec::new();
        let local = match from.path == self.path {
            true => self.export.clone(),
            false => self.local_name(ctx, from, &mut edits)?,
        };
        let read = format!("{local}{}", self.member);
        match is_implicit(credential, env) {
            true => edits.push(explicit_key(credential, &read)?),
            false if env.read.source() == read => edits.clear(),
            false => edits.push(replaced(env.read, read)?),
        }
        let name = self.path.file_name()?.to_str()?.to_owned();
        let is_new = matches!(self.change, Some(FileChange::Create { .. }));
        let title = match is_new {
            true => format!("Check `{}` in a new module `{name}`", env.name),
            false => format!("Check `{}` in `{name}`", env.name),
        };
        // All who use the module need the variable then.
        let applicability = match self.change {
            Some(_) => Applicability::Unsafe,
            None => Applicability::Safe,
        };
        let own = (!edits.is_empty())
            .then(|| TextEdits::new(edits))
            .transpose();
        let own = own.ok()?.map(|edits| FileEdit {
            path: from.path.clone(),
            change: FileChange::Edit(edits),
        });
        let module = self.change.map(|change| FileEdit {
            path: self.path,
            change,
        });
        let edits: Vec<_> = module.into_iter().chain(own).collect();
        (!edits.is_empty()).then_some(Fix {
            title,
            applicability,
            edits,
        })
    }

    /// What the file calls the export, which is imported if it is not yet; `None` if the name is taken.
    fn local_name(
        &self,
        ctx: &Context<'_, '_>,
        from: &SourceFile,
        edits: &mut Vec<TextEdit>,
    ) -> Option<String> {
        let project = ctx.project();
        let facts = &from.facts;
        let is_it = |source: &Source| match source {
            Source::Import(import) => {
                let import = facts.import(*import);
                import.name.as_deref() == Some(&*self.export)
                    && project
                        .locate(&from.path, from.language, &import.module)
                        .is_some_and(|path| path == self.path)
            }
            _ => false,
        };
        let known = facts.bindings().find(|(id, binding)| {
            facts.module_binding(&binding.name) == Some(*id)
                && binding.definitions.iter().any(|it| is_it(&it.source))
        });
        if let Some((_, known)) = known {
            return Some(known.name.to_string());
        }
        let is_taken = facts
            .bindings()
            .any(|(_, binding)| binding.name == *self.export);
        if is_taken {
            return None;
        }
        let module = style::module_name(project, from, &self.path)?;
        edits.push(style::import_name(from, &self.export, &module));
        Some(self.export.clone())
    }
}

/// The edit that reads the checked variable instead; `None` where it is not simply read.
fn replaced(read: ExprAt<'_>, new: String) -> Option<TextEdit> {
    let is_simple = match read.file.facts.kind(read.id) {
        ExprKind::Member { .. } | ExprKind::Index { .. } => true,
        ExprKind::Call(call) => !call.construction,
        _ => false,
    };
    is_simple.then(|| TextEdit::replace(without_stand_in(read).range(), new))
}

/// The edit that gives a client a key which it would read itself: `Mistral()` becomes
/// `Mistral(api_key=…)`, `new Mistral()` becomes `new Mistral({ apiKey: … })`.
pub(super) fn explicit_key(credential: &Credential<'_>, value: &str) -> Option<TextEdit> {
    let at = credential.at;
    let facts = &at.file.facts;
    let call = facts.call(at.id)?;
    if call.argument_list.is_empty() {
        return None;
    }
    let inside = call.argument_list.start() + 1;
    match credential.client.as_ref()?.kind.key.first()? {
        Slot {
            arg: ArgRef::Keyword(keyword),
            path,
        } if path.is_empty() => {
            if !call.arguments.iter().all(|it| it.keyword.is_some()) {
                return None;
            }
            let value = format!("{keyword}={value}");
            let Some(first) = call.arguments.first() else {
                return Some(TextEdit::insert(inside, value));
            };
            let text = at.file.document.text();
            let start =
                text[..facts.range(first.value).start()].rfind(first.keyword.as_deref()?)?;
            let between = match style::begins_line(text, start) {
                true => format!(",\n{}", style::indent(text, start)),
                false => ", ".to_owned(),
            };
            Some(TextEdit::insert(start, value + &between))
        }
        Slot {
            arg: ArgRef::Position(0),
            path,
        } => {
            let [property] = path.as_slice() else {
                return None;
            };
            let Some(first) = call.arguments.first() else {
                return Some(TextEdit::insert(
                    inside,
                    format!("{{ {property}: {value} }}"),
                ));
            };
            style::append_property(at.with(first.value), property, value)
        }
        _ => None,
    }
}
