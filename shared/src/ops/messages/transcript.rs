//! All that was said in a room, to keep or to send on.

use crate::{
    ApiError, State,
    auth::Caller,
    ids::RoomId,
    model::{Head, Message, Room},
    ops::rooms::read_room,
    table::{Query, keys},
};

/// The most messages of a transcript: what one answer can hold, should each be as long as it may.
const MOST: usize = 500;

/// A room with its messages, oldest first – of a very long conversation the last [`MOST`].
///
/// # Errors
/// 404 when the caller may not see the room.
pub async fn transcript(
    state: &State,
    caller: &Caller,
    room_id: RoomId,
) -> Result<(Room, Head, Vec<Message>), ApiError> {
    let (room, head) = read_room(&state.table, &caller.identity, room_id).await?;
    let newest_first = Query::table(keys::room(room_id)).prefix(keys::MESSAGE).descending().consistent();
    let mut messages: Vec<Message> = state.table.take(&newest_first, MOST).await?;
    messages.reverse();
    Ok((room, head, messages))
}
