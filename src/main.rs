//! The `windbreak` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    windbreak::cli::main(serve)
}

fn serve() -> ExitCode {
    eprintln!("error: this build of windbreak has no language server");
    ExitCode::from(2)
}
