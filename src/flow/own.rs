//! Clients that the settings name: what a project wrote itself to talk to Mistral.

use super::value::{ExprAt, Value};
use super::{Flow, family};
use crate::catalog::{Family, Meaning, OwnModule};
use crate::facts::{Binding, Definition, ExportSource, Source};
use crate::project::SourceFile;
use std::path::Path;

impl<'p> Flow<'p> {
    /// What the settings that hold for `file` say of something used there.
    pub(super) fn own_meaning(&self, file: &SourceFile, path: &str) -> Option<Meaning<'p>> {
        if !self.has_own_clients {
            return None;
        }
        let clients = &self.project.settings(&file.path).clients;
        clients.meaning(family(file), path)
    }

    /// The client that the settings of `asker` say `target` gives under a name.
    pub(super) fn own_client(
        &self,
        asker: &'p SourceFile,
        target: &'p SourceFile,
        name: &str,
    ) -> Option<Value<'p>> {
        if !self.has_own_clients {
            return None;
        }
        let clients = &self.project.settings(&asker.path).clients;
        let is_meant = |module: &OwnModule| match module {
            OwnModule::File(..) => module.is_file(&target.path),
            // To itself a module has no name.
            OwnModule::Named(module) if std::ptr::eq(asker, target) => {
                let path = Path::new(&module.replace('.', "/")).to_owned();
                let is_package = target.path.file_stem().is_some_and(|it| it == "__init__");
                family(asker) == Family::Python
                    && match is_package {
                        true => target.path.parent().is_some_and(|it| it.ends_with(&path)),
                        false => target.path.with_extension("").ends_with(&path),
                    }
            }
            OwnModule::Named(module) => {
                let found = self.resolve(asker, module);
                found.is_some_and(|found| std::ptr::eq(found, target))
            }
        };
        let path = clients.symbol(family(asker), name, is_meant)?.into();
        Some(Value::Symbol { path, call: None })
    }

    /// The client that the settings say a name of the module is, used elsewhere in its own file.
    pub(super) fn own_client_here(
        &self,
        file: &'p SourceFile,
        binding: &Binding,
        at: ExprAt<'p>,
    ) -> Option<Value<'p>> {
        let facts = &file.facts;
        if !self.has_own_clients
            || !std::ptr::eq(file, at.file)
            || Some(binding.scope) != facts.scopes().module()
        {
            return None;
        }
        // What it is made of inside are its own requests.
        let makes_it = |definition: &Definition| {
            let range = match definition.source {
                Source::Class(class) => facts.class(class).range,
                Source::Function(function) => facts.function(function).range,
                Source::Value(value) => facts.range(value),
                _ => return false,
            };
            range.contains_range(at.range())
        };
        if binding.definitions.iter().any(makes_it) {
            return None;
        }
        let is_it = |source: &ExportSource| matches!(source, ExportSource::Local(name) if *name == binding.name);
        let exports = facts.exports.iter().filter(|export| is_it(&export.source));
        let names = exports.map(|export| export.name.as_str());
        let mut names = [binding.name.as_str()].into_iter().chain(names);
        names.find_map(|name| self.own_client(file, file, name))
    }

    /// Whether a call in `file` may be a request, by the last name of what is called.
    pub(super) fn may_be_request(&self, file: &SourceFile, name: &str) -> bool {
        let is_own = || {
            let clients = &self.project.settings(&file.path).clients;
            clients.may_be_request(family(file), name)
        };
        self.catalog.may_be_request(family(file), name) || self.has_own_clients && is_own()
    }

    /// Whether a call in `file` may take a key, by the last name of what is called.
    pub(super) fn may_take_key(&self, file: &SourceFile, name: &str) -> bool {
        let is_own = || {
            let clients = &self.project.settings(&file.path).clients;
            clients.may_take_key(family(file), name)
        };
        // `this.fetchImpl(…)`: whatever somebody calls what does it.
        let is_fetch =
            || family(file) == Family::Ecma && name.to_ascii_lowercase().contains("fetch");
        self.catalog.may_take_key(family(file), name)
            || self.has_own_clients && is_own()
            || is_fetch()
    }
}
