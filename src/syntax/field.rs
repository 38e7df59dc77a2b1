//! The fields of nodes, by number: their names are looked up once for each language, and not at each
//! question.

use super::Language;
use std::num::NonZeroU16;
use std::sync::LazyLock;
use tree_sitter::Node;

macro_rules! fields {
    ($($field:ident = $name:literal,)*) => {
        /// A field of nodes of some language, called there as here.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum NodeField {
            $(#[doc = concat!("`", $name, "`")] $field,)*
        }

        impl NodeField {
            const NAMES: &[&str] = &[$($name,)*];
        }
    };
}

fields! {
    Alias = "alias",
    Alternative = "alternative",
    Argument = "argument",
    Arguments = "arguments",
    Attribute = "attribute",
    Body = "body",
    Condition = "condition",
    Consequence = "consequence",
    Constraint = "constraint",
    Constructor = "constructor",
    Content = "content",
    Declaration = "declaration",
    Definition = "definition",
    Function = "function",
    Index = "index",
    Key = "key",
    Left = "left",
    ModuleName = "module_name",
    Name = "name",
    Object = "object",
    Operator = "operator",
    Parameter = "parameter",
    Parameters = "parameters",
    Pattern = "pattern",
    Property = "property",
    ReturnType = "return_type",
    Right = "right",
    Source = "source",
    Superclasses = "superclasses",
    Type = "type",
    TypeArguments = "type_arguments",
    TypeParameters = "type_parameters",
    Value = "value",
}

/// The numbers of the fields in one language.
pub struct NodeFields([Option<NonZeroU16>; NodeField::NAMES.len()]);

impl NodeFields {
    /// Those of `language`.
    pub fn of(language: Language) -> &'static Self {
        static FIELDS: LazyLock<[NodeFields; Language::ALL.len()]> =
            LazyLock::new(|| Language::ALL.map(NodeFields::read));
        &FIELDS[language.number()]
    }

    fn read(language: Language) -> Self {
        let grammar = language.grammar();
        let mut numbers = [None; NodeField::NAMES.len()];
        for (number, name) in numbers.iter_mut().zip(NodeField::NAMES) {
            *number = grammar.field_id_for_name(name);
        }
        Self(numbers)
    }

    /// The first child of a node that has the field; the node is of the same language.
    pub fn child<'tree>(&self, node: Node<'tree>, field: NodeField) -> Option<Node<'tree>> {
        node.child_by_field_id(self.0[field as usize]?.get())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_in_order_and_every_field_is_one_of_theirs() {
        for (index, language) in Language::ALL.into_iter().enumerate() {
            assert_eq!(language.number(), index);
        }
        for (number, name) in NodeField::NAMES.iter().enumerate() {
            let has = |language| NodeFields::of(language).0[number].is_some();
            assert!(Language::ALL.into_iter().any(has), "{name}");
        }
    }
}
