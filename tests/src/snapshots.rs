//! Answers as snapshots hold them: what differs from run to run is replaced by its kind.

use serde_json::{Map, Value, json};

use crate::{
    App,
    shapes::{is_time, is_uuid},
};

impl App {
    /// A value as it is in every run. Times, UUIDs, tokens and the numbers of people are replaced by their kinds, so
    /// one that isn't well-formed shows; the names of this test's people lose what sets them apart from those of
    /// others.
    pub fn settled(&self, value: &Value) -> Value {
        match value {
            Value::Object(fields) => Value::Object(self.settled_fields(fields)),
            Value::Array(items) => items.iter().map(|item| self.settled(item)).collect(),
            Value::String(text) => json!(self.settled_text(text)),
            other => other.clone(),
        }
    }

    fn settled_fields(&self, fields: &Map<String, Value>) -> Map<String, Value> {
        let field = |(name, value): (&String, &Value)| {
            let is_number = value.is_u64() && (name == "id" || name.ends_with("_id"));
            (name.clone(), if is_number { json!("[id]") } else { self.settled(value) })
        };
        fields.iter().map(field).collect()
    }

    fn settled_text(&self, text: &str) -> String {
        match text {
            _ if is_uuid(text) => "[uuid]".into(),
            _ if is_time(text) => "[time]".into(),
            _ if text.starts_with("ey") && text.split('.').count() == 3 => "[token]".into(),
            _ => text.replace(&format!("-{}", self.tag), ""),
        }
    }
}
