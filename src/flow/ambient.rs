//! What a program sets once for all that is made after: clients, `Settings.llm = llm`,
//! `dspy.configure(lm=lm)`; keys and addresses, `litellm.api_key = key`.

use super::Flow;
use super::handed::is_imported;
use super::slot::SlotValue;
use super::value::{Client, ExprAt};
use crate::catalog::{Ambient, RequestFunction, Slot};

/// How many places are looked at that set one.
const MAX_SET: usize = 64;

impl<'p> Flow<'p> {
    /// The client that another is made from by the call at an expression: one that the call is given,
    /// else one that the program has set.
    pub fn client_behind(
        &self,
        at: ExprAt<'p>,
        from: &[Slot],
        ambient: &[Ambient],
    ) -> Option<Client<'p>> {
        let given = self.client_in(at, from);
        let is_given = || {
            let first = from.first();
            first.is_some_and(|slot| self.slot(at, slot).is_some())
        };
        if given.is_some() || ambient.is_empty() || is_given() {
            return given;
        }
        self.all_set(ambient, at).into_iter().find_map(|value| {
            let values = self.values(value);
            self.client_among(&values, value, 0)
        })
    }

    /// What a call has in the first of some slots that has anything, else what the program has set.
    pub fn slot_or_set(
        &self,
        at: ExprAt<'p>,
        slots: &[Slot],
        ambient: &[Ambient],
    ) -> Option<SlotValue<'p>> {
        self.first_slot(at, slots).or_else(|| {
            let set = self.all_set(ambient, at);
            let values = set.iter().flat_map(|it| self.values(*it).to_vec());
            Some(SlotValue {
                at: Some(*set.first()?),
                values: values.collect(),
            })
        })
    }

    /// What the program around an expression sets; what the file itself sets, if it does.
    fn all_set(&self, ambient: &[Ambient], at: ExprAt<'p>) -> Vec<ExprAt<'p>> {
        let mut set = ambient
            .iter()
            .flat_map(|ambient| self.set(ambient, at))
            .collect::<Vec<_>>();
        // Programs beside one another do not set it for each other.
        let is_here = |it: &ExprAt<'p>| std::ptr::eq(it.file, at.file);
        if set.iter().any(is_here) {
            set.retain(is_here);
        }
        set
    }

    /// The client that is passed to a function which sends a request, else one that the program has
    /// set.
    pub(super) fn client_of_function(
        &self,
        at: ExprAt<'p>,
        function: &RequestFunction,
    ) -> Option<Client<'p>> {
        self.client_behind(at, &function.client, &function.ambient)
    }

    /// What the program around an expression sets.
    fn set(&self, ambient: &Ambient, at: ExprAt<'p>) -> Vec<ExprAt<'p>> {
        let folder = self
            .project
            .package(&at.file.path)
            .or(at.file.path.parent());
        let is_of_program = |it: ExprAt<'p>| {
            std::ptr::eq(it.file, at.file)
                || folder.is_some_and(|folder| it.file.path.starts_with(folder))
        };
        let symbols = &ambient.symbols;
        let is_it = |at: ExprAt<'p>| {
            let paths = self.symbols(at);
            paths.iter().any(|path| symbols.contains(&path.to_string()))
        };
        let last = |path: &str| path.rsplit(['.', '#']).next().unwrap_or(path).to_owned();
        let names: Vec<String> = symbols.iter().map(|symbol| last(symbol)).collect();
        let is_named = |at: ExprAt<'p>| {
            let name = at.file.facts.last_name(at.id);
            is_imported(at) || name.is_some_and(|name| names.iter().any(|it| it == name))
        };
        if let Some(member) = &ambient.member {
            let places = self.places_written(member).iter();
            let of_it = places.filter(|(target, _)| {
                let owner = target.file.facts.owner(target.id);
                let owner = owner.map(|owner| target.with(owner));
                owner.is_some_and(|it| is_of_program(it) && is_named(it) && is_it(it))
            });
            return of_it.map(|(_, value)| *value).take(MAX_SET).collect();
        }
        let calls = names.iter().flat_map(|name| self.calls_named(name));
        let calls = calls.filter(|call| is_of_program(**call));
        let set = calls.filter_map(|&call| {
            let callee = call.with(call.file.facts.call(call.id)?.callee);
            is_it(callee).then(|| self.first_slot(call, &ambient.slot)?.at)?
        });
        set.take(MAX_SET).collect()
    }
}
