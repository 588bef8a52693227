//! An internal note of a room: what staff tell each other. It is none of the room's events, so that nothing which shows
//! those to a customer can show it.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{NoteId, RoomId, UserId},
    table::{Entity, Key},
    time::Timestamp,
};

/// An internal note.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Note {
    /// Its id.
    pub id: NoteId,
    /// Its room.
    pub room_id: RoomId,
    /// The user who wrote it.
    pub author_id: UserId,
    /// Their name then.
    pub author_name: String,
    /// What it says.
    pub content: String,
    /// When it was written.
    pub created_at: Timestamp,
}

impl Entity for Note {
    fn key(&self) -> Key {
        Key::note(self.room_id, self.id)
    }
}
