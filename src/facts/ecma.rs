//! TypeScript, TSX and JavaScript: what their nodes mean.

use super::arena::Id;
use super::build::{Builder, Lowered, Target, range};
use super::expr::{
    Argument, Call, ExprId, ExprKind, Operator, Property, PropertyKey, Spread, StringLiteral,
};
use super::items::{
    Class, Export, ExportSource, Field, Function, Import, Parameter, Source, Step, Type,
};
use super::literal::unescape;
use super::scope::Scope;
use crate::syntax::Node;
use crate::text::TextRange;
use smol_str::{SmolStr, format_smolstr};

/// The expression that a node is.
pub(super) fn expr<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) -> Lowered {
    let field = |name| node.child_by_field_name(name);
    let kind = match node.kind() {
        "identifier"
        | "this"
        | "super"
        | "import"
        | "property_identifier"
        | "shorthand_property_identifier" => ExprKind::Name(b.name(node)),
        "meta_property" => ExprKind::Name(b.name(node)),
        "string" => ExprKind::String(string(b, node)),
        "template_string" => template(b, node),
        "number" => ExprKind::Number(b.name(node)),
        "true" | "false" => ExprKind::Bool(node.kind() == "true"),
        "null" | "undefined" => ExprKind::Null,
        "parenthesized_expression" => match inner(node) {
            Some(inner) => return Lowered::Same(b.expr(inner)),
            None => return b.unknown(node),
        },
        "member_expression" => match (field("object"), field("property")) {
            (Some(object), Some(property)) => ExprKind::Member {
                object: b.expr(object),
                name: b.name(property),
            },
            _ => return b.unknown(node),
        },
        "subscript_expression" => match (field("object"), field("index")) {
            (Some(object), Some(index)) => ExprKind::Index {
                object: b.expr(object),
                index: b.expr(index),
            },
            _ => return b.unknown(node),
        },
        "call_expression" | "new_expression" => return call(b, node),
        "object" => ExprKind::Object(properties(b, node)),
        "array" => ExprKind::Array(elements(b, node)),
        "spread_element" => match inner(node) {
            Some(inner) => ExprKind::Spread(b.expr(inner)),
            None => return b.unknown(node),
        },
        "await_expression" => match inner(node) {
            Some(inner) => ExprKind::Await(b.expr(inner)),
            None => return b.unknown(node),
        },
        "as_expression" | "satisfies_expression" | "non_null_expression" => match inner(node) {
            Some(inner) => ExprKind::Assert {
                value: b.expr(inner),
                non_null: node.kind() == "non_null_expression",
            },
            None => return b.unknown(node),
        },
        "type_assertion" => match last_child(node) {
            Some(inner) => ExprKind::Assert {
                value: b.expr(inner),
                non_null: false,
            },
            None => return b.unknown(node),
        },
        "unary_expression" => match (field("operator"), field("argument")) {
            (Some(operator), Some(argument)) if b.text(operator) == "!" => {
                ExprKind::Not(b.expr(argument))
            }
            _ => return b.unknown(node),
        },
        "binary_expression" => match (field("left"), field("operator"), field("right")) {
            (Some(left), Some(operator), Some(right)) => ExprKind::Binary {
                operator: Operator::of(b.text(operator)),
                left: b.expr(left),
                right: b.expr(right),
            },
            _ => return b.unknown(node),
        },
        "ternary_expression" => match (
            field("condition"),
            field("consequence"),
            field("alternative"),
        ) {
            (Some(test), Some(then), Some(otherwise)) => ExprKind::Conditional {
                test: b.expr(test),
                then: b.expr(then),
                otherwise: b.expr(otherwise),
            },
            _ => return b.unknown(node),
        },
        "assignment_expression" | "augmented_assignment_expression" => match field("right") {
            Some(right) => return Lowered::Same(b.expr(right)),
            None => return b.unknown(node),
        },
        "sequence_expression" => match last_child(node) {
            Some(last) => return Lowered::Same(b.expr(last)),
            None => return b.unknown(node),
        },
        _ => match b.function_of(node) {
            Some(function) => ExprKind::Function(function),
            None if is_opaque(node.kind()) => ExprKind::Unknown(Vec::new()),
            None => return b.unknown(node),
        },
    };
    Lowered::New(kind)
}

