//! A folder with files and windbreak run in it, as its users see both.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

pub const WINDBREAK: &str = env!("CARGO_BIN_EXE_windbreak");

/// A folder that goes away, with these files.
pub fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// What the program does in it.
pub fn windbreak(folder: &TempDir, arguments: &[&str]) -> Output {
    Command::new(WINDBREAK)
        .args(arguments)
        .current_dir(folder.path())
        .env_remove("GITHUB_ACTIONS")
        .env_remove("CLICOLOR_FORCE")
        .output()
        .unwrap()
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The text of a file in it.
pub fn read(folder: &TempDir, name: impl AsRef<Path>) -> String {
    fs::read_to_string(folder.path().join(name)).unwrap()
}

/// What could be a key, another for each number: made here, so that none stands in a file.
pub fn key(number: u8) -> String {
    let nth = |first: u8, n: u8| char::from(first + n);
    let letter = |n: u8| match n % 3 {
        0 => nth(b'a', (n * 7 + number) % 26),
        1 => nth(b'A', (n * 5 + number) % 26),
        _ => nth(b'0', n * 3 % 10),
    };
    (0..32).map(letter).collect()
}

/// A module with a key in it.
pub fn client(key: &str) -> String {
    format!(
        "import {{ Mistral }} from '@mistralai/mistralai';\n\n\
         export const client = new Mistral({{ apiKey: '{key}' }});\n"
    )
}
