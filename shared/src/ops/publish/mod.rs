//! Publishing of events to the chat sessions of their recipients, and what follows for connections that turn out to be
//! gone: they are removed, and a user whose last one it was goes offline, which is published in turn.

mod chat_sessions;
mod fan_out;
mod presence;
mod recipients;
mod removal;
mod reply;

use std::time::Duration;

use fan_out::{FAN_OUT_CONCURRENCY, post};
use futures_util::{StreamExt, stream};
use tokio::time::{error::Elapsed, timeout};

use crate::{ApiError, State, event::Event, ids::ConnectionId, model::Identity};

pub(super) use chat_sessions::{ChatSessions, List};
pub(super) use presence::{presence_change, presence_event};
pub use recipients::Recipients;
pub(super) use removal::remove_traces;
pub use reply::reply;

/// Timeout of a fan-out: a slow recipient must not delay an answer.
const FAN_OUT_TIMEOUT: Duration = Duration::from_secs(5);

/// Publishes an event to its recipients.
pub async fn publish(state: &State, event: &Event, recipients: &Recipients) {
    let sessions = ChatSessions::read(&state.table, recipients.lists()).await;
    publish_among(state, event, recipients, &sessions).await;
}

/// Publishes an event to its recipients among these sessions, and removes connections that are gone. Returns after
/// every post has finished or the timeout: Lambda freezes whatever still runs when a function answers.
pub(super) async fn publish_among(state: &State, event: &Event, recipients: &Recipients, sessions: &ChatSessions) {
    let published = async {
        let gone = post(&state.push, event, recipients, sessions).await;
        remove_all(state, gone).await;
    };
    in_time(event, || recipients.among(sessions, event.room_id()).count(), published).await;
}

/// Removes a closed connection and, if it was its user's last, sets the user offline. Never fails: the connection's
/// items expire by themselves.
pub async fn forget(state: &State, id: &ConnectionId) {
    remove_all(state, vec![id.clone()]).await;
}

/// Records the end of a connection of the user: without another one the user is offline.
///
/// # Errors
/// An unreachable table.
pub(super) async fn connection_ended(state: &State, who: &Identity) -> Result<(), ApiError> {
    if let Some((event, recipients)) = presence::connection_ended(&state.table, who).await? {
        publish(state, &event, &recipients).await;
    }
    Ok(())
}

/// Removes connections that are gone, and those that are found to be gone when that is published.
async fn remove_all(state: &State, mut gone: Vec<ConnectionId>) {
    while !gone.is_empty() {
        let removed = stream::iter(gone).map(|id| remove(state, id)).buffer_unordered(FAN_OUT_CONCURRENCY);
        gone = removed.collect::<Vec<_>>().await.concat();
    }
}

/// Removes a connection, and publishes that its user is offline if it was the last one; returns the connections that
/// are found to be gone.
async fn remove(state: &State, id: ConnectionId) -> Vec<ConnectionId> {
    let ended = async {
        match removal::remove(&state.table, &id).await? {
            Some(connection) => presence::connection_ended(&state.table, &connection.identity).await,
            None => Ok(None),
        }
    };
    let Ok(Some((event, recipients))) = ended.await.inspect_err(ApiError::log) else { return Vec::new() };
    let sessions = ChatSessions::read(&state.table, recipients.lists()).await;
    let posted = post(&state.push, &event, &recipients, &sessions);
    in_time(&event, || sessions.size(), posted).await.unwrap_or_default()
}

/// Waits for the fan-out of an event; `None` if it takes too long. The recipients are only counted then.
async fn in_time<T>(event: &Event, recipients: impl FnOnce() -> usize, fan_out: impl Future<Output = T>) -> Option<T> {
    let timed_out = |_: &Elapsed| {
        let room_id = event.room_id().map(tracing::field::display);
        tracing::warn!(event = event.kind(), room_id, recipients = recipients(), "fan-out timed out");
    };
    timeout(FAN_OUT_TIMEOUT, fan_out).await.inspect_err(timed_out).ok()
}
