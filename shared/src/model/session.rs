//! A sign-in session, with the identity of its user.

use chrono::Duration;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Identity, User};
use crate::{
    address::Address,
    ids::{SessionId, UserId},
    table::{Entity, Key, Query},
    text::{cut, line},
    time::Timestamp,
};

/// Lifetime of a session after sign-in or its last refresh.
pub const SESSION_LIFETIME: Duration = Duration::days(30);

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

/// Prefix of the sort keys of sessions.
const PREFIX: &str = "AUTH#";

impl Session {
    /// A session that begins now.
    pub fn new(identity: Identity, device: &Device) -> Self {
        let created_at = Timestamp::now();
        let expires_at = created_at.after(SESSION_LIFETIME);
        Self {
            id: SessionId::new(),
            identity,
            refresh_id: Uuid::new_v4(),
            replaced: None,
            is_active: true,
            device: device.clone(),
            created_at,
            expires_at,
            ttl: expires_at.unix(),
        }
    }

    /// Key of a user's session.
    pub fn key_of(user: UserId, id: SessionId) -> Key {
        Key::new(User::partition(user), format!("{PREFIX}{id}"))
    }

    /// List of a user's sessions, the oldest first.
    pub fn of_user(user: UserId) -> Query {
        Query::table(User::partition(user)).prefix(PREFIX)
    }
}

impl Entity for Session {
    fn key(&self) -> Key {
        Self::key_of(self.identity.user_id, self.id)
    }
}
