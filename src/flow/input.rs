//! Which values come from outside the program, and from where: a request of the web, the command
//! line, a person, a model's call of a tool, a record.

use super::handler::is_of_project;
use super::value::{ExprAt, Parameter, Value};
use super::{Flow, family};
use crate::catalog::{InputKind, Meaning, Role, SinkKind};
use crate::facts::{ExprKind, Step, Type};
use crate::finding::Location;
use crate::project::SourceFile;

pub use crate::catalog::InputSource;

/// A value that comes from outside.
#[derive(Clone, Debug)]
pub struct Input {
    /// Where it comes from.
    pub source: InputSource,
    /// What it is, as code would write it: `req.body.model`.
    pub name: String,
    /// What brings it in, where that is known: `express`.
    pub framework: Option<&'static str>,
    /// Where it comes in.
    pub location: Location,
    /// Whether that follows from what it is, not only from what it is called.
    pub proven: bool,
    /// Whether a platform made it, a text of a length that it bounds.
    pub bounded: bool,
}

impl<'p> Flow<'p> {
    /// Where a value found in a file comes from, if that is outside the program.
    pub fn input(&self, value: &Value<'p>, at: ExprAt<'p>) -> Option<Input> {
        match value {
            Value::Parameter(parameter) => self.input_parameter(parameter),
            Value::Symbol { path, call } => {
                let own = self.input_symbol(path, call.unwrap_or(at));
                own.or_else(|| self.input_checked(path, (*call)?, 0))
            }
            Value::AnyString(field) if self.is_sent(field) => Some(Input {
                source: InputSource::Web,
                name: field.name.to_string(),
                framework: None,
                location: Location {
                    path: field.file.path.clone(),
                    range: field.range,
                },
                proven: true,
                bounded: false,
            }),
            _ => None,
        }
    }

    fn input_parameter(&self, parameter: &Parameter<'p>) -> Option<Input> {
        let function = parameter.function;
        let facts = &function.file.facts;
        let declared = facts
            .function(function.id)
            .parameters
            .get(parameter.index)?;
        let first = parameter.path.iter().find_map(|step| match step {
            Step::Key(name) if name != "()" => Some(name.as_str()),
            _ => None,
        });
        let input = |source, framework, proven| Input {
            source,
            name: parameter_name(parameter),
            framework,
            location: Location {
                path: function.file.path.clone(),
                range: declared.range,
            },
            proven,
            bounded: false,
        };
        if let Some(handler) = self.as_handler(function) {
            let has_member = first.is_none_or(|name| handler.spec.has_member(name));
            return (handler.takes(parameter.index) && has_member && !self.is_injected(parameter))
                .then(|| Input {
                    bounded: handler.is_bounded(),
                    ..input(handler.source, Some(handler.framework), true)
                });
        }
        if let Some(kind) = self.declared_source(parameter, declared.declared.as_ref(), first) {
            return Some(Input {
                bounded: kind.bounded,
                ..input(kind.source, None, true)
            });
        }
        let family = family(function.file);
        let source = self
            .catalog
            .named_input(family, declared.name.as_deref()?, first?)?;
        Some(input(source, None, false))
    }

    /// Where a parameter comes from by its declared type: `req: NextApiRequest`.
    fn declared_source(
        &self,
        parameter: &Parameter<'p>,
        declared: Option<&Type>,
        first: Option<&str>,
    ) -> Option<InputKind> {
        let Type::Names(names) = declared? else {
            return None;
        };
        let file = parameter.function.file;
        let anywhere = file
            .facts
            .exprs()
            .next()
            .map(|(id, _)| super::At { file, id })?;
        names.iter().find_map(|name| {
            let head = name.split('.').next()?;
            let Some(binding) = file.facts.module_binding(head) else {
                // The request of the fetch standard, which needs no import.
                let whole = ["Request", "FormData", "URLSearchParams"].contains(&&**name);
                let reads = [
                    "json", "text", "formData", "body", "url", "headers", "get", "getAll",
                ];
                return (whole && first.is_some_and(|first| reads.contains(&first))).then_some(
                    InputKind {
                        source: InputSource::Web,
                        bounded: false,
                    },
                );
            };
            let values = self.binding(file, binding, anywhere);
            values.iter().find_map(|value| match value {
                Value::Symbol { path, .. } => {
                    let rest = &name[head.len()..];
                    self.input_role(file, &format!("{path}{rest}"))
                }
                _ => None,
            })
        })
    }

    /// Whether a framework makes what a parameter is given itself: `db = Depends(session)`, `@Res() res`.
    fn is_injected(&self, parameter: &Parameter<'p>) -> bool {
        let file = parameter.function.file;
        let declaration = file.facts.function(parameter.function.id);
        let Some(own) = declaration.parameters.get(parameter.index) else {
            return false;
        };
        let source = file.source(own.range);
        let injected = [
            "Depends(",
            "Security(",
            "@Res(",
            "@Inject",
            "@CurrentUser",
            "@Session(",
        ];
        injected.iter().any(|mark| source.contains(mark))
    }

