//! Record of a deleted room, until all its items are erased.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{RoomId, UserId},
    table::{Entity, Key, Query},
    time::Timestamp,
};

/// A deleted room.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RemovedRoom {
    /// Room.
    pub room_id: RoomId,
    /// Customer.
    pub customer_id: UserId,
    /// Number of the last entry of its log, which outlives it.
    pub last_seq: u64,
    /// Time of the deletion.
    pub removed_at: Timestamp,
}

/// Partition of the deleted rooms.
const PARTITION: &str = "REMOVED_ROOMS";

impl RemovedRoom {
    /// List of the deleted rooms that are not erased yet, the oldest first.
    pub fn all() -> Query {
        Query::table(PARTITION)
    }
}

impl Entity for RemovedRoom {
    fn key(&self) -> Key {
        Key::new(PARTITION, self.room_id.to_string())
    }
}
