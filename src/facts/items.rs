//! What a file declares and what it does, besides expressions.

use super::arena::Id;
use super::expr::ExprId;
use super::scope::Scope;
use crate::text::TextRange;
use smol_str::SmolStr;

/// A name in a scope and all that gives it a value.
#[derive(Debug)]
pub struct Binding {
    /// The name.
    pub name: SmolStr,
    /// The scope it belongs to.
    pub scope: Id<Scope>,
    /// Where it is first declared: the bytes of the name.
    pub range: TextRange,
    /// What gives it a value, in order of place. Empty for a name declared and never set.
    pub definitions: Vec<Definition>,
    /// Its declared type.
    pub declared: Option<Type>,
}

/// One thing that gives a name its value.
#[derive(Debug, Clone)]
pub struct Definition {
    /// The bytes of the name there.
    pub range: TextRange,
    /// From what.
    pub source: Source,
    /// Which part of it: the way through destructuring patterns.
    pub path: Vec<Step>,
    /// The value if that part is missing (`const { a = 1 } = b`).
    pub default: Option<ExprId>,
}

/// Where a definition takes its value from.
#[derive(Debug, Clone)]
pub enum Source {
    /// An expression.
    Value(ExprId),
    /// The elements of an expression, one after another.
    ElementOf(ExprId),
    /// What entering a context manager gives.
    Context(ExprId),
    /// Another module.
    Import(Id<Import>),
    /// A function of that name.
    Function(Id<Function>),
    /// A class of that name.
    Class(Id<Class>),
    /// The parameter of this number (from 0) of a function.
    Parameter(Id<Function>, usize),
    /// A caught error.
    Caught,
}

/// One step into a value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Step {
    /// The property of this name.
    Key(SmolStr),
    /// The element of this number, from 0.
    Index(usize),
    /// Any of them: a computed key.
    Rest,
    /// All that other steps beside it leave over: `...rest`, `*rest`.
    Others,
}

/// A name taken from another module.
#[derive(Debug)]
pub struct Import {
    /// The module as written: `@mistralai/mistralai`, `./config`, `mistralai.client`, `..config`.
    pub module: SmolStr,
    /// The name taken from it; `None` for the module itself.
    pub name: Option<SmolStr>,
    /// Whether only types are taken.
    pub type_only: bool,
    /// The bytes of the whole statement.
    pub range: TextRange,
}

/// A name given to other modules.
#[derive(Debug)]
pub struct Export {
    /// The name; `default` for a default export, `*` for all names of another module.
    pub name: SmolStr,
    /// What it stands for.
    pub source: ExportSource,
}

impl Export {
    /// The name of the export that is all a CommonJS module gives: `module.exports = …`.
    pub const WHOLE: &str = "=";
}

/// What an export stands for.
#[derive(Debug)]
pub enum ExportSource {
    /// A name of the module's scope.
    Local(SmolStr),
    /// An expression.
    Value(ExprId),
    /// A name of another module, or all of them (`None`).
    Module {
        /// The module as written.
        module: SmolStr,
        /// The name there.
        name: Option<SmolStr>,
    },
}

/// A function of any form: declaration, expression, arrow, method, lambda.
#[derive(Debug)]
pub struct Function {
    /// Its name, or the name of the property it is the value of.
    pub name: Option<SmolStr>,
    /// All of it.
    pub range: TextRange,
    /// The statements or the expression it runs.
    pub body: TextRange,
    /// What it takes.
    pub parameters: Vec<Parameter>,
    /// What it returns: the values of its return statements, or its expression.
    pub returns: Vec<ExprId>,
    /// What it yields; it is a generator if that is anything.
    pub yields: Vec<ExprId>,
    /// The type it is declared to return.
    pub declared: Option<Type>,
    /// What stands before it with an `@`.
    pub decorators: Vec<ExprId>,
    /// Whether reading it as a member calls it (`get client()`, `@property`).
    pub getter: bool,
    /// Whether it has the `this` of what is around it: an arrow function.
    pub arrow: bool,
    /// The class it is a method of.
    pub class: Option<Id<Class>>,
    /// The function it is written in.
    pub outer: Option<Id<Function>>,
}

