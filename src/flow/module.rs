//! What modules give: imports, exports, exports of others.

use super::types::says_nothing;
use super::value::{At, EnvRead, ExprAt, Value};
use super::written::Owner;
use super::{Flow, Place, family};
use crate::catalog::{Family, Meaning, ModuleRole, Reaction};
use crate::facts::{Export, ExportSource, ExprKind, Import, Source, Step};
use crate::project::SourceFile;
use smol_str::{SmolStr, format_smolstr};

impl<'p> Flow<'p> {
    /// What an import may be.
    pub(super) fn import(
        &self,
        file: &'p SourceFile,
        import: &Import,
        at: ExprAt<'p>,
    ) -> Vec<Value<'p>> {
        self.module_member(file, &import.module, import.name.as_deref(), at)
    }

    /// Whether an import is from a file of the project that was not parsed.
    pub(super) fn is_unread(&self, file: &'p SourceFile, import: &Import) -> bool {
        let locate = |module: &str| self.project.locate(&file.path, file.language, module);
        let as_module = match (&import.name, family(file)) {
            (Some(name), Family::Python) => locate(&below(&import.module, name)),
            _ => None,
        };
        let target = as_module.or_else(|| locate(&import.module));
        target.is_some_and(|it| self.project.file(&it).is_none())
    }

    /// What the name taken from a module may be; without a name, the module.
    pub(super) fn module_member(
        &self,
        file: &'p SourceFile,
        module: &str,
        name: Option<&str>,
        at: ExprAt<'p>,
    ) -> Vec<Value<'p>> {
        let target = self.resolve(file, module);
        if let (Some(target), Some(name)) = (target, name)
            && let Some(known) = self.known_of_package(file, target, module, name)
        {
            return vec![known];
        }
        if let Some(target) = target {
            let Some(name) = name else {
                return self.module(target, at);
            };
            if family(target) != Family::Python
                || target.facts.module_binding(name).is_some()
                || self.own_client(at.file, target, name).is_some()
            {
                return self.export(target, name, at);
            }
        }
        // `from package import module`: the package may not name its modules, or not be of the project.
        if let (Some(name), Family::Python) = (name, family(file))
            && let Some(target) = self.resolve(file, &below(module, name))
        {
            return vec![Value::Module(target)];
        }
        if target.is_some() {
            return vec![Value::Unknown];
        }
        let path = symbol(file, module, name);
        if let (Some(name), Some(ModuleRole::EnvNames(object)), None) = (
            name,
            self.catalog.module_role(family(file), module),
            self.meaning(file, &path),
        ) {
            return vec![Value::Env(EnvRead {
                name: name.into(),
                read: at,
                strict: object.missing == Reaction::Raises,
                weak: None,
                field: None,
            })];
        }
        vec![Value::Symbol { path, call: None }]
    }

    /// A name of a module in the repository of an SDK: what the catalogue knows of it says more than
    /// its source, `target`.
    fn known_of_package(
        &self,
        file: &SourceFile,
        target: &SourceFile,
        module: &str,
        name: &str,
    ) -> Option<Value<'p>> {
        if module.starts_with('.') {
            return None;
        }
        let path = symbol(file, module, Some(name));
        let published = match self.meaning(file, &path)? {
            Meaning::Client(kind) => kind.package.as_str(),
            _ => "",
        };
        let is_package = |name| self.project.is_package(target, name);
        let is_it = is_package(package_of(file, module))
            || is_package(published)
            || family(file) == Family::Python && is_package(&within_namespace(module));
        is_it.then_some(Value::Symbol { path, call: None })
    }

    /// The same where the module is imported whole: `instructor.from_provider`.
    pub(super) fn known_member(
        &self,
        at: ExprAt<'p>,
        target: &SourceFile,
        name: &str,
    ) -> Option<Value<'p>> {
        let facts = &at.file.facts;
        let (object, _) = facts.member(at.id)?;
        let ExprKind::Name(module) = facts.kind(object) else {
            return None;
        };
        let binding = facts.binding(facts.resolve(module, at.range().start())?);
        let import = binding.definitions.iter().find_map(|it| match it.source {
            Source::Import(import) => Some(facts.import(import)),
            _ => None,
        })?;
        match import.name {
            Some(_) => None,
            None => self.known_of_package(at.file, target, &import.module, name),
        }
    }

    /// What a module of the project is: of a CommonJS module what it exports in its own place.
    fn module(&self, file: &'p SourceFile, at: ExprAt<'p>) -> Vec<Value<'p>> {
        let mut values = vec![Value::Module(file)];
        let is_whole = |export: &&Export| export.name == Export::WHOLE;
        for export in file.facts.exports.iter().filter(is_whole) {
            values.extend(self.exported(file, &export.source, at));
        }
        values
    }

    /// What a name that the file does not declare may be: one of those that `from module import *`
    /// brings; nothing if there is no such import.
    pub(super) fn wildcard(
        &self,
        file: &'p SourceFile,
        name: &str,
        at: ExprAt<'p>,
    ) -> Vec<Value<'p>> {
        let wildcards = file
            .facts
            .imports()
            .filter(|(_, import)| import.name.as_deref() == Some("*"));
        let mut values = Vec::new();
        for (_, import) in wildcards {
            match self.resolve(file, &import.module) {
                Some(target) => values.extend(self.export(target, name, at)),
                None => {
                    let path = format_smolstr!("{}.{name}", import.module);
                    if self.meaning(file, &path).is_some() {
                        values.push(Value::Symbol { path, call: None });
                    }
                }
            }
        }
        values.retain(|value| !value.is_unknown());
        values
    }

    /// The module below a package that its `__init__` does not name.
    fn submodule(&self, file: &'p SourceFile, name: &str) -> Option<Value<'p>> {
        let is_package = file.path.file_stem().is_some_and(|stem| stem == "__init__");
        let module = is_package.then(|| self.resolve(file, &format!(".{name}")));
        module.flatten().map(Value::Module)
    }

    /// What a module of the project gives under this name.
    pub(super) fn export(
        &self,
        file: &'p SourceFile,
        name: &str,
        at: ExprAt<'p>,
    ) -> Vec<Value<'p>> {
        if let Some(own) = self.own_client(at.file, file, name) {
            return vec![own];
        }
        self.once(Place::Module(std::ptr::from_ref(file).addr()), name, || {
            self.exported_as(file, name, at)
        })
    }

    fn exported_as(&self, file: &'p SourceFile, name: &str, at: ExprAt<'p>) -> Vec<Value<'p>> {
        if family(file) == Family::Python {
            return self.python_export(file, name, at);
        }
        let named = file
            .facts
            .exports
            .iter()
            .filter(|export| export.name == name);
        let mut values: Vec<_> = named
            .flat_map(|export| self.exported(file, &export.source, at))
            .collect();
        if values.is_empty() {
            let all = file
                .facts
                .exports
                .iter()
                .filter(|export| export.name == "*");
            for export in all {
                if let ExportSource::Module { module, .. } = &export.source
                    && let Some(target) = self
                        .resolve(file, module)
                        .filter(|target| !std::ptr::eq(*target, file))
                {
                    values.extend(self.export(target, name, at));
                }
            }
        }
        if values.is_empty() {
            values = self.export_of_whole(file, name, at);
        }
        if values.is_empty() {
            let owner = Owner::Module(std::ptr::from_ref(file).addr());
            values = self.written_anywhere(&owner, name, file);
        }
        if values.is_empty() {
            vec![Value::Unknown]
        } else {
            values
        }
    }

    fn python_export(&self, file: &'p SourceFile, name: &str, at: ExprAt<'p>) -> Vec<Value<'p>> {
        let mut values = match file.facts.module_binding(name) {
            Some(binding) => self.binding(file, binding, at),
            None => self.wildcard(file, name, at),
        };
        if values.is_empty() {
            values.extend(self.submodule(file, name));
        }
        // Another module may put it there: `state.client = Mistral()`.
        if values.iter().all(says_nothing) {
            let owner = Owner::Module(std::ptr::from_ref(file).addr());
            values.extend(self.written_anywhere(&owner, name, file));
        }
        if values.is_empty() {
            values.push(Value::Unknown);
        }
        values
    }

    /// A member of what `module.exports` is set to; all of it for the default.
    fn export_of_whole(&self, file: &'p SourceFile, name: &str, at: ExprAt<'p>) -> Vec<Value<'p>> {
        let wholes = file.facts.exports.iter();
        let wholes = wholes.filter(|export| export.name == Export::WHOLE);
        let values: Vec<_> = wholes
            .flat_map(|export| self.exported(file, &export.source, at))
            .collect();
        match name {
            "default" => values,
            name => self.parts(&values, &Step::Key(name.into()), at),
        }
    }

    fn exported(
        &self,
        file: &'p SourceFile,
        source: &ExportSource,
        at: ExprAt<'p>,
    ) -> Vec<Value<'p>> {
        match source {
            ExportSource::Local(name) => {
                match (file.facts.module_binding(name), file.facts.alias(name)) {
                    (Some(binding), _) => self.binding(file, binding, at),
                    (None, Some(alias)) => self.typed(file, alias, at),
                    (None, None) => vec![Value::Unknown],
                }
            }
            ExportSource::Value(value) => self.values(At { file, id: *value }).to_vec(),
            ExportSource::Module { module, name } => {
                self.deeper(|| self.module_member(file, module, name.as_deref(), at))
            }
        }
    }
}

