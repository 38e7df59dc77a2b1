//! Whether a variable of the environment is known to be there when it is used.

use super::Flow;
use super::asked::is_set_by_function;
use super::value::{At, EnvRead, ExprAt, Value};
use crate::facts::{Definition, ExprId, ExprKind, Source};
use crate::project::SourceFile;

/// How many files that a file imports, directly or over others, are looked at.
const MAX_IMPORTED: usize = 64;

/// How many callers up a guard is looked for.
const MAX_CALLERS: usize = 3;

/// Whether a variable is known to be there.
#[derive(Clone, Copy)]
pub enum Checked<'p> {
    /// Nothing fails when it is not.
    No,
    /// Something fails when it is not set, but lets it be empty: there.
    Weakly(ExprAt<'p>),
    /// Something fails when it is not set.
    Yes,
}

impl<'p> Flow<'p> {
    /// Whether something fails fast when the variable read is not set: at module level, in a function
    /// around the read or around `used`, or in a function that something calls; in the files of both,
    /// or in one that they import.
    pub fn checked(&self, env: &EnvRead<'p>, used: ExprAt<'p>) -> Checked<'p> {
        let strict = env.strict && !is_left_empty(env);
        let own = match (strict, env.weak) {
            (true, None) => return Checked::Yes,
            (true, Some(weak)) => Checked::Weakly(weak),
            (false, _) => Checked::No,
        };
        let places = [env.read, used];
        let mut files = self.files_around(env, used);
        files.extend(self.files_beside(env, used, &files));
        let is_there = |file: &&'p SourceFile| {
            self.is_set_by_guard(file, &env.name, &places)
                || self.is_required(file, env, &places)
                || is_set_by_function(file, &env.name)
        };
        if files.iter().any(is_there) || self.is_asked_for(env) {
            return Checked::Yes;
        }
        if self.is_guarded_by_callers(env, used, MAX_CALLERS) {
            return Checked::Yes;
        }
        let graded = files
            .iter()
            .filter_map(|file| self.graded_in(file, &env.name));
        let mut guards = files.iter();
        let own = match (
            own,
            guards.find_map(|file| self.weak_guard(file, &env.name, &places)),
        ) {
            (Checked::No, Some(guard)) => Checked::Weakly(guard),
            (own, _) => own,
        };
        match graded.min_by_key(|graded| graded.weak.is_some()) {
            Some(graded) => graded.weak.map_or(Checked::Yes, Checked::Weakly),
            None => own,
        }
    }

    /// Whether something fails fast when the variable read is not set.
    pub fn is_checked(&self, env: &EnvRead<'p>, used: ExprAt<'p>) -> bool {
        !matches!(self.checked(env, used), Checked::No)
    }

    /// Whether a function runs only where the variable is set: everyone who passes it asks first, or
    /// everyone who calls the function if nobody passes it.
    fn is_guarded_by_callers(&self, env: &EnvRead<'p>, used: ExprAt<'p>, callers: usize) -> bool {
        let function = self.function_around(used).map(|it| self.run_in(it));
        let Some(function) = function.filter(|_| callers > 0) else {
            return false;
        };
        let mut calls = self.callers(function).to_vec();
        // Where it calls itself, whoever called it first counts.
        calls.retain(|call| {
            let around = self.function_around(*call);
            around.is_none_or(|around| self.run_in(around) != function)
        });
        if calls.iter().any(|call| self.passes(*call, env)) {
            calls.retain(|call| self.passes(*call, env));
        }
        let is_guarded = |call: &ExprAt<'p>| {
            self.is_set_by_guard(call.file, &env.name, &[*call])
                || self.is_guarded_by_callers(env, *call, callers - 1)
        };
        !calls.is_empty() && calls.iter().all(is_guarded)
    }

    /// Whether what was read is an argument of a call.
    fn passes(&self, call: ExprAt<'p>, env: &EnvRead<'p>) -> bool {
        let is_it = |value: &Value<'p>| matches!(value, Value::Env(it) if it.read == env.read);
        let call_of = call.file.facts.call(call.id);
        let mut arguments = call_of.into_iter().flat_map(|it| &it.arguments);
        arguments.any(|argument| self.values(call.with(argument.value)).iter().any(is_it))
    }

    /// The files of the read and the use, and those they import that name the variable, or take from
    /// one that does: its name may be a constant.
    fn files_around(&self, env: &EnvRead<'p>, used: ExprAt<'p>) -> Vec<&'p SourceFile> {
        let mut files = vec![env.read.file];
        if !std::ptr::eq(env.read.file, used.file) {
            files.push(used.file);
        }
        let own = files.len();
        let mut next = 0;
        while next < files.len() && files.len() < MAX_IMPORTED {
            let file = files[next];
            for (_, import) in file.facts.imports() {
                let imported = self.resolve(file, &import.module);
                files.extend(
                    imported.filter(|imported| {
                        !files.iter().any(|known| std::ptr::eq(*known, *imported))
                    }),
                );
            }
            next += 1;
        }
        let imported = files.len();
        for n in 0..imported {
            files.extend(self.files_told(files[n], &env.name));
        }
        let names_it = |file: &SourceFile| file.document.text().contains(&*env.name);
        let takes_it = |file: &'p SourceFile| {
            let mut imports = file.facts.imports();
            imports.any(|(_, import)| self.resolve(file, &import.module).is_some_and(names_it))
        };
        files
            .iter()
            .enumerate()
            .filter(|(n, file)| *n < own || *n >= imported || names_it(file) || takes_it(file))
            .map(|(_, file)| *file)
            .collect()
    }

    /// The files that check the variable and are loaded in the programs which use it, though what uses it
    /// does not import them: `import "./env"` at the entry, `instrumentation.ts`.
    fn files_beside(
        &self,
        env: &EnvRead<'p>,
        used: ExprAt<'p>,
        known: &[&'p SourceFile],
    ) -> Vec<&'p SourceFile> {
        let files = self.project.files().map(|file| -> &'p SourceFile { file });
        let is_known = |file: &SourceFile| known.iter().any(|it| std::ptr::eq(*it, file));
        let checks = |file: &'p SourceFile| {
            self.is_set_by_guard(file, &env.name, &[]) || self.graded_in(file, &env.name).is_some()
        };
        files
            .filter(|file| file.language.is_code() && !is_known(file) && !self.is_test(file))
            .filter(|file| file.document.text().contains(&*env.name) && checks(file))
            .filter(|file| self.runs_with(file, used.file))
            .collect()
    }

    /// The files of the functions that are told the name of a variable in a file:
    /// `requireEnv("MISTRAL_API_KEY")`.
    fn files_told(&self, file: &'p SourceFile, name: &str) -> Vec<&'p SourceFile> {
        let facts = &file.facts;
        if !file.document.text().contains(name) {
            return Vec::new();
        }
        let is_name = |id: ExprId| matches!(facts.kind(id), ExprKind::String(literal) if literal.value == name);
        let tells = |id: &&ExprId| {
            let arguments = facts.call(**id).into_iter().flat_map(|it| &it.arguments);
            let mut told = arguments.flat_map(|it| match facts.kind(it.value) {
                ExprKind::Array(items) => items.clone(),
                _ => vec![it.value],
            });
            told.any(is_name)
        };
        let callees = facts
            .calls
            .iter()
            .filter(tells)
            .filter_map(|id| facts.call(*id));
        let values = callees.flat_map(|call| {
            self.values(At {
                file,
                id: call.callee,
            })
            .to_vec()
        });
        let of_function = |value: Value<'p>| match value {
            Value::Function(function) => Some(function.file),
            _ => None,
        };
        values.filter_map(of_function).collect()
    }

    /// Whether `os.environ["NAME"]` is read, which fails by itself, or written, at module level or in a
    /// function around one of the places.
    fn is_required(&self, file: &'p SourceFile, env: &EnvRead<'p>, places: &[ExprAt<'p>]) -> bool {
        let facts = &file.facts;
        // `%env NAME=value` in a notebook.
        if file.notebook.is_some() && facts.env_entries.iter().any(|entry| entry.name == env.name) {
            return true;
        }
        facts.exprs().any(|(id, expr)| {
            let ExprKind::Index { index, .. } = &expr.kind else { return false };
            let ExprKind::String(name) = facts.kind(*index) else { return false };
            let function = facts.function_at(expr.range.start()).map(|function| facts.function(function).range);
            let is_around = function.is_none_or(|range| {
                places.iter().any(|place| std::ptr::eq(place.file, file) && range.contains_range(place.range()))
            });
            let is_strict = |value: &Value<'p>| matches!(value, Value::Env(read) if read.strict && read.name == env.name && !is_left_empty(read));
            name.value == env.name && is_around && self.values(At { file, id }).iter().any(is_strict)
        })
    }
}

/// Whether the error of a read that fails by itself is caught, and nothing put in its place:
/// `try: key = os.environ["NAME"]`, `except KeyError: key = ""`.
fn is_left_empty(env: &EnvRead<'_>) -> bool {
    let facts = &env.read.file.facts;
    let read = env.read.range();
    let is_read = |it: &Definition| matches!(it.source, Source::Value(id) if id == env.read.id);
    let catching = facts
        .handlers
        .iter()
        .filter(|it| it.body.contains_range(read));
    let catches: Vec<_> = catching.flat_map(|handler| &handler.catches).collect();
    let is_empty = |it: &Definition| match it.source {
        Source::Value(id) => {
            let is_nothing = match facts.kind(id) {
                ExprKind::Null => true,
                ExprKind::String(literal) => literal.value.is_empty(),
                _ => false,
            };
            is_nothing && catches.iter().any(|range| range.contains_range(it.range))
        }
        _ => false,
    };
    !catches.is_empty()
        && facts.bindings().any(|(_, binding)| {
            let definitions = &binding.definitions;
            definitions.iter().any(is_read) && definitions.iter().any(is_empty)
        })
}