/// A parameter.
#[derive(Debug)]
pub struct Parameter {
    /// Its name; `None` for a pattern.
    pub name: Option<SmolStr>,
    /// All of it.
    pub range: TextRange,
    /// The value if none is passed.
    pub default: Option<ExprId>,
    /// Its declared type.
    pub declared: Option<Type>,
    /// How it takes several arguments, if it does.
    pub rest: Option<super::expr::Spread>,
    /// Whether it becomes a field of the class (`constructor(private client: Mistral)`).
    pub field: bool,
    /// What is said of it besides its type: its decorators, calls in its annotation
    /// (`Annotated[Mistral, Depends(get_client)]`).
    pub notes: Vec<ExprId>,
}

/// A class of any form.
#[derive(Debug)]
pub struct Class {
    /// Its name.
    pub name: Option<SmolStr>,
    /// All of it.
    pub range: TextRange,
    /// What it extends.
    pub bases: Vec<ExprId>,
    /// Of those that are generic in Python, with what stands in their brackets.
    pub generic: Vec<(ExprId, ExprId)>,
    /// Its fields, with the values they begin with.
    pub fields: Vec<Field>,
    /// Its methods.
    pub methods: Vec<Id<Function>>,
    /// What stands before it with an `@`.
    pub decorators: Vec<ExprId>,
    /// Whether it is an `enum` of TypeScript: its fields are all there is of it.
    pub enumeration: bool,
    /// Whether it is an interface or an object type of TypeScript: it says only what fields are
    /// declared to be.
    pub shape: bool,
}

/// A field of a class.
#[derive(Debug)]
pub struct Field {
    /// Its name.
    pub name: SmolStr,
    /// All of it.
    pub range: TextRange,
    /// The value it begins with.
    pub value: Option<ExprId>,
    /// Its declared type.
    pub declared: Option<Type>,
}

/// A declared type, as far as rules ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// One of these strings (`"a" | "b"`, `Literal["a", "b"]`).
    Literals(Vec<SmolStr>),
    /// Any other type: the names in it, dotted, in order (`Optional[Mistral]`: both). What a value
    /// gives a type is written `typeof value`.
    Names(Vec<SmolStr>),
    /// An object type written out: `{ client: Mistral }`.
    Shape(Id<Class>),
}

/// A value put into a place that is not a plain name (`this.client = …`, `os.environ["A"] = …`).
#[derive(Debug)]
pub struct Assignment {
    /// The place.
    pub target: ExprId,
    /// The value.
    pub value: ExprId,
}

/// A condition and the statements it guards.
#[derive(Debug)]
pub struct Guard {
    /// All of it: a statement, a clause of one, a comprehension.
    pub range: TextRange,
    /// The condition.
    pub condition: ExprId,
    /// What runs if it holds.
    pub then: TextRange,
    /// What runs if it does not, other conditions in it included; `None` for nothing.
    pub otherwise: Option<TextRange>,
    /// What runs next in the block around it; `None` if it is not a statement of one.
    pub next: Option<TextRange>,
    /// Whether it is asked only where the one before it has failed: `elif`, `else if`.
    pub chained: bool,
    /// Whether `then` is an error instead of statements: an assertion that the condition fails.
    pub assertion: bool,
}

/// Statements whose errors are caught.
#[derive(Debug)]
pub struct Handler {
    /// The statements.
    pub body: TextRange,
    /// What runs on an error.
    pub catches: Vec<TextRange>,
    /// What runs in any case.
    pub finally: Option<TextRange>,
}

/// A statement that leaves its function.
#[derive(Debug)]
pub struct Exit {
    /// All of it.
    pub range: TextRange,
    /// Whether it raises an error; if not, it returns.
    pub raises: bool,
    /// The error or the returned value.
    pub value: Option<ExprId>,
}

/// A comment.
#[derive(Debug)]
pub struct Comment {
    /// All of it, marks included.
    pub range: TextRange,
}

/// A variable set in an env file; without `Debug`, for it may hold a key.
pub struct EnvEntry {
    /// The variable.
    pub name: SmolStr,
    /// The bytes of the name.
    pub name_range: TextRange,
    /// The value without quotes, as written; `None` for a name without a value.
    pub value: Option<SmolStr>,
    /// The bytes of the value without quotes.
    pub value_range: TextRange,
}
