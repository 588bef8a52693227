//! A live WebSocket connection, as admins see it.

use serde::Serialize;
use utoipa::ToSchema;

use super::UserView;
use crate::{
    ids::{ConnectionId, RoomId},
    model::{Connection, Role, User},
    time::Timestamp,
};

/// A live WebSocket connection.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChatSessionView {
    id: ConnectionId,
    user: UserView,
    role: Role,
    /// The only room of a visitor; `null` for others.
    room_id: Option<RoomId>,
    /// When it was opened.
    connected_at: Timestamp,
    /// When it was last heard from.
    last_seen: Timestamp,
    ip_address: String,
    user_agent: String,
}

impl ChatSessionView {
    /// A connection with its user.
    pub fn new(connection: Connection, user: &User) -> Self {
        Self {
            id: connection.id,
            user: user.into(),
            role: connection.identity.role,
            room_id: connection.identity.room_id,
            connected_at: connection.opened_at,
            last_seen: connection.last_seen,
            ip_address: connection.device.ip_address,
            user_agent: connection.device.user_agent,
        }
    }
}
