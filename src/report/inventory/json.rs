//! JSON. The shape is promised: `docs/inventory.schema.json`.

use super::super::Sources;
use crate::inventory::{self, Inventory, Origin, OriginKind};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use std::io::{self, Write};

/// What `windbreak inventory --format json` prints.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "windbreak inventory")]
struct Document {
    /// The version of this shape.
    version: u32,
    /// What holds a key and sends requests, in order of path and place.
    clients: Vec<Client>,
    /// The calls that send requests, in order of path and place.
    requests: Vec<Request>,
}

/// Something that holds a key and sends requests.
#[derive(Serialize, JsonSchema)]
struct Client {
    #[serde(flatten)]
    place: Place,
    /// What it is a client of: `mistral-ts`, `mistral-py`, `langchain-…`; `http` for a request that is
    /// sent without an SDK.
    kind: String,
    /// Where its key comes from.
    key: Key,
    /// The server's address, if one is given and known; a variable as `${NAME}`.
    base_url: Option<String>,
}

/// Where a key comes from; never the key.
#[derive(Serialize, JsonSchema)]
struct Key {
    /// From where.
    origin: OriginKind,
    /// The variable, constant or parameter that holds it.
    name: Option<String>,
}

/// A call that sends a request.
#[derive(Serialize, JsonSchema)]
struct Request {
    #[serde(flatten)]
    place: Place,
    /// How it is called: `chat.complete`, `/v1/chat/completions`.
    method: String,
    /// Where the client is made that sends it, if that is known.
    client: Option<Made>,
    /// Where its model comes from.
    model: Model,
    /// The most tokens the answer may have, if the code says so in a number.
    max_tokens: Option<u64>,
    /// Whether a record of it is kept.
    audited: bool,
    /// Whether what people send in is checked before it is passed on; `null` where nothing is known
    /// to be sent in.
    validated_input: Option<bool>,
    /// Whether its web handler is limited in rate; `null` outside of handlers.
    rate_limited: Option<bool>,
    /// The web handler that it is sent from.
    handler: Option<String>,
}

/// Where a model comes from, and what it may be.
#[derive(Serialize, JsonSchema)]
struct Model {
    /// From where.
    origin: OriginKind,
    /// The names it may have, as far as they are written in the code.
    values: Vec<String>,
}

/// Where a client is made.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ClientPlace")]
struct Made {
    /// The file, relative to the working directory, with `/`.
    path: String,
    /// The line, from 1.
    #[schemars(range(min = 1))]
    line: u32,
}

/// Where something stands.
#[derive(Serialize, JsonSchema)]
struct Place {
    /// The file, relative to the working directory, with `/`.
    path: String,
    /// The cell of a notebook, counting all cells from 0; `null` in other files.
    cell: Option<u32>,
    /// The line, from 1; in a notebook, of the cell.
    #[schemars(range(min = 1))]
    line: u32,
}

pub(super) fn write(
    list: &Inventory,
    sources: &Sources<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let clients = list.clients.iter().map(|it| client(it, sources));
    let requests = list.requests.iter().map(|it| request(it, sources));
    let document = Document {
        version: 1,
        clients: clients.collect(),
        requests: requests.collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

/// The JSON Schema of the JSON format.
pub fn schema() -> serde_json::Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let generator = settings.into_generator();
    generator.into_root_schema_for::<Document>().to_value()
}

fn client(client: &inventory::Client, sources: &Sources<'_>) -> Client {
    let shown = |text: &str| sources.redact(text).into_owned();
    Client {
        place: place(&client.place, sources),
        kind: client.kind.to_string(),
        key: Key {
            origin: client.key.kind,
            name: client.key.name.as_deref().map(shown),
        },
        base_url: client.base_url.as_deref().map(shown),
    }
}

fn request(request: &inventory::Request, sources: &Sources<'_>) -> Request {
    let shown = |text: &str| sources.redact(text).into_owned();
    let made = |place: &inventory::Place| Made {
        path: sources.path(&place.path),
        line: place.line,
    };
    Request {
        place: place(&request.place, sources),
        method: request.method.to_string(),
        client: request.client.as_ref().map(made),
        model: model(&request.model, sources),
        max_tokens: request.max_tokens.tokens(),
        audited: request.audited,
        validated_input: request.validated_input,
        rate_limited: request.rate_limited,
        handler: request.handler.as_deref().map(shown),
    }
}

fn model(origin: &Origin, sources: &Sources<'_>) -> Model {
    let values = origin.values.iter();
    Model {
        origin: origin.kind,
        values: values.map(|it| sources.redact(it).into_owned()).collect(),
    }
}

fn place(place: &inventory::Place, sources: &Sources<'_>) -> Place {
    Place {
        path: sources.path(&place.path),
        cell: place.cell,
        line: place.line,
    }
}