/// Nodes that hold statements or types, whose expressions are reached by other ways.
fn is_opaque(kind: &str) -> bool {
    matches!(
        kind,
        "class" | "class_body" | "statement_block" | "type_arguments" | "comment" | "regex"
    )
}

fn inner(node: Node<'_>) -> Option<Node<'_>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor)
        .find(|child| child.kind() != "comment")
}

fn last_child(node: Node<'_>) -> Option<Node<'_>> {
    node.named_child(u32::try_from(node.named_child_count().checked_sub(1)?).ok()?)
}

fn string(b: &Builder<'_>, node: Node<'_>) -> StringLiteral {
    let text = b.text(node);
    let quoted = text.len() >= 2 && text.ends_with(['"', '\'']);
    let content = TextRange::new(
        node.start_byte() + usize::from(!text.is_empty()),
        node.end_byte() - usize::from(quoted),
    );
    StringLiteral {
        value: unescape(b.text.get(content.as_range()).unwrap_or_default()),
        content,
    }
}

fn template<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) -> ExprKind {
    let mut cursor = node.walk();
    let children: Vec<_> = node.named_children(&mut cursor).collect();
    let (mut parts, mut at) = (Vec::new(), node.start_byte() + 1);
    let end = node.end_byte().saturating_sub(1).max(at);
    for child in children
        .iter()
        .filter(|child| child.kind() == "template_substitution")
    {
        template_text(b, at, child.start_byte(), node, &mut parts);
        if let Some(inner) = inner(*child) {
            parts.push(b.expr(inner));
        }
        at = child.end_byte();
    }
    if at == node.start_byte() + 1 {
        let content = TextRange::new(at, end);
        let value = unescape(b.text.get(content.as_range()).unwrap_or_default());
        return ExprKind::String(StringLiteral { value, content });
    }
    template_text(b, at, end, node, &mut parts);
    ExprKind::Template(parts)
}

/// Adds the text between two substitutions to the parts of a template.
fn template_text(
    b: &mut Builder<'_>,
    start: usize,
    end: usize,
    node: Node<'_>,
    parts: &mut Vec<ExprId>,
) {
    if start < end {
        let content = TextRange::new(start, end);
        let value = unescape(b.text.get(content.as_range()).unwrap_or_default());
        let part = b.alloc(ExprKind::String(StringLiteral { value, content }), node);
        b.facts.exprs[part].range = content;
        parts.push(part);
    }
}

fn call<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) -> Lowered {
    let construction = node.kind() == "new_expression";
    let callee = node.child_by_field_name(if construction {
        "constructor"
    } else {
        "function"
    });
    let Some(callee) = callee else {
        return b.unknown(node);
    };
    let callee = b.expr(callee);
    let (mut arguments, mut argument_list) = (Vec::new(), TextRange::empty(node.end_byte()));
    if let Some(list) = node.child_by_field_name("arguments") {
        argument_list = range(list);
        if list.kind() == "arguments" {
            let mut cursor = list.walk();
            let nodes: Vec<_> = list
                .named_children(&mut cursor)
                .filter(|child| child.kind() != "comment")
                .collect();
            arguments = nodes.into_iter().map(|node| argument(b, node)).collect();
        } else {
            arguments.push(Argument {
                keyword: None,
                spread: None,
                value: b.expr(list),
            });
        }
    }
    Lowered::New(ExprKind::Call(Call {
        callee,
        arguments,
        argument_list,
        construction,
    }))
}

fn argument<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) -> Argument {
    match inner(node).filter(|_| node.kind() == "spread_element") {
        Some(inner) => Argument {
            keyword: None,
            spread: Some(Spread::Positional),
            value: b.expr(inner),
        },
        None => Argument {
            keyword: None,
            spread: None,
            value: b.expr(node),
        },
    }
}

