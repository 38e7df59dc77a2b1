//! The command line: one of the two faces. The only home of `clap`.
//!
//! Must not know: the protocol, the server, how findings come about.

mod args;
mod check;
mod config;
mod crash;
mod diff;
mod exit;
mod fix;
mod inventory;
mod output;
mod resolved;
mod rules;
mod scope;

use crate::finding::RuleMeta;
use crate::rules::RULES;
use args::{Arguments, Command, ServerArguments};
use clap::{CommandFactory, Parser};
use exit::{Exit, Failure};
use output::{Output, complain};
use std::process::ExitCode;

/// Does what the command line says. The server is handed in: the two faces do not know each other.
pub fn main(serve: fn() -> ExitCode) -> ExitCode {
    let arguments = Arguments::parse();
    output::choose_color(arguments.color);
    match &arguments.command {
        Command::Server(ServerArguments { stdio: _ }) => serve(),
        Command::Check(check) => finish(|| check::run(check)),
        Command::Inventory(inventory) => finish(|| inventory::run(inventory)),
        Command::Explain(explain) => finish(|| rules::explain(explain)),
        Command::Rules(list) => finish(|| rules::list(list)),
        Command::Config(config) => finish(|| config::run(config)),
        Command::Completions { shell } => finish(|| completions(*shell)),
    }
}

/// Does `work`, and says why if it could not be done.
fn finish(work: impl FnOnce() -> Result<Exit, Failure>) -> ExitCode {
    crash::say_only_where();
    match crash::guarded(work) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            complain("error", &failure.messages);
            failure.into()
        }
    }
}

fn completions(shell: clap_complete::Shell) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "windbreak", &mut script);
    Output::Stdout.write(&script)?;
    Ok(Exit::Clean)
}

/// What is known of every rule.
fn rules() -> Vec<&'static RuleMeta> {
    RULES.iter().map(|rule| &rule.meta).collect()
}
