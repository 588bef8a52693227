//! A user with its profile. Customers, agents and admins are all users; what makes an agent is its [`super::Agent`].

use serde::{Deserialize, Serialize};

use super::{Identity, Role};
use crate::{
    ids::{AgentId, FileId, UserId},
    table::{Entity, Key},
    time::Timestamp,
};

/// Somebody who can sign in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct User {
    /// Its number.
    pub id: UserId,
    /// Its name for signing in, unique whatever the case.
    pub username: String,
    /// Its e-mail address, unique whatever the case.
    pub email: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Phone number, empty when not known.
    pub phone_number: String,
    /// Its picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar: Option<FileId>,
    /// The password's argon2id hash (PHC string).
    pub password_hash: String,
    /// Whether it may sign in.
    pub is_active: bool,
    /// Whether it is a visitor, who never registered and can't sign in.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_temporary: bool,
    /// The site's own id for it, if the site's identity token says who it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// Whether it is an admin.
    pub is_superuser: bool,
    /// The agent that it is, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<AgentId>,
    /// When it registered.
    pub date_joined: Timestamp,
    /// Whether it said, or its connection showed, that it is online; see [`User::is_online_at`].
    pub is_online: bool,
    /// Until when a connection that falls silent still counts as being online; absent when nothing but the user's own
    /// word says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub online_until: Option<Timestamp>,
    /// When it was last seen online.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<Timestamp>,
}

impl User {
    /// First and last name; where there are none, the username – but of staff, whose usernames are nobody else's business.
    pub fn full_name(&self) -> String {
        match self {
            Self { agent_id: Some(id), .. } => full_name(&self.first_name, &self.last_name, &agent_name(*id)),
            Self { is_superuser: true, .. } => full_name(&self.first_name, &self.last_name, "Admin"),
            _ => full_name(&self.first_name, &self.last_name, &self.username),
        }
    }

    /// Its role: an admin may do all that an agent may, so admin goes first.
    pub fn role(&self) -> Role {
        match self {
            Self { is_superuser: true, .. } => Role::Admin,
            Self { agent_id: Some(_), .. } => Role::Agent,
            Self { is_temporary: true, .. } => Role::Visitor,
            _ => Role::Customer,
        }
    }

    /// Whether it counts as online: a lost connection stops counting by itself.
    pub fn is_online_at(&self, now: Timestamp) -> bool {
        is_online_at(self.is_online, self.online_until, now)
    }

    /// What sessions and connections remember of it.
    pub fn identity(&self) -> Identity {
        Identity { user_id: self.id, role: self.role(), agent_id: self.agent_id, name: self.full_name(), room_id: None }
    }
}

/// First and last name, or another where there are none.
pub(super) fn full_name(first_name: &str, last_name: &str, otherwise: &str) -> String {
    let name = format!("{first_name} {last_name}");
    let name = name.trim();
    if name.is_empty() { otherwise.into() } else { name.into() }
}

/// What an agent without a name is called.
pub(super) fn agent_name(id: AgentId) -> String {
    format!("Agent {id}")
}

pub(super) fn is_online_at(is_online: bool, until: Option<Timestamp>, now: Timestamp) -> bool {
    is_online && until.is_none_or(|until| now < until)
}

impl Entity for User {
    fn key(&self) -> Key {
        Key::user(self.id)
    }
}
