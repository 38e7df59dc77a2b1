//! Settings classes of pydantic.

use super::super::super::code_style as style;
use super::super::super::context::Context;
use super::super::EnvRead;
use super::{Checked, home, library, strengthen};
use crate::facts::{ExprKind, Type};
use crate::finding::FileChange;
use crate::flow::SettingsClass;
use crate::project::SourceFile;
use crate::text::{TextEdit, TextEdits};

/// How the variable is checked by a settings class of the project.
pub(super) fn checked<'p>(ctx: &Context<'_, 'p>, env: &EnvRead<'p>) -> Option<Checked> {
    let from = env.read.file;
    let known = home::files(ctx, from)
        .into_iter()
        .filter(|file| file.document.text().contains("Settings"))
        .find_map(|file| Some((file, ctx.flow.settings_class(file)?)));
    match known {
        Some((file, class)) => in_class(file, &class, &env.name),
        None => new_module(ctx, from, &env.name),
    }
}

fn in_class(file: &SourceFile, settings: &SettingsClass<'_>, name: &str) -> Option<Checked> {
    let facts = &file.facts;
    let class = facts.class(settings.class.id);
    let lower = name.to_lowercase();
    let own = lower.strip_prefix(&settings.prefix.to_lowercase());
    let field_name = own.unwrap_or(&lower);
    let (export, call) = match settings.instance.strip_suffix("()") {
        Some(function) => (function, "()"),
        None => (settings.instance.as_str(), ""),
    };
    let mut member = format!("{call}.{field_name}");
    let field = class.fields.iter().find(|field| {
        let alias = field.value.map(|value| file.source(facts.range(value)));
        let is_alias = alias.is_some_and(|it| it.contains(&format!("\"{name}\"")));
        own.is_some() && field.name == *field_name || is_alias
    });
    let change = match field {
        Some(field) => {
            let is_required = match field.value.map(|value| facts.kind(value)) {
                None => true,
                Some(ExprKind::Call(call)) => {
                    matches!(call.arguments.first(), Some(first) if first.keyword.is_some())
                        && !call
                            .arguments
                            .iter()
                            .any(|it| it.keyword.as_deref() == Some("default"))
                }
                Some(_) => false,
            };
            let is_secret = matches!(&field.declared, Some(Type::Names(names)) if names.iter().any(|it| it.ends_with("SecretStr")));
            if is_secret {
                member = format!("{call}.{}.get_secret_value()", field.name);
            }
            if !is_required {
                return None;
            }
            None
        }
        None => {
            let last = class.fields.last()?;
            let text = file.document.text();
            let alias = match own {
                Some(_) => String::new(),
                None => format!(", validation_alias=\"{name}\""),
            };
            let line = format!("{field_name}: str = Field(min_length=1{alias})\n");
            let indent = style::indent(text, last.range.start());
            let below = style::line_after(text, last.range.end());
            let import = strengthen::import_field(settings.class.with(*class.bases.first()?));
            let insert = TextEdit::insert(below, style::indented(&line, indent));
            let edits = import.into_iter().chain([insert]).collect();
            Some(FileChange::Edit(TextEdits::new(edits).ok()?))
        }
    };
    Some(Checked {
        path: file.path.clone(),
        export: export.to_owned(),
        member,
        change,
    })
}

fn new_module(ctx: &Context<'_, '_>, from: &SourceFile, name: &str) -> Option<Checked> {
    home::dependency(ctx, from, &["pydantic-settings"])?;
    let project = ctx.project();
    let folder = style::sources_folder(project, from)?;
    let free = ["config.py", "settings.py"].map(|name| folder.join(name));
    let path = free
        .into_iter()
        .find(|path| project.read(path).is_none() && !path.exists())?;
    let field = name.to_lowercase();
    Some(Checked {
        path: path.into(),
        export: "settings".to_owned(),
        member: format!(".{field}"),
        change: Some(FileChange::Create {
            text: library::settings(&field),
            private: false,
        }),
    })
}
