//! The error frame: what a client gets for a frame that was not done as it asked.

use serde::Serialize;
use serde_json::Value;
use shared::{ApiError, time::Timestamp};

/// Why a frame was not done as asked.
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
    /// About a frame with this action and, for a message, the sender's name for it.
    pub fn new(error: &ApiError, action: Option<String>, client_message_id: Option<Value>) -> Self {
        let detail = error.to_string();
        Self { kind: "error", time: Timestamp::now(), code: error.code(), detail, action, client_message_id }
    }

    /// Its JSON text, one frame.
    pub fn to_frame(&self) -> String {
        // Words and times always have a JSON form.
        serde_json::to_string(self).unwrap_or_default()
    }
}
