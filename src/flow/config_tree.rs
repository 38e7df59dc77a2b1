//! Settings that are declared as a tree of fields, each with the variable that it is read from, and
//! asked for by paths: `config.get("mistral.apiKey")` of convict.

use super::Flow;
use super::slot::SlotValue;
use super::validator::Graded;
use super::value::{At, EnvRead, ExprAt, Value};
use crate::catalog::{Grade, Meaning, Reaction, SettingsTree};
use crate::facts::{ExprId, ExprKind};
use crate::project::SourceFile;
use smol_str::SmolStr;

/// How many calls stand in a chain before the one that makes the settings: `.loadFile(..).validate()`.
const MAX_CHAIN: usize = 8;
/// How deep a tree is looked through for a variable.
const MAX_TREE: usize = 6;

impl<'p> Flow<'p> {
    /// What stands in such settings at a path: of the call `got` of a method that gives a part of them,
    /// and of members of that. `None` if the path is of something else, or of no field.
    pub(super) fn setting(
        &self,
        path: &str,
        got: ExprAt<'p>,
        read: ExprAt<'p>,
    ) -> Option<Vec<Value<'p>>> {
        let (head, rest) = path.split_once("()")?;
        let Meaning::SettingsTree(tree) = self.catalogued(got.file, head)? else {
            return None;
        };
        let (methods, members) = rest.rsplit_once("()")?;
        let method = methods.rsplit('.').next()?;
        let is_one_of = |names: &[String]| names.iter().any(|it| it == method);
        let first = got.file.facts.call(got.id)?.arguments.first();
        let asked = match first.filter(|_| is_one_of(&tree.get)) {
            Some(first) => self.slot_value(got.with(first.value)).texts().next()?,
            None if is_one_of(&tree.get) || is_one_of(&tree.all) => SmolStr::default(),
            None => return None,
        };
        let steps = asked.split('.').chain(members.split('.'));
        let made = self.tree_made(got)?;
        let mut steps = steps.filter(|step| !step.is_empty());
        let whole = self.slot(made, &tree.fields)?;
        let field = steps.try_fold(whole, |found, step| self.part(&found, step))?;
        let default = self.part(&field, &tree.default)?;
        let mut values = Vec::new();
        let variable = self.part(&field, &tree.variable);
        if let Some(name) = variable.and_then(|it| it.texts().next()) {
            let graded = self.graded_field(tree, made, &field, &default);
            values.push(Value::Env(EnvRead {
                name,
                read,
                strict: graded.strict,
                weak: graded.weak,
                field: None,
            }));
        }
        let is_some = |value: &Value<'p>| !matches!(value, Value::Null(_));
        values.extend(default.values.into_iter().filter(is_some));
        Some(values)
    }

    /// The call that made the settings which a call asks: the first in the chain of calls before it.
    fn tree_made(&self, got: ExprAt<'p>) -> Option<ExprAt<'p>> {
        let mut here = got;
        for _ in 0..MAX_CHAIN {
            let callee = here.file.facts.call(here.id)?.callee;
            let (object, _) = here.file.facts.member(callee)?;
            let values = self.values(here.with(object));
            let before = values.iter().find_map(|value| match value {
                Value::Symbol { call, .. } => *call,
                _ => None,
            })?;
            if self.tree_of(before).is_some() {
                return Some(before);
            }
            here = (before != here).then_some(before)?;
        }
        None
    }

    /// What the catalogue knows of the settings that a call makes.
    fn tree_of(&self, at: ExprAt<'p>) -> Option<&'static SettingsTree> {
        let callee = at.with(at.file.facts.call(at.id)?.callee);
        let symbols = self.symbols(callee);
        symbols
            .iter()
            .find_map(|path| match self.catalogued(at.file, path)? {
                Meaning::SettingsTree(tree) => Some(tree),
                _ => None,
            })
    }

    /// What settings make certain of the variable of a field.
    fn graded_field(
        &self,
        tree: &SettingsTree,
        made: ExprAt<'p>,
        field: &SlotValue<'p>,
        default: &SlotValue<'p>,
    ) -> Graded<'p> {
        let is_true = |value: &Value<'p>| match value {
            Value::Constant(at) => matches!(at.file.facts.kind(at.id), ExprKind::Bool(true)),
            _ => false,
        };
        let nullable = self.part(field, &tree.nullable);
        let may_be_null = nullable.is_some_and(|it| it.values.iter().any(is_true));
        // Of nothing at all no format is asked.
        let is_null = |value: &Value<'p>| match value {
            Value::Null(at) => at.source() != "undefined",
            _ => false,
        };
        let has_default = !default.values.iter().all(is_null);
        let grade = self.grade_of_format(tree, field);
        let strict = grade.missing == Reaction::Raises
            && !may_be_null
            && !has_default
            && self.is_tree_checked(tree, made);
        let takes_empty = grade.empty != Reaction::Raises;
        Graded {
            strict,
            weak: default.at.filter(|_| takes_empty),
        }
    }

    fn grade_of_format(&self, tree: &SettingsTree, field: &SlotValue<'p>) -> Grade {
        let grade = |reaction| Grade {
            missing: reaction,
            empty: reaction,
        };
        let Some(format) = self.part(field, &tree.format) else {
            return grade(Reaction::Passes);
        };
        let name = format.values.iter().find_map(|value| match value {
            Value::Text(text) => Some(text.value.clone()),
            Value::Symbol { path, .. } => Some(path.clone()),
            _ => None,
        });
        let known = name.and_then(|name| tree.formats.get(name.as_str()).copied());
        known.unwrap_or_else(|| grade(Reaction::Raises))
    }

    /// Whether the program has settings checked.
    fn is_tree_checked(&self, tree: &SettingsTree, made: ExprAt<'p>) -> bool {
        let mut calls = tree.check.iter().flat_map(|name| self.calls_named(name));
        calls.any(|&call| {
            let counts = !self.is_test(call.file) || self.is_test(made.file);
            counts && self.tree_made(call) == Some(made)
        })
    }

    /// What the settings that a file declares make certain of a variable.
    pub(super) fn graded_by_tree(
        &self,
        file: &'p SourceFile,
        variable: &str,
    ) -> impl Iterator<Item = Graded<'p>> {
        let calls = file.facts.calls.iter().map(move |&id| At { file, id });
        calls.filter_map(move |made| {
            let callee = made.file.facts.call(made.id)?.callee;
            if !matches!(file.facts.kind(callee), ExprKind::Name(_)) {
                return None;
            }
            let tree = self.tree_of(made)?;
            let fields = self.slot(made, &tree.fields)?;
            let field = self.field_for(tree, fields, variable, 0)?;
            let default = self.part(&field, &tree.default)?;
            Some(self.graded_field(tree, made, &field, &default))
        })
    }

    /// The field of a tree that is read from a variable.
    fn field_for(
        &self,
        tree: &SettingsTree,
        fields: SlotValue<'p>,
        variable: &str,
        depth: usize,
    ) -> Option<SlotValue<'p>> {
        let own = self.part(&fields, &tree.variable);
        if own.is_some_and(|it| it.texts().any(|name| name == variable)) {
            return Some(fields);
        }
        let inner: Vec<ExprAt<'p>> = fields.values.iter().flat_map(parts).collect();
        let mut inner = inner.into_iter().filter(|_| depth < MAX_TREE);
        inner.find_map(|at| self.field_for(tree, self.slot_value(at), variable, depth + 1))
    }
}

/// What stands in an object.
fn parts<'p>(value: &Value<'p>) -> Vec<ExprAt<'p>> {
    let Value::Object(object) = value else {
        return Vec::new();
    };
    match object.file.facts.kind(object.id) {
        ExprKind::Object(properties) => {
            let values = properties.iter().map(|it| it.value);
            values.map(|id: ExprId| object.with(id)).collect()
        }
        _ => Vec::new(),
    }
}
