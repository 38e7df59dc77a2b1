//! Clients of the project's own: how they are written, and what they are to the catalogue.

use super::OptionsError;
use crate::catalog::{OwnClient, OwnMethod, OwnModule, OwnShape, RequestKind, Slot};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::SeqAccessDeserializer;
use serde::de::{Deserializer, Error, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;
use std::path::{Component, Path, PathBuf};
use toml::Spanned;

/// A client that wraps Mistral: a class, an object or a function that others import. Where a value
/// goes in is written `"0"` (the first argument), `"0.model"` (a property of it) or `"model"` (a
/// keyword argument in Python); a list of them if it goes in at one of several places.
#[derive(Deserialize, JsonSchema, Debug)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ClientOptions {
    /// The package or module, as code imports it (`@acme/llm`, `acme.llm`); or the file, relative to
    /// this one (`./src/llm.ts`).
    #[schemars(with = "String")]
    module: Spanned<String>,
    /// The name under which the module exports it; `default` for a default export.
    #[schemars(with = "String")]
    name: Spanned<String>,
    /// What it is (default: `class`).
    #[serde(default)]
    is: ShapeOption,
    /// Whether it keeps a record of every request by itself.
    #[serde(default)]
    audited: bool,
    /// Where its call takes a key.
    #[schemars(with = "Option<Places>")]
    key: Option<Spanned<Places>>,
    /// The environment variables that it reads if it is given no key.
    #[serde(default)]
    key_variables: Vec<String>,
    /// Where its call takes the address of the server.
    #[schemars(with = "Option<Places>")]
    base_url: Option<Spanned<Places>>,
    /// Where its call takes the model.
    #[schemars(with = "Option<Places>")]
    model: Option<Spanned<Places>>,
    /// Where its call takes the token limit.
    #[schemars(with = "Option<Places>")]
    limit: Option<Spanned<Places>>,
    /// Where its call takes the input, if it is a function.
    #[schemars(with = "Option<Places>")]
    messages: Option<Spanned<Places>>,
    /// What its call asks for, if it is a function (default: `chat`).
    kind: Option<RequestKind>,
    /// Its methods that send requests.
    #[serde(default)]
    methods: Vec<MethodOptions>,
}

/// A method of such a client that sends a request.
#[derive(Deserialize, JsonSchema, Debug)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct MethodOptions {
    /// How it is reached from the client: `ask`, `chat.ask`.
    #[schemars(with = "String")]
    name: Spanned<String>,
    /// What it asks for (default: `chat`).
    kind: Option<RequestKind>,
    /// Where it takes the model.
    #[schemars(with = "Option<Places>")]
    model: Option<Spanned<Places>>,
    /// Where it takes the input.
    #[schemars(with = "Option<Places>")]
    messages: Option<Spanned<Places>>,
    /// Where it takes the token limit.
    #[schemars(with = "Option<Places>")]
    limit: Option<Spanned<Places>>,
}

/// What is exported.
#[derive(Deserialize, Serialize, JsonSchema, Clone, Copy, PartialEq, Eq, Default, Debug)]
#[serde(rename_all = "kebab-case")]
enum ShapeOption {
    /// A class, or a function that makes a client.
    #[default]
    Class,
    /// A client that is ready for use.
    Object,
    /// A function whose call is a request.
    Function,
}

/// One place in a call or several, as written.
#[derive(Debug, Default)]
struct Places(Vec<String>);

