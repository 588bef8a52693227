//! A room: subject, customer, agent, status. It rarely changes, because it is in four indexes; everything that changes
//! with each message is in its [`super::Head`].

use serde::{Deserialize, Serialize};

use super::{AgentRef, RoomOutcome, string_enum};
use crate::{
    ids::{AgentId, RoomId, UserId},
    table::{Entity, Index, IndexKey, Key, keys},
    time::Timestamp,
};

string_enum!(
    /// Status of a room.
    RoomStatus {
        /// In the queue.
        Waiting = "waiting",
        /// Assigned to an agent.
        Active = "active",
        /// Resolved by the agent.
        Resolved = "resolved",
        /// Closed: no more messages.
        Closed = "closed",
    }
);

string_enum!(
    /// Priority of a room; later variants are more urgent.
    Priority {
        /// Low.
        Low = "low",
        /// Default.
        Medium = "medium",
        /// High.
        High = "high",
        /// Urgent.
        Urgent = "urgent",
    }
);

/// A room.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Room {
    /// Its id.
    pub id: RoomId,
    /// Customer.
    pub customer_id: UserId,
    /// Subject: one line.
    pub subject: String,
    /// Description; may be empty.
    pub description: String,
    /// First message; may be empty.
    pub initial_message: String,
    /// Status.
    pub status: RoomStatus,
    /// Priority.
    pub priority: Priority,
    /// Tags.
    pub tags: Vec<String>,
    /// Assigned agent. Stays after the room is resolved or closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentRef>,
    /// The customer's names and address, in lower case: matched by `?search=`, as are subject and description.
    pub customer_search: String,
    /// Time of its creation.
    pub created_at: Timestamp,
    /// Time of the first assignment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned_at: Option<Timestamp>,
    /// Time at which it was resolved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved_at: Option<Timestamp>,
    /// Time at which it was closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
    /// The customer's rating, from 1 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<u8>,
    /// Comment of the rating; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rating_comment: String,
    /// Agent who was unassigned, while the room waits for another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub let_go_by: Option<AgentId>,
    /// Outcome counted in the stats, while it is resolved or closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tally: Option<RoomOutcome>,
}

impl Room {
    /// Activates it with an agent.
    pub fn assign(&mut self, agent: AgentRef, now: Timestamp) {
        self.agent = Some(agent);
        self.let_go_by = None;
        self.status = RoomStatus::Active;
        self.assigned_at = self.assigned_at.or(Some(now));
    }

    /// Returns it to the queue.
    pub fn unassign(&mut self) {
        self.let_go_by = self.holder().map(|agent| agent.id);
        self.agent = None;
        self.status = RoomStatus::Waiting;
    }

    /// `true` if it is resolved or closed.
    pub fn is_over(&self) -> bool {
        matches!(self.status, RoomStatus::Resolved | RoomStatus::Closed)
    }

    /// Agent of an active room, whose capacity it uses.
    pub fn holder(&self) -> Option<&AgentRef> {
        self.agent.as_ref().filter(|_| self.status == RoomStatus::Active)
    }
}

impl Entity for Room {
    fn key(&self) -> Key {
        Key::room(self.id)
    }

    fn index_keys(&self) -> Vec<IndexKey> {
        let Self { id, customer_id, created_at, status, .. } = *self;
        let by_age = keys::by_age(created_at, id);
        let in_status = match status {
            RoomStatus::Waiting => keys::in_queue(self.priority, created_at, id),
            _ => by_age.clone(),
        };
        let in_index = |index, pk, sk| IndexKey { index, pk, sk: Some(sk) };
        let mut index_keys = vec![
            in_index(Index::Listing, keys::ROOMS.into(), by_age.clone()),
            in_index(Index::RoomsByCustomer, keys::user(customer_id), by_age),
            in_index(Index::RoomsByStatus, keys::status(status), in_status),
        ];
        if let Some(agent) = &self.agent {
            let sk = keys::by_status(status, created_at, id);
            index_keys.push(in_index(Index::RoomsByAgent, keys::agent_rooms(agent.id), sk));
        }
        index_keys
    }
}
