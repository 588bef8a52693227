//! A sign-in session, with the identity of its user.

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
    /// Role of a user: its permissions.
    Role {
        /// Guest of one room.
        Visitor = "visitor",
        /// Registered customer: access to their own rooms only.
        Customer = "customer",
        /// Agent.
        Agent = "agent",
        /// Admin: an agent's permissions, and administration.
        Admin = "admin",
    }
);

impl Role {
    /// `true` for an agent or an admin.
    pub fn is_staff(self) -> bool {
        matches!(self, Self::Agent | Self::Admin)
    }
}

/// Id of no user: user ids begin at 1.
const SYSTEM: UserId = UserId(0);

/// A user as of sign-in: enough to authorize a request without reading the profile each time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// User.
    pub user_id: UserId,
    /// Role.
    pub role: Role,
    /// Agent id, if the user is an agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<AgentId>,
    /// Full name: the sender name of the user's messages.
    pub name: String,
    /// The only room that a visitor has access to; absent for other users, who have access to all their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room_id: Option<RoomId>,
}

impl Identity {
    /// The system itself, for automatic changes.
    pub fn system() -> Self {
        Self { user_id: SYSTEM, role: Role::Admin, agent_id: None, name: "System".into(), room_id: None }
    }

    /// `true` for the system.
    pub fn is_system(&self) -> bool {
        self.user_id == SYSTEM
    }

    /// `false` for a visitor who is a guest of another room.
    pub fn is_bound_to(&self, room_id: RoomId) -> bool {
        self.room_id.is_none_or(|bound| bound == room_id)
    }
}

/// A sign-in session. A token is valid while its session exists; logout deletes it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Session {
    /// Id, which its tokens contain.
    pub id: SessionId,
    /// User.
    pub identity: Identity,
    /// Id of the only valid refresh token; using another one indicates theft.
    pub refresh_id: Uuid,
    /// The previous refresh token: accepted for a short time, because tabs race and answers get lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced: Option<ReplacedToken>,
    /// `false` once the user is deactivated: kept for the answer "User inactive or deleted.".
    pub is_active: bool,
    /// Client that opened it.
    pub device: Device,
    /// Time of its opening.
    pub created_at: Timestamp,
    /// Expiry.
    pub expires_at: Timestamp,
    /// The same in seconds since 1970: DynamoDB deletes it some time after.
    pub ttl: i64,
}

/// A replaced refresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplacedToken {
    /// Id of the token.
    pub refresh_id: Uuid,
    /// Time of its replacement.
    pub at: Timestamp,
}

/// Client of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// The client's address, for rate limits.
    #[serde(skip)]
    pub address: Address,
    /// The same as text.
    pub ip_address: String,
    /// `User-Agent` header; may be empty.
    pub user_agent: String,
}

/// Longest stored user agent, in characters.
const USER_AGENT_LIMIT: usize = 300;

impl Device {
    /// A client at this address with this user agent.
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
