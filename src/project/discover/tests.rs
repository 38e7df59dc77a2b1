use super::*;
use crate::project::ConfigSource;
use std::fs;
use tempfile::TempDir;

/// A folder with these files; one whose name ends in `/` is a folder.
fn tree(files: &[(&str, &[u8])]) -> TempDir {
    let tree = TempDir::new().unwrap();
    for (name, bytes) in files {
        let path = tree.path().join(name);
        if name.ends_with('/') {
            fs::create_dir_all(path).unwrap();
            continue;
        }
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    tree
}

struct Seen {
    files: Vec<String>,
    notes: Vec<String>,
    unreadable: Vec<String>,
}

fn discover_with(tree: &TempDir, named: &[&str], force_exclude: bool) -> Seen {
    let root = tree.path();
    let mut configs = Configs::load(&[root.to_owned()], ConfigSource::Nearest, &[], &[]).unwrap();
    let paths: Vec<_> = named
        .iter()
        .map(|name| match *name {
            "." => root.to_owned(),
            name => root.join(name),
        })
        .collect();
    let discovered = Discovery {
        paths: &paths,
        given: None,
        around: &[],
        prefilter: &Prefilter::new(["mistral"]).for_data(|text| text.contains("key!")),
        force_exclude,
        known: None,
    }
    .run(&mut configs);
    assert_eq!(discovered.config_errors, []);
    let relative = |path: &Path| {
        let path = path.strip_prefix(root).unwrap();
        path.to_str().unwrap().replace('\\', "/")
    };
    let lines = |notes: Vec<Note>| {
        let lines = notes.iter();
        lines
            .map(|note| format!("{}: {}", relative(&note.path), note.message))
            .collect()
    };
    Seen {
        files: discovered
            .project
            .files()
            .map(|file| relative(&file.path))
            .collect(),
        notes: lines(discovered.notes),
        unreadable: lines(discovered.unreadable),
    }
}

fn discover(tree: &TempDir, named: &[&str]) -> Seen {
    discover_with(tree, named, false)
}

const RELEVANT: &[u8] = b"import 'Mistral'";

#[test]
fn only_files_that_mention_mistral_are_parsed_but_env_files_always() {
    let tree = tree(&[
        ("a.ts", b"from '@MISTRALAI/mistralai'"),
        ("b.ts", b"nothing"),
        ("c.txt", RELEVANT),
        ("empty.py", b""),
        (".env", b"KEY=1"),
    ]);
    let seen = discover(&tree, &["."]);
    assert_eq!(seen.files, [".env", "a.ts"]);
    assert!(seen.notes.is_empty());
}

#[test]
fn ignored_files_and_those_of_tools_are_passed_over_unless_they_are_env_files() {
    let tree = tree(&[
        (".gitignore", b"/out/\n*.gen.ts\n.env*\n"),
        ("a.ts", RELEVANT),
        ("a.gen.ts", RELEVANT),
        ("out/b.ts", RELEVANT),
        ("out/.env.production", b"KEY=1"),
        (".hidden/c.ts", RELEVANT),
        (".hidden/.env", b"KEY=1"),
        (".next/d.ts", RELEVANT),
        (".next/.env", b"KEY=1"),
        (".env.local", b"KEY=1"),
        ("node_modules/x/d.ts", RELEVANT),
        ("node_modules/x/.env", b"KEY=1"),
        (".venv/.env", b"KEY=1"),
        (".git/.env", b"KEY=1"),
    ]);
    let seen = discover(&tree, &["."]);
    assert_eq!(
        seen.files,
        [
            ".env.local",
            ".hidden/.env",
            ".hidden/c.ts",
            ".next/.env",
            "a.ts",
            "out/.env.production"
        ]
    );
}

#[test]
fn what_is_named_is_looked_at_whatever_excludes_it() {
    let files: &[(&str, &[u8])] = &[
        (".gitignore", b"gen/"),
        ("windbreak.toml", b"exclude = ['vendor/', 'x.ts']"),
        ("gen/a.ts", RELEVANT),
        ("vendor/b.ts", RELEVANT),
        ("vendor/deep/c.ts", RELEVANT),
        ("x.ts", RELEVANT),
        ("node_modules/d.ts", RELEVANT),
    ];
    let tree = tree(files);
    assert!(discover(&tree, &["."]).files.is_empty());
    assert_eq!(discover(&tree, &["gen"]).files, ["gen/a.ts"]);
    assert_eq!(
        discover(&tree, &["vendor"]).files,
        ["vendor/b.ts", "vendor/deep/c.ts"]
    );
    let named = ["x.ts", "vendor/b.ts", "node_modules/d.ts", "."];
    let seen = discover(&tree, &named);
    assert_eq!(seen.files, ["node_modules/d.ts", "vendor/b.ts", "x.ts"]);
    assert_eq!(
        discover_with(&tree, &named, true).files,
        ["node_modules/d.ts"]
    );
    assert!(discover_with(&tree, &["vendor"], true).files.is_empty());
}

#[test]
fn settings_deeper_down_exclude_what_is_below_them() {
    let tree = tree(&[
        ("a/.windbreak.toml", b"exclude = ['gen/']"),
        ("a/gen/x.ts", RELEVANT),
        ("a/x.ts", RELEVANT),
        ("gen/x.ts", RELEVANT),
    ]);
    assert_eq!(discover(&tree, &["."]).files, ["a/x.ts", "gen/x.ts"]);
}

#[test]
fn what_is_not_text_is_noted_if_it_mentions_mistral() {
    let utf16: Vec<u8> = "\u{feff}// mistral"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let tree = tree(&[
        ("bom.ts", b"\xef\xbb\xbf// mistral"),
        ("binary.py", b"\0mistral"),
        ("binary-other.py", b"\0"),
        ("latin1.py", b"# mistral\n# caf\xe9"),
        ("latin1-other.py", b"# caf\xe9"),
        ("utf16.ts", &utf16),
    ]);
    let seen = discover(&tree, &["."]);
    assert_eq!(seen.files, ["bom.ts"]);
    assert_eq!(
        seen.notes,
        [
            "binary.py: was skipped: it is binary",
            "latin1.py: was skipped: line 2 is not UTF-8; save it as UTF-8",
            "utf16.ts: was skipped: it is in UTF-16; save it as UTF-8",
        ]
    );
}

#[test]
fn large_files_are_noted_and_not_read() {
    let large = vec![b' '; (4 << 20) + 1];
    let tree = tree(&[("large.ts", &large), ("large.env", &large)]);
    let seen = discover(&tree, &["."]);
    assert_eq!(seen.files, ["large.env"]);
    assert_eq!(
        seen.notes,
        ["large.ts: was skipped: it is larger than 4 MiB"]
    );
}

#[test]
fn a_named_path_that_cannot_be_read_is_told_from_one_come_across() {
    let tree = tree(&[("a.ts", RELEVANT), ("notes.txt", b"")]);
    let seen = discover(&tree, &["gone.ts", "a.ts", "notes.txt"]);
    assert_eq!(seen.files, ["a.ts"]);
    assert_eq!(seen.unreadable.len(), 1);
    assert!(seen.unreadable[0].starts_with("gone.ts: cannot be read: "));
    assert_eq!(
        seen.notes,
        ["notes.txt: is in no language that windbreak reads"]
    );
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_unless_named() {
    use std::os::unix::fs::symlink;
    let outside = tree(&[("x.ts", RELEVANT), (".env", b"KEY=1")]);
    let tree = tree(&[("a.ts", RELEVANT)]);
    symlink(outside.path(), tree.path().join("folder")).unwrap();
    symlink(outside.path().join("x.ts"), tree.path().join("x.ts")).unwrap();
    symlink(outside.path().join(".env"), tree.path().join(".env")).unwrap();
    symlink("gone", tree.path().join("dangling.ts")).unwrap();
    let seen = discover(&tree, &["."]);
    assert_eq!((seen.files, seen.notes), (vec!["a.ts".to_owned()], vec![]));
    assert_eq!(discover(&tree, &["x.ts"]).files, ["x.ts"]);
}

/// The files of a project that are parsed.
fn parsed(files: &[(&str, &str)]) -> Vec<String> {
    let files: Vec<_> = files
        .iter()
        .map(|(name, text)| (*name, text.as_bytes()))
        .collect();
    discover_with(&tree(&files), &["."], false).files
}

const CLIENT: &str = "import { Mistral } from '@mistralai/mistralai';\nexport const client = new Mistral();\nexport const answer = 42;\n";

#[test]
fn what_uses_an_export_that_has_to_do_with_mistral_is_parsed_over_any_number_of_files() {
    let found = parsed(&[
        ("lib/llm.ts", CLIENT),
        (
            "lib/index.ts",
            "export * from './llm';\nexport * from './other';\n",
        ),
        ("lib/other.ts", "export const other = 1;\n"),
        (
            "lib/ask.ts",
            "import { client } from '.';\nexport const ask = (m) => client.chat.complete(m);\n",
        ),
        (
            "app/route.ts",
            "import { ask as go } from '../lib/ask.js';\nexport function POST(r) { return go(r); }\n",
        ),
        ("app/main.ts", "const { POST } = require(\"./route\");\n"),
        (
            "app/lazy.ts",
            "const it = await import('../lib/ask'); it.ask();\n",
        ),
        (
            "app/none.ts",
            "import { other } from '../lib/other';\nexport const x = other;\n",
        ),
        ("app/answer.ts", "import { answer } from '../lib/llm';\n"),
        ("app/same.ts", "import { client } from './llm';\n"),
        ("app/llm.ts", "export const client = 1;\n"),
    ]);
    let expected = [
        "app/lazy.ts",
        "app/main.ts",
        "app/route.ts",
        "lib/ask.ts",
        "lib/index.ts",
        "lib/llm.ts",
    ];
    assert_eq!(found, expected);
}

#[test]
fn python_files_are_found_over_modules_packages_and_stars() {
    let found = parsed(&[
        (
            "app/llm.py",
            "from mistralai import Mistral\nclient = Mistral()\nanswer = 42\n",
        ),
        ("app/__init__.py", "from .llm import client\n"),
        ("app/a.py", "from . import llm\nllm.client.chat\n"),
        ("app/b.py", "from app import client\n"),
        ("app/c.py", "import app.llm as x\nx.client\n"),
        (
            "app/star.py",
            "from app.llm import *\n\ndef ask():\n    return client\n",
        ),
        ("app/d.py", "from app.star import ask\n"),
        ("app/e.py", "from app.llm import answer\n"),
        ("other/f.py", "import os\nfrom other import g\n"),
    ]);
    let expected = [
        "app/__init__.py",
        "app/a.py",
        "app/b.py",
        "app/c.py",
        "app/d.py",
        "app/llm.py",
        "app/star.py",
    ];
    assert_eq!(found, expected);
}

#[test]
fn what_puts_a_router_with_handlers_into_an_application_is_parsed() {
    let found = parsed(&[
        ("client.ts", CLIENT),
        (
            "chat.ts",
            "import { client } from './client';\nexport const router = Router();\nrouter.post('/chat', async () => client.chat.complete());\n",
        ),
        (
            "plain.ts",
            "import { client } from './client';\nexport const table = new Map();\ntable.fill('/chat', client);\n",
        ),
        (
            "app.ts",
            "import { router } from './chat';\nconst app = express();\napp.use(router);\n",
        ),
        (
            "other.ts",
            "import { table } from './plain';\ntable.clear();\n",
        ),
        (
            "nest.ts",
            "import { client } from './client';\nclass Chat { client = client }\n@Module({ controllers: [Chat] })\nexport class App {}\n",
        ),
        (
            "main.ts",
            "import { App } from './nest';\nNestFactory.create(App);\n",
        ),
        (
            "llm.py",
            "from mistralai import Mistral\nclient = Mistral()\n",
        ),
        (
            "routes.py",
            "from llm import client\nrouter = APIRouter()\n\n@router.post('/chat')\ndef chat():\n    return client.chat.complete()\n",
        ),
        (
            "main.py",
            "from routes import router\napp = FastAPI()\napp.include_router(router)\n",
        ),
    ]);
    for path in ["app.ts", "main.ts", "main.py"] {
        assert!(found.iter().any(|it| it == path), "{path}: {found:?}");
    }
    assert!(!found.iter().any(|it| it == "other.ts"), "{found:?}");
}

#[test]
fn importers_are_found_by_aliases_and_package_names() {
    let found = parsed(&[
        (
            "package.json",
            r#"{"workspaces": ["packages/*", "apps/*"]}"#,
        ),
        (
            "packages/ai/package.json",
            r#"{"name": "@acme/ai-kit", "exports": {".": "./dist/main.js", "./talk": "./dist/client.js"}}"#,
        ),
        (
            "packages/ai/src/main.ts",
            "export { client } from './client';\n",
        ),
        ("packages/ai/src/client.ts", CLIENT),
        ("apps/web/package.json", "{}"),
        (
            "apps/web/tsconfig.json",
            r#"{"compilerOptions": {"paths": {"~ai": ["./lib/wrapped.ts"]}}}"#,
        ),
        (
            "apps/web/lib/wrapped.ts",
            "import { client } from '@acme/ai-kit';\nexport const ask = () => client.chat;\n",
        ),
        ("apps/web/a.ts", "import { ask } from '~ai';\n"),
        (
            "apps/web/b.ts",
            "import { client } from '@acme/ai-kit/talk';\n",
        ),
        ("apps/web/c.ts", "import { client } from 'ai-kit';\n"),
    ]);
    let expected = [
        "apps/web/a.ts",
        "apps/web/b.ts",
        "apps/web/lib/wrapped.ts",
        "packages/ai/src/client.ts",
        "packages/ai/src/main.ts",
    ];
    assert_eq!(found, expected);
}

#[test]
fn files_that_import_each_other_and_excluded_ones_are_no_trouble() {
    let found = parsed(&[
        ("windbreak.toml", "exclude = ['legacy/**']\n"),
        (
            "a.ts",
            "import { b } from './b'; import { Mistral } from '@mistralai/mistralai';\nexport const a = b(new Mistral());\n",
        ),
        (
            "b.ts",
            "import { a } from './a';\nexport const b = (x) => [x, a];\n",
        ),
        ("c.ts", "import { b } from './b'; import './c';\n"),
        ("legacy/d.ts", "import { a } from '../a';\n"),
    ]);
    assert_eq!(found, ["a.ts", "b.ts", "c.ts"]);
}

#[test]
fn data_files_are_kept_that_mention_mistral_and_may_hold_a_key() {
    let tree = tree(&[
        (".gitignore", b"secrets.toml"),
        ("config.yaml", b"mistral: key!"),
        ("other.yaml", b"openai: key!"),
        ("about.md", b"All about Mistral."),
        ("secrets.toml", b"mistral_key = 1"),
        (".vscode/mcp.json", b"{\"mistral\": \"key!\"}"),
        (".github/workflows/ci.yml", b"MISTRAL: key!"),
        ("package.json", b"{\"@mistralai/mistralai\": 1}"),
        ("package-lock.json", b"{\"react\": 1}"),
        (
            "data/big.json",
            &[&b"mistral key!"[..], &vec![b' '; 5 << 20]].concat(),
        ),
        ("data/other.json", &vec![b' '; 5 << 20]),
        ("index.vue", b"<script>mistral</script>"),
        ("picture.json", b"mistral key! \0\0"),
    ]);
    let seen = discover(&tree, &["."]);
    assert_eq!(
        seen.files,
        [
            ".github/workflows/ci.yml",
            ".vscode/mcp.json",
            "config.yaml",
            "index.vue",
            "package.json"
        ]
    );
    let notes = [
        "data/big.json: was skipped: it is larger than 4 MiB",
        "picture.json: was skipped: it is binary",
    ];
    assert_eq!(seen.notes, notes);
    let named = ["secrets.toml", "about.md"];
    assert_eq!(discover(&tree, &named).files, ["about.md", "secrets.toml"]);
}

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

#[test]
fn what_uses_what_the_settings_name_is_parsed() {
    let settings = "keys.variables = ['TEAM_KEY']\n[[clients]]\nmodule = '@acme/llm'\nname = \
                    'LlmClient'\nkey = '0'\n[[clients]]\nmodule = './src/gate.ts'\nname = 'default'\nkey = '0'";
    let files = [
        ("windbreak.toml", settings),
        (
            "a.ts",
            "import { LlmClient } from '@acme/llm';\nexport const a = new LlmClient();\n",
        ),
        ("b.ts", "import { a } from './a';\na.ask();\n"),
        ("c.ts", "import gate from './src/gate';\n"),
        ("d.ts", "const key = process.env.TEAM_KEY;\n"),
        ("e.ts", "import { Other } from '@acme/llm';\n"),
    ];
    assert_eq!(parsed(&files), ["a.ts", "b.ts", "c.ts", "d.ts"]);
}

#[test]
fn what_settings_further_down_name_is_parsed() {
    let settings = "[[clients]]\nmodule = '@acme/llm'\nname = 'LlmClient'\nkey = '0'";
    let user = "import { LlmClient } from '@acme/llm';\nexport const a = new LlmClient();\n";
    let files = [
        ("packages/one/windbreak.toml", settings),
        ("packages/one/src/a.ts", user),
        ("packages/one/src/b.ts", "export const b = 1;\n"),
        ("packages/two/windbreak.toml", "[[clients]]\nname = 1"),
        ("packages/two/a.ts", "export const b = 1;\n"),
    ];
    assert_eq!(parsed(&files), ["packages/one/src/a.ts"]);
}

#[test]
fn finds_what_is_handed_something_of_mistral() {
    let tree = tree(&[
        (
            "src/chat.ts",
            b"import { post } from './http';\nimport { shown } from './shown';\nimport { Base } from './base';\n\
              import { other } from './other';\n\
              export const ask = (body: any) => post('https://api.mistral.ai/v1/chat/completions', body);\n\
              export class Mistral extends Base {}\nexport const page = () => other(1);\n",
        ),
        ("src/http/index.ts", b"export * from './post';\n"),
        (
            "src/http/post.ts",
            b"import { send } from './send';\nexport const post = (url: string, body: any) => { axios.x; send(url, body); };\n",
        ),
        ("src/http/send.ts", b"export const send = (url: string, body: any) => fetch(url, body);\n"),
        ("src/base.ts", b"export class Base { ask() { return fetch(this.url); } }\n"),
        ("src/other.ts", b"export const other = (x: any) => fetch(x);\n"),
        ("src/shown.ts", b"export const shown = (x: any) => fetch(x);\n"),
        ("app/ask.py", b"from .http import send\n\n\ndef ask(body):\n    send('mistral', body)\n"),
        ("app/http.py", b"import requests\n\n\ndef send(url, body):\n    requests.post(url, json=body)\n"),
        ("app/page.py", b"import requests\n"),
    ]);
    assert_eq!(
        discover(&tree, &["."]).files,
        [
            "app/ask.py",
            "app/http.py",
            "src/base.ts",
            "src/chat.ts",
            "src/http/post.ts",
            "src/http/send.ts"
        ]
    );
}
