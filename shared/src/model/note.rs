//! An internal note of a room, among staff. It isn't an event of the room, so that nothing which shows events to a
//! customer can show it.

use serde::{Deserialize, Serialize};

use super::Room;
use crate::{
    ids::{NoteId, RoomId, UserId},
    table::{Entity, Key, Query},
    time::Timestamp,
};

/// An internal note.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Note {
    /// Its id.
    pub id: NoteId,
    /// Room.
    pub room_id: RoomId,
    /// User who wrote it.
    pub author_id: UserId,
    /// Name of the author at that time.
    pub author_name: String,
    /// Text.
    pub content: String,
    /// Time of its creation.
    pub created_at: Timestamp,
}

/// Prefix of the sort keys of notes.
const PREFIX: &str = "INTERNAL#";

impl Note {
    /// List of a room's notes, the oldest first.
    pub fn of_room(room: RoomId) -> Query {
        Query::table(Room::partition(room)).prefix(PREFIX)
    }
}

impl Entity for Note {
    fn key(&self) -> Key {
        Key::new(Room::partition(self.room_id), format!("{PREFIX}{}", self.id))
    }
}
