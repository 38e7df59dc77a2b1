//! Where the error of a call is caught and leaves no trace.

use super::{MAX_CALLERS, last_name};
use crate::finding::Location;
use crate::flow::Flow;
use crate::flow::value::{At, ExprAt, FunctionAt};
use crate::project::SourceFile;
use crate::text::TextRange;
use rustc_hash::FxHashSet;

impl<'p> Flow<'p> {
    /// The statements that catch the error of a call and neither write a record nor raise it again,
    /// in the functions around it or around its calls.
    pub fn swallowed(&self, at: ExprAt<'p>) -> Option<Location> {
        self.swallowed_within(at, MAX_CALLERS, &mut FxHashSet::default())
    }

    fn swallowed_within(
        &self,
        at: ExprAt<'p>,
        callers: usize,
        seen: &mut FxHashSet<FunctionAt<'p>>,
    ) -> Option<Location> {
        let facts = &at.file.facts;
        let mut around: Vec<_> = facts
            .handlers
            .iter()
            .filter(|it| it.body.contains_range(at.range()) && !it.catches.is_empty())
            .collect();
        around.sort_by_key(|handler| handler.body.len());
        for handler in around {
            let mut silent = handler.catches.iter().filter(|catch| {
                let raises = facts.exits_in(**catch).iter().any(|exit| exit.raises);
                !raises && !self.leaves_trace(at.file, **catch)
            });
            let in_silence = silent.next().copied();
            if handler
                .finally
                .is_some_and(|range| self.leaves_trace(at.file, range))
            {
                return None;
            }
            if let Some(range) = in_silence {
                return Some(Location {
                    path: at.file.path.clone(),
                    range,
                });
            }
            let writes = |catch: &TextRange| self.leaves_trace(at.file, *catch);
            if handler.catches.iter().any(writes) {
                return None;
            }
        }
        let function = self.function_around(at).filter(|it| seen.insert(*it))?;
        if callers == 0 {
            return None;
        }
        let calls = self.callers(function);
        let mut calls = calls.iter();
        calls.find_map(|call| self.swallowed_within(*call, callers - 1, seen))
    }

    /// Whether something is written down there, be it only printed.
    fn leaves_trace(&self, file: &'p SourceFile, range: TextRange) -> bool {
        let facts = &file.facts;
        facts.calls_in(range).iter().any(|&id| {
            let at = At { file, id };
            let prints = facts
                .call(id)
                .and_then(|call| last_name(facts, call.callee));
            let prints = prints.is_some_and(|name| name.starts_with("print_exc"));
            prints || self.sink(at).is_some() || self.is_record(at)
        })
    }
}
