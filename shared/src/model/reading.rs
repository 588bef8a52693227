//! Reading positions: each side of a room has one. They are stored beside the room's log, because they move without an
//! entry.

use serde::{Deserialize, Serialize};

use super::{Room, Side};
use crate::{
    ids::{RoomId, UserId},
    table::{Key, Write},
    time::Timestamp,
};

/// Position up to which one side has read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "StoredPosition", into = "StoredPosition")]
pub struct Position {
    /// Number of the last event read.
    pub seq: u64,
    /// Number of the other side's messages up to there: counting unread ones is a subtraction.
    pub count: u64,
    /// Time at which it was moved there.
    pub at: Option<Timestamp>,
}

/// `seq`, `count`, `at` in milliseconds: without attribute names, because every message writes it.
type StoredPosition = (u64, u64, Option<i64>);

impl From<StoredPosition> for Position {
    fn from((seq, count, at): StoredPosition) -> Self {
        Self { seq, count, at: at.and_then(Timestamp::from_unix_millis) }
    }
}

impl From<Position> for StoredPosition {
    fn from(Position { seq, count, at }: Position) -> Self {
        (seq, count, at.map(Timestamp::unix_millis))
    }
}

/// Marks of one side of a room that move without an entry of its log. Each is absent until it first moves.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Reading {
    /// Position that the side has moved to; whoever writes moves it, too, which is in the [log](super::Head::position).
    #[serde(default)]
    pub(super) position: Option<Position>,
    /// Number of the room's last event at that time: what the side has written since then counts.
    #[serde(default)]
    pub(super) as_of: u64,
    /// User of the last notification that was created after its message rather than with it.
    #[serde(default)]
    pub(super) reminded: Option<UserId>,
    /// Time of that notification, in milliseconds since 1970.
    #[serde(default)]
    pub(super) reminded_at: Option<i64>,
    /// Time of the last notification of a message that was read, in milliseconds since 1970.
    #[serde(default)]
    pub(super) cleared: Option<i64>,
}

/// Prefix of the sort keys of marks: they follow the log, so that its end and the marks are one read.
const PREFIX: &str = "LOG$";

impl Reading {
    /// Key of the marks of a side.
    pub fn key_of(room: RoomId, side: Side) -> Key {
        Key::new(Room::partition(room), format!("{PREFIX}{side}"))
    }

    fn write(room: RoomId, side: Side) -> Write {
        Write::update(Self::key_of(room, side)).set("side", side)
    }

    /// Write that moves a position from this one, unless a concurrent write has moved it.
    pub fn move_to(&self, (room, side): (RoomId, Side), position: Position, as_of: u64) -> Write {
        let write = Self::write(room, side).set("position", position).set("as_of", as_of);
        write.when_same("position", self.position)
    }

    /// Write that records a notification of a user, unless a concurrent one was recorded.
    pub fn remind(&self, (room, side): (RoomId, Side), user: UserId, at: i64) -> Write {
        let write = Self::write(room, side).set("reminded", user).set("reminded_at", at);
        write.when_same("reminded_at", self.reminded_at)
    }

    /// Write that records that a notification was read, unless a later one was.
    pub fn clear(room: RoomId, side: Side, at: i64) -> Write {
        Self::write(room, side).set("cleared", at).when_absent_or_below("cleared", at)
    }
}