impl ClientOptions {
    /// What is written, checked; `folder` is that of the configuration file.
    pub(super) fn checked(&self, folder: &Path) -> Result<OwnClient, OptionsError> {
        let name = self.name.get_ref();
        self.check_shape()?;
        let client = OwnClient {
            module: module(self.module.get_ref(), folder),
            name: name.clone(),
            shape: match self.is {
                ShapeOption::Class => OwnShape::Class,
                ShapeOption::Object => OwnShape::Object,
                ShapeOption::Function => OwnShape::Function,
            },
            audited: self.audited,
            key: slots(self.key.as_ref())?,
            key_variables: self.key_variables.clone(),
            base_url: slots(self.base_url.as_ref())?,
            model: slots(self.model.as_ref())?,
            limit: slots(self.limit.as_ref())?,
            messages: slots(self.messages.as_ref())?,
            kind: self.kind.unwrap_or(RequestKind::Chat),
            methods: self
                .methods
                .iter()
                .map(MethodOptions::checked)
                .collect::<Result<_, _>>()?,
        };
        if client.can_be_imported() {
            return Ok(client);
        }
        let module = self.module.get_ref();
        let message = format!("no code can import `{name}` from `{module}`");
        let help = "write both as an import does: `module = \"@acme/llm\"`, `name = \"Llm\"`";
        Err(OptionsError::at(self.module.span(), message).with_help(help))
    }

    /// Refuses what would never be looked at.
    fn check_shape(&self) -> Result<(), OptionsError> {
        let name = self.name.get_ref();
        let refuse = |message: String, help: &str| {
            Err(OptionsError::at(self.name.span(), message).with_help(help))
        };
        let of_call = [
            ("key", self.key.is_some()),
            ("base-url", self.base_url.is_some()),
            ("model", self.model.is_some()),
            ("limit", self.limit.is_some()),
        ];
        let of_request = [
            ("messages", self.messages.is_some()),
            ("kind", self.kind.is_some()),
        ];
        let first = |options: &[(&'static str, bool)]| {
            let mut set = options.iter().filter(|(_, is_set)| *is_set);
            set.next().map(|(option, _)| *option)
        };
        match self.is {
            ShapeOption::Function if !self.methods.is_empty() => refuse(
                format!("`{name}` is a function and has `methods`"),
                "say `is = \"class\"` or `is = \"object\"`, or what its call takes",
            ),
            ShapeOption::Function => Ok(()),
            _ if self.methods.is_empty()
                && (self.key.is_none() || self.is == ShapeOption::Object) =>
            {
                refuse(
                    format!("nothing would be seen of `{name}`: it has no `methods`"),
                    "name those that send requests: `methods = [{ name = \"ask\", model = \"0.model\" }]`",
                )
            }
            _ if let Some(option) = first(&of_request) => refuse(
                format!("`{option}` of `{name}` belongs to one of its `methods`"),
                "write it there, or say `is = \"function\"`",
            ),
            ShapeOption::Object if let Some(option) = first(&of_call) => refuse(
                format!("`{name}` is an object, and no call of it has `{option}`"),
                "write it into its `methods`, or say `is = \"class\"`",
            ),
            _ => Ok(()),
        }
    }
}

impl MethodOptions {
    fn checked(&self) -> Result<OwnMethod, OptionsError> {
        let name = self.name.get_ref();
        let is_name = |part: &str| {
            !part.is_empty()
                && !part.starts_with(|c: char| c.is_ascii_digit())
                && part
                    .chars()
                    .all(|c| c.is_alphanumeric() || matches!(c, '_' | '$'))
        };
        if !name.split('.').all(is_name) {
            let message = format!("`{name}` is no name of a method");
            let help = "write it as it is called: `ask`, `chat.ask`";
            return Err(OptionsError::at(self.name.span(), message).with_help(help));
        }
        Ok(OwnMethod {
            name: name.clone(),
            kind: self.kind.unwrap_or(RequestKind::Chat),
            model: slots(self.model.as_ref())?,
            messages: slots(self.messages.as_ref())?,
            limit: slots(self.limit.as_ref())?,
        })
    }
}

/// The clients that a file names, checked; none twice.
pub(super) fn checked(
    written: &[ClientOptions],
    folder: &Path,
) -> Result<Vec<OwnClient>, OptionsError> {
    let mut clients: Vec<OwnClient> = Vec::new();
    for options in written {
        let client = options.checked(folder)?;
        let is_same = |it: &OwnClient| it.name == client.name && it.module == client.module;
        if clients.iter().any(is_same) {
            let (name, module) = (&client.name, options.module.get_ref());
            let message = format!("`{name}` of `{module}` stands here twice");
            return Err(OptionsError::at(options.name.span(), message));
        }
        clients.push(client);
    }
    Ok(clients)
}

/// A module as it is written; what begins with a dot is a file.
fn module(written: &str, folder: &Path) -> OwnModule {
    if !written.starts_with("./") && !written.starts_with("../") {
        return OwnModule::Named(written.to_owned());
    }
    let mut path = PathBuf::new();
    for part in folder.join(written).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                path.pop();
            }
            part => path.push(part),
        }
    }
    OwnModule::File(path, written.to_owned())
}

