//! What surrounds a request: its handler, the limits of that, and whether its input is checked.

use super::{Flow, Request};
use crate::project::{Configs, Project, SourceFile};
use crate::syntax::Language;
use crate::text::Document;
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// The requests of some files in a line each: handler, whether limited, whether its input is checked.
fn around(files: &[(&str, &str)]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let mut sources = Vec::new();
    for (name, text) in files {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        let Some(language) = Language::of_path(Path::new(name)) else {
            continue;
        };
        let document = Document::new(*text);
        sources.push(SourceFile::parse(Arc::from(path), language, document));
    }
    let project = Project::new(vec![root], sources, Configs::default());
    let flow = Flow::new(&project);
    let requests = project.files().flat_map(|file| flow.requests(file));
    requests.map(|request| line(&flow, &request)).collect()
}

fn line<'p>(flow: &Flow<'p>, request: &Request<'p>) -> String {
    let handler = flow.handler(request);
    let handler = handler.map_or("none".to_owned(), |handler| {
        let parts = [
            Some(handler.framework.to_owned()),
            handler.method.map(|it| it.to_string()),
            handler.route.map(|it| it.to_string()),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    });
    let limited = match flow.rate_limited(request) {
        Some(true) => "limited",
        Some(false) => "unlimited",
        None => "no web",
    };
    let checked = match flow.validated_input(request) {
        Some(true) => "checked",
        Some(false) => "unchecked",
        None => "no input",
    };
    format!("{handler}, {limited}, {checked}")
}

const TS: &str = "import { Mistral } from '@mistralai/mistralai';\nconst client = new Mistral();\n";
const ASK: &str = "await client.chat.complete({ model: 'mistral-small-latest', messages: [{ role: 'user', content: text }] })";
const PY: &str = "from mistralai import Mistral\nclient = Mistral()\n";
const PY_ASK: &str = "client.chat.complete(model='mistral-small-latest', messages=[{'role': 'user', 'content': text}])";

/// Holds one file to what is said of its one request.
fn holds(name: &str, code: &str, expected: &str) {
    let (head, ask) = match name.ends_with(".py") {
        true => (PY, PY_ASK),
        false => (TS, ASK),
    };
    let code = code.replace("ASK", ask);
    // A directive comes first.
    let text = match code.strip_prefix("'use server';") {
        Some(code) => format!("'use server';{head}{code}"),
        None => format!("{head}{code}"),
    };
    assert_eq!(around(&[(name, &text)]), [expected], "{text}");
}

#[test]
fn knows_handlers_of_typescript() {
    for (name, code, expected) in [
        (
            "a.ts",
            "import express from 'express';\nconst app = express();\napp.post('/chat', async (req, res) => { const text = req.body.text; res.json(ASK); });",
            "express POST /chat, unlimited, unchecked",
        ),
        (
            "a.ts",
            "import { Hono } from 'hono';\nconst app = new Hono();\napp.get('/chat', async (c) => { const text = c.req.query('text'); return c.json(ASK); });",
            "hono GET /chat, unlimited, unchecked",
        ),
        (
            "a.ts",
            "import Fastify from 'fastify';\nconst app = Fastify();\napp.post('/chat', async (request) => { const { text } = request.body; return ASK; });",
            "fastify POST /chat, unlimited, unchecked",
        ),
        (
            "app/api/chat/route.ts",
            "export async function POST(req: Request) { const { text } = await req.json(); return Response.json(ASK); }",
            "next POST, unlimited, unchecked",
        ),
        (
            "app/actions.ts",
            "'use server';\nexport async function ask(text: string) { return ASK; }",
            "server action, unlimited, unchecked",
        ),
        (
            "lib/a.ts",
            "export async function ask(text: string) { 'use server'; return ASK; }",
            "server action, unlimited, unchecked",
        ),
        (
            "src/routes/api/+server.ts",
            "export async function POST({ request }) { const { text } = await request.json(); return ASK; }",
            "sveltekit POST, unlimited, unchecked",
        ),
        (
            "convex/a.ts",
            "import { action } from './_generated/server';\nexport const ask = action({ args: {}, handler: async (ctx, { text }) => ASK });",
            "convex, unlimited, checked",
        ),
        (
            "convex/a.ts",
            "import { internalAction } from './_generated/server';\nexport const ask = internalAction({ args: {}, handler: async (ctx, { text }) => ASK });",
            "none, no web, checked",
        ),
        (
            "worker.ts",
            "export default { async fetch(request, env) { const { text } = await request.json(); return ASK; } };",
            "cloudflare, unlimited, unchecked",
        ),
        (
            "lib/a.ts",
            "export async function ask(text: string) { return ASK; }",
            "none, no web, no input",
        ),
        (
            "lib/a.ts",
            "class Router { post(path: string, f: any) {} }\nconst app = new Router();\napp.post('/x', async (req) => { const text = 'fixed'; return ASK; });",
            "none, no web, no input",
        ),
    ] {
        holds(name, code, expected);
    }
}

