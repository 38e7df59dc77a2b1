//! Where output goes.

use super::exit::Failure;
use crate::report::Style;
use anstream::ColorChoice;
use anstyle::AnsiColor;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Where a command's output goes.
pub(super) enum Output {
    /// Standard output.
    Stdout,
    /// A file.
    File(PathBuf),
}

impl Output {
    /// The file at a path if one is given, else standard output.
    pub(super) fn to(path: Option<&Path>) -> Self {
        match path {
            Some(path) => Self::File(path.to_owned()),
            None => Self::Stdout,
        }
    }

    /// How a report for people looks there.
    pub(super) fn style(&self) -> Style {
        let choice = match self {
            Self::Stdout => anstream::AutoStream::choice(&io::stdout()),
            Self::File(_) => ColorChoice::global(),
        };
        let color = matches!(choice, ColorChoice::Always | ColorChoice::AlwaysAnsi);
        let is_terminal = matches!(self, Self::Stdout) && io::stdout().is_terminal();
        Style {
            color,
            hyperlinks: color && is_terminal && knows_hyperlinks(),
        }
    }

    /// Writes all of it. That nobody reads to the end is no mishap.
    pub(super) fn write(&self, bytes: &[u8]) -> Result<(), Failure> {
        let (name, written) = match self {
            Self::Stdout => {
                let mut stdout = io::stdout().lock();
                let written = stdout.write_all(bytes).and_then(|()| stdout.flush());
                ("standard output".to_owned(), written)
            }
            Self::File(path) => (format!("`{}`", path.display()), std::fs::write(path, bytes)),
        };
        match written {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(Failure::new(format!("cannot write to {name}: {error}")))
            }
            _ => Ok(()),
        }
    }

    /// Writes all of it to a file that only its owner may read, whatever it was before.
    pub(super) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
        let refuse = |why: &dyn std::fmt::Display| {
            Failure::new(format!("cannot write to `{}`: {why}", path.display()))
        };
        if path.metadata().is_ok_and(|known| !known.is_file()) {
            let why = "the patch holds a key and may only go to a file of its own";
            return Err(refuse(&why));
        }
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let written =
            NamedTempFile::new_in(folder.unwrap_or(Path::new("."))).and_then(|mut file| {
                // Nobody else can read what `tempfile` makes.
                file.write_all(bytes)?;
                file.persist(path).map_err(|error| error.error)
            });
        written.map(drop).map_err(|error| refuse(&error))
    }
}

/// Makes the choice of `--color` that of all output.
pub(super) fn choose_color(choice: clap::ColorChoice) {
    match choice {
        clap::ColorChoice::Auto => ColorChoice::Auto,
        clap::ColorChoice::Always => ColorChoice::Always,
        clap::ColorChoice::Never => ColorChoice::Never,
    }
    .write_global();
}

/// Whether the terminal is one of those that say they show links.
fn knows_hyperlinks() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let number = |name| {
        std::env::var(name)
            .ok()
            .and_then(|value| value.parse::<u32>().ok())
    };
    let program = std::env::var("TERM_PROGRAM").unwrap_or_default();
    is_set("FORCE_HYPERLINK")
        || is_set("WT_SESSION")
        || is_set("KITTY_WINDOW_ID")
        || number("VTE_VERSION").is_some_and(|version| version >= 5000)
        || matches!(
            &*program,
            "iTerm.app" | "WezTerm" | "ghostty" | "vscode" | "zed"
        )
}

/// Says on standard error what went wrong, or what should be known.
pub(super) fn complain(what: &str, messages: &[String]) {
    let style = match what {
        "error" => AnsiColor::BrightRed,
        _ => AnsiColor::Yellow,
    };
    let style = style.on_default().bold();
    let mut stderr = anstream::stderr().lock();
    for message in messages {
        // A file's name may hold what steers a terminal.
        let message = message.replace(|c: char| c.is_control() && c != '\n', "\u{fffd}");
        // There is nobody left to tell.
        let _ = writeln!(stderr, "{style}{what}:{style:#} {message}");
    }
}
