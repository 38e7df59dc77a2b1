//! Schemas of the environment in TypeScript and JavaScript.

use super::super::super::code_style::{self as style, ModuleKind};
use super::super::super::context::Context;
use super::super::EnvRead;
use super::{Checked, home, library, strengthen};
use crate::finding::FileChange;
use crate::flow::{EnvSchema, ExprAt};
use crate::project::SourceFile;
use crate::text::TextEdits;

/// Libraries that a new module can be made with, the first of those that are there.
const LIBRARIES: [&str; 4] = ["@t3-oss/env-nextjs", "@t3-oss/env-core", "envalid", "zod"];

/// How the variable is checked by a schema of the project.
pub(super) fn checked<'p>(ctx: &Context<'_, 'p>, env: &EnvRead<'p>) -> Option<Checked> {
    let from = env.read.file;
    let known = home::files(ctx, from)
        .into_iter()
        .filter(|file| may_check(file))
        .find_map(|file| Some((file, ctx.flow.env_schemas(file).into_iter().next()?)));
    match known {
        Some((file, schema)) => in_schema(file, &schema, &env.name),
        None => new_module(ctx, from, &env.name),
    }
}

/// Whether a file may have a schema of the environment, at a glance.
fn may_check(file: &SourceFile) -> bool {
    let text = file.document.text();
    text.contains("env")
        && ["parse", "createEnv", "cleanEnv"]
            .iter()
            .any(|it| text.contains(it))
}

fn in_schema(file: &SourceFile, schema: &EnvSchema<'_>, name: &str) -> Option<Checked> {
    let mut edits = Vec::new();
    match style::property(schema.fields, name) {
        Some(field) if strengthen::is_optional(field) => {
            edits.push(strengthen::required(field)?);
        }
        Some(_) => {}
        None => {
            if is_for_browsers(schema.fields) {
                return None;
            }
            let entry = library::entry(file)?;
            edits.extend(entry.edits);
            edits.push(style::append_property(schema.fields, name, &entry.schema)?);
        }
    }
    if let Some(listed) = schema.listed.filter(|listed| !is_experimental(*listed))
        && style::property(listed, name).is_none()
    {
        let value = format!("process.env.{name}");
        edits.push(style::append_property(listed, name, &value)?);
    }
    let change = match edits.is_empty() {
        true => None,
        false => Some(FileChange::Edit(TextEdits::new(edits).ok()?)),
    };
    Some(Checked {
        path: file.path.clone(),
        export: schema.export.to_string(),
        member: format!(".{name}"),
        change,
    })
}

/// Whether these are the variables that t3 gives to browsers.
fn is_for_browsers(fields: ExprAt<'_>) -> bool {
    let before = &fields.file.document.text()[..fields.range().start()];
    before.trim_end().ends_with("client:")
}

/// Whether only the variables for browsers are listed here.
fn is_experimental(listed: ExprAt<'_>) -> bool {
    let before = &listed.file.document.text()[..listed.range().start()];
    before.trim_end().ends_with("experimental__runtimeEnv:")
}

fn new_module(ctx: &Context<'_, '_>, from: &SourceFile, name: &str) -> Option<Checked> {
    let library = home::dependency(ctx, from, &LIBRARIES)?;
    let kind = ModuleKind::of(from)?;
    let folder = style::sources_folder(ctx.project(), from)?;
    let path = folder.join(format!("env.{}", kind.ending(from)?));
    if ctx.project().read(&path).is_some() || path.exists() || is_sent_to_browsers(from) {
        return None;
    }
    let text = library::module(library, name, kind == ModuleKind::CommonJs)?;
    Some(Checked {
        path: path.into(),
        export: "env".to_owned(),
        member: format!(".{name}"),
        change: Some(FileChange::Create {
            text,
            private: false,
        }),
    })
}

/// Whether a file says that it runs in a browser.
fn is_sent_to_browsers(file: &SourceFile) -> bool {
    let text = file.document.text();
    let first = text.trim_start_matches('\u{feff}').trim_start();
    first.starts_with("\"use client\"") || first.starts_with("'use client'")
}
