//! Whether the tables say what they should.

use super::*;

fn catalog() -> &'static Catalog {
    Catalog::builtin()
}

fn client(symbol: &str, family: Family) -> &'static ClientKind {
    match catalog().role(family, symbol) {
        Some(Role::Client(client) | Role::ClientInstance(client)) => client,
        other => panic!("{symbol} is {other:?}"),
    }
}

fn version(text: &str) -> Option<Version> {
    Some(text.parse().unwrap())
}

fn written(slots: &[Slot]) -> String {
    let slots: Vec<String> = slots.iter().map(Slot::to_string).collect();
    slots.join(" ")
}

#[test]
fn the_tables_load() {
    // Reading a part that is wrong panics with the file and the mistake.
    assert!(catalog().clients().count() > 40);
    assert!(catalog().models().len() > 60);
    assert!(catalog().host("https://api.mistral.ai").is_some());
    assert!(catalog().is_key_variable("MISTRAL_API_KEY"));
    assert_eq!(KeyShape::of("changeme"), KeyShape::Placeholder);
}

#[test]
fn a_symbol_resolves_to_its_role_and_what_follows() {
    let (role, rest) = catalog()
        .resolve(Family::Ecma, "process.env.MISTRAL_API_KEY")
        .unwrap();
    assert!(matches!(role, Role::EnvObject(_)));
    assert_eq!(rest, "MISTRAL_API_KEY");
    assert!(catalog().resolve(Family::Ecma, "process.pid").is_none());
    assert!(catalog().resolve(Family::Python, "").is_none());
}

#[test]
fn each_client_has_an_id_of_its_own_and_is_reached() {
    let mut ids: Vec<&str> = catalog()
        .clients()
        .map(|client| client.id.as_str())
        .collect();
    ids.sort_unstable();
    let count = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), count);
    for client in catalog().clients() {
        let roles = catalog().symbols(client.family).roles.values();
        let mut made = roles.filter(|role| match role {
            Role::Client(made) | Role::ClientInstance(made) => made.id == client.id,
            _ => false,
        });
        assert!(made.next().is_some(), "no symbol for {}", client.id);
        let tells = !client.model_prefixes.is_empty() || !client.providers.is_empty();
        assert!(
            client.applies != Applies::ModelPrefix || tells,
            "{} needs a prefix, or the name of the vendor",
            client.id
        );
    }
}

#[test]
fn slots_fit_the_language() {
    for client in catalog().clients() {
        let of_methods = client.methods().flat_map(|m| {
            m.model
                .iter()
                .chain(&m.agent)
                .chain(&m.input)
                .chain(&m.limit)
                .chain(&m.filter)
        });
        let own = client
            .key
            .iter()
            .chain(&client.base_url)
            .chain(&client.model);
        for slot in own
            .chain(&client.limit)
            .chain(&client.filter)
            .chain(&client.from)
            .chain(of_methods)
        {
            let keyword = matches!(slot.arg, ArgRef::Keyword(_));
            assert!(
                client.family == Family::Python || !keyword,
                "{}: {slot}",
                client.id
            );
        }
    }
}

#[test]
fn every_chat_and_embedding_names_its_model_or_agent() {
    for client in catalog()
        .clients()
        .filter(|client| client.id.starts_with("mistral-"))
    {
        for method in client.methods() {
            let bound_before = method.path.contains("append") || method.path.contains("restart");
            let sends_model =
                method.kind.generates_text() || method.kind == RequestKind::Embeddings;
            assert!(
                !sends_model
                    || bound_before
                    || !method.model.is_empty()
                    || !method.agent.is_empty(),
                "{} {}",
                client.id,
                method.path
            );
            assert!(
                !method.kind.generates_text() || !method.limit.is_empty(),
                "{}",
                method.path
            );
        }
    }
}

#[test]
fn every_validator_that_is_named_exists() {
    for family in [Family::Ecma, Family::Python] {
        for role in catalog().symbols(family).roles.values() {
            let named = match role {
                Role::EnvRead(read) => read.validator.as_ref(),
                Role::EnvReader(reader) => reader.method("get").and_then(|r| r.validator.as_ref()),
                _ => None,
            };
            if let Some(id) = named {
                assert!(catalog().validator(family, id).is_some(), "{id}");
            }
        }
    }
}

