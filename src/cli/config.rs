//! `windbreak config`.

use super::args::ConfigCommand;
use super::exit::{Exit, Failure};
use super::output::Output;
use super::rules;
use super::scope::absolute;
use crate::project::{ConfigSource, Configs};
use crate::report::relative;
use crate::settings::{schema, to_toml};
use std::path::Path;

/// Prints the schema or the settings.
pub(super) fn run(command: &ConfigCommand) -> Result<Exit, Failure> {
    let text = match command {
        ConfigCommand::Schema => format!("{:#}\n", schema(&rules())),
        ConfigCommand::Show { path } => show(path)?,
    };
    Output::Stdout.write(text.as_bytes())?;
    Ok(Exit::Clean)
}

fn show(path: &Path) -> Result<String, Failure> {
    let working_directory = std::env::current_dir()
        .map_err(|error| Failure::new(format!("there is no working directory: {error}")))?;
    let given = absolute(path, &working_directory);
    // The settings of a folder are those of a file in it.
    let (folder, file) = match given.is_dir() {
        true => (given.clone(), given.join("any")),
        false => (given.parent().unwrap_or(&given).to_owned(), given.clone()),
    };
    if !given.exists() {
        return Err(Failure::new(format!("`{}` does not exist", path.display())));
    }
    let configs = Configs::load(&[folder], ConfigSource::Nearest, &rules(), &[]);
    let configs = configs.map_err(|errors| Failure {
        messages: errors.iter().map(ToString::to_string).collect(),
    })?;
    let origin = match configs.file_for(&file) {
        Some(path) => format!("from {}", relative(path, &working_directory)),
        None => "no configuration file: the defaults".to_owned(),
    };
    let settings = to_toml(configs.settings_for(&file), &rules());
    Ok(format!("# {origin}\n{settings}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_schema_is_the_one_of_the_code() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/settings.schema.json");
        let schema = format!("{:#}\n", schema(&rules()));
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(path, &schema).unwrap();
        }
        let published = std::fs::read_to_string(path).unwrap_or_default();
        assert_eq!(published, schema, "run the tests with UPDATE_DOCS=1");
    }
}
