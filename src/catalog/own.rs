//! Clients that a project wrote itself and its settings name: the same roles as those of the tables,
//! for its own modules.
//!
//! Must not know: how settings are written.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::build::{Symbols, check_symbol};
use super::clients::{Applies, ClientKind, Method, Methods, RequestFunction, RequestKind};
use super::meaning::Meaning;
use super::slot::Slot;
use super::symbols::{Family, Role, normalize_module};

/// A client that the settings name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnClient {
    pub module: OwnModule,
    /// The name under which the module gives it to others.
    pub name: String,
    pub shape: OwnShape,
    /// Whether it keeps a record of every request by itself.
    pub audited: bool,
    /// Where its call takes a key.
    pub key: Vec<Slot>,
    /// The variables that it reads if it is given none.
    pub key_variables: Vec<String>,
    /// Where its call takes the server's address.
    pub base_url: Vec<Slot>,
    /// Where its call takes the model, for its own request or for those of its methods.
    pub model: Vec<Slot>,
    /// The same of the token limit.
    pub limit: Vec<Slot>,
    /// Where its call takes the input, if it is a function.
    pub messages: Vec<Slot>,
    /// What its call asks for, if it is a function.
    pub kind: RequestKind,
    /// Its methods that send requests, if it is a client.
    pub methods: Vec<OwnMethod>,
}

/// A method of such a client that sends a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnMethod {
    /// How it is reached from the client: `chat.ask`.
    pub name: String,
    pub kind: RequestKind,
    pub model: Vec<Slot>,
    pub messages: Vec<Slot>,
    pub limit: Vec<Slot>,
}

/// What is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnShape {
    /// A class or function whose call makes a client.
    Class,
    /// A client that is ready for use.
    Object,
    /// A function whose call is a request.
    Function,
}

/// Where such a client is taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnModule {
    /// A file of the project, or a folder with an `index` or `__init__`: its absolute path, with or
    /// without its ending, and as it is written.
    File(PathBuf, String),
    /// A package or module, as it is imported.
    Named(String),
}

impl OwnModule {
    /// Whether this is the file at `path`.
    pub fn is_file(&self, path: &Path) -> bool {
        let Self::File(own, _) = self else {
            return false;
        };
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        let stands_for_folder = matches!(stem, Some("index" | "__init__"));
        path == own
            || path.with_extension("") == *own
            || stands_for_folder && path.parent() == Some(own)
    }

    fn text(&self) -> &str {
        match self {
            Self::File(_, text) | Self::Named(text) => text,
        }
    }

    /// Whether it may be imported by code of this family.
    fn is_of(&self, family: Family, name: &str) -> bool {
        match self {
            Self::File(..) => true,
            Self::Named(module) => {
                let is_written = !module.is_empty() && !module.contains(char::is_whitespace);
                is_written && check_symbol(family, &self.symbol(family, name)).is_ok()
            }
        }
    }

    fn symbol(&self, family: Family, name: &str) -> String {
        match (self, family) {
            (Self::Named(module), Family::Python) => format!("{module}.{name}"),
            _ => {
                let module = normalize_module(Family::Ecma, self.text());
                format!("{module}#{name}")
            }
        }
    }
}

impl OwnClient {
    /// Whether some code can import it: its module and name are written as an import writes them.
    pub fn can_be_imported(&self) -> bool {
        let mut families = [Family::Ecma, Family::Python].into_iter();
        families.any(|family| self.module.is_of(family, &self.name))
    }

    /// A word that is written wherever it is used: its name, or that of its module.
    pub fn word(&self) -> &str {
        let last = |text: &'_ str| text.rfind('/').map_or(0, |at| at + 1);
        match (self.name.as_str(), self.module.text()) {
            ("default", module) => {
                let name = &module[last(module)..];
                name.split('.').next().unwrap_or(name)
            }
            (name, _) => name,
        }
    }

