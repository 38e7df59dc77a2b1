//! Conditions: what runs if they hold, if not, and next.

use super::sites::{Site, Sites};
use crate::facts::build::{Builder, range};
use crate::facts::items::Guard;
use crate::syntax::{Capture, Node};
use crate::text::TextRange;
use rustc_hash::FxHashMap;

/// The blocks of a file, and what is known of the conditions read so far.
pub(super) struct Around {
    /// The blocks that begin further on, the next one last; with what runs of each in order, which is
    /// nothing of the cases of a `switch`.
    ahead: Vec<(TextRange, TextRange)>,
    /// The blocks around the place that is read, outer before inner.
    open: Vec<(TextRange, TextRange)>,
    /// The nodes of conditions that are asked only where one before them has failed, with what
    /// follows of its statement.
    chained: FxHashMap<usize, Option<TextRange>>,
}

impl Around {
    pub(super) fn new(sites: &Sites<'_>) -> Self {
        let block = |site: &Site<'_>| {
            let here = range(site.node);
            match (site.subject, site.node.kind()) {
                (Capture::Block, _)
                | (Capture::Scope, "program" | "module" | "statement_block") => Some((here, here)),
                (Capture::Scope, "switch_body") => Some((here, TextRange::empty(here.start()))),
                _ => None,
            }
        };
        let mut ahead: Vec<_> = sites.sites.iter().filter_map(block).collect();
        ahead.reverse();
        Self {
            ahead,
            open: Vec::new(),
            chained: FxHashMap::default(),
        }
    }

    /// What runs in the innermost block after a statement, for statements in order of place.
    fn after(&mut self, statement: TextRange) -> Option<TextRange> {
        let begins = |it: &mut (TextRange, TextRange)| it.0.start() <= statement.start();
        while let Some(block) = self.ahead.pop_if(begins) {
            self.close(block.0);
            self.open.push(block);
        }
        self.close(statement);
        let (_, block) = self.open.last()?;
        (statement.end() <= block.end()).then(|| TextRange::new(statement.end(), block.end()))
    }

    /// Leaves the blocks that do not hold what comes now.
    fn close(&mut self, now: TextRange) {
        while self.open.pop_if(|it| !it.0.contains_range(now)).is_some() {}
    }
}

impl<'tree> Builder<'tree> {
    pub(super) fn guard(&mut self, sites: &Sites<'tree>, site: &Site<'tree>, around: &mut Around) {
        let (Some(condition), Some(then)) = (
            sites.part(site, Capture::GuardCondition),
            sites.part(site, Capture::GuardThen),
        ) else {
            return;
        };
        let whole = range(site.node);
        // Python has a part for each `elif` and one for `else`.
        let others: Vec<_> = sites.parts(site, Capture::GuardOtherwise).collect();
        let all = |parts: &[Node<'_>]| parts.iter().copied().map(range).reduce(TextRange::cover);
        for (n, other) in others.iter().enumerate() {
            match (other.kind(), other.named_child(0)) {
                ("elif_clause", _) => {
                    around.chained.insert(other.id(), all(&others[n + 1..]));
                }
                (_, Some(inner)) if inner.kind() == "if_statement" => {
                    around.chained.insert(inner.id(), None);
                }
                _ => {}
            }
        }
        let chained = around.chained.get(&site.node.id()).copied();
        let next = self.next_after(whole, around);
        let guard = Guard {
            range: whole,
            condition: self.expr(condition),
            then: range(then),
            otherwise: all(&others).or(chained.flatten()),
            next,
            chained: chained.is_some(),
            assertion: false,
        };
        self.facts.guards.push(guard);
    }

    pub(super) fn assertion(&mut self, sites: &Sites<'tree>, site: &Site<'tree>) {
        if let Some(condition) = sites.part(site, Capture::AssertionCondition) {
            let condition = self.expr(condition);
            self.facts.guards.push(Guard {
                range: range(site.node),
                condition,
                then: range(site.node),
                otherwise: None,
                next: None,
                chained: false,
                assertion: true,
            });
        }
    }

    /// What runs next after a part of the text, if it is a statement of a block, and not what stands
    /// behind an `else`.
    pub(super) fn next_after(&self, range: TextRange, around: &mut Around) -> Option<TextRange> {
        let next = around.after(range);
        let key = |it: &TextRange| (it.start(), std::cmp::Reverse(it.end()));
        let wanted = key(&range);
        let statements = &self.facts.statements;
        next.filter(|_| statements.binary_search_by_key(&wanted, key).is_ok())
    }
}
