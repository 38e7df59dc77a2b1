//! Malicious releases of packages.

use serde::Deserialize;

use super::load::{Mistake, Table};
use super::symbols::Family;

/// Releases of a package that do harm.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advisory {
    /// What it is called where it was published.
    pub id: String,
    pub url: String,
    pub family: Family,
    pub package: String,
    pub versions: Vec<String>,
    /// The nearest release that does none.
    pub safe: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    advisory: Vec<Advisory>,
}

pub(super) fn read(table: Table) -> Result<Vec<Advisory>, Mistake> {
    let written: Written = table.read()?;
    Ok(written.advisory)
}
