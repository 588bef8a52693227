//! What is left of a room that was deleted, until the last of it is erased.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{RoomId, UserId},
    table::{Entity, Key},
    time::Timestamp,
};

/// A room that was deleted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RemovedRoom {
    /// The room.
    pub room_id: RoomId,
    /// Its customer.
    pub customer_id: UserId,
    /// When it was deleted.
    pub removed_at: Timestamp,
}

impl Entity for RemovedRoom {
    fn key(&self) -> Key {
        Key::removed_room(self.room_id)
    }
}
