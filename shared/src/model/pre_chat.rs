//! A pre-chat: a visitor's first message, stored until the visitor has entered a name and address.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Visit;
use crate::{
    ids::{GreetingId, RoomId, SessionId, UserId},
    table::{Entity, Key},
    time::Timestamp,
};

/// A pre-chat.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PreChat {
    /// Unguessable id: whoever has it may complete the chat.
    pub session_id: Uuid,
    /// First message.
    pub initial_message: String,
    /// Page and language that it was written in.
    #[serde(default, skip_serializing_if = "Visit::is_empty")]
    pub visit: Visit,
    /// Greeting that led to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub greeting: Option<GreetingId>,
    /// Time of its creation.
    pub created_at: Timestamp,
    /// Time after which it can't be completed.
    pub expires_at: Timestamp,
    /// The same in seconds since 1970, for DynamoDB.
    pub ttl: i64,
    /// Result of its completion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed: Option<CompletedChat>,
}

/// Result of a completed pre-chat: the answer to a repeated completion.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct CompletedChat {
    /// Room.
    pub room_id: RoomId,
    /// Visitor.
    pub user_id: UserId,
    /// Session of the visitor.
    pub session_id: SessionId,
}

impl PreChat {
    /// Key of the pre-chat with this id.
    pub fn key_of(session_id: Uuid) -> Key {
        Key::new(format!("CHAT#{session_id}"), "CHAT")
    }
}

impl Entity for PreChat {
    fn key(&self) -> Key {
        Self::key_of(self.session_id)
    }
}

/// Link from a verified visitor's id at the site (subject of the identity token) to the user.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Person {
    /// The site's id.
    pub subject: String,
    /// User.
    pub user_id: UserId,
}

impl Person {
    /// Key of the link from this subject.
    pub fn key_of(subject: &str) -> Key {
        Key::new(format!("PERSON#{subject}"), "PERSON")
    }
}

impl Entity for Person {
    fn key(&self) -> Key {
        Self::key_of(&self.subject)
    }
}
