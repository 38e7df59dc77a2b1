//! What an expression may be when the program runs.

use crate::catalog::{Catalog, ClientKind, ModelFactory};
use crate::facts::{Class, ExprId, Function, Id, Step};
use crate::finding::Location;
use crate::project::SourceFile;
use crate::text::TextRange;
use smol_str::SmolStr;
use std::fmt;
use std::rc::Rc;

/// A fact of one file of the project.
pub struct At<'p, T> {
    /// The file.
    pub file: &'p SourceFile,
    /// The fact's number there.
    pub id: T,
}

/// An expression of the project.
pub type ExprAt<'p> = At<'p, ExprId>;
/// A function of the project.
pub type FunctionAt<'p> = At<'p, Id<Function>>;
/// A class of the project.
pub type ClassAt<'p> = At<'p, Id<Class>>;

/// One thing that an expression may be; without `Debug`, for it may hold a key. An expression has a set of them: more than one where paths
/// join, none that is certain where it is not followed.
#[derive(Clone)]
pub enum Value<'p> {
    /// A string known in full.
    Text(Text<'p>),
    /// A string made of parts, not all of them known, in order.
    Mixed(Rc<[Vec<Value<'p>>]>),
    /// A number, a truth value.
    Constant(ExprAt<'p>),
    /// `null`, `undefined`, `None`.
    Null(ExprAt<'p>),
    /// One of these strings: a declared union, an enum, a checked schema.
    OneOf(Rc<[SmolStr]>),
    /// An object or dict literal.
    Object(ExprAt<'p>),
    /// An array, list, tuple or set literal.
    Array(ExprAt<'p>),
    /// A list that is not written out, by what its items may be.
    Row(Rc<[Vec<Value<'p>>]>),
    /// What a call of a function gives that yields.
    Generator(FunctionAt<'p>),
    /// A variable of the environment.
    Env(EnvRead<'p>),
    /// A module of the project.
    Module(&'p SourceFile),
    /// Something from outside the project, by its path: `@mistralai/mistralai#Mistral`,
    /// `os.environ`. What a call of it gives is the path with `()` after it.
    Symbol {
        /// The path.
        path: SmolStr,
        /// The call that gave it, if it ends in `()`.
        call: Option<ExprAt<'p>>,
    },
    /// A client that sends requests to Mistral.
    Client(Client<'p>),
    /// A member of a client, by its path: `chat.complete`.
    ClientMember(Client<'p>, SmolStr),
    /// What a request gives.
    Response(ExprAt<'p>),
    /// A function of the project.
    Function(FunctionAt<'p>),
    /// A class of the project.
    Class(ClassAt<'p>),
    /// An instance of a class of the project.
    Instance(ClassAt<'p>),
    /// A parameter that no caller in the project gives a value, or a part of one.
    Parameter(Parameter<'p>),
    /// A field of a checked input that the schema lets be any string.
    AnyString(SchemaField<'p>),
    /// Something that was not followed.
    Unknown,
}

/// A string known in full and where it is written. It has no `Debug`: it may be a key.
#[derive(Clone)]
pub struct Text<'p> {
    /// The string.
    pub value: SmolStr,
    /// The literals it is made of, in order; at least one.
    pub parts: Vec<ExprAt<'p>>,
}

/// A read of an environment variable.
#[derive(Clone, Debug)]
pub struct EnvRead<'p> {
    /// The variable.
    pub name: SmolStr,
    /// The expression that reads it.
    pub read: ExprAt<'p>,
    /// Whether the read itself fails when the variable is not set.
    pub strict: bool,
    /// What lets the variable be empty, where that is a validator that could refuse it.
    pub weak: Option<ExprAt<'p>>,
    /// The field of a settings class that stands for it, where nothing else is written.
    pub field: Option<TextRange>,
}

impl EnvRead<'_> {
    /// Whether the variable is called after Mistral: of several that may be read, as where a table has
    /// one for each vendor, it is the likelier one.
    pub fn is_called_after_mistral(&self) -> bool {
        Catalog::builtin().names_mistral(&self.name)
    }

    /// Where it is read.
    pub fn location(&self) -> Location {
        Location {
            path: self.read.file.path.clone(),
            range: self.field.unwrap_or_else(|| self.read.range()),
        }
    }
}

/// A client that sends requests to Mistral.
#[derive(Clone, Debug)]
pub struct Client<'p> {
    /// What it is a client of.
    pub kind: &'p ClientKind,
    /// The call that makes it; `None` where only its type is known, or where a library has one
    /// ready.
    pub call: Option<ExprAt<'p>>,
    /// The call of it that names the model for what follows: `mistral("mistral-small-latest")`.
    pub bound: Option<(ExprAt<'p>, &'p ModelFactory)>,
}

impl Client<'_> {
    fn is_same(&self, other: &Self) -> bool {
        let bound = |client: &Self| client.bound.map(|(call, _)| call);
        std::ptr::eq(self.kind, other.kind)
            && self.call == other.call
            && bound(self) == bound(other)
    }
}

/// A field of a schema for input.
#[derive(Clone)]
pub struct SchemaField<'p> {
    /// The file that has the schema.
    pub file: &'p SourceFile,
    /// Where the field is declared.
    pub range: TextRange,
    /// Its name.
    pub name: SmolStr,
}

/// A parameter or a part of one.
#[derive(Clone, Debug)]
pub struct Parameter<'p> {
    /// The function.
    pub function: FunctionAt<'p>,
    /// Its number, from 0.
    pub index: usize,
    /// Which part.
    pub path: Vec<Step>,
}

impl<'p, T> At<'p, T> {
    /// The address of the file in memory, which tells it from others.
    pub(super) fn address(&self) -> usize {
        std::ptr::from_ref(self.file).addr()
    }

    /// Another fact of the same file.
    pub fn with<U>(&self, id: U) -> At<'p, U> {
        At {
            file: self.file,
            id,
        }
    }
}

impl ExprAt<'_> {
    /// The bytes of the expression.
    pub fn range(&self) -> TextRange {
        self.file.facts.range(self.id)
    }

    /// Where the expression stands.
    pub fn location(&self) -> Location {
        Location {
            path: self.file.path.clone(),
            range: self.range(),
        }
    }

    /// The source of the expression.
    pub fn source(&self) -> &str {
        &self.file.document.text()[self.range().as_range()]
    }
}

impl<'p> Value<'p> {
    /// The string, if it is known in full.
    pub fn as_text(&self) -> Option<&Text<'p>> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether it is made at one place, and not put together of other values, of which there could be
    /// ever more.
    pub(super) fn is_made(&self) -> bool {
        match self {
            Self::Text(text) => text.parts.len() == 1,
            Self::Mixed(_)
            | Self::Row(_)
            | Self::Symbol { .. }
            | Self::ClientMember(..)
            | Self::Parameter(_)
            | Self::AnyString(_)
            | Self::Unknown => false,
            _ => true,
        }
    }

    /// Whether it is a client, or is written or called after Mistral or one of its models.
    pub(super) fn speaks_of_mistral(&self) -> bool {
        let catalog = Catalog::builtin();
        let names = |text: &str| catalog.names_mistral(text) || catalog.model(text).is_some();
        match self {
            Self::Client(_) => true,
            Self::Text(text) => names(&text.value),
            Self::Env(env) => names(&env.name),
            _ => false,
        }
    }

    /// Whether both are certainly the same thing.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(one), Self::Text(other)) => {
                one.value == other.value && one.parts == other.parts
            }
            (Self::Mixed(one), Self::Mixed(other)) | (Self::Row(one), Self::Row(other)) => {
                Rc::ptr_eq(one, other)
            }
            (Self::Constant(one), Self::Constant(other))
            | (Self::Null(one), Self::Null(other))
            | (Self::Object(one), Self::Object(other))
            | (Self::Array(one), Self::Array(other))
            | (Self::Response(one), Self::Response(other)) => one == other,
            (Self::OneOf(one), Self::OneOf(other)) => one == other,
            (Self::Generator(one), Self::Generator(other))
            | (Self::Function(one), Self::Function(other)) => one == other,
            (Self::Env(one), Self::Env(other)) => {
                one.read == other.read && one.name == other.name && one.field == other.field
            }
            (Self::Module(one), Self::Module(other)) => std::ptr::eq(*one, *other),
            (
                Self::Symbol { path, call },
                Self::Symbol {
                    path: other_path,
                    call: other_call,
                },
            ) => path == other_path && call == other_call,
            (Self::Client(one), Self::Client(other)) => one.is_same(other),
            (Self::ClientMember(one, path), Self::ClientMember(other, other_path)) => {
                path == other_path && one.is_same(other)
            }
            (Self::Class(one), Self::Class(other))
            | (Self::Instance(one), Self::Instance(other)) => one == other,
            (Self::Parameter(one), Self::Parameter(other)) => {
                (one.function, one.index) == (other.function, other.index) && one.path == other.path
            }
            (Self::AnyString(one), Self::AnyString(other)) => {
                std::ptr::eq(one.file, other.file) && one.range == other.range
            }
            (Self::Unknown, Self::Unknown) => true,
            _ => false,
        }
    }

    /// Whether nothing is known of it.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }
}

// Derives would ask `T: Clone` and compare files by content.
impl<T: Copy> Clone for At<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T: Copy> Copy for At<'_, T> {}
impl<T: PartialEq> PartialEq for At<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.file, other.file) && self.id == other.id
    }
}
impl<T: Eq> Eq for At<'_, T> {}
impl<T: std::hash::Hash> std::hash::Hash for At<'_, T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        std::ptr::from_ref(self.file).hash(state);
        self.id.hash(state);
    }
}
impl<T: fmt::Debug> fmt::Debug for At<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:?}", self.file.path.display(), self.id)
    }
}
