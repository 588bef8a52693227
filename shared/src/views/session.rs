//! A sign-in session, as its user sees it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{ids::SessionId, model::Session, time::Timestamp};

/// A sign-in session.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SessionView {
    id: SessionId,
    is_current: bool,
    created_at: Timestamp,
    expires_at: Timestamp,
    ip_address: String,
    user_agent: String,
}

impl SessionView {
    /// `session`, compared with the caller's own session `current`.
    pub fn new(session: &Session, current: SessionId) -> Self {
        Self {
            id: session.id,
            is_current: session.id == current,
            created_at: session.created_at,
            expires_at: session.expires_at,
            ip_address: session.device.ip_address.clone(),
            user_agent: session.device.user_agent.clone(),
        }
    }
}
