//! Clients: how they are made, where their key comes from, which of their methods reach a model.

use std::collections::HashMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::slot::Slot;
use super::symbols::{Family, Reaction};
use super::version::{Version, VersionRange};

/// What a request asks for.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum RequestKind {
    Chat,
    Fim,
    Agents,
    Conversations,
    Responses,
    Embeddings,
    Moderation,
    Classification,
    Ocr,
    Transcription,
    Speech,
    /// A realtime connection: audio in, text or speech out.
    Realtime,
    Batch,
    FineTuning,
    /// Storing an agent, with the model that later runs are billed for.
    AgentDefinition,
    Judge,
    ToolCall,
    Workflow,
    /// A short-lived credential for a browser.
    Session,
    /// How many tokens an input would take; nothing is generated.
    TokenCount,
}

impl RequestKind {
    /// Whether a model writes an answer, so that tokens, cost and abuse are worth a record.
    pub fn is_generation(self) -> bool {
        !matches!(
            self,
            Self::Embeddings
                | Self::Moderation
                | Self::Classification
                | Self::FineTuning
                | Self::AgentDefinition
                | Self::Session
                | Self::TokenCount
        )
    }

    /// Whether the answer is text of the model's making, whose length a limit bounds.
    pub fn generates_text(self) -> bool {
        matches!(
            self,
            Self::Chat | Self::Fim | Self::Agents | Self::Conversations | Self::Responses
        )
    }
}

/// When a client or function talks to Mistral.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Applies {
    /// Always.
    #[default]
    Always,
    /// When its base URL is one of Mistral's hosts: the OpenAI client.
    MistralHost,
    /// When the model is written with one of the `model_prefixes`: LiteLLM's `mistral/..`.
    ModelPrefix,
    /// When the client or bound model that it is given comes from a client of this catalogue, or
    /// the model is written with one of the `model_prefixes`.
    Client,
}

/// A text that a call must have in a slot to be the one that is meant: `boto3.client("bedrock-runtime")`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requires {
    /// Where the text is.
    #[serde(deserialize_with = "super::load::slots")]
    pub slot: Vec<Slot>,
    /// The texts that will do.
    pub texts: Vec<String>,
}

/// A server that an SDK has a name for: `server: "eu"`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedServer {
    pub name: String,
    pub url: String,
    #[serde(default)]
    pub versions: VersionRange,
}

/// What sets a client, a key or an address for the whole program: `Settings.llm = llm`,
/// `dspy.configure(lm=lm)`, `litellm.api_key = key`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ambient {
    /// What has it as a member, or is called with it.
    #[serde(default, deserialize_with = "super::load::names")]
    pub symbols: Vec<String>,
    /// Methods of what the call itself makes that are given it: `pipeline.add_component("llm", it)`.
    #[serde(default)]
    pub methods: Vec<String>,
    /// The member.
    pub member: Option<String>,
    /// Where it goes into the call.
    #[serde(default, deserialize_with = "super::load::slots")]
    pub slot: Vec<Slot>,
}

/// Methods of all that a package gives, by their names alone: `as_query_engine` of any index.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MethodOf {
    /// What the paths begin with: `llama_index.`.
    pub within: String,
    #[serde(deserialize_with = "super::load::names")]
    pub names: Vec<String>,
}

/// What the constructor does about a key that it is not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EnvFallback {
    /// Reads it from one of `key_env`.
    Reads,
    /// Sends its requests without a key.
    Ignores,
    /// Uses the account that the machine is logged in with.
    Account,
}

/// One way a client behaves in a range of versions.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyBehaviour {
    #[serde(default)]
    pub versions: VersionRange,
    /// What an absent key leads to.
    pub env: EnvFallback,
    /// What making the client does when there is no key anywhere.
    #[serde(default)]
    pub missing: Reaction,
    /// What it does with a key that is the empty string.
    #[serde(default)]
    pub empty: Reaction,
}