fn slots(written: Option<&Spanned<Places>>) -> Result<Vec<Slot>, OptionsError> {
    let Some(written) = written else {
        return Ok(Vec::new());
    };
    let slot = |text: &String| {
        text.parse().map_err(|_| {
            OptionsError::at(written.span(), format!("`{text}` is no place in a call")).with_help(
                "write `\"0\"` for the first argument, `\"0.model\"` for a property of it, `\"model\"` for \
                 a keyword argument",
            )
        })
    };
    written.get_ref().0.iter().map(slot).collect()
}

impl<'de> Deserialize<'de> for Places {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PlacesVisitor)
    }
}

struct PlacesVisitor;

impl<'de> Visitor<'de> for PlacesVisitor {
    type Value = Places;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a place in a call, such as \"0.model\", or a list of them")
    }

    fn visit_str<E: Error>(self, place: &str) -> Result<Places, E> {
        Ok(Places(vec![place.to_owned()]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, places: A) -> Result<Places, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(places)).map(Places)
    }
}

impl JsonSchema for Places {
    fn schema_name() -> Cow<'static, str> {
        "Places".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let place = json_schema!({ "type": "string" });
        json_schema!({
            "description": "A place in a call, such as `0.model`, or a list of them.",
            "anyOf": [place, { "type": "array", "items": place }],
        })
    }
}

/// A client as it would be written in a configuration file.
pub(super) fn to_toml(client: &OwnClient) -> toml::Value {
    let mut table = toml::Table::new();
    let module = match &client.module {
        OwnModule::File(path, _) => path.display().to_string(),
        OwnModule::Named(module) => module.clone(),
    };
    table.insert("module".to_owned(), module.into());
    table.insert("name".to_owned(), client.name.clone().into());
    let is = match client.shape {
        OwnShape::Class => "class",
        OwnShape::Object => "object",
        OwnShape::Function => "function",
    };
    table.insert("is".to_owned(), is.into());
    table.insert("audited".to_owned(), client.audited.into());
    let places = [
        ("key", &client.key),
        ("base-url", &client.base_url),
        ("model", &client.model),
        ("limit", &client.limit),
        ("messages", &client.messages),
    ];
    insert_places(&mut table, &places);
    if !client.key_variables.is_empty() {
        let variables = client.key_variables.clone();
        table.insert("key-variables".to_owned(), variables.into());
    }
    if client.shape == OwnShape::Function {
        insert_kind(&mut table, client.kind);
    }
    let method = |method: &OwnMethod| {
        let mut table = toml::Table::new();
        table.insert("name".to_owned(), method.name.clone().into());
        insert_kind(&mut table, method.kind);
        let places = [
            ("model", &method.model),
            ("messages", &method.messages),
            ("limit", &method.limit),
        ];
        insert_places(&mut table, &places);
        toml::Value::from(table)
    };
    if !client.methods.is_empty() {
        let methods = client.methods.iter().map(method).collect();
        table.insert("methods".to_owned(), toml::Value::Array(methods));
    }
    table.into()
}

fn insert_places(table: &mut toml::Table, places: &[(&str, &Vec<Slot>)]) {
    for (name, slots) in places.iter().filter(|(_, slots)| !slots.is_empty()) {
        let texts: Vec<_> = slots.iter().map(ToString::to_string).collect();
        let value = match texts.as_slice() {
            [one] => one.clone().into(),
            _ => texts.into(),
        };
        table.insert((*name).to_owned(), value);
    }
}

fn insert_kind(table: &mut toml::Table, kind: RequestKind) {
    if let Ok(kind) = toml::Value::try_from(kind) {
        table.insert("kind".to_owned(), kind);
    }
}
