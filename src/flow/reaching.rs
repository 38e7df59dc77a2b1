//! Which of the values that a name is given are not those that it has where it is used: one that was
//! replaced before, `client = Mistral(..)` above `client = OpenAI(..)`, or one that comes after.
//!
//! Only calls and what `with` enters are left out, and only in Python, where a block is told by its indentation: a key that is
//! written in the code counts wherever it stands.

use super::value::ExprAt;
use super::{Flow, MAX_VALUES};
use crate::facts::{Binding, Definition, ExprKind, Source};
use crate::project::SourceFile;
use crate::text::TextRange;

/// How far a definition may be from a use, in bytes, for what is between them to be looked at.
const MAX_DISTANCE: usize = 16 * 1024;

/// How many definitions before a use are asked whether they replace an earlier one, the nearest first.
const MAX_LATER: usize = 4;

impl<'p> Flow<'p> {
    /// Whether a name surely has another value where it is used than the one that it is given here.
    pub(super) fn is_elsewhere(
        &self,
        file: &'p SourceFile,
        binding: &Binding,
        definition: &Definition,
        at: ExprAt<'p>,
    ) -> bool {
        let facts = &file.facts;
        let is_call = matches!(
            definition.source,
            Source::Value(id) | Source::Context(id) if matches!(facts.kind(id), ExprKind::Call(_))
        );
        if !is_call || file.language.is_ecma() || !std::ptr::eq(file, at.file) {
            return false;
        }
        // Of a name with more definitions the values are not told apart.
        if binding.definitions.len() > MAX_VALUES {
            return false;
        }
        let function = facts.function_at(at.range().start());
        let is_beside = |range: TextRange| facts.function_at(range.start()) == function;
        let used = at.range().start();
        if definition.range == at.range() {
            return false;
        }
        // What the functions around give to a name of theirs (`nonlocal`, `global`) was given before.
        let is_around = !is_beside(definition.range);
        if is_around && !is_around_use(file, definition.range.start(), used) {
            return false;
        }
        if !is_around && definition.range.start() > used {
            // What a function keeps outside of itself it may find there the next time.
            let scope = facts.scopes().get(binding.scope).range;
            let range = function.map(|function| facts.function(function).range);
            let is_own = range.is_none_or(|range| range.contains_range(scope));
            return is_own && !may_be_in_loop(file, range, used);
        }
        let before = |it: &&Definition| it.range.start() < used;
        let nearest = binding.definitions.iter().rev().filter(before);
        nearest.take(MAX_LATER).any(|later| {
            let (value, within) = match later.source {
                Source::Value(value) => (value, false),
                Source::Context(value) => (value, true),
                _ => return false,
            };
            // `client = traced(client)` has the client that was there before.
            let wraps = file.source(facts.range(value)).contains(&*binding.name);
            !wraps
                && (is_around || later.range.start() > definition.range.end())
                && facts.range(value).end() <= used
                && is_beside(later.range)
                && match within {
                    true => is_entered(file, later.range.start(), used),
                    false => is_certain(file, later.range.start(), used),
                }
        })
    }
}

/// Whether the code at `defined` is that of a function around the code at `used`, or of the module.
fn is_around_use(file: &SourceFile, defined: usize, used: usize) -> bool {
    let function = file.facts.function_at(defined);
    function.is_none_or(|function| {
        let range = file.facts.function(function).range;
        range.start() <= used && used < range.end()
    })
}

/// Whether what stands at `first` has run whenever the code at `second` runs: nothing between them
/// leaves the block of the first.
fn is_certain(file: &SourceFile, first: usize, second: usize) -> bool {
    let text = file.document.text();
    let before = &text[line_start(text, first)..first];
    before.trim().is_empty() && is_deep(text, first, second, before.len())
}

/// Whether the `with` at `first` was entered whenever the code at `second` runs, in its block or after
/// it: `with Mistral() as client:`.
fn is_entered(file: &SourceFile, first: usize, second: usize) -> bool {
    let text = file.document.text();
    let line = &text[line_start(text, first)..first];
    let code = line.trim_start();
    let is_statement = code.starts_with("with ") || code.starts_with("async with ");
    is_statement && is_deep(text, first, second, line.len() - code.len())
}

/// Whether no line between two places, those in which they stand included, is indented less.
fn is_deep(text: &str, first: usize, second: usize, depth: usize) -> bool {
    if second.saturating_sub(first) > MAX_DISTANCE {
        return false;
    }
    let end = text[second..]
        .find('\n')
        .map_or(text.len(), |at| second + at);
    text[line_start(text, first)..end].lines().all(|line| {
        let code = line.trim_start();
        code.is_empty() || code.starts_with('#') || line.len() - code.len() >= depth
    })
}

/// Whether a loop may be around the code at an offset in a function, or in none: one begins before it.
fn may_be_in_loop(file: &SourceFile, function: Option<TextRange>, offset: usize) -> bool {
    let start = function.map_or(0, |range| range.start());
    let before = &file.document.text()[start..offset];
    let is_loop = |line: &str| {
        let code = line.trim_start();
        ["for ", "while ", "async for "]
            .iter()
            .any(|word| code.starts_with(word))
    };
    before.len() > MAX_DISTANCE || before.lines().any(is_loop)
}

fn line_start(text: &str, offset: usize) -> usize {
    text[..offset].rfind('\n').map_or(0, |at| at + 1)
}
