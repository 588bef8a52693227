//! An event of a room that isn't a new message. Stored under its number, so that a client that missed it can fetch it.

use serde::{Deserialize, Serialize};

use super::{AgentRef, Priority, Room, RoomStatus, string_enum};
use crate::{
    ids::RoomId,
    table::{Entity, Key, MAX_PADDED, Query, padded},
    time::Timestamp,
};

string_enum!(
    /// Change of a room.
    RoomChange {
        /// Assigned to an agent.
        Assigned = "assigned",
        /// Taken from the queue by an agent.
        Taken = "taken",
        /// Transferred to another agent.
        Transferred = "transferred",
        /// Returned to the queue.
        Unassigned = "unassigned",
        /// Resolved.
        Resolved = "resolved",
        /// Closed.
        Closed = "closed",
        /// Reopened after it was resolved or closed.
        Reopened = "reopened",
        /// Rated by its customer.
        Rated = "rated",
        /// Subject, priority or tags edited.
        Edited = "edited",
    }
);

/// An event of a room.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RoomEvent {
    /// Room.
    pub room_id: RoomId,
    /// Event number.
    pub seq: u64,
    /// Time of the event.
    pub time: Timestamp,
    /// Kind, with its data.
    #[serde(flatten)]
    pub kind: RoomEventKind,
}

/// Kind of an event, with its data.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub enum RoomEventKind {
    /// The message with this number was edited. Its current text is stored with the message.
    #[serde(rename = "message.edited")]
    MessageEdited {
        /// Number of the message.
        message_seq: u64,
        /// Text before the edit.
        former: String,
    },
    /// The room has changed, and now has this state.
    #[serde(rename = "room.updated")]
    RoomUpdated {
        /// Change.
        change: RoomChange,
        /// All fields that a change can affect, as of this change: applied in order, the events give the current state.
        state: RoomState,
    },
}

/// Fields of a room that changes can affect.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RoomState {
    /// Subject.
    pub subject: String,
    /// Status.
    pub status: RoomStatus,
    /// Priority.
    pub priority: Priority,
    /// Tags.
    pub tags: Vec<String>,
    /// Assigned agent.
    pub agent: Option<AgentRef>,
    /// Time of the first assignment.
    pub assigned_at: Option<Timestamp>,
    /// Time at which it was resolved.
    pub resolved_at: Option<Timestamp>,
    /// Time at which it was closed.
    pub closed_at: Option<Timestamp>,
    /// The customer's rating, from 1 to 5.
    pub rating: Option<u8>,
    /// Comment of the rating; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rating_comment: String,
}

impl From<&Room> for RoomState {
    fn from(room: &Room) -> Self {
        Self {
            subject: room.subject.clone(),
            status: room.status,
            priority: room.priority,
            tags: room.tags.clone(),
            agent: room.agent.clone(),
            assigned_at: room.assigned_at,
            resolved_at: room.resolved_at,
            closed_at: room.closed_at,
            rating: room.rating,
            rating_comment: room.rating_comment.clone(),
        }
    }
}

impl RoomEvent {
    /// Number of the edited message, if this is an edit.
    pub fn edited_message(&self) -> Option<u64> {
        match self.kind {
            RoomEventKind::MessageEdited { message_seq, .. } => Some(message_seq),
            RoomEventKind::RoomUpdated { .. } => None,
        }
    }
}

impl RoomEvent {
    /// Key of event number `seq` of a room, if it isn't a message.
    pub fn key_of(room: RoomId, seq: u64) -> Key {
        Key::new(Room::partition(room), sk(seq))
    }

    /// List of a room's events from number `seq` on, without messages, the oldest first.
    pub fn since(room: RoomId, seq: u64) -> Query {
        Query::table(Room::partition(room)).between(sk(seq.min(MAX_PADDED)), sk(MAX_PADDED))
    }
}

fn sk(seq: u64) -> String {
    format!("EVT#{}", padded(seq))
}

impl Entity for RoomEvent {
    fn key(&self) -> Key {
        Self::key_of(self.room_id, self.seq)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn events_sort_by_seq(a in 0..=MAX_PADDED, b in 0..=MAX_PADDED) {
            prop_assert_eq!(sk(a).cmp(&sk(b)), a.cmp(&b));
        }
    }
}
