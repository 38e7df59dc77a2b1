//! Arguments of the command line: what their declarations say of them.

use super::input::{Input, InputSource};
use super::value::{At, ExprAt, FunctionAt, Text, Value};
use super::{Flow, family};
use crate::catalog::{Family, Meaning};
use crate::facts::{Argument, ExprId, ExprKind, Facts, Parameter, PropertyKey};
use smol_str::SmolStr;

impl<'p> Flow<'p> {
    /// Whether what an argument of the command line may be is listed where it is declared:
    /// `add_argument("--model", choices=[…])`.
    pub(super) fn is_listed_option(&self, input: &Input, at: ExprAt<'p>) -> bool {
        let declared = self.declared_option(input, at);
        declared.iter().any(|call| {
            let source = call.source();
            let lists = ["choices", "Choice(", "Enum"];
            lists.iter().any(|mark| source.contains(mark))
        })
    }

    /// What an argument of the command line is if it is left out, where that is written:
    /// `add_argument("--model", default="…")`, `.option("model", { default: "…" })`,
    /// `.option("--model <id>", "which", "…")`.
    pub fn option_default(&self, input: &Input, at: ExprAt<'p>) -> Vec<Text<'p>> {
        let declared = self.declared_option(input, at).into_iter();
        let defaults = declared.flat_map(|call| {
            let facts = &call.file.facts;
            let arguments = facts.call(call.id).map(|it| &it.arguments);
            let default = arguments.and_then(|it| default_among(facts, it));
            default.map(|id| self.values(call.with(id)))
        });
        let texts = defaults.flat_map(|values| {
            let texts = values.iter().filter_map(Value::as_text);
            texts.cloned().collect::<Vec<_>>()
        });
        texts.collect()
    }

    /// The calls that declare an argument of the command line.
    fn declared_option(&self, input: &Input, at: ExprAt<'p>) -> Vec<ExprAt<'p>> {
        let Some(name) = input
            .name
            .rsplit(['.', '['])
            .next()
            .filter(|_| input.source == InputSource::Cli)
        else {
            return Vec::new();
        };
        let name = plain(name.trim_matches(['"', ']', '\'']));
        let file = match self.project.file(&input.location.path) {
            Some(file) => &**file,
            None => at.file,
        };
        let facts = &file.facts;
        let declares = |id: &&ExprId| {
            let arguments = facts.call(**id).map(|call| call.arguments.iter().take(2));
            let mut arguments = arguments.into_iter().flatten();
            arguments.any(|argument| {
                let ExprKind::String(text) = facts.kind(argument.value) else {
                    return false;
                };
                let mut words = text.value.split([' ', ',']);
                words.any(|word| plain(word) == name)
            })
        };
        let calls = facts.calls.iter().filter(declares);
        calls.map(|&id| At { file, id }).collect()
    }

    /// What a parameter is given by the option of its name that the function is decorated with, where
    /// nobody passes one: `@click.option("--key", envvar="MISTRAL_API_KEY", default="…")`.
    pub(super) fn given_by_option(
        &self,
        function: FunctionAt<'p>,
        parameter: &Parameter,
    ) -> Vec<Value<'p>> {
        let facts = &function.file.facts;
        let Some(name) = parameter.name.as_deref() else {
            return Vec::new();
        };
        let decorators = &facts.function(function.id).decorators;
        let options = decorators.iter().filter(|&&id| {
            let call = facts.call(id);
            call.is_some_and(|call| call.arguments.iter().any(|it| names(facts, it, name)))
        });
        options
            .map(|&id| function.with(id))
            .filter(|option| self.is_option(*option))
            .flat_map(|option| self.left_out(option))
            .collect()
    }

    fn is_option(&self, call: ExprAt<'p>) -> bool {
        let Some(callee) = call.file.facts.call(call.id).map(|it| it.callee) else {
            return false;
        };
        let is_read =
            |path: &SmolStr| matches!(self.meaning(call.file, path), Some(Meaning::EnvRead(_)));
        family(call.file) == Family::Python && self.symbols(call.with(callee)).iter().any(is_read)
    }

    /// What an option is if it is left out: a variable of the environment, its default, or what the
    /// function gives that is its default.
    fn left_out(&self, option: ExprAt<'p>) -> Vec<Value<'p>> {
        let is_read = |value: &Value<'p>| matches!(value, Value::Env(_));
        let mut values = self.values(option).to_vec();
        values.retain(is_read);
        let call = option.file.facts.call(option.id);
        let mut arguments = call.into_iter().flat_map(|it| &it.arguments);
        let default = arguments.find(|it| it.keyword.as_deref() == Some("default"));
        for value in default.map_or(Vec::new(), |it| self.values(option.with(it.value)).to_vec()) {
            match value {
                Value::Function(function) => values.extend(self.returned(function)),
                value => values.push(value),
            }
        }
        values
    }
}

/// The name of an option as all ways to write it have it: `--api-key`, `api_key`, `apiKey`.
fn plain(name: &str) -> String {
    name.replace(['-', '_'], "").to_lowercase()
}

/// What an option is if it is left out, among the arguments of what declares it.
fn default_among(facts: &Facts, arguments: &[Argument]) -> Option<ExprId> {
    let named = arguments
        .iter()
        .find(|it| it.keyword.as_deref() == Some("default"));
    let in_object = || {
        let properties = arguments
            .iter()
            .filter_map(|it| match facts.kind(it.value) {
                ExprKind::Object(properties) => Some(properties),
                _ => None,
            });
        let is_it = |key: &PropertyKey| matches!(key, PropertyKey::Name(name) if name == "default");
        let mut properties = properties.flatten();
        Some(properties.find(|it| is_it(&it.key))?.value)
    };
    let third = || {
        let third = arguments.get(2).filter(|it| it.keyword.is_none())?;
        matches!(facts.kind(third.value), ExprKind::String(_)).then_some(third.value)
    };
    named.map(|it| it.value).or_else(in_object).or_else(third)
}

/// Whether an argument of a declaration is the option's name: `"--api-key"` is that of `api_key`.
fn names(facts: &Facts, argument: &Argument, name: &str) -> bool {
    let ExprKind::String(text) = facts.kind(argument.value) else {
        return false;
    };
    let plain = text.value.trim_start_matches('-').replace('-', "_");
    argument.keyword.is_none() && plain == name
}
