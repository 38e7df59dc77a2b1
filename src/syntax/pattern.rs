//! One pattern of a query file: a shape of syntax and the names of its parts.
//!
//! A pattern is read from tree-sitter's query language, of which it needs a part: kinds of nodes,
//! fields, absent fields, anchored first children, alternatives of tokens, `?` and `*`. Matched
//! here it costs a look at one node and its children, where tree-sitter's own engine costs as much
//! as a parse; a test holds the two to the same answers.

use super::Capture;
use std::num::NonZeroU16;
use tree_sitter::{Language as Grammar, Node};

/// A shape of a node.
#[derive(Debug)]
pub(super) struct Shape {
    kinds: Kinds,
    items: Vec<Item>,
    capture: Option<Capture>,
}

/// Which kinds of nodes a shape is of.
#[derive(Debug)]
enum Kinds {
    /// Any node with a name of its own: `(_)`.
    Named,
    /// These, by number.
    Of(Vec<u16>),
}

/// What a shape asks of a node's children.
#[derive(Debug)]
enum Item {
    /// `field: (shape)`, `(shape)`, `. (shape)`.
    Child {
        field: Option<NonZeroU16>,
        /// Whether it is the first child that has a name.
        first: bool,
        count: Count,
        shape: Shape,
    },
    /// `!field`.
    Absent(NonZeroU16),
}

/// How many children an item takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Count {
    /// The first that fits, and there is one.
    One,
    /// The first that fits, or none: `?`.
    Optional,
    /// All that fit: `*`.
    Many,
}

/// The parts that a match has captured, in order of the pattern.
pub(super) type Parts<'tree> = Vec<(Capture, Node<'tree>)>;

impl Shape {
    /// The kinds of nodes it is of, by number; none if it is of any.
    pub(super) fn kinds(&self) -> &[u16] {
        match &self.kinds {
            Kinds::Named => &[],
            Kinds::Of(kinds) => kinds,
        }
    }

    /// What the shape itself is captured as.
    pub(super) fn capture(&self) -> Option<Capture> {
        self.capture
    }

    /// Everything it captures, with what it is made of.
    pub(super) fn captures(&self) -> Vec<Capture> {
        let inner = self.items.iter().flat_map(|item| match item {
            Item::Child { shape, .. } => shape.captures(),
            Item::Absent(_) => Vec::new(),
        });
        self.capture.into_iter().chain(inner).collect()
    }

    /// Whether a node has the shape; adds what it captures to `parts`.
    pub(super) fn fits<'tree>(&self, node: Node<'tree>, parts: &mut Parts<'tree>) -> bool {
        let fits = match &self.kinds {
            Kinds::Named => node.is_named(),
            Kinds::Of(kinds) => kinds.contains(&node.kind_id()),
        };
        if !fits {
            return false;
        }
        let before = parts.len();
        parts.extend(self.capture.map(|capture| (capture, node)));
        let fits = self.items.iter().all(|item| item.fits(node, parts));
        if !fits {
            parts.truncate(before);
        }
        fits
    }
}

impl Item {
    fn fits<'tree>(&self, parent: Node<'tree>, parts: &mut Parts<'tree>) -> bool {
        let (field, first, count, shape) = match self {
            Self::Absent(field) => return parent.child_by_field_id(field.get()).is_none(),
            Self::Child {
                field,
                first,
                count,
                shape,
            } => (*field, *first, *count, shape),
        };
        // Most items ask for the one child of a field, which is found without a cursor.
        if let (Some(field), Count::One | Count::Optional) = (field, count) {
            let child = parent.child_by_field_id(field.get());
            let fits = child.is_some_and(|child| shape.fits(child, parts));
            return fits || count == Count::Optional;
        }
        let mut cursor = parent.walk();
        let mut found = false;
        let mut open = cursor.goto_first_child();
        while open {
            let child = cursor.node();
            let is_candidate = match field {
                Some(_) => cursor.field_id() == field,
                None => child.is_named() && !child.is_extra(),
            };
            if is_candidate {
                found |= shape.fits(child, parts);
                if first || found && count != Count::Many {
                    break;
                }
            }
            open = cursor.goto_next_sibling();
        }
        found || count != Count::One
    }
}

/// Reads patterns, one after another.
pub(super) struct Reader<'s> {
    rest: &'s str,
    grammar: &'s Grammar,
}

/// Why a query file cannot be read.
type Mistake = String;

