//! Answers to frames, on the connection that sent the frame.

use super::forget;
use crate::{State, ids::ConnectionId, push::Posted};

/// Posts an answer, and removes the connection if it is gone.
pub async fn reply(state: &State, id: &ConnectionId, frame: &str) {
    if state.push.post(id, frame).await == Posted::Gone {
        forget(state, id).await;
    }
}
