//! A chat that a visitor has begun to write: what they said first, until they say who they are.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    ids::{RoomId, SessionId, UserId},
    table::{Entity, Key},
    time::Timestamp,
};

/// A started chat.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PreChat {
    /// Its id, unguessable: who has it may complete the chat.
    pub session_id: Uuid,
    /// The first message.
    pub initial_message: String,
    /// When it was started.
    pub created_at: Timestamp,
    /// When it can't be completed any more.
    pub expires_at: Timestamp,
    /// The same in seconds.
    pub ttl: i64,
    /// What became of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed: Option<CompletedChat>,
}

/// What became of a started chat: what whoever completes it again is told.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct CompletedChat {
    /// The room.
    pub room_id: RoomId,
    /// The visitor.
    pub user_id: UserId,
    /// Their session.
    pub session_id: SessionId,
}

impl Entity for PreChat {
    fn key(&self) -> Key {
        Key::pre_chat(self.session_id)
    }
}

/// The user that a verified person is, whom a site vouches for under an id of its own.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Person {
    /// The site's id.
    pub subject: String,
    /// The user.
    pub user_id: UserId,
}

impl Entity for Person {
    fn key(&self) -> Key {
        Key::person(&self.subject)
    }
}
