//! What the names that a value stands under in a data file, and the values beside it, say of it.

use super::evidence::{Evidence, is_mistral_host};
use crate::catalog::Catalog;
use crate::syntax::{Data, EntryId};

/// How many mappings further out a host still speaks for a header.
const MAX_OUT: usize = 4;
/// How many mappings further out a name still speaks for a value.
const MAX_NAMES: usize = 4;
/// So many entries of a mapping are looked at.
const MAX_BESIDE: usize = 256;

/// Names under which a value stands whose own name is beside it.
const VALUE_NAMES: [&str; 4] = ["value", "default", "defaultvalue", "content"];
/// Names under which the name of something stands.
const NAME_NAMES: [&str; 6] = ["name", "key", "variable", "env", "var", "header"];
/// Names of what holds variables, which say themselves whose they are.
const ENVIRONMENTS: [&str; 6] = [
    "env",
    "environment",
    "envs",
    "variables",
    "secrets",
    "build-args",
];

/// A data file and its text.
#[derive(Clone, Copy)]
pub(super) struct Entries<'d> {
    pub(super) catalog: &'static Catalog,
    pub(super) data: &'d Data,
    pub(super) text: &'d str,
}

impl<'d> Entries<'d> {
    /// What speaks for the value of an entry being a Mistral key.
    pub(super) fn evidence(self, id: EntryId) -> Option<Evidence> {
        let aliases = self.data.aliases_of(id);
        let mut all = std::iter::once(id).chain(aliases);
        all.find_map(|id| self.evidence_at(id))
    }

    fn evidence_at(self, id: EntryId) -> Option<Evidence> {
        let name = self.name(id)?;
        let catalog = self.catalog;
        if catalog.names_mistral_credential(name) {
            return Some(Evidence::named(name));
        }
        if catalog.credential_header(name).is_some() && name.len() > "token".len() {
            return self.is_sent(id).then(Evidence::sent);
        }
        if catalog.says_only_credential(name) {
            return self.owned(id, name).or_else(|| self.beside(id));
        }
        let is_only_mistral = catalog.says_only_mistral(name);
        is_only_mistral.then(|| Evidence {
            certain: false,
            ..Evidence::named(name)
        })
    }

    /// What an entry is called: by itself, by what stands beside it, or by the list it is in.
    fn name(self, id: EntryId) -> Option<&'d str> {
        let entry = self.data.entry(id);
        let parent = entry.parent;
        let Some(name) = entry.name.as_deref() else {
            // `["--api-key", "…"]`.
            let before = self
                .children(parent)
                .take_while(|&it| it < id)
                .last()
                .and_then(|it| self.value(it));
            let flag = before.filter(|it| it.starts_with('-') && !it.contains(['=', ' ']));
            return flag.or_else(|| self.data.entry(parent?).name.as_deref());
        };
        let is_one_of =
            |names: &[&str], name: &str| names.iter().any(|it| it.eq_ignore_ascii_case(name));
        if is_one_of(&VALUE_NAMES, name) {
            let names = |it: &EntryId| {
                let name = self.data.entry(*it).name.as_deref();
                name.is_some_and(|name| is_one_of(&NAME_NAMES, name))
            };
            let mut beside = self.children(parent).filter(names);
            if let Some(own) = beside.find_map(|it| self.value(it)) {
                return Some(own);
            }
            // `MISTRAL_API_KEY: { value: … }`.
            return self.data.entry(parent?).name.as_deref();
        }
        Some(name)
    }

    /// That it is a credential of something that is called Mistral.
    fn owned(self, id: EntryId, name: &str) -> Option<Evidence> {
        let mut outer = self.data.entry(id).parent;
        for _ in 0..MAX_NAMES {
            let entry = self.data.entry(outer?);
            outer = entry.parent;
            let Some(owner) = entry.name.as_deref() else {
                continue;
            };
            if ENVIRONMENTS.contains(&&*owner.to_ascii_lowercase()) {
                return None;
            }
            if self.catalog.says_only_mistral(owner) {
                return Some(Evidence {
                    name: None,
                    ..Evidence::named(&format!("{owner}.{name}"))
                });
            }
        }
        None
    }

    /// That a provider, a model, a package or a host of Mistral's stands in the same mapping.
    fn beside(self, id: EntryId) -> Option<Evidence> {
        let parent = self.data.entry(id).parent;
        let values = self.children(parent).filter(|it| *it != id);
        let mut values = values.filter_map(|it| self.value(it));
        let found = values.find(|value| self.is_of_mistral(value))?;
        Some(Evidence::near(found))
    }

    fn is_of_mistral(self, value: &str) -> bool {
        let catalog = self.catalog;
        let model = value.rsplit('/').next().unwrap_or(value);
        let is_package = || {
            let mut clients = catalog.clients();
            catalog.names_mistral(value) && clients.any(|kind| kind.package == value)
        };
        value.len() <= 200
            && (catalog.is_provider(value)
                || is_mistral_host(catalog, value)
                || catalog.model(model).is_some()
                || is_package())
    }

    /// Whether what holds a header, further out, names a host of Mistral's.
    fn is_sent(self, id: EntryId) -> bool {
        let mut outer = self.data.entry(id).parent;
        for _ in 0..MAX_OUT {
            let Some(around) = outer else {
                // All of the file may be the request.
                return self.says_host(self.within(None));
            };
            if self.says_host(self.within(Some(around))) {
                return true;
            }
            outer = self.data.entry(around).parent;
        }
        false
    }

    fn says_host(self, entries: impl Iterator<Item = EntryId>) -> bool {
        let mut values = entries.filter_map(|it| self.value(it));
        values.any(|value| value.len() <= 512 && is_mistral_host(self.catalog, value))
    }

    fn value(self, id: EntryId) -> Option<&'d str> {
        let range = self.data.entry(id).value?;
        Some(&self.text[range.as_range()])
    }

    /// The entries of a mapping or a list, in order.
    fn children(self, parent: Option<EntryId>) -> impl Iterator<Item = EntryId> {
        let is_child = move |id: &EntryId| self.data.entry(*id).parent == parent;
        self.within(parent).filter(is_child)
    }

    /// All that a mapping or a list holds, in order.
    fn within(self, parent: Option<EntryId>) -> impl Iterator<Item = EntryId> {
        let first = parent.map_or(0, |parent| parent + 1);
        let inside = move |id: &EntryId| parent.is_none() || self.data.entry(*id).parent >= parent;
        (first..self.data.entries().len())
            .take_while(inside)
            .take(MAX_BESIDE)
    }
}
