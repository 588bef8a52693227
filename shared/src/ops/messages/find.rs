//! Lookup of a message by its id: its pointer concurrently with the caller's session, then the message with its room's
//! head.

use crate::{
    ApiError, State,
    auth::{Caller, Credentials},
    ids::MessageId,
    model::{Head, Message, MessagePointer},
    spans,
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
    let pointer_key = MessagePointer::key_of(id);
    let pointer = state.table.get::<MessagePointer>(&pointer_key, Read::Consistent);
    let (caller, pointer) = tokio::join!(credentials.authenticate(&state.table), pointer);
    let (caller, pointer) = (caller?, pointer?.ok_or(ApiError::NotFound)?);
    spans::record_room(pointer.room_id);
    let head_key = Head::key_of(pointer.room_id);
    let items = state.table.get_many([head_key.clone(), pointer.target()], Read::Consistent).await?;
    let head: Head = items.get(&head_key)?.ok_or(ApiError::NotFound)?;
    let message: Message = items.get(&pointer.target())?.ok_or(ApiError::NotFound)?;
    if !head.is_visible_to(&caller.identity) {
        return Err(ApiError::NotFound);
    }
    Ok(Found { caller, message, head })
}
