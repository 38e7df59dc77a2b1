//! How a request for a model that is not allowed is answered, in the way of the web framework.

use super::super::code_style as style;
use super::super::context::Context;
use crate::flow::{Handler, Request};
use crate::project::SourceFile;
use crate::text::{TextEdit, TextRange};

/// How a request for another model is refused.
pub(super) struct Refusal {
    /// The statement, or several.
    pub(super) statement: String,
    /// What imports that.
    pub(super) import: Option<TextEdit>,
}

impl Refusal {
    /// The refusal in the function around the statement.
    pub(super) fn of<'p>(
        ctx: &Context<'_, 'p>,
        request: &Request<'p>,
        statement: TextRange,
    ) -> Self {
        let file = request.at.file;
        let (q, end) = (style::quote(file), style::semicolon(file));
        let message = format!("{q}this model is not allowed{q}");
        let handler = ctx.flow.handler(request).filter(|handler| {
            // Only of the function itself: a callback within it answers nobody.
            let own = file.facts.function_at(statement.start());
            std::ptr::eq(handler.function.file, file) && own == Some(handler.function.id)
        });
        let python = !file.language.is_ecma();
        let web = handler.as_ref().filter(|handler| handler.is_web());
        let by_web = web.and_then(|handler| match (handler.framework, python) {
            ("fastapi", true) => Some(fastapi(file, &message)),
            ("flask", true) => Some(flask(file, &message)),
            (_, true) => None,
            _ => ecma(file, handler, &message, end).map(|statement| Self {
                statement,
                import: None,
            }),
        });
        by_web.unwrap_or_else(|| {
            let statement = match python {
                true => format!("raise ValueError({message})"),
                false => format!("throw new Error({message}){end}"),
            };
            Self {
                statement,
                import: None,
            }
        })
    }
}

fn fastapi(file: &SourceFile, message: &str) -> Refusal {
    let (statement, name) = (
        format!("raise HTTPException(status_code=400, detail={message})"),
        "HTTPException",
    );
    let import = file.facts.module_binding(name).is_none();
    let import =
        import.then(|| style::python_import(file, "from fastapi import HTTPException", false));
    Refusal { statement, import }
}

fn flask(file: &SourceFile, message: &str) -> Refusal {
    let statement = format!("abort(400, {message})");
    let import = file.facts.module_binding("abort").is_none();
    let import = import.then(|| style::python_import(file, "from flask import abort", false));
    Refusal { statement, import }
}

/// The answer of a handler in TypeScript or JavaScript, where the framework's way is known.
fn ecma(file: &SourceFile, handler: &Handler<'_>, message: &str, end: &str) -> Option<String> {
    let function = file.facts.function(handler.function.id);
    let name = |index: usize| function.parameters.get(index)?.name.as_deref();
    match handler.framework {
        // Its types know of no handler that returns an answer.
        "express" => {
            let answer = format!("{}.status(400).json({{ error: {message} }})", name(1)?);
            Some(format!("{answer}{end}\nreturn{end}"))
        }
        "hono" => Some(format!(
            "return {}.json({{ error: {message} }}, 400){end}",
            name(0)?
        )),
        "fastify" => Some(format!(
            "return {}.code(400).send({{ error: {message} }}){end}",
            name(1)?
        )),
        framework
            if framework.starts_with("next") && function.name.as_deref().is_some_and(is_method) =>
        {
            Some(format!(
                "return Response.json({{ error: {message} }}, {{ status: 400 }}){end}"
            ))
        }
        _ => None,
    }
}

fn is_method(name: &str) -> bool {
    matches!(name, "GET" | "POST" | "PUT" | "PATCH" | "DELETE")
}
