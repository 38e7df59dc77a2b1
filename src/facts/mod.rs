//! What one file's syntax says, in terms that are the same for every language: owned, without the
//! tree it was read from. Total: broken code gives fewer facts, never an error.
//!
//! Must not know: Mistral, other files, the disk.

mod arena;
mod build;
mod ecma;
mod env_file;
mod expr;
mod items;
mod literal;
mod python;
mod scope;

pub use arena::{Arena, Id};
pub use expr::{
    Argument, Call, Expr, ExprId, ExprKind, Operator, Property, PropertyKey, Spread, StringLiteral,
};
pub use items::{
    Assignment, Binding, Class, Comment, Definition, EnvEntry, Exit, Export, ExportSource, Field,
    Function, Guard, Handler, Import, Parameter, Source, Step, Type,
};
pub use scope::{Scope, ScopeKind, Scopes};

use crate::syntax::SyntaxTree;
use crate::text::TextRange;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// The facts of one file, each list in order of place.
#[derive(Default)]
pub struct Facts {
    exprs: Arena<Expr>,
    bindings: Arena<Binding>,
    functions: Arena<Function>,
    classes: Arena<Class>,
    imports: Arena<Import>,
    scopes: Scopes,
    /// The types that have a name of their own.
    aliases: FxHashMap<SmolStr, Type>,
    /// The children of blocks and of the file, outer before inner.
    statements: Vec<TextRange>,
    /// All calls and constructions.
    pub calls: Vec<ExprId>,
    /// What the file gives to other modules.
    pub exports: Vec<Export>,
    /// Context managers that are entered, under a name or as a call.
    pub contexts: Vec<ExprId>,
    /// Values put into members.
    pub assignments: Vec<Assignment>,
    /// The calls that are given a function written in place, and as which argument; that one
    /// itself is what is called where there is no argument.
    receivers: FxHashMap<Id<Function>, (ExprId, Option<usize>)>,
    /// The object literals that functions are methods of.
    methods_of_objects: FxHashMap<Id<Function>, ExprId>,
    /// The calls of methods of something, by its last name, that may put values into it.
    mutations: FxHashMap<SmolStr, Vec<ExprId>>,
    /// The numbers of the assignments to members of a name.
    writes: FxHashMap<SmolStr, Vec<usize>>,
    /// Conditions that guard statements.
    pub guards: Vec<Guard>,
    /// Statements whose errors are caught.
    pub handlers: Vec<Handler>,
    /// Statements that leave their function.
    pub exits: Vec<Exit>,
    /// Comments.
    pub comments: Vec<Comment>,
    /// The lines of an env file.
    pub env_entries: Vec<EnvEntry>,
}

/// Methods that put values into what they are called on.
const MUTATORS: &[&str] = &[
    "add",
    "append",
    "appendleft",
    "extend",
    "insert",
    "push",
    "set",
    "setdefault",
    "unshift",
    "update",
];

impl Facts {
    /// The name under which writes to elements stand whose key is not written out.
    pub const ANY: &str = "[]";

    /// The names of the members that values are put into.
    pub fn written_names(&self) -> impl Iterator<Item = &SmolStr> {
        self.writes.keys()
    }

    /// The facts of the file with this text, of which `tree` is the syntax tree.
    pub fn of(tree: &SyntaxTree, text: &str) -> Self {
        build::facts(tree, text)
    }

    /// The type that the file calls by a name.
    pub fn alias(&self, name: &str) -> Option<&Type> {
        self.aliases.get(name)
    }

    /// An expression.
    pub fn expr(&self, id: ExprId) -> &Expr {
        &self.exprs[id]
    }

    /// What an expression is.
    pub fn kind(&self, id: ExprId) -> &ExprKind {
        &self.exprs[id].kind
    }

    /// Where an expression stands.
    pub fn range(&self, id: ExprId) -> TextRange {
        self.exprs[id].range
    }

    /// All expressions.
    pub fn exprs(&self) -> impl Iterator<Item = (ExprId, &Expr)> {
        self.exprs.iter()
    }

    /// What the call calls that a function written in place is an argument of.
    pub fn receiver(&self, function: Id<Function>) -> Option<ExprId> {
        let (call, argument) = self.handed_to(function)?;
        argument.and(self.call(call).map(|call| call.callee))
    }

    /// The call that a function written in place is given to, and as which argument; `None` for the
    /// argument if the function is what is called.
    pub fn handed_to(&self, function: Id<Function>) -> Option<(ExprId, Option<usize>)> {
        self.receivers.get(&function).copied()
    }

