//! Addresses of documents: which are files, and under which path the others are known.
//!
//! Only `file:` names a place on disk. Any other scheme gets a path of its own that no file has,
//! so that the engine, which knows paths only, can tell the documents apart.

use crate::syntax::{Format, Language};
use std::path::{Path, PathBuf};
use tower_lsp::lsp_types::Url;

/// What a document is to the engine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Identity {
    /// Where it stands, or would stand if it were a file.
    pub path: PathBuf,
    /// Its language; `None` if it is not checked.
    pub language: Option<Language>,
}

impl Identity {
    /// The identity of the document at `uri`, which the editor says is in the language
    /// `language_id`; `roots` are the workspace's folders.
    pub fn of(uri: &Url, language_id: &str, roots: &[PathBuf]) -> Self {
        match path_of(uri) {
            Some(path) => Self {
                language: Language::of_path(&path).or_else(|| language_of_id(language_id)),
                path,
            },
            None => Self {
                path: synthetic_path(uri, roots),
                language: is_checked(uri)
                    .then(|| language_of_id(language_id))
                    .flatten(),
            },
        }
    }
}

impl Identity {
    /// The identity of the notebook at `uri`.
    pub fn of_notebook(uri: &Url, roots: &[PathBuf]) -> Self {
        let is_file = path_of(uri).is_some();
        Self {
            path: path_of(uri).unwrap_or_else(|| synthetic_path(uri, roots)),
            // What language it is in, its cells say.
            language: (is_file || is_checked(uri)).then_some(Language::Python),
        }
    }

    /// The identity of the cell at `uri`, which is checked as a part of its notebook only, and its
    /// language by the editor's name for it.
    pub fn of_cell(uri: &Url, language_id: &str, roots: &[PathBuf]) -> (Self, Option<Language>) {
        let identity = Self {
            path: synthetic_path(uri, roots),
            language: None,
        };
        (identity, language_of_id(language_id))
    }
}

/// The file a URI names; `None` if it names none on this machine.
pub fn path_of(uri: &Url) -> Option<PathBuf> {
    match uri.scheme() {
        "file" => uri.to_file_path().ok(),
        _ => None,
    }
}

/// The URI of a file; `None` if `path` is not absolute.
pub fn uri_of(path: &Path) -> Option<Url> {
    Url::from_file_path(path).ok()
}

/// Whether a document that is no file is somebody's work, and not a view of something else, such
/// as the old side of a comparison (`git:`).
fn is_checked(uri: &Url) -> bool {
    uri.scheme() == "untitled"
}

/// A path for a document that is no file: beside the file it speaks of if it speaks of one, else
/// in the first root, so that relative imports and the nearest `.env` are what one would expect.
/// The name is the whole URI, which no file's name is.
fn synthetic_path(uri: &Url, roots: &[PathBuf]) -> PathBuf {
    let folder = match Path::new(uri.path()) {
        path if path.has_root() => path.parent().unwrap_or(path).to_owned(),
        _ => roots.first().cloned().unwrap_or_else(std::env::temp_dir),
    };
    folder.join(uri.as_str().replace(['/', '\\'], "_"))
}

fn language_of_id(language_id: &str) -> Option<Language> {
    match language_id {
        "typescript" => Some(Language::TypeScript),
        "typescriptreact" => Some(Language::Tsx),
        "javascript" | "javascriptreact" => Some(Language::JavaScript),
        "python" => Some(Language::Python),
        "dotenv" | "env" => Some(Language::Dotenv),
        "json" | "jsonc" | "json5" => Some(Language::Data(Format::Json)),
        "yaml" | "dockercompose" | "github-actions-workflow" => Some(Language::Data(Format::Yaml)),
        "toml" => Some(Language::Data(Format::Toml)),
        "ini" | "properties" => Some(Language::Data(Format::Ini)),
        "dockerfile" => Some(Language::Data(Format::Docker)),
        "shellscript" | "sh" | "bash" | "zsh" => Some(Language::Data(Format::Shell)),
        "markdown" | "mdx" => Some(Language::Data(Format::Markdown)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(uri: &str, language_id: &str) -> Identity {
        let roots = [PathBuf::from("/srv/app")];
        Identity::of(&uri.parse().unwrap(), language_id, &roots)
    }

    #[test]
    #[cfg(unix)]
    fn a_file_is_known_by_its_decoded_path() {
        let file = identity("file:///srv/my%20app/caf%C3%A9%231.ts", "plaintext");
        assert_eq!(file.path, Path::new("/srv/my app/café#1.ts"));
        assert_eq!(file.language, Some(Language::TypeScript));
        let drive = identity("file:///c%3A/app/a.py", "python");
        assert_eq!(drive.path, Path::new("/c:/app/a.py"));
    }

    #[test]
    fn the_name_decides_the_language_and_the_editor_where_it_does_not() {
        assert_eq!(
            identity("file:///a/b.ts", "python").language,
            Some(Language::TypeScript)
        );
        assert_eq!(
            identity("file:///a/script", "python").language,
            Some(Language::Python)
        );
        assert_eq!(
            identity("file:///a/notes", "markdown").language,
            Some(Language::Data(Format::Markdown))
        );
        assert_eq!(identity("file:///a/notes.txt", "plaintext").language, None);
    }

    #[test]
    fn what_is_no_file_gets_a_path_of_its_own() {
        let first = identity("untitled:Untitled-1", "typescriptreact");
        let second = identity("untitled:Untitled-2", "typescriptreact");
        assert_eq!(first.language, Some(Language::Tsx));
        assert_eq!(first.path.parent(), Some(Path::new("/srv/app")));
        assert_ne!(first.path, second.path);
        assert_eq!(
            identity("untitled:/elsewhere/new.ts", "typescript")
                .path
                .parent(),
            Some(Path::new("/elsewhere"))
        );
    }

    #[test]
    fn views_and_far_files_are_known_but_not_checked() {
        for uri in [
            "git:/srv/app/a.ts?%7B%22ref%22%3A%22HEAD%22%7D",
            "vscode-notebook-cell:/srv/app/n.ipynb#W0sZmlsZQ%3D%3D",
            "vscode-vfs://github/owner/repo/a.ts",
            "file://server/share/a.ts",
            "data:text/plain,hello",
            "urn:isbn:0451450523",
        ] {
            let other = identity(uri, "typescript");
            assert_eq!(other.language, None, "{uri}");
            assert!(!other.path.exists(), "{uri}");
        }
    }
}
