//! What code puts into members after they were made: `holder.client = …`, `clients["a"] = …`,
//! `clients.append(…)`, and what a framework's object carries from one place to another.

use super::value::{At, ClassAt, ExprAt, Value};
use super::{Flow, Place};
use crate::facts::{Binding, Call, ExprId, ExprKind, Facts, Id, Source, Step};
use crate::project::SourceFile;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::rc::Rc;

/// Members of a framework's objects in which a program keeps things of its own: what is put into one
/// under a name comes out of one under this name, though the object is another variable
/// (`app.state.client`, `request.app.state.client`).
const CARRIERS: &[&str] = &[
    "state",
    "locals",
    "config",
    "extensions",
    "context",
    "ctx",
    "session_state",
    "bot_data",
];

/// How many writes of one name are looked at.
const MAX_WRITES: usize = 64;

/// What a value is put into.
#[derive(Clone)]
pub(super) enum Owner<'p> {
    /// Something from outside, and the call that gave it.
    Symbol(SmolStr, Option<ExprAt<'p>>),
    Class(ClassAt<'p>),
    Module(usize),
}

impl PartialEq for Owner<'_> {
    /// Two calls of one function may give the same thing.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Symbol(one, _), Self::Symbol(other, _)) => one == other,
            (Self::Class(one), Self::Class(other)) => one == other,
            (Self::Module(one), Self::Module(other)) => one == other,
            _ => false,
        }
    }
}

impl<'p> Owner<'p> {
    /// The call that gave it.
    fn call(&self) -> Option<ExprAt<'p>> {
        match self {
            Self::Symbol(_, call) => *call,
            Self::Class(_) | Self::Module(_) => None,
        }
    }
}

/// The values that the project puts into members of one name.
pub(super) type Writes<'p> = Rc<[(Owner<'p>, ExprAt<'p>)]>;