    fn role(&self, family: Family) -> Role {
        match self.shape {
            OwnShape::Function => Role::Request(Arc::new(self.function())),
            OwnShape::Class => Role::Client(Arc::new(self.client(family))),
            OwnShape::Object => Role::ClientInstance(Arc::new(self.client(family))),
        }
    }

    fn client(&self, family: Family) -> ClientKind {
        let mut methods = Methods::new();
        for own in &self.methods {
            let method = method(&own.name, own.kind, [&own.model, &own.messages, &own.limit]);
            methods.insert(own.name.clone(), vec![method]);
        }
        ClientKind {
            id: format!("{}#{}", self.module.text(), self.name),
            class: self.name.clone(),
            package: self.module.text().to_owned(),
            family,
            applies: Applies::Always,
            model_prefixes: Vec::new(),
            routes: false,
            provider: Vec::new(),
            providers: Vec::new(),
            requires: Vec::new(),
            key: self.key.clone(),
            base_url: self.base_url.clone(),
            key_set: Vec::new(),
            base_url_set: Vec::new(),
            servers: Vec::new(),
            server: Vec::new(),
            debug_logger: Vec::new(),
            http_client: Vec::new(),
            key_env: self.key_variables.clone(),
            suggest: None,
            from: Vec::new(),
            ambient: Vec::new(),
            behaviour: Vec::new(),
            model: self.model.clone(),
            default_model: None,
            limit: self.limit.clone(),
            filter: Vec::new(),
            fluent: Vec::new(),
            models: Vec::new(),
            decorates: false,
            audited: self.audited,
            methods: Arc::new(methods),
        }
    }

    fn function(&self) -> RequestFunction {
        RequestFunction {
            name: self.name.clone(),
            package: self.module.text().to_owned(),
            applies: Applies::Always,
            model_prefixes: Vec::new(),
            routes: false,
            provider: Vec::new(),
            providers: Vec::new(),
            client: Vec::new(),
            ambient: Vec::new(),
            key: self.key.clone(),
            base_url: self.base_url.clone(),
            key_set: Vec::new(),
            base_url_set: Vec::new(),
            audited: self.audited,
            request: method(
                &self.name,
                self.kind,
                [&self.model, &self.messages, &self.limit],
            ),
        }
    }
}

fn method(path: &str, kind: RequestKind, [model, input, limit]: [&Vec<Slot>; 3]) -> Method {
    Method {
        path: path.to_owned(),
        kind,
        http: None,
        model: model.clone(),
        agent: Vec::new(),
        input: input.clone(),
        limit: limit.clone(),
        filter: Vec::new(),
        stream: false,
        versions: super::VersionRange::default(),
    }
}

/// The clients that the settings of a folder name.
#[derive(Debug, Default)]
pub struct OwnClients {
    list: Vec<OwnClient>,
    names: FxHashSet<String>,
    ecma: Symbols,
    python: Symbols,
}

impl OwnClients {
    /// These clients; of two of the same module and name the later counts.
    pub fn new(list: Vec<OwnClient>) -> Self {
        let mut own = Self::default();
        for client in &list {
            own.names.insert(client.name.clone());
            for family in [Family::Ecma, Family::Python] {
                if client.module.is_of(family, &client.name) {
                    let symbol = client.module.symbol(family, &client.name);
                    own.of_mut(family).replace(symbol, client.role(family));
                }
            }
        }
        own.list = list;
        own
    }

    /// The clients, as they are written.
    pub fn list(&self) -> &[OwnClient] {
        &self.list
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// What something is, by the path on which it is reached, as [`super::Catalog::meaning`] takes it.
    pub fn meaning(&self, family: Family, path: &str) -> Option<Meaning<'_>> {
        if self.list.is_empty() {
            return None;
        }
        let Some((module, name)) = path.split_once('#').filter(|_| family == Family::Ecma) else {
            return self.of(family).meaning(path);
        };
        let module = normalize_module(family, module);
        self.of(family).meaning(&format!("{module}#{name}"))
    }

