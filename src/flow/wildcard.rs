//! Names that a file of Python takes without naming them: `from module import *`.

use super::Flow;
use super::value::{ExprAt, Value};
use crate::project::SourceFile;
use smol_str::format_smolstr;

/// Functions and classes that every file has. That a file which has nothing to do with Mistral gives
/// another under their name is not looked into: it would have all such files parsed.
const BUILTIN: [&str; 71] = [
    "__import__",
    "abs",
    "aiter",
    "all",
    "anext",
    "any",
    "ascii",
    "bin",
    "bool",
    "breakpoint",
    "bytearray",
    "bytes",
    "callable",
    "chr",
    "classmethod",
    "compile",
    "complex",
    "delattr",
    "dict",
    "dir",
    "divmod",
    "enumerate",
    "eval",
    "exec",
    "filter",
    "float",
    "format",
    "frozenset",
    "getattr",
    "globals",
    "hasattr",
    "hash",
    "help",
    "hex",
    "id",
    "input",
    "int",
    "isinstance",
    "issubclass",
    "iter",
    "len",
    "list",
    "locals",
    "map",
    "max",
    "memoryview",
    "min",
    "next",
    "object",
    "oct",
    "open",
    "ord",
    "pow",
    "print",
    "property",
    "range",
    "repr",
    "reversed",
    "round",
    "set",
    "setattr",
    "slice",
    "sorted",
    "staticmethod",
    "str",
    "sum",
    "super",
    "tuple",
    "type",
    "vars",
    "zip",
];

impl<'p> Flow<'p> {
    /// What a name that the file does not declare may be: one of those that `from module import *`
    /// brings; nothing if there is no such import.
    pub(super) fn wildcard(
        &self,
        file: &'p SourceFile,
        name: &str,
        at: ExprAt<'p>,
    ) -> Vec<Value<'p>> {
        let wildcards = file
            .facts
            .imports()
            .filter(|(_, import)| import.name.as_deref() == Some("*"));
        let mut values = Vec::new();
        for (_, import) in wildcards {
            if !self.may_come_from(file, &import.module, name) {
                continue;
            }
            match self.resolve(file, &import.module) {
                Some(target) => values.extend(self.export(target, name, at)),
                None => {
                    let path = format_smolstr!("{}.{name}", import.module);
                    if self.meaning(file, &path).is_some() {
                        values.push(Value::Symbol { path, call: None });
                    }
                }
            }
        }
        values.retain(|value| !value.is_unknown());
        values
    }

    /// Whether a name may be one that a module gives: it is parsed, or may give the name as far as its
    /// text says, or another file may put it there.
    fn may_come_from(&self, file: &'p SourceFile, module: &str, name: &str) -> bool {
        let Some(target) = self.project.locate(&file.path, file.language, module) else {
            return true;
        };
        let may_give = || {
            BUILTIN.binary_search(&name).is_err()
                && (self.project.may_give(&target, name) || !self.places_written(name).is_empty())
        };
        self.project.file(&target).is_some() || may_give()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_built_in_is_in_order() {
        assert!(BUILTIN.is_sorted());
    }
}
