//! A canned response: a text that agents send often, found by a shortcut.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    ids::CannedResponseId,
    table::{Entity, Key, Query, padded},
    text::identifier,
};

/// A canned response. Serialized as it is in answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CannedResponse {
    /// Its number.
    pub id: CannedResponseId,
    /// Shortcut that an agent types to insert it; unique.
    pub shortcut: String,
    /// Text.
    pub content: String,
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
    /// Canned response with this shortcut.
    pub id: CannedResponseId,
}

impl Shortcut {
    /// Key of the guard of a shortcut, case-insensitive.
    pub fn key_of(shortcut: &str) -> Key {
        Key::new(format!("SHORTCUT#{}", identifier(shortcut)), "SHORTCUT")
    }
}

impl Entity for Shortcut {
    fn key(&self) -> Key {
        Self::key_of(&self.shortcut)
    }
}
