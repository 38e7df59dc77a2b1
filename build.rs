//! The tables of the catalogue are written in TOML, for people, and built in as JSON, which takes
//! less of each start to read. A table that is no TOML does not build.

use std::path::Path;
use std::{env, fs};

const TABLES: &str = "src/catalog/data";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={TABLES}");
    let out = env::var_os("OUT_DIR").expect("cargo says where its build scripts write");
    for entry in fs::read_dir(TABLES).unwrap_or_else(|e| panic!("{TABLES}: {e}")) {
        let path = entry.unwrap_or_else(|e| panic!("{TABLES}: {e}")).path();
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            let json = json(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            let name = path.with_extension("json");
            let name = name.file_name().expect("it has an extension");
            fs::write(Path::new(&out).join(name), json)
                .unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        }
    }
}

/// What a table says, as JSON.
fn json(path: &Path) -> Result<String, Box<dyn std::error::Error>> {
    let table: toml::Table = toml::from_str(&fs::read_to_string(path)?)?;
    Ok(serde_json::to_string(&table)?)
}
