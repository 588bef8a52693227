//! Answering a frame on the connection that it came on.

use super::forget;
use crate::{State, ids::ConnectionId, push::Posted};

/// Posts an answer, and forgets the connection should it be gone.
pub async fn reply(state: &State, id: &ConnectionId, frame: &str) {
    if state.push.post(id, frame).await == Posted::Gone {
        forget(state, id).await;
    }
}
