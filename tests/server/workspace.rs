//! A folder of files for a server to look at, and keys for them to hold.

use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;

/// A folder with files; gone when dropped.
pub struct Workspace {
    folder: TempDir,
}

impl Workspace {
    /// A folder with these files.
    pub fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::Builder::new().prefix("windbreak").tempdir();
        let workspace = Self {
            folder: folder.expect("there is room for a folder"),
        };
        for (name, text) in files {
            workspace.write(name, text);
        }
        workspace
    }

    /// The folder.
    pub fn root(&self) -> PathBuf {
        let root = self.folder.path().canonicalize();
        root.expect("the folder is there")
    }

    /// Writes a file.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.root().join(name);
        let folder = path.parent().expect("a file is in a folder");
        std::fs::create_dir_all(folder).expect("a folder can be made");
        std::fs::write(path, text).expect("a file can be written");
    }

    /// The text of a file.
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.root().join(name)).expect("the file can be read")
    }

    /// The address of a file.
    pub fn uri(&self, name: &str) -> String {
        format!("file://{}", self.root().join(name).display())
    }

    /// What a client says of the folder when it says hello, besides its `capabilities`.
    pub fn greeting(&self, capabilities: Value) -> Value {
        json!({
            "workspaceFolders": [{ "uri": format!("file://{}", self.root().display()), "name": "w" }],
            "capabilities": capabilities,
        })
    }
}

/// A key that is none: made up on the spot, and another one each time.
pub fn key() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    const LETTERS: &[u8] = b"aZ3bYc7XdWe5VfUg1ThSi9RjQk2PlOm8NnMo4LpKq6JrIs0HtGuFvEwDxCyBzA";
    let mut state = 0x9E37_79B9_7F4A_7C15_u64 ^ COUNT.fetch_add(1, Ordering::Relaxed);
    let letter = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005);
        state = state.wrapping_add(1_442_695_040_888_963_407);
        char::from(LETTERS[(state >> 33) as usize % LETTERS.len()])
    };
    (0..32).map(letter).collect()
}

/// A program that gives a client this key.
pub fn program(key: &str) -> String {
    format!(
        "import {{ Mistral }} from '@mistralai/mistralai';\n\
         const client = new Mistral({{ apiKey: '{key}' }});\n"
    )
}
