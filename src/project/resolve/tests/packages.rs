//! Packages, by their names and by their own tables.

use super::Tree;

#[test]
fn a_package_imports_by_its_own_table() {
    let tree = Tree::of(
        &[
            "src/config.ts",
            "src/models/large.ts",
            "src/a.ts",
            "node/env.js",
        ],
        &[(
            "package.json",
            r##"{"imports": {
                "#config": "./dist/config.js",
                "#models/*": {"types": "./dist/models/*.d.ts", "default": "./dist/models/*.js"},
                "#env": {"browser": null, "node": "./node/env.js"}
            }}"##,
        )],
    );
    tree.holds(&[
        ("src/a.ts", "#config", "src/config.ts"),
        ("src/a.ts", "#models/large", "src/models/large.ts"),
        ("src/a.ts", "#env", "node/env.js"),
        ("src/a.ts", "#none", ""),
    ]);
}

#[test]
fn packages_of_a_workspace_are_found_by_their_names() {
    let packages: &[(&str, &str)] = &[
        (
            "packages/plain/package.json",
            r#"{"name": "plain", "main": "dist/index.js"}"#,
        ),
        (
            "packages/llm/package.json",
            r#"{"name": "@acme/llm", "exports": {
            ".": {"types": "./dist/index.d.ts", "import": "./dist/esm/index.mjs"},
            "./client": "./src/client.ts",
            "./tools/*": "./dist/tools/*.js"
        }}"#,
        ),
        (
            "packages/string/package.json",
            r#"{"name": "@acme/string", "exports": "./lib/main.js"}"#,
        ),
        ("packages/none/package.json", r#"{"name": "@acme/none"}"#),
        (
            "packages/internal/package.json",
            r#"{"name": "@acme/internal"}"#,
        ),
    ];
    let files = &[
        "apps/web/src/a.ts",
        "packages/plain/src/index.ts",
        "packages/plain/src/deep.ts",
        "packages/llm/src/index.ts",
        "packages/llm/src/client.ts",
        "packages/llm/src/hidden.ts",
        "packages/llm/src/tools/web.ts",
        "packages/string/src/main.ts",
        "packages/none/index.js",
        "packages/internal/index.ts",
    ];
    for (name, text) in [
        (
            "package.json",
            r#"{"workspaces": ["apps/*", "./packages/*", "!packages/internal"]}"#,
        ),
        (
            "package.json",
            r#"{"workspaces": {"packages": ["packages/{plain,llm,string,none}"]}}"#,
        ),
        (
            "pnpm-workspace.yaml",
            "# all\npackages:\n  - 'apps/*'\n  # the rest\n  - \"packages/**\" # deep\n  - '!**/internal'\ncatalog:\n  x: 1\n",
        ),
        (
            "pnpm-workspace.yaml",
            "packages: ['packages/*', '!packages/internal']\n",
        ),
    ] {
        let tree = Tree::of(files, &[packages, &[(name, text)]].concat());
        tree.holds(&[
            ("apps/web/src/a.ts", "plain", "packages/plain/src/index.ts"),
            (
                "apps/web/src/a.ts",
                "plain/deep",
                "packages/plain/src/deep.ts",
            ),
            (
                "apps/web/src/a.ts",
                "@acme/llm",
                "packages/llm/src/index.ts",
            ),
            (
                "apps/web/src/a.ts",
                "@acme/llm/client",
                "packages/llm/src/client.ts",
            ),
            (
                "apps/web/src/a.ts",
                "@acme/llm/tools/web",
                "packages/llm/src/tools/web.ts",
            ),
            (
                "apps/web/src/a.ts",
                "@acme/string",
                "packages/string/src/main.ts",
            ),
            ("apps/web/src/a.ts", "@acme/none", "packages/none/index.js"),
            ("apps/web/src/a.ts", "@acme/internal", ""),
            ("apps/web/src/a.ts", "@acme/other", ""),
            ("apps/web/src/a.ts", "@acme", ""),
            (
                "packages/llm/src/hidden.ts",
                "@acme/llm/client",
                "packages/llm/src/client.ts",
            ),
        ]);
    }
}
