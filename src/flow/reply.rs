//! What a web handler sends to whoever asked it.

use super::handler::Handler;
use super::value::{At, ExprAt, Value};
use super::{Flow, family};
use crate::catalog;
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
        for exit in facts.exits_in(range).iter().filter(|it| !it.raises) {
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
        // `(error) => ({ error: error.message })`.
        for (_, function) in facts.functions() {
            if let [id] = function.returns.as_slice()
                && range.contains_range(function.range)
                && function.body.contains_range(facts.range(*id))
                && !facts.exits.iter().any(|exit| exit.value == Some(*id))
                && self.is_replied_from(At { file, id: *id })
            {
                replies.push(Reply {
                    value: At { file, id: *id },
                    by: "return",
                });
            }
        }
        replies
    }

    /// What a call sends to whoever asked: in a handler of the web, or by what is called like a response.
    pub fn replied(&self, call: ExprAt<'p>) -> Vec<Reply<'p>> {
        let mut replies = Vec::new();
        let is_sure = || {
            let web = self.catalog.web(family(call.file));
            let begins = self.begins_with(call);
            begins.is_some_and(|name| web.names_reply(name))
                || self.handlers_of(call).iter().any(Handler::is_web)
        };
        if let Some((row, known)) = self.reply_row(call)
            && (known || is_sure())
        {
            self.reply_of_row(call, row, &mut replies);
        }
        replies
    }

    fn replied_by_call(&self, at: ExprAt<'p>, replies: &mut Vec<Reply<'p>>) {
        if let Some((row, _)) = self.reply_row(at) {
            self.reply_of_row(at, row, replies);
        }
    }

    /// What the catalogue knows of a call as a reply, and whether by what it is.
    fn reply_row(&self, at: ExprAt<'p>) -> Option<(&'static catalog::Reply, bool)> {
        let facts = &at.file.facts;
        let call = facts.call(at.id)?;
        let family = family(at.file);
        let web = self.catalog.web(family);
        let callee = at.with(call.callee);
        if !self.may_be_called(callee, |name| web.may_reply(name)) {
            return None;
        }
        let values = self.values(callee);
        let known = values.iter().find_map(|value| match value {
            Value::Symbol { path, .. } => web.reply(family, path),
            _ => None,
        });
        let by_method = || {
            let (object, name) = facts.member(call.callee)?;
            let owner = facts.last_name(object).map(|it| it.as_str());
            web.reply_method(owner, name)
                .filter(|_| self.is_of_handler(callee))
        };
        let known = known.map(|row| (row, true));
        known.or_else(|| Some((by_method()?, false)))
    }

    fn reply_of_row(
        &self,
        at: ExprAt<'p>,
        row: &'static catalog::Reply,
        replies: &mut Vec<Reply<'p>>,
    ) {
        let Some(call) = at.file.facts.call(at.id) else {
            return;
        };
        for slot in &row.slots {
            if let Some(value) = self.slot(at, slot).and_then(|it| it.at) {
                replies.push(Reply {
                    value,
                    by: text(at.with(call.callee)),
                });
            }
        }
    }

    /// The name that a call begins with: `res` in `res.status(500).json(…)`.
    fn begins_with(&self, at: ExprAt<'p>) -> Option<&'p str> {
        let facts = &at.file.facts;
        let mut id: ExprId = at.id;
        for _ in 0..16 {
            id = match facts.kind(id) {
                ExprKind::Member { object, .. } => *object,
                ExprKind::Call(call) => call.callee,
                ExprKind::Name(name) => return Some(name),
                _ => return None,
            };
        }
        None
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
                    if definitions
                        .iter()
                        .any(|it| matches!(it.source, Source::Parameter(..)))
                    {
                        return true;
                    }
                    // `const response = host.switchToHttp().getResponse()`.
                    let made = definitions.iter().find_map(|it| match it.source {
                        Source::Value(value) => Some(value),
                        _ => None,
                    });
                    match made {
                        Some(made) => made,
                        None => return false,
                    }
                }
                _ => return false,
            };
        }
        false
    }

    /// Whether what the function around an expression returns is sent to whoever asked.
    fn is_replied_from(&self, at: ExprAt<'p>) -> bool {
        let Some(function) = self.function_around(at) else {
            return false;
        };
        let web = self.catalog.web(family(at.file));
        let handler = self.as_handler(function);
        handler.is_some_and(|it| it.is_web() && web.returns_reply(it.framework))
            || self.returns_failure(function)
    }
}

fn text<'p>(at: ExprAt<'p>) -> &'p str {
    let range = at.range();
    &at.file.document.text()[range.as_range()]
}
