//! A room: subject, customer, agent, status. It rarely changes, because it is in four indexes; everything that changes
//! with each message is in its [log](super::LogEntry).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{AgentRef, LISTING, RoomOutcome, User, Visit, string_enum};
use crate::{
    ids::{AgentId, RoomId, UserId},
    table::{Entity, Index, IndexKey, Key, Query, days},
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

string_enum!(
    /// Order of a list of rooms.
    RoomOrder {
        /// The newest first.
        NewestFirst = "-created_at",
        /// The oldest first.
        OldestFirst = "created_at",
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
    /// Number of the event that last changed it; 0 after its creation.
    pub changed_seq: u64,
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
    /// `true` if the desk was closed, or no agent was there, when it was created.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub was_unattended: bool,
    /// Page and language that its visitor began it in.
    #[serde(default, skip_serializing_if = "Visit::is_empty")]
    pub visit: Visit,
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

/// A customer's rooms, by age.
const BY_CUSTOMER: Index = Index::new("rooms_by_customer", "customer_pk", "customer_sk");
/// An agent's rooms: read backwards, active ones come first, then the newest.
const BY_AGENT: Index = Index::new("rooms_by_agent", "agent_pk", "agent_sk");
/// Rooms of one status: waiting ones by priority and age (the queue), others by age.
const BY_STATUS: Index = Index::new("rooms_by_status", "status_pk", "status_sk");
/// Partition of all rooms in [`LISTING`].
const ROOMS: &str = "ROOMS";

impl Room {
    /// Key of the room with this id.
    pub fn key_of(id: RoomId) -> Key {
        Key::new(Self::partition(id), "META")
    }

    /// Partition of a room, with its log, notes and watchers.
    pub(super) fn partition(id: RoomId) -> String {
        format!("ROOM#{id}")
    }

    /// List of all items of a room.
    pub fn items_of(id: RoomId) -> Query {
        Query::table(Self::partition(id))
    }

    /// List of all rooms, the newest first.
    pub fn all() -> Query {
        Query::index(LISTING, ROOMS).descending()
    }

    /// List of a customer's rooms, the newest first.
    pub fn of_customer(id: UserId) -> Query {
        Query::index(BY_CUSTOMER, User::partition(id)).descending()
    }

    /// List of an agent's rooms, active ones first, then the newest.
    pub fn of_agent(id: AgentId) -> Query {
        Query::index(BY_AGENT, agent_partition(id)).descending()
    }

    /// List of an agent's rooms with this status, the newest first.
    pub fn of_agent_with(id: AgentId, status: RoomStatus) -> Query {
        Self::of_agent(id).prefix(status_prefix(status))
    }

    /// List of an agent's resolved and closed rooms, resolved ones first, then the newest.
    pub fn over_of_agent(id: AgentId) -> Query {
        let (first, last) = OVER;
        Self::of_agent(id).between(first, last)
    }

    /// List of the waiting rooms: the most urgent first, then the oldest.
    pub fn queue() -> Query {
        Query::index(BY_STATUS, status_partition(RoomStatus::Waiting))
    }

    /// List of the rooms with this status, the newest first. For waiting rooms see [`Room::queue`].
    pub fn with_status(status: RoomStatus) -> Query {
        Query::index(BY_STATUS, status_partition(status)).descending()
    }

    /// Those of a list by age that were created from the day `first` to the day `last`, in UTC.
    pub fn created_between(list: Query, first: NaiveDate, last: NaiveDate) -> Query {
        let (first, last) = days(first, last);
        list.between(first, last)
    }

    /// Sort key in the queue: the most urgent first, then the oldest.
    pub fn in_queue(&self) -> String {
        in_queue(self.priority, self.created_at, self.id)
    }
}

fn agent_partition(id: AgentId) -> String {
    format!("AGENT#{id}")
}

fn status_partition(status: RoomStatus) -> String {
    format!("STATUS#{status}")
}

/// Sort key of a room by age.
fn by_age(created_at: Timestamp, id: RoomId) -> String {
    format!("{created_at}#{id}")
}

/// Prefix of the sort keys of an agent's rooms with this status.
fn status_prefix(status: RoomStatus) -> String {
    let rank = match status {
        RoomStatus::Closed => 1,
        RoomStatus::Resolved => 2,
        RoomStatus::Waiting => 3,
        RoomStatus::Active => 4,
    };
    format!("{rank}#")
}

/// Range of the sort keys of an agent's closed and resolved rooms.
const OVER: (&str, &str) = ("1#", "2$");

fn in_queue(priority: Priority, created_at: Timestamp, id: RoomId) -> String {
    let rank = match priority {
        Priority::Urgent => 1,
        Priority::High => 2,
        Priority::Medium => 3,
        Priority::Low => 4,
    };
    format!("{rank}#{}", by_age(created_at, id))
}

impl Entity for Room {
    fn key(&self) -> Key {
        Self::key_of(self.id)
    }

    fn index_keys(&self) -> Vec<IndexKey> {
        let Self { id, customer_id, created_at, status, .. } = *self;
        let by_age = by_age(created_at, id);
        let in_status = if status == RoomStatus::Waiting { self.in_queue() } else { by_age.clone() };
        let in_index = |index, pk, sk| IndexKey { index, pk, sk: Some(sk) };
        let of_agent = self
            .agent
            .as_ref()
            .map(|agent| in_index(BY_AGENT, agent_partition(agent.id), format!("{}{by_age}", status_prefix(status))));
        let mut index_keys = vec![
            in_index(LISTING, ROOMS.into(), by_age.clone()),
            in_index(BY_CUSTOMER, User::partition(customer_id), by_age),
            in_index(BY_STATUS, status_partition(status), in_status),
        ];
        index_keys.extend(of_agent);
        index_keys
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;
    use proptest::prelude::*;

    use super::*;

    fn priority() -> impl Strategy<Value = Priority> {
        prop_oneof![Just(Priority::Low), Just(Priority::Medium), Just(Priority::High), Just(Priority::Urgent)]
    }

    proptest! {
        #[test]
        fn the_queue_sorts_by_priority_then_age(a in priority(), b in priority(), gap in 1..100_000_000_i64) {
            let (older, id) = (Timestamp::now(), RoomId::new());
            let newer = older.after(Duration::milliseconds(gap));
            prop_assert_eq!(in_queue(a, older, id) < in_queue(b, newer, id), a >= b);
        }

        #[test]
        fn rooms_sort_by_age(gap in 1..100_000_000_i64) {
            let (older, id) = (Timestamp::now(), RoomId::new());
            prop_assert!(by_age(older, id) < by_age(older.after(Duration::milliseconds(gap)), id));
        }
    }
}