fn elements<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) -> Vec<ExprId> {
    let mut cursor = node.walk();
    let nodes: Vec<_> = node
        .named_children(&mut cursor)
        .filter(|child| child.kind() != "comment")
        .collect();
    nodes.into_iter().map(|node| b.expr(node)).collect()
}

fn properties<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) -> Vec<Property> {
    let mut cursor = node.walk();
    let children: Vec<_> = node.named_children(&mut cursor).collect();
    children
        .into_iter()
        .filter_map(|child| property(b, child))
        .collect()
}

fn property<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) -> Option<Property> {
    let (key, value) = match node.kind() {
        "pair" => {
            let key = property_key(b, node.child_by_field_name("key")?);
            let value = node.child_by_field_name("value")?;
            (key, b.expr(value))
        }
        "shorthand_property_identifier" => (PropertyKey::Name(b.name(node)), b.expr(node)),
        "spread_element" => (PropertyKey::Spread, b.expr(inner(node)?)),
        "method_definition" => (
            property_key(b, node.child_by_field_name("name")?),
            b.expr(node),
        ),
        _ => return None,
    };
    if let (PropertyKey::Name(name), ExprKind::Function(function)) =
        (&key, &b.facts.exprs[value].kind)
    {
        let function = *function;
        b.facts.functions[function].name.get_or_insert(name.clone());
    }
    Some(Property {
        key,
        value,
        range: range(node),
    })
}

fn property_key<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) -> PropertyKey {
    match node.kind() {
        "computed_property_name" => match inner(node) {
            Some(inner) => PropertyKey::Computed(b.expr(inner)),
            None => PropertyKey::Name(SmolStr::default()),
        },
        "string" => PropertyKey::Name(string(b, node).value),
        _ => PropertyKey::Name(b.name(node)),
    }
}

/// Defines the names in a pattern.
pub(super) fn pattern<'tree>(
    b: &mut Builder<'tree>,
    scope: Id<Scope>,
    node: Node<'tree>,
    target: Target,
) {
    if target.is_deep() {
        return;
    }
    match node.kind() {
        "identifier" | "shorthand_property_identifier_pattern" => {
            let (definition, declared) = target.at(node);
            b.define(scope, node, definition, declared);
        }
        "object_pattern" => {
            let mut cursor = node.walk();
            let children: Vec<_> = node.named_children(&mut cursor).collect();
            for child in children {
                object_pattern_member(b, scope, child, &target);
            }
        }
        "array_pattern" => {
            let mut cursor = node.walk();
            let children: Vec<_> = node.named_children(&mut cursor).collect();
            for (index, child) in children.into_iter().enumerate() {
                pattern(b, scope, child, target.step(Step::Index(index)));
            }
        }
        "assignment_pattern" | "object_assignment_pattern" => {
            if let (Some(left), Some(right)) = (
                node.child_by_field_name("left"),
                node.child_by_field_name("right"),
            ) {
                let default = b.expr(right);
                pattern(b, scope, left, target.or(default));
            }
        }
        "rest_pattern" => {
            if let Some(inner) = inner(node) {
                pattern(b, scope, inner, target.step(Step::Rest));
            }
        }
        _ => {}
    }
}

fn object_pattern_member<'tree>(
    b: &mut Builder<'tree>,
    scope: Id<Scope>,
    node: Node<'tree>,
    target: &Target,
) {
    match node.kind() {
        "pair_pattern" => {
            let (Some(key), Some(value)) = (
                node.child_by_field_name("key"),
                node.child_by_field_name("value"),
            ) else {
                return;
            };
            let step = match property_key(b, key) {
                PropertyKey::Name(name) => Step::Key(name),
                PropertyKey::Computed(_) | PropertyKey::Spread => Step::Rest,
            };
            pattern(b, scope, value, target.step(step));
        }
        "object_assignment_pattern" => {
            if let (Some(left), Some(right)) = (
                node.child_by_field_name("left"),
                node.child_by_field_name("right"),
            ) {
                let default = b.expr(right);
                let step = Step::Key(b.name(left));
                pattern(b, scope, left, target.step(step).or(default));
            }
        }
        "shorthand_property_identifier_pattern" => {
            let step = Step::Key(b.name(node));
            pattern(b, scope, node, target.step(step));
        }
        _ => pattern(b, scope, node, target.clone()),
    }
}

