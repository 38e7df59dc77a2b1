//! What was typed. What it means is said in `resolved`.

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

/// The colours of ruff, cargo and uv.
const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Shelters code that calls Mistral AI: finds leaked keys, unaudited requests and unrestricted
/// models in TypeScript, JavaScript, Python and env files, and fixes what can be fixed.
#[derive(Parser, Debug)]
#[command(name = "windbreak", version, styles = STYLES, max_term_width = 100)]
#[command(
    propagate_version = true,
    after_help = "`windbreak help check` shows more and examples."
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
    /// When to use colour; `auto` follows the terminal, `NO_COLOR` and `CLICOLOR_FORCE`
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = true
    )]
    pub(super) color: ColorChoice,
}

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// Check files and folders
    #[command(after_long_help = CHECK_HELP)]
    Check(Box<CheckArguments>),
    /// List every client and every request to a model: where, with which key, model and limit
    #[command(after_long_help = INVENTORY_HELP)]
    Inventory(Box<InventoryArguments>),
    /// Run the language server on standard input and output
    #[command(alias = "lsp")]
    Server(ServerArguments),
    /// Explain a rule
    Explain(ExplainArguments),
    /// List the rules
    Rules(RulesArguments),
    /// Show the settings, or the schema they are written by
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

const CHECK_HELP: &str = "\
Which files:
  Everything below the given paths that git does not ignore and that mentions Mistral; env files
  also if git ignores them. A path given by name is checked whatever ignores or excludes it.

Exit status:
  0  nothing was found that fails the check
  1  something was found: a finding of severity warning or error fails the check, one of severity
     info or hint does not (`--rule ID=LEVEL` changes a severity, `--exit-zero` the status); with
     `--diff`, there is something to fix
  2  windbreak could not do what was asked: a wrong option, a wrong configuration file, a path that
     cannot be read, a fix that cannot be written

Examples:
  windbreak check                               check this folder
  windbreak check src scripts/ask.py            check a folder and a file
  windbreak check --fix                         mend what can be mended safely
  windbreak check --diff                        show what that would change
  windbreak check --rule logged-key=off         leave a rule out
  windbreak check --format sarif --output windbreak.sarif
                                                for code scanning
  windbreak check --stdin-filename src/ask.ts - < src/ask.ts
                                                check what an editor holds";

const INVENTORY_HELP: &str = "\
What is listed:
  Clients: what holds a key and sends requests. Of its key there is the origin (literal, constant,
  env, implicit, parameter, web-input, config, unknown) and the name of the variable; never the key.
  Requests: each call that asks a model something, with the client that sends it, where its model
  comes from and what it may be, the token limit, and whether a record of it is kept.

Exit status:
  0  the list is complete, however long it is
  2  windbreak could not run: a wrong option, a wrong configuration file, a path that cannot be read

Examples:
  windbreak inventory                           what talks to Mistral below this folder
  windbreak inventory src --format json         for other programs (docs/inventory.schema.json)
  windbreak inventory --format html --output inventory.html
                                                a page to read and to print
  windbreak inventory --format cyclonedx --output bom.json
                                                a bill of materials: models and services";

/// Check files and folders.
#[derive(Args, Debug)]
pub(super) struct CheckArguments {
    #[command(flatten)]
    pub(super) scope: ScopeArguments,

