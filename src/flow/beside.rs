//! What is said beside an address by the same caller: `client(MISTRAL, mistralKey)` beside
//! `client(OTHER, otherKey)`. Of a function that many call, each with an address of its own, only
//! those callers say a key or a model of Mistral's that say an address of Mistral's.

use super::Flow;
use super::frame::Frame;
use super::slot::SlotValue;
use super::value::{At, ExprAt, Value};
use std::rc::Rc;

/// Of how many callers it is told apart what they say.
const MAX_TOLD_APART: usize = 128;
/// How many functions, each called by the next alone, stand before one that many call.
const MAX_SINGLE: usize = 3;
/// How many calls, told apart by the callers of the functions they stand in, are asked for one answer.
const MAX_ASKED: usize = 512;

impl<'p> Flow<'p> {
    /// What `ask` finds in a call, for those callers of the function around it for whom `reaches`
    /// holds; for all, if it holds for none that can be told apart.
    pub(super) fn beside(
        &self,
        at: ExprAt<'p>,
        reaches: impl Fn() -> bool,
        ask: impl Fn() -> Option<SlotValue<'p>>,
    ) -> Option<SlotValue<'p>> {
        let whole = ask()?;
        if !is_several(&whole.values) {
            return Some(whole);
        }
        let mut values: Vec<Value<'p>> = Vec::new();
        // The next one last.
        let mut open = self.frames_around(at, 0);
        open.reverse();
        let mut asked = 0;
        while let Some(frame) = open.pop() {
            let reaches = |frame: &Rc<Frame<'p>>| self.within(Some(frame.clone()), &reaches);
            asked += 1;
            if asked > MAX_ASKED || !reaches(&frame) {
                continue;
            }
            let Some(found) = self.within(Some(frame.clone()), &ask) else {
                continue;
            };
            if is_several(&found.values) {
                let before = open.len();
                open.extend(self.refined(&frame).into_iter().rev().filter(reaches));
                if open.len() > before {
                    continue;
                }
            }
            for value in found.values {
                if !values.iter().any(|it| it.is_same(&value)) {
                    values.push(value);
                }
            }
        }
        match values.is_empty() {
            true => Some(whole),
            false => Some(SlotValue { values, ..whole }),
        }
    }

    /// A call, told apart by who calls the function that it stands in: a helper of a helper.
    fn refined(&self, frame: &Rc<Frame<'p>>) -> Vec<Rc<Frame<'p>>> {
        let calls = frame.calls();
        let Some(&(_, outermost)) = calls.last() else {
            return Vec::new();
        };
        let callers = self.within(None, || self.frames_around(outermost, 0));
        let inwards = |caller| {
            let mut calls = calls.iter().rev();
            calls.try_fold(caller, |outer, &(function, call)| {
                self.within(Some(outer), || self.frame_for(function, call))
            })
        };
        callers.into_iter().filter_map(inwards).collect()
    }

    /// The callers of the innermost function around an expression that has several, each as what that
    /// function is worked out for; of one that has a single caller, the callers of that.
    fn frames_around(&self, at: ExprAt<'p>, depth: usize) -> Vec<Rc<Frame<'p>>> {
        if depth > MAX_SINGLE {
            return Vec::new();
        }
        let facts = &at.file.facts;
        let innermost = facts.function_at(at.range().start());
        let outward = std::iter::successors(innermost, |&id| facts.function(id).outer);
        let named = outward.filter(|&id| facts.handed_to(id).is_none());
        let frames = named.map(|id| {
            let function = At { file: at.file, id };
            match *self.callers(function) {
                [] => Vec::new(),
                [only] => self
                    .frames_around(only, depth + 1)
                    .into_iter()
                    .filter_map(|outer| self.within(Some(outer), || self.frame_for(function, only)))
                    .collect(),
                ref several if several.len() <= MAX_TOLD_APART => several
                    .iter()
                    .filter_map(|call| self.frame_for(function, *call))
                    .collect(),
                _ => Vec::new(),
            }
        });
        frames
            .into_iter()
            .find(|it| !it.is_empty())
            .unwrap_or_default()
    }
}

/// Whether something may be more than one thing, or have a part that may.
fn is_several(values: &[Value<'_>]) -> bool {
    let of_several = |value: &Value<'_>| match value {
        Value::Mixed(parts) => parts.iter().any(|part| part.len() > 1),
        _ => false,
    };
    values.len() > 1 || values.iter().any(of_several)
}
