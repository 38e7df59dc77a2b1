//! Clients that the settings name: what a project wrote itself to talk to Mistral.

use super::value::Value;
use super::{Flow, family};
use crate::catalog::{Family, Meaning, OwnModule};
use crate::project::SourceFile;

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
            OwnModule::Named(module) => {
                let found = self.resolve(asker, module);
                found.is_some_and(|found| std::ptr::eq(found, target))
            }
        };
        let path = clients.symbol(family(asker), name, is_meant)?.into();
        Some(Value::Symbol { path, call: None })
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
