//! Imports and exports.

use super::inner;
use super::names::pattern_names;
use super::string;
use crate::facts::arena::Id;
use crate::facts::build::{Builder, Target, range};
use crate::facts::expr::{ExprId, ExprKind};
use crate::facts::items::{Export, ExportSource, Import, Source};
use crate::facts::scope::Scope;
use crate::syntax::{Node, NodeField};
use crate::text::TextRange;
use smol_str::SmolStr;

/// An import statement.
pub(in crate::facts) fn import<'tree>(b: &mut Builder<'tree>, scope: Id<Scope>, node: Node<'tree>) {
    let mut cursor = node.walk();
    let children: Vec<_> = node.children(&mut cursor).collect();
    let type_only = children.iter().any(|child| child.kind() == "type");
    let required = children
        .iter()
        .find(|child| child.kind() == "import_require_clause");
    let source = b.field(*required.unwrap_or(&node), NodeField::Source);
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
    for part in b.children(*clause) {
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

pub(super) struct ImportStatement {
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
            let Some(name) = b.field(specifier, NodeField::Name) else {
                continue;
            };
            let local = b.field(specifier, NodeField::Alias).unwrap_or(name);
            let name = b.text(name).trim_matches(['"', '\'']).into();
            self.take(b, Some(name), local);
        }
    }
}

/// An export statement.
pub(in crate::facts) fn export<'tree>(b: &mut Builder<'tree>, node: Node<'tree>) {
    let module = b
        .field(node, NodeField::Source)
        .map(|source| string(b, source).value);
    let mut cursor = node.walk();
    let children: Vec<_> = node.children(&mut cursor).collect();
    let default = children.iter().any(|child| child.kind() == "default");
    if let Some(declaration) = b.field(node, NodeField::Declaration) {
        return export_declaration(b, declaration, default);
    }
    if let Some(value) = b.field(node, NodeField::Value) {
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

pub(super) fn export_declaration<'tree>(
    b: &mut Builder<'tree>,
    declaration: Node<'tree>,
    default: bool,
) {
    let mut names = Vec::new();
    match b.field(declaration, NodeField::Name) {
        Some(name) => names.push(b.name(name)),
        None => {
            let mut cursor = declaration.walk();
            for declarator in declaration.named_children(&mut cursor) {
                if let Some(name) = b.field(declarator, NodeField::Name) {
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

pub(super) fn export_clause<'tree>(
    b: &mut Builder<'tree>,
    clause: Node<'tree>,
    module: Option<&SmolStr>,
) {
    let mut cursor = clause.walk();
    for specifier in clause
        .named_children(&mut cursor)
        .filter(|child| child.kind() == "export_specifier")
    {
        let Some(local) = b.field(specifier, NodeField::Name) else {
            continue;
        };
        let exported = b.field(specifier, NodeField::Alias).unwrap_or(local);
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

/// `module.exports = …`, `module.exports.name = …`, `exports.name = …`.
pub(in crate::facts) fn export_of_commonjs(
    b: &mut Builder<'_>,
    scope: Id<Scope>,
    target: ExprId,
    value: ExprId,
) {
    let is_global = |b: &Builder<'_>, id: ExprId, name: &str| {
        matches!(b.facts.kind(id), ExprKind::Name(it) if it == name)
            && b.facts.scopes.resolve(scope, name).is_none()
    };
    let Some((object, name)) = b.facts.member(target) else {
        return;
    };
    let is_whole = |b: &Builder<'_>, id: ExprId| match b.facts.member(id) {
        Some((object, name)) => name == "exports" && is_global(b, object, "module"),
        None => false,
    };
    let name = match () {
        () if is_whole(b, target) => Export::WHOLE.into(),
        () if is_whole(b, object) || is_global(b, object, "exports") => name.clone(),
        () => return,
    };
    let source = ExportSource::Value(value);
    b.facts.exports.push(Export { name, source });
}
