//! Compiles the generated parser and its scanner. Needs a C compiler and nothing else.

use std::env;
use std::path::Path;

fn main() {
    let source = Path::new("src");
    let mut build = cc::Build::new();
    build.std("c11").include(source).warnings(false);
    if env::var("CARGO_CFG_TARGET_ENV").is_ok_and(|target| target == "msvc") {
        build.flag("/utf-8");
    }
    for file in ["parser.c", "scanner.c"] {
        let path = source.join(file);
        println!("cargo:rerun-if-changed={}", path.display());
        build.file(path);
    }
    println!(
        "cargo:rerun-if-changed={}",
        source.join("tree_sitter").display()
    );
    build.compile("windbreak-tree-sitter-dotenv");
}
