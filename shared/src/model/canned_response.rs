//! A canned response: a text that agents send often, found by a shortcut.

use serde::{Deserialize, Serialize};

use crate::{
    ids::CannedResponseId,
    table::{Entity, Key},
};

/// A canned response. It is its own JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CannedResponse {
    /// Its number.
    pub id: CannedResponseId,
    /// What an agent types to find it; unique.
    pub shortcut: String,
    /// What it says.
    pub content: String,
}

impl Entity for CannedResponse {
    fn key(&self) -> Key {
        Key::canned_response(self.id)
    }
}

/// The claim on a shortcut, whatever its case.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Shortcut {
    /// The shortcut.
    pub shortcut: String,
    /// Whose it is.
    pub id: CannedResponseId,
}

impl Entity for Shortcut {
    fn key(&self) -> Key {
        Key::shortcut(&self.shortcut)
    }
}
