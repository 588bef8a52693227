//! A room: what it is about, whose it is and how far it has come. It rarely changes, because it is in four indexes;
//! what changes with every message is in its [`super::Head`].

use serde::{Deserialize, Serialize};

use super::{AgentRef, RoomOutcome, string_enum};
use crate::{
    ids::{AgentId, RoomId, UserId},
    table::{Entity, Index, IndexKey, Key, keys},
    time::Timestamp,
};

string_enum!(
    /// How far a room has come.
    RoomStatus {
        /// In the queue.
        Waiting = "waiting",
        /// An agent has it.
        Active = "active",
        /// The agent is done.
        Resolved = "resolved",
        /// Over: no more messages.
        Closed = "closed",
    }
);

string_enum!(
    /// How urgent a room is; later variants are more urgent.
    Priority {
        /// Least urgent.
        Low = "low",
        /// As usual.
        Medium = "medium",
        /// Before the usual ones.
        High = "high",
        /// First.
        Urgent = "urgent",
    }
);

/// A room.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Room {
    /// Its id.
    pub id: RoomId,
    /// Whose it is.
    pub customer_id: UserId,
    /// What it is about, in a line.
    pub subject: String,
    /// What it is about, at length; may be empty.
    pub description: String,
    /// The message it began with; may be empty.
    pub initial_message: String,
    /// How far it has come.
    pub status: RoomStatus,
    /// How urgent it is.
    pub priority: Priority,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// Its agent. Stays after the room is resolved or closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentRef>,
    /// The customer's names and address, in lower case: what `?search=` looks at beside subject and description.
    pub customer_search: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When an agent first had it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned_at: Option<Timestamp>,
    /// When it was resolved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved_at: Option<Timestamp>,
    /// When it was closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
    /// From 1 to 5, once the customer has rated it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<u8>,
    /// What they said with it; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rating_comment: String,
    /// The agent who let go of it, while it waits for another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub let_go_by: Option<AgentId>,
    /// How it is counted, while it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tally: Option<RoomOutcome>,
}

impl Room {
    /// Makes it active with an agent.
    pub fn assign(&mut self, agent: AgentRef, now: Timestamp) {
        self.agent = Some(agent);
        self.let_go_by = None;
        self.status = RoomStatus::Active;
        self.assigned_at = self.assigned_at.or(Some(now));
    }

    /// Puts it back into the queue.
    pub fn unassign(&mut self) {
        self.let_go_by = self.holder().map(|agent| agent.id);
        self.agent = None;
        self.status = RoomStatus::Waiting;
    }

    /// Whether it is resolved or closed.
    pub fn is_over(&self) -> bool {
        matches!(self.status, RoomStatus::Resolved | RoomStatus::Closed)
    }

    /// The agent whose capacity this room takes a place of: an active room's.
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
