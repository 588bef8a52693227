//! The desk's key for push services: made once, when somebody asks for it first.

use serde::{Deserialize, Serialize};

use crate::{
    table::{Entity, Key},
    time::Timestamp,
    web_push::VapidKey,
};

/// The desk's key for push services.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PushKey {
    /// The key.
    pub key: VapidKey,
    /// Time at which it was made.
    pub created_at: Timestamp,
}

impl PushKey {
    /// Key of the only one.
    pub fn the_key() -> Key {
        Key::new("PUSHKEY", "PUSHKEY")
    }
}

impl Entity for PushKey {
    fn key(&self) -> Key {
        Self::the_key()
    }
}
