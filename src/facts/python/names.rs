//! Patterns, declarations and imports: which names get which value.

use super::declared_type;
use super::first;
use crate::facts::arena::Id;
use crate::facts::build::{Builder, Target, range};
use crate::facts::items::{Import, Source, Step};
use crate::facts::scope::Scope;
use crate::syntax::{Node, NodeField};
use smol_str::format_smolstr;

/// Defines the names in a pattern.
pub(in crate::facts) fn pattern<'tree>(
    b: &mut Builder<'tree>,
    scope: Id<Scope>,
    node: Node<'tree>,
    target: Target,
) {
    if target.is_deep() {
        return;
    }
    match node.kind() {
        "identifier" => {
            let (definition, declared) = target.at(node);
            b.define(scope, node, definition, declared);
        }
        "pattern_list" | "tuple_pattern" | "list_pattern" | "tuple" | "list"
        | "expression_list" => {
            let nodes = b.children(node);
            for (index, node) in nodes.into_iter().enumerate() {
                pattern(b, scope, node, target.step(Step::Index(index)));
            }
        }
        "list_splat_pattern" | "dictionary_splat_pattern" => {
            if let Some(inner) = first(node) {
                pattern(b, scope, inner, target.step(Step::Others));
            }
        }
        _ => {}
    }
}

/// A declaration without a value: `name: Type`.
pub(in crate::facts) fn binding<'tree>(
    b: &mut Builder<'tree>,
    scope: Id<Scope>,
    node: Node<'tree>,
) {
    if let Some(name) = b
        .field(node, NodeField::Left)
        .filter(|name| name.kind() == "identifier")
    {
        let declared = b
            .field(node, NodeField::Type)
            .and_then(|node| declared_type(b, node));
        b.declare(scope, name, declared);
    }
}

/// An import statement.
pub(in crate::facts) fn import<'tree>(b: &mut Builder<'tree>, scope: Id<Scope>, node: Node<'tree>) {
    let from = b
        .field(node, NodeField::ModuleName)
        .map(|module| b.name(module));
    let mut cursor = node.walk();
    for name in node
        .children_by_field_name("name", &mut cursor)
        .collect::<Vec<_>>()
    {
        let aliased = name.kind() == "aliased_import";
        let taken = if aliased {
            b.field(name, NodeField::Name)
        } else {
            Some(name)
        };
        let Some(taken) = taken else { continue };
        let (module, import_name, local) = match (&from, aliased) {
            (Some(module), _) => (
                module.clone(),
                Some(b.name(taken)),
                b.field(name, NodeField::Alias).unwrap_or(taken),
            ),
            (None, true) => (
                b.name(taken),
                None,
                b.field(name, NodeField::Alias).unwrap_or(taken),
            ),
            // `import a.b` gives the name `a`.
            (None, false) => {
                let first = taken.named_child(0).unwrap_or(taken);
                let module = b.name(taken);
                if first != taken && b.text(first) != module {
                    b.facts.imports.alloc(Import {
                        module,
                        name: None,
                        type_only: false,
                        range: range(node),
                    });
                }
                (b.name(first), None, first)
            }
        };
        take(
            b,
            scope,
            Import {
                module,
                name: import_name,
                type_only: false,
                range: range(node),
            },
            local,
        );
    }
    let mut cursor = node.walk();
    if let (Some(module), true) = (
        from,
        node.named_children(&mut cursor)
            .any(|child| child.kind() == "wildcard_import"),
    ) {
        let name = Some(format_smolstr!("*"));
        b.facts.imports.alloc(Import {
            module,
            name,
            type_only: false,
            range: range(node),
        });
    }
}

pub(super) fn take(b: &mut Builder<'_>, scope: Id<Scope>, import: Import, local: Node<'_>) {
    let import = b.facts.imports.alloc(import);
    let target = Target {
        source: Source::Import(import),
        path: Vec::new(),
        default: None,
        declared: None,
    };
    let (definition, _) = target.at(local);
    b.define(scope, local, definition, None);
}
