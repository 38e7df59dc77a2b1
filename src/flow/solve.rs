//! Answers that may hinge on themselves: `shared = globalThis.shared ?? make()`, and then
//! `globalThis.shared = shared`.
//!
//! A question that comes up while it is being worked out gets what is assumed of it: nothing, at
//! first. What was worked out on an assumption is tentative until the outermost question that others
//! hinge on has its answer. If that is more than was assumed, more is assumed, and all that is
//! tentative is worked out again. So what comes out is the same whatever was asked first.

#[cfg(test)]
mod tests;

use super::Place;
use super::callers::CallTable;
use super::guards::FileGuards;
use super::value::{ExprAt, FunctionAt, Value};
use super::written::Writes;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::cell::{Cell, RefCell};
use std::hash::Hash;
use std::rc::Rc;

/// How often answers that hinge on one another are worked out again before the last ones count.
const MAX_ROUNDS: usize = 4;

/// An answer that may come up on the way to itself; by default what is assumed at first.
pub(super) trait Answer: Clone + Default {
    /// What is to be assumed of an answer after this was found; `None` if no more than `assumed`.
    fn wider(&self, assumed: &Self) -> Option<Self>;
}

/// What is known of questions of one kind.
pub(super) struct Table<'p, K, A> {
    states: RefCell<FxHashMap<K, State<A>>>,
    question: fn(K) -> Question<'p>,
}

enum State<A> {
    Known(A),
    /// It hinges on a question that is open; its number among such answers.
    Tentative(A, usize),
    /// It was tentative before more was assumed.
    Outdated(A),
    /// It is being worked out: its number among the open ones, and what is assumed of it.
    Open {
        number: usize,
        assumed: A,
        came_up: bool,
    },
}

/// A question, of whatever kind.
pub(super) enum Question<'p> {
    /// What an expression may be in a frame.
    Values(u32, ExprAt<'p>),
    /// What a member of a place may be in a frame.
    Member(u32, Place, SmolStr),
    /// Which calls of a name run a function.
    Callers(FunctionAt<'p>, SmolStr),
    /// What the calls of a name run.
    Calls(SmolStr),
    /// What is put into members of a name.
    Writes(SmolStr),
    /// What the guards of a file make certain.
    Guards(usize),
}

/// All that has been asked, and how it hangs together.
pub(super) struct Solver<'p> {
    pub(super) values: Table<'p, (u32, ExprAt<'p>), Rc<[Value<'p>]>>,
    pub(super) members: Table<'p, (u32, Place, SmolStr), Rc<[Value<'p>]>>,
    pub(super) callers: Table<'p, (FunctionAt<'p>, SmolStr), Rc<[ExprAt<'p>]>>,
    pub(super) calls: Table<'p, SmolStr, Rc<CallTable<'p>>>,
    pub(super) writes: Table<'p, SmolStr, Writes<'p>>,
    pub(super) guards: Table<'p, usize, Rc<FileGuards<'p>>>,
    /// How many questions are open.
    open: Cell<usize>,
    /// The lowest number of an open question that the one being worked out hinges on.
    hinge: Cell<Hinge>,
    /// Whether more came out of a question than was assumed when it came up on the way.
    exceeded: Cell<bool>,
    /// The tentative answers, in the order in which they came.
    tentative: RefCell<Vec<Question<'p>>>,
    /// From which tentative answer on they hinge on which open question.
    hinges: RefCell<Vec<(usize, usize)>>,
}

/// The number of an open question; `None` if a question hinges on none.
type Hinge = Option<usize>;

