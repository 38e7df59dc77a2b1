//! What classes beside one another do not share. A `Provider[OpenAI]` of Python is none of those that
//! are made for something else, `class MistralProvider(Provider[Mistral])`, nor has it their clients.

use super::Flow;
use super::value::{ClassAt, ExprAt, Value};
use crate::facts::{ExprId, ExprKind, Step};
use crate::project::SourceFile;
use smol_str::SmolStr;

impl<'p> Flow<'p> {
    /// Instances of a class that a type names, `others` being the names behind it: those of the classes
    /// below that may be made for one of these, where some are made for something else.
    pub(super) fn instances_made_for(
        &self,
        instance: Value<'p>,
        file: &'p SourceFile,
        others: &[SmolStr],
        at: ExprAt<'p>,
    ) -> Vec<Value<'p>> {
        let Value::Instance(class) = instance else {
            return vec![instance];
        };
        if file.language.is_ecma() || others.is_empty() {
            return vec![instance];
        }
        let wanted: Vec<_> = others
            .iter()
            .flat_map(|name| self.named_type(file, name, at))
            .filter(is_concrete)
            .collect();
        if wanted.is_empty() {
            return vec![instance];
        }
        let below = self.descendants(class).into_iter();
        let (may, other): (Vec<_>, Vec<_>) = below.partition(|below| {
            let made_for = self.made_for(*below, class);
            made_for.is_empty()
                || made_for
                    .iter()
                    .any(|it| wanted.iter().any(|other| it.is_same(other)))
        });
        match other.is_empty() {
            true => vec![instance],
            false => may
                .into_iter()
                .map(|it| self.instance_of_class(it))
                .collect(),
        }
    }

    /// Whether a value that a class has from those above is a client which a class makes that stands
    /// beside it, and so is none of its own.
    pub(super) fn is_made_beside(&self, class: ClassAt<'p>, value: &Value<'p>) -> bool {
        let (Value::Client(client) | Value::ClientMember(client, _)) = value else {
            return false;
        };
        let maker = client.call.and_then(|made| {
            let around = made.file.facts.class_at(made.range().start());
            around.map(|around| made.with(around))
        });
        let Some(maker) = maker.filter(|maker| *maker != class) else {
            return false;
        };
        let is_below =
            |one: ClassAt<'p>, other: ClassAt<'p>| self.descendants(one).contains(&other);
        let mut above = self.bases(class, class.with(ExprId::FIRST)).into_iter();
        !is_below(maker, class)
            && !is_below(class, maker)
            && above.any(|base| match base {
                Value::Class(base) => is_below(base, maker),
                _ => false,
            })
    }

    /// What a class says that it makes of a generic one that it extends; nothing where it leaves that
    /// open, or extends it over others.
    fn made_for(&self, class: ClassAt<'p>, generic: ClassAt<'p>) -> Vec<Value<'p>> {
        let facts = &class.file.facts;
        let bases = facts.class(class.id).generic.iter();
        let arguments = bases.filter_map(|&(base, argument)| {
            let of = self.values(class.with(base));
            let is_it = |it: &Value<'p>| matches!(it, Value::Class(it) if *it == generic);
            of.iter().any(is_it).then_some(argument)
        });
        let each = |id: ExprId| match facts.kind(id) {
            ExprKind::Array(items) => items.clone(),
            _ => vec![id],
        };
        let values = arguments
            .flat_map(each)
            .flat_map(|id| self.values(class.with(id)).to_vec());
        values.filter(is_concrete).collect()
    }

    /// What the name of a type means in a file.
    pub(super) fn named_type(
        &self,
        file: &'p SourceFile,
        name: &str,
        at: ExprAt<'p>,
    ) -> Vec<Value<'p>> {
        let mut parts = name.split('.');
        let head = parts.next().unwrap_or_default();
        let Some(binding) = file.facts.module_binding(head) else {
            return Vec::new();
        };
        let mut values = self.binding(file, binding, at);
        for part in parts {
            values = self.parts(&values, &Step::Key(part.into()), at);
        }
        values
    }
}

/// Whether a value is a class, and no variable that stands for one.
fn is_concrete(value: &Value<'_>) -> bool {
    match value {
        Value::Class(_) => true,
        Value::Symbol { path, .. } => path.contains('.') && !path.ends_with(')'),
        _ => false,
    }
}
