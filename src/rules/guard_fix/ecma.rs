//! The guard in TypeScript and JavaScript.

use super::super::code_style as style;
use super::{
    Context, Credential, EnvRead, ExprAt, Guard, is_implicit, is_straight, without_stand_in,
};
use crate::facts::ExprKind;
use crate::finding::Applicability;
use crate::flow::Value;
use crate::text::{TextEdit, TextRange};

/// Frameworks that run modules while they build, where the variable need not be set.
const RUNS_WHEN_BUILT: &[&str] = &["\"next\"", "\"nuxt\"", "\"astro\"", "\"@sveltejs/kit\""];

pub(super) fn guard<'p>(
    ctx: &Context<'_, 'p>,
    credential: &Credential<'p>,
    env: &EnvRead<'p>,
) -> Option<Guard> {
    let place = Place::of(credential, env)?;
    let text = env.read.file.document.text();
    // What is read twice at module level is checked once, before the first.
    let first =
        first_at_module_level(ctx, env).filter(|_| place.function.is_none() || place.crosses);
    let place = first.unwrap_or(place);
    let message = format!("{} is not set", env.name);
    let (quote, end) = (style::quote(env.read.file), style::semicolon(env.read.file));
    let unit = style::indent_unit(env.read.file);
    let code = format!(
        "if (!{}) {{\n{unit}throw new Error({quote}{message}{quote}){end}\n}}\n",
        place.condition
    );
    let mut edits = vec![style::before_statement(text, place.statement, &code)];
    let narrows = !place.crosses && place.statement.contains_range(env.read.range());
    if narrows && !is_implicit(credential, env) && is_member(env.read) {
        let whole = without_stand_in(env.read);
        if whole != env.read {
            edits.push(TextEdit::replace(whole.range(), env.read.source()));
        }
    }
    let runs_elsewhere = place.crosses
        || !is_straight(credential, env)
        || (place.function.is_none() && is_run_when_built(ctx, env));
    let applicability = match runs_elsewhere {
        true => Applicability::Unsafe,
        false => Applicability::Safe,
    };
    Some((edits, applicability))
}

/// Where a guard goes and what it tests.
struct Place {
    statement: TextRange,
    condition: String,
    /// Where the function around the statement begins.
    function: Option<usize>,
    /// Whether a function or class begins between the statement and the read, which may never run.
    crosses: bool,
}

impl Place {
    fn of(credential: &Credential<'_>, env: &EnvRead<'_>) -> Option<Self> {
        let facts = &env.read.file.facts;
        let text = env.read.file.document.text();
        let at = env.read.range();
        let statement = facts.statement_at(at.start())?;
        let between =
            |range: TextRange| statement.contains_range(range) && range.contains_range(at);
        let crosses = facts
            .functions()
            .any(|(_, function)| between(function.range))
            || facts.classes().any(|(_, class)| between(class.range));
        let condition = match is_implicit(credential, env) {
            true => format!("process.env.{}", env.name),
            false => condition(env.read, crosses)?,
        };
        let function = facts.function_at(statement.start());
        style::begins_line(text, statement.start()).then_some(Self {
            statement,
            condition,
            function: function.map(|id| facts.function(id).range.start()),
            crosses,
        })
    }
}

/// The read as the guard repeats it; `None` if it is not simply a read.
fn condition(read: ExprAt<'_>, crosses: bool) -> Option<String> {
    let is_simple = match read.file.facts.kind(read.id) {
        ExprKind::Member { .. } | ExprKind::Index { .. } => true,
        // `Deno.env.get("…")`
        ExprKind::Call(call) => !call.construction && call.arguments.len() == 1,
        // Of a name that is declared further in nothing is known out here.
        ExprKind::Name(_) => !crosses,
        _ => false,
    };
    (is_simple && !read.source().contains('\n')).then(|| read.source().to_owned())
}

fn is_member(read: ExprAt<'_>) -> bool {
    matches!(
        read.file.facts.kind(read.id),
        ExprKind::Member { .. } | ExprKind::Index { .. } | ExprKind::Name(_)
    )
}

/// The first place at module level at which the file reads the same variable for a key.
fn first_at_module_level<'p>(ctx: &Context<'_, 'p>, env: &EnvRead<'p>) -> Option<Place> {
    let file = env.read.file;
    let credentials = ctx.flow.credentials(file);
    let places = credentials.iter().flat_map(|credential| {
        let values = credential.value.iter().flat_map(|value| &value.values);
        let reads = values.filter_map(|value| match value {
            Value::Env(read) if std::ptr::eq(read.read.file, file) => Some(read.clone()),
            _ => None,
        });
        let itself = credential
            .value
            .is_none()
            .then(|| implicit(credential))
            .flatten();
        let reads: Vec<_> = reads
            .chain(itself)
            .filter(|read| read.name == env.name)
            .collect();
        reads
            .into_iter()
            .filter_map(move |read| Place::of(credential, &read))
    });
    let places = places.filter(|place| place.function.is_none() && !place.crosses);
    places.min_by_key(|place| place.statement.start())
}

/// The variable that a client reads itself.
fn implicit<'p>(credential: &Credential<'p>) -> Option<EnvRead<'p>> {
    let name = credential.client.as_ref()?.kind.key_env.first()?;
    Some(EnvRead {
        name: name.into(),
        read: credential.at,
        strict: false,
        weak: None,
        field: None,
    })
}

/// Whether the project's framework runs its modules while it builds.
fn is_run_when_built(ctx: &Context<'_, '_>, env: &EnvRead<'_>) -> bool {
    let project = ctx.project();
    let manifest = project
        .package(&env.read.file.path)
        .and_then(|folder| project.read(&folder.join("package.json")));
    manifest.is_some_and(|text| RUNS_WHEN_BUILT.iter().any(|name| text.contains(name)))
}
