//! The web around a request: what registers a handler, which of a handler's parameters come from
//! outside, and what limits how often a handler runs.

use std::collections::HashSet;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use super::load::{Mistake, Table};
use super::symbols::{Family, normalize_module};
use super::words::words;

mod rows;

pub use rows::{
    Convention, Failure, HandlerClass, Limiter, LimiterNames, Limits, Registrar, Reply,
};

/// Handlers and limits of one family of languages.
#[derive(Debug, Default)]
pub struct Web {
    registrars: Vec<Registrar>,
    makers: FxHashMap<String, Vec<usize>>,
    calls: FxHashMap<String, usize>,
    conventions: Vec<Convention>,
    bases: FxHashMap<String, usize>,
    classes: Vec<HandlerClass>,
    limiters: Vec<Limiter>,
    limiter_symbols: FxHashMap<String, usize>,
    names: HashSet<String>,
    replies: Vec<Reply>,
    reply_symbols: FxHashMap<String, usize>,
    reply_methods: FxHashMap<String, usize>,
    /// The last names of all that replies.
    reply_names: FxHashSet<String>,
    returning: HashSet<String>,
    failures: Vec<Failure>,
    failure_symbols: FxHashMap<String, usize>,
    failure_names: HashSet<String>,
    limiter_names: LimiterNames,
    limiter_words: Vec<Vec<String>>,
}

/// What is written in a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct WebFile {
    family: Family,
    #[serde(default)]
    registrar: Vec<Registrar>,
    #[serde(default)]
    convention: Vec<Convention>,
    #[serde(default)]
    class: Vec<HandlerClass>,
    #[serde(default)]
    limiter: Vec<Limiter>,
    #[serde(default)]
    reply: Vec<Reply>,
    #[serde(default)]
    failure: Vec<Failure>,
    limiter_names: Option<LimiterNames>,
}

impl Web {
    /// Reads the files about one family.
    pub(super) fn read(family: Family, tables: &[Table]) -> Result<Self, Mistake> {
        let mut web = Self::default();
        for table in tables {
            let file: WebFile = table.read()?;
            if file.family != family {
                return Err(Mistake::new(format!("{} is of another family", table.name)));
            }
            web.add(file).map_err(|mistake| mistake.at(table.name))?;
        }
        Ok(web)
    }

    fn add(&mut self, file: WebFile) -> Result<(), Mistake> {
        let last = |path: &str| path.rsplit(['.', '#']).next().unwrap_or(path).to_owned();
        for row in file.registrar {
            let index = self.registrars.len();
            for symbol in &row.makes {
                self.makers.entry(symbol.clone()).or_default().push(index);
            }
            for symbol in &row.calls {
                if self.calls.insert(symbol.clone(), index).is_some() {
                    return Err(Mistake::new(format!("`{symbol}` stands twice")));
                }
                self.names.insert(last(symbol));
            }
            self.names.extend(row.methods.iter().cloned());
            self.registrars.push(row);
        }
        for row in file.class {
            for base in &row.bases {
                self.bases.insert(base.clone(), self.classes.len());
            }
            self.classes.push(row);
        }
        for row in file.limiter {
            for symbol in &row.symbols {
                let symbols = match row.methods.as_slice() {
                    [] => vec![symbol.clone()],
                    methods => methods
                        .iter()
                        .map(|name| format!("{symbol}.{name}"))
                        .collect(),
                };
                for symbol in symbols {
                    let known = self
                        .limiter_symbols
                        .insert(symbol.clone(), self.limiters.len());
                    if known.is_some() {
                        return Err(Mistake::new(format!("`{symbol}` stands twice")));
                    }
                }
            }
            self.limiters.push(row);
        }
        self.conventions.extend(file.convention);
        for row in file.failure {
            self.add_failure(row)?;
        }
        if let Some(names) = file.limiter_names {
            self.limiter_words = names.named.iter().map(|run| words(run)).collect();
            self.limiter_names = names;
        }
        for row in file.reply {
            let index = self.replies.len();
            for symbol in &row.calls {
                if self.reply_symbols.insert(symbol.clone(), index).is_some() {
                    return Err(Mistake::new(format!("`{symbol}` stands twice")));
                }
                self.reply_names.insert(last(symbol));
            }
            for method in &row.methods {
                self.reply_methods.insert(method.clone(), index);
                self.reply_names.insert(method.clone());
            }
            self.returning.extend(row.returned_to.iter().cloned());
            self.replies.push(row);
        }
        Ok(())
    }

