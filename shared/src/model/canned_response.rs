//! A canned response: a text that agents send often, found by a shortcut.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    ids::CannedResponseId,
    table::{Entity, Key},
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

impl Entity for CannedResponse {
    fn key(&self) -> Key {
        Key::canned_response(self.id)
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

impl Entity for Shortcut {
    fn key(&self) -> Key {
        Key::shortcut(&self.shortcut)
    }
}
