//! Record of a deleted room, until all its items are erased.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{RoomId, UserId},
    table::{Entity, Key},
    time::Timestamp,
};

/// A deleted room.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RemovedRoom {
    /// Room.
    pub room_id: RoomId,
    /// Customer.
    pub customer_id: UserId,
    /// Time of the deletion.
    pub removed_at: Timestamp,
}

impl Entity for RemovedRoom {
    fn key(&self) -> Key {
        Key::removed_room(self.room_id)
    }
}
