//! How libraries write that a variable must be there and not empty.

use super::super::super::code_style as style;
use crate::facts::{Import, Source};
use crate::project::SourceFile;
use crate::text::TextEdit;

/// A check of one variable as it is written in a module.
pub(super) struct Entry {
    /// The schema: `z.string().min(1)`.
    pub(super) schema: String,
    /// What it needs at the top of the module.
    pub(super) edits: Vec<TextEdit>,
}

/// The entry for a variable in a module by what that imports.
pub(super) fn entry(module: &SourceFile) -> Option<Entry> {
    let zod = |it: &Import| {
        matches!(&*it.module, "zod" | "zod/v3" | "zod/v4")
            && matches!(it.name.as_deref(), None | Some("z" | "default"))
    };
    let valibot = |it: &Import| it.module == "valibot" && it.name.is_none();
    let plain = |schema| Entry {
        schema,
        edits: Vec::new(),
    };
    if let Some(z) = local(module, zod) {
        return Some(plain(format!("{z}.string().min(1)")));
    }
    if let Some(v) = local(module, valibot) {
        return Some(plain(format!("{v}.pipe({v}.string(), {v}.nonEmpty())")));
    }
    let envalid = |it: &Import| it.module == "envalid" && it.name.as_deref() == Some("cleanEnv");
    local(module, envalid)?;
    let own = "nonEmptyStr";
    let mut edits = Vec::new();
    if module.facts.module_binding(own).is_none() {
        if module.facts.module_binding("makeValidator").is_none() {
            edits.push(style::import_name(module, "makeValidator", "envalid"));
        }
        let below = style::below_imports(module)?;
        let declared = non_empty(style::semicolon(module), style::quote(module));
        edits.push(TextEdit::insert(below, format!("\n{declared}")));
    }
    Some(Entry {
        schema: format!("{own}()"),
        edits,
    })
}

/// envalid has no check of its own for the empty string.
fn non_empty(end: &str, quote: char) -> String {
    format!(
        "const nonEmptyStr = makeValidator((value) => {{\n  if (!value) throw new Error({quote}must not be empty{quote}){end}\n  return value{end}\n}}){end}\n"
    )
}

/// What a module calls something that it imports.
fn local(module: &SourceFile, is_it: impl Fn(&Import) -> bool) -> Option<String> {
    let facts = &module.facts;
    facts.bindings().find_map(|(_, binding)| {
        let mut definitions = binding.definitions.iter();
        let found = definitions
            .any(|it| matches!(it.source, Source::Import(import) if is_it(facts.import(import))));
        found.then(|| binding.name.to_string())
    })
}

/// The text of a new module that checks a variable with a library of these names; `None` for others.
pub(super) fn module(library: &str, name: &str, common_js: bool) -> Option<String> {
    let (imports, check): (Vec<(&str, &str)>, String) = match library {
        "@t3-oss/env-nextjs" | "@t3-oss/env-core" => (
            vec![("createEnv", library), ("z", "zod")],
            format!(
                "createEnv({{\n  server: {{\n    {name}: z.string().min(1),\n  }},\n  runtimeEnv: {{\n    {name}: process.env.{name},\n  }},\n}})"
            ),
        ),
        "envalid" => (
            vec![("cleanEnv, makeValidator", library)],
            format!("cleanEnv(process.env, {{\n  {name}: nonEmptyStr(),\n}})"),
        ),
        "zod" => (
            vec![("z", library)],
            format!(
                "z\n  .object({{\n    {name}: z.string().min(1),\n  }})\n  .parse(process.env)"
            ),
        ),
        _ => return None,
    };
    let imports: String = imports
        .iter()
        .map(|(names, from)| match common_js {
            true => format!("const {{ {names} }} = require(\"{from}\");\n"),
            false => format!("import {{ {names} }} from \"{from}\";\n"),
        })
        .collect();
    let own = match library {
        "envalid" => format!("\n{}", non_empty(";", '"')),
        _ => String::new(),
    };
    let (before, after) = match common_js {
        true => ("const", "\nmodule.exports = { env };\n"),
        false => ("export const", ""),
    };
    Some(format!(
        "{imports}{own}\n/** The variables of the environment, checked once at start. */\n{before} env = {check};\n{after}"
    ))
}

/// The text of a new module of settings in Python.
pub(super) fn settings(field: &str) -> String {
    format!(
        "\"\"\"What has to be set in the environment, checked once at start.\"\"\"\n\nfrom pydantic import Field\nfrom pydantic_settings import BaseSettings, SettingsConfigDict\n\n\nclass Settings(BaseSettings):\n    model_config = SettingsConfigDict(env_file=\".env\", extra=\"ignore\")\n\n    {field}: str = Field(min_length=1)\n\n\nsettings = Settings()\n"
    )
}
