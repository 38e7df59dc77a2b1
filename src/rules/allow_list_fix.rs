//! The fix that checks a model against a list before it is asked.
//!
//! The list is the one of the settings, else the models that the project names itself. What is not on
//! it is refused in the way of the web framework around the request, else by an error.

mod refusal;

use super::code_style as style;
use super::context::Context;
use crate::facts::ExprKind;
use crate::finding::{Applicability, FileChange, FileEdit, Fix};
use crate::flow::{ExprAt, Request};
use crate::project::SourceFile;
use crate::text::{TextEdit, TextEdits, TextRange};
use refusal::Refusal;
use std::collections::BTreeSet;

/// Longer lists are nobody's choice.
const MAX_MODELS: usize = 12;

/// The name of the list.
const LIST: &str = "ALLOWED_MODELS";

/// The fix for a request whose model at `at` a caller may choose; `None` where nothing says which
/// models are meant, or where the check would not stand before the request.
pub(super) fn allow_list<'p>(
    ctx: &Context<'_, 'p>,
    request: &Request<'p>,
    at: ExprAt<'p>,
) -> Option<Fix> {
    let file = request.at.file;
    let facts = &file.facts;
    let text = file.document.text();
    if !std::ptr::eq(at.file, file) || !is_plain(at) {
        return None;
    }
    let statement = statement(at)?;
    if !style::begins_line(text, statement.start()) {
        return None;
    }
    let models = models(ctx)?;
    let refusal = Refusal::of(ctx, request, statement);
    let mut edits = Vec::new();
    if facts.module_binding(LIST).is_none() {
        edits.push(declaration(file, &models)?);
    }
    edits.extend(refusal.import);
    let unit = style::indent_unit(file);
    let model = at.source();
    let refused = style::indented(&format!("{}\n", refusal.statement), unit);
    let check = match file.language.is_ecma() {
        true => format!("if (!{LIST}.includes({model})) {{\n{refused}}}\n"),
        false => format!("if {model} not in {LIST}:\n{refused}"),
    };
    edits.push(style::before_statement(text, statement, &check));
    Some(Fix {
        title: format!(
            "Check the model against a list of {} allowed ones",
            models.len()
        ),
        applicability: Applicability::Unsafe,
        edits: vec![FileEdit {
            path: file.path.clone(),
            change: FileChange::Edit(TextEdits::new(edits).ok()?),
        }],
    })
}

/// The statement before which the check goes: the one with the model, in the function that knows the
/// model by this name; not in one that is only handed on, as to something that keeps a record.
fn statement(at: ExprAt<'_>) -> Option<TextRange> {
    let facts = &at.file.facts;
    let root = at.source().split(['.', '?', '!']).next()?;
    let binding = facts.resolve(root, at.range().start());
    let scope = binding.map(|id| facts.scopes().get(facts.binding(id).scope).range);
    let mut start = at.range().start();
    let mut function = facts.function_at(start);
    while let Some(id) = function {
        let declaration = facts.function(id);
        let is_own = scope.is_none_or(|scope| declaration.range.contains_range(scope));
        if is_own || facts.receiver(id).is_none() {
            break;
        }
        start = declaration.range.start();
        function = declaration.outer;
    }
    let statement = facts.statement_at(start)?;
    // Before a function that the statement only declares, the model is not known.
    (facts.function_at(statement.start()) == function).then_some(statement)
}

/// Whether an expression is a name or a member, which may be read twice.
fn is_plain(at: ExprAt<'_>) -> bool {
    let facts = &at.file.facts;
    let mut id = at.id;
    loop {
        match facts.kind(id) {
            ExprKind::Name(_) => return !at.source().contains('\n'),
            ExprKind::Member { object, .. } => id = *object,
            _ => return false,
        }
    }
}

/// The models that may be asked: those of the settings, else those of this file, else of the package.
fn models(ctx: &Context<'_, '_>) -> Option<Vec<String>> {
    if let Some(allowed) = &ctx.settings.models.allowed {
        return (!allowed.is_empty()).then(|| allowed.clone());
    }
    let project = ctx.project();
    let package = project.package(&ctx.file.path);
    let mut found = named(ctx, ctx.file);
    if found.is_empty() {
        let near = project
            .files()
            .filter(|file| project.package(&file.path) == package && !project.is_test(file));
        found = near.flat_map(|file| named(ctx, file)).collect();
    }
    (1..=MAX_MODELS)
        .contains(&found.len())
        .then(|| found.into_iter().collect())
}

/// The models that a file names.
fn named(ctx: &Context<'_, '_>, file: &SourceFile) -> BTreeSet<String> {
    let literals = file.facts.exprs().filter_map(|(_, expr)| match &expr.kind {
        ExprKind::String(literal) => Some(&literal.value),
        _ => None,
    });
    let is_model = |name: &str| name.len() < 64 && ctx.catalog.model(name).is_some();
    literals
        .filter(|name| is_model(name))
        .map(|name| name.to_string())
        .collect()
}

/// The edit that declares the list below the imports.
fn declaration(file: &SourceFile, models: &[String]) -> Option<TextEdit> {
    let quote = style::quote(file);
    let listed: Vec<_> = models
        .iter()
        .map(|model| format!("{quote}{model}{quote}"))
        .collect();
    let listed = listed.join(", ");
    let line = match (file.language.is_ecma(), is_typescript(file)) {
        (true, true) => format!(
            "const {LIST}: readonly unknown[] = [{listed}]{}",
            style::semicolon(file)
        ),
        (true, false) => format!("const {LIST} = [{listed}]{}", style::semicolon(file)),
        (false, _) => format!("{LIST} = ({listed},)"),
    };
    let offset = style::below_imports(file)?;
    Some(TextEdit::insert(offset, format!("\n{line}\n")))
}

fn is_typescript(file: &SourceFile) -> bool {
    let extension = file.path.extension().and_then(|it| it.to_str());
    matches!(extension, Some("ts" | "tsx" | "mts" | "cts"))
}