    /// A row is registered by the methods of what the registrars of its framework make.
    fn add_failure(&mut self, row: Failure) -> Result<(), Mistake> {
        let own = self
            .registrars
            .iter()
            .filter(|it| it.framework == row.framework);
        let made = own.flat_map(|it| &it.makes).flat_map(|symbol| {
            let method = move |name: &String| format!("{symbol}.{name}");
            row.methods.iter().map(method)
        });
        for symbol in made.chain(row.calls.iter().cloned()) {
            let known = self
                .failure_symbols
                .insert(symbol.clone(), self.failures.len());
            if known.is_some() {
                return Err(Mistake::new(format!("`{symbol}` stands twice")));
            }
        }
        let last = |path: &String| path.rsplit(['.', '#']).next().unwrap_or(path).to_owned();
        self.failure_names.extend(row.methods.iter().cloned());
        self.failure_names.extend(row.calls.iter().map(last));
        self.failures.push(row);
        Ok(())
    }

    /// Whether something of this name may register what runs when a handler fails.
    pub fn may_register_failure(&self, name: &str) -> bool {
        self.failure_names.contains(name)
    }

    /// What runs when a handler fails, by the path of what registers it.
    pub fn failure(&self, family: Family, path: &str) -> Option<&Failure> {
        let path = plain(family, path).replace("()", "");
        self.failures.get(*self.failure_symbols.get(&*path)?)
    }

    /// What runs when a handler fails, by the name under which a framework finds it in a file.
    pub fn named_failure(&self, name: &str, file: &str) -> Option<&Failure> {
        let stem = file.rsplit('/').next().unwrap_or(file);
        let stands_in = |row: &Failure| {
            row.files.iter().any(|it| {
                stem.strip_prefix(it.as_str())
                    .is_some_and(|rest| rest.starts_with('.'))
            })
        };
        let is_named = |row: &&Failure| row.named.iter().any(|it| it == name);
        let mut rows = self.failures.iter().filter(is_named);
        rows.find(|row| row.calls.is_empty() && (row.files.is_empty() || stands_in(row)))
    }

    /// What lets the errors of handlers through: by a parameter of a middleware.
    pub fn going_on(&self, parameter: &str) -> impl Iterator<Item = &Failure> {
        let goes_on = move |row: &&Failure| row.goes_on.as_deref() == Some(parameter);
        self.failures.iter().filter(goes_on)
    }

    /// What runs when a handler fails, by the names of what registers it: `app.setErrorHandler`.
    pub fn failure_method(&self, receiver: &str, method: &str) -> Option<&Failure> {
        let word = words(receiver).pop()?;
        let is_named = |row: &&Failure| {
            let mut own = self
                .registrars
                .iter()
                .filter(|it| it.framework == row.framework);
            own.any(|it| it.named.contains(&word))
        };
        let mut rows = self
            .failures
            .iter()
            .filter(|row| row.methods.iter().any(|it| it == method));
        rows.find(is_named)
    }

    /// What sends something to whoever asked, by the path of what is called.
    pub fn reply(&self, family: Family, path: &str) -> Option<&Reply> {
        let path = plain(family, path);
        let index = self.reply_symbols.get(&*path.replace("()", ""))?;
        self.replies.get(*index)
    }

    /// What sends something to whoever asked, as a method of what a handler is given: by the last name
    /// in what it is called on, and its own.
    pub fn reply_method(&self, owner: Option<&str>, name: &str) -> Option<&Reply> {
        let row = self.replies.get(*self.reply_methods.get(name)?)?;
        let last = owner.and_then(|owner| words(owner).pop());
        let fits = row.of.is_empty() || last.is_some_and(|last| row.of.contains(&last));
        fits.then_some(row)
    }

    /// Whether something with this last name may send something to whoever asked.
    pub fn may_reply(&self, name: &str) -> bool {
        self.reply_names.contains(name)
    }

    /// Whether a response is usually called like this.
    pub fn names_reply(&self, name: &str) -> bool {
        self.replies
            .iter()
            .any(|row| row.named.iter().any(|it| it == name))
    }

    /// Whether a framework sends what a handler returns.
    pub fn returns_reply(&self, framework: &str) -> bool {
        self.returning.contains(framework)
    }

