//! What checks input, by name.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use super::words::words;

/// Names around checks, the same in all languages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Checks {
    members: FxHashSet<String>,
    fields: FxHashSet<String>,
    calls: FxHashSet<String>,
    cuts: FxHashSet<String>,
    verbs: FxHashSet<String>,
    makers: FxHashSet<String>,
    things: FxHashSet<String>,
    properties: FxHashSet<String>,
    methods: FxHashSet<String>,
    open_types: FxHashSet<String>,
    tests: FxHashSet<String>,
    confining: Vec<String>,
    parsed: Vec<String>,
    bodies: FxHashSet<String>,
    bases: FxHashSet<String>,
    listing: FxHashSet<String>,
    #[serde(deserialize_with = "super::load::names")]
    annotated: Vec<String>,
    predicates: FxHashMap<String, Predicate>,
    of_language: FxHashSet<String>,
}

/// What a function or method asks that comes out as a truth.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Predicate {
    /// Whether its first argument is in what it is called on.
    Has,
    /// Whether an object that it is given has what it is given next as a property of its own.
    HasOwn,
    /// Whether a text is of the form that it is called on.
    Matches,
    /// Whether something holds for each element.
    Every,
    /// Whether it holds for any.
    Any,
    /// Which element it holds for.
    Finds,
    /// Which element comes first.
    First,
    /// Whether all that it is called on is in its first argument.
    Within,
}

impl Checks {
    /// Whether a framework hands on what it has checked under a member, called or not.
    pub fn is_member(&self, name: &str) -> bool {
        self.members.contains(name)
    }

    /// Whether it does so under a member that is not called.
    pub fn is_field(&self, name: &str) -> bool {
        self.fields.contains(name)
    }

    /// Whether a method gives a text of a bounded length.
    pub fn is_cut(&self, name: &str) -> bool {
        self.cuts.contains(name)
    }

    /// Whether a function or method gives what it checked.
    pub fn is_call(&self, name: &str) -> bool {
        let first = words(name).into_iter().next();
        self.calls.contains(name) || first.is_some_and(|first| self.verbs.contains(&first))
    }

    /// Whether a function makes what checks: `zValidator`.
    pub fn makes_schema(&self, name: &str) -> bool {
        words(name).iter().any(|word| self.makers.contains(word))
    }

    /// Whether something is called like what checks: `bodySchema`.
    pub fn is_schema(&self, name: &str) -> bool {
        words(name)
            .last()
            .is_some_and(|word| self.things.contains(word))
    }

    /// Whether a property beside a handler holds a schema.
    pub fn is_property(&self, name: &str) -> bool {
        self.properties.contains(name)
    }

    /// Whether a method before a handler takes a schema.
    pub fn is_method(&self, name: &str) -> bool {
        self.methods.contains(name)
    }

    /// Whether a function tests what it is given, or a method what it is called on.
    pub fn is_test(&self, name: &str) -> bool {
        self.tests.contains(name)
    }

    /// Whether a path leads over a call by which a schema confines a string to a known set.
    pub fn confines(&self, path: &str) -> bool {
        self.confining
            .iter()
            .any(|call| path.contains(call.as_str()))
    }

    /// Whether a path is that of parsed input.
    pub fn is_parsed(&self, path: &str) -> bool {
        self.parsed
            .iter()
            .any(|ending| path.ends_with(ending.as_str()))
    }

    /// Whether a class is called like the body of a request.
    pub fn is_body(&self, class: &str) -> bool {
        words(class)
            .last()
            .is_some_and(|word| self.bodies.contains(word))
    }

    /// Whether the subclasses of a class describe checked input.
    pub fn is_base(&self, class: &str) -> bool {
        self.bases.contains(class)
    }

    /// Whether a decorator of this name lets a field be one of a known set only.
    pub fn is_listing(&self, name: &str) -> bool {
        self.listing.contains(name)
    }

    /// Whether a path is that of what makes a validator of a function, in an annotation.
    pub fn makes_validator(&self, path: &str) -> bool {
        self.annotated.iter().any(|it| it == path)
    }

    /// Whether a function or method belongs to a language and says nothing of a list or a variable.
    pub fn is_of_language(&self, name: &str) -> bool {
        self.of_language.contains(name)
    }

    /// What a function or method of this name asks.
    pub fn predicate(&self, name: &str) -> Option<Predicate> {
        self.predicates.get(name).copied()
    }

    /// Whether a declared type says nothing of what is inside.
    pub fn is_open_type(&self, name: &str) -> bool {
        self.open_types.contains(name)
    }
}
