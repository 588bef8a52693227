//! Error frame: the answer to a frame that failed.

use serde::Serialize;
use serde_json::{Value, json};
use shared::{ApiError, openapi::Frames, time::Timestamp};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{Object, ObjectBuilder, schema::Type},
};

/// Codes of failed frames, with their meanings.
const CODES: [(&str, &str); 9] = [
    ("invalid", "invalid fields, or a state that doesn't allow it"),
    ("parse_error", "not a JSON object"),
    ("token_not_valid", "the session has ended: the connection closes"),
    ("user_inactive", "the user was deactivated: the connection closes"),
    ("permission_denied", "not allowed for the user's role"),
    ("not_found", "unknown, or not visible to the user"),
    ("throttled", "too many frames: nothing was done, try again later"),
    ("unavailable", "temporarily unavailable: try again"),
    ("error", "a fault of the server"),
];

/// Reason of a failed frame.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErrorFrame {
    #[serde(rename = "type")]
    #[schema(schema_with = kind)]
    kind: &'static str,
    time: Timestamp,
    #[schema(schema_with = code)]
    code: &'static str,
    /// Reason, for people.
    #[schema(examples("chat_room_id: This chat has ended."))]
    detail: String,
    /// Action of the frame; `null` without one.
    #[schema(examples("message"))]
    action: Option<String>,
    /// `client_message_id` of the frame, as it was sent; absent without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Value, examples("c4c1a0b2"))]
    client_message_id: Option<Value>,
}

impl ErrorFrame {
    /// Describes an error of a frame with this action and, for a message, its client-generated id.
    pub fn new(error: &ApiError, action: Option<String>, client_message_id: Option<Value>) -> Self {
        let detail = error.to_string();
        Self { kind: "error", time: Timestamp::now(), code: error.code(), detail, action, client_message_id }
    }

    /// Describes the frame.
    pub fn describe(frames: &mut Frames) {
        let summary = "A frame was invalid or not allowed, and had no effect";
        frames.sent("error", summary, json!(Self::schema()), "The connection that sent the frame");
    }

    /// Serializes the frame as JSON.
    pub fn to_frame(&self) -> String {
        // Strings and timestamps always serialize.
        serde_json::to_string(self).unwrap_or_default()
    }
}

fn kind() -> Object {
    words(&["error"], "Type of the frame.".to_owned())
}

fn code() -> Object {
    let meanings = CODES.map(|(code, meaning)| format!("`{code}` – {meaning}")).join("; ");
    words(&CODES.map(|(code, _)| code), format!("Stable word for programs: {meanings}."))
}

fn words(words: &[&'static str], description: String) -> Object {
    let object = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words.iter().copied()));
    object.description(Some(description)).build()
}
