//! What is checked before it is used: conditions whose failure ends the program or the function.

mod tested;

use super::condition::{Knowledge, Known};
use super::value::{At, ExprAt, FunctionAt, Value};
use super::{Flow, family};
use crate::catalog::Meaning;
use crate::facts::{ExprId, ExprKind, Facts};
use crate::project::SourceFile;
use crate::text::TextRange;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::rc::Rc;
use tested::tested_in;

/// What the guards of one file make certain, by what they test.
#[derive(Default)]
pub(super) struct FileGuards<'p> {
    /// Of variables of the environment: that they are set and not empty.
    variables: FxHashMap<SmolStr, Vec<Certainty<'p>>>,
    /// Of variables of the environment: that they are set, be it to nothing.
    set: FxHashMap<SmolStr, Vec<Certainty<'p>>>,
    /// Of expressions, by their source: that they are one of a known set.
    confined: FxHashMap<&'p str, Vec<Certainty<'p>>>,
    /// Of expressions, by their source: that their type, length or form was tested.
    tested: FxHashMap<&'p str, Vec<Certainty<'p>>>,
}

impl FileGuards<'_> {
    /// How many certainties there are.
    pub(super) fn count(&self) -> usize {
        let variables = self.variables.values().chain(self.set.values());
        let expressions = self.confined.values().chain(self.tested.values());
        variables.chain(expressions).map(Vec::len).sum()
    }
}

/// Where a guard makes something certain.
#[derive(Clone, Copy)]
struct Certainty<'p> {
    condition: ExprAt<'p>,
    /// The statements that run only then; `None` where all that follows does.
    inside: Option<TextRange>,
    /// The statements that leave, where it is not certain.
    but: Option<TextRange>,
    /// Whether the guard also speaks for what runs after its function was called.
    is_check: bool,
}

impl<'p> Certainty<'p> {
    /// Of all that follows a condition, also once its function was called.
    fn after(condition: ExprAt<'p>) -> Self {
        Self {
            condition,
            inside: None,
            but: None,
            is_check: true,
        }
    }

    /// Of some statements only.
    fn within(self, range: TextRange) -> Self {
        Self {
            inside: Some(range),
            is_check: false,
            ..self
        }
    }

    /// Of all but the statements that leave; also once its function was called if those say so.
    fn but(self, range: TextRange, is_check: bool) -> Self {
        Self {
            but: Some(range),
            is_check,
            ..self
        }
    }
}

