//! The client's settings: asked for, and asked again when they change.

use super::options::SECTION;
use super::outbox::Outbox;
use serde_json::{Value, json};
use tower_lsp::lsp_types::request::WorkspaceConfiguration;
use tower_lsp::lsp_types::{ConfigurationItem, ConfigurationParams, Registration};

/// What to ask the client for, so that it tells of changes.
pub fn registration() -> Registration {
    Registration {
        id: "windbreak/configuration".to_owned(),
        method: "workspace/didChangeConfiguration".to_owned(),
        register_options: Some(json!({ "section": SECTION })),
    }
}

/// Asks for the settings and has `then` done with them, if there is an answer.
pub fn ask(outbox: &Outbox, then: impl FnOnce(Value) + Send + 'static) {
    let item = ConfigurationItem {
        scope_uri: None,
        section: Some(SECTION.to_owned()),
    };
    let params = ConfigurationParams { items: vec![item] };
    outbox.request::<WorkspaceConfiguration>(params, |answer| {
        if let Some(settings) = answer.and_then(|values| values.into_iter().next()) {
            then(settings);
        }
    });
}
