//! Applying fixes to files on disk.
