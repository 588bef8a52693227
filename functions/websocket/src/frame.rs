//! Frames: one JSON object each, dispatched by its `action`. An invalid or forbidden frame gets an error frame, and the
//! connection stays open – unless it is no longer authenticated.

use http::StatusCode;
use serde_json::{Map, Value};
use shared::{ApiError, State, auth::count_frame, http::Fields, ids::ConnectionId, ops::publish::reply};

use crate::{actions::act, error_frame::ErrorFrame};

/// Handles one frame and answers it. Returns the status that a request would get.
pub async fn answer(state: &State, id: &ConnectionId, text: &str) -> StatusCode {
    let (action, client_message_id, outcome) = match serde_json::from_str::<Map<String, Value>>(text) {
        Err(error) => (None, None, Err(ApiError::Malformed(format!("JSON parse error - {error}")))),
        Ok(mut frame) => {
            let action = frame.remove("action");
            let action = action.and_then(|action| action.as_str().map(str::to_owned));
            let client_message_id = frame.get("client_message_id").cloned();
            let outcome = dispatch(state, id, action.as_deref(), Fields::new(frame)).await;
            (action, client_message_id, outcome)
        }
    };
    let Err(error) = outcome else { return StatusCode::OK };
    error.log();
    reply(state, id, &ErrorFrame::new(&error, action, client_message_id).to_frame()).await;
    if matches!(error, ApiError::Unauthenticated { .. }) {
        state.push.close(id).await;
    }
    error.status()
}

async fn dispatch(state: &State, id: &ConnectionId, action: Option<&str>, fields: Fields) -> Result<(), ApiError> {
    count_frame(state, id)?;
    match action {
        Some(action) => act(state, id, action, fields).await,
        None => Err(ApiError::field("action", "This field is required.")),
    }
}