#[test]
fn knows_handlers_of_python() {
    for (name, code, expected) in [
        (
            "a.py",
            "from fastapi import FastAPI\napp = FastAPI()\n@app.post('/chat')\ndef chat(text: str):\n    return ASK",
            "fastapi POST /chat, unlimited, checked",
        ),
        (
            "a.py",
            "from fastapi import FastAPI\napp = FastAPI()\n@app.post('/chat')\ndef chat(body: dict):\n    text = body['text']\n    return ASK",
            "fastapi POST /chat, unlimited, unchecked",
        ),
        (
            "a.py",
            "from flask import Flask, request\napp = Flask(__name__)\n@app.route('/chat')\ndef chat():\n    text = request.json['text']\n    return ASK",
            "flask /chat, unlimited, unchecked",
        ),
        (
            "chat/views.py",
            "def chat(request):\n    text = request.POST['text']\n    return ASK",
            "django, unlimited, unchecked",
        ),
        (
            "a.py",
            "from rest_framework.views import APIView\nclass Chat(APIView):\n    def post(self, request):\n        text = request.data['text']\n        return ASK",
            "django POST, unlimited, unchecked",
        ),
        (
            "a.py",
            "from aiohttp import web\nroutes = web.RouteTableDef()\n@routes.post('/chat')\nasync def chat(request):\n    text = (await request.json())['text']\n    return ASK",
            "aiohttp POST /chat, unlimited, unchecked",
        ),
        (
            "a.py",
            "import chainlit as cl\n@cl.on_message\nasync def main(message):\n    text = message.content\n    return ASK",
            "chainlit, unlimited, unchecked",
        ),
        (
            "a.py",
            "import typer\napp = typer.Typer()\n@app.command()\ndef main(text: str):\n    return ASK",
            "typer, no web, no input",
        ),
        (
            "a.py",
            "def main(text):\n    return ASK",
            "none, no web, no input",
        ),
    ] {
        holds(name, code, expected);
    }
}

#[test]
fn follows_callers_to_the_handler() {
    let service = format!("{TS}export async function ask(text: string) {{ return {ASK}; }}");
    let server = "import express from 'express';\nimport { ask } from './service';\nconst app = express();\napp.post('/chat', handle);\nasync function handle(req, res) { res.json(await ask(req.body.text)); }";
    let lines = around(&[("server.ts", server), ("service.ts", &service)]);
    assert_eq!(lines, ["express POST /chat, unlimited, unchecked"]);
}

#[test]
fn knows_limits_of_typescript() {
    let express = |before: &str, route: &str| {
        format!(
            "import express from 'express';\nimport {{ rateLimit }} from 'express-rate-limit';\nconst app = express();\nconst limiter = rateLimit({{ limit: 5 }});\n{before}\napp.post('/chat', {route}async (req, res) => {{ const text = req.body.text; res.json(ASK); }});"
        )
    };
    let limited = "express POST /chat, limited, unchecked";
    let unlimited = "express POST /chat, unlimited, unchecked";
    holds("a.ts", &express("app.use(limiter);", ""), limited);
    holds("a.ts", &express("", "limiter, "), limited);
    holds("a.ts", &express("", "[limiter], "), limited);
    holds(
        "a.ts",
        &express("app.use('/auth', limiter);", ""),
        unlimited,
    );
    holds("a.ts", &express("app.use(express.json());", ""), unlimited);
    holds("a.ts", &express("", ""), unlimited);
    let route = |before: &str, inside: &str| {
        format!(
            "{before}\nexport async function POST(req: Request) {{ {inside}; const {{ text }} = await req.json(); return Response.json(ASK); }}"
        )
    };
    let upstash = "import { Ratelimit } from '@upstash/ratelimit';\nconst ratelimit = new Ratelimit({ limiter: Ratelimit.slidingWindow(5, '10 s') });";
    let name = "app/api/chat/route.ts";
    holds(
        name,
        &route(upstash, "await ratelimit.limit('ip')"),
        "next POST, limited, unchecked",
    );
    holds(name, &route(upstash, ""), "next POST, unlimited, unchecked");
    let own = "import { checkRateLimit } from '@/lib/limits';";
    holds(
        name,
        &route(own, "await checkRateLimit(req)"),
        "next POST, limited, unchecked",
    );
    let outgoing = "import Bottleneck from 'bottleneck';\nconst limiter = new Bottleneck({ maxConcurrent: 1 });";
    holds(
        name,
        &route(outgoing, "await limiter.schedule(() => 1)"),
        "next POST, unlimited, unchecked",
    );
    let text = format!("{TS}{}", route("", "").replace("ASK", ASK));
    let door = "export function middleware() { return rateLimit(); }";
    let lines = around(&[
        (name, &text),
        ("middleware.ts", door),
        ("package.json", "{}"),
    ]);
    assert_eq!(lines, ["next POST, limited, unchecked"]);
}

