//! The keys that sign tokens. A token names its key (`kid`, RFC 7515 §4.1.4), so that the key can change while tokens
//! that the one before has signed are still about.

use jsonwebtoken::{DecodingKey, EncodingKey};
use uuid::Uuid;

use crate::config::SecretKey;

/// A key, with the id that tokens name it by.
pub struct SigningKey {
    /// Derived from the key itself: whoever has the key knows its id.
    pub id: String,
    pub encoding: EncodingKey,
    pub decoding: DecodingKey,
}

impl SigningKey {
    fn new(key: &SecretKey) -> Self {
        Self {
            id: Uuid::new_v5(&Uuid::NAMESPACE_OID, key.as_bytes()).simple().to_string(),
            encoding: EncodingKey::from_secret(key.as_bytes()),
            decoding: DecodingKey::from_secret(key.as_bytes()),
        }
    }
}

/// The keys of the moment: the present one signs, it and the one before verify.
pub struct SigningKeys {
    /// Signs.
    pub current: SigningKey,
    previous: Option<SigningKey>,
}

impl SigningKeys {
    /// Signs with `current`; takes what `previous` has signed, too.
    pub fn new(current: &SecretKey, previous: Option<&SecretKey>) -> Self {
        Self { current: SigningKey::new(current), previous: previous.map(SigningKey::new) }
    }

    /// The key with this id.
    pub fn find(&self, id: &str) -> Option<&SigningKey> {
        [Some(&self.current), self.previous.as_ref()].into_iter().flatten().find(|key| key.id == id)
    }
}
