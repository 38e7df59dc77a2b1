//! The languages windbreak parses, and which file is in which.

use std::path::Path;

/// A language with a grammar.
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
}

impl Language {
    /// All languages.
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
        match path.extension()?.to_str()? {
            "ts" | "mts" | "cts" => Some(Self::TypeScript),
            "tsx" => Some(Self::Tsx),
            "js" | "mjs" | "cjs" | "jsx" => Some(Self::JavaScript),
            "py" | "pyi" | "ipynb" => Some(Self::Python),
            _ => None,
        }
    }

    /// Whether the language is TypeScript, TSX or JavaScript.
    pub fn is_ecma(self) -> bool {
        matches!(self, Self::TypeScript | Self::Tsx | Self::JavaScript)
    }

    /// The grammar.
    pub(super) fn grammar(self) -> tree_sitter::Language {
        match self {
            Self::TypeScript => tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(),
            Self::Tsx => tree_sitter_typescript::LANGUAGE_TSX.into(),
            Self::JavaScript => tree_sitter_javascript::LANGUAGE.into(),
            Self::Python => tree_sitter_python::LANGUAGE.into(),
            Self::Dotenv => tree_sitter_dotenv::LANGUAGE.into(),
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
