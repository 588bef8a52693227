//! The WebSocket as an AsyncAPI document: the frames of the OpenAPI document in the form that generators of clients
//! read.
//!
//! `cargo run -p local -- asyncapi` prints it; it is committed as `docs/asyncapi.yaml`. Seen from the system, as
//! AsyncAPI has it: it receives what clients send.

use serde_json::{Map, Value, json};

use super::schemas;

/// The document as it is committed.
///
/// # Errors
/// The reason why it can't be written in YAML, which can say everything that JSON can.
pub fn text() -> Result<String, String> {
    serde_saphyr::to_string(&document()).map_err(|error| error.to_string())
}

/// Builds the document from the OpenAPI document.
pub fn document() -> Value {
    let openapi = super::document();
    let frames = &openapi["x-websocket"];
    let (mut messages, mut operations) = (Map::new(), Map::new());
    for frame in listed(&frames["client"]) {
        let name = name_of(frame);
        messages.insert(name.clone(), message(frame, "action"));
        operations.insert(name.clone(), operation("receive", &name, frame));
    }
    for frame in listed(&frames["server"]) {
        let name = name_of(frame);
        messages.insert(name.clone(), message(frame, "type"));
        operations.insert(name.clone(), operation("send", &name, frame));
    }
    let references =
        messages.keys().map(|name| (name.clone(), json!({"$ref": format!("#/components/messages/{name}")})));
    let references: Map<String, Value> = references.collect();
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": format!("{}: WebSocket", openapi["info"]["title"].as_str().unwrap_or_default()),
            "version": openapi["info"]["version"],
            "description": frames["description"],
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/json",
        "servers": {"deployment": server()},
        "channels": {"frames": channel(&references, &frames["limits"])},
        "operations": operations,
        "components": {"messages": messages, "schemas": used_schemas(&openapi), "securitySchemes": security_schemes()},
    })
}

fn listed(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// Name of a frame: that of its schema, such as `SyncAction` or `SyncFrame`.
fn name_of(frame: &Value) -> String {
    schemas::name_of(&frame["schema"]).unwrap_or_default().to_owned()
}

fn message(frame: &Value, key: &str) -> Value {
    json!({
        "name": frame[key],
        "title": frame[key],
        "summary": frame["summary"],
        "contentType": "application/json",
        "payload": frame["schema"],
        "examples": [{"payload": frame["example"]}],
    })
}

fn operation(action: &str, name: &str, frame: &Value) -> Value {
    let mut operation = json!({
        "action": action,
        "channel": {"$ref": "#/channels/frames"},
        "summary": frame["summary"],
        "messages": [{"$ref": format!("#/channels/frames/messages/{name}")}],
    });
    for (key, extension) in [("answer", "x-answer"), ("limits", "x-limits"), ("audience", "x-audience")] {
        if let Some(value) = frame.get(key) {
            operation[extension] = value.clone();
        }
    }
    operation
}

fn server() -> Value {
    json!({
        "host": "{host}",
        "pathname": "/ws",
        "protocol": "wss",
        "description": "A deployment; `create_ws_ticket` answers its URL.",
        "variables": {"host": {"description": "Host of the deployment."}},
        "security": [{"$ref": "#/components/securitySchemes/ticket"}, {"$ref": "#/components/securitySchemes/token"}],
    })
}

fn channel(messages: &Map<String, Value>, limits: &Value) -> Value {
    json!({
        "address": "/",
        "title": "Frames",
        "description": "One connection, for frames in both directions.",
        "servers": [{"$ref": "#/servers/deployment"}],
        "messages": messages,
        "x-limits": limits,
    })
}

fn security_schemes() -> Value {
    let parameter = |name: &str, description: &str| json!({"type": "httpApiKey", "in": "query", "name": name, "description": description});
    json!({
        "ticket": parameter("ticket", "Single-use ticket of `create_ws_ticket`."),
        "token": parameter("token", "Access token of a signed-in user, or the token of a visitor."),
    })
}

/// The schemas of frames, and those that they refer to.
fn used_schemas(openapi: &Value) -> Map<String, Value> {
    let all = &openapi["components"]["schemas"];
    let used = schemas::used_by(&openapi["x-websocket"], all);
    used.into_iter().map(|name| (name.clone(), all[&name].clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_as_the_document() -> Result<(), Box<dyn std::error::Error>> {
        assert_eq!(serde_saphyr::from_str::<Value>(&text()?)?, document());
        Ok(())
    }
}
