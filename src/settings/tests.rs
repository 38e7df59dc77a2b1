use super::*;
use crate::catalog::{OwnModule, OwnShape, RequestKind};
use crate::finding::Confidence;
use crate::text::TextRange;
use std::path::Path;

static KEY: RuleMeta = rule("hardcoded-key", Level::Error);
static TOKENS: RuleMeta = rule("unbounded-tokens", Level::Info);
static RULES: &[&RuleMeta] = &[&KEY, &TOKENS];

const fn rule(id: &'static str, level: Level) -> RuleMeta {
    RuleMeta {
        id,
        summary: "",
        level,
        confidence: Confidence::High,
        in_tests: true,
        fixable: false,
        docs: "",
    }
}

fn layer(text: &str) -> Result<Layer, OptionsError> {
    Layer::of_windbreak_toml(text, Path::new("/p"), RULES)
}

fn scope(texts: &[&str]) -> Scope {
    let layers: Vec<_> = texts.iter().map(|text| layer(text).unwrap()).collect();
    Scope::new(&layers, &[])
}

/// The error of `text`: what it is about, and what it says.
fn error(text: &str) -> (&str, String) {
    let error = layer(text).expect_err("the settings are wrong");
    let range = error.range.map_or(0..0, TextRange::as_range);
    (&text[range], error.to_string())
}

#[test]
fn nothing_written_means_the_defaults() {
    let scope = scope(&[""]);
    let settings = scope.settings_for(Path::new("/p/a.ts"));
    assert_eq!(settings, &Settings::default());
    assert_eq!(settings.level(&KEY), Level::Error);
    assert_eq!(settings.keys.env_file, ".env");
}

