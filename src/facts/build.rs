//! From the matches of the queries to facts: what all languages share.

mod cases;
mod guards;
mod names;
mod sites;
mod statements;
mod target;

pub(super) use target::Target;

use sites::Sites;

use super::arena::Id;
use super::expr::{Expr, ExprId, ExprKind};
use super::items::{Binding, Class, Definition, Function, Parameter, Source, Type};
use super::scope::{Scope, ScopeKind, Scopes};
use super::{Facts, ecma, env_file, python};
use crate::syntax::{Capture, Language, Node, NodeField, NodeFields, SyntaxTree, TreeCursor};
use crate::text::TextRange;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

/// How deep an expression is followed before it counts as unknown. Calls further down are found all
/// the same: each is a match of its own.
const MAX_DEPTH: usize = 128;

/// The facts of a file.
pub(super) fn facts(tree: &SyntaxTree, text: &str) -> Facts {
    if tree.language() == Language::Dotenv {
        return env_file::facts(tree, text);
    }
    let sites = Sites::of(tree);
    let mut builder = Builder::new(tree, text, &sites);
    builder.functions(&sites);
    builder.classes(&sites);
    builder.names(&sites);
    builder.statements(&sites);
    builder.facts
}

/// Facts in the making.
pub(super) struct Builder<'tree> {
    pub(super) facts: Facts,
    pub(super) text: &'tree str,
    language: Language,
    pub(super) fields: &'static NodeFields,
    /// Walks the children of one node after another, so that its memory is asked for once.
    cursor: TreeCursor<'tree>,
    lowered: FxHashMap<usize, ExprId>,
    functions: FxHashMap<usize, Id<Function>>,
    classes: FxHashMap<usize, Id<Class>>,
    /// Names that a function scope takes from outside (`global`, `nonlocal`).
    outer: FxHashSet<(Id<Scope>, SmolStr)>,
    depth: usize,
    /// What the type parameters of the function being read extend.
    pub(super) constraints: Vec<(SmolStr, Vec<SmolStr>)>,
    /// How deep in object types the builder is.
    pub(super) shape_depth: usize,
}

impl<'tree> Builder<'tree> {
    fn new(tree: &'tree SyntaxTree, text: &'tree str, sites: &Sites<'tree>) -> Self {
        let mut facts = Facts::default();
        let language = tree.language();
        let mut ranges = vec![(TextRange::new(0, text.len()), ScopeKind::Module)];
        let (mut functions, mut classes) = (FxHashMap::default(), FxHashMap::default());
        let mut open: Vec<Id<Function>> = Vec::new();
        for site in &sites.sites {
            let range = range(site.node);
            match site.subject {
                Capture::Scope => {
                    if site.node != tree.root() {
                        ranges.push((range, ScopeKind::Block));
                    }
                    if matches!(site.node.kind(), "program" | "statement_block" | "module") {
                        add_statements(&mut facts.statements, site.node);
                    }
                }
                Capture::Block => add_statements(&mut facts.statements, site.node),
                Capture::Function => {
                    ranges.push((range, ScopeKind::Function));
                    while open
                        .last()
                        .is_some_and(|&id| !facts.functions[id].range.contains_range(range))
                    {
                        open.pop();
                    }
                    let id = facts
                        .functions
                        .alloc(Function::new(range, open.last().copied()));
                    functions.insert(site.node.id(), id);
                    open.push(id);
                }
                Capture::Class => {
                    if !language.is_ecma() {
                        ranges.push((range, ScopeKind::Class));
                    }
                    classes.insert(site.node.id(), facts.classes.alloc(Class::new(range)));
                }
                _ => {}
            }
        }
        facts.scopes = Scopes::new(ranges);
        facts
            .statements
            .sort_by_key(|range| (range.start(), std::cmp::Reverse(range.end())));
        Self {
            facts,
            text,
            language,
            fields: NodeFields::of(language),
            cursor: tree.root().walk(),
            lowered: FxHashMap::default(),
            functions,
            classes,
            outer: FxHashSet::default(),
            depth: 0,
            constraints: Vec::new(),
            shape_depth: 0,
        }
    }

