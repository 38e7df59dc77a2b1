//! Reading the tables, and saying what is wrong with one.

use std::fmt;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};

use super::expand::expand_all;
use super::slot::Slot;

/// What is wrong with a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake(String);

impl Mistake {
    pub fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }

    /// The same, with where it was found in front.
    pub fn at(self, place: &str) -> Self {
        Self(format!("{place}: {}", self.0))
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Mistake {}

/// A file of tables, as the build made it of `data/*.toml`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Table {
    /// The name of the file, for messages.
    pub name: &'static str,
    pub json: &'static str,
}

impl Table {
    pub fn read<T: DeserializeOwned>(self) -> Result<T, Mistake> {
        serde_json::from_str(self.json).map_err(|e| Mistake::new(e.to_string()).at(self.name))
    }
}

/// The table that `data/<name>.toml` is built into.
macro_rules! table {
    ($name:literal) => {
        $crate::catalog::load::Table {
            name: concat!($name, ".toml"),
            json: include_str!(concat!(env!("OUT_DIR"), "/", $name, ".json")),
        }
    };
}
pub(super) use table;

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

impl<T> From<OneOrMany<T>> for Vec<T> {
    fn from(written: OneOrMany<T>) -> Self {
        match written {
            OneOrMany::One(one) => vec![one],
            OneOrMany::Many(many) => many,
        }
    }
}

/// Reads slots written as one string or a list of them, the first being the usual one.
pub(super) fn slots<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Slot>, D::Error> {
    let texts: Vec<String> = OneOrMany::deserialize(from)?.into();
    texts
        .iter()
        .map(|text| text.parse().map_err(D::Error::custom))
        .collect()
}

/// Reads names written as one string or a list of them, with `{a,b}` for several.
pub(super) fn names<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let texts: Vec<String> = OneOrMany::deserialize(from)?.into();
    expand_all(texts).map_err(D::Error::custom)
}

/// A row of a table: the symbols that it is about, and what they are.
#[derive(Clone, Debug)]
pub(super) struct Row<T> {
    pub symbols: Vec<String>,
    pub is: T,
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Row<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mut table = serde_json::Map::deserialize(from)?;
        let written = table
            .remove("symbols")
            .ok_or_else(|| D::Error::missing_field("symbols"))?;
        let symbols = names(written).map_err(D::Error::custom)?;
        let is = T::deserialize(table)
            .map_err(|e| D::Error::custom(format!("{}: {e}", symbols.join(", "))))?;
        Ok(Self { symbols, is })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::symbols::Transparent;

    #[derive(Deserialize)]
    struct File {
        row: Vec<Row<Transparent>>,
    }

    fn file(json: &'static str) -> Result<File, Mistake> {
        let name = "t.toml";
        Table { name, json }.read()
    }

    #[test]
    fn reads_a_row_with_its_symbols() {
        let read = file(r#"{"row":[{"symbols":"a#{b,c}","value":"0"}]}"#).unwrap();
        assert_eq!(read.row[0].symbols, ["a#b", "a#c"]);
        assert_eq!(read.row[0].is.value.to_string(), "0");
    }

    #[test]
    fn names_the_file_and_the_mistake() {
        for (text, what) in [
            (
                r#"{"row":[{"symbols":"a","value":"0","other":1}]}"#,
                "unknown field `other`",
            ),
            (r#"{"row":[{"symbols":"a{","value":"0"}]}"#, "braces"),
            (r#"{"row":[{"symbols":"a","value":"0x"}]}"#, "no slot"),
            (r#"{"row":[{"value":"0"}]}"#, "missing field `symbols`"),
        ] {
            let mistake = file(text).err().unwrap().to_string();
            assert!(mistake.starts_with("t.toml: "), "{mistake}");
            assert!(mistake.contains(what), "{mistake}");
        }
    }
}
