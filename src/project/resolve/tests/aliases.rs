//! Aliases, of configurations and of frameworks.

use super::Tree;

#[test]
fn aliases_come_from_the_nearest_configuration() {
    let tree = Tree::of(
        &[
            "src/lib/llm.ts",
            "src/lib/llm.server.ts",
            "src/config/index.ts",
            "src/pages/a.tsx",
            "generated/types.ts",
            "tools/b.ts",
            "tools/inner/c.ts",
        ],
        &[
            (
                "tsconfig.json",
                r#"{ // the root
                    "compilerOptions": {
                        "baseUrl": "./src",
                        "paths": {
                            "@/*": ["./*"],
                            "@lib/*": ["lib/*.server", "lib/*"],
                            "config": ["config"],
                            "~types": ["../generated/types"], /* one */
                        },
                    },
                }"#,
            ),
            (
                "tools/jsconfig.json",
                r#"{"compilerOptions": {"paths": {"*": ["./inner/*"]}}}"#,
            ),
        ],
    );
    tree.holds(&[
        ("src/pages/a.tsx", "@/lib/llm", "src/lib/llm.ts"),
        ("src/pages/a.tsx", "@lib/llm", "src/lib/llm.server.ts"),
        ("src/pages/a.tsx", "config", "src/config/index.ts"),
        ("src/pages/a.tsx", "~types", "generated/types.ts"),
        ("src/pages/a.tsx", "lib/llm", "src/lib/llm.ts"),
        ("src/pages/a.tsx", "react", ""),
        ("tools/b.ts", "c", "tools/inner/c.ts"),
        ("tools/b.ts", "config", ""),
    ]);
}

#[test]
fn a_configuration_extends_files_packages_and_several() {
    let paths = |name: &str, target: &str| {
        format!(r#"{{"compilerOptions": {{"paths": {{"{name}/*": ["{target}/*"]}}}}}}"#)
    };
    let (relative, package) = (paths("@rel", "./src"), paths("@pkg", "../../src"));
    for (extends, module) in [
        (r#""./base""#, "@rel/x"),
        (r#""./base.json""#, "@rel/x"),
        (r#"["./none", "./base.json"]"#, "@rel/x"),
        (r#""tsc/tsconfig.json""#, "@pkg/x"),
        (r#""tsc""#, "@pkg/x"),
        (r#""./circle.json""#, "@/x"),
    ] {
        let config = format!(r#"{{"extends": {extends}}}"#);
        let tree = Tree::of(
            &["src/x.ts", "a.ts"],
            &[
                ("tsconfig.json", &config),
                ("base.json", &relative),
                ("node_modules/tsc/tsconfig.json", &package),
                ("circle.json", r#"{"extends": "./tsconfig.json"}"#),
            ],
        );
        tree.holds(&[("a.ts", module, "src/x.ts")]);
    }
}

#[test]
fn a_configuration_of_references_speaks_through_them() {
    let tree = Tree::of(
        &["src/x.ts", "src/a.ts"],
        &[
            (
                "tsconfig.json",
                r#"{"files": [], "references": [{"path": "./tsconfig.node.json"}, {"path": "./tsconfig.app.json"}]}"#,
            ),
            ("tsconfig.node.json", "{}"),
            (
                "tsconfig.app.json",
                r##"{"compilerOptions": {"paths": {"#app/*": ["./src/*"]}}}"##,
            ),
        ],
    );
    tree.holds(&[("src/a.ts", "#app/x", "src/x.ts")]);
}

#[test]
fn frameworks_have_aliases_that_no_file_names() {
    let tree = Tree::of(
        &[
            "web/src/lib/index.ts",
            "web/src/lib/llm.ts",
            "web/src/routes/a.ts",
            "nuxt/server/llm.ts",
            "nuxt/server/a.ts",
        ],
        &[
            ("web/package.json", "{}"),
            (
                "web/tsconfig.json",
                r#"{"extends": "./.svelte-kit/tsconfig.json"}"#,
            ),
            ("nuxt/package.json", "{}"),
        ],
    );
    tree.holds(&[
        ("web/src/routes/a.ts", "$lib", "web/src/lib/index.ts"),
        ("web/src/routes/a.ts", "$lib/llm", "web/src/lib/llm.ts"),
        ("web/src/routes/a.ts", "$env/static/private", ""),
        ("nuxt/server/a.ts", "~/server/llm", "nuxt/server/llm.ts"),
        ("nuxt/server/a.ts", "@/server/llm", "nuxt/server/llm.ts"),
    ]);
}