fn lowest(one: Hinge, other: Hinge) -> Hinge {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

impl<'p, K, A> Table<'p, K, A> {
    fn new(question: fn(K) -> Question<'p>) -> Self {
        Self {
            states: RefCell::default(),
            question,
        }
    }
}

impl<K: Hash + Eq + Clone, A: Answer> Table<'_, K, A> {
    fn put(&self, key: K, state: State<A>) -> Option<State<A>> {
        self.states.borrow_mut().insert(key, state)
    }

    /// Notes that a question is being worked out, and what is assumed of it.
    fn assume(&self, key: K, number: usize, assumed: A) -> Option<State<A>> {
        let state = State::Open {
            number,
            assumed,
            came_up: false,
        };
        self.put(key, state)
    }

    /// Opens a question. What is assumed of it, that is what was found before.
    fn open(&self, key: K, number: usize) -> A {
        let before = self.assume(key.clone(), number, A::default());
        let Some(State::Outdated(answer)) = before else {
            return A::default();
        };
        let assumed = answer.wider(&A::default()).unwrap_or_default();
        self.assume(key, number, assumed.clone());
        assumed
    }

    /// Whether an open question came up again.
    fn came_up(&self, key: &K) -> bool {
        matches!(
            self.states.borrow().get(key),
            Some(State::Open { came_up: true, .. })
        )
    }

    fn settle(&self, key: &K, known: bool) {
        if let Some(state) = self.states.borrow_mut().get_mut(key)
            && let State::Tentative(answer, _) = state
        {
            let answer = std::mem::take(answer);
            *state = match known {
                true => State::Known(answer),
                false => State::Outdated(answer),
            };
        }
    }
}

impl<'p> Solver<'p> {
    pub(super) fn new() -> Self {
        Self {
            values: Table::new(|(frame, at)| Question::Values(frame, at)),
            members: Table::new(|(frame, place, name)| Question::Member(frame, place, name)),
            callers: Table::new(|(function, name)| Question::Callers(function, name)),
            calls: Table::new(Question::Calls),
            writes: Table::new(Question::Writes),
            guards: Table::new(Question::Guards),
            open: Cell::new(0),
            hinge: Cell::new(None),
            exceeded: Cell::new(false),
            tentative: RefCell::default(),
            hinges: RefCell::default(),
        }
    }

