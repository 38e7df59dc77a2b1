//! The web around a request: what registers a handler, which of a handler's parameters come from
//! outside, and what limits how often a handler runs.

use std::collections::HashSet;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::load::{Mistake, Table};
use super::slot::Slot;
use super::symbols::{Family, InputSource, normalize_module};
use super::words::words;

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
    returning: HashSet<String>,
}

/// What registers functions as handlers: a method of an application, a function, a decorator.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Registrar {
    /// The framework.
    pub framework: String,
    /// Symbols whose call makes something with the methods below.
    #[serde(default, deserialize_with = "super::load::names")]
    makes: Vec<String>,
    /// Symbols that register by themselves.
    #[serde(default, deserialize_with = "super::load::names")]
    calls: Vec<String>,
    /// Last words of names that stand for such a thing where nothing resolves.
    #[serde(default)]
    named: Vec<String>,
    /// Methods that register.
    #[serde(default, deserialize_with = "super::load::names")]
    methods: Vec<String>,
    /// The number of the argument that is the route; none if there is no route.
    pub route: Option<usize>,
    /// The parameters of a handler that come from outside; all if empty.
    #[serde(default)]
    pub input: Vec<usize>,
    /// The members of such a parameter that come from outside; all if empty.
    #[serde(default, deserialize_with = "super::load::names")]
    members: Vec<String>,
    /// Where what comes in comes from.
    #[serde(default = "web")]
    pub source: InputSource,
    /// Whether somebody outside can reach it; what a program asks of itself is no web handler.
    #[serde(default)]
    pub internal: bool,
    /// Whether it converts what it passes on to the declared types of parameters, and refuses the rest.
    #[serde(default)]
    pub converts: bool,
    /// Whether what stands before it by its nature, a gateway or a queue, may limit how often it runs.
    #[serde(default)]
    pub gated: bool,
    /// Methods whose functions stand before handlers: `app.use`.
    #[serde(default, deserialize_with = "super::load::names")]
    middleware: Vec<String>,
}

fn web() -> InputSource {
    InputSource::Web
}

/// Functions that a framework finds by the file they stand in and the name they are exported as.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Convention {
    /// The framework.
    pub framework: String,
    /// Names of files without their ending; any if empty.
    #[serde(default)]
    files: Vec<String>,
    /// Folders next to each other above the file, as a path: `pages/api`.
    #[serde(default)]
    under: Vec<String>,
    /// What a file begins with as a directive: `use server`.
    pub directive: Option<String>,
    /// Names under which handlers are exported; any if empty.
    #[serde(default, deserialize_with = "super::load::names")]
    exports: Vec<String>,
    /// The name that the first parameter must have, if any.
    pub first: Option<String>,
    /// Whether what stands before it by its nature, a gateway or a queue, may limit how often it runs.
    #[serde(default)]
    pub gated: bool,
    /// The parameters that come from outside; all if empty.
    #[serde(default)]
    pub input: Vec<usize>,
    #[serde(default, deserialize_with = "super::load::names")]
    members: Vec<String>,
}

/// Classes whose methods are handlers, by what they extend or are decorated with.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct HandlerClass {
    /// The framework.
    pub framework: String,
    /// What such a class extends.
    #[serde(deserialize_with = "super::load::names")]
    bases: Vec<String>,
    /// Whether what stands before it by its nature, a gateway or a queue, may limit how often it runs.
    #[serde(default)]
    pub gated: bool,
    /// Its methods that are handlers.
    #[serde(deserialize_with = "super::load::names")]
    methods: Vec<String>,
    /// The parameters that come from outside, after the instance; all if empty.
    #[serde(default)]
    pub input: Vec<usize>,
    #[serde(default, deserialize_with = "super::load::names")]
    members: Vec<String>,
}

/// How a limiter comes to limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Limits {
    /// Whatever it is given to: a route, a router, an application.
    Given,
    /// The functions in which, or in whose callers, one of its methods is called.
    Called,
    /// What it decorates.
    Decorated,
    /// Everything in its package, once it is installed.
    Package,
    /// It lifts a limit.
    Exempt,
    /// It throttles what the program sends, not what it is sent: no limit of a handler.
    Outgoing,
}

