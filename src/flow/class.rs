//! Members of classes and of their instances.

use super::frame::Frame;
use super::types::says_nothing;
use super::value::{At, ClassAt, ExprAt, Value};
use super::written::Owner;
use super::{Flow, Place, family};
use crate::catalog::{Family, Role};
use crate::facts::{ExprId, ExprKind, Field, Step};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::rc::Rc;

/// How many classes below a class are looked at.
const MAX_DESCENDANTS: usize = 32;

/// The classes of a project by the last name of what they extend.
pub(super) type Subclasses<'p> = FxHashMap<&'p str, Vec<(ClassAt<'p>, ExprId)>>;

impl<'p> Flow<'p> {
    /// A member of a class or its instances: a field, what is assigned to it, a method, a member of a
    /// base; failing these, what classes below have, or what the class is constructed with.
    pub(super) fn class_member(
        &self,
        class: ClassAt<'p>,
        name: &str,
        at: ExprAt<'p>,
    ) -> Vec<Value<'p>> {
        let step = Step::Key(name.into());
        let mut values = self.own_member(class, name, at);
        if values.is_empty() {
            for base in self.bases(class, at) {
                values.extend(self.inherited(class, &base, name, at));
            }
            values.retain(|value| !self.is_made_beside(class, value));
        }
        let searches: [&dyn Fn() -> Vec<Value<'p>>; 5] = [
            &|| self.collected(class, name),
            &|| self.constructed_field(class, name),
            &|| self.delegated(class, &step, at),
            &|| self.written_anywhere(&Owner::Class(class), name, class.file),
            &|| self.member_below(class, name, at),
        ];
        for search in searches {
            if !values.iter().all(says_nothing) {
                break;
            }
            values.extend(self.deeper(search));
        }
        if values.iter().any(|value| !value.is_unknown()) {
            values.retain(|value| !value.is_unknown());
        }
        if values.is_empty() {
            vec![Value::Unknown]
        } else {
            values
        }
    }

    /// A member that a class has of what it extends: as the constructor makes it there that the class's
    /// own calls, `super({ ...config, base: OTHER })`, not as others call it.
    fn inherited(
        &self,
        class: ClassAt<'p>,
        base: &Value<'p>,
        name: &str,
        at: ExprAt<'p>,
    ) -> Vec<Value<'p>> {
        let frame = match base {
            Value::Class(of) => self.constructor_above(class, *of).map(|frame| (*of, frame)),
            _ => None,
        };
        let Some((of, frame)) = frame else {
            return self.member(base, &Step::Key(name.into()), at);
        };
        let place = Place::Class(of.address(), of.id);
        self.once_for(frame, place, name, || self.class_member(of, name, at))
    }

    /// The one call in the constructor of a class that runs the constructor of another, as what that is
    /// worked out for.
    fn constructor_above(&self, class: ClassAt<'p>, above: ClassAt<'p>) -> Option<Rc<Frame<'p>>> {
        let own = self.constructor(class)?;
        let facts = &class.file.facts;
        let calls = facts.calls_in(facts.function(own.id).range).iter();
        let runs_it = |call: &&ExprId| {
            let callee = facts.call(**call).map(|it| it.callee);
            let callee = callee.map(|callee| match facts.member(callee) {
                Some((object, name)) if name == "__init__" => {
                    facts.call(object).map_or(object, |it| it.callee)
                }
                _ => callee,
            });
            callee
                .is_some_and(|it| matches!(facts.kind(it), ExprKind::Name(name) if name == "super"))
        };
        let mut calls = calls.filter(runs_it);
        match (calls.next(), calls.next()) {
            (Some(&only), None) => self.frame_for(self.constructor(above)?, class.with(only)),
            _ => None,
        }
    }

    /// What the class itself says of a member.
    fn own_member(&self, class: ClassAt<'p>, name: &str, at: ExprAt<'p>) -> Vec<Value<'p>> {
        let facts = &class.file.facts;
        let declaration = facts.class(class.id);
        let mut values = Vec::new();
        for field in declaration.fields.iter().filter(|field| field.name == name) {
            values.extend(self.field(class, field, at));
        }
        values.extend(self.assigned_fields(class, name));
        for &method in &declaration.methods {
            let function = facts.function(method);
            if function.name.as_deref() == Some(name) {
                match function.getter {
                    true => values.extend(self.returned(class.with(method))),
                    false => values.push(self.under_decorators(class.with(method))),
                }
            }
            let fields = function.parameters.iter().enumerate();
            for (index, _) in fields
                .filter(|(_, parameter)| parameter.field && parameter.name.as_deref() == Some(name))
            {
                values.extend(self.parameter(class.with(method), index, at));
            }
        }
        values
    }

    fn field(&self, class: ClassAt<'p>, field: &Field, at: ExprAt<'p>) -> Vec<Value<'p>> {
        if let Some(read) = self.settings_field(class, field) {
            return read;
        }
        let mut values: Vec<_> = self.schema_field(class, field).into_iter().collect();
        match (field.value, &field.declared) {
            (Some(value), declared) => {
                let begun = self.begun_field(class.with(value));
                values.extend(self.with_type(begun, class.file, declared.as_ref(), at));
            }
            (None, Some(declared)) => values.extend(self.typed(class.file, declared, at)),
            (None, None) => {}
        }
        if field.value.is_none() && values.is_empty() {
            values.push(Value::Unknown);
        }
        values
    }

    /// The value that a field begins with: `field(default_factory=Mistral)` is what that makes.
    fn begun_field(&self, at: ExprAt<'p>) -> Vec<Value<'p>> {
        let call = match at.file.facts.kind(at.id) {
            ExprKind::Call(call) => Some(call),
            _ => None,
        };
        let factory = call.and_then(|call| {
            let named = |name| {
                let mut arguments = call.arguments.iter();
                arguments.find(|argument| argument.keyword.as_deref() == Some(name))
            };
            named("default_factory").or_else(|| named("factory"))
        });
        match factory {
            Some(factory) => self.result_of(at.with(factory.value), at),
            None => self.values(at).to_vec(),
        }
    }

    /// What the classes that a class extends are.
    pub(super) fn bases(&self, class: ClassAt<'p>, at: ExprAt<'p>) -> Vec<Value<'p>> {
        let facts = &class.file.facts;
        let declaration = facts.class(class.id);
        let base = |&base: &ExprId| match facts.last_name(base).and_then(|it| facts.alias(it)) {
            Some(alias) if declaration.shape => self.typed(class.file, alias, at),
            _ => self.values(class.with(base)).to_vec(),
        };
        declaration.bases.iter().flat_map(base).collect()
    }

    /// What methods put into `this.name`.
    fn assigned_fields(&self, class: ClassAt<'p>, name: &str) -> Vec<Value<'p>> {
        let facts = &class.file.facts;
        let range = facts.class(class.id).range;
        let is_own = |object: ExprId| {
            let values = self.values(class.with(object));
            values.iter().any(|value| {
                matches!(value, Value::Instance(owner) | Value::Class(owner) if *owner == class)
            })
        };
        let inside = facts
            .writes(name)
            .filter(|write| range.contains_range(facts.range(write.target)));
        let written = inside.filter(|write| facts.owner(write.target).is_some_and(is_own));
        written
            .flat_map(|write| self.values(class.with(write.value)).to_vec())
            .collect()
    }

    /// What a field is given where the class is constructed that has no constructor of its own: a
    /// dataclass, a model.
    fn constructed_field(&self, class: ClassAt<'p>, name: &str) -> Vec<Value<'p>> {
        let facts = &class.file.facts;
        let declaration = facts.class(class.id);
        let position = declaration.fields.iter().position(|it| it.name == name);
        if family(class.file) == Family::Ecma || self.constructor(class).is_some() {
            return Vec::new();
        }
        let Some(position) = position else {
            return Vec::new();
        };
        let calls = self.constructions(class);
        let passed = calls.iter().flat_map(|at| {
            let arguments = at.file.facts.call(at.id).map(|call| &call.arguments);
            let arguments = arguments.into_iter().flatten();
            let keyword = arguments
                .clone()
                .find(|argument| argument.keyword.as_deref() == Some(name));
            let positional = arguments.filter(|argument| argument.keyword.is_none());
            let passed = keyword.or(positional.clone().nth(position));
            passed.map(|argument| self.values(at.with(argument.value)).to_vec())
        });
        passed.flatten().collect()
    }

    /// What a decorator of a class collects under a name: what the methods give that another decorates.
    fn collected(&self, class: ClassAt<'p>, name: &str) -> Vec<Value<'p>> {
        let facts = &class.file.facts;
        let declaration = facts.class(class.id);
        let symbols = |id: ExprId| {
            let callee = facts.call(id).map_or(id, |call| call.callee);
            self.symbols(class.with(callee))
        };
        let collector = declaration.decorators.iter().find_map(|&id| {
            let roles = symbols(id).into_iter();
            let mut roles = roles.filter_map(|it| self.catalog.role(family(class.file), &it));
            roles.find_map(|role| match role {
                Role::Collects(collects) => collects.members.get(name),
                _ => None,
            })
        });
        let Some(decorator) = collector else {
            return Vec::new();
        };
        let methods = declaration.methods.iter().filter(|&&method| {
            let mut decorators = facts.function(method).decorators.iter();
            decorators.any(|&id| symbols(id).iter().any(|it| it == decorator))
        });
        let given = methods.flat_map(|&method| self.returned(class.with(method)));
        vec![Value::Row([given.collect()].into())]
    }

    /// What `__getattr__` hands on to: `def __getattr__(self, name): return getattr(client(), name)`.
    fn delegated(&self, class: ClassAt<'p>, step: &Step, at: ExprAt<'p>) -> Vec<Value<'p>> {
        let facts = &class.file.facts;
        let methods = facts.class(class.id).methods.iter();
        let delegates = methods
            .copied()
            .filter(|&method| facts.function(method).name.as_deref() == Some("__getattr__"));
        let delegates = delegates.flat_map(|method| self.hands_on_to(class.with(method)));
        let targets: Vec<_> = delegates.collect();
        self.parts(&targets, step, at)
    }

    /// What a function takes a member of whose name it does not know itself: `getattr(x, name)`,
    /// `Reflect.get(x, name)`, `x[name]`.
    pub(super) fn hands_on_to(&self, function: super::FunctionAt<'p>) -> Vec<Value<'p>> {
        let facts = &function.file.facts;
        let target = |value: ExprId| match facts.kind(value) {
            ExprKind::Index { object, .. } => Some(*object),
            ExprKind::Call(call) => {
                let name = facts.last_name(call.callee)?;
                let hands_on = matches!(name.as_str(), "getattr" | "get" | "bind");
                hands_on
                    .then(|| call.arguments.first())
                    .flatten()
                    .map(|it| it.value)
            }
            _ => None,
        };
        let returns = facts.function(function.id).returns.iter();
        let branches = returns.flat_map(|&value| match facts.kind(value) {
            ExprKind::Conditional {
                then, otherwise, ..
            } => vec![*then, *otherwise],
            _ => vec![value],
        });
        let targets = branches.filter_map(target);
        targets
            .flat_map(|target| self.values(function.with(target)).to_vec())
            .collect()
    }

    /// A member that the classes below a class have: what a mixin or an abstract class counts on.
    fn member_below(&self, class: ClassAt<'p>, name: &str, at: ExprAt<'p>) -> Vec<Value<'p>> {
        let below = self.descendants(class).into_iter();
        let mut values: Vec<_> = below
            .flat_map(|class| self.own_member(class, name, at))
            .collect();
        values.retain(|value| !says_nothing(value));
        values
    }

    /// The classes that extend a class, directly or over others.
    pub(super) fn descendants(&self, class: ClassAt<'p>) -> Vec<ClassAt<'p>> {
        let subclasses = self.subclasses.get_or_init(|| {
            let mut subclasses = Subclasses::default();
            for file in self.project.files() {
                for (id, class) in file.facts.classes().filter(|(_, class)| !class.shape) {
                    for &base in &class.bases {
                        if let Some(name) = file.facts.last_name(base) {
                            let class = At { file, id };
                            subclasses.entry(name).or_default().push((class, base));
                        }
                    }
                }
            }
            subclasses
        });
        let mut found: Vec<ClassAt<'p>> = Vec::new();
        let mut open = vec![class];
        while let Some(class) = open.pop() {
            let name: Option<&'p SmolStr> = class.file.facts.class(class.id).name.as_ref();
            let Some(below) = name.and_then(|name| subclasses.get(name.as_str())) else {
                continue;
            };
            for &(candidate, base) in below {
                let bases = self.values(candidate.with(base));
                let extends = bases
                    .iter()
                    .any(|it| matches!(it, Value::Class(it) if *it == class));
                if extends && !found.contains(&candidate) && found.len() < MAX_DESCENDANTS {
                    found.push(candidate);
                    open.push(candidate);
                }
            }
        }
        found
    }

    /// The constructor of a class itself.
    pub(super) fn constructor(&self, class: ClassAt<'p>) -> Option<super::FunctionAt<'p>> {
        let facts = &class.file.facts;
        let mut methods = facts.class(class.id).methods.iter().copied();
        let is_constructor = |method: &_| {
            let name = facts.function(*method).name.as_deref();
            matches!(name, Some("constructor" | "__init__"))
        };
        methods
            .find(is_constructor)
            .map(|method| class.with(method))
    }
}