/// A method of a client that sends a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Method {
    /// How it is reached from the client: `chat.complete`; empty if the client itself is called.
    pub path: String,
    pub kind: RequestKind,
    /// The HTTP request that it sends, where the facts name it: `POST /v1/chat/completions`.
    pub http: Option<String>,
    /// Where the model stands, alternatives in order; empty if the request names none (an agent has its own).
    pub model: Vec<Slot>,
    /// Where the agent is named that stands for a model.
    pub agent: Vec<Slot>,
    /// Where the person's or program's text goes in; all of them may.
    pub input: Vec<Slot>,
    /// Where tokens, pages or hours are bounded.
    pub limit: Vec<Slot>,
    /// What makes Mistral filter the request: the parameter that is set to true first.
    pub filter: Vec<Slot>,
    /// Whether the answer comes in parts.
    pub stream: bool,
    /// The versions that have the method.
    pub versions: VersionRange,
}

/// A method of a client that sends nothing but names the model: `mistral.chat("..")` of the AI SDK.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelFactory {
    /// How it is reached from the client; empty if the client itself is called.
    pub path: String,
    pub kind: RequestKind,
    /// Where the model is named; empty if what stands there is a name of the program's own.
    #[serde(default, deserialize_with = "super::load::slots")]
    pub model: Vec<Slot>,
}

/// The methods of a client by path, the newest form first.
pub(super) type Methods = HashMap<String, Vec<Method>>;

/// One kind of client.
#[derive(Clone, Debug)]
pub struct ClientKind {
    /// The catalogue's own name for it: `mistral-ts`.
    pub id: String,
    /// What people call it: `Mistral`.
    pub class: String,
    /// The package whose version decides what a call means.
    pub package: String,
    pub family: Family,
    /// Whether it talks to Mistral at all.
    pub applies: Applies,
    /// How a model is written that makes it talk to Mistral, if [`Applies::ModelPrefix`].
    pub model_prefixes: Vec<String>,
    /// Whether its model may name the host of somebody else that serves Mistral's models too:
    /// `openrouter/mistralai/..` of LiteLLM.
    pub routes: bool,
    /// Where the vendor is named, if apart from the model: `model_provider="mistralai"`.
    pub provider: Vec<Slot>,
    /// How Mistral is called there.
    pub providers: Vec<String>,
    /// What else the constructor must be given to be this client.
    pub requires: Vec<Requires>,
    /// Where the key goes in; the first is the documented one.
    pub key: Vec<Slot>,
    /// Where the server's address goes in.
    pub base_url: Vec<Slot>,
    /// What is its key where it is given none, and its address.
    pub key_set: Vec<Ambient>,
    pub base_url_set: Vec<Ambient>,
    /// The servers that have a name, and what the name means in which versions.
    pub servers: Vec<NamedServer>,
    /// Where a name of one of the SDK's servers goes in: `server: "eu"`.
    pub server: Vec<Slot>,
    /// Where a debug logger goes in, which prints requests, in TypeScript with the key.
    pub debug_logger: Vec<Slot>,
    /// Where an HTTP client of one's own goes in, whose hooks may record requests.
    pub http_client: Vec<Slot>,
    /// The environment variables that it reads when no key is given, in that order.
    pub key_env: Vec<String>,
    /// The environment variable to suggest for its key, if it is another.
    pub suggest: Option<String>,
    /// Where a client or a model bound by one goes in that this one is made from:
    /// `instructor.from_mistral(client)`, `new Agent({ model })`.
    pub from: Vec<Slot>,
    /// What it is made from where the first of those slots has nothing.
    pub ambient: Vec<Ambient>,
    /// What it does about a key it is not given, newest versions first.
    pub behaviour: Vec<KeyBehaviour>,
    /// Where the constructor takes the model for later requests.
    pub model: Vec<Slot>,
    /// The model that stands where none is given.
    pub default_model: Option<String>,
    /// Where the constructor takes the token limit for later requests.
    pub limit: Vec<Slot>,
    /// Where the constructor takes what makes Mistral filter later requests.
    pub filter: Vec<Slot>,
    /// Methods that return the client again, perhaps narrowed: `bindTools`.
    pub fluent: Vec<String>,
    pub models: Vec<ModelFactory>,
    /// Whether a function that it decorates sends a request when it is called: `@mistral.call(..)`.
    pub decorates: bool,
    /// Whether it keeps a record of every request by itself.
    pub audited: bool,
    /// The methods by path; of one path there may be several, of different versions.
    pub(super) methods: Arc<Methods>,
}