/// A declarator: `name = value`, `{ a } = value`, `name`.
pub(super) fn binding<'tree>(b: &mut Builder<'tree>, scope: Id<Scope>, node: Node<'tree>) {
    let Some(name) = node.child_by_field_name("name") else {
        return;
    };
    let declared = node
        .child_by_field_name("type")
        .and_then(|node| declared_type(b, node));
    match node.child_by_field_name("value") {
        Some(value) => {
            let value = b.expr(value);
            name_function(b, name, value);
            b.pattern(scope, name, &Source::Value(value), declared);
        }
        None if name.kind() == "identifier" => b.declare(scope, name, declared),
        None => {}
    }
}

/// Gives a nameless function the name of what it is put into.
fn name_function(b: &mut Builder<'_>, name: Node<'_>, value: ExprId) {
    if let (&ExprKind::Function(function), "identifier") = (&b.facts.exprs[value].kind, name.kind())
    {
        let name = b.name(name);
        b.facts.functions[function].name.get_or_insert(name);
    }
}

/// Fills in a function.
pub(super) fn function<'tree>(b: &mut Builder<'tree>, id: Id<Function>, node: Node<'tree>) {
    if let Some(name) = node.child_by_field_name("name") {
        let text = b.name(name);
        b.facts.functions[id].name = Some(text);
        if node.kind().ends_with("_declaration") {
            let scope = b.scope_around(node);
            let target = Target {
                source: Source::Function(id),
                path: Vec::new(),
                default: None,
                declared: None,
            };
            pattern(b, scope, name, target);
        }
    }
    if node.kind() == "method_definition" {
        let mut cursor = node.walk();
        b.facts.functions[id].getter = node
            .children(&mut cursor)
            .any(|child| child.kind() == "get");
    }
    if let Some(parameter) = node.child_by_field_name("parameter") {
        let entry = parameter_of(b, parameter, None, None);
        b.parameter(id, Some(parameter), entry);
    }
    if let Some(list) = node.child_by_field_name("parameters") {
        let mut cursor = list.walk();
        let nodes: Vec<_> = list
            .named_children(&mut cursor)
            .filter(|child| child.kind() != "comment")
            .collect();
        for node in nodes {
            parameter(b, id, node);
        }
    }
    if let Some(body) = node.child_by_field_name("body") {
        b.facts.functions[id].body = range(body);
        if body.kind() != "statement_block" {
            let value = b.expr(body);
            b.facts.functions[id].returns.push(value);
        }
    }
}

fn parameter<'tree>(b: &mut Builder<'tree>, id: Id<Function>, node: Node<'tree>) {
    let typed = matches!(node.kind(), "required_parameter" | "optional_parameter");
    let declared = node
        .child_by_field_name("type")
        .and_then(|node| declared_type(b, node));
    let (pattern, default) = match (typed, node.kind()) {
        (true, _) => (
            node.child_by_field_name("pattern"),
            node.child_by_field_name("value"),
        ),
        (false, "assignment_pattern") => (
            node.child_by_field_name("left"),
            node.child_by_field_name("right"),
        ),
        _ => (Some(node), None),
    };
    let default = default.map(|node| b.expr(node));
    let Some(pattern) = pattern else { return };
    let mut entry = parameter_of(b, pattern, default, declared);
    entry.range = range(node);
    let mut cursor = node.walk();
    entry.field = typed
        && node
            .children(&mut cursor)
            .any(|child| matches!(child.kind(), "accessibility_modifier" | "readonly"));
    b.parameter(id, Some(pattern), entry);
}

