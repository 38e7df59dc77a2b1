//! Clients: what makes them, where they take a key, and what can be asked of them.

use super::Family;
use super::slot::Slot;
use rustc_hash::FxHashMap;
use serde::Deserialize;

/// A class or factory whose instances send requests to Mistral.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ClientKind {
    /// What it is called in code.
    pub class: String,
    /// The package it comes from.
    pub package: String,
    /// The paths of the symbols that make one when called.
    pub symbols: Vec<String>,
    /// Where it takes its key, the usual place first.
    pub key: Vec<Slot>,
    /// Where it takes another host.
    #[serde(default)]
    pub base_url: Vec<Slot>,
    /// The variable it reads itself when it is given no key.
    pub key_env: Option<String>,
    /// Whether it fails when it has no key, instead of sending requests without.
    #[serde(default)]
    pub fails_on_missing: bool,
    /// The name of its method table.
    methods: String,
    #[serde(skip)]
    table: FxHashMap<String, Method>,
}

/// A method that sends a request to a model.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Method {
    /// Its path on the client: `chat.complete`.
    path: String,
    /// What it asks for.
    pub kind: RequestKind,
    /// Where it takes the model.
    #[serde(default)]
    pub model: Vec<Slot>,
    /// Where it takes what is asked.
    #[serde(default)]
    pub input: Vec<Slot>,
    /// Where it takes a limit on what is answered.
    #[serde(default)]
    pub limit: Vec<Slot>,
}

/// What a request asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestKind {
    /// An answer to messages.
    Chat,
    /// The middle of a text.
    Fim,
    /// An answer of an agent.
    Agents,
    /// A turn of a conversation kept by Mistral.
    Conversations,
    /// Vectors for texts.
    Embeddings,
    /// A judgement of texts.
    Classification,
    /// The text of a document.
    Ocr,
    /// The text of a recording.
    Transcription,
    /// The sound of a text.
    Speech,
    /// Many requests at once.
    Batch,
    /// A model made or an agent set up.
    Setup,
    /// A run of a workflow or a tool.
    Workflow,
}

impl RequestKind {
    /// Whether a model writes an answer, so that tokens, cost and abuse are worth a record.
    pub fn is_generation(self) -> bool {
        !matches!(self, Self::Setup | Self::Embeddings | Self::Classification)
    }
}

impl ClientKind {
    /// The method at this path.
    pub fn method(&self, path: &str) -> Option<&Method> {
        self.table.get(path)
    }

    /// The paths of all methods.
    pub fn method_paths(&self) -> impl Iterator<Item = &str> {
        self.table.keys().map(String::as_str)
    }
}

/// A file of clients and their methods.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClientFile {
    client: Vec<ClientKind>,
    methods: FxHashMap<String, MethodTable>,
}

/// The methods that some clients share.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct MethodTable {
    /// Endings that name twins of every method: `_async`.
    #[serde(default)]
    twins: Vec<String>,
    method: Vec<Method>,
}

impl ClientFile {
    /// The clients, each with its methods.
    ///
    /// # Errors
    ///
    /// If a client names a method table that is not there.
    pub(super) fn clients(self, family: Family) -> Result<Vec<(Family, ClientKind)>, String> {
        let tables = self.methods;
        let with_methods = |mut client: ClientKind| {
            let table = tables.get(&client.methods).ok_or_else(|| {
                format!(
                    "the client {} names the unknown method table {:?}",
                    client.class, client.methods
                )
            })?;
            for method in &table.method {
                let twins = table
                    .twins
                    .iter()
                    .map(|ending| format!("{}{ending}", method.path));
                for path in twins.chain([method.path.clone()]) {
                    client.table.insert(path, method.clone());
                }
            }
            Ok((family, client))
        };
        self.client.into_iter().map(with_methods).collect()
    }
}