    /// Apply the fixes that keep what the program does, then report what remains
    #[arg(long, group = "fixing", help_heading = "Fixes")]
    pub(super) fix: bool,
    /// Change no file: print what --fix would change as a patch that `git apply` takes. What moves a
    /// key is left out, unless the patch goes to a file by --output, which only you may read
    #[arg(
        long,
        group = "fixing",
        conflicts_with_all = ["statistics", "format"],
        help_heading = "Fixes"
    )]
    pub(super) diff: bool,
    /// With --fix or --diff, also apply fixes that may change what the program does
    #[arg(long, requires = "fixing", help_heading = "Fixes")]
    pub(super) unsafe_fixes: bool,

    /// Set the level of a rule, whatever the settings say: off, hint, info, warning or error. May
    /// be repeated
    #[arg(long = "rule", value_name = "ID=LEVEL", help_heading = "Rules")]
    pub(super) rules: Vec<String>,
    /// Report only findings that are at least this bad
    #[arg(long, value_name = "SEVERITY", help_heading = "Rules")]
    pub(super) min_severity: Option<SeverityArgument>,
    /// Report only findings that are at least this sure
    #[arg(long, value_name = "CONFIDENCE", help_heading = "Rules")]
    pub(super) min_confidence: Option<ConfidenceArgument>,

    /// How to report [default: text; github under GitHub Actions]
    #[arg(long, value_name = "FORMAT", help_heading = "Report")]
    pub(super) format: Option<FormatArgument>,
    /// Write the report, or with --diff the patch, to a file instead of standard output
    #[arg(long, short, value_name = "FILE", help_heading = "Report")]
    pub(super) output: Option<PathBuf>,
    /// Report how many findings of which rule there are, instead of the findings
    #[arg(long, help_heading = "Report")]
    pub(super) statistics: bool,
    /// Exit with 0 even if something was found
    #[arg(long, short = 'e', help_heading = "Report")]
    pub(super) exit_zero: bool,
}

/// What to look at, and by which settings.
#[derive(Args, Debug)]
pub(super) struct ScopeArguments {
    /// Files and folders to look at, or `-` for standard input [default: .]
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,

    /// Use this configuration file for all files; its patterns are relative to this folder
    #[arg(long, value_name = "FILE", help_heading = "Settings")]
    pub(super) config: Option<PathBuf>,
    /// Use no configuration file
    #[arg(long, conflicts_with = "config", help_heading = "Settings")]
    pub(super) no_config: bool,
    /// Let the settings exclude even paths that are given by name
    #[arg(long, help_heading = "Settings")]
    pub(super) force_exclude: bool,
    /// The name of the file that standard input holds
    #[arg(long, value_name = "NAME", help_heading = "Settings")]
    pub(super) stdin_filename: Option<PathBuf>,
}

/// List every client and every request to a model.
#[derive(Args, Debug)]
pub(super) struct InventoryArguments {
    #[command(flatten)]
    pub(super) scope: ScopeArguments,

    /// How to print it
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "text",
        help_heading = "Report"
    )]
    pub(super) format: InventoryFormat,
    /// Write it to a file instead of standard output
    #[arg(long, short, value_name = "FILE", help_heading = "Report")]
    pub(super) output: Option<PathBuf>,
}

/// Run the language server.
#[derive(Args, Debug)]
pub(super) struct ServerArguments {
    /// Talk on standard input and output, which is the only way there is
    #[arg(long)]
    pub(super) stdio: bool,
}

/// Explain a rule.
#[derive(Args, Debug)]
pub(super) struct ExplainArguments {
    /// The rule
    #[arg(value_name = "RULE")]
    pub(super) rule: String,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: PageFormat,
}

/// List the rules.
#[derive(Args, Debug)]
pub(super) struct RulesArguments {
    /// How to print them
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: PageFormat,
}

#[derive(Subcommand, Debug)]
pub(super) enum ConfigCommand {
    /// Print the JSON Schema of `windbreak.toml`
    Schema,
    /// Print the settings that hold for a file or folder, and the file they come from
    Show {
        /// The file or folder
        #[arg(value_name = "PATH", default_value = ".")]
        path: PathBuf,
    },
}

/// How a page or a list is printed.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum PageFormat {
    Text,
    Json,
    Markdown,
}

/// How findings are reported.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum FormatArgument {
    /// The source with the findings in it
    Text,
    /// A line per finding
    Concise,
    /// One JSON document
    Json,
    /// A JSON document per line and finding
    Jsonl,
    /// SARIF 2.1.0
    Sarif,
    /// Annotations of GitHub Actions
    Github,
}

/// How an inventory is printed.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum InventoryFormat {
    /// A table for people, by file
    Text,
    /// One JSON document
    Json,
    /// One page to read and to print
    Html,
    /// A bill of materials: CycloneDX 1.6 in JSON
    #[value(name = "cyclonedx")]
    CycloneDx,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum SeverityArgument {
    Hint,
    Info,
    Warning,
    Error,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ConfidenceArgument {
    Low,
    Medium,
    High,
}

#[cfg(test)]
mod tests {
    use super::Arguments;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }
}