fn parameter_of(
    b: &Builder<'_>,
    pattern: Node<'_>,
    default: Option<ExprId>,
    declared: Option<Type>,
) -> Parameter {
    let rest = pattern.kind() == "rest_pattern";
    let name = if rest {
        inner(pattern).unwrap_or(pattern)
    } else {
        pattern
    };
    Parameter {
        name: (name.kind() == "identifier").then(|| b.name(name)),
        range: range(pattern),
        default,
        declared,
        rest: rest.then_some(Spread::Positional),
        field: false,
    }
}

/// Fills in a class.
pub(super) fn class<'tree>(b: &mut Builder<'tree>, id: Id<Class>, node: Node<'tree>) {
    if let Some(name) = node.child_by_field_name("name") {
        b.facts.classes[id].name = Some(b.name(name));
        let scope = b.scope_around(node);
        let target = Target {
            source: Source::Class(id),
            path: Vec::new(),
            default: None,
            declared: None,
        };
        let (definition, _) = target.at(name);
        b.define(scope, name, definition, None);
    }
    let mut cursor = node.walk();
    let children: Vec<_> = node.named_children(&mut cursor).collect();
    for child in children {
        match child.kind() {
            "class_heritage" => bases(b, id, child),
            "decorator" => {
                if let Some(inner) = inner(child) {
                    let decorator = b.expr(inner);
                    b.facts.classes[id].decorators.push(decorator);
                }
            }
            "class_body" => members(b, id, child),
            "enum_body" => enumerators(b, id, child),
            _ => {}
        }
    }
}

/// The members of an `enum` that have a value.
fn enumerators<'tree>(b: &mut Builder<'tree>, id: Id<Class>, body: Node<'tree>) {
    b.facts.classes[id].enumeration = true;
    let mut cursor = body.walk();
    for member in body.named_children(&mut cursor).collect::<Vec<_>>() {
        if member.kind() == "enum_assignment" {
            field(b, id, member);
        }
    }
}

/// The declaration of a name for a type.
pub(super) fn alias(b: &mut Builder<'_>, node: Node<'_>) {
    let field = |name| node.child_by_field_name(name);
    if let (Some(name), Some(value)) = (field("name"), field("value"))
        && let Some(declared) = declared_type(b, value)
    {
        let name = b.name(name);
        b.facts.aliases.entry(name).or_insert(declared);
    }
}

fn bases<'tree>(b: &mut Builder<'tree>, id: Id<Class>, heritage: Node<'tree>) {
    let mut cursor = heritage.walk();
    for child in heritage.named_children(&mut cursor).collect::<Vec<_>>() {
        let value = match child.kind() {
            "extends_clause" => child.child_by_field_name("value"),
            "implements_clause" => None,
            _ => Some(child),
        };
        if let Some(value) = value {
            let base = b.expr(value);
            b.facts.classes[id].bases.push(base);
        }
    }
}

fn members<'tree>(b: &mut Builder<'tree>, id: Id<Class>, body: Node<'tree>) {
    let mut cursor = body.walk();
    let mut decorators = Vec::new();
    for member in body.named_children(&mut cursor).collect::<Vec<_>>() {
        match member.kind() {
            "decorator" => {
                if let Some(inner) = inner(member) {
                    decorators.push(b.expr(inner));
                }
                continue;
            }
            "public_field_definition" | "field_definition" => field(b, id, member),
            _ => {
                if let Some(function) = b.function_of(member) {
                    b.facts.functions[function].class = Some(id);
                    b.facts.functions[function]
                        .decorators
                        .append(&mut decorators);
                    b.facts.classes[id].methods.push(function);
                }
            }
        }
        decorators.clear();
    }
}

