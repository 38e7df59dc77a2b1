//! Where a text becomes HTML, a command, code or a query, and what makes it harmless before.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use super::load::{Mistake, Table};
use super::slot::Slot;
use super::symbols::Family;
use super::web::plain;
use super::words::words;

/// What a text becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Danger {
    /// HTML, or a template.
    Html,
    /// A command of a shell.
    Shell,
    /// Code that is run.
    Code,
    /// A query of a database.
    Sql,
}

/// What makes something dangerous of a text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Sink {
    /// What it makes.
    pub danger: Danger,
    /// Functions and classes.
    #[serde(default, deserialize_with = "super::load::names")]
    calls: Vec<String>,
    /// Methods of something that is not known.
    #[serde(default, deserialize_with = "super::load::names")]
    methods: Vec<String>,
    /// Last words in the names of what has such a method; any if empty.
    #[serde(default)]
    of: Vec<String>,
    /// Members that are set, properties that are given.
    #[serde(default, deserialize_with = "super::load::names")]
    members: Vec<String>,
    /// Where the text stands in a call.
    #[serde(default)]
    pub slots: Vec<Slot>,
    /// The keyword that must be true.
    pub needs: Option<String>,
    /// Whether it is one only for a text that has tags in it.
    #[serde(default)]
    pub tagged: bool,
}

/// What gives a text back, changed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Passing {
    #[serde(deserialize_with = "super::load::names")]
    calls: Vec<String>,
}

/// What makes an answer harmless.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Harmless {
    members: FxHashSet<String>,
    words: FxHashSet<String>,
    not: FxHashSet<String>,
}

/// Sinks and what passes texts on to them, of one family of languages.
#[derive(Debug, Default)]
pub struct Dangers {
    sinks: Vec<Sink>,
    calls: FxHashMap<String, usize>,
    methods: FxHashMap<String, usize>,
    members: FxHashMap<String, usize>,
    /// The last names of all that may be called.
    called: FxHashSet<String>,
    passing: FxHashSet<String>,
    harmless: Harmless,
}

/// What is written in a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    family: Family,
    sink: Vec<Sink>,
    passing: Passing,
    harmless: Harmless,
}

impl Dangers {
    /// Reads the file about one family.
    pub(super) fn read(family: Family, table: Table) -> Result<Self, Mistake> {
        let file: File = table.read()?;
        if file.family != family {
            return Err(Mistake::new(format!("{} is of another family", table.name)));
        }
        let mut dangers = Self {
            passing: file.passing.calls.into_iter().collect(),
            harmless: file.harmless,
            ..Self::default()
        };
        for (index, row) in file.sink.iter().enumerate() {
            let maps = [
                (&mut dangers.calls, &row.calls),
                (&mut dangers.methods, &row.methods),
                (&mut dangers.members, &row.members),
            ];
            for (map, names) in maps {
                for symbol in names {
                    if map.insert(symbol.clone(), index).is_some() {
                        return Err(Mistake::new(format!("`{symbol}` stands twice")).at(table.name));
                    }
                }
            }
        }
        let called = dangers.calls.keys().chain(dangers.methods.keys());
        let last = |path: &String| path.rsplit(['.', '#']).next().map(str::to_owned);
        dangers.called = called.filter_map(last).collect();
        dangers.sinks = file.sink;
        Ok(dangers)
    }

    /// The sink that a call of the symbol at a path is.
    pub fn call(&self, family: Family, path: &str) -> Option<&Sink> {
        let index = self.calls.get(&*plain(family, path).replace("()", ""))?;
        self.sinks.get(*index)
    }

    /// Whether a sink may have this last name.
    pub fn may_be_called(&self, name: &str) -> bool {
        self.called.contains(name)
    }

    /// The sink that a method is, by its name and the last name in what it is called on.
    pub fn method(&self, owner: Option<&str>, name: &str) -> Option<&Sink> {
        let sink = self.sinks.get(*self.methods.get(name)?)?;
        let last = owner.and_then(|owner| words(owner).pop());
        let fits = sink.of.is_empty() || last.is_some_and(|last| sink.of.contains(&last));
        fits.then_some(sink)
    }

    /// The sink that setting a member is.
    pub fn member(&self, name: &str) -> Option<&Sink> {
        self.sinks.get(*self.members.get(name)?)
    }

    /// Whether a member of an answer is no text of the model's.
    pub fn is_harmless(&self, member: &str) -> bool {
        self.harmless.members.contains(member)
    }

    /// Whether a name says that it makes a text harmless: `escapeHtml`, `DOMPurify`.
    pub fn makes_harmless(&self, name: &str) -> bool {
        let says = |word: &String| self.harmless.words.contains(word);
        !self.harmless.not.contains(name) && words(name).iter().any(says)
    }

    /// Whether a function gives back what it is given, as dangerous as it was.
    pub fn passes(&self, family: Family, path: &str) -> bool {
        let path = plain(family, path).replace("()", "");
        self.passing.contains(&path)
    }
}
