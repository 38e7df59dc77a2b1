//! What a function gives to one call, where that hinges on what the call passes:
//! `env("MISTRAL_API_KEY")` beside `env("OTHER_API_KEY")`.
//!
//! While what a function returns is being worked out for a call, its parameters are what that call
//! passes, and what is learned of expressions in its body holds for that call only.

use super::Flow;
use super::argument::is_receiver;
use super::choice::is_choosing;
use super::value::{ClassAt, ExprAt, FunctionAt, Value};
use crate::facts::{ExprKind, Source};
use rustc_hash::FxHashSet;
use std::rc::Rc;

/// Of a function that is called more often the calls are not told apart.
const MAX_CALLS: usize = 128;
/// How many calls within one another are told apart.
const MAX_FRAMES: usize = 3;
/// How many expressions are looked at to see whether what a function returns hinges on a parameter.
const MAX_SEEN: usize = 256;

/// A call whose function is being worked out for it.
pub(super) struct Frame<'p> {
    /// From 1; 0 is for what holds for all calls.
    number: u32,
    function: FunctionAt<'p>,
    call: ExprAt<'p>,
    /// The one that the call itself stands in.
    outer: Option<Rc<Frame<'p>>>,
}

impl<'p> Frame<'p> {
    fn chain(self: &Rc<Self>) -> impl Iterator<Item = &Rc<Self>> {
        std::iter::successors(Some(self), |frame| frame.outer.as_ref())
    }

    /// What tells it from others.
    pub(super) fn number(&self) -> u32 {
        self.number
    }

    /// The functions and their calls, from the innermost on.
    pub(super) fn calls(self: &Rc<Self>) -> Vec<(FunctionAt<'p>, ExprAt<'p>)> {
        self.chain().map(|it| (it.function, it.call)).collect()
    }

    fn holds(&self, at: ExprAt<'p>) -> bool {
        let function = self.function;
        let range = function.file.facts.function(function.id).range;
        std::ptr::eq(function.file, at.file) && range.contains_range(at.range())
    }
}

impl<'p> Flow<'p> {
    /// What a function may return to this call.
    pub(super) fn returned_to(&self, function: FunctionAt<'p>, call: ExprAt<'p>) -> Vec<Value<'p>> {
        match self.frame_of_call(function, call) {
            Some(frame) => self.within(Some(frame), || self.returned(function)),
            None => self.returned(function),
        }
    }

    /// The call for which the function is being worked out, if there is one.
    pub(super) fn call_told_apart(&self, function: FunctionAt<'p>) -> Option<ExprAt<'p>> {
        let frame = self.frame.borrow();
        let frame = frame.as_ref()?;
        frame
            .chain()
            .find(|it| it.function == function)
            .map(|it| it.call)
    }

    /// The frame that an expression is worked out in, and its number.
    pub(super) fn frame_of(&self, at: ExprAt<'p>) -> (Option<Rc<Frame<'p>>>, u32) {
        let frame = self.frame.borrow();
        let Some(frame) = frame.as_ref() else {
            return (None, 0);
        };
        match frame.chain().find(|frame| frame.holds(at)) {
            Some(frame) => (Some(frame.clone()), frame.number),
            None => (None, 0),
        }
    }

    /// Works something out in a frame, or for all calls alike.
    pub(super) fn within<T>(&self, frame: Option<Rc<Frame<'p>>>, work: impl FnOnce() -> T) -> T {
        let before = self.frame.replace(frame);
        let made = work();
        self.frame.replace(before);
        made
    }

    /// The class whose constructor an expression is worked out in, for one call of it.
    pub(super) fn class_constructed(&self, at: ExprAt<'p>) -> Option<ClassAt<'p>> {
        let frame = self.frame_of(at).0?;
        let facts = &frame.function.file.facts;
        let class = facts.function(frame.function.id).class?;
        let class = frame.function.with(class);
        (self.constructor(class) == Some(frame.function)).then_some(class)
    }

    fn frame_of_call(&self, function: FunctionAt<'p>, call: ExprAt<'p>) -> Option<Rc<Frame<'p>>> {
        match self.hinges_on_call(function) {
            true => self.frame_for(function, call),
            false => None,
        }
    }

    /// A call of a function, as what that is worked out for; `None` where so many calls stand within
    /// one another that they are not told apart.
    pub(super) fn frame_for(
        &self,
        function: FunctionAt<'p>,
        call: ExprAt<'p>,
    ) -> Option<Rc<Frame<'p>>> {
        let (outer, number) = self.frame_of(call);
        if let Some(outer) = &outer {
            let mut chain = outer.chain();
            if outer.chain().count() == MAX_FRAMES || chain.any(|it| it.function == function) {
                return None;
            }
        }
        let mut frames = self.frames.borrow_mut();
        let next = u32::try_from(frames.len() + 1).ok()?;
        let frame = frames.entry((function, call, number)).or_insert_with(|| {
            Rc::new(Frame {
                number: next,
                function,
                call,
                outer,
            })
        });
        Some(frame.clone())
    }

    /// Whether several calls of a function may get different things from it, or one not all of them.
    fn hinges_on_call(&self, function: FunctionAt<'p>) -> bool {
        if let Some(&known) = self.hinges.borrow().get(&function) {
            return known;
        }
        let declaration = function.file.facts.function(function.id);
        let calls = declaration.name.as_ref();
        let calls = calls.map_or(0, |name| self.calls_named(name).len());
        let hinges = match calls {
            0 => false,
            _ if calls > MAX_CALLS => false,
            1 => is_choosing(function),
            _ => returns_parameter(function) || is_choosing(function),
        };
        self.hinges.borrow_mut().insert(function, hinges);
        hinges
    }
}

/// Whether what a function returns is made of one of its parameters.
fn returns_parameter(function: FunctionAt<'_>) -> bool {
    let facts = &function.file.facts;
    let declaration = facts.function(function.id);
    let mut open = declaration.returns.clone();
    let mut seen = FxHashSet::default();
    while let Some(id) = open.pop() {
        if seen.len() == MAX_SEEN || !seen.insert(id) {
            continue;
        }
        let ExprKind::Name(name) = facts.kind(id) else {
            open.extend(facts.kind(id).parts());
            continue;
        };
        let binding = facts.resolve(name, facts.range(id).start());
        let definitions = binding.map_or(&[][..], |it| &facts.binding(it).definitions);
        for definition in definitions {
            match definition.source {
                Source::Parameter(owner, index)
                    if owner == function.id && !is_receiver(function, index) =>
                {
                    return true;
                }
                Source::Value(value) | Source::ElementOf(value) | Source::Context(value)
                    if declaration.range.contains_range(facts.range(value)) =>
                {
                    open.push(value);
                }
                _ => {}
            }
        }
    }
    false
}
