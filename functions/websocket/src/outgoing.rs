//! What is posted back to the connection that a frame came on.

use serde::Serialize;
use serde_json::Value;
use shared::{ApiError, State, event::Event, ids::ConnectionId, ops::connections, push::Posted, time::Timestamp};

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
}

/// Posts an error.
pub async fn refuse(state: &State, id: &ConnectionId, error: &ErrorFrame) {
    // Words and times always have a JSON form.
    post(state, id, &serde_json::to_string(error).unwrap_or_default()).await;
}

/// Posts an answer.
pub async fn reply(state: &State, id: &ConnectionId, answer: &Event) {
    post(state, id, &answer.to_frame()).await;
}

async fn post(state: &State, id: &ConnectionId, frame: &str) {
    if state.push.post(id, frame).await == Posted::Gone {
        connections::forget(state, id).await;
    }
}
