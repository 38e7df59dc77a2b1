//! Models: their names, and when they were deprecated and retired.

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::date::Date;
use super::load::Mistake;

/// What a model is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ModelFamily {
    Chat,
    Code,
    Embed,
    Ocr,
    Moderation,
    Audio,
}

/// A model.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Model {
    pub id: String,
    pub family: ModelFamily,
    /// Names that move to a newer model without notice: `-latest`, and a name without a date.
    #[serde(default)]
    pub moving: Vec<String>,
    /// Other names that stay with this model.
    #[serde(default)]
    pub aliases: Vec<String>,
    pub released: Option<Date>,
    pub deprecated: Option<Date>,
    pub retires: Option<Date>,
    pub replacement: Option<String>,
    /// Not for production: it may change or go within a month.
    #[serde(default)]
    pub preview: bool,
}

/// Where a model is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lifecycle {
    Active,
    /// It still answers.
    Deprecated,
    /// Requests fail.
    Retired,
}

impl Model {
    /// Where the model is in its life on a day.
    pub fn lifecycle(&self, on: Date) -> Lifecycle {
        let past = |day: Option<Date>| day.is_some_and(|day| day <= on);
        if past(self.retires) {
            Lifecycle::Retired
        } else if past(self.deprecated) {
            Lifecycle::Deprecated
        } else {
            Lifecycle::Active
        }
    }
}

/// How a name names its model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Naming {
    /// It is the model's own id.
    Id,
    /// It is another name of the same model.
    Alias,
    /// It moves to a newer model, and so never retires.
    Moving,
}

/// A name found in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedModel<'a> {
    pub model: &'a Model,
    pub naming: Naming,
}

impl NamedModel<'_> {
    /// What requests under this name meet on a day: a moving name follows its model's successor.
    pub fn lifecycle(&self, on: Date) -> Lifecycle {
        match self.naming {
            Naming::Moving => Lifecycle::Active,
            Naming::Id | Naming::Alias => self.model.lifecycle(on),
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    model: Vec<Model>,
}

/// The table of models.
#[derive(Debug, Default)]
pub(super) struct Models {
    all: Vec<Model>,
    names: FxHashMap<String, (usize, Naming)>,
}

impl Models {
    pub fn read(name: &str, text: &str) -> Result<Self, Mistake> {
        let written: Written = super::load::file(name, text)?;
        let mut names = FxHashMap::default();
        for (at, model) in written.model.iter().enumerate() {
            let own = std::iter::once((&model.id, Naming::Id));
            let aliases = model.aliases.iter().map(|name| (name, Naming::Alias));
            let moving = model.moving.iter().map(|name| (name, Naming::Moving));
            for (name, naming) in own.chain(aliases).chain(moving) {
                if names.insert(name.clone(), (at, naming)).is_some() {
                    return Err(Mistake::new(format!("model `{name}` stands twice")));
                }
            }
        }
        let models = Self {
            all: written.model,
            names,
        };
        let lost = models.all.iter().filter_map(|m| m.replacement.as_ref());
        match lost.into_iter().find(|id| !models.names.contains_key(*id)) {
            Some(id) => Err(Mistake::new(format!("replacement `{id}` is no model"))),
            None => Ok(models),
        }
    }

    pub fn get(&self, name: &str) -> Option<NamedModel<'_>> {
        let &(at, naming) = self.names.get(name)?;
        Some(NamedModel {
            model: &self.all[at],
            naming,
        })
    }

    pub fn all(&self) -> &[Model] {
        &self.all
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }
}
