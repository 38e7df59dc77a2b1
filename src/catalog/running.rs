//! What runs functions that it is handed, and what frameworks hand to parameters.

use rustc_hash::FxHashSet;
use serde::Deserialize;

/// Names around functions that are not called where they are written, the same in all languages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Running {
    runners: FxHashSet<String>,
    each: FxHashSet<String>,
    made_methods: FxHashSet<String>,
    made_decorators: FxHashSet<String>,
    depends: FxHashSet<String>,
    injects: FxHashSet<String>,
    fixtures: FxHashSet<String>,
}

impl Running {
    /// Whether a function of this name calls what it is handed first with the arguments after it.
    pub fn runs_first(&self, name: &str) -> bool {
        self.runners.contains(name)
    }

    /// Whether a method of this name calls what it is given with one element after another, at once.
    pub fn runs_for_each(&self, name: &str) -> bool {
        self.each.contains(name)
    }

    /// Whether a method of this name runs whenever an object of its class is made.
    pub fn is_made_method(&self, name: &str) -> bool {
        self.made_methods.contains(name)
    }

    /// Whether a decorator has its method run whenever an object of its class is made.
    pub fn is_made_decorator(&self, symbol: &str) -> bool {
        self.made_decorators.contains(symbol)
    }

    /// Whether a call marks a dependency that a framework gets by calling the first argument.
    pub fn is_dependency(&self, symbol: &str) -> bool {
        self.depends.contains(symbol)
    }

    /// Whether a call marks a dependency that a framework has under the name given first.
    pub fn is_injection(&self, symbol: &str) -> bool {
        self.injects.contains(symbol)
    }

    /// Whether a decorator makes a function whose result tests are handed under its name.
    pub fn is_fixture(&self, symbol: &str) -> bool {
        self.fixtures.contains(symbol)
    }
}