fn field<'tree>(b: &mut Builder<'tree>, id: Id<Class>, node: Node<'tree>) {
    let name = node
        .child_by_field_name("name")
        .or_else(|| node.child_by_field_name("property"));
    let Some(name) = name else { return };
    let value = node.child_by_field_name("value").map(|value| b.expr(value));
    let declared = node
        .child_by_field_name("type")
        .and_then(|node| declared_type(b, node));
    let name = b.name(name);
    if let Some(&ExprKind::Function(function)) = value.map(|value| &b.facts.exprs[value].kind) {
        b.facts.functions[function].name.get_or_insert(name.clone());
        b.facts.functions[function].class = Some(id);
    }
    b.facts.classes[id].fields.push(Field {
        name,
        range: range(node),
        value,
        declared,
    });
}

/// The type that an annotation declares.
fn declared_type(b: &Builder<'_>, node: Node<'_>) -> Option<Type> {
    let (mut names, mut literals) = (Vec::new(), Vec::new());
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        match node.kind() {
            "type_identifier" | "nested_type_identifier" | "predefined_type" => {
                names.push(b.name(node))
            }
            "string" => literals.push(string(b, node).value),
            "type_query" => {
                names.extend(inner(node).map(|value| format_smolstr!("typeof {}", b.text(value))))
            }
            "object_type" | "function_type" => names.push(node.kind().into()),
            _ => {
                let count = u32::try_from(node.named_child_count()).unwrap_or(0);
                open.extend((0..count).rev().filter_map(|index| node.named_child(index)));
            }
        }
        if names.len() + literals.len() > 64 {
            break;
        }
    }
    match (names.is_empty(), literals.is_empty()) {
        (true, false) => Some(Type::Literals(literals)),
        (false, _) => Some(Type::Names(names)),
        (true, true) => None,
    }
}

/// An import statement.
pub(super) fn import<'tree>(b: &mut Builder<'tree>, scope: Id<Scope>, node: Node<'tree>) {
    let mut cursor = node.walk();
    let children: Vec<_> = node.children(&mut cursor).collect();
    let type_only = children.iter().any(|child| child.kind() == "type");
    let required = children
        .iter()
        .find(|child| child.kind() == "import_require_clause");
    let source = required.unwrap_or(&node).child_by_field_name("source");
    let Some(source) = source else { return };
    let module = string(b, source).value;
    let mut statement = ImportStatement {
        module,
        type_only,
        range: range(node),
        scope,
    };
    if let Some(name) = required.and_then(|clause| inner(*clause)) {
        return statement.take(b, None, name);
    }
    let Some(clause) = children
        .iter()
        .find(|child| child.kind() == "import_clause")
    else {
        b.facts.imports.alloc(Import {
            module: statement.module,
            name: None,
            type_only,
            range: range(node),
        });
        return;
    };
    let mut cursor = clause.walk();
    for part in clause.named_children(&mut cursor).collect::<Vec<_>>() {
        match part.kind() {
            "identifier" => statement.take(b, Some("default".into()), part),
            "namespace_import" => {
                if let Some(name) = inner(part) {
                    statement.take(b, None, name);
                }
            }
            "named_imports" => statement.take_named(b, part),
            _ => {}
        }
    }
}

struct ImportStatement {
    module: SmolStr,
    type_only: bool,
    range: TextRange,
    scope: Id<Scope>,
}

impl ImportStatement {
    /// Defines the name at `local` as `name` of the module, or as the module itself.
    fn take(&mut self, b: &mut Builder<'_>, name: Option<SmolStr>, local: Node<'_>) {
        let import = Import {
            module: self.module.clone(),
            name,
            type_only: self.type_only,
            range: self.range,
        };
        let import = b.facts.imports.alloc(import);
        let target = Target {
            source: Source::Import(import),
            path: Vec::new(),
            default: None,
            declared: None,
        };
        let (definition, _) = target.at(local);
        b.define(self.scope, local, definition, None);
    }