    /// The path of a client of this name, of a module that `is_meant`.
    pub fn symbol(
        &self,
        family: Family,
        name: &str,
        mut is_meant: impl FnMut(&OwnModule) -> bool,
    ) -> Option<String> {
        if !self.names.contains(name) {
            return None;
        }
        let named = self.list.iter().filter(|client| client.name == name);
        let mut fitting = named.filter(|client| client.module.is_of(family, name));
        let found = fitting.find(|client| is_meant(&client.module))?;
        Some(found.module.symbol(family, name))
    }

    /// Whether a request method or function has this last name.
    pub fn may_be_request(&self, family: Family, name: &str) -> bool {
        self.of(family).last_names.requests.contains(name)
    }

    /// Whether what takes a key has this last name.
    pub fn may_take_key(&self, family: Family, name: &str) -> bool {
        self.of(family).last_names.takers.contains(name)
    }

    fn of(&self, family: Family) -> &Symbols {
        match family {
            Family::Ecma => &self.ecma,
            Family::Python => &self.python,
        }
    }

    fn of_mut(&mut self, family: Family) -> &mut Symbols {
        match family {
            Family::Ecma => &mut self.ecma,
            Family::Python => &mut self.python,
        }
    }
}

/// Two sets of settings are alike if they name the same.
impl PartialEq for OwnClients {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(module: OwnModule, shape: OwnShape) -> OwnClient {
        OwnClient {
            module,
            name: "Llm".to_owned(),
            shape,
            audited: false,
            key: Vec::new(),
            key_variables: Vec::new(),
            base_url: Vec::new(),
            model: Vec::new(),
            limit: Vec::new(),
            messages: Vec::new(),
            kind: RequestKind::Chat,
            methods: Vec::new(),
        }
    }

    fn named(module: &str) -> OwnModule {
        OwnModule::Named(module.to_owned())
    }

    #[test]
    fn is_known_as_code_imports_it() {
        let own = OwnClients::new(vec![
            client(named("@acme/llm"), OwnShape::Class),
            client(named("acme.llm"), OwnShape::Function),
        ]);
        let ecma = |path| own.meaning(Family::Ecma, path);
        assert!(matches!(ecma("@acme/llm#Llm"), Some(Meaning::Client(_))));
        let cdn = "https://esm.sh/@acme/llm@2/index.js#Llm";
        assert!(matches!(ecma(cdn), Some(Meaning::Client(_))));
        assert!(ecma("@acme/other#Llm").is_none());
        let python = |path| own.meaning(Family::Python, path);
        assert!(matches!(python("acme.llm.Llm"), Some(Meaning::Request(_))));
        assert!(python("acme.llm.Other").is_none());
    }

    #[test]
    fn a_file_is_named_with_or_without_its_ending() {
        let module = |path: &str| OwnModule::File(path.into(), "./llm".to_owned());
        for (own, path, is_it) in [
            ("/p/llm.ts", "/p/llm.ts", true),
            ("/p/llm", "/p/llm.ts", true),
            ("/p/llm", "/p/llm/index.ts", true),
            ("/p/llm", "/p/llm/__init__.py", true),
            ("/p/llm", "/p/llm/other.ts", false),
            ("/p/llm.ts", "/q/llm.ts", false),
        ] {
            assert_eq!(module(own).is_file(Path::new(path)), is_it, "{own} {path}");
        }
    }

    #[test]
    fn what_no_import_can_name_is_refused() {
        assert!(client(named("@acme/llm"), OwnShape::Class).can_be_imported());
        assert!(client(named("acme.llm"), OwnShape::Class).can_be_imported());
        assert!(client(named("@acme/llm/index.js"), OwnShape::Class).can_be_imported());
        assert!(!client(named("acme llm"), OwnShape::Class).can_be_imported());
        let spaced = OwnClient {
            name: "a b".to_owned(),
            ..client(named("acme"), OwnShape::Class)
        };
        assert!(!spaced.can_be_imported());
    }
}