impl ClientKind {
    /// The method reached by `path` in this version of the package. When the version is not known,
    /// the newest form of the method.
    pub fn method(&self, path: &str, version: Option<Version>) -> Option<&Method> {
        let forms = self.methods.get(path)?;
        forms.iter().find(|form| form.versions.may_contain(version))
    }

    /// All methods, in no order.
    pub fn methods(&self) -> impl Iterator<Item = &Method> {
        self.methods.values().flatten()
    }

    /// Whether some method's path starts with these names: `client.chat` is on the way to one.
    pub fn leads_to_method(&self, path: &str) -> bool {
        self.methods.keys().any(|known| {
            known
                .strip_prefix(path)
                .is_some_and(|rest| rest.starts_with('.'))
        })
    }

    /// What a client of this version does without a key. An unknown version counts as the newest
    /// one that reads the environment, if any does: then there is an implicit read to be judged.
    pub fn behaviour(&self, version: Option<Version>) -> Option<&KeyBehaviour> {
        match version {
            Some(version) => self.behaviour.iter().find(|b| b.versions.contains(version)),
            None => self
                .behaviour
                .iter()
                .find(|b| b.env == EnvFallback::Reads)
                .or(self.behaviour.first()),
        }
    }

    /// The address that the name of a server stands for in this version of the package; when the
    /// version is not known, in the newest one.
    pub fn server(&self, name: &str, version: Option<Version>) -> Option<&str> {
        let mut servers = self.servers.iter().filter(|server| server.name == name);
        servers
            .find(|server| server.versions.may_contain(version))
            .map(|server| server.url.as_str())
    }

    /// The call of one of its members, empty for itself, that names a model for later requests.
    pub fn model_factory(&self, path: &str) -> Option<&ModelFactory> {
        self.models.iter().find(|factory| factory.path == path)
    }

    /// Whether each request says anew whether it goes to Mistral, as the constructor takes no model:
    /// `client.chat.completions.create(model="mistral:..")` of aisuite.
    pub fn is_told_per_request(&self) -> bool {
        self.applies == Applies::ModelPrefix && self.model.is_empty()
    }

    /// Whether it talks to a cloud that serves Mistral's models under names and dates of its own.
    pub fn is_cloud(&self) -> bool {
        self.id
            .split('-')
            .any(|part| matches!(part, "azure" | "gcp"))
    }

    /// Whether it sets a token limit by itself where none is given: LlamaIndex, 512 (facts page, 10).
    pub fn limits_itself(&self) -> bool {
        self.id.starts_with("llamaindex-py")
    }

    /// The environment variable to suggest for the key.
    pub fn key_variable(&self) -> Option<&str> {
        self.suggest
            .as_deref()
            .or(self.key_env.first().map(String::as_str))
    }
}

/// A function, not a client's method, that sends a request.
#[derive(Clone, Debug)]
pub struct RequestFunction {
    /// What people call it: `chatComplete`.
    pub name: String,
    pub package: String,
    pub applies: Applies,
    pub model_prefixes: Vec<String>,
    /// Whether its model may name the host of somebody else that serves Mistral's models too.
    pub routes: bool,
    /// Where the vendor is named, if apart from the model.
    pub provider: Vec<Slot>,
    /// How Mistral is called there.
    pub providers: Vec<String>,
    /// Where the client goes in, or the model that a client bound.
    pub client: Vec<Slot>,
    /// What sends the request where the first of those slots has nothing.
    pub ambient: Vec<Ambient>,
    /// Where a key goes in.
    pub key: Vec<Slot>,
    /// Where the server's address goes in.
    pub base_url: Vec<Slot>,
    /// What is the key where it is given none, and the address.
    pub key_set: Vec<Ambient>,
    pub base_url_set: Vec<Ambient>,
    /// Whether it keeps a record of every request by itself.
    pub audited: bool,
    /// What the request is: model, input and limit are slots of the function's own call.
    pub request: Method,
}