    /// What registers handlers, by the path of what is called: `express#default().post`.
    pub fn registrar(&self, family: Family, path: &str) -> Option<&Registrar> {
        let path = plain(family, path);
        if let Some(&index) = self.calls.get(&*path) {
            return self.registrars.get(index);
        }
        let (owner, name) = path.rsplit_once('.')?;
        let made = owner.split("()").next()?;
        let rows = [owner, made]
            .into_iter()
            .filter_map(|it| self.makers.get(it));
        rows.flatten()
            .map(|&index| &self.registrars[index])
            .find(|row| row.methods.iter().any(|method| method == name))
    }

    /// What registers handlers, judged by names alone: a receiver's and a method's.
    pub fn named_registrar(&self, receiver: &str, method: &str) -> Option<&Registrar> {
        let word = words(receiver).pop()?;
        self.registrars
            .iter()
            .find(|row| row.named.contains(&word) && row.methods.iter().any(|name| name == method))
    }

    /// Whether something of this name may register handlers.
    pub fn may_register(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// The conventions.
    pub fn conventions(&self) -> &[Convention] {
        &self.conventions
    }

    /// What a class that extends something, or is decorated with it, has for handlers.
    pub fn handler_class(&self, family: Family, base: &str) -> Option<&HandlerClass> {
        self.classes.get(*self.bases.get(&*plain(family, base))?)
    }

    /// Whether a name says that it limits how often something happens.
    pub fn names_limit(&self, name: &str) -> bool {
        let own = words(name);
        let says = |run: &Vec<String>| own.windows(run.len()).any(|part| part == run.as_slice());
        self.limiter_words.iter().any(says)
            && !own.iter().any(|word| self.limiter_names.not.contains(word))
    }

    /// Whether a limiter is asked by a method.
    pub fn asks_limiter(&self, method: &str) -> bool {
        self.limiter_names.asked.iter().any(|it| it == method)
    }

    /// Whether a method puts a router into an application.
    pub fn mounts(&self, method: &str) -> bool {
        self.limiter_names.mounts.iter().any(|it| it == method)
    }

    /// Whether a method puts what it is given before all handlers.
    pub fn installs(&self, method: &str) -> bool {
        self.limiter_names.installers.iter().any(|it| it == method)
    }

    /// Whether a field of a class limits its handlers.
    pub fn limits_by_field(&self, field: &str) -> bool {
        self.limiter_names.fields.iter().any(|it| it == field)
    }

    /// Files through which all requests of a package go, below its folder.
    pub fn front_doors(&self) -> &[String] {
        &self.limiter_names.doors
    }

    /// What such a file says if it limits, in lower case.
    pub fn limiting_marks(&self) -> &[String] {
        &self.limiter_names.marks
    }

    /// What a file says that limits all of its package: all of one list.
    pub fn package_marks(&self) -> &[Vec<String>] {
        &self.limiter_names.package
    }

    /// The library that usually limits what a framework serves.
    pub fn usual_limiter(&self, framework: &str) -> Option<&str> {
        let is_for = |row: &&Limiter| row.frameworks.iter().any(|it| it == framework);
        Some(&*self.limiters.iter().find(is_for)?.library)
    }

    /// The limiter at a path: `express-rate-limit#default`, `@upstash/ratelimit#Ratelimit.limit`
    /// for a method of what it makes.
    pub fn limiter(&self, family: Family, path: &str) -> Option<&Limiter> {
        let path = plain(family, path);
        let index = self.limiter_symbols.get(&*path.replace("()", ""))?;
        self.limiters.get(*index)
    }
}

/// A path with its module as the tables write it. A module that a tool generates into the project
/// is known by the end of its name.
pub(super) fn plain(family: Family, path: &str) -> std::borrow::Cow<'_, str> {
    let Some((module, name)) = path.split_once('#').filter(|_| family == Family::Ecma) else {
        return path.into();
    };
    if let Some(at) = module
        .find("_generated/")
        .filter(|_| module.starts_with('.'))
    {
        return format!("{}#{name}", &module[at..]).into();
    }
    // `require("express")()`: what a module is itself, an import has under `default`.
    if name.starts_with("()") {
        return format!("{}#default{name}", normalize_module(family, module)).into();
    }
    match normalize_module(family, module) {
        std::borrow::Cow::Borrowed(same) if same == module => path.into(),
        plain => format!("{plain}#{name}").into(),
    }
}
