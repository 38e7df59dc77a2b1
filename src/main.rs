//! The `windbreak` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    windbreak::cli::main(windbreak::server::run)
}