    /// The calls of methods that may put values into something with this last name: `list.append(…)`.
    pub fn mutations(&self, owner: &str) -> &[ExprId] {
        self.mutations.get(owner).map_or(&[], Vec::as_slice)
    }

    /// The last name in an expression: `client` of `self.client`.
    pub fn last_name(&self, id: ExprId) -> Option<&SmolStr> {
        match self.kind(id) {
            ExprKind::Name(name) | ExprKind::Member { name, .. } => Some(name),
            ExprKind::Assert { value, .. } => self.last_name(*value),
            _ => None,
        }
    }

    /// The innermost object literal that the method around the byte at `offset` is a property of.
    pub fn object_at(&self, offset: usize) -> Option<ExprId> {
        let mut function = self.function_at(offset);
        while let Some(id) = function {
            // An arrow function has the `this` of what is around it.
            if !self.function(id).arrow {
                return self.methods_of_objects.get(&id).copied();
            }
            function = self.function(id).outer;
        }
        None
    }

    /// What an expression is a member or an element of.
    pub fn owner(&self, id: ExprId) -> Option<ExprId> {
        match self.kind(id) {
            ExprKind::Member { object, .. } | ExprKind::Index { object, .. } => Some(*object),
            ExprKind::Assert { value, .. } => self.owner(*value),
            _ => None,
        }
    }

    /// The calls in a range.
    pub fn calls_in(&self, range: TextRange) -> &[ExprId] {
        let before = |offset| {
            self.calls
                .partition_point(|&call| self.range(call).start() < offset)
        };
        &self.calls[before(range.start())..before(range.end())]
    }

    /// The conditions and assertions that begin in a range.
    pub fn guards_in(&self, range: TextRange) -> &[Guard] {
        let before = |offset| (self.guards).partition_point(|it| it.range.start() < offset);
        &self.guards[before(range.start())..before(range.end())]
    }

    /// The statements that begin in a range and leave their function.
    pub fn exits_in(&self, range: TextRange) -> &[Exit] {
        let before = |offset| (self.exits).partition_point(|it| it.range.start() < offset);
        &self.exits[before(range.start())..before(range.end())]
    }

    /// The innermost statement around the byte at `offset`: a child of a block or of
    /// the file.
    pub fn statement_at(&self, offset: usize) -> Option<TextRange> {
        let after = self
            .statements
            .partition_point(|range| range.start() <= offset);
        let before = self.statements[..after].iter().rev();
        before.copied().find(|range| range.contains(offset))
    }

    /// The outermost statement around the byte at `offset`: a child of the file.
    pub fn outermost_statement_at(&self, offset: usize) -> Option<TextRange> {
        let after = self
            .statements
            .partition_point(|range| range.start() <= offset);
        let around = self.statements[..after].iter();
        around.copied().find(|range| range.contains(offset))
    }

    /// The values put into members of this name.
    pub fn writes(&self, name: &str) -> impl Iterator<Item = &Assignment> {
        self.writes
            .get(name)
            .into_iter()
            .flatten()
            .map(|&index| &self.assignments[index])
    }

    /// The object and the name of the member that an expression is, type assertions aside.
    pub fn member(&self, id: ExprId) -> Option<(ExprId, &SmolStr)> {
        match self.kind(id) {
            ExprKind::Member { object, name } => Some((*object, name)),
            ExprKind::Index { object, index } => match self.kind(*index) {
                ExprKind::String(literal) => Some((*object, &literal.value)),
                _ => None,
            },
            ExprKind::Assert { value, .. } => self.member(*value),
            _ => None,
        }
    }

    /// Notes which functions are methods of an object literal.
    fn own_methods(&mut self, id: ExprId) {
        let ExprKind::Object(properties) = &self.exprs[id].kind else {
            return;
        };
        for property in properties {
            if let ExprKind::Function(function) = self.exprs[property.value].kind {
                self.methods_of_objects.insert(function, id);
            }
        }
    }

    /// Notes which functions a call is given.
    fn receive(&mut self, id: ExprId) {
        let ExprKind::Call(call) = &self.exprs[id].kind else {
            return;
        };
        if let ExprKind::Function(function) = self.exprs[call.callee].kind {
            self.receivers.insert(function, (id, None));
        }
        for (index, argument) in call.arguments.iter().enumerate() {
            if let ExprKind::Function(function) = self.exprs[argument.value].kind {
                self.receivers.insert(function, (id, Some(index)));
            }
        }
        if let ExprKind::Member { object, name } = &self.exprs[call.callee].kind
            && MUTATORS.contains(&&**name)
            && let Some(owner) = self.last_name(*object).cloned()
        {
            self.mutations.entry(owner).or_default().push(id);
        }
    }

