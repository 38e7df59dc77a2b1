//! Files that are parsed for what they import.

use super::*;

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
