//! Expressions, alike for TypeScript and Python.

use super::arena::Id;
use super::items::{Class, Function, Type};
use crate::text::TextRange;
use smol_str::SmolStr;

/// The number of an expression in its file.
pub type ExprId = Id<Expr>;

/// An expression and where it stands.
#[derive(Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its bytes.
    pub range: TextRange,
}

/// What an expression is. Parentheses leave no trace; what no rule asks about is `Unknown`.
#[derive(Debug)]
pub enum ExprKind {
    /// `client`, `this`, `self`.
    Name(SmolStr),
    /// A string without interpolation.
    String(StringLiteral),
    /// `` `Bearer ${key}` ``, `f"Bearer {key}"`, and strings side by side in Python.
    Template(Vec<ExprId>),
    /// A number, as written.
    Number(SmolStr),
    /// `true`, `False`.
    Bool(bool),
    /// `null`, `undefined`, `None`.
    Null,
    /// `object.name`, `object?.name`.
    Member {
        /// What it is a member of.
        object: ExprId,
        /// The member.
        name: SmolStr,
    },
    /// `object[index]`.
    Index {
        /// What it is an element of.
        object: ExprId,
        /// Which element.
        index: ExprId,
    },
    /// `callee(arguments)`, `new callee(arguments)`.
    Call(Call),
    /// `{ a: 1, ...b }`, `{"a": 1, **b}`.
    Object(Vec<Property>),
    /// `[1, 2]`, `(1, 2)`, `{1, 2}`.
    Array(Vec<ExprId>),
    /// `...rest`, `*rest` in an array.
    Spread(ExprId),
    /// `await promise`.
    Await(ExprId),
    /// A type-level assertion that does nothing when run: `x!`, `x as T`, `<T>x`, `x satisfies T`.
    Assert {
        /// What is asserted of.
        value: ExprId,
        /// Whether it is `x!`.
        non_null: bool,
        /// What type is asserted.
        declared: Option<Box<Type>>,
    },
    /// `!x`, `not x`.
    Not(ExprId),
    /// `left operator right`.
    Binary {
        /// The operator.
        operator: Operator,
        /// The left operand.
        left: ExprId,
        /// The right operand.
        right: ExprId,
    },
    /// `test ? then : otherwise`, `then if test else otherwise`.
    Conditional {
        /// The condition.
        test: ExprId,
        /// The value if it holds.
        then: ExprId,
        /// The value if it does not.
        otherwise: ExprId,
    },
    /// A function written in place.
    Function(Id<Function>),
    /// A class written in place.
    Class(Id<Class>),
    /// An expression of no kind above, with those below it that are.
    Unknown(Vec<ExprId>),
}

impl ExprKind {
    /// The expressions that it is made of.
    pub fn parts(&self) -> Vec<ExprId> {
        match self {
            Self::Name(_) | Self::String(_) | Self::Number(_) | Self::Bool(_) | Self::Null => {
                Vec::new()
            }
            Self::Function(_) | Self::Class(_) => Vec::new(),
            Self::Template(parts) | Self::Array(parts) | Self::Unknown(parts) => parts.clone(),
            Self::Member { object, .. } => vec![*object],
            Self::Index { object, index } => vec![*object, *index],
            Self::Call(call) => {
                let arguments = call.arguments.iter().map(|argument| argument.value);
                std::iter::once(call.callee).chain(arguments).collect()
            }
            Self::Object(properties) => properties.iter().map(|it| it.value).collect(),
            Self::Spread(value) | Self::Await(value) | Self::Not(value) => vec![*value],
            Self::Assert { value, .. } => vec![*value],
            Self::Binary { left, right, .. } => vec![*left, *right],
            Self::Conditional {
                test,
                then,
                otherwise,
            } => vec![*test, *then, *otherwise],
        }
    }
}

/// A string as written and as meant.
pub struct StringLiteral {
    /// What it means: escapes resolved.
    pub value: SmolStr,
    /// The bytes between the quotes.
    pub content: TextRange,
}

/// A call or construction.
#[derive(Debug)]
pub struct Call {
    /// What is called.
    pub callee: ExprId,
    /// With what.
    pub arguments: Vec<Argument>,
    /// The bytes from the opening to the closing bracket; empty where there are no brackets.
    pub argument_list: TextRange,
    /// Whether it is written with `new`.
    pub construction: bool,
    /// The types it is given: `inject<Mistral>()`.
    pub types: Option<Box<Type>>,
}

/// An argument of a call.
#[derive(Debug)]
pub struct Argument {
    /// The keyword it is passed by.
    pub keyword: Option<SmolStr>,
    /// How it is spread, if it is.
    pub spread: Option<Spread>,
    /// Its value.
    pub value: ExprId,
}

/// How an argument stands for several.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spread {
    /// `...values`, `*values`.
    Positional,
    /// `**options`.
    Keyword,
}

/// A member of an object or dict as written.
#[derive(Debug)]
pub struct Property {
    /// Its name.
    pub key: PropertyKey,
    /// Its value.
    pub value: ExprId,
    /// All of it, key and value.
    pub range: TextRange,
}

/// The name of a property.
#[derive(Debug)]
pub enum PropertyKey {
    /// `a`, `"a"`.
    Name(SmolStr),
    /// `[expression]`.
    Computed(ExprId),
    /// `...rest`, `**rest`: all properties of the value.
    Spread,
}

/// A binary operator, as far as rules tell them apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operator {
    /// `+`.
    Add,
    /// `-`, which takes from a set what is in another.
    Subtract,
    /// `|`, which joins dicts.
    Union,
    /// `%`, which fills a string of Python.
    Remainder,
    /// `||`, `or`.
    Or,
    /// `??`.
    Coalesce,
    /// `&&`, `and`.
    And,
    /// `==`, `===`, `is`.
    Equal,
    /// `!=`, `!==`, `is not`.
    NotEqual,
    /// `in`.
    In,
    /// `not in`.
    NotIn,
    /// `>`.
    Greater,
    /// `>=`.
    AtLeast,
    /// `<`.
    Less,
    /// Any other.
    Other,
}

impl Operator {
    /// The operator written `text`.
    pub fn of(text: &str) -> Self {
        match text {
            "+" => Self::Add,
            "-" => Self::Subtract,
            "|" => Self::Union,
            "%" => Self::Remainder,
            "||" | "or" => Self::Or,
            "??" => Self::Coalesce,
            "&&" | "and" => Self::And,
            "==" | "===" | "is" => Self::Equal,
            "!=" | "!==" | "is not" => Self::NotEqual,
            "in" => Self::In,
            "not in" => Self::NotIn,
            ">" => Self::Greater,
            ">=" => Self::AtLeast,
            "<" => Self::Less,
            _ => Self::Other,
        }
    }
}

impl std::fmt::Debug for StringLiteral {
    /// Shows where the string stands, not what it says: it may be a key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "StringLiteral({:?})", self.content)
    }
}
