//! Clients that a program sets once for all that is made after: `Settings.llm = llm`,
//! `dspy.configure(lm=lm)`.

use super::Flow;
use super::value::{Client, ExprAt};
use super::written::Owner;
use crate::catalog::{Ambient, ClientKind};

impl<'p> Flow<'p> {
    /// The client that another is made from by the call at an expression: one that the call is given,
    /// else one that the program has set.
    pub fn client_behind(&self, at: ExprAt<'p>, kind: &ClientKind) -> Option<Client<'p>> {
        let given = self.client_in(at, &kind.from);
        let is_given = || {
            let first = kind.from.first();
            first.is_some_and(|slot| self.slot(at, slot).is_some())
        };
        if given.is_some() || kind.ambient.is_empty() || is_given() {
            return given;
        }
        let mut set = kind
            .ambient
            .iter()
            .flat_map(|ambient| self.set(ambient))
            .collect::<Vec<_>>();
        // Programs beside one another do not set it for each other.
        let folder = self
            .project
            .package(&at.file.path)
            .or(at.file.path.parent());
        let is_here = |it: &ExprAt<'p>| std::ptr::eq(it.file, at.file);
        match set.iter().any(is_here) {
            true => set.retain(is_here),
            false => set.retain(|it| folder.is_some_and(|folder| it.file.path.starts_with(folder))),
        }
        set.into_iter().find_map(|value| {
            let values = self.values(value);
            self.client_among(&values, value, 0)
        })
    }

    /// What the program sets.
    fn set(&self, ambient: &Ambient) -> Vec<ExprAt<'p>> {
        let symbols = &ambient.symbols;
        if let Some(member) = &ambient.member {
            let is_it = |owner: &Owner<'p>| match owner {
                Owner::Symbol(path) => symbols.iter().any(|symbol| **symbol == **path),
                _ => false,
            };
            return self.writes_to(member, is_it);
        }
        let mut set = Vec::new();
        for symbol in symbols {
            let name = symbol.rsplit(['.', '#']).next().unwrap_or(symbol);
            for &call in self.calls_named(name) {
                let callee = call.file.facts.call(call.id).map(|it| call.with(it.callee));
                let called = callee.map_or(Vec::new(), |callee| self.symbols(callee));
                if called.iter().any(|path| **path == **symbol) {
                    set.extend(
                        self.first_slot(call, &ambient.slot)
                            .and_then(|found| found.at),
                    );
                }
            }
        }
        set
    }
}
