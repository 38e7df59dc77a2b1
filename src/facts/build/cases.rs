//! The cases of `switch` and `match`: conditions that compare one subject with what they name.

use super::guards::Around;
use super::sites::{Site, Sites};
use crate::facts::build::{Builder, range};
use crate::facts::expr::{ExprId, ExprKind, Operator};
use crate::facts::items::Guard;
use crate::syntax::{Capture, Node};
use crate::text::TextRange;

/// One case, or several that share what runs.
struct Case {
    /// `None` for `default`.
    condition: Option<ExprId>,
    range: TextRange,
    then: TextRange,
}

/// A pattern of Python.
enum Pattern<'tree> {
    /// It takes anything.
    Any,
    /// It takes one of these values.
    Values(Vec<Node<'tree>>),
    /// It takes what cannot be told by comparing.
    Other,
}

impl<'tree> Builder<'tree> {
    pub(super) fn cases(&mut self, sites: &Sites<'tree>, site: &Site<'tree>, around: &mut Around) {
        let (Some(subject), Some(body)) = (
            sites.part(site, Capture::CasesSubject),
            sites.part(site, Capture::CasesBody),
        ) else {
            return;
        };
        let subject = self.expr(subject);
        let clauses = self.code(body);
        let cases = match self.language.is_ecma() {
            true => self.ecma_cases(subject, &clauses),
            false => self.python_cases(subject, &clauses),
        };
        let mut next = self.next_after(range(site.node), around);
        for (n, case) in cases.iter().enumerate() {
            let Some(condition) = case.condition else {
                continue;
            };
            let later = cases[n + 1..].iter().map(|it| it.range);
            self.facts.guards.push(Guard {
                range: case.range,
                condition,
                then: case.then,
                otherwise: later.reduce(TextRange::cover),
                next: next.take(),
                chained: n > 0,
                assertion: false,
            });
        }
    }

    /// Cases without statements of their own share those of the next.
    fn ecma_cases(&mut self, subject: ExprId, clauses: &[Node<'tree>]) -> Vec<Case> {
        let (mut cases, mut values) = (Vec::new(), Vec::new());
        let mut first: Option<TextRange> = None;
        let mut is_default = false;
        for &clause in clauses {
            let mut parts = self.code(clause);
            if clause.kind() == "switch_case" && !parts.is_empty() {
                values.push(parts.remove(0));
            } else {
                is_default = true;
            }
            let whole = first.map_or(range(clause), |first| first.cover(range(clause)));
            first = Some(whole);
            let then = parts.iter().copied().map(range).reduce(TextRange::cover);
            let Some(then) = then else { continue };
            let values = std::mem::take(&mut values);
            cases.push(Case {
                condition: (!is_default).then(|| self.is_one_of(subject, &values, whole)),
                range: whole,
                then,
            });
            (first, is_default) = (None, false);
        }
        cases
    }

    fn python_cases(&mut self, subject: ExprId, clauses: &[Node<'tree>]) -> Vec<Case> {
        let mut cases = Vec::new();
        for &clause in clauses {
            let parts = self.code(clause);
            let Some((&body, before)) = parts.split_last() else {
                continue;
            };
            let guard = before.iter().find(|it| it.kind() == "if_clause");
            let guard = guard.and_then(|it| it.named_child(0));
            let guard = guard.map(|it| self.expr(it));
            let patterns = before.iter().filter(|it| it.kind() == "case_pattern");
            let patterns: Vec<_> = patterns.map(|it| self.pattern_of(*it)).collect();
            let compared = match patterns.as_slice() {
                [Pattern::Any] => None,
                [Pattern::Values(values)] => {
                    Some(self.is_one_of(subject, values, range(before[0])))
                }
                _ => Some(self.alloc(ExprKind::Unknown(vec![subject]), clause)),
            };
            let condition = match (compared, guard) {
                (Some(left), Some(right)) => {
                    let operator = Operator::And;
                    let kind = ExprKind::Binary {
                        operator,
                        left,
                        right,
                    };
                    Some(self.alloc(kind, clause))
                }
                (one, other) => one.or(other),
            };
            cases.push(Case {
                condition,
                range: range(clause),
                then: range(body),
            });
        }
        cases
    }

    fn pattern_of(&mut self, pattern: Node<'tree>) -> Pattern<'tree> {
        let parts = self.code(pattern);
        let values = match parts.as_slice() {
            // `_` has no name of its own in the grammar.
            [] => return Pattern::Any,
            [one] if one.kind() == "union_pattern" => self.code(*one),
            [one] if one.kind() == "dotted_name" && one.named_child_count() == 1 => {
                return Pattern::Any;
            }
            _ => parts,
        };
        let is_value =
            |node: &Node<'_>| matches!(node.kind(), "string" | "concatenated_string" | "integer");
        match values.iter().all(is_value) {
            true => Pattern::Values(values),
            false => Pattern::Other,
        }
    }

    /// The condition that the subject is one of some values, which stands where they do.
    fn is_one_of(&mut self, subject: ExprId, values: &[Node<'tree>], all: TextRange) -> ExprId {
        let values: Vec<_> = values.iter().map(|it| self.expr(*it)).collect();
        let range = values.iter().map(|&it| self.facts.range(it));
        let range = range.reduce(TextRange::cover).unwrap_or(all);
        let (operator, right) = match values.as_slice() {
            [one] => (Operator::Equal, *one),
            _ => (Operator::In, self.alloc_at(ExprKind::Array(values), range)),
        };
        let kind = ExprKind::Binary {
            operator,
            left: subject,
            right,
        };
        self.alloc_at(kind, range)
    }
}
