//! A canned response: a text that agents send often, found by a shortcut. It is the desk's, or a user's own.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    ids::{CannedResponseId, UserId},
    table::{Entity, Key, Query, padded},
    text::identifier,
};

/// A canned response. Serialized as it is in answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CannedResponse {
    /// Its number.
    pub id: CannedResponseId,
    /// Shortcut that an agent types to insert it; unique among the desk's, and among each user's own.
    pub shortcut: String,
    /// Text.
    pub content: String,
    /// User whose own it is; `null` for the desk's.
    #[serde(default)]
    pub owner_id: Option<UserId>,
}

/// Partition of all canned responses.
const PARTITION: &str = "CANNED";

impl CannedResponse {
    /// Key of the canned response with this number.
    pub fn key_of(id: CannedResponseId) -> Key {
        Key::new(PARTITION, padded(id.0))
    }

    /// List of all canned responses, by number.
    pub fn all() -> Query {
        Query::table(PARTITION)
    }
}

impl Entity for CannedResponse {
    fn key(&self) -> Key {
        Self::key_of(self.id)
    }
}

/// The guard of a shortcut, case-insensitive.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Shortcut {
    /// The shortcut.
    pub shortcut: String,
    /// User whose own the canned response is; absent for the desk's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<UserId>,
    /// Canned response with this shortcut.
    pub id: CannedResponseId,
}

impl Shortcut {
    /// Key of the guard of a shortcut, case-insensitive: of the desk, or of a user.
    pub fn key_of(owner: Option<UserId>, shortcut: &str) -> Key {
        let name = identifier(shortcut);
        let pk = owner.map_or_else(|| format!("SHORTCUT#{name}"), |user| format!("USER#{user}#SHORTCUT#{name}"));
        Key::new(pk, "SHORTCUT")
    }
}

impl Entity for Shortcut {
    fn key(&self) -> Key {
        Self::key_of(self.owner_id, &self.shortcut)
    }
}
