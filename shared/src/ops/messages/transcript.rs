//! All that was said in a room, to keep or to send on.

use super::history::size;
use crate::{
    ApiError, State,
    auth::Caller,
    ids::RoomId,
    model::{Head, Message, Room},
    ops::rooms::read_room,
    table::{PAGE_BYTES, Query, keys},
};

/// The most messages of a transcript.
const MAX_MESSAGES: usize = 5_000;

/// A room with what was said in it.
#[derive(Debug)]
pub struct Transcript {
    /// The room.
    pub room: Room,
    /// Its head.
    pub head: Head,
    /// Its messages, the oldest first – of a very long conversation the last that fit into an answer.
    pub messages: Vec<Message>,
}

impl Transcript {
    /// How many earlier messages are left out.
    pub fn left_out(&self) -> u64 {
        self.head.message_count.saturating_sub(self.messages.len() as u64)
    }
}

/// The transcript of a room.
///
/// # Errors
/// 404 when the caller may not see the room.
pub async fn transcript(state: &State, caller: &Caller, room_id: RoomId) -> Result<Transcript, ApiError> {
    let (room, head) = read_room(&state.table, &caller.identity, room_id).await?;
    let newest_first = Query::table(keys::room(room_id)).prefix(keys::MESSAGE).descending().consistent();
    let mut messages = state.table.take_within(&newest_first, MAX_MESSAGES, PAGE_BYTES, size).await?;
    messages.reverse();
    Ok(Transcript { room, head, messages })
}
