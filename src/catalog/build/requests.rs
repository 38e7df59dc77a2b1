//! Clients, their methods and the functions that send requests.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Symbols;
use crate::catalog::clients::{Applies, ClientKind, Method, MethodOf, Methods, RequestFunction};
use crate::catalog::load::Mistake;
use crate::catalog::slot::Slot;
use crate::catalog::symbols::{Family, Role};
use crate::catalog::tables::{ClientRow, FunctionRow, MethodRow};

impl Symbols {
    pub(super) fn method_set(
        &mut self,
        family: Family,
        rows: Vec<MethodRow>,
    ) -> Result<Arc<Methods>, Mistake> {
        let mut set = Methods::new();
        for row in rows {
            for path in &row.path {
                let method = method(path, &row);
                if let Some(module) = &row.standalone {
                    let function = standalone(module, &method);
                    let symbol = format!("{module}/{0}#{0}", function.name);
                    self.one(family, &symbol, Role::Request(Arc::new(function)))?;
                }
                if row.async_twin {
                    let twin = format!("{path}_async");
                    set.entry(twin.clone()).or_default().push(Method {
                        path: twin,
                        ..method.clone()
                    });
                }
                set.entry(path.clone()).or_default().push(method);
            }
        }
        Ok(Arc::new(set))
    }

    pub(super) fn client(
        &mut self,
        family: Family,
        row: ClientRow,
        sets: &BTreeMap<String, Arc<Methods>>,
    ) -> Result<(), Mistake> {
        let methods = match &row.methods {
            None => Arc::default(),
            Some(name) => sets
                .get(name)
                .ok_or_else(|| Mistake::new(format!("no methods `{name}` for `{}`", row.id)))?
                .clone(),
        };
        let client = Arc::new(ClientKind {
            id: row.id,
            class: row.class,
            package: row.package,
            family,
            applies: row.applies,
            model_prefixes: row.model_prefixes,
            routes: row.routes,
            provider: row.provider,
            providers: row.providers,
            requires: row.requires,
            servers: row.servers,
            key: row.key,
            base_url: row.base_url,
            key_set: row.key_set,
            base_url_set: row.base_url_set,
            server: row.server,
            debug_logger: row.debug_logger,
            http_client: row.http_client,
            key_env: row.key_env,
            suggest: row.suggest,
            from: row.from,
            ambient: row.ambient,
            behaviour: row.behaviour,
            model: row.model,
            default_model: row.default_model,
            limit: row.limit,
            filter: row.filter,
            fluent: row.fluent,
            models: row.models,
            decorates: row.decorates,
            audited: row.audited,
            methods,
        });
        self.all(family, &row.symbols, &Role::Client(client.clone()))?;
        if let Some(methods) = row.made_by {
            self.methods_of(methods, &Role::Client(client.clone()))?;
        }
        self.all(
            family,
            &row.instances,
            &Role::ClientInstance(client.clone()),
        )?;
        self.clients.push(client);
        Ok(())
    }

    /// Gives methods of all that a package has a role.
    fn methods_of(&mut self, methods: MethodOf, role: &Role) -> Result<(), Mistake> {
        for name in methods.names {
            self.last_names.add(&name, role);
            let of_package = (methods.within.clone(), role.clone());
            if self.methods.insert(name.clone(), of_package).is_some() {
                return Err(Mistake::new(format!("method `{name}` stands twice")));
            }
        }
        Ok(())
    }

    pub(super) fn function(&mut self, family: Family, row: FunctionRow) -> Result<(), Mistake> {
        let methods = row.method_of.as_ref();
        let methods = methods.map_or(&[][..], |methods| &methods.names);
        for symbol in row.symbols.iter().chain(methods) {
            let name = function_name(symbol);
            let request = Method {
                path: name.to_owned(),
                kind: row.kind,
                http: None,
                model: row.model.clone(),
                agent: Vec::new(),
                input: row.input.clone(),
                limit: row.limit.clone(),
                filter: row.filter.clone(),
                stream: row.stream,
                versions: row.versions.clone(),
            };
            let function = RequestFunction {
                name: name.to_owned(),
                package: row.package.clone(),
                applies: row.applies,
                model_prefixes: row.model_prefixes.clone(),
                routes: row.routes,
                provider: row.provider.clone(),
                providers: row.providers.clone(),
                client: row.client.clone(),
                ambient: row.ambient.clone(),
                key: row.key.clone(),
                base_url: row.base_url.clone(),
                key_set: row.key_set.clone(),
                base_url_set: row.base_url_set.clone(),
                audited: false,
                request,
            };
            let role = Role::Request(Arc::new(function));
            match row.method_of.clone().filter(|it| it.names.contains(symbol)) {
                None => self.one(family, symbol, role)?,
                Some(methods) => {
                    let names = vec![symbol.clone()];
                    self.methods_of(MethodOf { names, ..methods }, &role)?;
                }
            }
        }
        Ok(())
    }
}

fn method(path: &str, row: &MethodRow) -> Method {
    Method {
        path: path.to_owned(),
        kind: row.kind,
        http: row.http.clone(),
        model: row.model.clone(),
        agent: row.agent.clone(),
        input: row.input.clone(),
        limit: row.limit.clone(),
        filter: row.filter.clone(),
        stream: row.stream,
        versions: row.versions.clone(),
    }
}

/// The function that does what the method does, with the client as its first argument.
fn standalone(module: &str, method: &Method) -> RequestFunction {
    let shifted = |slots: &[Slot]| slots.iter().map(|slot| slot.shifted(1)).collect();
    RequestFunction {
        name: camel_case(&method.path),
        package: module.trim_end_matches("/funcs").to_owned(),
        applies: Applies::Client,
        model_prefixes: Vec::new(),
        routes: false,
        provider: Vec::new(),
        providers: Vec::new(),
        client: vec![Slot::position(0)],
        ambient: Vec::new(),
        key: Vec::new(),
        base_url: Vec::new(),
        key_set: Vec::new(),
        base_url_set: Vec::new(),
        audited: false,
        request: Method {
            model: shifted(&method.model),
            agent: shifted(&method.agent),
            input: shifted(&method.input),
            limit: shifted(&method.limit),
            filter: shifted(&method.filter),
            ..method.clone()
        },
    }
}

/// `chat.complete` as `chatComplete`.
fn camel_case(path: &str) -> String {
    let mut name = String::new();
    for (at, part) in path.split('.').enumerate() {
        let mut chars = part.chars();
        match chars.next() {
            Some(first) if at > 0 => name.extend(first.to_uppercase()),
            first => name.extend(first),
        }
        name.extend(chars);
    }
    name
}

/// What people call a function: its last name, or, where that says too little, all behind its module's,
/// `chat.completions.create`.
fn function_name(symbol: &str) -> &str {
    let last = last_name(symbol);
    let short = matches!(last, "create" | "acreate" | "parse");
    let whole = symbol.split_once('.').filter(|_| short);
    whole.map_or(last, |(_, rest)| rest)
}

fn last_name(symbol: &str) -> &str {
    symbol.rsplit(['.', '#']).next().unwrap_or(symbol)
}