impl<'s> Reader<'s> {
    pub(super) fn new(source: &'s str, grammar: &'s Grammar) -> Self {
        Self {
            rest: source,
            grammar,
        }
    }

    /// The next pattern; `None` at the end.
    pub(super) fn pattern(&mut self) -> Result<Option<Shape>, Mistake> {
        self.skip();
        match self.rest.is_empty() {
            true => Ok(None),
            false => self.shape().map(Some),
        }
    }

    /// `(kind item*) @capture`, `(_)`, `["a" "b"]`.
    fn shape(&mut self) -> Result<Shape, Mistake> {
        let (kinds, items) = if self.takes("[") {
            (Kinds::Of(self.tokens()?), Vec::new())
        } else if self.takes("(") {
            let kind = self.word()?;
            let kinds = match kind {
                "_" => Kinds::Named,
                kind => Kinds::Of(vec![self.kind(kind, true)?]),
            };
            let mut items = Vec::new();
            while !self.takes(")") {
                items.push(self.item()?);
            }
            (kinds, items)
        } else {
            return Err(self.unexpected());
        };
        Ok(Shape {
            kinds,
            items,
            capture: None,
        })
        .and_then(|shape| self.captured(shape))
    }

    /// The name of the shape, unless a count stands before it.
    fn captured(&mut self, shape: Shape) -> Result<Shape, Mistake> {
        if !self.takes("@") {
            return Ok(shape);
        }
        let name = self.word()?;
        let capture = Capture::named(name)
            .ok_or_else(|| format!("the capture @{name} is not in the vocabulary"))?;
        Ok(Shape {
            capture: Some(capture),
            ..shape
        })
    }

    fn item(&mut self) -> Result<Item, Mistake> {
        if self.takes("!") {
            let field = self.word()?;
            return Ok(Item::Absent(self.field(field)?));
        }
        let first = self.takes(".");
        let field = match self.rest.starts_with(['(', '[']) {
            true => None,
            false => {
                let field = self.word()?;
                if !self.takes(":") {
                    return Err(self.unexpected());
                }
                Some(self.field(field)?)
            }
        };
        let shape = self.shape()?;
        let count = if self.takes("?") {
            Count::Optional
        } else if self.takes("*") {
            Count::Many
        } else {
            Count::One
        };
        let shape = self.captured(shape)?;
        Ok(Item::Child {
            field,
            first,
            count,
            shape,
        })
    }

    /// `"??=" "||="]`
    fn tokens(&mut self) -> Result<Vec<u16>, Mistake> {
        let mut kinds = Vec::new();
        while !self.takes("]") {
            if !self.takes("\"") {
                return Err(self.unexpected());
            }
            let end = self.rest.find('"').ok_or_else(|| self.unexpected())?;
            let token = &self.rest[..end];
            self.rest = &self.rest[end + 1..];
            self.skip();
            kinds.push(self.kind(token, false)?);
        }
        Ok(kinds)
    }

    fn kind(&self, name: &str, named: bool) -> Result<u16, Mistake> {
        let id = self.grammar.id_for_node_kind(name, named);
        if id == 0 || self.grammar.node_kind_is_supertype(id) {
            return Err(format!("no node is a `{name}`"));
        }
        Ok(id)
    }

    fn field(&self, name: &str) -> Result<NonZeroU16, Mistake> {
        let id = self.grammar.field_id_for_name(name);
        id.ok_or_else(|| format!("no node has a field `{name}`"))
    }

    fn word(&mut self) -> Result<&'s str, Mistake> {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        if end == 0 {
            return Err(self.unexpected());
        }
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        self.skip();
        Ok(word)
    }

    fn takes(&mut self, token: &str) -> bool {
        let Some(rest) = self.rest.strip_prefix(token) else {
            return false;
        };
        self.rest = rest;
        // What stands in quotes is taken as it is.
        if token != "\"" {
            self.skip();
        }
        true
    }

    /// Passes over white space and comments.
    fn skip(&mut self) {
        self.rest = self.rest.trim_start();
        while self.rest.starts_with(';') {
            let end = self.rest.find('\n').unwrap_or(self.rest.len());
            self.rest = self.rest[end..].trim_start();
        }
    }

    fn unexpected(&self) -> Mistake {
        let line = self.rest.lines().next().unwrap_or("the end");
        format!("`{line}` is not expected, or is more than is read of the query language")
    }
}
