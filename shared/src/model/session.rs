//! A sign-in session, and what it remembers of who signed in.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::string_enum;
use crate::{
    address::Address,
    ids::{AgentId, RoomId, SessionId, UserId},
    table::{Entity, Key},
    text::{cut, line},
    time::Timestamp,
};

string_enum!(
    /// What somebody may do.
    Role {
        /// A guest of one room.
        Visitor = "visitor",
        /// A registered customer: own rooms only.
        Customer = "customer",
        /// An agent.
        Agent = "agent",
        /// An admin: all that an agent may, and running the desk.
        Admin = "admin",
    }
);

impl Role {
    /// Whether this is an agent or an admin.
    pub fn is_staff(self) -> bool {
        matches!(self, Self::Agent | Self::Admin)
    }
}

/// The number that no user has: theirs begin at 1.
const SYSTEM: UserId = UserId(0);

/// Who somebody is, as of sign-in: enough to decide what they may do without reading their profile each time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The user.
    pub user_id: UserId,
    /// Its role.
    pub role: Role,
    /// The agent that it is, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<AgentId>,
    /// Its full name: what messages it sends are signed with.
    pub name: String,
    /// The one room that a visitor is a guest of; everyone else has all that are theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room_id: Option<RoomId>,
}

impl Identity {
    /// The system itself, for what happens without anybody asking for it.
    pub fn system() -> Self {
        Self { user_id: SYSTEM, role: Role::Admin, agent_id: None, name: "System".into(), room_id: None }
    }

    /// Whether it is the system.
    pub fn is_system(&self) -> bool {
        self.user_id == SYSTEM
    }

    /// Whether they may know of a room, if it is theirs.
    pub fn is_bound_to(&self, room_id: RoomId) -> bool {
        self.room_id.is_none_or(|bound| bound == room_id)
    }
}

/// A sign-in session. A token is valid while its session exists; logout deletes it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Session {
    /// Its id, which its tokens name.
    pub id: SessionId,
    /// Who signed in.
    pub identity: Identity,
    /// The one refresh token that can be used; using another is a sign of theft.
    pub refresh_id: Uuid,
    /// The one that it has replaced: still good for a moment, as tabs and lost answers race.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced: Option<ReplacedToken>,
    /// False once the user was deactivated: kept for the answer "User inactive or deleted.".
    pub is_active: bool,
    /// Where it was opened.
    pub device: Device,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// The same in seconds, for DynamoDB to remove it some time after.
    pub ttl: i64,
}

/// A refresh token that was replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplacedToken {
    /// Its number.
    pub refresh_id: Uuid,
    /// When it was.
    pub at: Timestamp,
}

/// Where somebody is, as far as a request tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// The client's address, for limits.
    #[serde(skip)]
    pub address: Address,
    /// The same as text.
    pub ip_address: String,
    /// What the browser or program calls itself; may be empty.
    pub user_agent: String,
}

/// The longest user agent that is kept, in characters.
const USER_AGENT_LIMIT: usize = 300;

impl Device {
    /// A client at this address that calls itself so.
    pub fn new(address: Address, user_agent: Option<&str>) -> Self {
        let user_agent = line(user_agent.unwrap_or_default()).unwrap_or_default();
        let user_agent = cut(&user_agent, USER_AGENT_LIMIT).to_owned();
        Self { address, ip_address: address.to_string(), user_agent }
    }
}

impl Entity for Session {
    fn key(&self) -> Key {
        Key::session(self.identity.user_id, self.id)
    }
}