    /// The answer as far as it is known, tentative or assumed; `None` if nobody has asked yet.
    pub(super) fn found<K, A>(&self, table: &Table<'p, K, A>, key: &K) -> Option<A>
    where
        K: Hash + Eq,
        A: Answer,
    {
        let hinge = |number| self.hinge.set(lowest(self.hinge.get(), Some(number)));
        match table.states.borrow_mut().get_mut(key)? {
            State::Known(answer) => Some(answer.clone()),
            State::Tentative(answer, number) => {
                hinge(self.hinge_of(*number));
                Some(answer.clone())
            }
            State::Open {
                number,
                assumed,
                came_up,
            } => {
                *came_up = true;
                hinge(*number);
                Some(assumed.clone())
            }
            State::Outdated(_) => None,
        }
    }

    /// Whether the question is being worked out.
    pub(super) fn is_open<K: Hash + Eq, A>(table: &Table<'p, K, A>, key: &K) -> bool {
        matches!(table.states.borrow().get(key), Some(State::Open { .. }))
    }

    /// The answer, worked out if it has not been.
    pub(super) fn answer<K, A>(&self, table: &Table<'p, K, A>, key: K, work: impl Fn() -> A) -> A
    where
        K: Hash + Eq + Clone,
        A: Answer,
    {
        match self.found(table, &key) {
            Some(found) => found,
            None => self.work_out(table, key, work),
        }
    }

    /// Works out an answer that was not found; more than once if it hinges on itself.
    pub(super) fn work_out<K, A>(&self, table: &Table<'p, K, A>, key: K, work: impl Fn() -> A) -> A
    where
        K: Hash + Eq + Clone,
        A: Answer,
    {
        let number = self.open.replace(self.open.get() + 1);
        let outside = (self.hinge.take(), self.exceeded.take());
        let first = self.tentative.borrow().len();
        let mut assumed = table.open(key.clone(), number);
        let mut rounds = 1;
        let mut answer = work();
        while self.hinge.get().is_some() {
            if let Some(wider) = answer.wider(&assumed).filter(|_| table.came_up(&key)) {
                assumed = wider;
                self.exceeded.set(true);
            }
            let is_outermost = self.hinge.get() == Some(number);
            if !is_outermost || !self.exceeded.take() || rounds == MAX_ROUNDS {
                break;
            }
            rounds += 1;
            self.settle_from(first, false);
            self.hinge.set(None);
            table.assume(key.clone(), number, assumed.clone());
            answer = work();
        }
        self.open.set(number);
        match self.hinge.get().filter(|&hinge| hinge < number) {
            None => {
                self.settle_from(first, true);
                table.put(key, State::Known(answer.clone()));
                self.hinge.set(outside.0);
                self.exceeded.set(outside.1);
            }
            hinge => {
                let place = self.add_tentative((table.question)(key.clone()), first, hinge);
                table.put(key, State::Tentative(answer.clone(), place));
                self.hinge.set(lowest(outside.0, hinge));
                self.exceeded.set(outside.1 || self.exceeded.get());
            }
        }
        answer
    }

    /// Adds an answer that hinges on an open question, as all tentative ones from `first` on now do.
    fn add_tentative(&self, question: Question<'p>, first: usize, hinge: Hinge) -> usize {
        let mut tentative = self.tentative.borrow_mut();
        tentative.push(question);
        let mut hinges = self.hinges.borrow_mut();
        let kept = hinges.partition_point(|&(from, _)| from < first);
        hinges.truncate(kept);
        if hinges.last().is_none_or(|&(_, last)| Some(last) != hinge) {
            hinges.extend(hinge.map(|hinge| (first, hinge)));
        }
        tentative.len() - 1
    }

    /// The open question that a tentative answer hinges on.
    fn hinge_of(&self, place: usize) -> usize {
        let hinges = self.hinges.borrow();
        let after = hinges.partition_point(|&(from, _)| from <= place);
        hinges[after - 1].1
    }

    /// Makes the tentative answers from one on known, or outdated.
    fn settle_from(&self, first: usize, known: bool) {
        let mut hinges = self.hinges.borrow_mut();
        let kept = hinges.partition_point(|&(from, _)| from < first);
        hinges.truncate(kept);
        for question in self.tentative.borrow_mut().drain(first..) {
            match question {
                Question::Values(frame, at) => self.values.settle(&(frame, at), known),
                Question::Member(frame, place, name) => {
                    self.members.settle(&(frame, place, name), known)
                }
                Question::Callers(function, name) => self.callers.settle(&(function, name), known),
                Question::Calls(name) => self.calls.settle(&name, known),
                Question::Writes(name) => self.writes.settle(&name, known),
                Question::Guards(file) => self.guards.settle(&file, known),
            }
        }
    }
}

impl<'p> Answer for Rc<[Value<'p>]> {
    // Of values that are put together of others there could be ever more.
    fn wider(&self, assumed: &Self) -> Option<Self> {
        let mut wider = assumed.to_vec();
        for value in self.iter() {
            if value.is_made() && !wider.iter().any(|it| it.is_same(value)) {
                wider.push(value.clone());
            }
        }
        (wider.len() > assumed.len()).then(|| wider.into())
    }
}

impl Answer for Rc<[ExprAt<'_>]> {
    fn wider(&self, assumed: &Self) -> Option<Self> {
        let more = self.iter().filter(|it| !assumed.contains(it));
        let wider: Self = assumed.iter().chain(more).copied().collect();
        (wider.len() > assumed.len()).then_some(wider)
    }
}

impl Answer for Rc<CallTable<'_>> {
    fn wider(&self, assumed: &Self) -> Option<Self> {
        let size = |table: &Self| table.values().map(Vec::len).sum::<usize>();
        (size(self) > size(assumed)).then(|| self.clone())
    }
}

impl Answer for Writes<'_> {
    fn wider(&self, assumed: &Self) -> Option<Self> {
        (self.len() > assumed.len()).then(|| self.clone())
    }
}

impl Answer for Rc<FileGuards<'_>> {
    fn wider(&self, assumed: &Self) -> Option<Self> {
        (self.count() > assumed.count()).then(|| self.clone())
    }
}
