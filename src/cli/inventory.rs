//! `windbreak inventory`.

use super::args::{InventoryArguments, InventoryFormat};
use super::exit::{Exit, Failure};
use super::output::Output;
use super::scope::Scope;
use crate::inventory::Inventory;
use crate::report::Sources;
use crate::report::inventory::{self, Format};

/// Lists the clients and requests.
pub(super) fn run(arguments: &InventoryArguments) -> Result<Exit, Failure> {
    let scope = Scope::new(&arguments.scope, Vec::new())?;
    let output = Output::to(arguments.output.as_deref());
    let (project, notes) = scope.load()?;
    let list = Inventory::of(&project);
    let sources = Sources::new(&project, &scope.working_directory, &[]);
    let format = arguments.format.into();
    let mut out = Vec::new();
    inventory::write(format, &list, &sources, output.style(), &mut out)
        .map_err(|error| Failure::new(format!("cannot write the inventory: {error}")))?;
    output.write(&out)?;
    scope.say(&notes);
    Ok(Exit::Clean)
}

impl From<InventoryFormat> for Format {
    fn from(format: InventoryFormat) -> Self {
        match format {
            InventoryFormat::Text => Self::Text,
            InventoryFormat::Json => Self::Json,
            InventoryFormat::Html => Self::Html,
            InventoryFormat::CycloneDx => Self::CycloneDx,
        }
    }
}
