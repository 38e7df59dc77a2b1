//! The rows of the tables about the web around a request.

use serde::Deserialize;

use crate::catalog::slot::Slot;
use crate::catalog::symbols::InputSource;

/// What registers functions as handlers: a method of an application, a function, a decorator.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Registrar {
    /// The framework.
    pub framework: String,
    /// Symbols whose call makes something with the methods below.
    #[serde(default, deserialize_with = "crate::catalog::load::names")]
    pub(super) makes: Vec<String>,
    /// Symbols that register by themselves.
    #[serde(default, deserialize_with = "crate::catalog::load::names")]
    pub(super) calls: Vec<String>,
    /// Last words of names that stand for such a thing where nothing resolves.
    #[serde(default)]
    pub(super) named: Vec<String>,
    /// Methods that register.
    #[serde(default, deserialize_with = "crate::catalog::load::names")]
    pub(super) methods: Vec<String>,
    /// The number of the argument that is the route; none if there is no route.
    pub route: Option<usize>,
    /// The parameters of a handler that come from outside; all if empty.
    #[serde(default)]
    pub input: Vec<usize>,
    /// The members of such a parameter that come from outside; all if empty.
    #[serde(default, deserialize_with = "crate::catalog::load::names")]
    pub(super) members: Vec<String>,
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
    /// Whether a platform made what it passes on: texts of a length that it bounds.
    #[serde(default)]
    pub bounded: bool,
    /// Where the components are that feed the parameters of a handler, one each.
    #[serde(default, deserialize_with = "crate::catalog::load::slots")]
    pub feeds: Vec<Slot>,
    /// The same for those after the second.
    #[serde(default, deserialize_with = "crate::catalog::load::slots")]
    pub feeds_more: Vec<Slot>,
    /// Methods whose functions stand before handlers: `app.use`.
    #[serde(default, deserialize_with = "crate::catalog::load::names")]
    pub(super) middleware: Vec<String>,
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
    pub(super) files: Vec<String>,
    /// Folders next to each other above the file, as a path: `pages/api`.
    #[serde(default)]
    pub(super) under: Vec<String>,
    /// What a file begins with as a directive: `use server`.
    pub directive: Option<String>,
    /// Names under which handlers are exported; any if empty.
    #[serde(default, deserialize_with = "crate::catalog::load::names")]
    pub(super) exports: Vec<String>,
    /// The name that the first parameter must have, if any.
    pub first: Option<String>,
    /// Whether what stands before it by its nature, a gateway or a queue, may limit how often it runs.
    #[serde(default)]
    pub gated: bool,
    /// The parameters that come from outside; all if empty.
    #[serde(default)]
    pub input: Vec<usize>,
    #[serde(default, deserialize_with = "crate::catalog::load::names")]
    pub(super) members: Vec<String>,
}

/// Classes whose methods are handlers, by what they extend or are decorated with.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct HandlerClass {
    /// The framework.
    pub framework: String,
    /// What such a class extends.
    #[serde(deserialize_with = "crate::catalog::load::names")]
    pub(super) bases: Vec<String>,
    /// Whether what stands before it by its nature, a gateway or a queue, may limit how often it runs.
    #[serde(default)]
    pub gated: bool,
    /// Its methods that are handlers.
    #[serde(deserialize_with = "crate::catalog::load::names")]
    pub(super) methods: Vec<String>,
    /// The parameters that come from outside, after the instance; all if empty.
    #[serde(default)]
    pub input: Vec<usize>,
    #[serde(default, deserialize_with = "crate::catalog::load::names")]
    pub(super) members: Vec<String>,
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
    #[serde(deserialize_with = "crate::catalog::load::names")]
    pub(super) symbols: Vec<String>,
    /// Methods of what the symbol makes, or of the symbol; none for the symbol itself.
    #[serde(default, deserialize_with = "crate::catalog::load::names")]
    pub(super) methods: Vec<String>,
    /// The keywords of which one must be given; none if it limits in any case.
    #[serde(default)]
    pub needs: Vec<String>,
    /// How it limits.
    pub limits: Limits,
    /// The frameworks that it is the usual choice for.
    #[serde(default)]
    pub frameworks: Vec<String>,
}

/// What tells a limit where nothing resolves, and where all of a package is limited.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LimiterNames {
    /// Runs of words in the names of limiters.
    pub(super) named: Vec<String>,
    /// Words of names that are none all the same.
    pub(super) not: Vec<String>,
    /// Methods by which one is asked.
    pub(super) asked: Vec<String>,
    /// Methods that put a router into an application.
    pub(super) mounts: Vec<String>,
    /// Methods that put something before all handlers.
    pub(super) installers: Vec<String>,
    /// Fields of a class that limit its handlers.
    pub(super) fields: Vec<String>,
    /// Files through which all requests of a package go, below its folder.
    pub(super) doors: Vec<String>,
    /// What such a file says if it limits, in lower case.
    pub(super) marks: Vec<String>,
    /// What a file says that limits all of its package: all of one list.
    pub(super) package: Vec<Vec<String>>,
}

/// What sends something to whoever asked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Reply {
    /// Functions and classes that make a response, or an error that becomes one.
    #[serde(default, deserialize_with = "crate::catalog::load::names")]
    pub(super) calls: Vec<String>,
    /// Methods of what a handler is given.
    #[serde(default, deserialize_with = "crate::catalog::load::names")]
    pub(super) methods: Vec<String>,
    /// Last words in the names of what has such a method; any if empty.
    #[serde(default)]
    pub(super) of: Vec<String>,
    /// What a response is called where it is not known to be one.
    #[serde(default)]
    pub(super) named: Vec<String>,
    /// Frameworks that send what a handler returns.
    #[serde(default)]
    pub(super) returned_to: Vec<String>,
    /// Where what is sent stands.
    #[serde(default)]
    pub slots: Vec<Slot>,
}

/// What runs when a handler fails, and what of it is the error.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Failure {
    /// The framework whose handlers it stands around.
    pub framework: String,
    /// Methods of the framework's applications and routers that register it.
    #[serde(default, deserialize_with = "crate::catalog::load::names")]
    pub(super) methods: Vec<String>,
    /// Symbols that register it, or decorate its class.
    #[serde(default, deserialize_with = "crate::catalog::load::names")]
    pub(super) calls: Vec<String>,
    /// Names under which it is found without being registered: a method of a class, an export.
    #[serde(default)]
    pub(super) named: Vec<String>,
    /// The files in which such a name counts, without their ending; all if empty.
    #[serde(default)]
    pub(super) files: Vec<String>,
    /// The parameter of a middleware that runs what stands behind it, and lets its errors through.
    pub goes_on: Option<String>,
    /// Whether such a parameter counts only in what is seen registered with the framework.
    #[serde(default)]
    pub only_registered: bool,
    /// How many parameters tell it from what is registered in the same way; any number if none.
    pub parameters: Option<usize>,
    /// The number of the parameter that is the error, after the instance.
    #[serde(default)]
    pub error: usize,
    /// The member of that parameter which is the error, if not all of it is.
    pub member: Option<String>,
    /// Whether what it returns is sent to whoever asked.
    #[serde(default)]
    pub returned: bool,
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

impl Failure {
    /// Whether a method of a class is the one that is told the error.
    pub fn is_told(&self, method: &str) -> bool {
        self.named.iter().any(|name| name == method)
    }
}
