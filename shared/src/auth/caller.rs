//! The authenticated caller.

use crate::{
    ids::SessionId,
    model::{ChatSession, Identity, Role},
    time::Timestamp,
};

/// A user with a valid session. As an [extractor](super): a signed-in user, except visitors.
#[derive(Clone, Debug)]
pub struct Caller {
    /// User.
    pub identity: Identity,
    /// Session.
    pub session_id: SessionId,
    /// Expiry of the token or cookie.
    pub expires_at: Timestamp,
}

impl Caller {
    /// The writer of an answer by mail, who has no session.
    pub fn by_mail(identity: Identity) -> Self {
        Self { identity, session_id: SessionId::new(), expires_at: Timestamp::now() }
    }

    /// `true` for an agent or an admin.
    pub fn is_staff(&self) -> bool {
        self.identity.role.is_staff()
    }

    /// `true` for an admin.
    pub fn is_admin(&self) -> bool {
        self.identity.role == Role::Admin
    }
}

impl From<ChatSession> for Caller {
    fn from(chat_session: ChatSession) -> Self {
        Self {
            identity: chat_session.identity,
            session_id: chat_session.session_id,
            expires_at: chat_session.expires_at,
        }
    }
}
