//! An agent: a user who answers customers, with its capacity and its statistics.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::{LISTING, User, user};
use crate::{
    ids::{AgentId, FileId, UserId},
    table::{Entity, IndexKey, Key, Query, padded},
    time::Timestamp,
};

/// An agent. Its user's names are stored here too, so that a list of agents is one read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Agent {
    /// Its number.
    pub id: AgentId,
    /// Its user.
    pub user_id: UserId,
    /// Username of its user.
    pub username: String,
    /// E-mail address of its user.
    pub email: String,
    /// Given name of its user.
    pub first_name: String,
    /// Family name of its user.
    pub last_name: String,
    /// The company's own identifier, unique.
    pub employee_id: String,
    /// Department, empty when not known.
    pub department: String,
    /// Availability: `true` if it accepts chats.
    pub is_available: bool,
    /// Capacity: number of chats it can have at the same time.
    pub max_concurrent_chats: u32,
    /// Number of active rooms assigned to it. Changed only in the transaction that changes the room.
    pub current_active_chats: u32,
    /// Sums over all its resolved and closed rooms.
    #[serde(flatten)]
    pub totals: AgentTotals,
    /// Time of its last assigned or taken room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_assigned_at: Option<Timestamp>,
    /// Time of its last sign-in, heartbeat, or change of its presence or availability.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<Timestamp>,
    /// Profile picture of its user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar: Option<FileId>,
    /// `true` since it has signed out or its last connection has ended, until it is present again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_left: bool,
    /// As [`User::is_online`].
    pub is_online: bool,
    /// As [`User::online_until`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub online_until: Option<Timestamp>,
}

/// Sums over all resolved and closed rooms, from which an agent's averages are computed. Changed only in the
/// transaction that changes the room.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AgentTotals {
    /// Rooms it has resolved.
    pub total_resolved_chats: u64,
    /// Rooms to which it gave the first response.
    pub first_responses: u64,
    /// Sum of those first response times, in seconds.
    pub first_response_seconds: u64,
    /// Rooms that were resolved or closed while assigned to it.
    pub resolutions: u64,
    /// Sum of their handling times, in seconds.
    pub resolution_seconds: u64,
    /// Ratings of those rooms.
    pub ratings: u64,
    /// Sum of those ratings.
    pub ratings_sum: u64,
}

/// Default capacity of an agent, in chats.
pub const DEFAULT_CAPACITY: u32 = 5;

impl Agent {
    /// The agent that a user becomes: available, of no department, with a generated employee id.
    pub fn new(id: AgentId, user: &User) -> Self {
        Self {
            id,
            user_id: user.id,
            username: user.username.clone(),
            email: user.email.clone(),
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            employee_id: format!("EMP{id:0>4}", id = id.0),
            department: String::new(),
            is_available: true,
            max_concurrent_chats: DEFAULT_CAPACITY,
            current_active_chats: 0,
            totals: AgentTotals::default(),
            last_assigned_at: None,
            last_seen: None,
            avatar: user.avatar,
            has_left: false,
            is_online: false,
            online_until: None,
        }
    }

    /// First and last name, or its number if both are empty.
    pub fn full_name(&self) -> String {
        user::full_name(&self.first_name, &self.last_name, &user::agent_name(self.id))
    }

    /// `true` if it is available and below its capacity.
    pub fn can_take_chat(&self) -> bool {
        self.is_available && self.current_active_chats < self.max_concurrent_chats
    }

    /// `true` if it is available, has not left, and is not away.
    pub fn is_present_at(&self, now: Timestamp, away_after: Duration) -> bool {
        self.is_available && !self.is_gone_at(now, away_after)
    }

    /// `true` if it has left, or is away: it was last seen this long ago or earlier.
    pub fn is_gone_at(&self, now: Timestamp, away_after: Duration) -> bool {
        self.has_left || self.is_unseen_for(away_after, now)
    }

    /// `true` if it was last seen this long ago or earlier.
    pub fn is_unseen_for(&self, time: Duration, now: Timestamp) -> bool {
        self.last_seen.is_none_or(|seen| seen.after(time) <= now)
    }

    /// As [`User::is_online_at`].
    pub fn is_online_at(&self, now: Timestamp) -> bool {
        user::is_online_at(self.is_online, self.online_until, now)
    }

    /// Copies the names of its user.
    pub fn rename(&mut self, user: &User) {
        self.username.clone_from(&user.username);
        self.email.clone_from(&user.email);
        self.first_name.clone_from(&user.first_name);
        self.last_name.clone_from(&user.last_name);
        self.avatar = user.avatar;
    }

    /// The reference that a room stores.
    pub fn reference(&self) -> AgentRef {
        AgentRef { id: self.id, user_id: self.user_id, name: self.full_name() }
    }
}

/// Partition of all agents in [`LISTING`].
const AGENTS: &str = "AGENTS";

impl Agent {
    /// Key of the agent with this number.
    pub fn key_of(id: AgentId) -> Key {
        Key::new(format!("AGENT#{id}"), "AGENT")
    }

    /// List of all agents, by number.
    pub fn all() -> Query {
        Query::index(LISTING, AGENTS)
    }
}

impl Entity for Agent {
    fn key(&self) -> Key {
        Self::key_of(self.id)
    }

    fn index_keys(&self) -> Vec<IndexKey> {
        vec![IndexKey { index: LISTING, pk: AGENTS.into(), sk: Some(padded(self.id.0)) }]
    }
}

/// The agent of a room, as stored in the room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentRef {
    /// Its number.
    pub id: AgentId,
    /// Its user, whose connections receive the room's events.
    pub user_id: UserId,
    /// Its name at the time of the assignment.
    pub name: String,
}

impl AgentRef {
    /// Its user; `None` if the agent was removed, of which only the name remains.
    pub fn user(&self) -> Option<UserId> {
        Some(self.user_id).filter(|&user| user != NOBODY)
    }

    /// The same reference for a removed agent.
    #[must_use]
    pub fn untied(&self) -> Self {
        Self { user_id: NOBODY, ..self.clone() }
    }
}

/// Id of no user: user ids begin at 1.
const NOBODY: UserId = UserId(0);
