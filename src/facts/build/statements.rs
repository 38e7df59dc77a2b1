//! What runs: calls, handlers, exits; and the comments beside it.

use super::guards::Around;
use super::sites::{Site, Sites};
use crate::facts::build::{Builder, range};
use crate::facts::ecma;
use crate::facts::expr::ExprKind;
use crate::facts::items::{Comment, Exit, Handler};
use crate::syntax::Capture;

impl<'tree> Builder<'tree> {
    pub(super) fn statements(&mut self, sites: &Sites<'tree>) {
        let mut around = Around::new(sites);
        for site in &sites.sites {
            match site.subject {
                Capture::Call => {
                    if ecma::is_plain_element(self, site.node) {
                        continue;
                    }
                    let read = self.expr(site.node);
                    let call = match self.facts.exprs[read].kind {
                        ExprKind::Not(call) | ExprKind::Await(call) => call,
                        _ => read,
                    };
                    self.facts.calls.push(call);
                    self.facts.receive(call);
                }
                Capture::Guard => self.guard(sites, site, &mut around),
                Capture::Cases => self.cases(sites, site, &mut around),
                Capture::Assertion => self.assertion(sites, site),
                Capture::Handler => self.facts.handlers.push(Handler {
                    body: sites
                        .part(site, Capture::HandlerBody)
                        .map_or(range(site.node), range),
                    catches: sites
                        .parts(site, Capture::HandlerCatch)
                        .map(range)
                        .collect(),
                    finally: sites.part(site, Capture::HandlerFinally).map(range),
                }),
                Capture::Raise | Capture::Return => self.exit(sites, site),
                Capture::Yield => self.yielded(sites, site),
                Capture::Comment => self.facts.comments.push(Comment {
                    range: range(site.node),
                }),
                _ => {}
            }
        }
        // The conditions of later cases were met before those inside of earlier ones.
        self.facts.guards.sort_by_key(|guard| guard.range.start());
    }

    fn yielded(&mut self, sites: &Sites<'tree>, site: &Site<'tree>) {
        let function = self.facts.function_at(site.node.start_byte());
        if let Some(function) = function {
            let value = sites.part(site, Capture::YieldValue);
            let value = self.expr(value.unwrap_or(site.node));
            self.facts.functions[function].yields.push(value);
        }
    }

    fn exit(&mut self, sites: &Sites<'tree>, site: &Site<'tree>) {
        let value = sites
            .part(site, Capture::ExitValue)
            .map(|node| self.expr(node));
        let raises = site.subject == Capture::Raise;
        self.facts.exits.push(Exit {
            range: range(site.node),
            raises,
            value,
        });
        if let (false, Some(value), Some(function)) = (
            raises,
            value,
            self.facts.function_at(site.node.start_byte()),
        ) {
            self.facts.functions[function].returns.push(value);
        }
    }
}