    /// Adds a value put into a member.
    fn write(&mut self, target: ExprId, value: ExprId) {
        let name = self.member(target).map(|(_, name)| name.clone());
        if let Some(name) = name.or_else(|| self.owner(target).map(|_| Self::ANY.into())) {
            self.writes
                .entry(name)
                .or_default()
                .push(self.assignments.len());
        }
        self.assignments.push(Assignment { target, value });
    }

    /// The call that an expression is, `await` aside.
    pub fn call(&self, id: ExprId) -> Option<&Call> {
        match self.kind(id) {
            ExprKind::Call(call) => Some(call),
            ExprKind::Await(inner) => self.call(*inner),
            _ => None,
        }
    }

    /// The binding that `name` means at the byte at `offset`.
    pub fn resolve(&self, name: &str, offset: usize) -> Option<Id<Binding>> {
        let scope = self.scopes.at(offset)?;
        let found = self.scopes.resolve(scope, name)?;
        // What a comprehension goes through is named outside of it: `[it for it in it.parts]`.
        let is_gone_through = |definition: &Definition| match definition.source {
            Source::ElementOf(list) => {
                let range = self.range(list);
                range.start() <= offset && offset < range.end()
            }
            _ => false,
        };
        let binding = self.binding(found);
        let [only] = binding.definitions.as_slice() else {
            return Some(found);
        };
        match is_gone_through(only) {
            true => {
                let outer = self.scopes.chain(binding.scope).nth(1);
                let outer = outer.and_then(|outer| self.scopes.resolve(outer, name));
                outer.or(Some(found))
            }
            false => Some(found),
        }
    }

    /// A binding.
    pub fn binding(&self, id: Id<Binding>) -> &Binding {
        &self.bindings[id]
    }

    /// All bindings.
    pub fn bindings(&self) -> impl Iterator<Item = (Id<Binding>, &Binding)> {
        self.bindings.iter()
    }

    /// The binding of `name` in the module's own scope.
    pub fn module_binding(&self, name: &str) -> Option<Id<Binding>> {
        self.scopes.declared(self.scopes.module()?, name)
    }

    /// The names of the file's own scope, each with where it is given a value, in no order of place.
    pub fn given(&self) -> impl Iterator<Item = (&SmolStr, TextRange)> {
        let module = self.scopes.module();
        let own = self.bindings.iter().map(|(_, binding)| binding);
        let own = own.filter(move |it| Some(it.scope) == module);
        own.flat_map(|binding| {
            let ranges = binding.definitions.iter().filter_map(|definition| {
                Some(match definition.source {
                    Source::Value(it) | Source::ElementOf(it) | Source::Context(it) => {
                        self.range(it)
                    }
                    Source::Function(it) => self.function(it).range,
                    Source::Class(it) => self.class(it).range,
                    Source::Import(it) => self.import(it).range,
                    Source::Parameter(..) | Source::Caught => return None,
                })
            });
            ranges.map(|range| (&binding.name, range))
        })
    }

    /// A function.
    pub fn function(&self, id: Id<Function>) -> &Function {
        &self.functions[id]
    }

    /// All functions.
    pub fn functions(&self) -> impl DoubleEndedIterator<Item = (Id<Function>, &Function)> {
        self.functions.iter()
    }

    /// The innermost function around the byte at `offset`.
    pub fn function_at(&self, offset: usize) -> Option<Id<Function>> {
        let last = self
            .functions
            .partition_point(|function| function.range.start() <= offset)
            .checked_sub(1)?;
        let outward = std::iter::successors(Some(Id::new(last)), |&id| self.function(id).outer);
        outward
            .into_iter()
            .find(|&id| self.function(id).range.contains(offset))
    }

    /// A class.
    pub fn class(&self, id: Id<Class>) -> &Class {
        &self.classes[id]
    }

    /// All classes.
    pub fn classes(&self) -> impl DoubleEndedIterator<Item = (Id<Class>, &Class)> {
        self.classes.iter()
    }

    /// The innermost class around the byte at `offset`.
    pub fn class_at(&self, offset: usize) -> Option<Id<Class>> {
        self.classes
            .iter()
            .rev()
            .find(|(_, class)| class.range.contains(offset))
            .map(|(id, _)| id)
    }

    /// An import.
    pub fn import(&self, id: Id<Import>) -> &Import {
        &self.imports[id]
    }

    /// All imports.
    pub fn imports(&self) -> impl DoubleEndedIterator<Item = (Id<Import>, &Import)> {
        self.imports.iter()
    }

    /// The scopes.
    pub fn scopes(&self) -> &Scopes {
        &self.scopes
    }
}
