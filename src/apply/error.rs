//! Why a fix could not be applied, and what to do about it.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// A fix could not be applied.
#[derive(Debug)]
pub struct ApplyError {
    /// The file that stood in the way.
    pub path: PathBuf,
    /// What is the matter with it.
    pub kind: ApplyErrorKind,
    /// Files and folders that had been written and could not be put back, in the order they were
    /// written; nearly always none.
    pub left: Vec<PathBuf>,
}

/// What is the matter with a file that a fix would change.
#[derive(Debug)]
pub enum ApplyErrorKind {
    /// It is in none of the roots, or a link on its way leads out of them or nowhere.
    OutsideRoots,
    /// It is a folder or a device.
    NotAFile,
    /// It does not exist any more.
    Missing,
    /// It may not be written.
    ReadOnlyFile,
    /// Nothing may be written to its folder.
    ReadOnlyFolder,
    /// It does not hold the text that the fix was made for.
    Changed,
    /// It was to be created and is there.
    Exists,
    /// It is in an encoding that could not be kept.
    NotUtf8,
    /// The fix changes places that the text does not have, or one file twice.
    Unfit,
    /// There is no room for it.
    Full,
    /// The system refused for another reason.
    Io(io::Error),
}

impl ApplyError {
    pub(super) fn new(path: impl Into<PathBuf>, kind: ApplyErrorKind) -> Self {
        Self {
            path: path.into(),
            kind,
            left: Vec::new(),
        }
    }
}

impl ApplyErrorKind {
    /// What an error says that came from writing.
    pub(super) fn of_write(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::ReadOnlyFolder
            }
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            _ => error.into(),
        }
    }

    /// What to do about it, as an imperative without a full stop.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::OutsideRoots => "run windbreak on the folder that holds the file itself",
            Self::NotAFile => "move it out of the way",
            Self::Missing | Self::Changed | Self::Exists => "check again, then fix again",
            Self::ReadOnlyFile => "make the file writable, then fix again",
            Self::ReadOnlyFolder => "make the folder writable, then fix again",
            Self::NotUtf8 => "convert the file to UTF-8, then fix again",
            Self::Unfit => "please report it",
            Self::Full => "make room, then fix again",
            Self::Io(_) => "remove the cause, then fix again",
        }
    }
}

impl From<io::Error> for ApplyErrorKind {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::AlreadyExists => Self::Exists,
            _ => Self::Io(error),
        }
    }
}

impl fmt::Display for ApplyErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OutsideRoots => {
                "it lies outside the workspace, or a link leads out of that or nowhere"
            }
            Self::NotAFile => "it is not a regular file",
            Self::Missing => "it is gone",
            Self::ReadOnlyFile => "it is read-only",
            Self::ReadOnlyFolder => "nothing may be written to its folder",
            Self::Changed => "it has changed since it was checked",
            Self::Exists => "it exists already",
            Self::NotUtf8 => "it is not in UTF-8",
            Self::Unfit => "the fix does not fit it, which is a fault of windbreak",
            Self::Full => "the disk is full, or your share of it",
            Self::Io(error) => return error.fmt(f),
        })
    }
}

impl fmt::Display for ApplyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let remedy = self.kind.remedy();
        write!(
            f,
            "cannot write {}: {}; {remedy}",
            self.path.display(),
            self.kind
        )?;
        for (n, path) in self.left.iter().enumerate() {
            let lead = if n == 0 {
                " (already written, and could not be put back: "
            } else {
                ", "
            };
            write!(f, "{lead}{}", path.display())?;
        }
        f.write_str(if self.left.is_empty() { "" } else { ")" })
    }
}

impl std::error::Error for ApplyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            ApplyErrorKind::Io(error) => Some(error),
            _ => None,
        }
    }
}
