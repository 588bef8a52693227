//! Look-up of a room's head.

use crate::{
    ApiError,
    ids::RoomId,
    model::Head,
    table::{Read, Table},
};

/// Reads the current head of a room.
///
/// # Errors
/// 404 for an unknown room.
pub async fn head_now(table: &Table, room_id: RoomId) -> Result<Head, ApiError> {
    table.get(&Head::key_of(room_id), Read::Consistent).await?.ok_or(ApiError::NotFound)
}