#[test]
fn the_typescript_sdk_is_known_in_all_its_forms() {
    let mistral = client("@mistralai/mistralai#Mistral", Family::Ecma);
    assert_eq!(written(&mistral.key), "0.apiKey");
    let complete = mistral.method("chat.complete", None).unwrap();
    assert_eq!(written(&complete.model), "0.model");
    assert!(mistral.method("chat.parse", version("1.4.0")).is_none());
    assert!(mistral.method("chat.parse", version("1.5.0")).is_some());
    assert!(
        mistral
            .method("fineTuning.jobs.create", version("2.4.1"))
            .is_none()
    );
    assert!(mistral.method("models.list", None).is_none());
    assert!(mistral.leads_to_method("chat") && mistral.leads_to_method("beta.conversations"));
    assert!(!mistral.leads_to_method("chat.complete") && !mistral.leads_to_method("cha"));
    let old = client("@mistralai/mistralai#default", Family::Ecma);
    assert_eq!(written(&old.key), "0");
    assert!(old.method("chatStream", None).unwrap().stream);
}

#[test]
fn a_standalone_function_takes_the_client_first() {
    let symbol = "@mistralai/mistralai/funcs/betaConversationsStart#betaConversationsStart";
    let Some(Role::Request(function)) = catalog().role(Family::Ecma, symbol) else {
        panic!("{symbol} is no request");
    };
    assert_eq!(function.package, "@mistralai/mistralai");
    assert_eq!(written(&function.client), "0");
    assert_eq!(written(&function.request.model), "1.model");
    assert_eq!(
        written(&function.request.limit),
        "1.completionArgs.maxTokens"
    );
    let parse = "@mistralai/mistralai/funcs/chatParse#chatParse";
    assert!(catalog().role(Family::Ecma, parse).is_none());
}

#[test]
fn the_python_sdk_is_known_in_all_its_forms() {
    for symbol in [
        "mistralai.Mistral",
        "mistralai.client.Mistral",
        "mistralai.client.sdk.Mistral",
    ] {
        assert!(client(symbol, Family::Python).id.starts_with("mistral-py"));
    }
    let mistral = client("mistralai.Mistral", Family::Python);
    assert!(mistral.method("chat.complete_async", None).is_some());
    assert!(
        mistral
            .method("audio.realtime.connect_async", None)
            .is_none()
    );
    assert!(
        mistral
            .method("beta.conversations.run_async", None)
            .is_some()
    );
    assert!(
        mistral
            .method("beta.conversations.run_async_async", None)
            .is_none()
    );
    assert!(
        mistral
            .method("responses.create", version("3.3.0"))
            .is_none()
    );
    let old = client("mistralai.async_client.MistralAsyncClient", Family::Python);
    let chat = |of| written(&old.method("chat", of).unwrap().model);
    assert_eq!(chat(version("0.4.2")), "model 1");
    assert_eq!(chat(version("0.0.12")), "model 0");
    assert_eq!(chat(None), "model 1");
}

#[test]
fn the_version_decides_whether_the_environment_is_read() {
    let mistral = client("mistralai.client.Mistral", Family::Python);
    let env = |of| mistral.behaviour(of).unwrap().env;
    assert_eq!(env(version("1.12.4")), EnvFallback::Ignores);
    assert_eq!(env(version("2.4.5")), EnvFallback::Ignores);
    assert_eq!(env(version("2.4.7")), EnvFallback::Reads);
    assert_eq!(env(version("3.7.0")), EnvFallback::Reads);
    assert_eq!(env(None), EnvFallback::Reads);
    let first = client("mistralai.Mistral", Family::Python);
    assert_eq!(first.behaviour(None).unwrap().env, EnvFallback::Ignores);
    let old = client("mistralai.client.MistralClient", Family::Python);
    assert_eq!(
        old.behaviour(version("0.4.2")).unwrap().missing,
        Reaction::Raises
    );
    assert_eq!(
        old.behaviour(version("0.1.8")).unwrap().missing,
        Reaction::Disguises
    );
}

