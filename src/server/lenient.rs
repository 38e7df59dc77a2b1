//! What clients send, made to fit the types that `tower_lsp` reads it with.
//!
//! Those refuse a whole message for one odd member, and a refused notification is lost without a
//! word: after one lost change, a document is wrong until it is opened again.

use serde_json::{Map, Value, json};
use tower_lsp::jsonrpc::Request;
use tower_lsp::lsp_types::InitializeParams;

#[cfg(test)]
mod tests;

/// The same request in the shape that is expected.
pub fn request(request: Request) -> Request {
    let (method, id, params) = request.into_parts();
    let mut params = params.filter(|params| !params.is_null());
    match &*method {
        "initialize" => {
            let given = params.take();
            params = Some(initialize(given.unwrap_or_default()));
        }
        "initialized" => params = Some(json!({})),
        "shutdown" | "exit" => params = None,
        "textDocument/codeAction" => {
            if let Some(Value::Array(diagnostics)) = params
                .as_mut()
                .and_then(|params| params.pointer_mut("/context/diagnostics"))
            {
                diagnostics.retain(|diagnostic| diagnostic["source"] == super::SOURCE);
            }
        }
        _ => {}
    }
    if let Some(params) = &mut params {
        clamp_positions(params);
    }
    let mut builder = Request::build(method);
    if let Some(id) = id {
        builder = builder.id(id);
    }
    if let Some(params) = params {
        builder = builder.params(params);
    }
    builder.finish()
}

/// Brings lines and columns into the range of the type they are read with. Some clients say "to
/// the end" with a number far beyond it.
fn clamp_positions(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(clamp_positions),
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::Number(number) if name == "line" || name == "character" => {
                        let number = number.as_f64().unwrap_or_default();
                        // A cast of a float saturates.
                        *value = Value::from(number as u32);
                    }
                    _ => clamp_positions(value),
                }
            }
        }
        _ => {}
    }
}

/// The parameters of `initialize`, with what cannot be read left out: a capability that is not
/// understood is one that is not used.
fn initialize(params: Value) -> Value {
    let Value::Object(mut params) = params else {
        return json!({ "capabilities": {} });
    };
    if !params.get("capabilities").is_some_and(Value::is_object) {
        params.insert("capabilities".to_owned(), json!({}));
    }
    rename_diagnostics(&mut params);
    if reads(params.clone().into()) {
        return params.into();
    }
    if let Some(Value::Object(groups)) = params.get_mut("capabilities") {
        for (group, members) in groups.iter_mut() {
            if let Value::Object(members) = members {
                members.retain(|name, value| {
                    reads(json!({ "capabilities": { group: { name: value } } }))
                });
            }
        }
        groups.retain(|group, members| reads(json!({ "capabilities": { group: members } })));
    }
    params.retain(|name, value| {
        let mut alone = Map::new();
        alone.insert("capabilities".to_owned(), json!({}));
        alone.insert(name.clone(), value.clone());
        reads(alone.into())
    });
    params.into()
}

/// The protocol's `workspace.diagnostics` is called `diagnostic` in `lsp_types` 0.94.
fn rename_diagnostics(params: &mut Map<String, Value>) {
    let workspace = params
        .get_mut("capabilities")
        .and_then(|capabilities| capabilities.get_mut("workspace"));
    if let Some(Value::Object(workspace)) = workspace
        && let Some(diagnostics) = workspace.remove("diagnostics")
    {
        workspace.insert("diagnostic".to_owned(), diagnostics);
    }
}

fn reads(params: Value) -> bool {
    serde_json::from_value::<InitializeParams>(params).is_ok()
}
