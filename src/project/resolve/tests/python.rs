//! Modules of Python.

use super::Tree;

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