    fn take_named(&mut self, b: &mut Builder<'_>, named: Node<'_>) {
        let mut cursor = named.walk();
        for specifier in named
            .named_children(&mut cursor)
            .filter(|child| child.kind() == "import_specifier")
        {
            let Some(name) = specifier.child_by_field_name("name") else {
                continue;
            };
            let local = specifier.child_by_field_name("alias").unwrap_or(name);
            let name = b.text(name).trim_matches(['"', '\'']).into();
            self.take(b, Some(name), local);
        }
    }
}

/// An export statement.
pub(super) fn export<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) {
    let module = node
        .child_by_field_name("source")
        .map(|source| string(b, source).value);
    let mut cursor = node.walk();
    let children: Vec<_> = node.children(&mut cursor).collect();
    let default = children.iter().any(|child| child.kind() == "default");
    if let Some(declaration) = node.child_by_field_name("declaration") {
        return export_declaration(b, declaration, default);
    }
    if let Some(value) = node.child_by_field_name("value") {
        let value = b.expr(value);
        b.facts.exports.push(Export {
            name: "default".into(),
            source: ExportSource::Value(value),
        });
    }
    for child in children {
        match (child.kind(), &module) {
            ("export_clause", _) => export_clause(b, child, module.as_ref()),
            ("*", Some(module)) => {
                let source = ExportSource::Module {
                    module: module.clone(),
                    name: None,
                };
                b.facts.exports.push(Export {
                    name: "*".into(),
                    source,
                });
            }
            ("namespace_export", Some(module)) => {
                if let Some(name) = inner(child) {
                    let source = ExportSource::Module {
                        module: module.clone(),
                        name: None,
                    };
                    let name = b.name(name);
                    b.facts.exports.push(Export { name, source });
                }
            }
            _ => {}
        }
    }
}

fn export_declaration<'tree>(b: &mut Builder<'tree>, declaration: Node<'tree>, default: bool) {
    let mut names = Vec::new();
    match declaration.child_by_field_name("name") {
        Some(name) => names.push(b.name(name)),
        None => {
            let mut cursor = declaration.walk();
            for declarator in declaration.named_children(&mut cursor) {
                if let Some(name) = declarator.child_by_field_name("name") {
                    pattern_names(b, name, 0, &mut names);
                }
            }
        }
    }
    for local in names {
        let name = if default {
            "default".into()
        } else {
            local.clone()
        };
        b.facts.exports.push(Export {
            name,
            source: ExportSource::Local(local),
        });
    }
}

/// The names that a pattern defines.
fn pattern_names(b: &Builder<'_>, node: Node<'_>, depth: usize, names: &mut Vec<SmolStr>) {
    let field = match node.kind() {
        "identifier" | "shorthand_property_identifier_pattern" => return names.push(b.name(node)),
        "pair_pattern" => node.child_by_field_name("value"),
        "object_assignment_pattern" | "assignment_pattern" => node.child_by_field_name("left"),
        _ => None,
    };
    if depth > Target::MAX_DEPTH {
        return;
    }
    if let Some(field) = field {
        return pattern_names(b, field, depth + 1, names);
    }
    if matches!(
        node.kind(),
        "object_pattern" | "array_pattern" | "rest_pattern"
    ) {
        let mut cursor = node.walk();
        for child in node.named_children(&mut cursor).collect::<Vec<_>>() {
            pattern_names(b, child, depth + 1, names);
        }
    }
}

fn export_clause<'tree>(b: &mut Builder<'tree>, clause: Node<'tree>, module: Option<&SmolStr>) {
    let mut cursor = clause.walk();
    for specifier in clause
        .named_children(&mut cursor)
        .filter(|child| child.kind() == "export_specifier")
    {
        let Some(local) = specifier.child_by_field_name("name") else {
            continue;
        };
        let exported = specifier.child_by_field_name("alias").unwrap_or(local);
        let (local, name) = (b.name(local), b.name(exported));
        let source = match module {
            Some(module) => ExportSource::Module {
                module: module.clone(),
                name: Some(local),
            },
            None => ExportSource::Local(local),
        };
        b.facts.exports.push(Export { name, source });
    }
}
