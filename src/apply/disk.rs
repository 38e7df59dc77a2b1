//! Writing one file so that it is never seen half written.

use std::ffi::OsString;
use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::Path;
use tempfile::NamedTempFile;

/// What writes files; [`Disk`], unless a test stands in.
///
/// Every method changes all it says or, where it gives an error, nothing, and has reached the disk
/// when it returns.
pub trait Writer {
    /// Gives an existing file another text; its permissions stay.
    fn replace(&self, path: &Path, text: &str) -> io::Result<()>;
    /// Makes a file, which only its owner may read if it is `private`; fails if it exists.
    fn create(&self, path: &Path, text: &str, private: bool) -> io::Result<()>;
    /// Makes a folder in an existing one; fails if it exists.
    fn create_folder(&self, path: &Path) -> io::Result<()>;
    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Removes an empty folder.
    fn remove_folder(&self, path: &Path) -> io::Result<()>;
}

/// What is asked of the file system on the way, one at a time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operation {
    /// A temporary file is made.
    Temporary,
    /// Text is written to it.
    Write,
    /// It gets the permissions and the owner of the file it replaces.
    Permissions,
    /// It is made to reach the disk.
    Sync,
    /// It takes the place of a file, or a free one.
    Rename,
    /// A folder is made.
    Folder,
    /// A file or a folder is removed.
    Remove,
}

/// The file system.
#[derive(Clone, Copy)]
pub struct Disk<'a> {
    /// Called before each operation, which fails if this does: how tests see what happens then.
    before: &'a dyn Fn(Operation, &Path) -> io::Result<()>,
}

impl Disk<'static> {
    /// The file system as it is.
    pub const REAL: Self = Disk {
        before: &|_, _| Ok(()),
    };
}

impl<'a> Disk<'a> {
    /// The file system, with operations failing as `before` says.
    pub fn failing(before: &'a dyn Fn(Operation, &Path) -> io::Result<()>) -> Self {
        Self { before }
    }
}

impl Writer for Disk<'_> {
    fn replace(&self, path: &Path, text: &str) -> io::Result<()> {
        let metadata = fs::metadata(path)?;
        let temporary = self.write_beside(path, text, true)?;
        (self.before)(Operation::Permissions, path)?;
        keep_attributes(&metadata, temporary.as_file())?;
        (self.before)(Operation::Sync, path)?;
        temporary.as_file().sync_all()?;
        (self.before)(Operation::Rename, path)?;
        temporary.persist(path)?;
        sync_folder(path);
        Ok(())
    }

    fn create(&self, path: &Path, text: &str, private: bool) -> io::Result<()> {
        let temporary = self.write_beside(path, text, private)?;
        (self.before)(Operation::Sync, path)?;
        temporary.as_file().sync_all()?;
        (self.before)(Operation::Rename, path)?;
        temporary.persist_noclobber(path)?;
        sync_folder(path);
        Ok(())
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        (self.before)(Operation::Folder, path)?;
        fs::create_dir(path)?;
        sync_folder(path);
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        (self.before)(Operation::Remove, path)?;
        fs::remove_file(path)?;
        sync_folder(path);
        Ok(())
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        (self.before)(Operation::Remove, path)?;
        fs::remove_dir(path)?;
        sync_folder(path);
        Ok(())
    }
}

impl Disk<'_> {
    /// Writes `text` to a new file in the folder of `path`, which vanishes unless it is moved.
    ///
    /// Should a kill leave it behind, its name begins as an env file's does, so that patterns which
    /// ignore `.env.*` ignore it too.
    fn write_beside(&self, path: &Path, text: &str, private: bool) -> io::Result<NamedTempFile> {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        let hidden = name.as_encoded_bytes().starts_with(b".");
        let mut prefix = OsString::from(if hidden { "" } else { "." });
        prefix.push(name);
        prefix.push(".");
        let mut builder = tempfile::Builder::new();
        builder.prefix(&prefix).suffix(".tmp");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // The system takes from this what the person's umask takes from every new file.
            let mode = if private { 0o600 } else { 0o666 };
            builder.permissions(fs::Permissions::from_mode(mode));
        }
        #[cfg(not(unix))]
        let _ = private;
        (self.before)(Operation::Temporary, path)?;
        let mut file = builder.tempfile_in(folder)?;
        // A disk that runs full takes a part.
        let (first, rest) = text.as_bytes().split_at(text.len() / 2);
        file.write_all(first)?;
        (self.before)(Operation::Write, path)?;
        file.write_all(rest)?;
        Ok(file)
    }
}

/// Gives `file` the permissions of the file it replaces and, where that is allowed, its owner.
fn keep_attributes(metadata: &Metadata, file: &File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, fchown};
        let new = file.metadata()?;
        if (new.uid(), new.gid()) != (metadata.uid(), metadata.gid()) {
            // Only root may give files away; anybody else's new file is as good as the old one.
            let _ = fchown(file, Some(metadata.uid()), Some(metadata.gid()));
        }
    }
    file.set_permissions(metadata.permissions())
}

/// Makes what happened to `path` survive a power failure. Not every system can, and the file is in
/// place by now, so this does not fail.
fn sync_folder(path: &Path) {
    if let Some(folder) = path.parent() {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}
