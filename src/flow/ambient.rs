//! What a program sets once for all that is made after: clients, `Settings.llm = llm`,
//! `dspy.configure(lm=lm)`; keys and addresses, `litellm.api_key = key`.

use super::Flow;
use super::handed::is_imported;
use super::slot::SlotValue;
use super::value::{Client, ExprAt};
use crate::catalog::{Ambient, RequestFunction, Slot};
use crate::facts::{ExprId, ExprKind};

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
        let set = self.all_set(ambient, at).into_iter();
        let mut clients: Vec<_> = set
            .filter_map(|value| self.client_among(&self.values(value), value, 0))
            .collect();
        // Of several, one that writes text before one that only embeds it.
        let writes = |client: &Client<'p>| {
            let mut methods = client.kind.methods();
            methods.any(|method| method.kind.generates_text())
        };
        let first = clients.iter().position(writes).unwrap_or_default();
        (first < clients.len()).then(|| clients.swap_remove(first))
    }

    /// The calls, in its file, of methods of these names on what a call gives, under the name that it is
    /// given there.
    fn calls_on_name(&self, made: ExprAt<'p>, methods: &[String]) -> Vec<ExprAt<'p>> {
        let facts = &made.file.facts;
        let written = facts.assignments.iter().find(|it| it.value == made.id);
        let member = written.map(|it| made.file.source(facts.range(it.target)));
        let named = self.name_of_object(made);
        let is_it = |object: ExprId| match facts.kind(object) {
            ExprKind::Name(name) => {
                named.is_some() && facts.resolve(name, facts.range(object).start()) == named
            }
            _ => member == Some(made.file.source(facts.range(object))),
        };
        let calls = facts.calls.iter().filter(|&&id| {
            let callee = facts.call(id).and_then(|call| facts.member(call.callee));
            callee.is_some_and(|(object, name)| {
                methods.iter().any(|method| method == name) && is_it(object)
            })
        });
        calls.map(|&id| made.with(id)).collect()
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
        if !ambient.methods.is_empty() {
            let given = self.calls_on_name(at, &ambient.methods).into_iter();
            let given = given.filter_map(|call| self.first_slot(call, &ambient.slot)?.at);
            return given.take(MAX_SET).collect();
        }
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
