//! The languages windbreak reads, and which file is in which.

use super::{Format, Page};
use std::path::Path;

/// A language.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Language {
    /// TypeScript without JSX (`.ts`, `.mts`, `.cts`).
    TypeScript,
    /// TypeScript with JSX (`.tsx`).
    Tsx,
    /// JavaScript, with JSX allowed (`.js`, `.mjs`, `.cjs`, `.jsx`).
    JavaScript,
    /// Python (`.py`, `.pyi`, and notebooks unless they say otherwise, `.ipynb`).
    Python,
    /// Environment files (`.env`, `.env.*`, `*.env`, `.envrc`, `.flaskenv`, `.dev.vars`).
    Dotenv,
    /// A data file or a text, which has no grammar: it is read by its lines.
    Data(Format),
}

impl Language {
    /// All languages with a grammar.
    pub const ALL: [Self; 5] = [
        Self::TypeScript,
        Self::Tsx,
        Self::JavaScript,
        Self::Python,
        Self::Dotenv,
    ];

    /// The language of a file by its name; `None` for a file windbreak does not parse.
    pub fn of_path(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?;
        if is_env_file_name(name) {
            return Some(Self::Dotenv);
        }
        let extension = path.extension().and_then(|it| it.to_str());
        match extension.unwrap_or_default() {
            "ts" | "mts" | "cts" => Some(Self::TypeScript),
            "tsx" => Some(Self::Tsx),
            "js" | "mjs" | "cjs" | "jsx" => Some(Self::JavaScript),
            "py" | "pyi" | "ipynb" => Some(Self::Python),
            // What language it is in, its scripts say.
            _ if Page::is_named(path) => Some(Self::TypeScript),
            _ => Format::of_name(name).map(Self::Data),
        }
    }

    /// Whether the language is a programming language, and not one of settings or texts.
    pub fn is_code(self) -> bool {
        self.is_ecma() || self == Self::Python
    }

    /// The format of a data file or a text.
    pub fn format(self) -> Option<Format> {
        match self {
            Self::Data(format) => Some(format),
            _ => None,
        }
    }

    /// Whether the language is TypeScript, TSX or JavaScript.
    pub fn is_ecma(self) -> bool {
        matches!(self, Self::TypeScript | Self::Tsx | Self::JavaScript)
    }

    /// Its place in [`Language::ALL`]; of data, which has no grammar, that of the last.
    pub(super) fn number(self) -> usize {
        match self {
            Self::TypeScript => 0,
            Self::Tsx => 1,
            Self::JavaScript => 2,
            Self::Python => 3,
            Self::Dotenv | Self::Data(_) => 4,
        }
    }

    /// The grammar.
    pub(super) fn grammar(self) -> tree_sitter::Language {
        match self {
            Self::TypeScript => tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(),
            Self::Tsx => tree_sitter_typescript::LANGUAGE_TSX.into(),
            Self::JavaScript => tree_sitter_javascript::LANGUAGE.into(),
            Self::Python => tree_sitter_python::LANGUAGE.into(),
            // Of data there is an empty tree.
            Self::Dotenv | Self::Data(_) => tree_sitter_dotenv::LANGUAGE.into(),
        }
    }
}

/// Whether a file of this name holds environment variables.
fn is_env_file_name(name: &str) -> bool {
    name == ".env"
        || name.starts_with(".env.")
        || name.ends_with(".env")
        || matches!(name, ".envrc" | ".flaskenv" | ".dev.vars")
        || name.starts_with(".dev.vars.")
        || matches!(name, "env.example" | "env.sample" | "env.template")
}
