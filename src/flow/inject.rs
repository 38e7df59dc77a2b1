//! What frameworks hand to parameters: FastAPI's dependencies, NestJS's providers.

use super::Flow;
use super::value::{At, ExprAt, FunctionAt, Value};
use crate::facts::{ExprKind, Parameter, PropertyKey};
use crate::project::SourceFile;

/// A provider: its token, its value, and whether that is called.
pub(super) type Provider<'p> = (ExprAt<'p>, ExprAt<'p>, bool);

impl<'p> Flow<'p> {
    /// What a framework hands to a parameter, if anything says that one does: a call in its default,
    /// its annotation or its decorators.
    pub(super) fn injections(
        &self,
        function: FunctionAt<'p>,
        parameter: &Parameter,
    ) -> Vec<Value<'p>> {
        let marks = parameter.notes.iter().chain(&parameter.default);
        let injected: Vec<_> = marks
            .filter_map(|&mark| self.injected(function.with(mark)))
            .flatten()
            .collect();
        match injected.is_empty() {
            true => self.given_by_fixture(function, parameter),
            false => injected,
        }
    }

    /// What pytest hands to a parameter of a test, or of a fixture: what the fixture of its name gives,
    /// in the same file or in the nearest `conftest.py`.
    fn given_by_fixture(&self, function: FunctionAt<'p>, parameter: &Parameter) -> Vec<Value<'p>> {
        let declaration = function.file.facts.function(function.id);
        let is_test = || {
            let name = declaration.name.as_deref();
            name.is_some_and(|name| name.starts_with("test")) || self.is_fixture(function)
        };
        let Some(name) = parameter.name.as_deref() else {
            return Vec::new();
        };
        if function.file.language.is_ecma() || !is_test() {
            return Vec::new();
        }
        let of_file = |file: &'p SourceFile| {
            let functions = file.facts.functions();
            let named = functions.filter(|(_, it)| it.name.as_deref() == Some(name));
            let mut named = named.map(|(id, _)| FunctionAt { file, id });
            named.find(|it| *it != function && self.is_fixture(*it))
        };
        let folders = function.file.path.ancestors().skip(1);
        let shared = folders.filter_map(|folder| self.project.file(&folder.join("conftest.py")));
        let files = std::iter::once(function.file).chain(shared.map(|file| &**file));
        let Some(fixture) = files.into_iter().find_map(of_file) else {
            return Vec::new();
        };
        let given = self.returned(fixture).into_iter();
        given
            .flat_map(|value| match value {
                Value::Generator(function) => self.yielded(function),
                other => vec![other],
            })
            .collect()
    }

    fn is_fixture(&self, function: FunctionAt<'p>) -> bool {
        let facts = &function.file.facts;
        let decorators = &facts.function(function.id).decorators;
        let callees = decorators
            .iter()
            .map(|&id| facts.call(id).map_or(id, |call| call.callee));
        let mut named = callees.filter(|&id| facts.last_name(id).is_some_and(|it| it == "fixture"));
        named.any(|id| {
            let paths = self.symbols(function.with(id));
            let running = self.catalog.running();
            paths.iter().any(|path| running.is_fixture(path))
        })
    }

    /// What the framework gives for a mark: `Depends(get_client)`, `Inject("MISTRAL")`; `None` if it
    /// is not one.
    pub(super) fn injected(&self, at: ExprAt<'p>) -> Option<Vec<Value<'p>>> {
        let ExprKind::Call(call) = at.file.facts.kind(at.id) else {
            return None;
        };
        let paths = self.symbols(at.with(call.callee));
        let running = self.catalog.running();
        let argument = at.with(call.arguments.first()?.value);
        if paths.iter().any(|path| running.is_dependency(path)) {
            return Some(self.result_of(argument, at));
        }
        let is_injection = paths.iter().any(|path| running.is_injection(path));
        is_injection.then(|| {
            let tokens = self.values(argument);
            let tokens = tokens.iter().filter_map(Value::as_text);
            tokens
                .flat_map(|token| self.provided(&token.value))
                .collect()
        })
    }

    /// What calling something gives, a generator's value instead of the generator.
    pub(super) fn result_of(&self, callee: ExprAt<'p>, at: ExprAt<'p>) -> Vec<Value<'p>> {
        let callees = self.values(callee);
        let results = callees.iter().flat_map(|callee| self.result(callee, at));
        let result = |value| match value {
            Value::Generator(function) => self.yielded(function),
            other => vec![other],
        };
        results.flat_map(result).collect()
    }

    /// What providers of the project give under a token: `{ provide: "MISTRAL", useFactory: … }`.
    fn provided(&self, token: &str) -> Vec<Value<'p>> {
        let providers = self.providers.get_or_init(|| {
            let files = self.project.files().map(|file| -> &'p SourceFile { file });
            files.flat_map(providers).collect()
        });
        let of_token = providers.iter().filter(|(key, ..)| {
            let keys = self.values(*key);
            keys.iter()
                .any(|key| key.as_text().is_some_and(|it| it.value == token))
        });
        let given = of_token.flat_map(|&(_, value, made)| match made {
            true => self.result_of(value, value),
            false => self.values(value).to_vec(),
        });
        given.collect()
    }
}

/// The providers that a file writes out.
fn providers(file: &SourceFile) -> Vec<Provider<'_>> {
    let objects = file.facts.exprs().filter_map(|(_, expr)| match &expr.kind {
        ExprKind::Object(properties) => Some(properties),
        _ => None,
    });
    let provider = |properties: &Vec<crate::facts::Property>| {
        let named = |name: &str| {
            let is_it =
                |key: &PropertyKey| matches!(key, PropertyKey::Name(it) if it.as_str() == name);
            let mut properties = properties.iter();
            let found = properties.find(|property| is_it(&property.key));
            found.map(|property| At {
                file,
                id: property.value,
            })
        };
        let token = named("provide")?;
        let factory = named("useFactory").or_else(|| named("useClass"));
        match factory {
            Some(factory) => Some((token, factory, true)),
            None => Some((token, named("useValue")?, false)),
        }
    };
    objects.filter_map(provider).collect()
}
