//! A user with its profile. Customers, agents and admins are all users; an agent has an [`super::Agent`] as well.

use serde::{Deserialize, Serialize};

use super::{Identity, Role};
use crate::{
    ids::{AgentId, FileId, RoomId, UserId},
    table::{Entity, Key},
    text::folded,
    time::Timestamp,
};

/// A user: customer, visitor, agent or admin.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct User {
    /// Id.
    pub id: UserId,
    /// Username, unique and case-insensitive.
    pub username: String,
    /// E-mail address, unique and case-insensitive.
    pub email: String,
    /// E-mail address that the user wants to have instead, until they confirm it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unconfirmed_email: Option<String>,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Phone number, empty if unknown.
    pub phone_number: String,
    /// Profile picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar: Option<FileId>,
    /// Argon2id hash of the password (PHC string).
    pub password_hash: String,
    /// `false` once it is deactivated: it can't sign in.
    pub is_active: bool,
    /// `true` for a visitor, who has not registered and can't sign in.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_temporary: bool,
    /// The site's id for the user: subject of the identity token, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// `true` for an admin.
    pub is_superuser: bool,
    /// Agent id, if it is an agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<AgentId>,
    /// Time of registration.
    pub date_joined: Timestamp,
    /// Online, as set by the user or by a connection; see [`User::is_online_at`].
    pub is_online: bool,
    /// Time until which a silent connection counts as online; absent if only the user has set it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub online_until: Option<Timestamp>,
    /// Time at which it was last seen online.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<Timestamp>,
}

impl User {
    /// First and last name; if both are empty, the username, except for staff, whose usernames are confidential, and
    /// visitors, who haven't chosen theirs.
    pub fn full_name(&self) -> String {
        match self {
            Self { agent_id: Some(id), .. } => full_name(&self.first_name, &self.last_name, &agent_name(*id)),
            Self { is_superuser: true, .. } => full_name(&self.first_name, &self.last_name, "Admin"),
            Self { is_temporary: true, .. } => {
                full_name(&self.first_name, &self.last_name, &format!("Visitor {}", self.id))
            }
            _ => full_name(&self.first_name, &self.last_name, &self.username),
        }
    }

    /// Names and address in lower case, by which a search finds its rooms.
    pub fn search_text(&self) -> String {
        folded(&format!("{} {} {}", self.full_name(), self.username, self.email))
    }

    /// Role: admin before agent, because an admin has an agent's permissions too.
    pub fn role(&self) -> Role {
        match self {
            Self { is_superuser: true, .. } => Role::Admin,
            Self { agent_id: Some(_), .. } => Role::Agent,
            Self { is_temporary: true, .. } => Role::Visitor,
            _ => Role::Customer,
        }
    }

    /// `true` if it counts as online: a lost connection stops counting by itself.
    pub fn is_online_at(&self, now: Timestamp) -> bool {
        is_online_at(self.is_online, self.online_until, now)
    }

    /// `true` if mail can reach them.
    pub fn is_reachable(&self) -> bool {
        self.is_active && !self.email.is_empty()
    }

    /// `true` while a connection of theirs sends heartbeats, whatever they have set themselves to.
    pub fn is_connected_at(&self, now: Timestamp) -> bool {
        self.online_until.is_some_and(|until| now < until)
    }

    /// The identity that sessions and connections store.
    pub fn identity(&self) -> Identity {
        Identity { user_id: self.id, role: self.role(), agent_id: self.agent_id, name: self.full_name(), room_id: None }
    }

    /// The identity of a visitor, who is a guest of this room alone.
    pub fn guest_identity(&self, room_id: RoomId) -> Identity {
        Identity { role: Role::Visitor, room_id: Some(room_id), ..self.identity() }
    }
}

/// First and last name, or `otherwise` if both are empty.
pub(super) fn full_name(first_name: &str, last_name: &str, otherwise: &str) -> String {
    let name = format!("{first_name} {last_name}");
    let name = name.trim();
    if name.is_empty() { otherwise.into() } else { name.into() }
}

/// Name of an agent whose name is empty.
pub(super) fn agent_name(id: AgentId) -> String {
    format!("Agent {id}")
}

pub(super) fn is_online_at(is_online: bool, until: Option<Timestamp>, now: Timestamp) -> bool {
    is_online && until.is_none_or(|until| now < until)
}

impl User {
    /// Key of the user with this id.
    pub fn key_of(id: UserId) -> Key {
        Key::new(Self::partition(id), "PROFILE")
    }

    /// Partition of a user, with everything that belongs to the user alone: sessions, connections, notifications.
    pub(super) fn partition(id: UserId) -> String {
        format!("USER#{id}")
    }
}

impl Entity for User {
    fn key(&self) -> Key {
        Self::key_of(self.id)
    }
}
