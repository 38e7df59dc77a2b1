//! The matches of the queries in a file, kept.

use crate::syntax::{Capture, Node, QuerySet, SyntaxTree};

/// One match of a query, kept.
pub(super) struct Site<'tree> {
    pub(super) subject: Capture,
    pub(super) node: Node<'tree>,
    parts: std::ops::Range<usize>,
}

/// All matches in a file, in order of place, outer before inner.
pub(super) struct Sites<'tree> {
    pub(super) sites: Vec<Site<'tree>>,
    parts: Vec<(Capture, Node<'tree>)>,
}

impl<'tree> Sites<'tree> {
    pub(super) fn of(tree: &'tree SyntaxTree) -> Self {
        let (mut sites, mut parts) = (Vec::new(), Vec::new());
        QuerySet::of(tree.language()).visit(tree.root(), |found| {
            let first = parts.len();
            parts.extend(found.parts());
            sites.push(Site {
                subject: found.subject(),
                node: found.subject_node(),
                parts: first..parts.len(),
            });
        });
        sites.sort_by_key(|site| {
            (
                site.node.start_byte(),
                std::cmp::Reverse(site.node.end_byte()),
            )
        });
        Self { sites, parts }
    }

    pub(super) fn about(&self, subject: Capture) -> impl Iterator<Item = &Site<'tree>> {
        self.sites
            .iter()
            .filter(move |site| site.subject == subject)
    }

    pub(super) fn part(&self, site: &Site<'tree>, capture: Capture) -> Option<Node<'tree>> {
        self.parts(site, capture).next()
    }

    pub(super) fn parts(
        &self,
        site: &Site<'tree>,
        capture: Capture,
    ) -> impl Iterator<Item = Node<'tree>> {
        self.parts[site.parts.clone()]
            .iter()
            .filter(move |part| part.0 == capture)
            .map(|part| part.1)
    }
}
