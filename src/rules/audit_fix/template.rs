//! The text of a new module.

use super::Kind;
use super::sink::Sink;

const TYPESCRIPT: &str = include_str!("audit.ts.template");
const MODULE: &str = include_str!("audit.mjs.template");
const COMMON_JS: &str = include_str!("audit.cjs.template");
const PYTHON: &str = include_str!("audit.py.template");

/// The text of a new module that writes to `sink`.
pub(super) fn module(kind: Kind, sink: &Sink) -> String {
    let template = match kind {
        Kind::TypeScript => TYPESCRIPT,
        Kind::Module => MODULE,
        Kind::CommonJs => COMMON_JS,
        Kind::Python => PYTHON,
    };
    let (import, write) = match kind {
        Kind::Python => python(sink),
        _ => ecma(sink),
    };
    template
        .replace("{{IMPORT}}", &import)
        .replace("{{WRITE}}", &write)
}

/// What imports the logger, and the statement that writes `entry`.
fn ecma(sink: &Sink) -> (String, String) {
    match sink {
        Sink::Logger {
            name,
            module,
            record_first,
        } => {
            let import = format!("\nimport {{ {name} }} from \"{module}\";\n");
            let arguments = match record_first {
                true => "entry, \"mistral request\"",
                false => "\"mistral request\", entry",
            };
            (import, format!("{name}.info({arguments});"))
        }
        _ => (
            String::new(),
            "console.info(JSON.stringify({ audit: entry }));".to_owned(),
        ),
    }
}

fn python(sink: &Sink) -> (String, String) {
    let own_handler = "\n\nlogger = logging.getLogger(\"audit\")\nlogger.setLevel(logging.INFO)\n\
                       if not logger.handlers:\n    logger.addHandler(logging.StreamHandler())\n    \
                       logger.propagate = False\n";
    let logging = "\n\nlogger = logging.getLogger(\"audit\")\nlogger.setLevel(logging.INFO)\n";
    let (imports, set_up, write) = match sink {
        Sink::Structlog => (
            "import time\nfrom datetime import datetime, timezone\nfrom typing import Any, Awaitable, Callable, TypeVar\n\nimport structlog\n",
            "\nlogger = structlog.get_logger(\"audit\")\n",
            "logger.info(\"mistral request\", **entry)",
        ),
        Sink::Loguru => (
            "import json\nimport time\nfrom datetime import datetime, timezone\nfrom typing import Any, Awaitable, Callable, TypeVar\n\nfrom loguru import logger\n",
            "",
            "logger.info(\"mistral request {}\", json.dumps(entry, default=str))",
        ),
        Sink::Logging => (STANDARD, logging.trim_start_matches('\n'), STANDARD_WRITE),
        _ => (
            STANDARD,
            own_handler.trim_start_matches('\n'),
            STANDARD_WRITE,
        ),
    };
    let blank = if set_up.is_empty() || set_up.starts_with('\n') {
        ""
    } else {
        "\n"
    };
    (format!("{imports}{blank}{set_up}"), write.to_owned())
}

const STANDARD: &str = "import json\nimport logging\nimport time\nfrom datetime import datetime, timezone\nfrom typing import Any, Awaitable, Callable, TypeVar\n";
const STANDARD_WRITE: &str = "logger.info(\"mistral request %s\", json.dumps(entry, default=str))";
