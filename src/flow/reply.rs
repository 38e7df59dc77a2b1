//! What a web handler sends to whoever asked it.

use super::value::{At, ExprAt, Value};
use super::{Flow, family};
use crate::facts::{ExprId, ExprKind, Source};
use crate::project::SourceFile;
use crate::text::TextRange;

/// Something that is sent to whoever asked.
pub struct Reply<'p> {
    /// What is sent.
    pub value: ExprAt<'p>,
    /// By what: `res.status(500).json`, `return`.
    pub by: &'p str,
}

impl<'p> Flow<'p> {
    /// What a range of a file sends to whoever asked, in a handler of the web.
    pub fn replies(&self, file: &'p SourceFile, range: TextRange) -> Vec<Reply<'p>> {
        let facts = &file.facts;
        let mut replies = Vec::new();
        for &id in facts.calls_in(range) {
            self.replied_by_call(At { file, id }, &mut replies);
        }
        for written in &facts.assignments {
            let at = At {
                file,
                id: written.target,
            };
            let is_body = matches!(facts.kind(written.target), ExprKind::Member { name, .. } if name == "body");
            if is_body && range.contains_range(at.range()) && self.is_of_handler(at) {
                replies.push(Reply {
                    value: at.with(written.value),
                    by: text(at),
                });
            }
        }
        for exit in facts
            .exits
            .iter()
            .filter(|it| range.contains_range(it.range) && !it.raises)
        {
            if let Some(value) = exit.value
                && self.is_replied_from(At { file, id: value })
            {
                let value = At { file, id: value };
                replies.push(Reply {
                    value,
                    by: "return",
                });
            }
        }
        replies
    }

    fn replied_by_call(&self, at: ExprAt<'p>, replies: &mut Vec<Reply<'p>>) {
        let facts = &at.file.facts;
        let Some(call) = facts.call(at.id) else {
            return;
        };
        let family = family(at.file);
        let web = self.catalog.web(family);
        let callee = at.with(call.callee);
        let values = self.values(callee);
        let known = values.iter().find_map(|value| match value {
            Value::Symbol { path, .. } => web.reply(family, path),
            _ => None,
        });
        let by_method = || {
            let (_, name) = facts.member(call.callee)?;
            web.reply_method(name)
                .filter(|_| self.is_of_handler(callee))
        };
        let Some(row) = known.or_else(by_method) else {
            return;
        };
        for slot in &row.slots {
            if let Some(value) = self.slot(at, slot).and_then(|it| it.at) {
                replies.push(Reply {
                    value,
                    by: text(callee),
                });
            }
        }
    }

    /// Whether what an expression begins with is handed to a function by what runs it: `res` in
    /// `res.status(500).json`.
    fn is_of_handler(&self, at: ExprAt<'p>) -> bool {
        let facts = &at.file.facts;
        let mut id: ExprId = at.id;
        for _ in 0..16 {
            id = match facts.kind(id) {
                ExprKind::Member { object, .. } | ExprKind::Index { object, .. } => *object,
                ExprKind::Call(call) => call.callee,
                ExprKind::Await(inner) | ExprKind::Assert { value: inner, .. } => *inner,
                ExprKind::Name(name) => {
                    let Some(binding) = facts.resolve(name, facts.range(id).start()) else {
                        return false;
                    };
                    let definitions = &facts.binding(binding).definitions;
                    return definitions
                        .iter()
                        .any(|it| matches!(it.source, Source::Parameter(..)));
                }
                _ => return false,
            };
        }
        false
    }

    /// Whether what the function around an expression returns is sent to whoever asked.
    fn is_replied_from(&self, at: ExprAt<'p>) -> bool {
        let web = self.catalog.web(family(at.file));
        let handler = self.function_around(at).and_then(|it| self.as_handler(it));
        handler.is_some_and(|it| it.is_web() && web.returns_reply(it.framework))
    }
}

fn text<'p>(at: ExprAt<'p>) -> &'p str {
    let range = at.range();
    &at.file.document.text()[range.as_range()]
}
