//! What a framework keeps of a program's settings: `current_app.config["KEY"]` of Flask,
//! `django.conf.settings.KEY`.

use super::value::{At, ExprAt, Value};
use super::{Flow, family};
use crate::catalog::{Role, SettingsStore};
use crate::facts::{Argument, ExprId, Step};
use crate::project::SourceFile;
use smol_str::SmolStr;
use std::path::Path;

/// How many places are looked at that put something there.
const MAX_PLACES: usize = 64;

impl<'p> Flow<'p> {
    /// What the program has put under a name into what a path means, if that is such a store.
    pub(super) fn kept_in_store(
        &self,
        path: &str,
        name: &SmolStr,
        at: ExprAt<'p>,
    ) -> Vec<Value<'p>> {
        let Some(store) = self.store(at.file, path) else {
            return Vec::new();
        };
        let is_beside = |other: &SourceFile| {
            std::ptr::eq(other, at.file) || self.is_test(other) == self.is_test(at.file)
        };
        let files = self.project.files().map(|file| &**file);
        let modules = files.filter(|file| is_module(store, &file.path) && is_beside(file));
        let mut values: Vec<_> = modules
            .flat_map(|file| self.export(file, name, at))
            .filter(is_told)
            .collect();
        let is_it = |object: ExprAt<'p>| {
            let paths = self.symbols(object);
            let mut stores = paths.iter().filter_map(|it| self.store(object.file, it));
            stores.any(|it| std::ptr::eq(it, store))
        };
        let member = store.member.as_deref();
        let may_be_it =
            |at: ExprAt<'p>| at.file.facts.last_name(at.id).map(SmolStr::as_str) == member;
        for (target, value) in self.places_written(name).iter().take(MAX_PLACES) {
            let owner = target.file.facts.owner(target.id).map(|it| target.with(it));
            if owner.is_some_and(|it| may_be_it(it) && is_beside(it.file) && is_it(it)) {
                values.extend(self.values(*value).iter().cloned());
            }
        }
        for method in store.fill.iter().chain(&store.load) {
            let calls = self.calls_named(method).iter().take(MAX_PLACES);
            for &call in calls.filter(|call| is_beside(call.file)) {
                let facts = &call.file.facts;
                let callee = facts.call(call.id).and_then(|it| facts.member(it.callee));
                let object = callee.map(|(object, _)| call.with(object));
                if object.is_some_and(|it| may_be_it(it) && is_it(it)) {
                    values.extend(match store.load.contains(method) {
                        true => self.loaded_from(call, name),
                        false => self.filled_with(call, name),
                    });
                }
            }
        }
        values
    }

    /// The store that a path means: `flask.current_app.config`, `flask.Flask().config`.
    fn store(&self, file: &SourceFile, path: &str) -> Option<&'static SettingsStore> {
        let known = |path: &str| match self.catalog.role(family(file), path)? {
            Role::SettingsStore(store) => Some(&**store),
            _ => None,
        };
        let inside = || {
            let (owner, member) = path.rsplit_once('.')?;
            let owner = owner.strip_suffix("()").unwrap_or(owner);
            known(owner).filter(|store| store.member.as_deref() == Some(member))
        };
        let whole = known(path).filter(|store| store.member.is_none());
        whole.or_else(inside)
    }

    /// What a call is given under a name, by keyword or in a dict.
    fn filled_with(&self, call: ExprAt<'p>, name: &SmolStr) -> Vec<Value<'p>> {
        let arguments = call.file.facts.call(call.id).map(|it| &it.arguments);
        let given = |argument: &Argument| match &argument.keyword {
            Some(keyword) if keyword == name => Some(self.slot_value(call.with(argument.value))),
            Some(_) => None,
            None => self.part(&self.slot_value(call.with(argument.value)), name),
        };
        let found = arguments.into_iter().flatten().filter_map(given);
        found.flat_map(|found| found.values).collect()
    }

    /// What a class or a module has under a name that a call is given, or is told the path of.
    fn loaded_from(&self, call: ExprAt<'p>, name: &SmolStr) -> Vec<Value<'p>> {
        let facts = &call.file.facts;
        let given = facts.call(call.id).and_then(|it| it.arguments.first());
        let Some(given) = given.map(|it| call.with(it.value)) else {
            return Vec::new();
        };
        let step = Step::Key(name.clone());
        let of = |value: &Value<'p>| match value {
            Value::Class(_) | Value::Instance(_) | Value::Module(_) => {
                self.member(value, &step, given)
            }
            Value::Text(path) => self.loaded_by_path(call.file, &path.value, name, given),
            _ => Vec::new(),
        };
        self.values(given)
            .iter()
            .flat_map(of)
            .filter(is_told)
            .collect()
    }

    fn loaded_by_path(
        &self,
        file: &'p SourceFile,
        path: &str,
        name: &SmolStr,
        at: ExprAt<'p>,
    ) -> Vec<Value<'p>> {
        let step = Step::Key(name.clone());
        if let Some(module) = self.resolve(file, path) {
            return self.export(module, name, at);
        }
        let Some((module, class)) = path.rsplit_once('.') else {
            return Vec::new();
        };
        let Some(module) = self.resolve(file, module) else {
            return Vec::new();
        };
        let class = module.facts.module_binding(class);
        let first = At {
            file: module,
            id: ExprId::FIRST,
        };
        let classes = class.map_or(Vec::new(), |class| self.binding(module, class, first));
        self.parts(&classes, &step, at)
    }
}

/// Whether a file is one that a store is made of: `settings.py`, or one in a folder of that name.
fn is_module(store: &SettingsStore, path: &Path) -> bool {
    let is_one = |name: Option<&std::ffi::OsStr>| {
        let name = name.and_then(|it| it.to_str());
        name.is_some_and(|name| store.files.iter().any(|it| it == name))
    };
    is_one(path.file_stem()) || is_one(path.parent().and_then(Path::file_name))
}

fn is_told(value: &Value<'_>) -> bool {
    !matches!(value, Value::Unknown)
}
