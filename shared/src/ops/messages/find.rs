//! Look-up of a message by its id, which says where it is: one round trip.

use crate::{
    ApiError, State,
    auth::{Caller, Credentials},
    ids::MessageId,
    model::{Head, LogEntry, Message},
    spans,
    store::find_head,
    table::Read,
};

/// A message with its room's head, and the caller.
#[derive(Debug)]
pub struct Found {
    /// Caller.
    pub caller: Caller,
    /// Message.
    pub message: Message,
    /// Head of its room.
    pub head: Head,
}

/// Reads the message with this id, for a caller who may see it.
///
/// # Errors
/// 404 for an unknown message, or one in a room that the caller may not see.
pub async fn find_message(state: &State, credentials: Credentials, id: MessageId) -> Result<Found, ApiError> {
    spans::record_room(id.room());
    let (caller, found) = tokio::join!(credentials.authenticate(&state.table), message_now(state, id));
    let (caller, (message, head)) = (caller?, found?);
    if !head.is_visible_to(&caller.identity) {
        return Err(ApiError::NotFound);
    }
    Ok(Found { caller, message, head })
}

/// Reads a message and the current head of its room.
///
/// # Errors
/// 404 for an unknown message.
pub(super) async fn message_now(state: &State, id: MessageId) -> Result<(Message, Head), ApiError> {
    let key = LogEntry::key_of(id.room(), id.seq());
    let entry = async { Ok::<_, ApiError>(state.table.get::<LogEntry>(&key, Read::Consistent).await?) };
    let (entry, head) = tokio::try_join!(entry, find_head(&state.table, id.room(), Read::Consistent))?;
    let message = entry.and_then(|entry| entry.as_message()).filter(|message| message.id == id);
    message.zip(head).ok_or(ApiError::NotFound)
}
