//! What puts the variables of an env file into the environment, and how it is made to if nothing does.

use super::super::code_style::{self as style, ModuleKind};
use crate::facts::ExprKind;
use crate::project::{Project, SourceFile};
use crate::text::{TextEdit, TextRange};
use std::path::Path;

/// Whether the env file of a program is loaded.
pub(super) enum Loading {
    /// Something loads it.
    Loads,
    /// These edits of the file make a library load it that the project depends on.
    Added(Vec<TextEdit>),
    /// Nothing does.
    Nothing,
}

/// Packages of npm that load env files by themselves, or whose tools do.
const ECMA_LOADS: [&str; 16] = [
    "next",
    "nuxt",
    "astro",
    "@sveltejs/kit",
    "vite",
    "react-scripts",
    "gatsby",
    "expo",
    "@remix-run/dev",
    "@react-router/dev",
    "@redwoodjs/core",
    "@nestjs/config",
    "env-cmd",
    "dotenv-cli",
    "@dotenvx/dotenvx",
    "wrangler",
];
/// What a script of `package.json` has in it that loads one.
const SCRIPTS_LOAD: [&str; 5] = ["--env-file", "dotenv ", "dotenvx ", "bun run ", "bun --"];
/// Files beside the manifest of a program whose runtime loads one.
const ECMA_FILES: [&str; 4] = ["bun.lockb", "bun.lock", "bunfig.toml", "wrangler.toml"];
/// Modules that load one when they are imported or called.
const ECMA_MODULES: [&str; 6] = [
    "dotenv",
    "dotenv/config",
    "dotenv-flow",
    "dotenv-safe",
    "@dotenvx/dotenvx",
    "@next/env",
];
const PYTHON_MODULES: [&str; 7] = [
    "dotenv",
    "environs",
    "decouple",
    "starlette.config",
    "environ",
    "dynaconf",
    "pydantic_settings",
];
/// What in a Python project's manifests or beside them loads one.
const PYTHON_FILES: [&str; 1] = ["Pipfile"];
const PYTHON_MANIFESTS: [&str; 4] = [
    "pyproject.toml",
    "requirements.txt",
    "setup.py",
    "setup.cfg",
];

/// What loads the env file for `file`, which reads a variable at `range`.
pub(super) fn of(project: &Project, file: &SourceFile, range: TextRange) -> Loading {
    let folders = folders(project, file);
    let is_ecma = file.language.is_ecma();
    let by_project = match is_ecma {
        true => ecma_loads(project, &folders),
        false => python_loads(project, &folders),
    };
    if by_project || composed(project, &folders) || by_module(project, file, is_ecma) {
        return Loading::Loads;
    }
    let edits = match is_ecma {
        true => has_dotenv(project, &folders).then(|| vec![ecma_loader(file)]),
        false => depends_on_python_dotenv(project, &folders)
            .then(|| python_loader(file, range))
            .flatten(),
    };
    edits.map_or(Loading::Nothing, Loading::Added)
}

/// The folders of the package and, in a monorepo, those above it.
fn folders<'a>(project: &Project, file: &'a SourceFile) -> Vec<&'a Path> {
    let root = project.root_of(&file.path);
    let above = file.path.ancestors().skip(1);
    above
        .take_while(|folder| root.is_some_and(|root| folder.starts_with(root)))
        .collect()
}

fn manifest(project: &Project, folder: &Path) -> Option<String> {
    project.read(&folder.join("package.json"))
}

fn ecma_loads(project: &Project, folders: &[&Path]) -> bool {
    // A package at the top of a monorepo does not run the others.
    let nearest = folders
        .iter()
        .find_map(|folder| Some((folder, manifest(project, folder)?)));
    let by_runtime = folders
        .iter()
        .any(|folder| ECMA_FILES.iter().any(|name| folder.join(name).is_file()));
    let by_manifest = nearest.is_some_and(|(_, text)| {
        ECMA_LOADS
            .iter()
            .any(|name| text.contains(&format!("\"{name}\"")))
            || SCRIPTS_LOAD.iter().any(|it| text.contains(it))
    });
    by_runtime || by_manifest || deno_loads(project, folders)
}

