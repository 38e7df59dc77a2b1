//! Scopes: which name means which binding where.

use super::arena::{Arena, Id};
use super::items::Binding;
use crate::text::TextRange;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// A part of the text with names of its own.
#[derive(Debug)]
pub struct Scope {
    /// The part.
    pub range: TextRange,
    /// The scope around it.
    pub parent: Option<Id<Scope>>,
    /// What it is.
    pub kind: ScopeKind,
}

/// What a scope is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ScopeKind {
    /// The whole file.
    Module,
    /// A function with its parameters.
    Function,
    /// The body of a class in Python, whose names its methods do not see.
    Class,
    /// A block.
    Block,
}

/// The scopes of a file and the names in them.
#[derive(Default)]
pub struct Scopes {
    /// Outer before inner, in order of place.
    scopes: Arena<Scope>,
    names: FxHashMap<SmolStr, FxHashMap<Id<Scope>, Id<Binding>>>,
}

impl Scopes {
    /// The scopes with these ranges; one may hold another but not overlap it. The first and widest
    /// is the module.
    pub(super) fn new(mut ranges: Vec<(TextRange, ScopeKind)>) -> Self {
        ranges.sort_by_key(|(range, _)| (range.start(), std::cmp::Reverse(range.end())));
        let mut scopes = Arena::<Scope>::default();
        let mut open: Vec<Id<Scope>> = Vec::new();
        for (range, kind) in ranges {
            while open
                .last()
                .is_some_and(|&id| !scopes[id].range.contains_range(range))
            {
                open.pop();
            }
            let parent = open.last().copied();
            open.push(scopes.alloc(Scope {
                range,
                parent,
                kind,
            }));
        }
        Self {
            scopes,
            names: FxHashMap::default(),
        }
    }

    /// The innermost scope around the byte at `offset`.
    pub fn at(&self, offset: usize) -> Option<Id<Scope>> {
        let last = self
            .scopes
            .partition_point(|scope| scope.range.start() <= offset)
            .checked_sub(1)?;
        let last = Id::new(last);
        self.chain(last).find(|&id| {
            let range = self.scopes[id].range;
            range.contains(offset)
                || (self.scopes[id].kind == ScopeKind::Module && offset >= range.start())
        })
    }

    /// The scope of the module; `None` in a file without scopes.
    pub fn module(&self) -> Option<Id<Scope>> {
        self.scopes.iter().next().map(|(id, _)| id)
    }

    /// The scope itself and those around it, inner first.
    pub fn chain(&self, scope: Id<Scope>) -> impl Iterator<Item = Id<Scope>> {
        std::iter::successors(Some(scope), |&id| self.scopes[id].parent)
    }

    /// The innermost function or module scope around `scope`, itself included.
    pub(super) fn function_scope(&self, scope: Id<Scope>) -> Id<Scope> {
        self.chain(scope)
            .find(|&id| self.scopes[id].kind != ScopeKind::Block)
            .unwrap_or(scope)
    }

    /// The scope of this number.
    pub fn get(&self, scope: Id<Scope>) -> &Scope {
        &self.scopes[scope]
    }

    /// The binding of `name` in `scope` itself.
    pub fn declared(&self, scope: Id<Scope>, name: &str) -> Option<Id<Binding>> {
        self.names.get(name)?.get(&scope).copied()
    }

    /// The binding that `name` means for code in `scope`.
    pub fn resolve(&self, scope: Id<Scope>, name: &str) -> Option<Id<Binding>> {
        let owners = self.names.get(name)?;
        let mut in_function = false;
        for id in self.chain(scope) {
            let kind = self.scopes[id].kind;
            let visible = kind != ScopeKind::Class || !in_function;
            if visible && let Some(binding) = owners.get(&id) {
                return Some(*binding);
            }
            in_function |= kind == ScopeKind::Function;
        }
        None
    }

    pub(super) fn declare(&mut self, scope: Id<Scope>, name: SmolStr, binding: Id<Binding>) {
        self.names
            .entry(name)
            .or_default()
            .entry(scope)
            .or_insert(binding);
    }
}
