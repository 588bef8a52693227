//! Unread counts, and the rooms with the latest messages.

use crate::{
    ApiError, State,
    auth::Caller,
    ids::RoomId,
    model::{Head, Room, RoomDetails},
    store::{assemble_rooms, find_heads, head_now, rooms_of},
    table::Read,
};

/// Rooms of the caller that are counted: the newest, for staff the active ones first.
const ROOMS: usize = 100;

/// Counts the messages that the caller has not read, in one room or in all their own.
///
/// # Errors
/// 404 for a room that the caller may not see.
pub async fn count_unread(state: &State, caller: &Caller, room_id: Option<RoomId>) -> Result<u64, ApiError> {
    let unread = |head: &Head| head.side_of(&caller.identity).map_or(0, |side| head.unread(side));
    if let Some(room_id) = room_id {
        let head = head_now(&state.table, room_id).await?;
        return if head.is_visible_to(&caller.identity) { Ok(unread(&head)) } else { Err(ApiError::NotFound) };
    }
    let rooms: Vec<Room> = state.table.take(&rooms_of(&caller.identity), ROOMS).await?;
    let heads = find_heads(&state.table, rooms.iter().map(|room| room.id).collect(), Read::Eventual).await?;
    Ok(heads.iter().map(unread).sum())
}

/// Lists the caller's rooms, those with the latest messages first.
///
/// # Errors
/// A failed read of the table.
pub async fn recent_chats(state: &State, caller: &Caller, limit: usize) -> Result<Vec<RoomDetails>, ApiError> {
    let rooms: Vec<Room> = state.table.take(&rooms_of(&caller.identity), ROOMS).await?;
    let mut recent = assemble_rooms(&state.table, rooms, Read::Eventual).await?;
    recent.sort_by_key(|parts| std::cmp::Reverse(parts.head.updated_at));
    recent.truncate(limit);
    Ok(recent)
}
