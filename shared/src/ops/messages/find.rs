//! Finding a message by its id: its pointer beside the caller's session, then the message beside its room's head.

use crate::{
    ApiError, State,
    auth::{Caller, Credentials},
    ids::MessageId,
    model::{Head, Message, MessagePointer},
    table::{Key, Read},
};

/// A message with its room's head, and who asked for it.
#[derive(Debug)]
pub struct Found {
    /// Who asked.
    pub caller: Caller,
    /// The message.
    pub message: Message,
    /// The head of its room.
    pub head: Head,
}

/// The message with this id, for somebody who may see it.
///
/// # Errors
/// 404 when there is none, or its room isn't the caller's.
pub async fn find_message(state: &State, credentials: Credentials, id: MessageId) -> Result<Found, ApiError> {
    let pointer_key = Key::message_pointer(id);
    let pointer = state.table.get::<MessagePointer>(&pointer_key, Read::Consistent);
    let (caller, pointer) = tokio::join!(credentials.authenticate(&state.table), pointer);
    let (caller, pointer) = (caller?, pointer?.ok_or(ApiError::NotFound)?);
    let head_key = Key::head(pointer.room_id);
    let items = state.table.get_many([head_key.clone(), pointer.target()], Read::Consistent).await?;
    let head: Head = items.get(&head_key)?.ok_or(ApiError::NotFound)?;
    let message: Message = items.get(&pointer.target())?.ok_or(ApiError::NotFound)?;
    if !head.is_visible_to(&caller.identity) {
        return Err(ApiError::NotFound);
    }
    Ok(Found { caller, message, head })
}