#[test]
fn knows_limits_of_python() {
    let slowapi = "from fastapi import FastAPI, Request\nfrom slowapi import Limiter\napp = FastAPI()\nlimiter = Limiter(key_func=str)\n@app.post('/chat')\nDECORATOR\ndef chat(request: Request, text: str):\n    return ASK";
    let decorated = slowapi.replace("DECORATOR", "@limiter.limit('5/minute')");
    holds("a.py", &decorated, "fastapi POST /chat, limited, checked");
    let plain = slowapi.replace("DECORATOR\n", "");
    holds("a.py", &plain, "fastapi POST /chat, unlimited, checked");
    let flask = "from flask import Flask, request\nfrom flask_limiter import Limiter\napp = Flask(__name__)\nlimiter = Limiter(str, app=appDEFAULTS)\n@app.post('/chat')\nDECORATORdef chat():\n    text = request.json['text']\n    return ASK";
    let with = |defaults, decorator| {
        flask
            .replace("DEFAULTS", defaults)
            .replace("DECORATOR", decorator)
    };
    holds(
        "a.py",
        &with(", default_limits=['5/minute']", ""),
        "flask POST /chat, limited, unchecked",
    );
    holds(
        "a.py",
        &with("", "@limiter.limit('5/minute')\n"),
        "flask POST /chat, limited, unchecked",
    );
    holds(
        "a.py",
        &with("", ""),
        "flask POST /chat, unlimited, unchecked",
    );
    let depends = "from fastapi import Depends, FastAPI\nfrom fastapi_limiter.depends import RateLimiter\napp = FastAPI()\n@app.post('/chat', dependencies=[Depends(RateLimiter(times=2, seconds=5))])\ndef chat(text: str):\n    return ASK";
    holds("a.py", depends, "fastapi POST /chat, limited, checked");
    let outgoing = "from fastapi import FastAPI\nfrom aiolimiter import AsyncLimiter\napp = FastAPI()\nlimiter = AsyncLimiter(5)\n@app.post('/chat')\nasync def chat(text: str):\n    async with limiter:\n        return ASK";
    holds("a.py", outgoing, "fastapi POST /chat, unlimited, checked");
    let throttled = "from rest_framework.views import APIView\nclass Chat(APIView):\n    throttle_classes = [One]\n    def post(self, request):\n        text = request.data['text']\n        return ASK";
    holds("a.py", throttled, "django POST, limited, unchecked");
}

#[test]
fn knows_what_checks_input() {
    let name = "app/api/chat/route.ts";
    for (inside, checked) in [
        ("const { text } = await req.json();", "unchecked"),
        (
            "const { text } = await req.json(); if (!text) return;",
            "unchecked",
        ),
        (
            "const { text } = await req.json(); if (typeof text !== 'string' || text.length > 2000) return;",
            "checked",
        ),
        (
            "const { text } = z.object({ text: z.string().max(2000) }).parse(await req.json());",
            "checked",
        ),
        (
            "const body = await req.json(); const text = body.text.slice(0, 2000);",
            "checked",
        ),
        ("const { text } = Body.parse(await req.json());", "checked"),
        ("const text = 'fixed';", "no input"),
    ] {
        let code = format!(
            "import {{ z }} from 'zod';\nimport {{ Body }} from './body';\nexport async function POST(req: Request) {{ {inside} return Response.json(ASK); }}"
        );
        holds(name, &code, &format!("next POST, unlimited, {checked}"));
    }
    let pydantic = "from fastapi import FastAPI\nfrom pydantic import BaseModel\napp = FastAPI()\nclass Body(BaseModel):\n    text: str\n@app.post('/chat')\ndef chat(body: Body):\n    text = body.text\n    return ASK";
    holds("a.py", pydantic, "fastapi POST /chat, unlimited, checked");
    let flask = |check: &str| {
        format!(
            "from flask import Flask, request\napp = Flask(__name__)\n@app.post('/chat')\ndef chat():\n    text = request.json['text']\n{check}    return ASK"
        )
    };
    holds("a.py", &flask(""), "flask POST /chat, unlimited, unchecked");
    holds(
        "a.py",
        &flask("    if len(text) > 2000:\n        return 'too long'\n"),
        "flask POST /chat, unlimited, checked",
    );
    holds(
        "a.py",
        &flask("    if not isinstance(text, str):\n        raise ValueError()\n"),
        "flask POST /chat, unlimited, checked",
    );
}
