//! Look-ups of a room's head.

use crate::{
    ApiError,
    ids::RoomId,
    model::{Head, Identity},
    table::{Read, Table},
};

/// Authenticates the caller and reads the head of a room, in one round trip. The head may lag some milliseconds.
///
/// # Errors
/// 404 for an unknown room, or one that the caller may not see.
pub async fn open_head<C: AsRef<Identity>>(
    table: &Table,
    caller: impl Future<Output = Result<C, ApiError>>,
    room_id: RoomId,
) -> Result<(C, Head), ApiError> {
    let key = Head::key_of(room_id);
    let (caller, head) = tokio::join!(caller, table.get::<Head>(&key, Read::Eventual));
    let caller = caller?;
    // A room created a moment ago may be missing from an eventually consistent read.
    let head = match head? {
        Some(head) => head,
        None => head_now(table, room_id).await?,
    };
    if head.is_visible_to(caller.as_ref()) { Ok((caller, head)) } else { Err(ApiError::NotFound) }
}

/// Reads the current head of a room.
///
/// # Errors
/// 404 for an unknown room.
pub async fn head_now(table: &Table, room_id: RoomId) -> Result<Head, ApiError> {
    table.get(&Head::key_of(room_id), Read::Consistent).await?.ok_or(ApiError::NotFound)
}
