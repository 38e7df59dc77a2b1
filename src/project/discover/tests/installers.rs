//! Files that are parsed for the instrumentation that they turn on.

use super::*;

#[test]
fn what_only_turns_an_instrumentation_on_is_parsed_where_there_is_something_to_instrument() {
    let installer = "import logfire\nlogfire.instrument_httpx()\n";
    let others = [
        ("main.py", installer),
        ("other.py", "import logfire\nlogfire.info('x')\n"),
        ("named.py", "import other\nother.instrument_httpx()\n"),
        ("auto.py", "import ddtrace.auto\n"),
    ];
    let client = [("llm.py", "from mistralai.client import Mistral\n")];
    assert_eq!(
        parsed(&[&others[..], &client].concat()),
        ["auto.py", "llm.py", "main.py"]
    );
    assert_eq!(parsed(&others), [""; 0]);
}

#[test]
fn where_programs_start_that_are_instrumented_is_parsed() {
    let files = [
        (
            "src/llm.ts",
            "import { Mistral } from '@mistralai/mistralai';\n",
        ),
        (
            "src/tracing.ts",
            "import { registerTracerProvider } from '@mistralai/mistralai/extra/observability';\n",
        ),
        ("src/setup.ts", "import './tracing';\n"),
        ("src/main.ts", "import './setup';\nimport './app';\n"),
        ("src/app.ts", "import './llm';\n"),
        ("other/tracing.ts", "export const tracing = 1;\n"),
        ("other/main.ts", "import './tracing';\n"),
    ];
    let expected = [
        "src/llm.ts",
        "src/main.ts",
        "src/setup.ts",
        "src/tracing.ts",
    ];
    assert_eq!(parsed(&files), expected);
}