/// Whether a task of Deno is told to load one.
fn deno_loads(project: &Project, folders: &[&Path]) -> bool {
    let names = ["deno.json", "deno.jsonc"];
    let mut texts = folders.iter().flat_map(|folder| {
        names
            .iter()
            .filter_map(|name| project.read(&folder.join(name)))
    });
    texts.any(|text| text.contains("--env"))
}

fn python_loads(project: &Project, folders: &[&Path]) -> bool {
    folders.iter().any(|folder| {
        PYTHON_FILES.iter().any(|name| folder.join(name).is_file())
            || PYTHON_MANIFESTS.iter().any(|name| {
                let text = project.read(&folder.join(name));
                text.is_some_and(|text| text.contains("--env-file"))
            })
    })
}

/// Whether containers are started with it.
fn composed(project: &Project, folders: &[&Path]) -> bool {
    let names = [
        "docker-compose.yml",
        "docker-compose.yaml",
        "compose.yml",
        "compose.yaml",
    ];
    folders.iter().any(|folder| {
        names.iter().any(|name| {
            let text = project.read(&folder.join(name));
            text.is_some_and(|text| text.contains("env_file"))
        })
    })
}

/// Whether a module of the package loads one.
fn by_module(project: &Project, from: &SourceFile, is_ecma: bool) -> bool {
    let package = project.package(&from.path);
    let near = project.files().map(|file| &**file).filter(|file| {
        file.language.is_ecma() == is_ecma
            && project.package(&file.path) == package
            && (std::ptr::eq(*file, from) || !project.is_test(file))
    });
    let modules: &[&str] = if is_ecma {
        &ECMA_MODULES
    } else {
        &PYTHON_MODULES
    };
    near.into_iter().any(|file| {
        let imported = Project::modules(file).any(|module| {
            // `from dotenv import load_dotenv` may be named as a module of the package too.
            modules
                .iter()
                .any(|it| module == *it || !is_ecma && module.starts_with(&format!("{it}.")))
        });
        imported || is_ecma && loads_itself(file)
    })
}

/// `process.loadEnvFile()`
fn loads_itself(file: &SourceFile) -> bool {
    let facts = &file.facts;
    let mut calls = facts.calls.iter().filter_map(|&id| facts.call(id));
    calls.any(|call| {
        matches!(facts.kind(call.callee), ExprKind::Member { name, .. } if name == "loadEnvFile")
    })
}

fn has_dotenv(project: &Project, folders: &[&Path]) -> bool {
    let mut texts = folders
        .iter()
        .filter_map(|folder| manifest(project, folder));
    texts.any(|text| text.contains("\"dotenv\""))
}

fn ecma_loader(file: &SourceFile) -> TextEdit {
    let (quote, end) = (style::quote(file), style::semicolon(file));
    match ModuleKind::of(file) {
        Some(ModuleKind::CommonJs) => {
            let statement = format!("require({quote}dotenv{quote}).config(){end}");
            style::first_statement(file, &statement)
        }
        _ => style::first_statement(file, &format!("import {quote}dotenv/config{quote}{end}")),
    }
}

fn depends_on_python_dotenv(project: &Project, folders: &[&Path]) -> bool {
    folders.iter().any(|folder| {
        let texts = PYTHON_MANIFESTS
            .iter()
            .filter_map(|name| project.read(&folder.join(name)));
        texts.into_iter().any(|text| {
            text.to_lowercase()
                .replace('_', "-")
                .contains("python-dotenv")
        })
    })
}

/// `load_dotenv()` below the imports, if those stand before the read.
fn python_loader(file: &SourceFile, range: TextRange) -> Option<Vec<TextEdit>> {
    let import = style::python_import(file, "from dotenv import load_dotenv", false);
    let call = "load_dotenv()\n";
    let Some(below) = style::below_imports(file) else {
        let both = TextEdit::insert(import.range.start(), format!("{}{call}\n", import.new_text));
        return Some(vec![both]);
    };
    let text = file.document.text();
    let is_last = text[below.min(text.len())..].trim().is_empty();
    let blank = if text[..below].ends_with('\n') {
        "\n"
    } else {
        "\n\n"
    };
    (below <= range.start() && !is_last)
        .then(|| vec![import, TextEdit::insert(below, format!("{blank}{call}"))])
}
