//! Callers of frames, each authenticated by the connection that it came from.

use chrono::Duration;

use super::Caller;
use crate::{
    ApiError, State,
    ids::ConnectionId,
    model::ChatSession,
    security::throttled,
    spans,
    table::{Read, Write},
    time::Timestamp,
};

/// Authenticates a frame by its connection. A logout deletes the connection's item, and with it the authorization.
///
/// # Errors
/// 401 for an unknown or expired connection, 429 for a user who sends too many frames.
pub async fn caller_of(state: &State, id: &ConnectionId) -> Result<Caller, ApiError> {
    let chat_session: Option<ChatSession> = state.table.get(&ChatSession::key_of(id), Read::Consistent).await?;
    counted(state, chat_session)
}

/// Counts a frame of a connection, whatever it contains: before the connection is read from the table, so that a flood
/// causes no cost.
///
/// # Errors
/// 429 for too many frames.
pub fn count_frame(state: &State, id: &ConnectionId) -> Result<(), ApiError> {
    state.pace.count("FRAMES_OF_CONNECTION", id, None, state.config.desk.limits.frames_per_second)
}

/// As [`caller_of`], for a frame that is allowed once per `interval`: `attribute` of the connection is the time of the
/// last one. Checked and updated in one round trip.
///
/// # Errors
/// As [`caller_of`]; also 429 if the last one came less than `interval` ago.
pub async fn caller_once_in(
    state: &State,
    id: &ConnectionId,
    attribute: &str,
    interval: Duration,
) -> Result<Caller, ApiError> {
    if state.config.desk.limits.frames_per_second == 0 {
        return caller_of(state, id).await;
    }
    let now = Timestamp::now();
    let write = Write::update(ChatSession::key_of(id)).set(attribute, now).when_exists();
    let write = write.when_absent_or_below(attribute, now.after(-interval));
    match state.table.write_and_get(write).await {
        Err(error) if error.is_condition() => {
            let caller = caller_of(state, id).await?;
            Err(throttled(Some(caller.identity.user_id), attribute, interval.to_std().unwrap_or_default()))
        }
        chat_session => counted(state, chat_session?),
    }
}

/// Caller of a connection, if it is valid and the user is below the limit of frames.
fn counted(state: &State, chat_session: Option<ChatSession>) -> Result<Caller, ApiError> {
    let chat_session = chat_session.filter(|chat_session| Timestamp::now() < chat_session.expires_at);
    let caller = chat_session.map(Caller::from).ok_or_else(ApiError::invalid_token)?;
    let user = caller.identity.user_id;
    spans::record_user(user, caller.identity.role.as_str());
    state.pace.count("FRAMES", user, Some(user), state.config.desk.limits.frames_per_second)?;
    Ok(caller)
}