/// The path of a name taken from a module from outside the project; without a name, of the module.
fn symbol(file: &SourceFile, module: &str, name: Option<&str>) -> SmolStr {
    match (family(file), name) {
        (Family::Python, None) => module.into(),
        (Family::Python, Some(name)) => format_smolstr!("{module}.{name}"),
        (Family::Ecma, name) => format_smolstr!("{module}#{}", name.unwrap_or_default()),
    }
}

/// How a package inside a namespace is published: `mistralai-azure` for `mistralai.azure.client`.
fn within_namespace(module: &str) -> String {
    let parts: Vec<_> = module.split('.').take(2).collect();
    parts.join("-")
}

/// The package that a module is of: `@scope/name` of `@scope/name/core`, `package` of `package.client`.
fn package_of<'m>(file: &SourceFile, module: &'m str) -> &'m str {
    let parts = match (family(file), module.starts_with('@')) {
        (Family::Python, _) => return module.split('.').next().unwrap_or(module),
        (Family::Ecma, true) => 2,
        (Family::Ecma, false) => 1,
    };
    let end = module.match_indices('/').nth(parts - 1);
    end.map_or(module, |(end, _)| &module[..end])
}

/// The name of a module of Python below another: `a.b`, `..b`.
fn below(module: &str, name: &str) -> String {
    match module.ends_with('.') {
        true => format!("{module}{name}"),
        false => format!("{module}.{name}"),
    }
}
