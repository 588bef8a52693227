//! An event of a room that isn't a new message. Stored under its number, so that a client that missed it can ask.

use serde::{Deserialize, Serialize};

use super::{AgentRef, Priority, Room, RoomStatus, string_enum};
use crate::{
    ids::RoomId,
    table::{Entity, Key},
    time::Timestamp,
};

string_enum!(
    /// What happened to a room.
    RoomChange {
        /// It was given to an agent.
        Assigned = "assigned",
        /// An agent took it from the queue.
        Taken = "taken",
        /// It was given to another agent than before.
        Transferred = "transferred",
        /// It went back to the queue.
        Unassigned = "unassigned",
        /// It was resolved.
        Resolved = "resolved",
        /// It was closed.
        Closed = "closed",
        /// It was over, and goes on.
        Reopened = "reopened",
        /// Its customer rated it.
        Rated = "rated",
        /// Its subject, priority or tags were changed.
        Edited = "edited",
    }
);

/// An event of a room.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RoomEvent {
    /// The room.
    pub room_id: RoomId,
    /// Its number.
    pub seq: u64,
    /// When it happened.
    pub time: Timestamp,
    /// What happened.
    #[serde(flatten)]
    pub kind: RoomEventKind,
}

/// What an event tells.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub enum RoomEventKind {
    /// The message with this number was edited. Its present text is with the message.
    #[serde(rename = "message.edited")]
    MessageEdited {
        /// The message's number.
        message_seq: u64,
        /// What it said until then.
        former: String,
    },
    /// The room changed, and is this now.
    #[serde(rename = "room.updated")]
    RoomUpdated {
        /// What was done.
        change: RoomChange,
        /// All of the room that a change can touch, as it is after this one: applied in order they give the present.
        state: RoomState,
    },
}

/// What changes can touch of a room.
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
    /// Its agent.
    pub agent: Option<AgentRef>,
    /// When an agent first had it.
    pub assigned_at: Option<Timestamp>,
    /// When it was resolved.
    pub resolved_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// From 1 to 5, once the customer has rated it.
    pub rating: Option<u8>,
    /// What they said with it; may be empty.
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
    /// The number of the message that was edited, if this is an edit.
    pub fn edited_message(&self) -> Option<u64> {
        match self.kind {
            RoomEventKind::MessageEdited { message_seq, .. } => Some(message_seq),
            RoomEventKind::RoomUpdated { .. } => None,
        }
    }
}

impl Entity for RoomEvent {
    fn key(&self) -> Key {
        Key::room_event(self.room_id, self.seq)
    }
}
