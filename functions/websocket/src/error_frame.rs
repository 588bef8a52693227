//! Error frame: the answer to a frame that failed.

use serde::Serialize;
use serde_json::Value;
use shared::{ApiError, time::Timestamp};

/// Reason of a failed frame.
#[derive(Debug, Serialize)]
pub struct ErrorFrame {
    #[serde(rename = "type")]
    kind: &'static str,
    time: Timestamp,
    code: &'static str,
    detail: String,
    action: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_message_id: Option<Value>,
}

impl ErrorFrame {
    /// Describes an error of a frame with this action and, for a message, its client-generated id.
    pub fn new(error: &ApiError, action: Option<String>, client_message_id: Option<Value>) -> Self {
        let detail = error.to_string();
        Self { kind: "error", time: Timestamp::now(), code: error.code(), detail, action, client_message_id }
    }

    /// Serializes the frame as JSON.
    pub fn to_frame(&self) -> String {
        // Strings and timestamps always serialize.
        serde_json::to_string(self).unwrap_or_default()
    }
}
