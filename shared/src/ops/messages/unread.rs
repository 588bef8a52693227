//! What somebody has not read, and the rooms in which something was said last.

use crate::{
    ApiError, State,
    auth::Caller,
    ids::RoomId,
    model::{Head, Room},
    ops::rooms::{assemble, head_now, rooms_of},
    table::{Key, Read},
    views::RoomDetails,
};

/// How many of the caller's rooms are looked at: the newest, for staff the active ones first.
const ROOMS: usize = 100;

/// How many messages the caller has not read, in one room or in all that are theirs.
///
/// # Errors
/// 404 when the caller may not see the room.
pub async fn count_unread(state: &State, caller: &Caller, room_id: Option<RoomId>) -> Result<u64, ApiError> {
    let unread = |head: &Head| head.side_of(&caller.identity).map_or(0, |side| head.unread(side));
    if let Some(room_id) = room_id {
        let head = head_now(&state.table, room_id).await?;
        return if head.is_visible_to(&caller.identity) { Ok(unread(&head)) } else { Err(ApiError::NotFound) };
    }
    let rooms: Vec<Room> = state.table.take(&rooms_of(&caller.identity), ROOMS).await?;
    let heads: Vec<Head> = state.table.get_all(rooms.iter().map(|room| Key::head(room.id)), Read::Eventual).await?;
    Ok(heads.iter().map(unread).sum())
}

/// The caller's rooms, those in which something was said last first.
///
/// # Errors
/// When the table can't be read.
pub async fn recent_chats(state: &State, caller: &Caller, limit: usize) -> Result<Vec<RoomDetails>, ApiError> {
    let rooms: Vec<Room> = state.table.take(&rooms_of(&caller.identity), ROOMS).await?;
    let mut recent = assemble(state, rooms, Read::Eventual).await?;
    recent.sort_by_key(|parts| std::cmp::Reverse(parts.head.updated_at));
    recent.truncate(limit);
    Ok(recent)
}