impl<'p> Flow<'p> {
    /// Whether a guard in `file` makes certain that the variable is set at one of the places.
    pub(super) fn is_set_by_guard(
        &self,
        file: &'p SourceFile,
        name: &str,
        places: &[ExprAt<'p>],
    ) -> bool {
        let guards = self.guards(file);
        let certain = guards.variables.get(name).map(Vec::as_slice);
        certain
            .unwrap_or_default()
            .iter()
            .any(|certainty| self.holds(certainty, places))
    }

    /// The guard in `file` that makes certain that the variable is set at one of the places, and lets
    /// it be empty there.
    pub(super) fn weak_guard(
        &self,
        file: &'p SourceFile,
        name: &str,
        places: &[ExprAt<'p>],
    ) -> Option<ExprAt<'p>> {
        let guards = self.guards(file);
        let mut certain = guards.set.get(name)?.iter();
        let found = certain.find(|certainty| self.holds(certainty, places))?;
        Some(found.condition)
    }

    /// Whether the expression is known to be one of a set of constants where it stands.
    pub fn is_confined_by_guard(&self, at: ExprAt<'p>) -> bool {
        self.is_confined_before(at, at)
    }

    /// The same, by a guard that comes before something else if that stands in the same function.
    pub(super) fn is_confined_before(&self, at: ExprAt<'p>, used: ExprAt<'p>) -> bool {
        let guards = self.guards(at.file);
        let certain = guards
            .confined
            .get(at.source())
            .map(Vec::as_slice)
            .unwrap_or_default();
        certain.iter().any(|certainty| {
            self.holds(certainty, &[at])
                && self.is_about(certainty, at)
                && !self.is_after(certainty, used)
        })
    }

    /// Whether the type, the length or the form of the expression is tested where it stands, before
    /// something else if the test stands in the same function.
    pub(super) fn is_tested_before(&self, at: ExprAt<'p>, used: ExprAt<'p>) -> bool {
        let guards = self.guards(at.file);
        let tests = guards.tested.get(at.source()).map(Vec::as_slice);
        let mut tests = tests.unwrap_or_default().iter();
        tests.any(|certainty| {
            self.holds(certainty, &[at])
                && self.is_about(certainty, at)
                && !self.is_after(certainty, used)
        })
    }

    /// Whether a guard stands after an expression of the same function, too late for it.
    fn is_after(&self, certainty: &Certainty<'p>, used: ExprAt<'p>) -> bool {
        let condition = certainty.condition;
        std::ptr::eq(condition.file, used.file)
            && used.range().end() <= condition.range().start()
            && self.function_around(condition) == self.function_around(used)
    }

    /// Whether a name in a condition is that of an expression: the same name, or one that a function
    /// checks which is called beside the expression: `require_known(model)`.
    fn is_about(&self, certainty: &Certainty<'p>, at: ExprAt<'p>) -> bool {
        let facts = &at.file.facts;
        let Some(name) = root_name(facts, at.id) else {
            return true;
        };
        let condition = certainty.condition;
        let named = |at: ExprAt<'p>| facts.resolve(name, at.range().start());
        if named(condition) == named(at) {
            return true;
        }
        let here = self.function_around(at);
        let is_here = |call: &ExprAt<'p>| self.function_around(*call) == here;
        let checks = self.function_around(condition);
        checks.is_some_and(|checks| self.callers(checks).iter().any(is_here))
    }

    /// Whether what a function returns is one of a set of constants by a guard of the function: what
    /// validators do. It asks no more than it must, for values depend on it.
    pub(super) fn is_confined_where_returned(
        &self,
        function: FunctionAt<'p>,
        returned: ExprAt<'p>,
    ) -> bool {
        let file = function.file;
        let body = file.facts.function(function.id).body;
        let inside = file.facts.guards_in(body).iter();
        inside.filter(|guard| !guard.assertion).any(|guard| {
            let condition = function.with(guard.condition);
            let is_before = guard.then.end() <= returned.range().start();
            match guard.then.contains_range(returned.range()) {
                true => self.is_confined_by(condition, true, returned),
                false => {
                    is_before
                        && self.is_confined_by(condition, false, returned)
                        && self.leaves(file, guard.then)
                }
            }
        })
    }

    /// Whether a certainty covers one of the places. What a guard says of all that follows it holds
    /// if it stands at module level, in a function around a place, or in a function that something
    /// calls.
    fn holds(&self, certainty: &Certainty<'p>, places: &[ExprAt<'p>]) -> bool {
        let file = certainty.condition.file;
        let is_in = |range: TextRange, place: &ExprAt<'p>| {
            std::ptr::eq(place.file, file) && range.contains_range(place.range())
        };
        let is_left_out = |place: &ExprAt<'p>| certainty.but.is_some_and(|it| is_in(it, place));
        let covers = |range: TextRange| {
            let mut places = places.iter();
            places.any(|place| is_in(range, place) && !is_left_out(place))
        };
        match (certainty.inside, self.function_around(certainty.condition)) {
            (Some(range), _) => covers(range),
            (None, _) if !places.is_empty() && places.iter().all(is_left_out) => false,
            (None, None) => true,
            (None, Some(function)) => match self.at_once(function) {
                None => true,
                Some(function) => {
                    covers(file.facts.function(function.id).range)
                        || certainty.is_check
                            && (!self.callers(function).is_empty() || self.runs_when_made(function))
                }
            },
        }
    }

    /// What the guards of a file make certain, worked out once.
    fn guards(&self, file: &'p SourceFile) -> Rc<FileGuards<'p>> {
        let address = std::ptr::from_ref(file).addr();
        let work = || Rc::new(self.within(None, || self.guards_of(file)));
        self.solver.answer(&self.solver.guards, address, work)
    }

    fn guards_of(&self, file: &'p SourceFile) -> FileGuards<'p> {
        let mut guards = FileGuards::default();
        for guard in &file.facts.guards {
            let condition = At {
                file,
                id: guard.condition,
            };
            let everywhere = Certainty::after(condition);
            let then_leaves = guard.assertion || self.leaves(file, guard.then);
            let otherwise = guard.otherwise;
            let otherwise_leaves = otherwise.is_some_and(|range| self.leaves(file, range));
            let of_tests = match then_leaves || otherwise_leaves {
                true => everywhere,
                false => everywhere.within(guard.then),
            };
            for tested in tested_in(self.catalog.checks(), condition) {
                let tests = guards.tested.entry(tested.file.source(tested.range()));
                tests.or_default().push(of_tests);
            }
            if guard.assertion {
                self.learn(&mut guards, everywhere, true);
                continue;
            }
            let if_so = match otherwise.filter(|_| otherwise_leaves) {
                Some(range) => everywhere.but(range, self.says_so(file, range)),
                None => everywhere.within(guard.then),
            };
            self.learn(&mut guards, if_so, true);
            let if_not = match then_leaves {
                true => Some(everywhere.but(guard.then, self.says_so(file, guard.then))),
                false => otherwise.map(|range| everywhere.within(range)),
            };
            if let Some(certainty) = if_not {
                self.learn(&mut guards, certainty, false);
            }
        }
        for &id in &file.facts.calls {
            let at = At { file, id };
            if let Some(asserted) = self.asserted(at) {
                self.learn(&mut guards, Certainty::after(asserted), true);
            }
            for known in self.implied_by_coming_back(at) {
                self.note(&mut guards, Certainty::after(at), known);
            }
        }
        guards
    }

    /// Notes what a condition that has come out as `outcome` makes certain.
    fn learn(&self, guards: &mut FileGuards<'p>, certainty: Certainty<'p>, outcome: bool) {
        for known in self.knowledge(certainty.condition, outcome) {
            self.note(guards, certainty, known);
        }
    }

    fn note(
        &self,
        guards: &mut FileGuards<'p>,
        certainty: Certainty<'p>,
        (at, known): Knowledge<'p>,
    ) {
        if known == Known::Confined {
            let confined = guards.confined.entry(at.file.source(at.range()));
            confined.or_default().push(certainty);
        }
        let of_variables = match known {
            Known::Set => &mut guards.set,
            Known::Present | Known::Confined => &mut guards.variables,
        };
        for name in self.variables_known((at, known)) {
            of_variables.entry(name).or_default().push(certainty);
        }
    }

    /// The variables of the environment that are set if something is known.
    fn variables_known(&self, (at, known): Knowledge<'p>) -> Vec<SmolStr> {
        let mut values = self.values(at).to_vec();
        values.extend(self.validated_fields(at));
        let name = |value: &Value<'p>| match (value, known) {
            (Value::Env(env), Known::Present | Known::Set) => Some(env.name.clone()),
            // `if "MISTRAL_API_KEY" not in os.environ: raise …`
            (Value::Text(text), Known::Confined) => Some(text.value.clone()),
            _ => None,
        };
        values.iter().filter_map(name).collect()
    }

    /// Whether statements leave: by an error, a return, or a call that does not come back.
    pub(super) fn leaves(&self, file: &'p SourceFile, range: TextRange) -> bool {
        let facts = &file.facts;
        !facts.exits_in(range).is_empty()
            || facts
                .calls_in(range)
                .iter()
                .any(|&call| self.never_returns(At { file, id: call }))
    }

    /// Whether statements that leave tell whoever called: by an error, the end of the program, or a
    /// plain `return` or `return False`. One that returns something else does without.
    fn says_so(&self, file: &'p SourceFile, range: TextRange) -> bool {
        file.facts.exits_in(range).first().is_none_or(|exit| {
            let text = file.source(exit.range).trim_end_matches(';');
            exit.raises || matches!(text, "return" | "return false" | "return False")
        })
    }

    /// The function around one that is run at once, for each element of a list: that one, or the one
    /// around the call that it is given to. `None` for the module.
    fn at_once(&self, mut function: FunctionAt<'p>) -> Option<FunctionAt<'p>> {
        let facts = &function.file.facts;
        let running = self.catalog.running();
        let is_for_each = |function: &FunctionAt<'p>| {
            let receiver = facts.receiver(function.id);
            let name = receiver.and_then(|it| facts.last_name(it));
            name.is_some_and(|it| running.runs_for_each(it))
        };
        while is_for_each(&function) {
            function = function.with(facts.function(function.id).outer?);
        }
        Some(function)
    }

    /// Whether a call ends the program: `process.exit()`, `sys.exit()`, or a function of the project
    /// that only raises.
    pub(super) fn never_returns(&self, at: ExprAt<'p>) -> bool {
        let Some(call) = at.file.facts.call(at.id) else {
            return false;
        };
        self.values(at.with(call.callee))
            .iter()
            .any(|callee| match callee {
                Value::Symbol { path, .. } => {
                    matches!(self.meaning(at.file, path), Some(Meaning::Exit(_)))
                }
                Value::Function(function) => {
                    let facts = &function.file.facts;
                    let declaration = facts.function(function.id);
                    let mut exits = facts.exits_in(declaration.body).iter();
                    declaration.returns.is_empty() && exits.any(|exit| exit.raises)
                }
                _ => false,
            })
    }

    /// What a call of an assertion function (`invariant(key)`) asserts.
    fn asserted(&self, at: ExprAt<'p>) -> Option<ExprAt<'p>> {
        let call = at.file.facts.call(at.id)?;
        if let ExprKind::Member { name, .. } = at.file.facts.kind(call.callee)
            && !self.catalog.may_assert(family(at.file), name)
        {
            return None;
        }
        let condition = |path: &SmolStr| match self.meaning(at.file, path)? {
            Meaning::Assertion(assertion) if assertion.differs_from.is_none() => {
                self.slot(at, &assertion.condition)?.at
            }
            _ => None,
        };
        self.symbols(at.with(call.callee))
            .iter()
            .find_map(condition)
    }
}

/// The name that a chain of members begins with: `question` of `question.text`.
fn root_name(facts: &Facts, mut id: ExprId) -> Option<&SmolStr> {
    loop {
        id = match facts.kind(id) {
            ExprKind::Name(name) => return Some(name),
            ExprKind::Member { object, .. } => *object,
            _ => return None,
        };
    }
}