#[test]
fn every_setting_is_read() {
    let scope = scope(&[r#"
        exclude = ["vendor/", "*.gen.ts"]
        honor-foreign-ignores = true
        [rules]
        hardcoded-key = "warning"
        unbounded-tokens = { level = "error", limit = 4096 }
        [models]
        allowed = ["mistral-small-latest"]
        [models.environments]
        production = ["mistral-large-latest"]
        [audit]
        sinks = ["auditLog.record"]
        [keys]
        variables = ["TEAM_KEY"]
        env-file = "config/.env"
        max-age = "12w"
        [[clients]]
        module = "@acme/llm"
        name = "LlmClient"
        key = ["0.apiKey", "0"]
        key-variables = ["TEAM_KEY"]
        audited = true
        methods = [{ name = "chat.ask", kind = "agents", model = "0.model" }]
        [[clients]]
        module = "./lib/../llm.ts"
        name = "complete"
        is = "function"
        messages = "0"
    "#]);
    let settings = scope.settings_for(Path::new("/p/a.ts"));
    assert_eq!(settings.level(&KEY), Level::Warning);
    assert_eq!(settings.level(&TOKENS), Level::Error);
    assert_eq!(settings.rule_option::<u32>(&TOKENS, "limit"), Some(4096));
    assert!(settings.honor_foreign_ignores);
    let small = "mistral-small-latest".to_owned();
    assert_eq!(settings.models.allowed, Some(vec![small]));
    assert_eq!(settings.models.environments.len(), 1);
    assert_eq!(settings.audit.sinks, ["auditLog.record"]);
    assert_eq!(settings.keys.variables, ["TEAM_KEY"]);
    assert_eq!(settings.keys.env_file, "config/.env");
    assert_eq!(settings.keys.max_age_days, Some(84));
    let [client, function] = settings.clients.list() else {
        panic!("there are two clients");
    };
    assert_eq!(client.module, OwnModule::Named("@acme/llm".to_owned()));
    assert!(client.audited && client.key.len() == 2);
    assert_eq!(client.methods[0].kind, RequestKind::Agents);
    assert!(function.module.is_file(Path::new("/p/llm.ts")));
    assert_eq!(function.shape, OwnShape::Function);
    for (path, is_folder, excluded) in [
        ("/p/vendor", true, true),
        ("/p/src/vendor", true, true),
        ("/p/a.gen.ts", false, true),
        ("/p/vendor", false, false),
        ("/p/a.ts", false, false),
        ("/elsewhere/a.gen.ts", false, false),
    ] {
        assert_eq!(
            scope.excludes(Path::new(path), is_folder),
            excluded,
            "{path}"
        );
    }
}

#[test]
fn overrides_hold_for_their_files_and_the_last_one_wins() {
    let scope = scope(&[r#"
        [[overrides]]
        files = ["./tests/**", "*.test.ts"]
        rules = { hardcoded-key = "off" }
        [[overrides]]
        files = ["/tests/live/"]
        rules = { hardcoded-key = "hint" }
    "#]);
    let level = |path| scope.settings_for(Path::new(path)).level(&KEY);
    assert_eq!(level("/p/src/a.ts"), Level::Error);
    assert_eq!(level("/p/tests/a.ts"), Level::Off);
    assert_eq!(level("/p/src/deep/a.test.ts"), Level::Off);
    assert_eq!(level("/p/tests/live/a.ts"), Level::Hint);
    assert_eq!(level("/p/src/a.ts"), Level::Error);
}

#[test]
fn a_later_layer_takes_precedence_and_a_forced_level_over_all() {
    let base = r#"
        exclude = ["a/"]
        models.allowed = ["one"]
        rules.unbounded-tokens = { level = "off", limit = 10 }
        keys.max-age = 30
    "#;
    let own = r#"
        exclude = ["b/"]
        rules.unbounded-tokens = "warning"
        [[overrides]]
        files = ["*.py"]
        rules = { unbounded-tokens = "error" }
    "#;
    let scope = scope(&[base, own]);
    let settings = scope.settings_for(Path::new("/p/x.ts"));
    assert_eq!(settings.level(&TOKENS), Level::Warning);
    assert_eq!(settings.rule_option::<u32>(&TOKENS, "limit"), Some(10));
    assert_eq!(settings.models.allowed.as_ref().unwrap(), &["one"]);
    assert_eq!(settings.keys.max_age_days, Some(30));
    assert!(scope.excludes(Path::new("/p/a"), true));
    assert!(scope.excludes(Path::new("/p/b"), true));

    let forced = Scope::new(&[layer(own).unwrap()], &[(&TOKENS, Level::Hint)]);
    for path in ["/p/x.ts", "/p/x.py"] {
        let settings = forced.settings_for(Path::new(path));
        assert_eq!(settings.level(&TOKENS), Level::Hint);
    }
}

#[test]
fn what_is_wrong_is_said_with_its_place_and_a_suggestion() {
    for (text, about, message) in [
        (
            "exclud = []",
            "exclud",
            "unknown setting `exclud`; did you mean `exclude`?",
        ),
        (
            "[models]\nalowed = []",
            "alowed",
            "unknown setting `alowed`; did you mean `allowed`?",
        ),
        (
            "[rules]\nhardcoded-keys = 'off'",
            "hardcoded-keys",
            "there is no rule `hardcoded-keys`; did you mean `hardcoded-key`?",
        ),
        (
            "[rules]\nno-console = 'off'",
            "no-console",
            "there is no rule `no-console`; `windbreak rules` lists them",
        ),
        (
            "[rules]\nhardcoded-key = 'warn'",
            "'warn'",
            "unknown value `warn`; did you mean `warning`?",
        ),
        (
            "[rules]\nunbounded-tokens = { limt = 3 }",
            "limt",
            "rule `unbounded-tokens` has no option `limt`; did you mean `limit`?",
        ),
        (
            "[rules]\nunbounded-tokens = { limit = 0 }",
            "0",
            "`limit` of `unbounded-tokens` expects a number of tokens above 0",
        ),
        (
            "[keys]\nenv-file = '../.env'",
            "'../.env'",
            "`../.env` is no file inside the project; name one, such as `.env`",
        ),
        (
            "[keys]\nmax-age = 'soon'",
            "'soon'",
            "invalid value: string \"soon\", expected a number of days, or an age such as \
             \"90d\", \"12w\" or \"1y\"",
        ),
        (
            "[[overrides]]\nfiles = ['a{b']\nrules = {}",
            "'a{b'",
            "`a{b` is no pattern: error parsing glob 'a{b': unclosed alternate group; missing \
             '}' (maybe escape '{' with '[{]'?)",
        ),
        (
            "[[clients]]\nmodul = 'a'\nname = 'b'",
            "modul",
            "unknown setting `modul`; did you mean `module`?",
        ),
        (
            "[[clients]]\nmodule = 'a'\nname = 'b'\nis = 'klass'",
            "'klass'",
            "unknown value `klass`; did you mean `class`?",
        ),
        (
            "[[clients]]\nmodule = 'a'\nname = 'b'\nmethods = [{ name = 'c', kind = 'cat' }]",
            "'cat'",
            "unknown value `cat`; did you mean `chat`?",
        ),
        (
            "[[clients]]\nmodule = 'a'\nname = 'b'\nkey = '0x'",
            "'0x'",
            "`0x` is no place in a call; write `\"0\"` for the first argument, `\"0.model\"` for a \
             property of it, `\"model\"` for a keyword argument",
        ),
        (
            "[[clients]]\nmodule = 'a'\nname = 'b'",
            "'b'",
            "nothing would be seen of `b`: it has no `methods`; name those that send requests: \
             `methods = [{ name = \"ask\", model = \"0.model\" }]`",
        ),
        (
            "[[clients]]\nmodule = 'a b'\nname = 'c'\nkey = '0'",
            "'a b'",
            "no code can import `c` from `a b`; write both as an import does: \
             `module = \"@acme/llm\"`, `name = \"Llm\"`",
        ),
        (
            "[[clients]]\nmodule = 'a'\nname = 'b'\nmessages = '0'\nmethods = [{ name = 'c' }]",
            "'b'",
            "`messages` of `b` belongs to one of its `methods`; write it there, or say \
             `is = \"function\"`",
        ),
        (
            "[[clients]]\nmodule = 'a'\nname = 'b'\nmethods = [{ name = 'c()' }]",
            "'c()'",
            "`c()` is no name of a method; write it as it is called: `ask`, `chat.ask`",
        ),
        (
            "[[clients]]\nmodule = 'a'\nname = 'b'\nkey = '0'\n[[clients]]\nmodule = 'a'\nname = 'b'\nkey = '1'",
            "'b'",
            "`b` of `a` stands here twice",
        ),
    ] {
        assert_eq!(error(text), (about, message.to_owned()), "{text}");
    }
}

#[test]
fn a_syntax_error_has_a_place() {
    let (about, message) = error("rules = = 1");
    assert_eq!(about, "=");
    assert!(!message.is_empty());
}

#[test]
fn a_pyproject_counts_if_it_has_the_table() {
    let read = |text| Layer::of_pyproject_toml(text, Path::new("/p"), RULES);
    assert!(
        read("[tool.ruff]\nline-length = 'what?'")
            .unwrap()
            .is_none()
    );
    assert!(read("this is = = no TOML").unwrap().is_none());
    assert!(
        read("[project]\nname = 'windbreak-user'")
            .unwrap()
            .is_none()
    );
    let text = "[tool.windbreak.rules]\nhardcoded-key = 'off'";
    let scope = Scope::new(&[read(text).unwrap().unwrap()], &[]);
    let settings = scope.settings_for(Path::new("/p/a.py"));
    assert_eq!(settings.level(&KEY), Level::Off);
    let error = read("[tool.windbreak]\nrule = {}").unwrap_err();
    assert_eq!(error.help.as_deref(), Some("did you mean `rules`?"));
}

#[test]
fn the_schema_names_every_setting_and_rule() {
    let schema = schema(RULES).to_string();
    for name in ["honor-foreign-ignores", "max-age", "hardcoded-key", "files"] {
        assert!(schema.contains(&format!("\"{name}\"")), "{name}");
    }
}

#[test]
fn what_is_shown_of_own_clients_can_be_read_again() {
    let text = r#"
        [[clients]]
        module = "acme.llm"
        name = "LlmClient"
        key = ["api_key", "0"]
        key-variables = ["TEAM_KEY"]
        limit = "max_tokens"
        methods = [{ name = "ask", kind = "fim", model = "model", messages = ["messages", "0"] }]
        [[clients]]
        module = "acme.llm"
        name = "embed"
        is = "function"
        kind = "embeddings"
    "#;
    let first = scope(&[text]);
    let first = first.settings_for(Path::new("/p/a.py"));
    let shown = to_toml(first, RULES);
    let again = scope(&[&shown]);
    let again = again.settings_for(Path::new("/p/a.py"));
    assert_eq!(first.clients, again.clients);
}

#[test]
fn clients_of_layers_add_up() {
    let one = |name| format!("[[clients]]\nmodule = 'a'\nname = '{name}'\nkey = '0'");
    let scope = scope(&[&one("b"), &one("c")]);
    let settings = scope.settings_for(Path::new("/p/a.ts"));
    let names = settings.clients.list().iter().map(|it| it.name.as_str());
    assert_eq!(names.collect::<Vec<_>>(), ["b", "c"]);
}
