//! What looks at what a model is asked or answers, and holds back what must not be said.

use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::load::{Mistake, Table};
use super::symbols::Family;
use super::web::plain;
use super::words::words;

/// Content filters of one family of languages.
#[derive(Debug, Default)]
pub struct Filters {
    symbols: FxHashSet<String>,
    /// Runs of words in names.
    named: Vec<Vec<String>>,
}

/// What is written in a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    family: Family,
    #[serde(deserialize_with = "super::load::names")]
    symbols: Vec<String>,
    named: Vec<String>,
}

impl Filters {
    /// Reads the file about one family.
    pub(super) fn read(family: Family, table: Table) -> Result<Self, Mistake> {
        let file: File = table.read()?;
        if file.family != family {
            return Err(Mistake::new(format!("{} is of another family", table.name)));
        }
        let mut filters = Self::default();
        for symbol in file.symbols {
            if let Some(twice) = filters.symbols.replace(symbol) {
                return Err(Mistake::new(format!("`{twice}` stands twice")).at(table.name));
            }
        }
        filters.named = file.named.iter().map(|it| words(it)).collect();
        Ok(filters)
    }

    /// Whether a path is of a filter, or of what one makes: `guardrails.Guard().validate`.
    pub fn is_filter(&self, family: Family, path: &str) -> bool {
        let path = plain(family, path).replace("()", "");
        let ends = path.match_indices(['.', '#']).map(|(at, _)| at);
        let mut owners = std::iter::once(path.len()).chain(ends);
        owners.any(|end| self.symbols.contains(&path[..end]))
    }

    /// Whether a name says that it filters: `containsProfanity`, `moderate_text`.
    pub fn names_filter(&self, name: &str) -> bool {
        let own = words(name);
        self.named
            .iter()
            .any(|run| own.windows(run.len()).any(|part| part == run))
    }
}
