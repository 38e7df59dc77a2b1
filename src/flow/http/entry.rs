//! Entries that are put into headers and forms by methods, or stand in lists of pairs.

use crate::facts::ExprKind;
use crate::flow::Flow;
use crate::flow::slot::SlotValue;
use crate::flow::value::{ExprAt, Value};

/// Methods of headers and forms that put an entry into them, name first.
pub(super) const SETTERS: [&str; 3] = ["set", "append", "add_field"];

impl<'p> Flow<'p> {
    /// An entry set by a method of what a call returns: `xhr.setRequestHeader("Authorization", …)`,
    /// `superagent.post(url).set("Authorization", …)`.
    pub(super) fn entry_set_on(
        &self,
        made: ExprAt<'p>,
        methods: &[String],
        name: &str,
    ) -> Option<SlotValue<'p>> {
        self.calls_on(made, methods).into_iter().find_map(|call| {
            match *self.plain_arguments(call) {
                [headers] => self.header_among(&self.slot_value(headers), name, 0),
                [key, value, ..] => self.may_be_text(key, name).then(|| self.slot_value(value)),
                [] => None,
            }
        })
    }

    /// An entry put into something by methods of a name for it, `headers.set("Authorization", …)`, or of
    /// a member of it, `url.searchParams.set("model", "…")`.
    pub(super) fn entry_set_by_name(
        &self,
        owner: ExprAt<'p>,
        member: Option<&str>,
        name: &str,
    ) -> Option<SlotValue<'p>> {
        let facts = &owner.file.facts;
        let ExprKind::Name(owned) = facts.kind(owner.id) else {
            return None;
        };
        let binding = facts.resolve(owned, owner.range().start())?;
        facts.calls.iter().find_map(|&id| {
            let (entries, method) = facts.member(facts.call(id)?.callee)?;
            let object = match member {
                Some(member) => facts.member(entries).filter(|(_, it)| *it == member)?.0,
                None => entries,
            };
            let is_it = SETTERS.contains(&&**method)
                && matches!(facts.kind(object), ExprKind::Name(name) if name == owned)
                && facts.resolve(owned, facts.range(object).start()) == Some(binding);
            match *self
                .plain_arguments(owner.with(id))
                .get(..2)
                .filter(|_| is_it)?
            {
                [key, value] => self.may_be_text(key, name).then(|| self.slot_value(value)),
                _ => None,
            }
        })
    }

    /// An entry put into what any of these values is, where a call made it: a form that another
    /// function fills.
    pub(super) fn entry_set_on_made(
        &self,
        values: &[Value<'p>],
        name: &str,
    ) -> Option<SlotValue<'p>> {
        let setters = SETTERS.map(str::to_owned);
        values.iter().find_map(|value| match value {
            Value::Symbol {
                call: Some(made), ..
            } => self.entry_set_on(*made, &setters, name),
            _ => None,
        })
    }

    /// An entry of a list of pairs: `[["model", "…"]]`.
    pub(super) fn entry_of_pairs(&self, list: ExprAt<'p>, name: &str) -> Option<SlotValue<'p>> {
        let ExprKind::Array(items) = list.file.facts.kind(list.id) else {
            return None;
        };
        items.iter().find_map(|item| {
            let ExprKind::Array(pair) = list.file.facts.kind(*item) else {
                return None;
            };
            let [key, value] = pair.as_slice() else {
                return None;
            };
            let value = list.with(*value);
            self.may_be_text(list.with(*key), name)
                .then(|| self.slot_value(value))
        })
    }

    /// Whether an expression may be this text, in any case.
    pub(super) fn may_be_text(&self, at: ExprAt<'p>, text: &str) -> bool {
        let values = self.values(at);
        let mut texts = values.iter().filter_map(Value::as_text);
        texts.any(|it| it.value.eq_ignore_ascii_case(text))
    }
}
