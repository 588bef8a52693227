//! Changes of a room: their kinds, and the fields that they can affect.

use serde::{Deserialize, Serialize};

use super::{AgentRef, Priority, Room, RoomStatus, string_enum};
use crate::time::Timestamp;

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
        /// Subject, priority, tags or the visitor's contact data edited.
        Edited = "edited",
    }
);

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
