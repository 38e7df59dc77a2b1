//! Models: their names, and when they were deprecated and retired.

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::date::Date;
use super::load::{Mistake, Table};

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
    /// The cloud that calls it so; none for Mistral's own API.
    pub provider: Option<String>,
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
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    /// What names of Mistral's models start with.
    families: Vec<String>,
    /// What others put before them.
    sold_as: Vec<String>,
    /// What others put before names of any vendor's models.
    sold_in: Vec<String>,
    /// What libraries that route requests call hosts of others.
    routes: Vec<String>,
    model: Vec<Model>,
}

/// The table of models.
#[derive(Debug, Default)]
pub(super) struct Models {
    families: Vec<String>,
    sold_as: Vec<String>,
    sold_in: Vec<String>,
    routes: Vec<String>,
    all: Vec<Model>,
    names: FxHashMap<String, (usize, Naming)>,
}

impl Models {
    pub fn read(table: Table) -> Result<Self, Mistake> {
        let written: Written = table.read()?;
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
            families: written.families,
            sold_as: written.sold_as,
            sold_in: written.sold_in,
            routes: written.routes,
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

    /// Whether a name is of a model of Mistral's, as others call it who serve many vendors' models:
    /// `mistralai/mixtral-8x7b-instruct`, but not what others made of one.
    pub fn is_sold(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        let inside = |folder: &String| name.strip_prefix(folder.as_str());
        let bare = self.sold_in.iter().find_map(inside).unwrap_or(&name);
        let is_vendor = |prefix: &String| bare.starts_with(prefix.as_str());
        self.sold_as.iter().any(is_vendor) || self.of_a_family(bare)
    }

    /// Whether a name says the host of somebody else, and a model of Mistral's there:
    /// `openrouter/mistralai/mistral-large`.
    pub fn is_routed(&self, name: &str) -> bool {
        let known = |(host, rest): (&str, &str)| {
            self.routes.iter().any(|it| it == host) && self.is_sold(rest)
        };
        name.split_once(['/', ':']).is_some_and(known)
    }

    /// Whether a name is of one of Mistral's families, known or not; a fine-tuned model's is.
    pub fn of_a_family(&self, name: &str) -> bool {
        let name = name.strip_prefix("ft:").unwrap_or(name);
        let name = ["labs-", "open-"]
            .iter()
            .find_map(|p| name.strip_prefix(p))
            .unwrap_or(name);
        self.families.iter().any(|family| {
            name.strip_prefix(family.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '.', '@', ':']))
        })
    }

    pub fn all(&self) -> &[Model] {
        &self.all
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    const TODAY: Date = Date::new(2026, 11, 23);

    fn lifecycle(name: &str) -> Lifecycle {
        let model = Catalog::builtin().model(name);
        model
            .unwrap_or_else(|| panic!("no {name}"))
            .lifecycle(TODAY)
    }

    #[test]
    fn counts_a_life_by_its_dates() {
        for (name, expected) in [
            ("mistral-medium-3-5", Lifecycle::Active),
            ("mistral-large-2411", Lifecycle::Retired),
            ("open-mistral-nemo", Lifecycle::Retired),
            ("mistral-tiny", Lifecycle::Retired),
            ("mistral-ocr-4-0", Lifecycle::Retired),
        ] {
            assert_eq!(lifecycle(name), expected, "{name}");
        }
        let model = Catalog::builtin().model("mistral-medium-2508").unwrap();
        assert_eq!(model.lifecycle(Date::new(2026, 5, 21)), Lifecycle::Active);
        assert_eq!(
            model.lifecycle(Date::new(2026, 5, 22)),
            Lifecycle::Deprecated
        );
        assert_eq!(model.lifecycle(Date::new(2026, 8, 31)), Lifecycle::Retired);
    }

    #[test]
    fn a_moving_name_never_retires() {
        for name in [
            "magistral-medium-latest",
            "pixtral-large-latest",
            "mistral-small-latest",
        ] {
            let found = Catalog::builtin().model(name).unwrap();
            assert_eq!(found.naming, Naming::Moving);
            assert_eq!(found.lifecycle(TODAY), Lifecycle::Active, "{name}");
        }
        for name in Catalog::builtin()
            .model_names()
            .filter(|n| n.ends_with("-latest"))
        {
            assert_eq!(lifecycle(name), Lifecycle::Active, "{name}");
        }
    }

    #[test]
    fn a_replacement_is_a_living_model() {
        for model in Catalog::builtin().models() {
            let Some(replacement) = &model.replacement else {
                continue;
            };
            let found = Catalog::builtin().model(replacement).unwrap();
            // The vendor's own replacement of one experiment by another, which has gone too.
            let gone = replacement == "labs-leanstral-1-5";
            assert!(
                gone || found.lifecycle(TODAY) == Lifecycle::Active,
                "{}",
                model.id
            );
            assert_ne!(*replacement, model.id);
        }
    }

    #[test]
    fn dates_follow_one_another() {
        for model in Catalog::builtin().models() {
            let days: Vec<Date> = [model.released, model.deprecated, model.retires]
                .into_iter()
                .flatten()
                .collect();
            assert!(days.is_sorted(), "{}", model.id);
        }
    }

    #[test]
    fn knows_a_family_by_how_a_name_starts() {
        let of_a_family = |name| Catalog::builtin().is_mistral_model_name(name);
        for name in [
            "mistral-huge-2701",
            "ft:open-mistral-7b:x:y",
            "labs-devstral-9",
            "codestral@2405",
        ] {
            assert!(of_a_family(name), "{name}");
        }
        for name in ["gpt-5", "mistralish", "", "open-", "claude"] {
            assert!(!of_a_family(name), "{name}");
        }
    }
}