    /// The source of a node.
    pub(super) fn text(&self, node: Node<'_>) -> &'tree str {
        self.text.get(node.byte_range()).unwrap_or_default()
    }

    /// The source of a node, owned.
    pub(super) fn name(&self, node: Node<'_>) -> SmolStr {
        self.text(node).into()
    }

    /// The expression that a node is; the same one for the same node.
    pub(super) fn expr(&mut self, node: Node<'tree>) -> ExprId {
        if let Some(&known) = self.lowered.get(&node.id()) {
            return known;
        }
        if self.depth == MAX_DEPTH {
            return self.alloc(ExprKind::Unknown(Vec::new()), node);
        }
        self.depth += 1;
        let lowered = match self.language.is_ecma() {
            true => ecma::expr(self, node),
            false => python::expr(self, node),
        };
        self.depth -= 1;
        let id = match lowered {
            Lowered::Same(id) => id,
            Lowered::New(kind) => {
                let id = self.alloc(kind, node);
                self.facts.own_methods(id);
                id
            }
        };
        self.lowered.insert(node.id(), id);
        id
    }

    pub(super) fn alloc(&mut self, kind: ExprKind, node: Node<'_>) -> ExprId {
        self.alloc_at(kind, range(node))
    }

    /// An expression that no node is.
    fn alloc_at(&mut self, kind: ExprKind, range: TextRange) -> ExprId {
        self.facts.exprs.alloc(Expr { kind, range })
    }

    /// The child of a node that has a field.
    pub(super) fn field(&self, node: Node<'tree>, field: NodeField) -> Option<Node<'tree>> {
        self.fields.child(node, field)
    }

    /// The children of a node that have a name of their own.
    pub(super) fn children(&mut self, node: Node<'tree>) -> Vec<Node<'tree>> {
        node.named_children(&mut self.cursor).collect()
    }

    /// The same, comments left out.
    pub(super) fn code(&mut self, node: Node<'tree>) -> Vec<Node<'tree>> {
        let mut children = self.children(node);
        children.retain(|child| !is_comment(*child));
        children
    }

    /// An expression of no kind that rules know, with those below it.
    pub(super) fn unknown(&mut self, node: Node<'tree>) -> Lowered {
        let children = self.children(node).into_iter();
        Lowered::New(ExprKind::Unknown(
            children.map(|child| self.expr(child)).collect(),
        ))
    }

    /// The function that a node is.
    pub(super) fn function_of(&self, node: Node<'_>) -> Option<Id<Function>> {
        self.functions.get(&node.id()).copied()
    }

    /// The class that a node is.
    pub(super) fn class_of(&self, node: Node<'_>) -> Option<Id<Class>> {
        self.classes.get(&node.id()).copied()
    }

    /// The innermost scope around a node that is not the node's own.
    pub(super) fn scope_around(&self, node: Node<'_>) -> Id<Scope> {
        let own = self
            .facts
            .scopes
            .at(node.start_byte())
            .unwrap_or(Id::new(0));
        let around = self.facts.scopes.chain(own).find(|&id| {
            let scope = self.facts.scopes.get(id);
            scope.range != range(node) || scope.parent.is_none()
        });
        around.unwrap_or(own)
    }

    /// Gives the name at `node` one more definition, in `scope`.
    pub(super) fn define(
        &mut self,
        scope: Id<Scope>,
        node: Node<'_>,
        definition: Definition,
        declared: Option<Type>,
    ) {
        let name = self.name(node);
        let known = self.facts.scopes.declared(scope, &name);
        let id = known.unwrap_or_else(|| {
            let binding = Binding {
                name: name.clone(),
                scope,
                range: range(node),
                definitions: vec![],
                declared: None,
            };
            let id = self.facts.bindings.alloc(binding);
            self.facts.scopes.declare(scope, name, id);
            id
        });
        let binding = &mut self.facts.bindings[id];
        binding.definitions.push(definition);
        if declared.is_some() {
            binding.declared = declared;
        }
    }

    /// Declares the name at `node` in `scope` without a value.
    pub(super) fn declare(&mut self, scope: Id<Scope>, node: Node<'_>, declared: Option<Type>) {
        let name = self.name(node);
        if self.facts.scopes.declared(scope, &name).is_none() {
            let binding = Binding {
                name: name.clone(),
                scope,
                range: range(node),
                definitions: vec![],
                declared,
            };
            let id = self.facts.bindings.alloc(binding);
            self.facts.scopes.declare(scope, name, id);
        }
    }

    /// Defines the names in a pattern as parts of `source`.
    pub(super) fn pattern(
        &mut self,
        scope: Id<Scope>,
        node: Node<'tree>,
        source: &Source,
        declared: Option<Type>,
    ) {
        let target = Target {
            source: source.clone(),
            path: Vec::new(),
            default: None,
            declared,
        };
        match self.language.is_ecma() {
            true => ecma::pattern(self, scope, node, target),
            false => python::pattern(self, scope, node, target),
        }
    }

    fn functions(&mut self, sites: &Sites<'tree>) {
        for site in sites.about(Capture::Decorated) {
            let Some(definition) = sites.part(site, Capture::DecoratedDefinition) else {
                continue;
            };
            let mut cursor = site.node.walk();
            let decorators: Vec<_> = site
                .node
                .children(&mut cursor)
                .filter(|child| child.kind() == "decorator")
                .collect();
            let decorators: Vec<_> = decorators
                .into_iter()
                .filter_map(|node| node.named_child(0))
                .map(|node| self.expr(node))
                .collect();
            if let Some(function) = self.function_of(definition) {
                self.facts.functions[function].getter = decorators
                    .iter()
                    .any(|&decorator| self.is_property(decorator));
                self.facts.functions[function].decorators = decorators;
            } else if let Some(class) = self.class_of(definition) {
                self.facts.classes[class].decorators = decorators;
            }
        }
        for site in sites.about(Capture::Function) {
            let Some(id) = self.function_of(site.node) else {
                continue;
            };
            match self.language.is_ecma() {
                true => ecma::function(self, id, site.node),
                false => python::function(self, id, site.node),
            }
        }
    }

    /// Whether a decorator makes a Python method a property.
    fn is_property(&self, decorator: ExprId) -> bool {
        let (ExprKind::Name(name) | ExprKind::Member { name, .. }) =
            &self.facts.exprs[decorator].kind
        else {
            return false;
        };
        name.ends_with("property")
    }

    /// Adds a parameter to a function and its names to the function's scope.
    pub(super) fn parameter(
        &mut self,
        id: Id<Function>,
        pattern: Option<Node<'tree>>,
        parameter: Parameter,
    ) {
        let index = self.facts.functions[id].parameters.len();
        let (declared, default) = (parameter.declared.clone(), parameter.default);
        self.facts.functions[id].parameters.push(parameter);
        let Some(pattern) = pattern else { return };
        let scope = self.facts.scopes.at(self.facts.functions[id].range.start());
        let own = self.facts.functions[id].range;
        let scope = scope.and_then(|inner| {
            self.facts
                .scopes
                .chain(inner)
                .find(|&scope| self.facts.scopes.get(scope).range == own)
        });
        let Some(scope) = scope else { return };
        let target = Target {
            source: Source::Parameter(id, index),
            path: Vec::new(),
            default,
            declared,
        };
        match self.language.is_ecma() {
            true => ecma::pattern(self, scope, pattern, target),
            false => python::pattern(self, scope, pattern, target),
        }
    }

    fn classes(&mut self, sites: &Sites<'tree>) {
        for site in sites.about(Capture::Class) {
            let Some(id) = self.class_of(site.node) else {
                continue;
            };
            match self.language.is_ecma() {
                true => ecma::class(self, id, site.node),
                false => python::class(self, id, site.node),
            }
        }
    }
}

/// What lowering a node gives.
pub(super) enum Lowered {
    /// The expression that another node is (parentheses).
    Same(ExprId),
    /// An expression of this kind.
    New(ExprKind),
}

/// Whether a node is a comment; few nodes have to be asked for their kind.
pub(super) fn is_comment(node: Node<'_>) -> bool {
    node.is_extra() && node.kind() == "comment"
}

/// The bytes of a node.
pub(super) fn range(node: Node<'_>) -> TextRange {
    TextRange::new(node.start_byte(), node.end_byte())
}

/// Adds the statements that stand in a block or file.
fn add_statements(statements: &mut Vec<TextRange>, block: Node<'_>) {
    let mut cursor = block.walk();
    statements.extend(block.named_children(&mut cursor).map(range));
}

/// Whether assigning to the node changes a member instead of a name.
fn is_place(node: Node<'_>) -> bool {
    matches!(
        node.kind(),
        "member_expression"
            | "subscript_expression"
            | "attribute"
            | "subscript"
            | "non_null_expression"
    )
}

impl Function {
    fn new(range: TextRange, outer: Option<Id<Function>>) -> Self {
        Self {
            name: None,
            range,
            body: range,
            parameters: Vec::new(),
            returns: Vec::new(),
            yields: Vec::new(),
            declared: None,
            decorators: Vec::new(),
            getter: false,
            arrow: false,
            class: None,
            outer,
        }
    }
}

impl Class {
    pub(super) fn new(range: TextRange) -> Self {
        Self {
            name: None,
            range,
            bases: Vec::new(),
            generic: Vec::new(),
            fields: Vec::new(),
            methods: Vec::new(),
            decorators: Vec::new(),
            enumeration: false,
            shape: false,
        }
    }
}
