//! Names that a file of Python takes without naming them: `from module import *`.

use super::Flow;
use super::value::{ExprAt, Value};
use crate::project::SourceFile;
use smol_str::format_smolstr;

/// What every file has. That a file which has nothing to do with Mistral gives
/// another under their name is not looked into: it would have all such files parsed.
#[rustfmt::skip]
const BUILTIN: [&str; 141] = [
    "ArithmeticError", "AssertionError", "AttributeError", "BaseException", "BaseExceptionGroup",
    "BlockingIOError", "BrokenPipeError", "BufferError", "BytesWarning", "ChildProcessError",
    "ConnectionAbortedError", "ConnectionError", "ConnectionRefusedError", "ConnectionResetError",
    "DeprecationWarning", "EOFError", "Ellipsis", "EncodingWarning", "EnvironmentError",
    "Exception", "ExceptionGroup", "FileExistsError", "FileNotFoundError", "FloatingPointError",
    "FutureWarning", "GeneratorExit", "IOError", "ImportError", "ImportWarning",
    "IndentationError", "IndexError", "InterruptedError", "IsADirectoryError", "KeyError",
    "KeyboardInterrupt", "LookupError", "MemoryError", "ModuleNotFoundError", "NameError",
    "NotADirectoryError", "NotImplemented", "NotImplementedError", "OSError", "OverflowError",
    "PendingDeprecationWarning", "PermissionError", "ProcessLookupError", "RecursionError",
    "ReferenceError", "ResourceWarning", "RuntimeError", "RuntimeWarning", "StopAsyncIteration",
    "StopIteration", "SyntaxError", "SyntaxWarning", "SystemError", "SystemExit", "TabError",
    "TimeoutError", "TypeError", "UnboundLocalError", "UnicodeDecodeError", "UnicodeEncodeError",
    "UnicodeError", "UnicodeTranslateError", "UnicodeWarning", "UserWarning", "ValueError",
    "Warning", "ZeroDivisionError", "abs", "aiter", "all", "anext", "any", "ascii", "bin", "bool",
    "breakpoint", "bytearray", "bytes", "callable", "chr", "classmethod", "compile", "complex",
    "delattr", "dict", "dir", "divmod", "enumerate", "eval", "exec", "filter", "float", "format",
    "frozenset", "getattr", "globals", "hasattr", "hash", "help", "hex", "id", "input", "int",
    "isinstance", "issubclass", "iter", "len", "list", "locals", "map", "max", "memoryview",
    "min", "next", "object", "oct", "open", "ord", "pow", "print", "property", "range", "repr",
    "reversed", "round", "set", "setattr", "slice", "sorted", "staticmethod", "str", "sum",
    "super", "tuple", "type", "vars", "zip",
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
        // `__name__` is each file's own.
        let is_usual = name.starts_with("__") || BUILTIN.binary_search(&name).is_ok();
        let may_give = || {
            !is_usual
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