    fn input_symbol(&self, path: &str, at: ExprAt<'p>) -> Option<Input> {
        let family = family(at.file);
        let input = |source, proven| Input {
            source,
            name: symbol_name(path),
            framework: None,
            location: at.location(),
            proven,
            bounded: false,
        };
        if let Some(kind) = self.input_role(at.file, path) {
            return Some(Input {
                bounded: kind.bounded,
                ..input(kind.source, true)
            });
        }
        if let Some(source) = self.record_source(at, path) {
            return Some(input(source, true));
        }
        // By name, where it is of a module that was not parsed, or global.
        if !is_of_project(family, path) {
            return None;
        }
        let plain = plain(path);
        let name = plain.rsplit_once('#').map_or(&*plain, |(_, name)| name);
        let parts: Vec<&str> = name.split('.').collect();
        let source = parts
            .windows(2)
            .find_map(|pair| self.catalog.named_input(family, pair[0], pair[1]))?;
        Some(input(source, false))
    }

    /// Where what a check of a library gave came from: `schema.parse(await request.json()).messages`.
    fn input_checked(&self, path: &str, call: ExprAt<'p>, depth: usize) -> Option<Input> {
        if depth > 4 || !self.is_checked_path(path) {
            return None;
        }
        let facts = &call.file.facts;
        let made = facts.call(call.id)?;
        let receiver = match facts.kind(made.callee) {
            ExprKind::Member { object, .. } => Some(*object),
            _ => None,
        };
        let arguments = made.arguments.iter().map(|argument| argument.value);
        let given = arguments.chain(receiver).map(|id| call.with(id));
        given.into_iter().find_map(|given| {
            let values = self.values(given);
            values.iter().find_map(|value| match value {
                Value::Symbol {
                    path,
                    call: Some(inner),
                } if *inner != call => {
                    let own = self.input_symbol(path, *inner);
                    own.or_else(|| self.input_checked(path, *inner, depth + 1))
                }
                Value::Parameter(parameter) => self.input_parameter(parameter),
                Value::Symbol { path, .. } => self.input_symbol(path, given),
                _ => None,
            })
        })
    }

    /// What the catalogue says of a path or of what it is a part of.
    fn input_role(&self, file: &SourceFile, path: &str) -> Option<InputKind> {
        let family = family(file);
        let plain = plain(path);
        let plain = match plain.split_once('#') {
            Some((module, name)) => {
                let module = crate::catalog::normalize_module(family, module);
                format!("{module}#{name}")
            }
            None => plain,
        };
        match self.catalog.resolve(family, &plain)? {
            (Role::Input(kind), _) => Some(*kind),
            _ => None,
        }
    }

    /// Whether something is what a database was asked for.
    fn record_source(&self, at: ExprAt<'p>, path: &str) -> Option<InputSource> {
        let (made, rest) = path.split_once("()")?;
        let family = family(at.file);
        let is_database = |path: &str| match self.catalog.resolve(family, path) {
            Some((Role::RecorderFactory(recorder) | Role::Recorder(recorder), "")) => {
                recorder.sink.kind == SinkKind::Database
            }
            Some((Role::Input(kind), "")) => kind.source == InputSource::Database,
            _ => false,
        };
        (is_database(made) && rest.contains("()")).then_some(InputSource::Database)
    }

    /// Whether a call gives what the catalogue knows to carry a value on.
    pub(super) fn carried(&self, at: ExprAt<'p>) -> Option<ExprAt<'p>> {
        let call = at.file.facts.call(at.id)?;
        let symbols = self.symbols(at.with(call.callee));
        symbols
            .iter()
            .find_map(|path| match self.meaning(at.file, path)? {
                Meaning::Transparent(through) => self.slot(at, &through.value)?.at,
                _ => None,
            })
    }
}

/// A path without the marks of calls and items.
fn plain(path: &str) -> String {
    path.replace("()", "").replace("[]", "")
}

/// How many calls the name of something has at most.
const MAX_CALLS_NAMED: usize = 3;

/// A symbol as code would write it, without its module; of a long chain of calls the ends.
fn symbol_name(path: &str) -> String {
    let (module, name) = path.rsplit_once('#').unwrap_or(("", path));
    let name = if name.is_empty() { module } else { name };
    let name = name.strip_prefix("default.").unwrap_or(name);
    let made = name.strip_prefix("default()");
    let name = match (made, module.rsplit('/').next()) {
        (Some(rest), Some(module)) if !module.is_empty() => format!("{module}(){rest}"),
        _ => name.to_owned(),
    };
    let name = name.replace("[]", "[…]");
    let ends = (name.split_once("()"), name.rsplit_once("()"));
    match ends {
        (Some((first, _)), Some((_, last))) if name.matches("()").count() > MAX_CALLS_NAMED => {
            format!("{first}()…{last}")
        }
        _ => name,
    }
}

/// A parameter or the part of it, as code would write it.
pub fn parameter_name(parameter: &Parameter<'_>) -> String {
    let facts = &parameter.function.file.facts;
    let declaration = facts.function(parameter.function.id);
    let own = declaration.parameters.get(parameter.index);
    let mut name = own
        .and_then(|own| own.name.as_deref())
        .unwrap_or_default()
        .to_owned();
    for step in &parameter.path {
        match step {
            Step::Key(key) if &**key == "()" => name.push_str("()"),
            Step::Key(key) if name.is_empty() => name.push_str(key),
            Step::Key(key) => name.push_str(&format!(".{key}")),
            Step::Index(index) => name.push_str(&format!("[{index}]")),
            Step::Rest => name.push_str("[…]"),
            Step::Others => {}
        }
    }
    name
}
