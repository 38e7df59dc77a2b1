//! What settings say of what is looked at.

use super::*;

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