#[test]
fn a_key_has_a_variable_to_go_to() {
    for client in catalog().clients().filter(|client| !client.key.is_empty()) {
        let account = client
            .behaviour(None)
            .is_some_and(|b| b.env == EnvFallback::Account);
        let Some(variable) = client.key_variable() else {
            assert!(account, "{}", client.id);
            continue;
        };
        let known = catalog().is_key_variable(variable) || catalog().may_be_key_variable(variable);
        assert!(known, "{}: {variable}", client.id);
    }
}

#[test]
fn an_instrumentation_depends_on_the_sdk() {
    let outcome = |symbol, of| match catalog().role(Family::Python, symbol) {
        Some(Role::Instrumentation(found)) => found.outcome(of),
        other => panic!("{symbol} is {other:?}"),
    };
    let openinference = "openinference.instrumentation.mistralai.MistralAIInstrumentor";
    assert_eq!(outcome(openinference, version("1.9.0")), Outcome::Raises);
    assert_eq!(outcome(openinference, version("2.1.0")), Outcome::Works);
    assert_eq!(outcome(openinference, None), Outcome::Works);
    assert_eq!(
        outcome("traceloop.sdk.Traceloop.init", version("3.0.0")),
        Outcome::Silent
    );
    assert_eq!(
        outcome("traceloop.sdk.Traceloop.init", version("0.4.2")),
        Outcome::Silent
    );
}

#[test]
fn a_record_is_known_by_symbol_and_by_name() {
    let sink = |symbol| match catalog().role(Family::Ecma, symbol) {
        Some(Role::AuditSink(sink)) => sink.strength,
        other => panic!("{symbol} is {other:?}"),
    };
    assert_eq!(sink("console.log"), Strength::Weak);
    assert_eq!(sink("winston#info"), Strength::Full);
    let Some(Role::RecorderFactory(pino)) = catalog().role(Family::Ecma, "pino#default") else {
        panic!("pino makes no logger");
    };
    assert!(pino.method("info").is_some() && pino.makes_recorder("child"));
    let named = |receiver, method| catalog().named_sink(Family::Ecma, receiver, method);
    assert!(named("logger", "info").is_some());
    assert!(named("auditLogger", "error").is_some());
    assert!(named("auditLog", "create").is_some());
    assert!(named("", "logUsage").is_some());
    assert!(named("user", "info").is_none() && named("", "login").is_none());
    let python = |receiver, method| catalog().named_sink(Family::Python, receiver, method);
    assert!(python("_logger", "warning").is_some() && python("", "log_usage").is_some());
}

#[test]
fn a_schema_says_what_it_does_about_nothing() {
    let Some(Role::SchemaField(string)) = catalog().role(Family::Ecma, "zod#z.string") else {
        panic!("z.string is no schema");
    };
    let zod = &string.validator;
    let weak = Grade {
        missing: Reaction::Raises,
        empty: Reaction::Passes,
    };
    assert_eq!(string.grade, weak);
    let min = zod.modifier("min").unwrap();
    assert!(min.needs_positive && min.apply(weak).is_strong());
    assert_eq!(
        zod.modifier("optional").unwrap().apply(weak).missing,
        Reaction::Passes
    );
    assert_eq!(
        zod.check("safeParse").unwrap().refusal,
        Refusal::ReturnsOk("success".into())
    );
    assert_eq!(zod.check("parse").unwrap().refusal, Refusal::Throws);
    assert!(zod.check("describe").is_none() && zod.modifier("describe").is_none());
    for symbol in [
        "@t3-oss/env-nextjs#createEnv",
        "envalid#cleanEnv",
        "valibot#v.parse",
    ] {
        assert!(
            matches!(
                catalog().role(Family::Ecma, symbol),
                Some(Role::Validation(_))
            ),
            "{symbol}"
        );
    }
    let base = catalog().role(Family::Python, "pydantic_settings.BaseSettings");
    assert!(matches!(base, Some(Role::SettingsBase(base)) if base.grade == weak));
}

