//! An agent: a user who answers customers, with its capacity and what it has done.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::{User, user};
use crate::{
    ids::{AgentId, FileId, UserId},
    table::{Entity, Index, IndexKey, Key, keys},
    time::Timestamp,
};

/// An agent. Its user's names are kept here as well, so that a list of agents is one read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Agent {
    /// Its number.
    pub id: AgentId,
    /// The user that it is.
    pub user_id: UserId,
    /// The user's username.
    pub username: String,
    /// The user's e-mail address.
    pub email: String,
    /// The user's given name.
    pub first_name: String,
    /// The user's family name.
    pub last_name: String,
    /// The company's own number for it, unique.
    pub employee_id: String,
    /// Department, empty when not known.
    pub department: String,
    /// Whether it takes chats.
    pub is_available: bool,
    /// How many chats it can have at once.
    pub max_concurrent_chats: u32,
    /// How many it has: rooms that are active and its own. Changed only in the transaction that changes the room.
    pub current_active_chats: u32,
    /// What it has done, over all rooms that are over.
    #[serde(flatten)]
    pub totals: AgentTotals,
    /// When it was last given a room, or took one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_assigned_at: Option<Timestamp>,
    /// When it was last heard of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<Timestamp>,
    /// The user's picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar: Option<FileId>,
    /// Whether it has signed out, or its last connection has ended, since it was last there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_left: bool,
    /// As [`User::is_online`].
    pub is_online: bool,
    /// As [`User::online_until`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub online_until: Option<Timestamp>,
}

/// Sums over all rooms that are over: what an agent's averages come from. Changed only in the transaction that changes
/// the room.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AgentTotals {
    /// How many rooms it has resolved.
    pub total_resolved_chats: u64,
    /// To how many it gave the first answer.
    pub first_responses: u64,
    /// How long those waited for it, in seconds.
    pub first_response_seconds: u64,
    /// How many ended while it had them.
    pub resolutions: u64,
    /// How long those took, in seconds.
    pub resolution_seconds: u64,
    /// How many of them were rated.
    pub ratings: u64,
    /// The sum of those ratings.
    pub ratings_sum: u64,
}

/// For so long an agent counts as there after it was last heard of.
const ATTENTION: Duration = Duration::minutes(10);

impl Agent {
    /// First and last name, or its number where there are none.
    pub fn full_name(&self) -> String {
        user::full_name(&self.first_name, &self.last_name, &user::agent_name(self.id))
    }

    /// Whether it can be given one more chat.
    pub fn can_take_chat(&self) -> bool {
        self.is_available && self.current_active_chats < self.max_concurrent_chats
    }

    /// Whether it can be given a chat without being asked: it is there, and has a place left.
    pub fn is_present_at(&self, now: Timestamp) -> bool {
        self.is_available && !self.has_left && !self.is_away_at(now)
    }

    /// Whether it is away: for ten minutes nothing was heard of it.
    pub fn is_away_at(&self, now: Timestamp) -> bool {
        self.last_seen.is_none_or(|seen| seen.after(ATTENTION) <= now)
    }

    /// As [`User::is_online_at`].
    pub fn is_online_at(&self, now: Timestamp) -> bool {
        user::is_online_at(self.is_online, self.online_until, now)
    }

    /// Takes over the names of its user.
    pub fn rename(&mut self, user: &User) {
        self.username.clone_from(&user.username);
        self.email.clone_from(&user.email);
        self.first_name.clone_from(&user.first_name);
        self.last_name.clone_from(&user.last_name);
        self.avatar = user.avatar;
    }

    /// What a room remembers of it.
    pub fn reference(&self) -> AgentRef {
        AgentRef { id: self.id, user_id: self.user_id, name: self.full_name() }
    }
}

impl Entity for Agent {
    fn key(&self) -> Key {
        Key::agent(self.id)
    }

    fn index_keys(&self) -> Vec<IndexKey> {
        vec![IndexKey { index: Index::Listing, pk: keys::AGENTS.into(), sk: Some(keys::padded(self.id.0)) }]
    }
}

/// The agent of a room, as the room remembers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentRef {
    /// Its number.
    pub id: AgentId,
    /// The user that it is, whose connections get the room's events.
    pub user_id: UserId,
    /// Its name when it was assigned.
    pub name: String,
}

impl AgentRef {
    /// The user, unless the agent was removed: then only its name stays.
    pub fn user(&self) -> Option<UserId> {
        Some(self.user_id).filter(|&user| user != NOBODY)
    }

    /// The same for an agent that was removed.
    #[must_use]
    pub fn untied(&self) -> Self {
        Self { user_id: NOBODY, ..self.clone() }
    }
}

/// No user has this number: theirs begin at 1.
const NOBODY: UserId = UserId(0);
