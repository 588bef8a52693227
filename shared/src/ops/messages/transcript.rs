//! The transcript of a room, to save or to send.

use super::history::newest_of;
use crate::{
    ApiError, State,
    auth::Caller,
    ids::RoomId,
    model::{Head, LogEntry, Message, Room},
    store::read_room,
    table::{PAGE_BYTES, Table},
};

/// Longest transcript, in messages.
const MAX_MESSAGES: usize = 5_000;

/// A room with its messages.
#[derive(Debug)]
pub struct Transcript {
    /// Room.
    pub room: Room,
    /// Head.
    pub head: Head,
    /// Messages, the oldest first; of a very long conversation, the last that fit into an answer.
    pub messages: Vec<Message>,
}

impl Transcript {
    /// Number of earlier messages left out.
    pub fn left_out(&self) -> u64 {
        self.head.message_count.saturating_sub(self.messages.len() as u64)
    }
}

/// Reads the transcript of a room.
///
/// # Errors
/// 404 for a room that the caller may not see.
pub async fn transcript(state: &State, caller: &Caller, room_id: RoomId) -> Result<Transcript, ApiError> {
    let (room, head) = read_room(&state.table, &caller.identity, room_id).await?;
    let messages = newest_messages(&state.table, room_id, MAX_MESSAGES, PAGE_BYTES).await?;
    Ok(Transcript { room, head, messages })
}

/// Reads the newest messages of a room, the oldest of them first: at most `limit`, and at most `bytes` in total.
///
/// # Errors
/// A failed read of the table.
pub(in crate::ops) async fn newest_messages(
    table: &Table,
    room_id: RoomId,
    limit: usize,
    bytes: usize,
) -> Result<Vec<Message>, ApiError> {
    let newest_first = LogEntry::of_room(room_id).descending().consistent();
    let mut messages = newest_of(table, &newest_first, limit, bytes).await?;
    messages.reverse();
    Ok(messages)
}
