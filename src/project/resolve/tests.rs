use crate::project::{Configs, Project};
use crate::syntax::Language;
use std::path::PathBuf;
use tempfile::TempDir;

/// Files on disk that a project reaches; none is parsed.
struct Tree {
    folder: TempDir,
    project: Project,
}

impl Tree {
    /// The files, each empty unless it has a text.
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        for (path, text) in files {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let project = Project::new(vec![root], [], Configs::default());
        Self { folder, project }
    }

    /// Empty files, and some with a text.
    fn of(paths: &[&str], texts: &[(&str, &str)]) -> Self {
        let empty = paths.iter().map(|path| (*path, ""));
        Self::new(&empty.chain(texts.iter().copied()).collect::<Vec<_>>())
    }

    fn root(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap()
    }

    /// What a module means in a file, as a path below the root.
    fn locate(&self, from: &str, module: &str) -> Option<String> {
        let from = self.root().join(from);
        let language = Language::of_path(&from).unwrap();
        let found = self.project.locate(&from, language, module)?;
        let below = found.strip_prefix(self.root()).unwrap();
        Some(below.to_str().unwrap().replace('\\', "/"))
    }

    #[track_caller]
    fn holds(&self, cases: &[(&str, &str, &str)]) {
        for (from, module, expected) in cases {
            let expected = (!expected.is_empty()).then(|| (*expected).to_owned());
            assert_eq!(self.locate(from, module), expected, "{module} in {from}");
        }
    }
}

#[test]
fn relative_modules_are_found_with_and_without_their_extension() {
    let tree = Tree::of(
        &[
            "a.ts",
            "lib/index.ts",
            "lib/b.tsx",
            "lib/c.js",
            "lib/typed.mts",
            "both.ts",
            "both/index.ts",
        ],
        &[],
    );
    tree.holds(&[
        ("a.ts", "./lib", "lib/index.ts"),
        ("a.ts", "./lib/b", "lib/b.tsx"),
        ("a.ts", "./lib/b.js", "lib/b.tsx"),
        ("a.ts", "./lib/c.js", "lib/c.js"),
        ("a.ts", "./lib/typed.mjs", "lib/typed.mts"),
        ("a.ts", "./lib/c?raw", "lib/c.js"),
        ("lib/b.tsx", "..", ""),
        ("lib/b.tsx", "../a", "a.ts"),
        ("lib/b.tsx", ".", "lib/index.ts"),
        ("a.ts", "./both", "both.ts"),
        ("a.ts", "./none", ""),
        ("a.ts", "./lib/none.json", ""),
        ("a.ts", "lib/c", ""),
        ("a.ts", "node:fs", ""),
        ("a.ts", "https://esm.sh/x", ""),
    ]);
}

#[test]
fn nothing_outside_the_root_and_no_dependency_is_found() {
    let tree = Tree::of(
        &[
            "app/a.ts",
            "node_modules/x/index.js",
            "app/.venv/m.py",
            "app/a.py",
        ],
        &[],
    );
    let outside = tree.root().parent().unwrap().join("windbreak-outside.ts");
    std::fs::write(&outside, "").unwrap();
    tree.holds(&[
        ("app/a.ts", "../../windbreak-outside", ""),
        ("app/a.ts", "../node_modules/x", ""),
        ("app/a.ts", "x", ""),
        ("app/a.py", ".venv.m", ""),
    ]);
    std::fs::remove_file(outside).unwrap();
}

#[test]
#[cfg(unix)]
fn links_are_not_followed() {
    let tree = Tree::of(&["app/a.ts", "other/secret.ts"], &[]);
    std::os::unix::fs::symlink(tree.root().join("other"), tree.root().join("app/link")).unwrap();
    std::os::unix::fs::symlink(
        tree.root().join("other/secret.ts"),
        tree.root().join("app/file.ts"),
    )
    .unwrap();
    tree.holds(&[
        ("app/a.ts", "./file", ""),
        ("app/a.ts", "../other/secret", "other/secret.ts"),
    ]);
}

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

#[test]
fn python_modules_are_looked_for_up_to_the_root() {
    let tree = Tree::of(
        &[
            "app/__init__.py",
            "app/config.py",
            "app/llm/__init__.py",
            "app/llm/client.py",
            "app/api/routes.py",
            "space/inner/mod.py",
            "script.py",
            "app/both.py",
            "app/both/__init__.py",
            "mistralai.py",
        ],
        &[],
    );
    tree.holds(&[
        ("app/api/routes.py", "app.config", "app/config.py"),
        ("app/api/routes.py", "app.llm", "app/llm/__init__.py"),
        ("app/api/routes.py", "app", "app/__init__.py"),
        ("app/api/routes.py", "..config", "app/config.py"),
        ("app/api/routes.py", "..llm.client", "app/llm/client.py"),
        ("app/api/routes.py", "..", "app/__init__.py"),
        ("app/llm/client.py", ".", "app/llm/__init__.py"),
        ("app/llm/client.py", "space.inner.mod", "space/inner/mod.py"),
        ("app/llm/client.py", "space.inner", ""),
        ("app/llm/client.py", "app.both", "app/both/__init__.py"),
        ("app/llm/client.py", "config", "app/config.py"),
        ("script.py", "os", ""),
        ("mistralai.py", "mistralai", ""),
        ("script.py", "....far", ""),
    ]);
}

#[test]
fn python_manifests_name_more_folders() {
    for manifest in [
        "[tool.setuptools.package-dir]\n'' = 'code'\n",
        "[tool.setuptools.packages.find]\nwhere = ['code']\n",
        "[tool.poetry]\npackages = [{ include = 'pkg', from = 'code' }]\n",
        "[tool.hatch.build.targets.wheel]\npackages = ['code/pkg']\n",
        "[tool.pytest.ini_options]\npythonpath = ['code']\n",
    ] {
        let tree = Tree::of(
            &["code/pkg/config.py", "main.py"],
            &[("pyproject.toml", manifest)],
        );
        tree.holds(&[("main.py", "pkg.config", "code/pkg/config.py")]);
    }
    let tree = Tree::of(
        &["src/pkg/config.py", "main.py", "libs/llm/src/llm/client.py"],
        &[
            (
                "pyproject.toml",
                "[tool.uv.workspace]\nmembers = ['libs/*']\n",
            ),
            ("libs/llm/pyproject.toml", "[project]\nname = 'llm'\n"),
        ],
    );
    tree.holds(&[
        ("main.py", "pkg.config", "src/pkg/config.py"),
        ("main.py", "llm.client", "libs/llm/src/llm/client.py"),
    ]);
}

#[test]
fn a_file_that_was_not_parsed_is_read_when_it_is_asked_for() {
    let tree = Tree::of(
        &[],
        &[("config.ts", "export const model = 'x';"), ("bin.ts", "\0")],
    );
    let from = crate::project::SourceFile::parse(
        tree.root().join("a.ts").into(),
        Language::TypeScript,
        crate::text::Document::new(""),
    );
    let file = tree.project.resolve(&from, "./config").unwrap();
    assert_eq!(file.facts.exports.len(), 1);
    let again = tree
        .project
        .clone()
        .resolve(&from, "./config")
        .map(std::ptr::from_ref);
    assert_eq!(again, Some(std::ptr::from_ref(file)));
    assert!(tree.project.resolve(&from, "./bin").is_none());
    assert_eq!(tree.project.files().count(), 0);
}
