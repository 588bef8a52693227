//! The identity of a user, which sessions and connections store.

use serde::{Deserialize, Serialize};

use super::string_enum;
use crate::ids::{AgentId, RoomId, UserId};

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
