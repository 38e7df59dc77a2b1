//! Arguments of the command line: what their declarations say of them.

use super::input::{Input, InputSource};
use super::value::{At, ExprAt, FunctionAt, Text, Value};
use super::{Flow, family};
use crate::catalog::{Family, Meaning};
use crate::facts::{Argument, ExprId, ExprKind, Facts, Parameter};
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
    /// `add_argument("--model", default="…")`.
    pub fn option_default(&self, input: &Input, at: ExprAt<'p>) -> Vec<Text<'p>> {
        let declared = self.declared_option(input, at).into_iter();
        let defaults = declared.flat_map(|call| {
            let arguments = call.file.facts.call(call.id).map(|it| &it.arguments);
            let mut arguments = arguments.into_iter().flatten();
            let default = arguments.find(|it| it.keyword.as_deref() == Some("default"));
            default.map(|it| self.values(call.with(it.value)))
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
        let name = name.trim_matches(['"', ']', '\'']).replace('-', "_");
        let file = match self.project.file(&input.location.path) {
            Some(file) => &**file,
            None => at.file,
        };
        let facts = &file.facts;
        let declares = |id: &&ExprId| {
            let arguments = facts.call(**id).map(|call| call.arguments.iter().take(2));
            let mut arguments = arguments.into_iter().flatten();
            arguments.any(|argument| {
                matches!(facts.kind(argument.value), ExprKind::String(text)
                    if text.value.trim_start_matches('-').replace('-', "_").split(' ').next() == Some(&*name))
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

/// Whether an argument of a declaration is the option's name: `"--api-key"` is that of `api_key`.
fn names(facts: &Facts, argument: &Argument, name: &str) -> bool {
    let ExprKind::String(text) = facts.kind(argument.value) else {
        return false;
    };
    let plain = text.value.trim_start_matches('-').replace('-', "_");
    argument.keyword.is_none() && plain == name
}