/// What limits how often handlers run.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Limiter {
    /// The library.
    pub library: String,
    /// The symbols that it is about.
    #[serde(deserialize_with = "super::load::names")]
    symbols: Vec<String>,
    /// Methods of what the symbol makes, or of the symbol; none for the symbol itself.
    #[serde(default, deserialize_with = "super::load::names")]
    methods: Vec<String>,
    /// The keywords of which one must be given; none if it limits in any case.
    #[serde(default)]
    pub needs: Vec<String>,
    /// How it limits.
    pub limits: Limits,
    /// The frameworks that it is the usual choice for.
    #[serde(default)]
    pub frameworks: Vec<String>,
}

/// What sends something to whoever asked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Reply {
    /// Functions and classes that make a response, or an error that becomes one.
    #[serde(default, deserialize_with = "super::load::names")]
    calls: Vec<String>,
    /// Methods of what a handler is given.
    #[serde(default, deserialize_with = "super::load::names")]
    methods: Vec<String>,
    /// Frameworks that send what a handler returns.
    #[serde(default)]
    returned_to: Vec<String>,
    /// Where what is sent stands.
    #[serde(default)]
    pub slots: Vec<Slot>,
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
        for row in file.reply {
            let index = self.replies.len();
            for symbol in &row.calls {
                if self.reply_symbols.insert(symbol.clone(), index).is_some() {
                    return Err(Mistake::new(format!("`{symbol}` stands twice")));
                }
            }
            for method in &row.methods {
                self.reply_methods.insert(method.clone(), index);
            }
            self.returning.extend(row.returned_to.iter().cloned());
            self.replies.push(row);
        }
        Ok(())
    }

    /// What sends something to whoever asked, by the path of what is called.
    pub fn reply(&self, family: Family, path: &str) -> Option<&Reply> {
        let path = plain(family, path);
        let index = self.reply_symbols.get(&*path.replace("()", ""))?;
        self.replies.get(*index)
    }

    /// What sends something to whoever asked, as a method of what a handler is given.
    pub fn reply_method(&self, name: &str) -> Option<&Reply> {
        self.replies.get(*self.reply_methods.get(name)?)
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
    match normalize_module(family, module) {
        std::borrow::Cow::Borrowed(same) if same == module => path.into(),
        plain => format!("{plain}#{name}").into(),
    }
}

impl Registrar {
    /// Whether a member of a parameter comes from outside.
    pub fn has_input(&self, member: &str) -> bool {
        self.members.is_empty() || self.members.iter().any(|name| name == member)
    }
}

impl Registrar {
    /// Whether what the method is given stands before handlers.
    pub fn is_middleware(&self, method: &str) -> bool {
        self.middleware.iter().any(|name| name == method)
    }
}

impl Convention {
    /// Whether a file of this path, with `/` between folders, is found by it.
    pub fn finds(&self, path: &str) -> bool {
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        let stem = file.split('.').next().unwrap_or(file);
        let stem = file
            .strip_suffix(".server.ts")
            .or(file.strip_suffix(".server.js"))
            .unwrap_or(stem);
        let folder = format!("/{folder}/");
        let is_under = |under: &String| folder.contains(&format!("/{under}/"));
        (self.files.is_empty() || self.files.iter().any(|name| name == stem))
            && (self.under.is_empty() || self.under.iter().any(is_under))
    }

    /// Whether what is exported under a name is a handler.
    pub fn exports(&self, name: &str) -> bool {
        self.exports.is_empty() || self.exports.iter().any(|export| export == name)
    }

    /// Whether a member of a parameter comes from outside.
    pub fn has_input(&self, member: &str) -> bool {
        self.members.is_empty() || self.members.iter().any(|name| name == member)
    }
}

impl HandlerClass {
    /// Whether a method is a handler.
    pub fn handles(&self, method: &str) -> bool {
        self.methods.iter().any(|name| name == method)
    }

    /// Whether a member of a parameter comes from outside.
    pub fn has_input(&self, member: &str) -> bool {
        self.members.is_empty() || self.members.iter().any(|name| name == member)
    }
}
