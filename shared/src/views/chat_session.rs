//! A live WebSocket connection, as admins see it.

use serde::Serialize;
use utoipa::ToSchema;

use super::UserView;
use crate::{
    ids::{ConnectionId, RoomId},
    model::{ChatSession, Role, User},
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
    /// Time of its opening.
    connected_at: Timestamp,
    /// Time at which it was last heard from.
    last_seen: Timestamp,
    ip_address: String,
    user_agent: String,
}

impl ChatSessionView {
    /// A connection with its user.
    pub fn new(chat_session: ChatSession, user: &User) -> Self {
        Self {
            id: chat_session.id,
            user: user.into(),
            role: chat_session.identity.role,
            room_id: chat_session.identity.room_id,
            connected_at: chat_session.opened_at,
            last_seen: chat_session.last_seen,
            ip_address: chat_session.device.ip_address,
            user_agent: chat_session.device.user_agent,
        }
    }
}
