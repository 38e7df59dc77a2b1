//! What a framework has checked before it calls back: the schema beside the callback.

use super::Flow;
use super::value::{ExprAt, Parameter, Value};
use crate::facts::{ExprKind, PropertyKey, Step};

/// How deep the schema of one argument is looked into.
const MAX_SCHEMA_DEPTH: usize = 4;

/// Calls by which schemas confine a string to a known set (facts page, section 6.6), as they stand
/// in a symbol's path.
const CONFINING_CALLS: &[&str] = &[
    ".enum()",
    ".literal()",
    ".nativeEnum()",
    "#picklist()",
    ".picklist()",
    ".valid()",
    ".oneOf()",
    "#literal()",
];

impl<'p> Flow<'p> {
    /// Whether a value is a part of what a callback is given, and the schema passed beside the
    /// callback confines it: `tool("…", { inputSchema: { model: z.enum([…]) } }, (input) => …)`.
    pub fn is_confined_by_schema(&self, value: &Value<'p>) -> bool {
        let Value::Parameter(parameter) = value else {
            return false;
        };
        let Some(Step::Key(name)) = parameter.path.last() else {
            return false;
        };
        let schemas = self.schemas_beside(parameter);
        schemas
            .into_iter()
            .any(|schema| self.confines(schema, name, 0))
    }

    /// The other arguments of the call that the parameter's function is passed to.
    fn schemas_beside(&self, parameter: &Parameter<'p>) -> Vec<ExprAt<'p>> {
        let file = parameter.function.file;
        let range = file.facts.function(parameter.function.id).range;
        let is_callback = |id: &crate::facts::ExprId| file.facts.range(*id) == range;
        let calls = file
            .facts
            .calls
            .iter()
            .filter_map(|&id| file.facts.call(id));
        let beside = calls.filter(|call| {
            call.arguments
                .iter()
                .any(|argument| is_callback(&argument.value))
        });
        let others = beside.flat_map(|call| call.arguments.iter().map(|argument| argument.value));
        others
            .filter(|id| !is_callback(id))
            .map(|id| parameter.function.with(id))
            .collect()
    }

    /// Whether a schema gives the property `name` a type that is a set of constants.
    fn confines(&self, schema: ExprAt<'p>, name: &str, depth: usize) -> bool {
        if depth > MAX_SCHEMA_DEPTH {
            return false;
        }
        self.values(schema).iter().any(|value| match value {
            Value::Object(object) => self.object_confines(*object, name, depth),
            // `z.object({ … })`: what it is called with.
            Value::Symbol {
                call: Some(call), ..
            } => {
                let Some(call_facts) = call.file.facts.call(call.id) else {
                    return false;
                };
                call_facts
                    .arguments
                    .iter()
                    .any(|argument| self.confines(call.with(argument.value), name, depth + 1))
            }
            _ => false,
        })
    }

    fn object_confines(&self, object: ExprAt<'p>, name: &str, depth: usize) -> bool {
        let ExprKind::Object(properties) = object.file.facts.kind(object.id) else {
            return false;
        };
        properties.iter().any(|property| match &property.key {
            PropertyKey::Name(key) if key == name => {
                let paths = self.symbols(object.with(property.value));
                paths
                    .iter()
                    .any(|path| CONFINING_CALLS.iter().any(|call| path.contains(call)))
            }
            _ => self.confines(object.with(property.value), name, depth + 1),
        })
    }
}
