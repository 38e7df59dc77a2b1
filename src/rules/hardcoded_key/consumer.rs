//! What reads a file that a key stands in, and how it takes a value from the environment instead.

use super::Context;
use super::proven::VARIABLE;
use crate::finding::{Applicability, Fix, Secret};
use crate::rules::env_fix::{self, Place};
use crate::syntax::{Data, Format, Quoting, Style, quoting_at};
use crate::text::{TextEdit, TextRange};
use std::path::Path;

/// What reads a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Consumer {
    /// Docker Compose, which reads `.env` beside its file.
    Compose,
    /// GitHub Actions.
    Actions,
    /// `docker build`.
    Docker,
    /// A shell.
    Shell,
    /// Something that puts in variables written in this way.
    Variables(Written),
    /// People.
    Reader,
    /// A browser.
    Browser,
    /// Code.
    Code,
    /// Something that takes what is written as it is, as far as is known.
    Settings,
}

/// How a variable is written: what stands in front of its name and behind it.
pub(super) type Written = (&'static str, &'static str);

/// Files whose readers put in variables: how the end of the path is written, in lower case, and how a
/// variable is.
const VARIABLES: [(&str, Written); 10] = [
    (".vscode/mcp.json", ("${env:", "}")),
    (".vscode/launch.json", ("${env:", "}")),
    (".vscode/tasks.json", ("${env:", "}")),
    (".cursor/mcp.json", ("${env:", "}")),
    ("/.mcp.json", ("${", "}")),
    (".devcontainer/devcontainer.json", ("${localEnv:", "}")),
    ("/.devcontainer.json", ("${localEnv:", "}")),
    ("/librechat.yaml", ("${", "}")),
    ("/litellm_config.yaml", ("os.environ/", "")),
    ("/litellm-config.yaml", ("os.environ/", "")),
];

impl Consumer {
    /// What reads the file, at the place of a word.
    pub(super) fn of(ctx: &Context<'_, '_>, data: Option<&Data>, word: TextRange) -> Self {
        if let Some(page) = &ctx.file.page {
            return match page.is_sent(word.start()) {
                true => Self::Browser,
                false => Self::Code,
            };
        }
        let Some(format) = ctx.file.language.format() else {
            return Self::Code;
        };
        if data.is_some_and(|data| data.comment_at(word.start()).is_some()) {
            return Self::Reader;
        }
        Self::of_path(&ctx.file.path, format)
    }

    fn of_path(path: &Path, format: Format) -> Self {
        let path = path.to_string_lossy().replace('\\', "/");
        let lower = path.to_ascii_lowercase();
        let name = lower.rsplit('/').next().unwrap_or_default();
        let is_compose = || name.starts_with("docker-compose") || name.starts_with("compose");
        let is_actions = || {
            lower.contains("/.github/workflows/") || matches!(name, "action.yml" | "action.yaml")
        };
        match format {
            Format::Markdown => Self::Reader,
            Format::Docker => Self::Docker,
            Format::Shell if is_posix(name) => Self::Shell,
            Format::Yaml if is_compose() => Self::Compose,
            Format::Yaml if is_actions() => Self::Actions,
            _ => {
                let mut known = VARIABLES.iter();
                let found = known.find(|(end, _)| lower.ends_with(end));
                found.map_or(Self::Settings, |(_, written)| Self::Variables(*written))
            }
        }
    }

    /// Who can read the key.
    pub(super) fn harm(self) -> &'static str {
        match self {
            Self::Docker => "Whoever can read the file, its history or the image can use it.",
            Self::Browser => "This runs in a browser: whoever opens the page can use it.",
            Self::Code => "Whoever can read the code or its history can use it.",
            _ => "Whoever can read the file or its history can use it.",
        }
    }

    /// What to do, as it goes on before "and revoke it".
    pub(super) fn remedy(self) -> &'static str {
        match self {
            Self::Compose | Self::Variables(_) | Self::Shell | Self::Code => {
                "Move it to an environment variable"
            }
            Self::Actions => "Make it a secret of the repository, read it as `${{ secrets.… }}`,",
            Self::Docker => {
                "Give it to the container when that starts (`--env-file`), or to the build as a secret (`RUN --mount=type=secret`),"
            }
            Self::Reader => "Take it out",
            Self::Browser => "Make the request on a server",
            Self::Settings => "Have what reads this file take it from the environment",
        }
    }

    /// The fix that moves the key to the env file and reads it from there.
    pub(super) fn fix(
        self,
        ctx: &Context<'_, '_>,
        data: Option<&Data>,
        word: TextRange,
        key: &Secret,
        name: Option<&str>,
    ) -> Option<Fix> {
        let name = name.filter(|name| is_variable(name)).unwrap_or(VARIABLE);
        let (text, data) = (ctx.file.document.text(), data?);
        let value = data.at(word.start()).map(|id| data.entry(id));
        let whole = value.and_then(|entry| entry.value) == Some(word);
        let style = value.map_or(Style::Plain, |entry| entry.style);
        // Where brackets have a meaning, it needs quotes around it, which only all of a value can have.
        let needs_quotes = style == Style::PlainInBrackets;
        if needs_quotes && !whole {
            return None;
        }
        let edit = |written: String| {
            let quote = if needs_quotes { "\"" } else { "" };
            Some(TextEdit::replace(word, format!("{quote}{written}{quote}")))
        };
        let moved = |place, write: &dyn Fn(&str) -> Option<TextEdit>| {
            env_fix::move_to_place(
                ctx.project(),
                ctx.settings,
                ctx.file,
                key,
                name,
                place,
                write,
            )
        };
        match self {
            Self::Compose => moved(Place::Beside, &|name| {
                edit(format!("${{{name}:?{name} is not set}}"))
            }),
            Self::Actions => {
                let fix = moved(Place::Package, &|name| {
                    edit(format!("${{{{ secrets.{name} }}}}"))
                })?;
                let title = format!("{}, and read a secret that has to be made", fix.title);
                Some(unsafely(Fix { title, ..fix }))
            }
            Self::Shell => {
                let quoting = quoting_at(text, word.start());
                let fix = moved(Place::Package, &|name| {
                    let read = format!("${{{name}:?{name} is not set}}");
                    let written = match quoting {
                        Quoting::Plain => format!("\"{read}\""),
                        Quoting::Double | Quoting::Here { expands: true } => read,
                        Quoting::Single => format!("'\"{read}\"'"),
                        Quoting::Here { expands: false } => return None,
                    };
                    Some(TextEdit::replace(word, written))
                });
                fix.map(unsafely)
            }
            Self::Variables((before, behind)) => {
                let fix = moved(Place::Package, &|name| {
                    edit(format!("{before}{name}{behind}"))
                });
                fix.map(unsafely)
            }
            _ => None,
        }
    }
}

/// The fix as one that a person has to want: nothing is known to load the env file there.
fn unsafely(fix: Fix) -> Fix {
    Fix {
        applicability: Applicability::Unsafe,
        ..fix
    }
}

/// Whether a script of this name is for a shell as POSIX has it.
fn is_posix(name: &str) -> bool {
    let endings = [".sh", ".bash", ".zsh", ".ksh", "rc", "profile"];
    endings.iter().any(|ending| name.ends_with(ending))
}

fn is_variable(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    !name.is_empty() && name.bytes().all(is_part)
}