#[test]
fn the_environment_is_read_in_many_ways() {
    let missing = |family, symbol| match catalog().role(family, symbol) {
        Some(Role::EnvObject(object)) => object.missing,
        Some(Role::EnvRead(read)) => read.missing,
        other => panic!("{symbol} is {other:?}"),
    };
    assert_eq!(missing(Family::Ecma, "process.env"), Reaction::Passes);
    assert_eq!(missing(Family::Ecma, "process#env"), Reaction::Passes);
    assert_eq!(missing(Family::Python, "os.environ"), Reaction::Raises);
    assert_eq!(missing(Family::Python, "os.environ.get"), Reaction::Passes);
    assert_eq!(missing(Family::Python, "os.getenv"), Reaction::Passes);
    assert_eq!(missing(Family::Python, "decouple.config"), Reaction::Raises);
    let private = catalog().module_role(Family::Ecma, "$env/static/private");
    assert!(matches!(private, Some(ModuleRole::EnvNames(names)) if !names.public));
    let loader = catalog().module_role(Family::Ecma, "dotenv/config");
    assert_eq!(loader, Some(&ModuleRole::EnvLoader));
}

#[test]
fn headers_of_a_credential_are_known_in_any_case() {
    let scheme = |name| {
        catalog()
            .credential_header(name)
            .map(|h| h.scheme.as_deref())
    };
    assert_eq!(scheme("Authorization"), Some(Some("Bearer")));
    assert_eq!(scheme("X-API-Key"), Some(None));
    assert_eq!(scheme("Content-Type"), None);
}

#[test]
fn knows_what_calls_and_members_reach() {
    let catalog = Catalog::builtin();
    let writes =
        |family, path| matches!(catalog.meaning(family, path), Some(Meaning::AuditSink(_)));
    assert!(writes(Family::Ecma, "pino#default().info"));
    assert!(writes(Family::Ecma, "pino#default().child().info"));
    assert!(writes(Family::Python, "logging.getLogger().info"));
    assert!(writes(Family::Python, "loguru.logger.bind().info"));
    assert!(!writes(Family::Ecma, "pino#default.info"));
    assert!(!writes(Family::Ecma, "pino#default().forget"));
    assert!(matches!(
        catalog.meaning(Family::Python, "requests.Session().post"),
        Some(Meaning::Http(..))
    ));
    assert!(matches!(
        catalog.meaning(Family::Python, "environs.Env().str"),
        Some(Meaning::EnvRead(_))
    ));
    assert!(matches!(
        catalog.meaning(Family::Ecma, "node:process#env"),
        Some(Meaning::EnvObject(_))
    ));
    let instrumentor = "openinference.instrumentation.mistralai.MistralAIInstrumentor";
    let turns_on = |path: &str| {
        let meaning = catalog.meaning(Family::Python, path);
        matches!(meaning, Some(Meaning::Instrumentation(_)))
    };
    assert!(!turns_on(instrumentor) && !turns_on(&format!("{instrumentor}()")));
    assert!(turns_on(&format!("{instrumentor}().instrument")));
    assert!(
        catalog
            .meaning(Family::Python, &"a.".repeat(10_000))
            .is_none()
    );
}

#[test]
fn last_names_tell_what_a_call_may_be() {
    let catalog = Catalog::builtin();
    assert!(catalog.may_be_request(Family::Ecma, "complete"));
    assert!(catalog.may_be_request(Family::Ecma, "chatComplete"));
    assert!(catalog.may_be_request(Family::Python, "complete_async"));
    assert!(!catalog.may_be_request(Family::Python, "forget"));
    assert!(catalog.may_take_key(Family::Ecma, "Mistral"));
    assert!(catalog.may_take_key(Family::Python, "post"));
    assert!(catalog.may_assert(Family::Ecma, "ok"));
    let mut names = catalog.instrumentation_names(Family::Python);
    assert!(names.any(|name| name == "instrument"));
}

#[test]
fn names_tell_what_writes_a_record() {
    let catalog = Catalog::builtin();
    for name in ["logRequest", "track_usage", "audit", "writeAuditEntry"] {
        assert!(catalog.is_record_function(name), "{name}");
    }
    for name in ["log", "login", "trackerless", "ask"] {
        assert!(!catalog.is_record_function(name), "{name}");
    }
    assert!(catalog.mentions_record("print(f'Tokens: {n}')"));
    assert!(!catalog.mentions_record("print('done')"));
}