impl<'p> Flow<'p> {
    /// What the file has put into `object.step` where `object` is a name or a member.
    pub(super) fn written(&self, object: ExprAt<'p>, step: &Step) -> Vec<Value<'p>> {
        let facts = &object.file.facts;
        let Some(owner) = facts.last_name(object.id) else {
            return Vec::new();
        };
        let exact = match step {
            Step::Key(name) => name.as_str(),
            Step::Index(_) | Step::Rest | Step::Others => Facts::ANY,
        };
        let mut any = facts
            .writes(exact)
            .chain(facts.writes(Facts::ANY).filter(|_| exact != Facts::ANY))
            .filter(|write| {
                let target = facts.owner(write.target);
                target.is_some_and(|target| facts.last_name(target) == Some(owner))
            })
            .peekable();
        let mutations = facts.mutations(owner);
        // Most members of most objects are never written.
        if any.peek().is_none() && mutations.is_empty() {
            return Vec::new();
        }
        let mut values = Vec::new();
        for write in any.take(MAX_WRITES) {
            let target = facts.owner(write.target);
            if target.is_some_and(|target| self.is_same(object, target)) {
                values.extend(self.values(object.with(write.value)).to_vec());
            }
        }
        for &id in mutations.iter().take(MAX_WRITES) {
            let Some(call) = facts.call(id) else { continue };
            if let ExprKind::Member {
                object: target,
                name,
            } = facts.kind(call.callee)
                && self.is_same(object, *target)
            {
                values.extend(self.put(object.with(id), call, name, step));
            }
        }
        values
    }

    /// What the file puts into an object under the name that it gets where it is written out:
    /// `body = {}; body["model"] = …; return body`.
    pub(super) fn put_into(&self, object: ExprAt<'p>, step: &Step) -> Vec<Value<'p>> {
        let target = self.target_named(object, step);
        target.map_or(Vec::new(), |target| self.written(target, step))
    }

    /// The expression that a statement puts under a name into what `object` is, a name or an object
    /// that is written out.
    pub(super) fn expr_put(&self, object: ExprAt<'p>, name: &str) -> Option<ExprAt<'p>> {
        let target = match object.file.facts.kind(object.id) {
            ExprKind::Name(_) => object,
            _ => self.target_named(object, &Step::Key(name.into()))?,
        };
        let facts = &target.file.facts;
        let mut writes = facts.writes(name);
        let write = writes.find(|write| {
            let owner = facts.owner(write.target);
            owner.is_some_and(|owner| self.is_same(target, owner))
        });
        write.map(|write| target.with(write.value))
    }

    /// What the file puts something into that an object is called there.
    fn target_named(&self, object: ExprAt<'p>, step: &Step) -> Option<ExprAt<'p>> {
        let facts = &object.file.facts;
        let named = self.name_of_object(object)?;
        let is_it = |id: ExprId| match facts.kind(id) {
            ExprKind::Name(name) => facts.resolve(name, facts.range(id).start()) == Some(named),
            _ => false,
        };
        let exact = match step {
            Step::Key(name) => name.as_str(),
            Step::Index(_) | Step::Rest | Step::Others => Facts::ANY,
        };
        let any = facts.writes(exact).chain(facts.writes(Facts::ANY));
        let written = any.filter_map(|write| facts.owner(write.target));
        let mutated = facts.mutations(&facts.binding(named).name);
        let mutated = mutated.iter().filter_map(|&id| {
            let (target, _) = facts.member(facts.call(id)?.callee)?;
            Some(target)
        });
        let mut targets = written.chain(mutated).take(MAX_WRITES);
        targets.find(|id| is_it(*id)).map(|id| object.with(id))
    }

    /// The name that an object is given where it is written out.
    pub(super) fn name_of_object(&self, object: ExprAt<'p>) -> Option<Id<Binding>> {
        let file = object.file;
        let address = std::ptr::from_ref(file).addr();
        let mut named = self.named_objects.borrow_mut();
        let named = named.entry(address).or_insert_with(|| {
            let mut named = FxHashMap::default();
            for (id, binding) in file.facts.bindings() {
                for definition in &binding.definitions {
                    if let (Source::Value(value), []) = (&definition.source, &definition.path[..]) {
                        named.insert(*value, id);
                    }
                }
            }
            named
        });
        named.get(&object.id).copied()
    }

    /// What a call of a method puts where a step leads.
    fn put(&self, at: ExprAt<'p>, call: &Call, method: &str, step: &Step) -> Vec<Value<'p>> {
        let argument = |index: usize| call.arguments.get(index).map(|it| at.with(it.value));
        let valued = |index| argument(index).map_or(Vec::new(), |it| self.values(it).to_vec());
        match (method, step) {
            ("update", Step::Key(name)) => {
                let mut values = self.property(at, name);
                values.retain(|value| !matches!(value, Value::Null(_) | Value::Unknown));
                values
            }
            ("set" | "setdefault", Step::Key(name)) => {
                let key = argument(0).map(|key| self.values(key));
                let is_other =
                    |value: &Value<'p>| value.as_text().is_some_and(|it| it.value != *name);
                match key.is_some_and(|key| !key.is_empty() && key.iter().all(is_other)) {
                    true => Vec::new(),
                    false => valued(1),
                }
            }
            ("set" | "setdefault" | "insert", Step::Index(_) | Step::Rest) => valued(1),
            ("add" | "append" | "appendleft" | "push" | "unshift", Step::Index(_) | Step::Rest) => {
                valued(0)
            }
            ("extend", Step::Index(_) | Step::Rest) => {
                // A list may be put into itself: `steps.extend(steps)`.
                argument(0).map_or(Vec::new(), |all| {
                    let place = Place::Elements(all.address(), all.id);
                    self.once(place, Facts::ANY, || self.elements(all))
                })
            }
            _ => Vec::new(),
        }
    }

    /// Whether two expressions of one file with the same last name mean the same: the same name, or
    /// the member of the same.
    fn is_same(&self, one: ExprAt<'p>, other: ExprId) -> bool {
        let facts = &one.file.facts;
        match (facts.kind(one.id), facts.kind(other)) {
            (ExprKind::Name(name), ExprKind::Name(_)) => {
                let binding = facts.resolve(name, facts.range(one.id).start());
                binding.is_some() && binding == facts.resolve(name, facts.range(other).start())
            }
            (
                ExprKind::Member { object: one_of, .. },
                ExprKind::Member {
                    object: other_of, ..
                },
            ) => {
                let owners = self.owners(one.with(*other_of));
                let same = self.owners(one.with(*one_of));
                same.iter().any(|owner| owners.contains(owner))
            }
            (ExprKind::Assert { value, .. }, _) => self.is_same(one.with(*value), other),
            (_, ExprKind::Assert { value, .. }) => self.is_same(one, *value),
            _ => false,
        }
    }

    /// What an expression is, as something that values are put into.
    fn owners(&self, at: ExprAt<'p>) -> Vec<Owner<'p>> {
        let owner = |value: &Value<'p>| match value {
            Value::Symbol { path, call } => Some(Owner::Symbol(path.clone(), *call)),
            Value::Instance(class) | Value::Class(class) => Some(Owner::Class(*class)),
            Value::Module(file) => Some(Owner::Module(std::ptr::from_ref(*file).addr())),
            _ => None,
        };
        self.values(at).iter().filter_map(owner).collect()
    }

    /// What any file has put into the member of this name of something, asked for code of `file`.
    pub(super) fn written_anywhere(
        &self,
        owner: &Owner<'p>,
        name: &str,
        file: &SourceFile,
    ) -> Vec<Value<'p>> {
        let writes = self.project_writes(name);
        // Flask's name for the application that is running.
        let behind = match owner {
            Owner::Symbol(path, _) if path == "flask.current_app" => {
                Some(Owner::Symbol("flask.Flask()".into(), None))
            }
            _ => None,
        };
        let is_owner = |it: &Owner<'p>| it == owner || behind.as_ref() == Some(it);
        // What one call gave is likelier the same thing than what two did.
        let is_from_call = |it: &Owner<'p>| owner.call().is_some() && it.call() == owner.call();
        let told_apart = writes
            .iter()
            .any(|(it, _)| is_owner(it) && is_from_call(it));
        let of_owner = writes.iter().filter(|(it, _)| is_owner(it));
        of_owner
            .filter(|(it, _)| !told_apart || is_from_call(it))
            .filter(|(_, value)| self.counts_for(file, value.file))
            .flat_map(|(_, value)| self.values(*value).to_vec())
            .collect()
    }

    /// What any file has put into a member of something from outside: `axios.defaults.baseURL`.
    pub(super) fn written_into(
        &self,
        path: &str,
        made: Option<ExprAt<'p>>,
        name: &str,
        file: &SourceFile,
    ) -> Vec<Value<'p>> {
        if self.places_written(name).is_empty() {
            return Vec::new();
        }
        self.written_anywhere(&Owner::Symbol(path.into(), made), name, file)
    }

    /// Whether what is put somewhere in one file counts for the code of another: what a test puts
    /// somewhere says nothing of what the program finds there.
    fn counts_for(&self, file: &SourceFile, put: &SourceFile) -> bool {
        !self.is_test(put) || self.is_test(file)
    }

    /// The values that the project puts into members of this name.
    fn project_writes(&self, name: &str) -> Writes<'p> {
        let places = self.places_written(name);
        if places.is_empty() {
            return Writes::default();
        }
        let owners = |&(target, value): &(ExprAt<'p>, ExprAt<'p>)| {
            let owner = target.file.facts.owner(target.id);
            let owners = owner.map(|owner| self.within(None, || self.owners(target.with(owner))));
            let owners = owners.into_iter().flatten();
            owners.map(move |owner| (owner, value))
        };
        let work = || places.iter().take(MAX_WRITES).flat_map(owners).collect();
        self.solver.answer(&self.solver.writes, name.into(), work)
    }

    /// The targets and values of all writes of a name in the project.
    pub(super) fn places_written(&self, name: &str) -> &[(ExprAt<'p>, ExprAt<'p>)] {
        let places = self.written_places.get_or_init(|| {
            let mut places: FxHashMap<&'p str, Vec<_>> = FxHashMap::default();
            for file in self.project.files() {
                let file: &'p SourceFile = file;
                for name in file.facts.written_names() {
                    let writes = file.facts.writes(name).map(|write| {
                        let at = |id| At { file, id };
                        (at(write.target), at(write.value))
                    });
                    places.entry(name.as_str()).or_default().extend(writes);
                }
            }
            places
        });
        places.get(name).map_or(&[], Vec::as_slice)
    }

    /// What a program has put into a carrier of a framework's object under this name, where `object`
    /// is such a carrier.
    pub(super) fn kept_in_carrier(&self, object: ExprAt<'p>, name: &SmolStr) -> Vec<Value<'p>> {
        let facts = &object.file.facts;
        let carrier = facts.last_name(object.id);
        let Some(carrier) = carrier.filter(|it| CARRIERS.contains(&it.as_str())) else {
            return match carrier.is_some_and(|it| it == "var") {
                true => self.stored(name),
                false => Vec::new(),
            };
        };
        let place = Place::Carrier {
            test: self.is_test(object.file),
        };
        let look = || {
            let places = self.places_written(name).iter().take(MAX_WRITES);
            let places = places.filter(|(target, _)| self.counts_for(object.file, target.file));
            let into_carrier = places.filter(|(target, _)| {
                let facts = &target.file.facts;
                let owner = facts.owner(target.id);
                owner.and_then(|owner| facts.last_name(owner)) == Some(carrier)
            });
            let values = into_carrier.flat_map(|(_, value)| self.values(*value).to_vec());
            values.filter(is_kept).collect()
        };
        self.once(place, name, look)
    }

    /// What a program has handed to a framework or a map under this name: `app.set("client", client)`.
    pub(super) fn stored(&self, name: &SmolStr) -> Vec<Value<'p>> {
        self.put_by(&["set", "provide", "setContext", "register"], name)
    }

    /// What a program has made a member of a framework's object: `fastify.decorate("client", client)`.
    pub(super) fn decorated(&self, name: &SmolStr) -> Vec<Value<'p>> {
        self.put_by(&["decorate"], name)
    }

    /// What calls of these methods are given with a name.
    fn put_by(&self, methods: &[&str], name: &SmolStr) -> Vec<Value<'p>> {
        if methods
            .iter()
            .all(|method| self.calls_named(method).is_empty())
        {
            return Vec::new();
        }
        let look = || {
            let calls = methods.iter().flat_map(|method| self.calls_named(method));
            let stored = calls.filter_map(|call| {
                let [key, value, ..] = call.file.facts.call(call.id)?.arguments.as_slice() else {
                    return None;
                };
                // Most keys are written out: no need to follow those.
                if let ExprKind::String(key) = call.file.facts.kind(key.value)
                    && key.value != *name
                {
                    return None;
                }
                let key = self.values(call.with(key.value));
                let is_it = |value: &Value<'p>| value.as_text().is_some_and(|it| it.value == *name);
                key.iter()
                    .any(is_it)
                    .then(|| self.values(call.with(value.value)))
            });
            stored
                .flat_map(|values| values.to_vec())
                .filter(is_kept)
                .collect()
        };
        self.once(Place::Store, name, look)
    }
}

/// Whether a value is such that it is looked for far from where it is made.
fn is_kept(value: &Value<'_>) -> bool {
    matches!(
        value,
        Value::Client(_) | Value::ClientMember(..) | Value::Instance(_) | Value::Function(_)
    )
}
