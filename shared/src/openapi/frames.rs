//! Descriptions of the WebSocket's frames, collected as those of the routes are.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use utoipa::ToSchema;

use super::schemas;

/// The frames of a WebSocket so far, in both directions.
#[derive(Clone, Debug, Default)]
pub struct Frames {
    /// Frames of clients: `{action, summary, schema, answer, limits}`.
    pub client: Vec<Value>,
    /// Frames of the server: `{type, summary, schema, audience}`.
    pub server: Vec<Value>,
    /// Limits of a connection, each by the name of its setting.
    pub limits: Vec<String>,
    /// Named schemas that they refer to.
    pub schemas: BTreeMap<String, Value>,
}

impl Frames {
    /// Adds a frame that clients send; `fields` is the schema of all but its action.
    pub fn received(&mut self, action: &str, summary: &str, mut fields: Value, answer: &str, limits: Vec<String>) {
        fields["properties"]["action"] = json!({"type": "string", "enum": [action], "description": "The action."});
        let required = fields["required"].as_array().cloned().unwrap_or_default();
        fields["required"] = json!([&[json!("action")], required.as_slice()].concat());
        let schema = self.named(&format!("{}Action", pascal_case(action)), fields);
        let frame = json!({"action": action, "summary": summary, "schema": schema, "answer": answer, "limits": limits});
        self.client.push(frame);
    }

    /// Adds a frame that the server sends.
    pub fn sent(&mut self, kind: &str, summary: &str, schema: Value, audience: &str) {
        let schema = self.named(&frame_name(kind), schema);
        self.server.push(json!({"type": kind, "summary": summary, "schema": schema, "audience": audience}));
    }

    /// Names the schema of `T`, and returns the reference to it.
    pub fn reference<T: ToSchema>(&mut self) -> Value {
        let mut named = Vec::new();
        let reference = schemas::name::<T>(&mut named);
        self.schemas.extend(named.into_iter().map(|(name, schema)| (name, json!(schema))));
        json!(reference)
    }

    fn named(&mut self, name: &str, schema: Value) -> Value {
        self.schemas.insert(name.to_owned(), schema);
        json!({"$ref": format!("#/components/schemas/{name}")})
    }
}

/// Name of the schema of a frame of the server: `MessageCreatedFrame` for `message.created`.
pub fn frame_name(kind: &str) -> String {
    format!("{}Frame", pascal_case(kind))
}

fn pascal_case(kind: &str) -> String {
    let words = kind.split('.').filter(|word| !word.is_empty());
    words.map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}
